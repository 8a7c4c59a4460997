/** Lines of a trend: points with intervals, and the change from the wave before; of each lender, and of the market. */
import { notApplicable, scored } from '../model/measured.ts';
import type { Plan } from '../model/plan.ts';
import type { Change, Trend, TrendLine, TrendPoint } from '../model/trend.ts';
import { LEAST_FOR_RANK, type ProbeRow } from '../model/wave-result.ts';
import { criticalValue } from './distributions.ts';
import { discoveryCut } from './rank-intervals.ts';
import { meanOf, within } from './standings.ts';

const HOUR = 3_600_000;
const ALPHA = 0.05;

export interface Played {
  plan: Plan;
  rows: ProbeRow[];
}

/** "SCENARIO CHANNEL": what makes two probes the same question. */
export const keyOf = (p: { scenario: string; channel: string }): string => `${p.scenario} ${p.channel}`;

/** By lender: for each wave its scored probes of the questions. */
export function cellsOf(waves: readonly Played[], questions: ReadonlySet<string>): Map<string, ProbeRow[][]> {
  const counted = waves.map(({ rows }) =>
    rows.filter((r) => r.excluded === undefined && r.score.status === 'scored' && questions.has(keyOf(r))),
  );
  const lenders = new Set(counted.flat().map((r) => r.lender));
  return new Map([...lenders].map((id) => [id, counted.map((rows) => rows.filter((r) => r.lender === id))]));
}

const scoreOf = (row: ProbeRow): number => (row.score.status === 'scored' ? row.score.value : 0);

/** Numbers by channel: their mean, each channel weighing alike, and what its variance is times the spread squared. */
function byChannel(values: readonly { channel: string; value: number }[]): { mean: number; factor: number } {
  const channels = [...Map.groupBy(values, (v) => v.channel).values()].map((own) => own.map((v) => v.value));
  return {
    mean: channels.length === 0 ? 0 : meanOf(channels.map(meanOf)),
    factor: channels.reduce((sum, own) => sum + 1 / own.length, 0) / Math.max(1, channels.length) ** 2,
  };
}

const scoresOf = (rows: readonly ProbeRow[]) =>
  byChannel(rows.map((row) => ({ channel: row.channel, value: scoreOf(row) })));

/** Why scores of a wave can't stand beside the newest's; null where they can. */
function incomparable(waves: readonly Played[], w: number): string | null {
  const [hours, newest] = [waves[w]!.plan.wave.deadlineHours, waves.at(-1)!.plan.wave.deadlineHours];
  return hours === newest ? null : `its deadline was ${hours} hours, that of the newest is ${newest}`;
}

const pointOf = (
  waves: readonly Played[],
  w: number,
  rows: readonly ProbeRow[],
  score: TrendPoint['score'],
): TrendPoint => {
  const shortest = Math.min(...waves.map((x) => x.plan.wave.deadlineHours)) * HOUR;
  const reason = incomparable(waves, w);
  return {
    wave: waves[w]!.plan.wave.id,
    n: rows.length,
    substantive: rows.filter(
      ({ clocks: { substantive } }) => substantive.status === 'scored' && substantive.value <= shortest,
    ).length,
    score: reason === null ? score : notApplicable(reason),
  };
};

type Lines = Trend['lenders'];

