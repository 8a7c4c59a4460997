/**
 * Percentages, sums of money, stretches of time, ages, telephone numbers, dates and links in a text, so that rules can
 * speak of "<percent> per day" in any language. What looks like a number but is none of an offer (telephone numbers,
 * dates, hours, ticket numbers, links) is taken out first (methods.md 4.1: 0-800-123-456 is no sum).
 */
import { foldText } from './clean-text.ts';
import { WORD } from './folded-words.ts';
import { HAN_FIGURES, hanNumber } from './han-figures.ts';
import { PACKS } from './languages/index.ts';
import type { Pack } from './languages/pack.ts';
import { READING_PACKS } from './languages/reading/index.ts';
import { literal, PLACEHOLDERS, phraseSource, type QuantityKind } from './phrases.ts';
import { packInLatin } from './transliteration.ts';

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

/** 5 000 and 5,000; 1,00,000 as in India; 0,5. */
const DIGITS =
  "\\d{1,3}(?:[ ',.]\\d{3})+(?:[.,]\\d{1,2})?|\\d{1,2}(?:,\\d{2}){1,3},\\d{3}|\\d{1,12}(?:[.,]\\d{1,4})?";
/** Not inside another number; a comma before it may end the last clause, as the wide Chinese one does. */
const APART = '(?<!\\d|\\.|\\d,)';
const CURRENCY_SIGN = '[$€£¥₴₽₸￥₱₦₹₫₵]';
const EDGE = `(?![${WORD}])`;
const START = `(?<![${WORD}])`;

/** Thousands of people are no money. */
const NOT_HEADS =
  '(?! ?(?:people|person|clients?|customers?|users?|times|клієнт|клиент|людей|люд|человек|заявок|раз|отзыв|відгук|人|客户|用户|次|户|家|名|笔|%))';

