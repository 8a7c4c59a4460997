import { describe, expect, it } from 'vitest';
import type { Assessment, MessageAssessment } from '../../src/model/assessment.ts';
import { notApplicable, scored } from '../../src/model/measured.ts';
import type { Plan, PlannedProbe } from '../../src/model/plan.ts';
import { instant } from '../../src/model/scalars.ts';
import { compareWithTruth, renderComparison } from '../../src/sandbox/comparison.ts';
import { concludeTruth, type TruthMessage, type TruthRecord } from '../../src/sandbox/truth.ts';
import { token } from './helpers/study.ts';

const AT = Date.UTC(2026, 8, 7, 8);
const HOUR = 3_600_000;

const probe = (n: number): PlannedProbe => ({
  id: `demo-lender${n}-email-total-cost`,
  lender: `lender${n}`,
  entity: `lender${n}`,
  channel: 'email',
  address: `help@lender${n}.example`,
  scenario: 'total-cost',
  asks: ['total-cost', 'rate'],
  language: 'en',
  wording: 'a',
  persona: 'anna',
  slot: 'working-hours',
  sendAt: instant(AT),
  sendBy: instant(AT + HOUR),
  token: token(n),
});
const plan = (...ns: number[]) => ({ probes: ns.map(probe) }) as Plan;

const answer = (afterMs: number, change: Partial<TruthMessage> = {}): Omit<TruthMessage, 'late'> => ({
  messageId: '<x@lender.example>',
  to: 'x',
  dueAt: AT + afterMs,
  deliveredAt: AT + afterMs,
  tries: 1,
  responder: 'human',
  answered: ['total-cost', 'rate'],
  deflection: 'none',
  refusal: false,
  personalData: [],
  ...change,
});
const truth = (n: number, ...messages: Omit<TruthMessage, 'late'>[]): TruthRecord =>
  concludeTruth(
    {
      lender: `lender${n}`,
      alias: `anna.${token(n)}@mailhome.example`,
      messageId: `<${token(n)}.1@mailhome.example>`,
      scenario: 'total-cost',
      asks: ['total-cost', 'rate'],
      acceptedAt: AT,
      deadlineAt: AT + 72 * HOUR,
      declared: 'answered',
    },
    messages,
  );

/** A perfect reading of a record, `off` ms beside it. */
function perfect(n: number, record: TruthRecord, off = 0): Assessment {
  const clock = (ms: number | null) => (ms === null ? notApplicable('no such message') : scored(ms + off));
  const { anything, nonAutomatic, substantive } = record.clocks;
  return {
    probe: probe(n).id,
    coder: 'rules@0.1.0',
    evidenceDigest: '0'.repeat(64),
    disposition: record.disposition,
    reason: '',
    clocks: {
      anything: clock(anything),
      nonAutomatic: clock(nonAutomatic),
      substantive: clock(substantive),
      substantiveBusiness: notApplicable('not compared'),
    },
    answered: record.answered,
    messages: record.messages.map(
      (m): MessageAssessment => ({
        evidence: '0'.repeat(64),
        received: { from: instant(m.deliveredAt! + off), to: instant(m.deliveredAt! + off) },
        by: ['alias'],
        responder: m.responder,
        confidence: 1,
        ...(m.bounce ? { bounce: m.bounce } : {}),
        late: m.late,
        language: 'en',
        answered: m.answered,
        deflection: m.deflection,
        refusal: m.refusal,
        personalData: m.personalData,
        findings: [],
      }),
    ),
    review: [],
    criteria: [],
    score: scored(0),
  };
}

describe('truth', () => {
  it('counts only what came by the deadline, and only replies on the clocks', () => {
    const none = { answered: [], responder: 'bounce', bounce: 'delayed' } as const;
    const record = truth(
      1,
      answer(HOUR, { ...none, answered: [] }),
      answer(2 * HOUR, { responder: 'auto-acknowledgement', answered: [] }),
      answer(73 * HOUR),
    );
    expect(record.disposition).toBe('acknowledged-only');
    expect(record.clocks).toEqual({ anything: 2 * HOUR, nonAutomatic: null, substantive: null });
    expect(record.messages.map((m) => m.late)).toEqual([false, false, true]);
    expect(truth(1, answer(HOUR, { deliveredAt: null })).disposition).toBe('no-reply');
    expect(truth(1, answer(72 * HOUR)).disposition).toBe('answered');
  });

  it('adds up several partial answers', () => {
    const record = truth(
      1,
      answer(HOUR, { answered: ['rate'] }),
      answer(5 * HOUR, { answered: ['total-cost'] }),
    );
    expect(record).toMatchObject({
      disposition: 'answered',
      answered: ['total-cost', 'rate'],
      clocks: { substantive: HOUR },
    });
    expect(truth(1, answer(HOUR, { answered: ['rate'] })).disposition).toBe('partly-answered');
  });
});

