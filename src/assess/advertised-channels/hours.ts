/** Hours claimed in a text, in any of the languages, as opening_hours: "Пн-Пт 9-18, сб 10-15", "Mon–Fri 9am–6pm", "周一至周五 9:00-18:00", "24/7". */
import { timesInDigits } from './hours-clock.ts';
import { type Placed, tokensOf } from './hours-tokens.ts';
import { weekOf } from './hours-week.ts';
import { openingHours } from './week.ts';
import { escaped, WORDS, type Words, wordPattern } from './words.ts';

const LABEL = wordPattern((w) => w.hours.label, true);
const SERVICE = wordPattern((w) => w.hours.service);
const NOT_SERVICE = wordPattern((w) => w.hours.notService);

export interface ClaimedHours {
  /** opening_hours syntax. */
  hours: string;
  start: number;
  end: number;
  /** Announced by "opening hours" or the like. */
  labelled: boolean;
}

const MOST_TEXT = 600;
const plain = (pick: (h: Words['hours']) => readonly string[]): string =>
  WORDS.flatMap((w) => pick(w.hours))
    .map(escaped)
    .join('|');
const HINT = new RegExp(
  `\\d{1,2}\\s?(?:[:：.]\\d{2}|[-–—]\\s?\\d|[点點时時]|[xх×*/]\\s?7|${plain((h) => [...h.toWord, ...h.hourUnit, ...h.morning, ...h.evening])})|24|${plain((h) => h.hint)}`,
  'iu',
);
/** Whether a text may speak of hours at all: most lines don't. */
export const maySayHours = (text: string): boolean => text.length <= MOST_TEXT * 2 && HINT.test(text);

const WEEK = /(?<![\p{L}\p{N}])M\s?[-–]\s?F(?![\p{L}\p{N}])/gu;

/** The first claim of hours in a text; `before` is the heading or line ahead of it. null where it claims none. */
export function hoursIn(said: string, before = ''): ClaimedHours | null {
  if (said.length > MOST_TEXT * 2 || !HINT.test(said)) return null;
  const text = timesInDigits(said.replace(WEEK, 'Mon-Fri'));
  const tokens = tokensOf(text).filter((t) => t.kind !== 'all-day' || !ofOthers(text, t.start, t.end));
  const groups: Placed[][] = [];
  for (const t of tokens) {
    const last = groups.at(-1)?.at(-1);
    const gap = last ? text.slice(last.end, t.start) : '';
    if (last && gap.replace(/[^\p{L}\p{N}]/gu, '').length <= 14 && !/[@]/.test(gap)) groups.at(-1)!.push(t);
    else groups.push([t]);
  }
  for (const group of groups) {
    const [start, end] = [group[0]!.start, group.at(-1)!.end];
    const ahead = text.slice(Math.max(0, start - 70), start);
    const labelled = LABEL.test(ahead) || (LABEL.test(before) && before.length <= 80);
    const kinds = new Set(group.map((t) => t.kind));
    const dated = kinds.has('days') || labelled;
    if (kinds.has('all-day') && !kinds.has('time')) {
      if (!ofService(text, before, start, end, labelled)) continue;
    } else if (!kinds.has('time')) continue;
    else if (!dated && !SERVICE.test(ahead)) continue;
    else if (!group.some((t) => t.kind === 'time' && t.sure) && !kinds.has('days')) continue;
    const hours = openingHours(weekOf(group, text));
    if (hours) return { hours, start, end, labelled };
  }
  return null;
}

/** The clause around a place without what stands there. */
function clauseAround(text: string, start: number, end: number): string {
  const from =
    Math.max(...['.', ';', '!', '|', '。', '；', '，', '•', '('].map((c) => text.lastIndexOf(c, start - 1))) +
    1;
  const rest = text.slice(end).search(/[.;!|。；，•)]/);
  const clause = text.slice(from, rest < 0 ? text.length : end + rest);
  return clause.replace(text.slice(start, end), ' ');
}

/** Applications and payouts are round the clock where nobody answers. */
const ofOthers = (text: string, start: number, end: number): boolean =>
  NOT_SERVICE.test(clauseAround(text, start, end));

/** "24/7" is said of money and applications too: the clause around it must speak of somebody who answers. */
function ofService(text: string, before: string, start: number, end: number, labelled: boolean): boolean {
  const around = clauseAround(text, start, end);
  const within = `${around} ${text.slice(start, end)}`;
  if (around.length > 160) return false;
  if (NOT_SERVICE.test(within)) return false;
  if (labelled || SERVICE.test(within)) return true;
  // A line that says nothing else belongs to what stands before it.
  return (
    around.replace(/[^\p{L}]/gu, '').length <= 3 &&
    before.length <= 60 &&
    SERVICE.test(before) &&
    !NOT_SERVICE.test(before)
  );
}
