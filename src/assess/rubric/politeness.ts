/**
 * Politeness: 2 for a greeting and a polite form of address or request; 1 for any mark of politeness (those, thanks, a
 * closing); 0 for none, for rudeness, and for an answer in capitals.
 */
import type { RubricQuote } from '../../model/rubric.ts';
import { foldText } from '../clean-text.ts';
import { PACKS } from '../languages/index.ts';
import { type CriterionRule, coded, ofReplies, quoteOf, type RubricReply } from './case.ts';
import { type RubricList, saidIn, sayingIn, says } from './words.ts';

export const politeness: CriterionRule = ofReplies(({ replies }) => {
  for (const reply of replies) {
    const rude = first(reply, 'rude');
    if (rude) return coded(0, 'politeness.rude', 'Rude words stand in it.', [rude]);
    if (shouts(reply)) return coded(0, 'politeness.capitals', 'It is written in capitals.');
  }
  const marks = new Map<string, RubricQuote>();
  for (const reply of replies) {
    const greeting = reply.message.findings.find((f) => f.criterion === 'greets')?.span;
    if (greeting) marks.set('greeting', { ...greeting, evidence: reply.message.evidence });
    for (const list of ['polite', 'thanks', 'closing'] as const) {
      const found = first(reply, list) ?? (list === 'closing' ? closingLine(reply) : null);
      if (found && !marks.has(list)) marks.set(list, found);
    }
  }
  const quotes = [...marks.values()];
  const names = [...marks.keys()].map((m) => (m === 'polite' ? 'polite form' : m));
  if (marks.has('greeting') && marks.has('polite'))
    return coded(2, 'politeness.full', `Marks of politeness: ${names.join(', ')}.`, quotes);
  if (marks.size > 0)
    return coded(1, 'politeness.some', `Marks of politeness: ${names.join(', ')} only.`, quotes);
  return coded(0, 'politeness.none', 'No greeting, polite form, thanks or closing.');
});

function first(reply: RubricReply, list: RubricList): RubricQuote | null {
  const found = saidIn(reply.text).find((s) => says(s, list));
  return found ? quoteOf(reply, found.unit) : null;
}

const SIGN_OFF = PACKS.map((p) => ({ code: p.code, words: p.signOff.map(foldText) }));
/** Lines that are looked at from the end, the signature included. */
const LAST_LINES = 12;

/** "Kind regards" stands in what is cut off as the signature. */
function closingLine(reply: RubricReply): RubricQuote | null {
  const folded = foldText(reply.text.text);
  const lines = [...folded.matchAll(/[^\n]+/g)].slice(-LAST_LINES);
  for (const m of lines) {
    const line = m[0].trim();
    if (line === '' || line.length > 80) continue;
    const sign = SIGN_OFF.some(({ words }) => words.some((w) => line.startsWith(w)));
    const codes = reply.text.packs.map((p) => p.code);
    if (sign || sayingIn(line, line, codes, 'closing'))
      return quoteOf(reply, { start: m.index, end: m.index + m[0].length });
  }
  return null;
}

/** Letters with case that a verdict takes, and the share of capitals that is shouting. */
const LEAST_LETTERS = 40;
const SHOUTED = 0.7;

function shouts({ text }: RubricReply): boolean {
  // The answer alone: where the signature was blanked, so is it here.
  const own = text.text
    .split('')
    .filter((_, i) => text.masked[i] !== ' ')
    .join('');
  const capitals = own.match(/\p{Lu}/gu)?.length ?? 0;
  const small = own.match(/\p{Ll}/gu)?.length ?? 0;
  return capitals + small >= LEAST_LETTERS && capitals / (capitals + small) >= SHOUTED;
}
