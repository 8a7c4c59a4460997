/**
 * Percentages, sums of money, stretches of time, ages, telephone numbers, dates and links in a text, so that rules can
 * speak of "<percent> per day" in any language. What looks like a number but is none of an offer (telephone numbers,
 * dates, hours, ticket numbers, links) is taken out first (methods.md 4.1: 0-800-123-456 is no sum).
 */
import { PACKS } from './languages/index.ts';
import type { Pack } from './languages/pack.ts';
import { literal, PLACEHOLDERS, type QuantityKind, WORD } from './phrases.ts';

export interface Quantity {
  kind: QuantityKind;
  start: number;
  end: number;
  /** Numbers in it, scaled (10 тис. is 10000); two for a range. Empty for phones, dates, links. */
  values: number[];
}

export interface Quantified {
  /** The folded text with every quantity replaced by its placeholder, code unit by code unit. */
  masked: string;
  quantities: Quantity[];
}

const longestFirst = (words: string[]): string =>
  [...new Set(words)]
    .sort((a, b) => b.length - a.length || (a < b ? -1 : 1))
    .map(literal)
    .join('|');

const DIGITS = "\\d{1,3}(?:[ ',.]\\d{3})+(?:[.,]\\d{1,2})?|\\d{1,12}(?:[.,]\\d{1,4})?";
const CURRENCY_SIGN = '[$€£¥₴₽₸￥₱₦₹₫]';
const EDGE = `(?![${WORD}])`;
const START = `(?<![${WORD}])`;

/** Thousands of people are no money. */
const NOT_HEADS =
  '(?! ?(?:people|person|clients?|customers?|users?|times|клієнт|клиент|людей|люд|человек|заявок|раз|отзыв|відгук|人|客户|用户|次|户|家|名|笔|%))';

interface Tables {
  patterns: [QuantityKind, RegExp][];
  words: Map<string, number>;
  scales: Map<string, number>;
}

