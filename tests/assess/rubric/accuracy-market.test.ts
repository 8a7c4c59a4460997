/**
 * Accuracy on every lender of the sandbox that answers by itself: published terms in other words than the reply's. Nobody
 * who says what it publishes is charged; who says something else mostly is.
 */
import { describe, expect, it } from 'vitest';
import { parseMail } from '../../../src/assess/parse-mail.ts';
import type { Facet } from '../../../src/model/vocabulary.ts';
import { type Facts, sandboxBehaviours, scriptFor } from '../../../src/sandbox/behaviour.ts';
import { writeMail } from '../../../src/sandbox/mime.ts';
import { sandboxPhrases } from '../../../src/sandbox/phrases.ts';
import { readQuestion } from '../../../src/sandbox/question.ts';
import { repliesTo } from '../../../src/sandbox/replies.ts';
import { compose, lenders, scenarios, token } from '../../sandbox/helpers/study.ts';
import { codeOf, LANGUAGES } from './cases.ts';

const AT = Date.UTC(2026, 8, 7, 8);
const phrases = sandboxPhrases();
const behaviours = sandboxBehaviours();

/** How lenders publish: {limit}, {least}, {rate}, {days} and the worked example. */
const PUBLISHED: Record<
  string,
  Partial<Record<Facet, (f: Facts, money: (n: number) => string) => string>>
> = {
  en: {
    rate: (f) => `Interest accrues at ${f.rate} % per day.`,
    amount: (f, m) => `First loans: ${m(f.least)} to ${m(f.limit)}.`,
    term: (f) => `Loans run for 7 to ${f.days} days.`,
    'total-cost': (f, m) => `Example: ${m(f.sum)} for 30 days, to be repaid ${m(total(f))}.`,
  },
  uk: {
    rate: (f) => `Денна процентна ставка: ${f.rate}% на день.`,
    amount: (f, m) => `Сума першої позики: від ${m(f.least)} до ${m(f.limit)}.`,
    term: (f) => `Строк кредиту від 7 до ${f.days} днів.`,
    'total-cost': (f, m) => `Приклад: ${m(f.sum)} на 30 днів, до повернення ${m(total(f))}.`,
  },
  ru: {
    rate: (f) => `Процентная ставка ${f.rate}% в день.`,
    amount: (f, m) => `Сумма первого займа: от ${m(f.least)} до ${m(f.limit)}.`,
    term: (f) => `Срок займа от 7 до ${f.days} дней.`,
    'total-cost': (f, m) => `Пример: ${m(f.sum)} на 30 дней, к возврату ${m(total(f))}.`,
  },
  zh: {
    rate: (f) => `产品日利率：${f.rate}%。`,
    amount: (f, m) => `首次借款额度：${m(f.least)}至${m(f.limit)}。`,
    term: (f) => `借款期限：7天至${f.days}天。`,
    'total-cost': (f, m) => `示例：借款${m(f.sum)}，期限30天，到期应还${m(total(f))}。`,
  },
};
const total = (f: Facts): number => f.sum + Math.round((f.sum * f.rate * 30) / 100);
/** Facts that make each published sentence wrong. */
const WRONG: Partial<Record<Facet, (f: Facts) => Facts>> = {
  rate: (f) => ({ ...f, rate: f.rate / 2 }),
  amount: (f) => ({ ...f, limit: f.limit / 2 }),
  term: (f) => ({ ...f, days: Math.round(f.days / 2) }),
  'total-cost': (f) => ({ ...f, rate: f.rate / 2 }),
};

interface Tried {
  what: string;
  honest: number | string;
  wrong: number | string;
}

async function tryAll(): Promise<Map<string, Tried[]>> {
  const tried = new Map<string, Tried[]>(LANGUAGES.map((l) => [l, []]));
  for (const lender of lenders)
    for (const scenario of scenarios.filter((s) => ['total-cost', 'first-loan'].includes(s.id))) {
      const behaviour = behaviours.lenders[lender.id]!;
      const lang = lender.languages[0]!;
      const script = scriptFor(behaviour, 1, scenario.id);
      // Answers after the deadline and in another language count as well: it is the figures that are tried.
      if (!script.does.some((a) => a.send === 'answer')) continue;
      const { mail, bounce } = compose({
        lender: lender.id,
        scenario: scenario.id,
        wording: 'a',
        token: token(1),
      });
      const raw = writeMail({
        ...mail,
        date: 'Mon, 07 Sep 2026 08:00:00 +0000',
        headers: [],
        charset: 'utf-8',
      });
      const asked = await readQuestion(raw, { from: bounce, to: mail.to, acceptedAt: AT }, scenarios);
      const sent = repliesTo(asked, { lender, behaviour, script, phrases, seed: 41, hurry: 1 });
      const replies = await Promise.all(
        sent
          .filter((r) => r.effect.answered.length > 0)
          .map(async (r) => (await parseMail(r.raw)).visibleText),
      );
      const home = phrases.get(lang)!;
      const facts = { ...home.facts, ...behaviour.facts } as Facts;
      const money = (n: number): string => home.money.replace('{n}', new Intl.NumberFormat(lang).format(n));
      for (const [facet, sentence] of Object.entries(PUBLISHED[lang] ?? {}) as [
        Facet,
        (f: Facts, m: typeof money) => string,
      ][]) {
        if (!sent.some((r) => r.effect.answered.includes(facet))) continue;
        const judge = (f: Facts) =>
          codeOf('accuracy', {
            lang,
            question: scenario.texts[lang]!.a.body,
            asked: scenario.asks,
            replies,
            terms: [[facet, sentence(f, money)]],
          });
        tried.get(lang)!.push({
          what: `${lender.id} ${facet}`,
          honest: judge(facts),
          wrong: judge(WRONG[facet]!(facts)),
        });
      }
    }
  return tried;
}

const all = await tryAll();

describe.each(LANGUAGES)('published terms in %s', (lang) => {
  const tried = all.get(lang)!;
  it('never charge a lender that says what it publishes', () => {
    expect(tried.length).toBeGreaterThanOrEqual(8);
    expect(tried.filter((t) => t.honest === 0)).toEqual([]);
  });
  it('are mostly confirmed, and mostly convict who says something else', () => {
    const share = (test: (t: Tried) => boolean) => tried.filter(test).length / tried.length;
    expect(tried.filter((t) => t.wrong === 2)).toEqual([]);
    expect(share((t) => t.honest === 2)).toBeGreaterThanOrEqual(0.8);
    expect(share((t) => t.wrong === 0)).toBeGreaterThanOrEqual(0.8);
  });
});
