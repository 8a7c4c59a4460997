/**
 * Accuracy on the labelled replies, messy as they are: terms are published as their authors labelled the offer, and then
 * half as large. `n` figures; what may go wrong is held to floors.
 */
import { describe, expect, it } from 'vitest';
import { LABELLED_LANGUAGES, type LabelledValue, loadLabelled } from '../../corpus/labelled.ts';
import { codeOf } from './cases.ts';

type Value = { min: number | null; max: number | null; unit: string; per: string; currency: string };
interface Words {
  from: string;
  to: string;
  upTo: string;
  /** The words of a unit or period. */
  unit: Record<string, string>;
  rate: (figure: string, per: string) => string;
  amount: (figure: string, currency: string) => string;
  term: (figure: string, unit: string) => string;
}

const WORDS: Record<string, Words> = {
  en: {
    from: 'from ',
    to: ' to ',
    upTo: 'up to ',
    unit: {
      day: 'days',
      week: 'weeks',
      month: 'months',
      year: 'years',
      'per-day': 'per day',
      'per-week': 'per week',
      'per-month': 'per month',
      'per-year': 'per year',
    },
    rate: (f, per) => `The rate is ${f} ${per}.`,
    amount: (f, c) => `You can borrow ${f} ${c}.`,
    term: (f, u) => `The term is ${f} ${u}.`,
  },
  uk: {
    from: 'від ',
    to: ' до ',
    upTo: 'до ',
    unit: {
      day: 'днів',
      week: 'тижнів',
      month: 'місяців',
      year: 'років',
      'per-day': 'на день',
      'per-week': 'на тиждень',
      'per-month': 'на місяць',
      'per-year': 'на рік',
    },
    rate: (f, per) => `Ставка ${f} ${per}.`,
    amount: (f, c) => `Сума ${f} ${c}.`,
    term: (f, u) => `Строк ${f} ${u}.`,
  },
  ru: {
    from: 'от ',
    to: ' до ',
    upTo: 'до ',
    unit: {
      day: 'дней',
      week: 'недель',
      month: 'месяцев',
      year: 'лет',
      'per-day': 'в день',
      'per-week': 'в неделю',
      'per-month': 'в месяц',
      'per-year': 'в год',
    },
    rate: (f, per) => `Ставка ${f} ${per}.`,
    amount: (f, c) => `Сумма ${f} ${c}.`,
    term: (f, u) => `Срок ${f} ${u}.`,
  },
  zh: {
    from: '',
    to: '至',
    upTo: '最高',
    unit: {
      day: '天',
      week: '周',
      month: '个月',
      year: '年',
      'per-day': '日',
      'per-week': '周',
      'per-month': '月',
      'per-year': '年',
    },
    rate: (f, per) => `${per}利率${f}。`,
    amount: (f, c) => `额度${f}${c}。`,
    term: (f, u) => `期限${f}${u}。`,
  },
};

function sentenceOf(lang: string, facet: 'rate' | 'amount' | 'term', v: Value): string {
  const w = WORDS[lang]!;
  const sign = facet === 'rate' ? '%' : '';
  const figure =
    v.min === null || v.max === null
      ? `${v.min === null ? w.upTo : w.from}${v.min ?? v.max}${sign}`
      : v.min === v.max
        ? `${v.min}${sign}`
        : `${w.from}${v.min}${sign}${w.to}${v.max}${sign}`;
  if (facet === 'rate') return w.rate(figure, w.unit[`per-${v.per}`]!);
  return facet === 'amount' ? w.amount(figure, v.currency) : w.term(figure, w.unit[v.unit]!);
}

/** What can be published as it was labelled: an offer with its unit. */
function publishable(
  facet: string,
  { min = null, max = null, unit = '', per = '', currency = '' }: LabelledValue,
): Value | null {
  const known = facet === 'rate' ? per !== '' : facet === 'amount' ? currency !== '' : unit !== '';
  return known && (min !== null || max !== null) ? { min, max, unit, per, currency } : null;
}

const half = (v: Value): Value => ({ ...v, min: v.min && v.min / 2, max: v.max && v.max / 2 });

describe.each(LABELLED_LANGUAGES)('labelled offers in %s', (lang) => {
  const tried = loadLabelled(lang).flatMap((reply) =>
    (['rate', 'amount', 'term'] as const).flatMap((facet) => {
      const value = publishable(facet, reply.expect.values[facet] ?? {});
      if (!value || !reply.asked.includes(facet)) return [];
      const judge = (v: Value) =>
        codeOf('accuracy', {
          lang,
          question: reply.question,
          asked: reply.asked,
          replies: [reply.text],
          terms: [[facet, sentenceOf(lang, facet, v)]],
        });
      return [{ id: `${reply.id} ${facet}`, honest: judge(value), wrong: judge(half(value)) }];
    }),
  );
  const share = (test: (t: (typeof tried)[number]) => boolean): number =>
    tried.filter(test).length / tried.length;

  it('hardly ever charge who says what is published, and mostly confirm it', () => {
    expect(tried.length).toBeGreaterThan(25);
    expect(share((t) => t.honest === 0)).toBeLessThanOrEqual(0.03);
    expect(share((t) => t.honest === 2)).toBeGreaterThanOrEqual(0.85);
  });

  it('charge more often than not who says twice as much, and seldom confirm it', () => {
    expect(share((t) => t.wrong === 0)).toBeGreaterThanOrEqual(0.45);
    expect(share((t) => t.wrong === 2)).toBeLessThanOrEqual(0.12);
  });
});