/** Where two languages disagree about a word, the packs named first win. */
function tables(packs: readonly Pack[]): Tables {
  const words = new Map<string, number>();
  const scales = new Map<string, number>();
  for (const p of packs) {
    for (const [w, n] of Object.entries(p.quantities.numbers)) if (!words.has(w)) words.set(w, n);
    for (const [w, n] of Object.entries(p.quantities.scales)) if (!scales.has(w)) scales.set(w, n);
  }
  const spaced = packs.filter((p) => p.spaced);
  const dense = packs.filter((p) => !p.spaced);
  const unit = (pick: (p: Pack) => string[]): string => {
    const taken = new Set<string>();
    const some = spaced.flatMap(pick).filter((w) => !taken.has(w) && taken.add(w));
    const parts = [];
    if (some.length > 0) parts.push(`(?:${longestFirst(some)})${EDGE}`);
    const han = dense.flatMap(pick);
    if (han.length > 0) parts.push(`(?:${longestFirst(han)})`);
    return `(?:${parts.join('|')})`;
  };
  const wordList = (list: readonly Pack[]): string =>
    longestFirst(list.flatMap((p) => Object.keys(p.quantities.numbers)));
  const scaleList = (list: readonly Pack[]): string =>
    longestFirst(list.flatMap((p) => Object.keys(p.quantities.scales)));
  const number = [
    `(?<![\\d.,])(?:${DIGITS})`,
    ...(spaced.length > 0 ? [`${START}(?:${wordList(spaced)})${EDGE}`] : []),
    ...(dense.length > 0 ? ['[零一二两三四五六七八九十百千半几]{1,6}'] : []),
  ].join('|');
  const scale = [
    ...(spaced.length > 0 ? [`(?:${scaleList(spaced)})${EDGE}`] : []),
    ...(dense.length > 0 ? [`(?:${scaleList(dense)})`] : []),
  ].join('|');
  const thousands = [
    `(?:${longestFirst(spaced.flatMap((p) => Object.entries(p.quantities.scales).flatMap(([w, n]) => (n >= 1000 && w.length > 1 ? [w] : []))))})${EDGE}`,
    '万',
    '(?<=\\d)[千wk](?![a-z])',
  ].join('|');
  const num = `(?:(?:${number})(?:[ -]?(?:${scale})){0,2})`;
  // Thousands of nothing in particular are money.
  const scaled = `(?:(?:${number})[ -]?(?:${thousands}))`;
  const to = `(?: ?[-~～] ?| (?:${longestFirst(spaced.flatMap((p) => p.quantities.to))}) ${dense.length > 0 ? `|(?:${longestFirst(dense.flatMap((p) => p.quantities.to))})` : ''})`;
  const percent = `(?:[%‰]|${unit((p) => p.quantities.percent)})`;
  const currency = `(?:${CURRENCY_SIGN}|${unit((p) => p.quantities.currencies)})`;
  const prefix = `(?:${CURRENCY_SIGN}|${START}(?:usd|eur|gbp|uah|rub|cny|rmb|kzt|php|kes|kshs?|ngn|inr|zar|hkd|twd|sgd|myr|(?:hk|nt|us|s|a|c)[$]|rm|n(?=\\d))) ?`;
  const adjectives = longestFirst(spaced.flatMap((p) => p.quantities.adjectives));
  const adjective = adjectives ? `(?:(?:${adjectives}) )?` : '';
  const month = longestFirst(spaced.flatMap((p) => p.quantities.months));
  const inversion = longestFirst(spaced.flatMap((p) => p.quantities.inversion));
  const inverted = (units: string): string => `${START}${units} (?:${inversion}) ${num}`;
  const u = (source: string): RegExp => new RegExp(source, 'gu');
  return {
    words,
    scales,
    patterns: [
      [
        'link',
        u(
          `(?:https?://|${START}www\\.)[a-z0-9._~:/?#@!$&'*+=%-]{0,300}[a-z0-9/=_]|[a-z0-9._%+-]{1,64}@[a-z0-9.-]{1,120}[a-z0-9]|${START}(?:[a-z0-9-]{1,40}\\.){1,3}(?:com|net|org|example|test|ua|ru|cn|info|biz|kz|eu|uk|io|app|co|online|site|invalid)${EDGE}(?:/[a-z0-9._~:/?#@!$&'*+=%-]{0,200})?`,
        ),
      ],
      [
        'phone',
        u(
          `(?<![\\p{L}\\d.,])(?:\\+|0|8[ (-]|400[- ]?)(?:[ ()-]{0,2}\\d){7,13}(?!\\d)(?! ?(?:${currency}|%))|(?<![\\d-])\\d{3}-\\d{3}-\\d{2,4}(?:-\\d{2})?(?!\\d)|(?<!\\d)1[3-9]\\d{9}(?!\\d)`,
        ),
      ],
      [
        'date',
        u(
          `(?<![\\d.])\\d{1,2}[./]\\d{1,2}[./](?:20)?\\d{2}(?!\\d)|20\\d{2}[-/.]\\d{1,2}[-/.]\\d{1,2}(?!\\d)|(?:20\\d{2}年)?\\d{1,2}月\\d{1,2}[日号]${month ? `|(?<!\\d)[0-3]?\\d(?:st|nd|rd|th)? (?:of )?(?:${month})${EDGE}(?: 20\\d{2})?|${START}(?:${month}) [0-3]?\\d(?:st|nd|rd|th)?(?!\\d)(?:,? 20\\d{2})?` : ''}|(?<!\\d)(?:19|20)\\d{2} ?${unit((p) => p.quantities.years)}`,
        ),
      ],
      [
        'percent',
        u(
          `(?:百分之|万分之|千分之)(?:${DIGITS}|[零一二两三四五六七八九十百点]{1,6})|${num} ?(?:[%‰]|${unit((p) => p.quantities.percent)})?${to}${num} ?${percent}|${num} ?${percent}`,
        ),
      ],
      [
        'money',
        u(
          `${scaled}(?:${to}${num})?(?: ?${currency})?${NOT_HEADS}|${num}${to}${scaled}(?: ?${currency})?${NOT_HEADS}|${prefix}${num}(?:${to}(?:${prefix})?${num})?(?: ?${currency})?|${num} ?(?:${currency})?${to}${num} ?${currency}|${num} ?${currency}`,
        ),
      ],
      [
        'clock',
        u(
          `(?<!\\d)[0-2]?\\d[:][0-5]\\d(?:[:][0-5]\\d)?(?!\\d)|(?<!\\d)[01]?\\d(?::[0-5]\\d)? ?(?:am|pm)${EDGE}|(?<!\\d)[0-2]?\\d(?:点|時|时)(?!\\d)(?:[0-5]\\d分|半)?`,
        ),
      ],
      ['age', u(`(?<!\\d)[1-9]\\d\\+(?!\\d)`)],
      [
        'time',
        u(
          `${num}(?:${to}${num})?[ -]?${unit((p) => p.quantities.short)}|${inverted(unit((p) => p.quantities.short))}`,
        ),
      ],
      ['age', u(`${num}(?:${to}${num})?[ -]?${adjective}${unit((p) => p.quantities.years)}`)],
      [
        'days',
        u(
          `(?:\\d{1,3} ?[/、] ?){0,6}${num}(?: ?${unit((p) => p.quantities.long)})?(?:${to}${num})?[ -]?${adjective}${unit((p) => p.quantities.long)}`,
        ),
      ],
      [
        'ref',
        u(
          `[#№] ?[\\p{L}\\d-]{2,24}|${START}[a-z]{2,6}-\\d{3,14}(?:-\\d{1,8})?(?!\\d)|${START}[a-z]{1,4}\\d{6,16}(?!\\d)|(?<![\\d.,])\\d{7,16}(?![\\d.,]\\d)`,
        ),
      ],
      ['num', u(`(?<![\\d.,])(?:${DIGITS})`)],
    ],
  };
}

