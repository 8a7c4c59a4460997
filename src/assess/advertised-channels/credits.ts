/** Places where the site's makers sign, and where regulators, other firms and swindlers are spoken of: their addresses are not the lender's. */
import type { PageFacts } from './page-facts.ts';
import { around } from './surroundings.ts';
import { wordPattern, wordSource } from './words.ts';

const CREDITS = wordPattern((w) => w.credits);
const OTHERS = wordPattern((w) => w.thirdParty);
/** "Licensed by the National Bank" is said of the lender itself. */
const LICENSED_BY = new RegExp(
  `(?:${wordSource((w) => w.licence)}|authori[sz]ed|regulated|supervised|registered|реестр|реєстр|受|经|經)[^.;。；\\d]{0,80}?${wordSource((w) => w.thirdParty)}`,
  'giu',
);
const namesOthers = (text: string): boolean =>
  OTHERS.test(text) && OTHERS.test(text.replace(LICENSED_BY, ' '));
const SWINDLERS = wordPattern((w) => w.swindlers);
const TELL_US = wordPattern((w) => w.tellUs);
/** "Report swindlers: 0800 ..." is the lender's own line. */
const isWarned = (text: string): boolean => SWINDLERS.test(text) && !TELL_US.test(text);
const MOST_READ = 2_000;
const MAKER_CLASS =
  /(?:^|[\s_-])(?:developer|dev-?by|credits?|made-?by|studio|webstudio|site-?by|creator)(?:[\s_-]|$)/i;

/** `at`: the place in the line; what stands ahead of the makers' words is the lender's. */
export const isCredit = (facts: PageFacts, line: number, classes = '', at = MOST_READ): boolean => {
  const text = facts.lines[line]?.text ?? '';
  const before = facts.lines[line - 1]?.text ?? '';
  return (
    MAKER_CLASS.test(classes) ||
    CREDITS.test(at === MOST_READ ? text.slice(0, 240) : text.slice(Math.max(0, at - 240), at)) ||
    (text.length <= 80 && before.length <= 60 && facts.lines[line]?.zone === 'footer' && CREDITS.test(before))
  );
};

const REVIEWS = wordPattern((w) => w.newsPage);
/** What clients write of themselves under "Reviews" is theirs. */
function isUnderReviews(facts: PageFacts, line: number): boolean {
  if (facts.lines[line]?.zone !== 'main') return false;
  for (let i = line - 1; i >= Math.max(0, line - 8); i--) {
    const { heading, text, zone } = facts.lines[i]!;
    if (heading) return zone === 'main' && text.length <= 40 && REVIEWS.test(text);
  }
  return false;
}

const namesItsOwn = (text: string): boolean =>
  /\p{L}{4}/u.test(text.replace(/\S{0,64}@\S{1,80}/g, '')) && /\d(?:[^\d]{0,3}\d){5}|\S@\S/.test(text);

/** The words that name the place, or the short line or heading before it, name somebody else. */
export function isOthers(facts: PageFacts, line: number, at: number, end = at): boolean {
  const text = facts.lines[line]?.text ?? '';
  const { label, behind, sentence } = around(facts, line, at, end);
  if (namesOthers(label) || namesOthers(behind) || isWarned(sentence) || isUnderReviews(facts, line))
    return true;
  if (/[\p{L}]{4}/u.test(text.slice(0, at)) && text.length > 60) return false;
  for (let i = line - 1; i >= Math.max(0, line - 3); i--) {
    const before = facts.lines[i]!;
    // What names its own number names no other.
    if (before.text.length > 120 || namesItsOwn(before.text)) return false;
    if (namesOthers(before.text)) return true;
    if (before.heading) return false;
  }
  return false;
}
