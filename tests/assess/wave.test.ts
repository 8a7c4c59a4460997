import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CODER, rubricIngredients } from '../../src/assess/rubric-identity.ts';
import { Assessment } from '../../src/model/assessment.ts';
import { canonical } from '../../src/model/digest.ts';
import { instant } from '../../src/model/scalars.ts';
import { aPlan, aProbe } from '../support/plan.ts';
import {
  assessed,
  closed,
  HOUR,
  type Inbound,
  invalidated,
  MARKET,
  PROBE,
  rejected,
  SENT,
  sent,
} from './evidence.ts';
import { bounceMail, encodeSingleByte, rawMail } from './mails.ts';

const reply = (
  body: string,
  at: number,
  over: { id?: string; subject?: string; headers?: Record<string, string>; from?: string } = {},
): Inbound => ({
  raw: rawMail({
    body,
    messageId: `<${over.id ?? at}@acme.example>`,
    subject: over.subject ?? 'Re: A question',
    ...(over.headers && { headers: over.headers }),
    ...(over.from && { from: over.from }),
  }),
  at,
});

const FULL = 'Hi Anna, you can borrow from 100 to 600 USD at first, and the rate is 1% per day.';
const PART = 'Hi Anna, the rate is 1% per day. I will ask about the rest.';
const ACK =
  'Thank you for contacting us. Your request has been received, ticket #12345. We will reply within 2 working days.';
const CALL = 'Please call us on 0800 123 456 and we will explain everything.';
const DEMAND = 'Before we can answer, please send us your full name and date of birth.';
const REFUSE = 'Unfortunately we cannot offer you a loan, because we only lend to members.';
const ADVERT = {
  body: 'Special offer, today only: 50% discount! Apply now. Unsubscribe here.',
  subject: 'Black Friday sale',
  headers: { 'List-Unsubscribe': '<https://acme.example/u>' },
};

const one = async (...args: Parameters<typeof assessed>): Promise<Assessment> => {
  const { assessments } = await assessed(...args);
  expect(assessments).toHaveLength(1);
  return Assessment.parse(assessments[0]);
};

