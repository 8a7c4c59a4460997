/** Rows of probes written by hand: what a test does not say is the plainest possible. */
import type { Conduct } from '../../src/model/conduct.ts';
import { notApplicable, scored } from '../../src/model/measured.ts';
import { CRITERIA, type Criterion, RUBRIC_WEIGHTS } from '../../src/model/rubric.ts';
import { weightedMean } from '../../src/model/scoring.ts';
import type { ProbeRow } from '../../src/model/wave-result.ts';

const HOUR = 3_600_000;

export type Points = Partial<Record<Criterion, number>>;

const NONE: Conduct = {
  deflections: [],
  personalData: [],
  overPromise: false,
  asked: 'none-claimed',
  claimsAlways: false,
};

export interface RowOptions extends Partial<Omit<ProbeRow, 'conduct'>> {
  lender: string;
  /** Tells probes of one lender apart. */
  n: number;
  /** Hours to the first substantive reply; left out: none came. */
  hours?: number;
  points?: Points;
  conduct?: Partial<Conduct>;
}

export function rowOf({ lender, n, hours, points = {}, conduct, ...rest }: RowOptions): ProbeRow {
  const none = notApplicable('none came by the deadline');
  const clock = hours === undefined ? none : scored(hours * HOUR);
  const channel = rest.channel ?? 'email';
  const scenario = rest.scenario ?? `s${n}`;
  const mean = weightedMean(
    CRITERIA.flatMap((c) =>
      points[c] === undefined ? [] : [{ points: points[c], weight: RUBRIC_WEIGHTS[c] }],
    ),
  );
  return {
    id: `w1-${lender}-${channel}-${scenario}-${n}`,
    lender,
    channel,
    scenario,
    language: 'en',
    wording: 'a',
    persona: 'p',
    slot: 'working-hours',
    disposition: hours === undefined ? 'no-reply' : 'answered',
    reason: 'as it is',
    sentAt: '2026-10-05T09:00:00.000Z',
    clocks: { anything: clock, nonAutomatic: clock, substantive: clock, substantiveBusiness: clock },
    asked: ['rate'],
    answered: hours === undefined ? [] : ['rate'],
    criteria: CRITERIA.flatMap((criterion) =>
      points[criterion] === undefined
        ? []
        : [
            {
              criterion,
              use: 'in-score' as const,
              points: scored(points[criterion]),
              reason: 'as it is',
            },
          ],
    ),
    contradictions: [],
    score: scored(hours === undefined ? 0 : (mean ?? 50)),
    messages: [],
    conduct: { ...NONE, ...conduct },
    review: [],
    ...rest,
  };
}

/** So many rows of one lender, alike but for their number. */
export const rowsOf = (count: number, options: Omit<RowOptions, 'n'>): ProbeRow[] =>
  Array.from({ length: count }, (_, n) => rowOf({ ...options, n }));
