/**
 * Figures as only Chinese writes them: rates in 分 and 厘, in ten-thousandths (万五), as 百分之 and 个点, or bare behind
 * the word for rate; sums such as 1万5 and 两万五. Everything else is read by quantities.ts.
 */
import type { QuantityKind } from './phrases.ts';

const D = '[一二两三四五六七八九几]';
const HAN = `(?:${D}?千(?:零?${D}百)?(?:零?${D}十)?|${D}百(?:零?${D}十?${D}?)?|${D}?十${D}?|${D}|半|零)`;
const NUM = `(?:\\d{1,6}(?:\\.\\d{1,4})?|${HAN}(?:点(?:(?!一[天日年个])[零一二三四五六七八九]){1,4})?)`;
const DIGIT = '零一二两三四五六七八九十百千几';
const TO = ' ?(?:至|到|或|-|~) ?';
const THOUSANDS = `${D}千(?:${D}百?)?`;
const START = '(?<![\\d.a-z]|\\d,)';
/** The word for rate right before a figure without a unit. */
const RATE =
  '(?:[年月日周天]|平)(?:化)?(?:利率|利息|息率|费率|息|利|率|化)|年化|平息|利率|利息|息费|费率|apr|irr|综合年化';
const ABOUT =
  '(?:[是为约:：有在算从按收 ]|大概|大约|差不多|仅|只要|只|才|也就|左右|一般|统一|固定|最低|最高|低至|单利|成本|综合|不超过|起步|打底|区间){0,4}';
/** The word for a sum right before a bare figure. */
const SUM =
  '额度|可借|可贷|能借|能贷|借款金额|贷款金额|最多借|最高借|首借|首贷|批款|总共|一共|共还|合计|总计|总还款|应还|要还|还款额|就还|还|就是|批';
const FEN = `${NUM}(?:分(?:半|利|${NUM}厘?)?|厘(?:半|${NUM}(?:毫)?)?)`;
const CENT = '(?:百分之|千分之|万分之)';
const COMPOUND = `(?:\\d{1,4}|[一二两三四五六七八九十]{1,3})[万w](?:[1-9]\\d{3}(?!\\d)|[1-9](?![\\d.])千?|[一二两三四五六七八九]千[一二三四五六七八九]?百?|[二三四五六七八九](?!十))(?![期个天年月日周%分厘次人家笔])`;

const u = (source: string): RegExp => new RegExp(source, 'gu');

/** Each kind with its pattern and how its numbers are read; `before`: up to twelve characters that stand before it. */
export const HAN_FIGURES: readonly [QuantityKind, RegExp, (text: string, before: string) => number[]][] = [
  // Said of a promise, and of no fee at all: neither minutes nor cents.
  ['percent', u('百分(?:之)?百'), () => [100]],
  ['num', u('[一半]分钱|几[天日期]算几[天日期]|[一二三四五六七八九](?:年级|班(?!次))'), () => []],
  ['percent', u(`${CENT}${NUM}(?:${TO}(?:${CENT})?${NUM})?`), shares],
  [
    'percent',
    u(`(?<=[日天]?(?:息|利|利率|利息|费率)${ABOUT})[万千]分?之?${NUM}(?:${TO}[万千]${NUM})?`),
    shares,
  ],
  [
    'percent',
    u(`(?<![${DIGIT}\\d])万[二三四五六七八九](?:${TO}万[二三四五六七八九])?(?![千百十万人家多])`),
    shares,
  ],
  ['percent', u(`${START}${NUM}(?:${TO}${NUM})? ?个(?:百分)?点(?!击|赞|心)`), (text) => numbers(text)],
  ['percent', u(`(?<=(?:${RATE})${ABOUT})${FEN}(?:${TO}${FEN})?(?!钟|之[${DIGIT}])`), tenths],
  ['percent', u(`(?<=[月年天]|[每一]个?月)${FEN}(?=的?利?息)`), tenths],
  ['percent', u(`${START}${NUM}分利|${START}${NUM}厘(?:利?息)?(?!米)`), tenths],
  [
    'percent',
    u(
      `(?<=(?:${RATE})${ABOUT})(?<!(?:利息|息费)${ABOUT}(?!\\d{1,2}\\.))\\d{1,2}(?:\\.\\d{1,3})?(?:${TO}\\d{1,2}(?:\\.\\d{1,3})?)?(?!\\d|[.,]\\d|${TO}\\d| ?(?:[%‰元块万千百kw天日期个年月周点分厘小号%]|hk|rmb|折|倍|期|次))`,
    ),
    (text) => numbers(text),
  ],
  [
    'money',
    u(
      `(?<![${DIGIT}\\d])(?:(?:${THOUSANDS}|${D}百)${TO})?${THOUSANDS}(?!${TO}[${DIGIT}\\d.]{1,4}[万千]|[万人次家名户里米克字瓦多])(?:块钱?|元)?`,
    ),
    (text) =>
      [...text.matchAll(u(`${D}(?:千(?:${D})?|百)`))].map(
        ([m]) => (hanNumber(m.slice(0, 2)) ?? 0) + 100 * (hanNumber(m.slice(2)) ?? 0),
      ),
  ],
  [
    'money',
    u(`(?<![${DIGIT}\\d第])[一二两三四五六七八][二三四五六七八九][千百万](?:块钱?|元)?(?![人次家名户里米])`),
    (text) => [...text.slice(0, 2)].map((c) => hanNumber(c)! * { 百: 100, 千: 1_000, 万: 10_000 }[text[2]!]!),
  ],
  // Sums without a unit, where the words around them leave no doubt: "2000到20000", "额度5000", "一共还5417".
  [
    'money',
    u(
      `${START}[1-9]\\d{2,5} ?(?:到|至|~) ?[1-9]\\d{3,6}(?!\\d|[.,:]\\d|号| ?(?:[元块万天日期个年月%人次字名]|港币|台币))`,
    ),
    (text) => numbers(text),
  ],
  [
    'money',
    u(
      `(?<=(?:${SUM})${ABOUT})[1-9]\\d{2,6}(?:(?:到|至|~|-)[1-9]\\d{2,6})?(?!\\d|[.,:-]\\d|号| ?(?:[元块万千天日期个年月%人次字名位小分]|港币|台币|到|至|~))`,
    ),
    (text) => numbers(text),
  ],
  [
    'money',
    u(`${START}(?:${NUM}[万千kw]?${TO})?${COMPOUND}(?:${TO}${NUM}万)? ?(?:元|块钱?|港币|台币|蚊)?`),
    sums,
  ],
];