describe('the outcome', () => {
  it('is no-reply only where a window was closed on proof', async () => {
    expect((await one([sent(), closed()])).disposition).toBe('no-reply');
    const unfinished = await assessed([sent()]);
    expect(unfinished.assessments).toEqual([]);
    expect(unfinished.open).toEqual([{ probe: PROBE, messages: 0 }]);
    expect((await assessed([])).open).toHaveLength(1);
  });

  it('is our fault where the watch failed and nothing had come', async () => {
    const a = await one([sent(), invalidated()]);
    expect(a.disposition).toBe('invalid');
    expect(a.reason).toContain('imap-unreachable');
    expect(a.score.status).toBe('not-applicable');
  });

  it('is our fault for a probe that was never sent', async () => {
    expect((await one([invalidated()])).disposition).toBe('invalid');
  });

  it('stands by an answer that came, even where the watch failed later', async () => {
    expect((await one([sent(), invalidated()], [reply(FULL, SENT + HOUR)])).disposition).toBe('answered');
    expect((await one([sent(), invalidated()], [reply(REFUSE, SENT + HOUR)])).disposition).toBe('refused');
    expect((await one([sent(), invalidated()], [reply(ACK, SENT + 5_000)])).disposition).toBe('invalid');
    expect((await one([sent(), invalidated()], [reply(CALL, SENT + HOUR)])).disposition).toBe('invalid');
  });

  it.each([
    ['answered', FULL],
    ['partly-answered', PART],
    ['refused', REFUSE],
    ['gated', DEMAND],
    ['deflected', CALL],
    ['acknowledged-only', ACK],
  ] as const)('is %s by a reply that says so', async (disposition, text) => {
    expect(
      (await one([sent(), closed()], [reply(text, SENT + (text === ACK ? 5_000 : HOUR))])).disposition,
    ).toBe(disposition);
  });

  it('gathers the facets of several replies', async () => {
    const a = await one(
      [sent(), closed()],
      [reply(PART, SENT + HOUR), reply('We lend between 100 and 600 USD the first time.', SENT + 5 * HOUR)],
    );
    expect(a.disposition).toBe('answered');
    expect(a.clocks.substantive).toEqual({ status: 'scored', value: HOUR });
  });

  it('takes no account of what came after the deadline, but shows it', async () => {
    const a = await one([sent(), closed()], [reply(FULL, SENT + 72 * HOUR + 1)]);
    expect(a.disposition).toBe('no-reply');
    expect(a.messages).toMatchObject([{ late: true, responder: 'human' }]);
    expect(a.clocks.anything.status).toBe('not-applicable');
    expect(a.score).toEqual({ status: 'scored', value: 0 });
  });

  it('counts what came in the deadline’s last millisecond', async () => {
    expect((await one([sent(), closed()], [reply(FULL, SENT + 72 * HOUR)])).disposition).toBe('answered');
  });

  it('counts a second that touches the deadline for the lender', async () => {
    const late = reply(FULL, 0);
    const received = { from: instant(SENT + 72 * HOUR), to: instant(SENT + 72 * HOUR + 999) };
    const a = await one(
      [sent(), closed()],
      [{ ...late, at: SENT, capture: { clocks: { received, observed: received.to } } }],
    );
    expect(a.disposition).toBe('answered');
    expect(a.clocks.substantive).toEqual({ status: 'scored', value: 72 * HOUR });
  });

  it('never takes advertising for an answer', async () => {
    const advert = reply(`${ADVERT.body} Loans up to 5000 USD, rate 1% per day.`, SENT + HOUR, ADVERT);
    const a = await one([sent(), closed()], [advert]);
    expect(a.messages[0]?.responder).toBe('marketing');
    expect(a.disposition).toBe('no-reply');
    expect(a.answered).toEqual([]);
  });

  it('is undeliverable by a hard bounce, late ones too, and by the server’s own refusal', async () => {
    const bounce = (at: number): Inbound => ({
      raw: bounceMail(),
      at,
      capture: { to: 'b-abcdefghij@probe.example' },
    });
    expect((await one([sent(), closed()], [bounce(SENT + 60_000)])).disposition).toBe('undeliverable');
    expect((await one([sent(), closed()], [bounce(SENT + 100 * HOUR)])).disposition).toBe('undeliverable');
    expect((await one([rejected('550 5.1.1 no such user here')])).disposition).toBe('undeliverable');
  });

  it('prefers an answer to a bounce: a copy may have bounced', async () => {
    const bounce: Inbound = {
      raw: bounceMail(),
      at: SENT + 60_000,
      capture: { to: 'b-abcdefghij@probe.example' },
    };
    expect((await one([sent(), closed()], [bounce, reply(FULL, SENT + HOUR)])).disposition).toBe('answered');
  });

  it('is no bounce for a delay notice, unless that is the last word', async () => {
    const notice = (status: string): Inbound => ({
      raw: bounceMail({ action: 'delayed', status }),
      at: SENT + HOUR,
      capture: { to: 'b-abcdefghij@probe.example' },
    });
    expect((await one([sent(), closed()], [notice('4.4.1')])).disposition).toBe('no-reply');
    expect((await one([sent(), closed()], [notice('4.4.7')])).disposition).toBe('undeliverable');
  });

  it('is our fault where our message was refused as spam', async () => {
    const a = await one([rejected('554 5.7.1 Message rejected as spam, see blocklist')]);
    expect(a.disposition).toBe('invalid');
    expect(a.reason).toContain('our side');
  });

  it('is our fault where the parser could read nothing of what came', async () => {
    const raw = rawMail({ body: '' });
    const { assessWave } = await import('../../src/assess/wave.ts');
    const { aCapture, BASE, ledgerOf, SCENARIO } = await import('./evidence.ts');
    const { unreadableMail } = await import('../../src/model/mail.ts');
    const capture = aCapture(raw, SENT + HOUR);
    const { assessments } = assessWave({
      plan: aPlan([aProbe()]),
      market: MARKET,
      scenarios: [SCENARIO],
      events: ledgerOf([sent(), closed(), { kind: 'captured', capture }]),
      mails: new Map([[capture.evidence, unreadableMail(raw.length, 'parser timed out')]]),
      aliasBase: BASE,
    });
    expect(assessments[0]?.disposition).toBe('invalid');
    expect(assessments[0]?.review.join()).toContain('could not be read');
  });
});

