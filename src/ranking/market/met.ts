/** What a share of the askers met: deflection, demands for data, over-promises, contradictions, marketing afterwards. */
import { DATA_LEVELS, LEVEL_OF_DATA } from '../../model/conduct.ts';
import type { MarketFindings, Met, Rate } from '../../model/market-findings.ts';
import { notApplicable, scored } from '../../model/measured.ts';
import { millis } from '../../model/scalars.ts';
import { DEFLECTIONS, PERSONAL_DATA } from '../../model/vocabulary.ts';
import type { ProbeRow } from '../../model/wave-result.ts';
import { type DeskOf, rateOf } from './rates.ts';

const DAY = 86_400_000;
const MOST_MARKETING = 5000;

type Test = (row: ProbeRow) => boolean;

export interface MetInput {
  /** Valid probes. */
  rows: readonly ProbeRow[];
  /** Lenders with enough of them to be named. */
  named: ReadonlySet<string>;
  deskOf: DeskOf;
}

type Findings = Pick<
  MarketFindings,
  'deflection' | 'personalData' | 'overPromises' | 'contradictions' | 'aftermath'
>;

export function metFindings(input: MetInput): Findings {
  const { rows } = input;
  const rate = (test: Test): Rate => rateIn(rows, test, input);
  const met = (test: Test, of: readonly ProbeRow[] = rows): Met => metIn(of, test, input);
  const compared = rows.filter((r) =>
    r.criteria.some((c) => c.criterion === 'accuracy' && c.points.status === 'scored'),
  );
  const marketing = marketingIn(rows);
  return {
    deflection: {
      any: met((r) => (r.conduct?.deflections.length ?? 0) > 0),
      instead: rate((r) => r.disposition === 'deflected'),
      kinds: DEFLECTIONS.filter((kind) => kind !== 'none').map((kind) => ({
        kind,
        rate: rate((r) => r.conduct?.deflections.includes(kind) === true),
      })),
    },
    personalData: {
      any: met((r) => (r.conduct?.personalData.length ?? 0) > 0),
      instead: rate((r) => r.disposition === 'gated'),
      levels: DATA_LEVELS.map((level) => ({ level, rate: rate((r) => levelOf(r) === level) })),
      kinds: PERSONAL_DATA.map((kind) => ({
        kind,
        rate: rate((r) => r.conduct?.personalData.includes(kind) === true),
      })),
    },
    overPromises: met((r) => r.conduct?.overPromise === true),
    contradictions: {
      published: met((r) => r.contradictions.some((c) => c.source !== undefined), compared),
      own: met((r) => r.contradictions.some((c) => c.probe !== undefined), compared),
      unconfirmed: rows.filter((r) => r.contradictions.length > 0).length,
    },
    aftermath: {
      any: met((r) => r.messages.some(isMarketing)),
      messages: marketing.length,
      timeline: marketing.filter((m) => input.named.has(m.lender)).slice(0, MOST_MARKETING),
    },
  };
}

const rateIn = (rows: readonly ProbeRow[], test: Test, { deskOf }: MetInput): Rate =>
  rateOf(
    rows.map((r) => ({ lender: r.lender, hit: test(r) })),
    deskOf,
  );

function metIn(rows: readonly ProbeRow[], test: Test, input: MetInput): Met {
  return {
    rate: rateIn(rows, test, input),
    lenders: [...Map.groupBy(rows, (r) => r.lender)]
      .map(([lender, list]) => ({ lender, count: list.filter(test).length, n: list.length }))
      .filter(({ lender, count }) => count > 0 && input.named.has(lender))
      .sort((a, b) => b.count - a.count || (a.lender < b.lender ? -1 : 1)),
  };
}

/** The highest level of what was demanded. */
const levelOf = ({ conduct }: ProbeRow): string | undefined =>
  DATA_LEVELS.findLast((level) => conduct?.personalData.some((kind) => LEVEL_OF_DATA[kind] === level));

const isMarketing = (m: ProbeRow['messages'][number]): boolean => m.responder === 'marketing';

function marketingIn(rows: readonly ProbeRow[]): Findings['aftermath']['timeline'] {
  return rows
    .flatMap(({ id, lender, sentAt, messages }) =>
      messages.filter(isMarketing).map((m) => ({
        lender,
        probe: id,
        at: m.received.from,
        days:
          sentAt === undefined
            ? notApplicable('the moment at which the question was taken is not known')
            : scored(Math.max(0, (millis(m.received.from) - millis(sentAt)) / DAY)),
      })),
    )
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.probe < b.probe ? -1 : 1));
}