describe('comparison with the truth', () => {
  it('is exact for a perfect reading, a few ms beside it', () => {
    const records = [
      truth(1, answer(HOUR, { responder: 'auto-acknowledgement', answered: [] }), answer(3 * HOUR)),
      truth(2),
      truth(3, answer(HOUR, { responder: 'bounce', bounce: 'hard', answered: [] })),
    ];
    const c = compareWithTruth(
      records.map((r, i) => perfect(i + 1, r, 4)),
      records,
      plan(1, 2, 3),
    );
    expect(c).toMatchObject({
      probes: 3,
      notReceived: 0,
      dispositions: { right: 3, wrong: [] },
      messages: { delivered: 3, right: 3 },
      facets: { right: 3 },
      clocks: { anything: { compared: 1, maxMs: 4, medianMs: 4 }, substantive: { compared: 1, maxMs: 4 } },
      exact: true,
    });
    const text = renderComparison(c);
    expect(text).toContain('3 of 3');
    expect(text).toContain('Everything was recovered.');
    expect(text).toContain('error median 4 ms, at most 4 ms');
  });

  it('names what is wrong, and a false silence above all', () => {
    const records = [truth(1, answer(HOUR)), truth(2), truth(3, answer(HOUR))];
    const [one, two, three] = records.map((r, i) => perfect(i + 1, r));
    const deaf: Assessment = {
      ...one!,
      disposition: 'no-reply',
      messages: [],
      answered: [],
      clocks: { ...two!.clocks },
    };
    const hearing: Assessment = { ...two!, disposition: 'answered', messages: one!.messages };
    const bot: Assessment = { ...three!, messages: [{ ...three!.messages[0]!, responder: 'bot' }] };
    const c = compareWithTruth([deaf, hearing, bot], records, plan(1, 2, 3));
    expect(c.exact).toBe(false);
    expect(c.silentInvented).toEqual([probe(1).id]);
    expect(c.silentMissed).toEqual([probe(2).id]);
    expect(c.dispositions).toMatchObject({
      right: 1,
      confusion: { 'answered > no-reply': 1, 'no-reply > answered': 1 },
    });
    expect(c.messages).toMatchObject({ delivered: 2, right: 0 });
    expect(c.messages.wrong.map((w) => w.found)).toEqual(['not seen', 'bot']);
    expect(c.messages.invented).toHaveLength(1);
    expect(c.facets.right).toBe(2);
    expect(c.clocks.substantive.wrong).toHaveLength(1);
    const text = renderComparison(c);
    expect(text).toContain(`${probe(1).id}: answered, found no-reply`);
    expect(text).toContain('1 x answered called no-reply');
    expect(text).toContain('Not everything was recovered.');
  });

  it('says which contradictions were recovered, and which were made up', () => {
    const lie = answer(HOUR, { contradicts: ['rate'] });
    const records = [truth(1, lie), truth(2, lie), truth(3, answer(HOUR)), truth(4, lie)];
    expect(records.map((r) => r.contradicts)).toEqual([['rate'], ['rate'], [], ['rate']]);
    const charged = (n: number, facet: string): Assessment => ({
      ...perfect(n, records[n - 1]!),
      criteria: [
        {
          criterion: 'accuracy',
          weight: 15,
          use: 'in-score',
          verdict: {
            status: 'scored',
            points: 0,
            code: 0,
            rule: `accuracy.published.${facet}`,
            reason: '',
            quotes: [],
          },
        },
      ],
    });
    const found = [charged(1, 'rate'), perfect(2, records[1]!), charged(3, 'rate'), charged(4, 'total-cost')];
    const c = compareWithTruth(found, records, plan(1, 2, 3, 4));
    expect(c.exact).toBe(false);
    expect(c.contradictions).toMatchObject({ real: 3, found: 1 });
    expect(c.contradictions.missed.map((d) => d.probe)).toEqual([probe(2).id]);
    expect(c.contradictions.invented.map((d) => d.probe)).toEqual([probe(3).id, probe(4).id]);
    expect(renderComparison(c)).toContain(
      '1 of 3 figures that are not as published; 2 called so that are none',
    );
    const honest = compareWithTruth([charged(1, 'rate')], [records[0]!], plan(1));
    expect(honest).toMatchObject({ exact: true, contradictions: { real: 1, found: 1 } });
  });

  it('counts probes that nobody got, that nobody assessed, and that were sent twice', () => {
    const record = truth(1, answer(HOUR));
    const c = compareWithTruth([], [record, record], plan(1, 2));
    expect(c).toMatchObject({ probes: 1, notReceived: 1, sentTwice: [probe(1).id], exact: false });
    expect(c.dispositions.wrong[0]!.found).toBe('not assessed');
    expect(renderComparison(c)).toContain(`SENT TWICE       ${probe(1).id}`);
  });

  it('is not exact when nothing was compared, or a time is off by more than a second', () => {
    expect(compareWithTruth([], [], plan(1)).exact).toBe(false);
    const record = truth(1, answer(HOUR));
    expect(compareWithTruth([perfect(1, record, 1001)], [record], plan(1)).exact).toBe(false);
    expect(compareWithTruth([perfect(1, record, 1000)], [record], plan(1)).exact).toBe(true);
  });

  it('pairs messages by time when one of several was missed', () => {
    const record = truth(
      1,
      answer(HOUR, { responder: 'auto-acknowledgement', answered: [] }),
      answer(3 * HOUR),
    );
    const whole = perfect(1, record);
    const c = compareWithTruth([{ ...whole, messages: whole.messages.slice(1) }], [record], plan(1));
    expect(c.messages).toMatchObject({ delivered: 2, right: 1, invented: [] });
    expect(c.messages.wrong).toMatchObject([{ truth: 'auto-acknowledgement', found: 'not seen' }]);
  });
});