interface Tables {
  patterns: [QuantityKind, RegExp][];
  /** One number, without what multiplies it. */
  token: RegExp;
  words: Map<string, number>;
  scales: Map<string, number>;
  /** Words that are a figure by themselves: "полпроцента", the month of "на месяц". */
  alone: Map<string, number>;
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
  const word = `${START}(?:${wordList(spaced)})${EDGE}`;
  const point = longestFirst(spaced.flatMap((p) => p.quantities.decimal));
  // "nought point seven", "point seven".
  // "ноль восемь", said of a rate: 0,8.
  const nought = longestFirst(
    spaced.flatMap((p) => Object.entries(p.quantities.numbers).flatMap(([w, n]) => (n === 0 ? [w] : []))),
  );
  const decimal = [
    ...(point ? [`(?:${word} )?${START}(?:${point}) ${word}`] : []),
    ...(nought ? [`${START}(?:${nought}) ${word}`] : []),
  ].join('|');
  const token = [
    `${APART}(?:${DIGITS})`,
    '[零一二两三四五六七八九十百千半几万]+',
    ...(decimal ? [decimal] : []),
    ...(spaced.length > 0 ? [word] : []),
  ].join('|');
  const number = [
    `${APART}(?:${DIGITS})`,
    ...(decimal ? [decimal] : []),
    ...(spaced.length > 0 ? [`${word}(?:[ -]${word})?`] : []),
    ...(dense.length > 0 ? ['[零一二两三四五六七八九十百千半几]{1,6}'] : []),
  ].join('|');
  const scale = [
    ...(spaced.length > 0 ? [`(?:${scaleList(spaced)})${EDGE}`] : []),
    // "5k以内" and "5kpesos", but not the k of "kes".
    ...(dense.length > 0
      ? [`(?:${scaleList(dense)})(?!(?!${unit((p) => p.quantities.currencies)})[a-z])`]
      : []),
  ].join('|');
  const thousands = [
    `(?:${longestFirst(spaced.flatMap((p) => Object.entries(p.quantities.scales).flatMap(([w, n]) => (n >= 1000 && w.length > 1 ? [w] : []))))})${EDGE}`,
    '万',
    '(?<=\\d)[千wkк](?![a-zа-яіїєґ])',
  ].join('|');
  const num = `(?:(?:${number})(?:[ -]?(?:${scale})){0,2})`;
  // Thousands of nothing in particular are money.
  const scaled = `(?:(?:${number})[ -]?(?:${thousands}))`;
  // So are figures set off by a comma.
  const grouped = '(?<![\\d.,-])\\d{1,3}(?:,\\d{3})+(?:\\.\\d{2})?(?![\\d-])';
  const to = `(?: ?[-~～] ?| (?:${longestFirst(spaced.flatMap((p) => p.quantities.to))}) ${dense.length > 0 ? `| ?(?:${longestFirst(dense.flatMap((p) => p.quantities.to))}) ?` : ''})`;
  const percent = `(?:[%‰]|${unit((p) => p.quantities.percent)})`;
  const currency = `(?:${CURRENCY_SIGN}|${unit((p) => p.quantities.currencies)})`;
  const signs = longestFirst(
    dense.flatMap((p) => p.quantities.currencies.filter((w) => w.length > 1 && !/^[a-z元块]/u.test(w))),
  );
  const prefix = `(?:${CURRENCY_SIGN}|#(?=\\d{1,3},\\d{3})|${START}(?:usd|eur|gbp|uah|rub|cny|rmb|kzt|php|kes|kshs?|shs?|ngn|inr|rs|zar|hkd|twd|sgd|myr|ghs|tzs|tsh|ugx|ush|zmw|etb|rwf|cad|aud|nzd|thb|idr|pkr|bdt|(?:hk|nt|us|ca|au|nz|s|a|c)[$]|gh[¢₵]|rm|[np](?=\\d)|k(?=\\d{2}|\\d,\\d{3})|r(?=\\d{2}| \\d{3}| ?\\d{1,2}[ ,]\\d{3}))\\.?${signs ? `|${signs}` : ''}) ?`;
  const adjectives = longestFirst(spaced.flatMap((p) => p.quantities.adjectives));
  const adjective = adjectives ? `(?:(?:${adjectives}) )?` : '';
  const month = longestFirst(spaced.flatMap((p) => p.quantities.months));
  const inversion = longestFirst(spaced.flatMap((p) => p.quantities.inversion));
  const turning = spaced.filter((p) => p.quantities.inversion.length > 0);
  const anyUnit = unit((p) => [...p.quantities.short, ...p.quantities.long, ...p.quantities.years]);
  const some = (words: string[]): string => (words.length > 0 ? `(?:${longestFirst(words)})` : '(?!)');
  // "минут через 15", "хвилин 15": about fifteen minutes.
  const few = `(?:${word}|\\d{1,2}(?!\\d| ?\\d{3}))`;
  const inverted = (pick: (p: Pack) => string[]): string =>
    `${START}${unit(pick)} (?:${inversion}) ${few}(?! ?(?:${anyUnit}|${currency}|%|${scale}))|${START}${some(turning.flatMap(pick))} ${num}(?!\\d| ?(?:${anyUnit}|${currency}|%))`;
  // "тисяч п'ять": about five thousand.
  const invertedSum =
    `${START}${some(turning.flatMap((p) => Object.entries(p.quantities.scales).flatMap(([w, n]) => (n >= 1000 && w.length > 2 ? [w] : []))))} ${number}(?:${to}(?:${number}))?(?!\\d| ?(?:${anyUnit}|%))(?: ?${currency})?`.replace(
      ` ${number}`,
      ` (?:(?:${longestFirst(turning.flatMap((p) => p.quantities.inversion))}) )?(?:${number})`,
    );
  const abouts = some(turning.flatMap((p) => p.quantities.aboutCurrency));
  const invertedCurrency = `${START}${abouts} (?:${number})(?:${to}(?:${number}))?(?!\\d| ?(?:${anyUnit}|${currency}|%))`;
  // "up to 6000": a round figure without a currency.
  const ends = READING_PACKS.filter((r) => spaced.some((p) => p.code === r.code)).flatMap((r) => [
    ...r.upTo,
    ...r.from,
  ]);
  const round = `(?<=${START}(?:${longestFirst(ends)}) )\\d{1,3}(?: ?000|00)(?![\\d-]|[.,:/]\\d| ?(?:${anyUnit}|%))`;
  // "0,8 в день": a fraction for a period is a rate though its sign is left out; so is "процент в день".
  const period = READING_PACKS.filter((r) => spaced.some((p) => p.code === r.code))
    .flatMap((r) => [r.per.day, r.per.week, r.per.month, r.per.year].flat())
    .map((phrase) => phraseSource(foldText(phrase), true))
    .join('|');
  const each = `(?= ?(?:${period}))`;
  const fraction = `(?:(?<![\\d.,:/-])\\d{1,2}[.,]\\d{1,3}(?![\\d:/]|[.,]\\d)${nought ? `|${START}(?:${nought}) ${word}` : ''})`;
  const signless = `(?<!${prefix})${fraction}(?:${to}${fraction})?${each}`;
  const share = `${START}${some(spaced.flatMap((p) => Object.keys(p.quantities.shares)))}${EDGE}${each}`;
  const turned = `${START}${some(spaced.flatMap((p) => p.quantities.aboutPercent))} (?:${few})(?! ?(?:${anyUnit}|${currency}|${scale}))`;
  // "на месяц": one of them.
  const once = new Map<string, string[]>();
  for (const phrase of spaced.flatMap((p) => Object.keys(p.quantities.once))) {
    const at = phrase.lastIndexOf(' ');
    const lead = phrase.slice(0, at);
    once.set(lead, [...(once.get(lead) ?? []), phrase.slice(at + 1)]);
  }
  const single = [...once]
    .map(
      ([lead, units]) =>
        `(?<=(?<![\\uE001\\uE005\\uE00B%] ?|раз |рази |раза )${START}${literal(lead)} )(?:${longestFirst(units)})${EDGE}`,
    )
    .join('|');
  const alone = new Map(
    spaced.flatMap((p) => [
      ...Object.entries(p.quantities.shares),
      ...Object.entries(p.quantities.once).map(([w, n]): [string, number] => [w.split(' ').at(-1)!, n]),
    ]),
  );
  const u = (source: string): RegExp => new RegExp(source, 'gu');
  return {
    token: new RegExp(token, 'gu'),
    words,
    scales,
    alone,
    patterns: [
      [
        'link',
        u(
          `(?:https?://|${START}www\\.)[a-z0-9._~:/?#@!$&'*+=%-]{0,300}[a-z0-9/=_]|[a-z0-9._%+-]{1,64}@[a-z0-9.-]{1,120}[a-z0-9]|${START}t\\.me/\\w{1,64}|${START}(?:[a-z0-9-]{1,40}\\.){1,3}(?:com|net|org|example|test|ua|ru|cn|info|biz|kz|eu|uk|io|app|co|online|site|invalid)${EDGE}(?:/(?:[a-z0-9._~:/?#@!$&'*+=%-]{0,200}[a-z0-9/=_])?)?`,
        ),
      ],
      [
        'phone',
        u(
          `(?<![\\p{L}\\d.,])(?:\\+|0|8[ (-]|400[- ]?)(?:[ ()-]{0,2}\\d){7,13}(?!\\d)(?! ?(?:${currency}|%))|(?<![\\d-])\\d{3}-\\d{3}-\\d{2,4}(?:-\\d{2})?(?!\\d)|(?<!\\d)1[3-9]\\d{9}(?!\\d)|(?<![\\d.,-])(?:1[ -]?)?(?:\\(\\d{3}\\) ?|\\d{3}[-.])\\d{3}[ .-]\\d{4}(?!\\d)|(?<![\\d.,-])1(?:[ -]\\d{3}[ -]\\d{3}[ -]\\d{4}|[38]00(?:[ -]\\d{3}[ -]\\d{3,4}|(?: \\d{2}){3}))(?!\\d)`,
        ),
      ],
      [
        'date',
        u(
          `(?<![\\d./])\\d{1,2}[./]\\d{1,2}[./](?:20)?\\d{2}(?![\\d/]| ?[期个天])|20\\d{2}[-/.]\\d{1,2}[-/.]\\d{1,2}(?!\\d)|(?:20\\d{2}年)?\\d{1,2}月\\d{1,2}[日号]${month ? `|(?<!\\d)[0-3]?\\d(?:st|nd|rd|th)? (?:of )?(?:${month})${EDGE}(?: 20\\d{2})?|${START}(?:${month}) [0-3]?\\d(?:st|nd|rd|th)?(?!\\d)(?:,? 20\\d{2})?` : ''}|(?<!\\d)(?:19|20)\\d{2} ?${unit((p) => p.quantities.years)}`,
        ),
      ],
      // "4.45 pm" is no share a month.
      ['clock', u(`(?<![\\d.,])[01]?\\d\\.[0-5]\\d ?(?:am|pm|a\\.m|p\\.m)${EDGE}`)],
      [
        'percent',
        u(
          `(?:百分之|万分之|千分之)(?:${DIGITS}|[零一二两三四五六七八九十百点]{1,6})|${num} ?(?:[%‰]|${unit((p) => p.quantities.percent)})?${to}${num} ?${percent}|${num} ?${percent}|${signless}|${share}|${turned}`,
        ),
      ],
      [
        'money',
        u(
          `${scaled}(?:${to}${num})?(?: ?${currency})?${NOT_HEADS}|${num}${to}${scaled}(?: ?${currency})?${NOT_HEADS}|${prefix}${num}(?:${to}(?:${prefix})?${num})?(?: ?${currency})?|${num} ?(?:${currency})?${to}${num} ?${currency}|${num} ?${currency}|${grouped}(?:${to}${num})?${NOT_HEADS}|${round}(?:${to}${num})?(?: ?${currency})?${NOT_HEADS}|${invertedSum}|${invertedCurrency}`,
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
          `${num}(?:${to}${num})?[ -]?${unit((p) => p.quantities.short)}|${inverted((p) => p.quantities.short)}`,
        ),
      ],
      ['age', u(`${num}(?:${to}${num})?[ -]?${adjective}${unit((p) => p.quantities.years)}`)],
      [
        'days',
        u(
          `(?:(?:\\d{1,3} ?[/、] ?){1,6}|${APART}(?:\\d{1,2}, ){1,6}${spaced.length > 0 ? `|(?:${word}, ){1,4}` : ''})?${num}(?: ?${unit((p) => p.quantities.long)})?(?:${to}${num})?[ -]?${adjective}${unit((p) => p.quantities.long)}|${inverted((p) => p.quantities.long)}${single ? `|${single}` : ''}`,
        ),
      ],
      [
        'ref',
        u(
          `[#№] ?(?=[\\p{L}-]{0,12}\\d)[\\p{L}\\d-]{2,24}|${START}[a-z]{2,6}-\\d{3,14}(?:-\\d{1,8})?(?!\\d)|${START}[a-z]{1,4}\\d{6,16}(?!\\d)|${APART}\\d{7,16}(?![\\d.,]\\d)`,
        ),
      ],
      ['num', u(`${APART}(?:${DIGITS})(?!\\u20e3)`)],
    ],
  };
}