describe('the clocks', () => {
  it('are three, from the accepted send', async () => {
    const a = await one(
      [sent(), closed()],
      [
        reply(ACK, SENT + 4_000),
        reply('Hello, I will look into it for you and come back.', SENT + 2 * HOUR),
        reply(FULL, SENT + 5 * HOUR),
      ],
    );
    expect(a.clocks).toEqual({
      anything: { status: 'scored', value: 4_000 },
      nonAutomatic: { status: 'scored', value: 2 * HOUR },
      substantive: { status: 'scored', value: 5 * HOUR },
      substantiveBusiness: { status: 'scored', value: 5 * HOUR },
    });
  });

  it('count a refusal with its reason as substantive, and one without as none', async () => {
    expect((await one([sent(), closed()], [reply(REFUSE, SENT + HOUR)])).clocks.substantive).toEqual({
      status: 'scored',
      value: HOUR,
    });
    const bare = await one(
      [sent(), closed()],
      [reply('Unfortunately we cannot offer you a loan.', SENT + HOUR)],
    );
    expect(bare.disposition).toBe('refused');
    expect(bare.clocks.substantive.status).toBe('not-applicable');
    expect(bare.score).toEqual({ status: 'scored', value: 0 });
  });

  it('leave bounces out of "anything"', async () => {
    const bounce: Inbound = {
      raw: bounceMail(),
      at: SENT + 60_000,
      capture: { to: 'b-abcdefghij@probe.example' },
    };
    expect((await one([sent(), closed()], [bounce])).clocks.anything.status).toBe('not-applicable');
  });

  it('never run backwards', async () => {
    const a = await one([sent(), closed()], [reply(FULL, SENT - 400)]);
    expect(a.clocks.substantive).toEqual({ status: 'scored', value: 0 });
  });

  it('say when only our own process knows the moment', async () => {
    const inbound = reply(FULL, SENT + HOUR);
    const a = await one(
      [sent(), closed()],
      [{ ...inbound, capture: { clocks: { observed: instant(SENT + HOUR) } } }],
    );
    expect(a.clocks.substantive).toEqual({ status: 'scored', value: HOUR });
    expect(a.review).toHaveLength(1);
  });
});

describe('the score', () => {
  it('is the weighted mean of the criteria, and only of those that have a weight', async () => {
    const a = await one(
      [sent(), closed()],
      [reply(PART, SENT + HOUR)],
      aPlan([aProbe()], { weights: { speed: 25, effectiveness: 25 } }),
    );
    expect(a.score).toEqual({ status: 'scored', value: 65 });
    const b = await one(
      [sent(), closed()],
      [reply(PART, SENT + HOUR)],
      aPlan([aProbe()], { weights: { speed: 0, effectiveness: 10 } }),
    );
    expect(b.score).toEqual({ status: 'scored', value: 50 });
  });
});

describe('duplicates', () => {
  it('are collapsed to the earliest', async () => {
    const first = reply(FULL, SENT + HOUR, { id: 'same' });
    const again = {
      ...reply(FULL, SENT + 2 * HOUR, { id: 'same', headers: { Received: 'from elsewhere' } }),
    };
    const a = await one([sent(), closed()], [again, first, { ...first, at: SENT + 3 * HOUR }]);
    expect(a.messages).toHaveLength(1);
    expect(a.clocks.anything).toEqual({ status: 'scored', value: HOUR });
  });

  it('are not two different messages of a sender whose Message-ID never changes', async () => {
    const a = await one(
      [sent(), closed()],
      [reply(ACK, SENT + 4_000, { id: 'same' }), reply(FULL, SENT + HOUR, { id: 'same' })],
    );
    expect(a.messages).toHaveLength(2);
    expect(a.disposition).toBe('answered');
  });
});

