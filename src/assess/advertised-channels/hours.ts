/** Hours claimed in a text, in any of the languages, as opening_hours: "Пн-Пт 9-18, сб 10-15", "Mon–Fri 9am–6pm", "周一至周五 9:00-18:00", "24/7". */
import { ALL_DAY, emptyWeek, openingHours, type Span, type Week, without } from './week.ts';
import { WORDS, wordPattern, wordSource } from './words.ts';

type Token =
  | { kind: 'days'; days: number[]; shut: boolean }
  | { kind: 'time'; span: Span; sure: boolean }
  | { kind: 'until'; to: number }
  | { kind: 'all-day' | 'closed' | 'except' | 'rest' | 'no-rest' | 'holidays' };
type Placed = Token & { start: number; end: number };

const source = (pick: (w: (typeof WORDS)[number]['hours']) => readonly string[]): string =>
  wordSource((w) => pick(w.hours), true);
/** The apostrophe of п'ятниця has many forms. */
const plainName = (name: string): string => name.toLowerCase().replace(/['’ʼ‘`]/g, "'");
const DAY_NAMES: [string, number][] = WORDS.flatMap((w) =>
  w.hours.days.flatMap((names, i) => names.map((n): [string, number] => [plainName(n), i])),
);
const DAY_OF = new Map(DAY_NAMES);
const DAY = wordSource((w) => w.hours.days.flat(), true);
const TO = `(?:\\s{0,2}[-–—―~～]\\s{0,2}|\\s{0,2}(?:${source((h) => h.toWord)})\\s{0,2})`;
const DAY_DOT = '\\.?';
const DAY_RANGE = new RegExp(
  `(${DAY})${DAY_DOT}${TO}(${DAY})|(?:[周週]|星期|[礼禮]拜)(?:([一二三四五六])\\s{0,2}[-–—~～至到]\\s{0,2}([一二三四五六日天])|(六)、?(?:[周週]|星期)?([日天]))`,
  'giu',
);
const DAY_ONE = new RegExp(DAY, 'giu');
const PART = '(?:上午|早上|早晨|早|凌晨|中午|下午|晚上|晚)';
const CLOCK = `(?:(${PART})\\s{0,2})?(\\d{1,2})(?:-(?:ї|ої|ми|ти|го)(?!\\p{L}))?(?:\\s?[:：.]\\s?(\\d{2})|\\s?[点點时時](半|\\d{1,2}分?)?|[-–](?=00\\b)(\\d{2}))?(?:\\s?((?:a\\.?m\\.?|p\\.?m\\.?|in the (?:morning|afternoon|evening)|утра|вечера|ранку|вечора|ночи|ночі)(?!\\p{L})\\.?))?(?:\\s?(?:ч|час(?:ов|а)?|год(?:ин[аиу]?)?|h|hrs?)(?![\\p{L}])\\.?)?`;
const TIME = new RegExp(
  `(?<![\\d.:/+-])(?:(?:${source((h) => h.fromWord)})\\s{0,2})?${CLOCK}${TO}${CLOCK}(?![\\d:%])`,
  'giu',
);
/** "Fri until 5pm": opens as on the days before. */
const UNTIL = new RegExp(`(?:${source((h) => h.toWord)})\\s{0,2}${CLOCK}(?![\\d:%])`, 'giu');
const SIMPLE: [Exclude<Placed['kind'], 'days' | 'time' | 'until'>, RegExp][] = [
  ['all-day', new RegExp(`${source((h) => h.allDay)}(?:\\s?/\\s?7)?`, 'giu')],
  [
    'no-rest',
    new RegExp(
      source((h) => h.noRest),
      'giu',
    ),
  ],
  [
    'rest',
    new RegExp(
      source((h) => h.rest),
      'giu',
    ),
  ],
  [
    'holidays',
    new RegExp(
      source((h) => h.holidays),
      'giu',
    ),
  ],
  [
    'except',
    new RegExp(
      source((h) => h.except),
      'giu',
    ),
  ],
  [
    'closed',
    new RegExp(
      source((h) => h.closed),
      'giu',
    ),
  ],
];
const DAILY = new RegExp(
  source((h) => h.daily),
  'giu',
);
const WEEKDAYS = new RegExp(
  source((h) => h.weekdays),
  'giu',
);
const WEEKEND = new RegExp(
  source((h) => h.weekend),
  'giu',
);
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
/** Whether a text may speak of hours at all: most lines don't. */
const HINT =
  /\d{1,2}\s?(?:[:：.]\d{2}|[-–—]\s?\d|[apAP]\.?[mM]|ч|год|点|點|时|時|[xх×*/]\s?7|\s(?:до|to|till|по|until|год|h))|24|добов|суточ|全天|全年|clock|小时|早\d|midnight|noon|ранк|утр|вечор|вечер|lunch|обед|перерв|вих|выходн|休|closed/iu;
export const maySayHours = (text: string): boolean => text.length <= MOST_TEXT * 2 && HINT.test(text);

const MIDNIGHT = /(?<!\p{L})(?:(?:12\s)?midnight|опівночі|півночі|полуночи|полночи)(?!\p{L})/giu;
const NOON = /(?<!\p{L})(?:(?:12\s)?(?:noon|midday)|полудня|опівдня|полудня)(?!\p{L})/giu;

const WEEK = /(?<![\p{L}\p{N}])M\s?[-–]\s?F(?![\p{L}\p{N}])/gu;
/** 上午九時 */
const HAN_HOUR = /(?<![一二三四五六七八九十小周週期])([一二三四五六七八九十]{1,3})(?=[点點时時])/gu;
const hanHour = (said: string): string => {
  const digit = (c: string): number => '一二三四五六七八九'.indexOf(c) + 1;
  const [tens, ones] = said.includes('十') ? said.split('十') : ['', said];
  return String((said.includes('十') ? (digit(tens!) || 1) * 10 : 0) + digit(ones!));
};

/** The first claim of hours in a text; `before` is the heading or line ahead of it. null where it claims none. */
export function hoursIn(said: string, before = ''): ClaimedHours | null {
  if (said.length > MOST_TEXT * 2 || !HINT.test(said)) return null;
  const text = said
    .replace(MIDNIGHT, '24:00')
    .replace(NOON, '12:00')
    .replace(WEEK, 'Mon-Fri')
    .replace(HAN_HOUR, hanHour);
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

function tokensOf(text: string): Placed[] {
  const out: Placed[] = [];
  const taken = new Uint8Array(text.length);
  const add = (m: RegExpMatchArray, token: Token): void => {
    const start = m.index!;
    const end = start + m[0].length;
    for (let i = start; i < end; i++) if (taken[i]) return;
    taken.fill(1, start, end);
    out.push({ ...token, start, end });
  };
  const [allDay, noRest, rest, holidays, except, closed] = SIMPLE;
  for (const m of text.matchAll(DAILY)) add(m, { kind: 'days', days: [0, 1, 2, 3, 4, 5, 6], shut: false });
  for (const m of text.matchAll(allDay![1])) add(m, { kind: 'all-day' });
  for (const [kind, pattern] of [noRest!, rest!])
    for (const m of text.matchAll(pattern)) add(m, { kind } as Token);
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
    if (time && (time.sure || text[m.index - 1] !== ',')) add(m, time);
  }
  for (const m of text.matchAll(UNTIL)) {
    const to = clockOf(m, 1);
    if (to && (to.marked || to.hour >= 12)) add(m, { kind: 'until', to: minutesOf(to, to.half) || 1440 });
  }
  for (const m of text.matchAll(DAY_ONE)) {
    const day = DAY_OF.get(plainName(m[0]));
    if (day !== undefined) add(m, { kind: 'days', days: [day], shut: false });
  }
  for (const m of text.matchAll(holidays![1])) add(m, { kind: 'holidays' });
  for (const m of text.matchAll(WEEKEND)) add(m, { kind: 'days', days: [5, 6], shut: true });
  for (const [kind, pattern] of [closed!, except!])
    for (const m of text.matchAll(pattern)) add(m, { kind } as Token);
  return out.sort((a, b) => a.start - b.start);
}

interface Clock {
  hour: number;
  minute: number;
  half: string;
  /** Written as nothing but a time of day is. */
  marked: boolean;
}

/** CLOCK's groups from `i` on. */
function clockOf(m: RegExpMatchArray, i: number): Clock | null {
  const hour = Number(m[i + 1]);
  const han = m[i + 3];
  const minute = m[i + 2]
    ? Number(m[i + 2])
    : han === '半'
      ? 30
      : han
        ? Number.parseInt(han, 10)
        : Number(m[i + 4] ?? 0);
  if (hour > 24 || minute > 59 || minute % 5 !== 0) return null;
  const marked =
    m[i + 2] !== undefined || m[i + 5] !== undefined || m[i] !== undefined || /[点點时時чгh]/.test(m[0]);
  return { hour, minute, half: halfOf(m[i + 5]) || partOfDay(m[i]), marked };
}

const halfOf = (said: string | undefined): string =>
  said === undefined ? '' : /^(?:a|in the morning|утра|ранку|ноч)/i.test(said) ? 'am' : 'pm';

const minutesOf = (t: Clock, half: string): number =>
  ((half === 'pm' && t.hour < 12 ? t.hour + 12 : half === 'am' && t.hour === 12 ? 0 : t.hour) % 25) * 60 +
  t.minute;

function timeOf(m: RegExpMatchArray): Extract<Token, { kind: 'time' }> | null {
  const a = clockOf(m, 1);
  const b = clockOf(m, 7);
  if (!a || !b) return null;
  // "9-5pm": the first is of the morning; "1-5pm" is not.
  const first =
    a.half ||
    (b.half === 'pm' && a.hour < 12 && a.hour + 12 <= b.hour + 12 && a.hour < b.hour ? 'pm' : a.half);
  const from = minutesOf(a, first === 'pm' && a.half === '' && a.hour >= 7 ? 'am' : first);
  let to = minutesOf(b, b.half);
  if (to === 0) to = 1440;
  // "9-6" of an office: from morning to evening.
  if (
    to <= from &&
    b.half === '' &&
    a.half !== 'pm' &&
    b.hour <= 11 &&
    to + 720 > from &&
    /[\u4e00-\u9fff]|am/i.test(m[0])
  )
    to += 720;
  if (to < from && a.half === '' && b.half === '' && a.hour >= 6 && a.hour <= 11 && b.hour <= 8) to += 720;
  if (to === from) return null;
  if (to < from) to += 1440;
  if (from > 1440) return null;
  return { kind: 'time', span: [from, to], sure: a.marked || b.marked };
}

const partOfDay = (part: string | undefined): string =>
  part === undefined ? '' : /下午|晚/.test(part) ? 'pm' : part === '中午' ? '' : 'am';

/** Reads the tokens in order: days before times or after them, several spans a day, breaks, days off. */
function weekOf(tokens: Placed[], text: string): Week {
  const week = emptyWeek();
  let days: number[] | null = null;
  let pending: Span[] = [];
  let fresh = false;
  let breaking = false;
  let closedAhead = false;
  let leftOut = false;
  let last: Span | null = null;
  const shut = new Set<number>();
  const endsInTime = tokens.findLast((t) => t.kind === 'time' || t.kind === 'days')?.kind === 'time';
  const put = (among: readonly number[], span: Span): void => {
    for (const d of among) {
      // Said anew of some of the days: "Mon-Fri 9-6, Wed 9-1".
      const kept = (week.days[d] ?? []).filter(([from, to]) => to <= span[0] || from >= span[1]);
      week.days[d] = [...kept, span];
    }
  };
  tokens.forEach((t, i) => {
    const next = tokens[i + 1];
    const gap = text.slice(tokens[i - 1]?.end ?? t.start, t.start);
    if (t.kind === 'days') {
      const timed = next?.kind === 'time' || next?.kind === 'all-day' || next?.kind === 'until';
      const daily = t.days.length === 7;
      if (leftOut && !daily && (!timed || fresh || days === null)) {
        // "daily except Sunday 9-18": the hours to come are those of the other days.
        for (const d of t.days) shut.add(d);
        return;
      }
      leftOut = false;
      if (!daily && timed) for (const d of t.days) shut.delete(d);
      if (t.shut && tokens[i - 1]?.kind === 'holidays' && !timed) {
        // "Sunday and holidays: days off".
        week.holidays = 'off';
        if (tokens[i - 2]?.kind === 'days') for (const d of days ?? []) week.days[d] = [];
        return;
      }
      if (t.shut && tokens[i - 1]?.kind === 'days' && !timed) {
        // "Сб-Нд вихідні": days off, said of the days before.
        for (const d of days ?? []) week.days[d] = [];
        return;
      }
      if (t.shut && next?.kind === 'days' && /^[\s:：—–-]{1,4}$/.test(text.slice(t.end, next.start))) {
        closedAhead = true;
        return;
      }
      if (closedAhead && !timed) {
        for (const d of t.days) week.days[d] = [];
        return;
      }
      closedAhead = false;
      if (pending.length > 0) {
        // "8am-8pm Mon-Fri, 9am-5pm Sat": the days come behind. In "9-18 Mon-Fri, Sat 10-14" the last has its own.
        for (const span of pending) put(t.days, span);
        if (next?.kind === 'days' && !(tokens[i + 2]?.kind === 'time' && endsInTime)) return;
        pending = [];
        days = null;
        return;
      }
      days = fresh && days && tokens[i - 1]?.kind === 'days' ? [...new Set([...days, ...t.days])] : t.days;
      fresh = true;
    } else if (t.kind === 'time' || t.kind === 'all-day') {
      const span = t.kind === 'time' ? t.span : ALL_DAY;
      leftOut = false;
      if (breaking && t.kind === 'time') {
        week.days = week.days.map((s) => (s ? without(s, span) : s));
        pending = pending.flatMap((s) => without([s], span));
        breaking = false;
        return;
      }
      if (days === null) pending.push(span);
      else if (
        fresh ||
        /[,、，及和&/]|(?<![\p{L}])(?:and|та|и|і)(?![\p{L}])/u.test(gap) ||
        (gap.length <= 3 && last !== null && span[0] >= last[1])
      )
        put(days, span);
      last = span;
      fresh = false;
      if (days !== null && pending.length > 0) pending = [];
    } else if (t.kind === 'until') {
      if (last && days !== null && fresh && t.to > last[0]) put(days, [last[0], t.to]);
      fresh = false;
    } else if (t.kind === 'closed') {
      const previous = tokens[i - 1]?.kind;
      if (previous === 'holidays') week.holidays = 'off';
      const spoken = previous === 'days' || (previous === 'holidays' && tokens[i - 2]?.kind === 'days');
      if (days && spoken) for (const d of days) week.days[d] = [];
      else if (next?.kind === 'days') closedAhead = true;
      fresh = false;
    } else if (t.kind === 'except') leftOut = true;
    else if (t.kind === 'rest') breaking = true;
    else if (t.kind === 'holidays' && (leftOut || closedAhead || tokens[i - 1]?.kind === 'closed'))
      week.holidays = 'off';
  });
  // Hours without a day hold for all of them.
  for (const span of pending) put([0, 1, 2, 3, 4, 5, 6], span);
  for (const d of shut) week.days[d] = [];
  return week;
}