export function lenderLines(waves: readonly Played[], lenders: readonly [string, ProbeRow[][]][]): Lines {
  const { squares, df } = within(
    lenders.flatMap(([, own]) =>
      own.map((rows) => [...Map.groupBy(rows, (r) => r.channel).values()].map((some) => some.map(scoreOf))),
    ),
  );
  const spread = df > 0 ? Math.sqrt(squares / df) : 0;
  const wide = df > 0 ? criticalValue(ALPHA, df) : 0;
  const changes = lenders.map(([, own]) => matchedChange(own));
  const tests = changes.flatMap((c) => (c.n >= LEAST_FOR_RANK ? [Math.abs(studentised(c, spread))] : []));
  const cut = tests.length > 0 && df > 0 ? discoveryCut(Float64Array.from(tests), df, ALPHA) : Infinity;
  return lenders.map(([lender, own], at) => {
    const change = changes[at]!;
    const points = own.map((rows, w) => {
      const few = notApplicable(`fewer than ${LEAST_FOR_RANK} scored probes`);
      const { mean, factor } = scoresOf(rows);
      const half = wide * spread * Math.sqrt(factor);
      const score = scored({ mean, low: Math.max(0, mean - half), high: Math.min(100, mean + half) });
      return pointOf(waves, w, rows, rows.length < LEAST_FOR_RANK ? few : score);
    });
    const reason =
      incomparable(waves, waves.length - 2) ??
      (change.n < LEAST_FOR_RANK
        ? `fewer than ${LEAST_FOR_RANK} questions have a score in both waves`
        : null);
    const half = wide * spread * Math.sqrt(2 * change.factor);
    const clear = Math.abs(studentised(change, spread)) >= cut;
    return {
      lender,
      points,
      change:
        reason === null
          ? scored(changed(waves, change.n, change.difference, half, clear))
          : notApplicable(reason),
    };
  });
}

interface Matched {
  n: number;
  difference: number;
  /** Its variance is twice this times the spread squared. */
  factor: number;
}

/** From the wave before to the newest, over the questions that have a score in both. */
function matchedChange(own: readonly ProbeRow[][]): Matched {
  const [before, now] = [own.at(-2)!, own.at(-1)!];
  const pairs = now.flatMap((row) => {
    const same = before.find((b) => keyOf(b) === keyOf(row));
    return same ? [{ channel: row.channel, value: scoreOf(row) - scoreOf(same) }] : [];
  });
  const { mean, factor } = byChannel(pairs);
  return { n: pairs.length, difference: mean, factor };
}

/** Where nothing varies, a difference is certain and none is none. */
const studentised = ({ n, difference, factor }: Matched, spread: number): number =>
  Math.abs(difference) < 1e-9 || n === 0 ? 0 : difference / (spread * Math.sqrt(2 * factor));

export function marketLine(waves: readonly Played[], lenders: readonly ProbeRow[][][]): TrendLine {
  const few = notApplicable('fewer than two lenders were asked in every wave');
  const points = waves.map((_, w) => {
    const means = lenders.map((own) => scoresOf(own[w]!).mean);
    const half = halfWidth(means);
    const mean = meanOf(means);
    return pointOf(
      waves,
      w,
      lenders.flatMap((own) => own[w]!),
      half === null ? few : scored({ mean, low: Math.max(0, mean - half), high: Math.min(100, mean + half) }),
    );
  });
  const differences = lenders.flatMap((own) => {
    const { n, difference } = matchedChange(own);
    return n > 0 ? [difference] : [];
  });
  const half = halfWidth(differences);
  const reason = incomparable(waves, waves.length - 2);
  if (reason !== null || half === null)
    return { points, change: reason === null ? few : notApplicable(reason) };
  const difference = meanOf(differences);
  const clear = Math.abs(difference) >= 1e-9 && Math.abs(difference) > half;
  return { points, change: scored(changed(waves, differences.length, difference, half, clear)) };
}

/** Of the 95% t interval of a mean over lenders; null for fewer than two. */
function halfWidth(values: readonly number[]): number | null {
  const n = values.length;
  if (n < 2) return null;
  const mean = meanOf([...values]);
  const squares = values.reduce((sum, y) => sum + (y - mean) ** 2, 0);
  return criticalValue(ALPHA, n - 1) * Math.sqrt(squares / (n - 1) / n);
}

const changed = (
  waves: readonly Played[],
  n: number,
  difference: number,
  half: number,
  clear: boolean,
): Change => ({
  from: waves.at(-2)!.plan.wave.id,
  to: waves.at(-1)!.plan.wave.id,
  n,
  difference,
  low: difference - half,
  high: difference + half,
  verdict: !clear ? 'not-distinguishable' : difference > 0 ? 'better' : 'worse',
});