const cache = new Map<string, Tables>();

/** `folded` as of clean-text.ts, bounded by the caller. `first` is the language to believe where words clash. */
export function quantify(folded: string, first: string | null): Quantified {
  const packs = [...PACKS].sort((a, b) => Number(b.code === first) - Number(a.code === first));
  const key = packs[0]!.code;
  let found = cache.get(key);
  if (!found) {
    found = tables(packs);
    cache.set(key, found);
  }
  let masked = folded;
  const quantities: Quantity[] = [];
  for (const [kind, pattern] of found.patterns) {
    masked = masked.replace(pattern, (text, ...rest) => {
      const start = rest.find((r) => typeof r === 'number') as number;
      const values =
        kind === 'link' || kind === 'phone' || kind === 'date' || kind === 'clock'
          ? []
          : numbersIn(text, found);
      const real: QuantityKind = kind === 'age' && !values.some((v) => v >= 16 && v <= 99) ? 'days' : kind;
      quantities.push({ kind: real, start, end: start + text.length, values });
      return PLACEHOLDERS[real].repeat(text.length);
    });
  }
  quantities.sort((a, b) => a.start - b.start);
  return { masked, quantities };
}

function numbersIn(text: string, { words, scales }: Tables): number[] {
  const out: number[] = [];
  const han = /[零一二两三四五六七八九十百千半几]+/u;
  const pattern = new RegExp(
    `(${DIGITS}|[零一二两三四五六七八九十百千半几万]+|[a-z\\u00B5-\\u1FFF][${WORD}'-]*(?: [a-z]{1,6})?)`,
    'gu',
  );
  for (const m of text.matchAll(pattern)) {
    const token = m[0];
    if (/^\d/.test(token)) {
      out.push(parseNumber(token));
      const after = text.slice(m.index + token.length).replace(/^[ -]/, '');
      const scale = [...scales.keys()]
        .filter((s) => after.startsWith(s) && !/^[a-zа-яіїєґ]/u.test(after.slice(s.length)))
        .sort((a, b) => b.length - a.length)[0];
      if (scale) out[out.length - 1]! *= scales.get(scale)!;
    } else if (han.test(token)) {
      const value = hanNumber(token);
      if (value !== null && !/^[百千万]$/.test(token)) out.push(value);
    } else {
      const value = words.get(token) ?? words.get(token.split(' ')[0]!);
      if (value !== undefined && out.length < 4) out.push(value);
    }
  }
  return out.slice(0, 4);
}

/** "5 000", "5,000", "5.000,50" and "0,5": groups of three after a separator are thousands, anything else a fraction. */
export function parseNumber(text: string): number {
  const bare = text.replace(/[ ']/g, '');
  const grouped = /^\d{1,3}(?:[.,]\d{3})+(?:[.,]\d{1,2})?$/.test(bare) && !/^0[.,]/.test(bare);
  if (!grouped) return Number(bare.replace(',', '.'));
  const tail = /[.,](\d{1,2})$/.exec(bare);
  const whole = (tail ? bare.slice(0, -tail[0].length) : bare).replace(/[.,]/g, '');
  return Number(tail ? `${whole}.${tail[1]}` : whole);
}

/** Chinese numerals up to the ten-thousands: 二十四 is 24, 三千 is 3000, 半 is a half, 几 (some) counts as 3. */
function hanNumber(token: string): number | null {
  const digit = '零一二三四五六七八九';
  let total = 0;
  let current = 0;
  for (const c of token) {
    const d = c === '两' ? 2 : c === '几' ? 3 : digit.indexOf(c);
    const unit = { 十: 10, 百: 100, 千: 1000, 万: 10_000 }[c];
    if (c === '半') current = 0.5;
    else if (d >= 0) current = d;
    else if (c === '万') {
      total = (total + current) * 10_000;
      current = 0;
    } else if (unit !== undefined) {
      total += (current || 1) * unit;
      current = 0;
    } else return null;
  }
  return total + current;
}
