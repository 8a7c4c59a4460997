/** What a claim of hours is made of: days, times, "round the clock", "closed", "except", a break. */
import { clockOf, hoursSource, minutesOf, TIME, TO, timeOf, UNTIL } from './hours-clock.ts';
import type { Span } from './week.ts';
import { WORDS, type Words } from './words.ts';

type Token =
  | { kind: 'days'; days: number[]; shut: boolean }
  | { kind: 'time'; span: Span; sure: boolean }
  | { kind: 'until'; to: number }
  | { kind: 'all-day' | 'closed' | 'except' | 'rest' | 'no-rest' | 'holidays' };
/** A token with its place in the text. */
export type Placed = Token & { start: number; end: number };

/** The apostrophe of п'ятниця has many forms. */
const plainName = (name: string): string => name.toLowerCase().replace(/['’ʼ‘`]/g, "'");
const DAY_NAMES: [string, number][] = WORDS.flatMap((w) =>
  w.hours.days.flatMap((names, i) => names.map((n): [string, number] => [plainName(n), i])),
);
const DAY_OF = new Map(DAY_NAMES);
const DAY = hoursSource((h) => h.days.flat());
const DAY_RANGE = new RegExp(
  `(${DAY})\\.?${TO}(${DAY})|(?:[周週]|星期|[礼禮]拜)(?:([一二三四五六])\\s{0,2}[-–—~～至到]\\s{0,2}([一二三四五六日天])|(六)、?(?:[周週]|星期)?([日天]))`,
  'giu',
);
const DAY_ONE = new RegExp(DAY, 'giu');
const said = (pick: (h: Words['hours']) => readonly string[], behind = ''): RegExp =>
  new RegExp(hoursSource(pick) + behind, 'giu');
const ALL_DAY = said((h) => h.allDay, '(?:\\s?/\\s?7)?');
const NO_REST = said((h) => h.noRest);
const REST = said((h) => h.rest);
const HOLIDAYS = said((h) => h.holidays);
const EXCEPT = said((h) => h.except);
const CLOSED = said((h) => h.closed);
const DAILY = said((h) => h.daily);
const WEEKDAYS = said((h) => h.weekdays);
const WEEKEND = said((h) => h.weekend);

/** All tokens of a text in order; none stands in another. */
export function tokensOf(text: string): Placed[] {
  const out: Placed[] = [];
  const taken = new Uint8Array(text.length);
  const add = (m: RegExpMatchArray, token: Token): void => {
    const start = m.index!;
    const end = start + m[0].length;
    for (let i = start; i < end; i++) if (taken[i]) return;
    taken.fill(1, start, end);
    out.push({ ...token, start, end });
  };
  for (const m of text.matchAll(DAILY)) add(m, { kind: 'days', days: [0, 1, 2, 3, 4, 5, 6], shut: false });
  for (const m of text.matchAll(ALL_DAY)) add(m, { kind: 'all-day' });
  for (const m of text.matchAll(NO_REST)) add(m, { kind: 'no-rest' });
  for (const m of text.matchAll(REST)) add(m, { kind: 'rest' });
  for (const m of text.matchAll(DAY_RANGE)) {
    const from = m[1] ? DAY_OF.get(plainName(m[1])) : '一二三四五六'.indexOf((m[3] ?? m[5])!);
    const to = m[2] ? DAY_OF.get(plainName(m[2])) : '一二三四五六日天'.indexOf((m[4] ?? m[6])!) % 7;
    if (from === undefined || to === undefined) continue;
    const days: number[] = [];
    for (let d = from; ; d = (d + 1) % 7) {
      days.push(d);
      if (d === Math.min(to, 6)) break;
    }
    add(m, { kind: 'days', days, shut: false });
  }
  for (const m of text.matchAll(WEEKDAYS)) add(m, { kind: 'days', days: [0, 1, 2, 3, 4], shut: false });
  for (const m of text.matchAll(TIME)) {
    const time = timeOf(m);
    // "1,000-2,000" is no time.
    if (time && (time.sure || text[m.index - 1] !== ',')) add(m, { kind: 'time', ...time });
  }
  for (const m of text.matchAll(UNTIL)) {
    const to = clockOf(m, 1);
    if (to && (to.marked || to.hour >= 12)) add(m, { kind: 'until', to: minutesOf(to, to.half) || 1440 });
  }
  for (const m of text.matchAll(DAY_ONE)) {
    const day = DAY_OF.get(plainName(m[0]));
    if (day !== undefined) add(m, { kind: 'days', days: [day], shut: false });
  }
  for (const m of text.matchAll(HOLIDAYS)) add(m, { kind: 'holidays' });
  for (const m of text.matchAll(WEEKEND)) add(m, { kind: 'days', days: [5, 6], shut: true });
  for (const m of text.matchAll(CLOSED)) add(m, { kind: 'closed' });
  for (const m of text.matchAll(EXCEPT)) add(m, { kind: 'except' });
  return out.sort((a, b) => a.start - b.start);
}