const cache = new Map<string, Tables>();

/** `folded` as of clean-text.ts, bounded by the caller. `first` is the language to believe where words clash. */
export function quantify(folded: string, first: string | null): Quantified {
  const key = first ?? '';
  let found = cache.get(key);
  if (!found) {
    const own = PACKS.find((p) => p.code === first) ?? packInLatin(key);
    found = tables(own ? [own, ...PACKS.filter((p) => p !== own)] : PACKS);
    cache.set(key, found);
  }
  let masked = folded;
  const quantities: Quantity[] = [];
  if (/\p{sc=Han}/u.test(folded))
    for (const [kind, pattern, read] of HAN_FIGURES)
      masked = masked.replace(pattern, (text, ...rest) => {
        const start = rest.find((r) => typeof r === 'number') as number;
        const values = read(text, folded.slice(Math.max(0, start - 12), start));
        quantities.push({ kind, start, end: start + text.length, values });
        return PLACEHOLDERS[kind].repeat(text.length);
      });
  for (const [kind, pattern] of found.patterns) {
    masked = masked.replace(pattern, (text, ...rest) => {
      const start = rest.find((r) => typeof r === 'number') as number;
      const values =
        kind === 'link' || kind === 'phone' || kind === 'date' || kind === 'clock'
          ? []
          : figuresOf(kind, text, found);
      const real: QuantityKind = kind === 'age' && !values.some((v) => v >= 16 && v <= 99) ? 'days' : kind;
      quantities.push({ kind: real, start, end: start + text.length, values });
      return PLACEHOLDERS[real].repeat(text.length);
    });
  }
  quantities.sort((a, b) => a.start - b.start);
  return { masked, quantities };
}

