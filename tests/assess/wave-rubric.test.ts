/** The rubric over a whole wave: published terms of the market, and what one lender told two askers over two channels. */
import { describe, expect, it } from 'vitest';
import { Assessment } from '../../src/model/assessment.ts';
import { canonical } from '../../src/model/digest.ts';
import type { LendersFile } from '../../src/model/lenders.ts';
import { CRITERIA, RUBRIC_WEIGHTS } from '../../src/model/rubric.ts';
import { Wave } from '../../src/model/wave.ts';
import { aPlan, aProbe } from '../support/plan.ts';
import { assessed, closed, HOUR, type Inbound, invalidated, MARKET, SENT, sent } from './evidence.ts';
import { rawMail } from './mails.ts';

const MAIL = aProbe({ address: 'help@acme.example' });
const CHAT = aProbe({
  id: 'w1-acme-webchat-first-loan',
  channel: 'webchat',
  address: 'https://acme.example/#chat',
  wording: 'b',
  token: 'kkkkkkkkkk',
});
const PLAN = aPlan([MAIL, CHAT]);

const saying = (body: string, to: string, at = SENT + HOUR): Inbound => ({
  raw: rawMail({ body, messageId: `<${to}@acme.example>`, subject: 'Re: A question' }),
  at,
  capture: { to: `anna.${to}@probe.example` },
});
const both = (mail: string, chat: string): Inbound[] => [
  saying(mail, MAIL.token),
  saying(chat, CHAT.token, SENT + 2 * HOUR),
];
const EVENTS = [sent(MAIL.id), closed(MAIL.id), sent(CHAT.id), closed(CHAT.id)];

const publishing = (text: string): LendersFile => ({
  ...MARKET,
  lenders: [
    {
      ...MARKET.lenders[0]!,
      terms: [{ facet: 'rate', text, source: 'https://acme.example/terms', seenOn: '2026-08-18' }],
    },
  ],
});

const CHEAP = 'Hi Anna, you can borrow from 100 to 600 USD at first, and the rate is 0.8% per day.';
const DEAR = 'Hi Anna, you can borrow from 100 to 600 USD at first, and the rate is 1.2% per day.';

async function accuracies(inbound: Inbound[], market: LendersFile = MARKET) {
  const { assessments } = await assessed(EVENTS, inbound, PLAN, market);
  return new Map(
    assessments.map((a) => [
      a.probe,
      { a: Assessment.parse(a), ...a.criteria.find((c) => c.criterion === 'accuracy')! },
    ]),
  );
}

describe('what a lender told two askers', () => {
  it('contradicts itself over two channels: each shows the other one’s words, and a person must look', async () => {
    const found = await accuracies(both(CHEAP, DEAR));
    const mail = found.get(MAIL.id)!;
    expect(mail.verdict).toMatchObject({ status: 'scored', code: 0, rule: 'accuracy.own-replies.rate' });
    if (mail.verdict.status !== 'scored') return;
    expect(mail.verdict.quotes[0]!.quote).toContain('0.8%');
    expect(mail.verdict.quotes[1]).toMatchObject({ probe: CHAT.id, quote: expect.stringContaining('1.2%') });
    expect(mail.a.review).toEqual([expect.stringContaining('To be confirmed by a person')]);
    expect(found.get(CHAT.id)!.verdict).toMatchObject({ code: 0 });
  });

  it('is settled by published terms: only the one that departs from them is charged', async () => {
    const found = await accuracies(both(CHEAP, DEAR), publishing('Interest is 0.8% a day.'));
    expect(found.get(MAIL.id)!.verdict).toMatchObject({ code: 2, rule: 'accuracy.agrees' });
    expect(found.get(CHAT.id)!.verdict).toMatchObject({
      code: 0,
      rule: 'accuracy.published.rate',
      quotes: [{}, { source: 'https://acme.example/terms', seenOn: '2026-08-18' }],
    });
  });

  it('proves nothing where it agrees', async () => {
    for (const [, { verdict, a }] of await accuracies(both(CHEAP, CHEAP))) {
      expect(verdict.status).toBe('unscorable');
      expect(a.review).toEqual([]);
    }
  });

  it('is none where a reply came too late', async () => {
    const late = [saying(CHEAP, MAIL.token), saying(DEAR, CHAT.token, SENT + 73 * HOUR)];
    expect((await accuracies(late)).get(MAIL.id)!.verdict.status).toBe('unscorable');
  });
});

describe('weights in wave.yml', () => {
  const weights = (w: object) => Wave.shape.weights.safeParse(w);
  it('may leave criteria out, but must leave one that rules can judge', () => {
    expect(weights({ accuracy: 5 }).success).toBe(true);
    expect(Wave.shape.weights.parse(undefined)).toEqual(RUBRIC_WEIGHTS);
    expect(weights({ empathy: 5 }).error?.issues[0]?.message).toContain('at least one criterion');
    expect(weights({ speed: 0 }).success).toBe(false);
    expect(weights({ sped: 25 }).success).toBe(false);
    expect(weights({ speed: -1, accuracy: 5 }).success).toBe(false);
  });
});

describe('an assessment', () => {
  it('has every criterion with the plan’s weight, and none where the probe is invalid', async () => {
    const { assessments } = await assessed(EVENTS, both(CHEAP, DEAR), PLAN);
    for (const { criteria } of assessments) {
      expect(criteria.map((c) => c.criterion)).toEqual(CRITERIA);
      expect(criteria.map((c) => c.weight)).toEqual(CRITERIA.map((c) => PLAN.wave.weights[c]));
    }
    const broken = await assessed([sent(MAIL.id), invalidated(MAIL.id)], [], aPlan([MAIL]));
    expect(broken.assessments[0]).toMatchObject({ criteria: [], score: { status: 'not-applicable' } });
  });

  it('shows a criterion without weight outside the score', async () => {
    const plan = aPlan([MAIL], { weights: { speed: 1 } });
    const { assessments } = await assessed([sent(), closed()], [saying(CHEAP, MAIL.token)], plan);
    const [a] = assessments;
    expect(a!.score).toEqual({ status: 'scored', value: 80 });
    expect(a!.criteria.find((c) => c.criterion === 'politeness')).toMatchObject({
      use: 'no-weight',
      verdict: { status: 'scored' },
    });
  });

  it('takes the plan’s anchors', async () => {
    const speedAnchors = [
      { minutes: 30, points: 50 },
      { minutes: 60, points: 20 },
    ];
    const plan = aPlan([MAIL], { weights: { speed: 1 }, speedAnchors });
    const { assessments } = await assessed([sent(), closed()], [saying(CHEAP, MAIL.token)], plan);
    expect(assessments[0]!.score).toEqual({ status: 'scored', value: 20 });
  });

  it('does not depend on the order in which the probes’ messages were captured', async () => {
    const inbound = both(CHEAP, DEAR);
    const [one, two] = await Promise.all(
      [inbound, inbound.toReversed()].map(async (some) => (await assessed(EVENTS, some, PLAN)).assessments),
    );
    expect(canonical(one)).toBe(canonical(two));
  });
});
