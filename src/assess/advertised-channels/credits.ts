/** Lines in which the site's makers sign, and lines that speak of regulators and others: their addresses are not the lender's. */
import type { PageFacts } from './page-facts.ts';
import { wordPattern, wordSource } from './words.ts';

const CREDITS = wordPattern((w) => w.credits);
const OTHERS = wordPattern((w) => w.thirdParty);
/** "Licensed by the National Bank" is said of the lender itself. */
const LICENSED_BY = new RegExp(
  `(?:${wordSource((w) => w.licence)}|authori[sz]ed|regulated|реестр|реєстр)[^.;。；\\d]{0,80}?${wordSource((w) => w.thirdParty)}`,
  'giu',
);
const namesOthers = (text: string): boolean =>
  OTHERS.test(text) && OTHERS.test(text.replace(LICENSED_BY, ' '));
const MAKER_CLASS =
  /(?:^|[\s_-])(?:developer|dev-?by|credits?|made-?by|studio|webstudio|site-?by|creator)(?:[\s_-]|$)/i;

export const isCredit = (facts: PageFacts, line: number, classes = ''): boolean => {
  const text = facts.lines[line]?.text ?? '';
  const before = facts.lines[line - 1]?.text ?? '';
  return (
    MAKER_CLASS.test(classes) ||
    (text.length <= 240 && CREDITS.test(text)) ||
    (text.length <= 80 && before.length <= 60 && facts.lines[line]?.zone === 'footer' && CREDITS.test(before))
  );
};

/** The sentence around the place, or the short line or heading before it, names somebody else. */
export function isOthers(facts: PageFacts, line: number, at: number): boolean {
  const text = facts.lines[line]?.text ?? '';
  const start = Math.max(
    0,
    Math.max(text.lastIndexOf('. ', at), text.lastIndexOf('。', at), text.lastIndexOf('; ', at)) + 1,
  );
  const own = text.slice(start, at + 60);
  if (namesOthers(own)) return true;
  if (/[\p{L}]{4}/u.test(text.slice(0, at)) && text.length > 60) return false;
  for (let i = line - 1; i >= Math.max(0, line - 3); i--) {
    const before = facts.lines[i]!;
    if (before.text.length > 120) return false;
    if (namesOthers(before.text)) return true;
    if (before.heading) return false;
  }
  return false;
}
