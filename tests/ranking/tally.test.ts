import { describe, expect, it } from 'vitest';
import { notApplicable, scored, unscorable } from '../../src/model/measured.ts';
import type { Disposition } from '../../src/model/vocabulary.ts';
import type { ProbeRow } from '../../src/model/wave-result.ts';
import { medianOf, tallyOf } from '../../src/ranking/tally.ts';

const none = notApplicable('none came');
const row = (disposition: Disposition, hours: number | null, excluded?: string): ProbeRow => ({
  id: 'w1-acme-email-x',
  lender: 'acme',
  channel: 'email',
  scenario: 'x',
  language: 'en',
  wording: 'a',
  persona: 'p',
  slot: 'night',
  disposition,
  reason: '',
  ...(excluded !== undefined && { excluded }),
  clocks: {
    anything: none,
    nonAutomatic: none,
    substantive: hours === null ? none : scored(hours * 3_600_000),
    substantiveBusiness: none,
  },
  asked: ['rate'],
  answered: [],
  score: scored(0),
  messages: [],
  criteria: [],
  contradictions: [],
  review: [],
});
const results = (rows: ProbeRow[], deadline = 72) => {
  const { results: r } = tallyOf(rows, deadline, 1);
  if (r.status !== 'scored') throw new Error(r.reason);
  return r.value;
};

describe('the printed Kaplan-Meier median', () => {
  const never = Number.POSITIVE_INFINITY;
  // The rule of R's print(survfit); the first two and S resting at 0.5 to the end are in survival.json, edge.
  it.each([
    { waits: [1, 2, 3, 4], median: 2.5 },
    { waits: [5], median: 5 },
    { waits: [1, 2, never, never], median: 2 },
    { waits: [1, 2, 3], median: 2 },
    { waits: [1, 1, 1, 4], median: 1 },
  ])('of $waits is $median', ({ waits, median }) => {
    expect(medianOf(waits)).toEqual(scored(median));
  });
  it.each([[[never, never, never]], [[1, never, never]], [[]]])('of %j is not reached', (waits) => {
    expect(medianOf(waits).status).toBe('not-applicable');
  });
});

describe('a tally', () => {
  it('counts a silent probe with the whole deadline', () => {
    // R's restricted mean to 3 of 1, 2, 3, 4 is 2.25 (survival.json).
    const rows = [1, 2, 3, 4].map((h) => row('answered', h));
    expect(results(rows, 3).cappedWait).toEqual(scored({ hours: 2.25, n: 4 }));
    expect(results([row('answered', 2), row('no-reply', null)]).cappedWait).toEqual(
      scored({ hours: 37, n: 2 }),
    );
  });

  it('counts answers, answers in full, within a day, and every outcome', () => {
    const r = results([
      row('answered', 1),
      row('partly-answered', 25),
      row('refused', 2),
      row('no-reply', null),
      row('undeliverable', null),
    ]);
    expect(r).toMatchObject({ answered: 2, answeredInFull: 1, within24h: 1 });
    expect(r.dispositions).toEqual({
      answered: 1,
      'partly-answered': 1,
      refused: 1,
      'no-reply': 1,
      undeliverable: 1,
    });
  });

  it('leaves an unknown wait out of the mean and says so', () => {
    const unknown = row('answered', 1);
    unknown.clocks.substantive = unscorable('the server gave no time');
    expect(results([unknown, row('answered', 3)]).cappedWait).toEqual(scored({ hours: 3, n: 1 }));
    expect(results([unknown]).cappedWait.status).toBe('unscorable');
  });

  it('excludes and counts our own failures, and withholds results under the least n', () => {
    const rows = [row('invalid', null, 'no-canary'), row('answered', 1), row('answered', 1)];
    expect(tallyOf(rows, 72, 3)).toEqual({
      fielded: 3,
      valid: 2,
      excluded: { 'no-canary': 1 },
      results: notApplicable('fewer than 3 valid probes'),
    });
  });
});