function figuresOf(kind: QuantityKind, text: string, tables: Tables): number[] {
  const values = numbersIn(text, tables);
  if (values.length === 0 && (kind === 'percent' || kind === 'days')) {
    const one = tables.alone.get(text);
    return one === undefined ? [] : [one];
  }
  return text.includes('‰') ? values.map((v) => v / 10) : values;
}

function numbersIn(text: string, { token, words, scales }: Tables): number[] {
  const out: number[] = [];
  let end = 0;
  let wordy = false;
  for (const m of text.matchAll(token)) {
    if (m.index < end) continue;
    const digits = /^\d/.test(m[0]);
    const han = /^[零一二两三四五六七八九十百千半几万]/u.test(m[0]);
    const read = digits ? parseNumber(m[0]) : han ? hanNumber(m[0]) : wordNumber(m[0], words);
    if (read === null || (han && /^[百千万]$/.test(m[0]))) continue;
    const between = text.slice(end, m.index);
    const before = out.at(-1) ?? 0;
    // "twenty five", "a hundred and fifty": one number in two words.
    const tens = before >= 20 && before < 100 && before % 10 === 0 && read < 10;
    const hundreds = before >= 100 && before % 100 === 0 && read < 100;
    const close = wordy && !digits && !han && (tens ? /^[ -]$/ : /^ (?:and )?$/).test(between);
    const joined = close && (tens || hundreds) && read >= 1;
    // "пять шестьсот": the thousands go without saying.
    const thousands = close && before >= 1 && before < 20 && read >= 100 && read < 1000 && read % 100 === 0;
    let value = joined ? out.pop()! + read : thousands ? out.pop()! * 1000 + read : read;
    end = m.index + m[0].length;
    for (let i = 0; i < 2 && !han; i++) {
      const after = text.slice(end).replace(/^[ -]/, '');
      const scale = [...scales.keys()]
        .filter((s) => after.startsWith(s) && !/^[a-zа-яіїєґ]/u.test(after.slice(s.length)))
        .sort((a, b) => b.length - a.length)[0];
      if (!scale) break;
      value = scaledBy(value, scales.get(scale)!);
      // "from 3 to 30 thousand": both ends are thousands.
      const low = out.at(-1);
      if (out.length === 1 && scales.get(scale)! >= 1000 && low! < 1000 && low! < value / scales.get(scale)!)
        out[0] = low! * scales.get(scale)!;
      end = text.length - after.length + scale.length;
    }
    out.push(value);
    wordy = !digits && !han;
  }
  const lead = scales.get(/^\S+/.exec(text)?.[0] ?? '') ?? 1;
  if (lead >= 1000) return out.slice(0, 8).map((v) => (v < 1000 ? v * lead : v));
  return out.slice(0, 8);
}