function shares(text: string): number[] {
  const unit = text.includes('万') ? 100 : text.includes('千') && !text.startsWith('百') ? 10 : 1;
  return numbers(text.replace(/[百千万]分?之?/gu, ' ')).map((v) => round(v / unit));
}

/** 分 is a tenth a year or a hundredth a month; 厘 is a tenth of it. */
function tenths(text: string, before: string): number[] {
  const per = /([年月日])(?=[化利息率费])[^年月日]*$/u.exec(before)?.[1];
  const fen = per === '年' ? 10 : per === '日' ? 0.1 : 1;
  return [...text.matchAll(u(FEN))].map((m) => {
    const [whole, part] = m[0].split(/[分厘利毫]/u).map((t) => numbers(t)[0] ?? 0);
    const unit = m[0].includes('分') ? fen : fen / 10;
    const rest = m[0].includes('半') && !/^半/u.test(m[0]) ? 0.5 : (part ?? 0) / 10;
    return round((whole! + rest) * unit);
  });
}

function sums(text: string): number[] {
  const out: number[] = [];
  for (const m of text.matchAll(u(`(${NUM})([万千kw]?)(?:(?<=[万w])(\\d{4}|${NUM})(千)?)?`))) {
    const head = numbers(m[1]!)[0]!;
    const scale = /[万w]/.test(m[2]!) ? 10_000 : /[千k]/.test(m[2]!) ? 1_000 : 1;
    const tail = m[3] === undefined ? 0 : numbers(m[3])[0]!;
    out.push(head * scale + (tail < 10 ? tail * 1_000 : tail));
  }
  return out;
}

const numbers = (text: string): number[] =>
  [...text.matchAll(u(NUM))].flatMap((m) => {
    const v = /^\d/.test(m[0]) ? Number(m[0]) : hanNumber(m[0]);
    return v === null ? [] : [v];
  });

const round = (v: number): number => Math.round(v * 1e6) / 1e6;

/** Chinese numerals up to the ten-thousands: 二十四 is 24, 三千 is 3000, 半 is a half, 几 (some) counts as 3, 一点五 is 1.5. */
export function hanNumber(token: string): number | null {
  const [whole, decimals] = token.split('点');
  if (decimals) {
    const head = hanNumber(whole!);
    const tail = [...decimals].map((c) => '零一二三四五六七八九'.indexOf(c === '两' ? '二' : c));
    return head === null || tail.some((d) => d < 0) ? null : Number(`${head}.${tail.join('')}`);
  }
  let total = 0;
  let current = 0;
  for (const c of token) {
    const d = c === '两' ? 2 : c === '几' ? 3 : '零一二三四五六七八九'.indexOf(c);
    const unit = { 十: 10, 百: 100, 千: 1000 }[c];
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