describe('comparison of chats on messengers', () => {
  const byHand = (n: number): PlannedProbe => ({ ...probe(n), channel: 'viber', address: '+380000000001' });
  const hands = (...ns: number[]) => ({ probes: ns.map(byHand) }) as Plan;
  const asked = (n: number, ...messages: Omit<TruthMessage, 'late'>[]): TruthRecord => ({
    ...truth(n, ...messages),
    channel: 'viber',
    alias: '',
  });
  /** As an operator saw it: within `bounds` of the send, ms. */
  const seen = (n: number, record: TruthRecord, bounds: { from: number; to: number }): Assessment => {
    const read = perfect(n, record);
    return {
      ...read,
      clocks: { ...read.clocks, anything: scored(bounds.from), substantive: scored(bounds.from) },
      bounds: { anything: bounds, substantive: bounds },
      messages: read.messages.map((m) => ({
        ...m,
        received: { from: instant(AT + bounds.from), to: instant(AT + bounds.to) },
      })),
    };
  };

  it('takes a moment within its bounds as right, and measures how far outside it lies', () => {
    const record = asked(1, answer(3 * HOUR));
    const inside = compareWithTruth([seen(1, record, { from: HOUR, to: 24 * HOUR })], [record], hands(1));
    expect(inside).toMatchObject({
      probes: 1,
      dispositions: { right: 1 },
      messages: { right: 1, wrong: [] },
    });
    expect(inside.clocks.substantive).toMatchObject({ compared: 1, bounded: 1, maxMs: 0, wrong: [] });
    expect(inside.clocks.nonAutomatic).toMatchObject({ bounded: 0 });
    expect(renderComparison(inside)).toContain('1 times (1 within bounds)');
    const early = compareWithTruth([seen(1, record, { from: 4 * HOUR, to: 5 * HOUR })], [record], hands(1));
    expect(early.clocks.substantive.maxMs).toBe(HOUR);
    const late = compareWithTruth([seen(1, record, { from: HOUR, to: 2 * HOUR })], [record], hands(1));
    expect(late.clocks.substantive.maxMs).toBe(HOUR);
  });

  it('knows a record by its messenger, not by the same question in a mail', () => {
    const record = asked(1, answer(HOUR));
    const mailed = compareWithTruth([perfect(1, record)], [record], plan(1));
    expect(mailed).toMatchObject({ probes: 0, notReceived: 1 });
    const again = compareWithTruth([perfect(1, record)], [record, record], hands(1));
    expect(again.sentTwice).toEqual([byHand(1).id]);
  });

  it('misses nothing that came when nobody looked any more, but what came in time', () => {
    const record = asked(1, answer(HOUR), answer(80 * HOUR));
    const read = perfect(1, record);
    const one = { ...read, messages: read.messages.slice(0, 1) };
    expect(compareWithTruth([one], [record], hands(1)).messages).toMatchObject({ delivered: 1, wrong: [] });
    expect(compareWithTruth([read], [record], hands(1)).messages).toMatchObject({ delivered: 2, right: 2 });
    const none = compareWithTruth([{ ...read, messages: [] }], [record], hands(1));
    expect(none.messages.wrong).toHaveLength(1);
  });

  it('counts a missing account by its own channel alone', () => {
    const shut = new Map([['viber lender1', 'channel-unavailable' as const]]);
    const gone = { ...perfect(1, asked(1)), disposition: 'channel-unavailable' as const };
    expect(compareWithTruth([gone], [], hands(1), shut)).toMatchObject({
      probes: 1,
      notReceived: 0,
      dispositions: { right: 1 },
    });
    expect(compareWithTruth([gone], [], plan(1), shut)).toMatchObject({ probes: 0, notReceived: 1 });
  });
});