/** "восемь десятых" is 0.8; behind a decimal word, as in "ноль целых восемь десятых", the tenths are counted already. */
function scaledBy(value: number, scale: number): number {
  if (scale >= 1) return value * scale;
  const counted = value % 1 !== 0;
  const tenth = Number.isInteger(Math.round(value * 1e6) / 1e5);
  return Math.round((counted ? (scale < 0.1 && tenth ? value / 10 : value) : value * scale) * 1e6) / 1e6;
}

/** A number word, or two with a decimal word between. */
function wordNumber(text: string, words: Tables['words']): number | null {
  const plain = words.get(text);
  if (plain !== undefined) return plain;
  const [first, ...rest] = text.split(' ');
  const fraction = words.get(rest.at(-1) ?? '');
  if (fraction === undefined || fraction > 99) return null;
  return (words.get(first!) ?? 0) + fraction / (fraction < 10 ? 10 : 100);
}

/** "5 000", "5,000", "5.000,50" and "0,5": groups of three after a separator are thousands, anything else a fraction. */
export function parseNumber(text: string): number {
  const bare = text.replace(/[ ']/g, '');
  if (/^\d{1,2}(?:,\d{2})+,\d{3}$/.test(bare)) return Number(bare.replace(/,/g, ''));
  const grouped = /^\d{1,3}(?:[.,]\d{3})+(?:[.,]\d{1,2})?$/.test(bare) && !/^0[.,]/.test(bare);
  if (!grouped) return Number(bare.replace(',', '.'));
  const tail = /[.,](\d{1,2})$/.exec(bare);
  const whole = (tail ? bare.slice(0, -tail[0].length) : bare).replace(/[.,]/g, '');
  return Number(tail ? `${whole}.${tail[1]}` : whole);
}