describe('a whole wave', () => {
  const plan = aPlan([
    aProbe(),
    aProbe({ id: 'w1-acme-email-second', token: 'zzzzzzzzzz', scenario: 'first-loan' }),
  ]);

  it('puts a message on which signals disagree before a person, counts it for nobody, and calls nobody silent', async () => {
    const raw = rawMail({ body: FULL, headers: { 'In-Reply-To': '<zzzzzzzzzz.1@probe.example>' } });
    const wave = await assessed(
      [sent(), sent('w1-acme-email-second'), closed(), closed('w1-acme-email-second')],
      [{ raw, at: SENT + HOUR }],
      plan,
    );
    expect(wave.assessments.map((a) => a.disposition)).toEqual(['invalid', 'invalid']);
    expect(wave.review).toHaveLength(1);
    expect(wave.review[0]?.probes).toEqual(['w1-acme-email-first-loan', 'w1-acme-email-second']);
    expect(wave.unattributed).toHaveLength(1);
    for (const a of wave.assessments) expect(a.review.join()).toContain('alias names');
  });

  it('tells a template by its sameness to another persona’s reply', async () => {
    const text = `Hello, thank you for your interest in our company and its products. We are always glad to help our dear customers.`;
    const inbound: Inbound[] = [
      { ...reply(text, SENT + 10 * 60_000, { id: 'x1' }) },
      { ...reply(text, SENT + 10 * 60_000, { id: 'x2' }), capture: { to: 'max.zzzzzzzzzz@probe.example' } },
    ];
    const wave = await assessed(
      [sent(), sent('w1-acme-email-second'), closed(), closed('w1-acme-email-second')],
      inbound,
      plan,
    );
    expect(wave.assessments[0]?.messages[0]?.findings.map((f) => f.rule)).toContain(
      'responder.same-for-others',
    );
  });

  it('gives the same bytes again, in whatever order the mail was captured', async () => {
    const inbound = [
      reply(ACK, SENT + 4_000),
      reply(PART, SENT + HOUR),
      reply(CALL, SENT + 3 * HOUR),
      { ...reply(FULL, SENT + 2 * HOUR, { id: 'other' }), capture: { to: 'max.zzzzzzzzzz@probe.example' } },
      {
        raw: rawMail({
          body: encodeSingleByte('нечто', 'koi8-r'),
          from: 'help@acme.example',
          messageId: '<q@x.example>',
        }),
        at: SENT + HOUR,
        capture: { to: 'stranger@probe.example' },
      },
    ];
    const bodies = [sent(), sent('w1-acme-email-second'), closed(), closed('w1-acme-email-second')];
    const expected = canonical(await assessed(bodies, inbound, plan));
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(inbound, { minLength: inbound.length }), async (shuffled) => {
        expect(canonical(await assessed(bodies, shuffled, plan))).toBe(expected);
      }),
      { numRuns: 10, seed: 41 },
    );
  });

  it('refuses to judge evidence that it was not given', async () => {
    const { assessWave } = await import('../../src/assess/wave.ts');
    const { aCapture, BASE, ledgerOf, SCENARIO } = await import('./evidence.ts');
    const events = ledgerOf([sent(), closed(), { kind: 'captured', capture: aCapture(rawMail({}), SENT) }]);
    expect(() =>
      assessWave({ plan, market: MARKET, scenarios: [SCENARIO], events, mails: new Map(), aliasBase: BASE }),
    ).toThrow(/not handed in/);
  });
});

it('names the rubric and every piece of its data', () => {
  expect(CODER).toMatch(/^rules@\d/);
  const all = rubricIngredients();
  for (const name of [
    'languages/en',
    'languages/ru',
    'languages/uk',
    'languages/zh',
    'rules/bounce',
    'rules/responder',
  ])
    expect(all[name]).toMatch(/^[0-9a-f]{64}$/);
});
