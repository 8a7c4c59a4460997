/**
 * A lender and the market over the waves of a study, on the questions that every wave asked by the same channel in the
 * very same words. What else a plan has otherwise is named; under another deadline scores are not compared.
 */
import type { Assessment } from '../model/assessment.ts';
import { digestOf } from '../model/digest.ts';
import type { LedgerEvent } from '../model/events.ts';
import type { LendersFile } from '../model/lenders.ts';
import { type Measured, notApplicable, scored } from '../model/measured.ts';
import type { Plan } from '../model/plan.ts';
import type { Change, Trend, TrendLine, TrendPoint } from '../model/trend.ts';
import { LEAST_FOR_COUNTS, LEAST_FOR_RANK, type ProbeRow } from '../model/wave-result.ts';
import { foldWave } from '../model/wave-state.ts';
import { criticalValue } from './distributions.ts';
import { probeRows } from './probe-rows.ts';
import { discoveryCut } from './rank-intervals.ts';
import { meanOf } from './standings.ts';

const HOUR = 3_600_000;
const ALPHA = 0.05;

/** An earlier wave of the study, assessed by the rules and the weights of the newest one. */
export interface EarlierWave {
  plan: Plan;
  assessments: Assessment[];
  /** The ledger's; those of other waves are left aside. */
  events: LedgerEvent[];
}

interface Played {
  plan: Plan;
  rows: ProbeRow[];
}

/** `rows`: those of the newest wave. */
export function trendOf(input: {
  plan: Plan;
  rows: ProbeRow[];
  earlier: readonly EarlierWave[];
  market: LendersFile;
}): Measured<Trend> {
  if (input.earlier.length === 0) return notApplicable('the study has no earlier wave');
  const newest: Played = { plan: input.plan, rows: input.rows };
  const sharing = input.earlier
    .filter(({ plan }) => questionsOf([newest.plan, plan]).size > 0)
    .map(({ plan, assessments, events }): Played => {
      const state = foldWave(events.filter((e) => e.wave === plan.wave.id));
      return { plan, rows: probeRows(plan, assessments, state, input.market) };
    })
    .sort((a, b) => (starting(a) < starting(b) ? -1 : 1));
  if (sharing.length === 0) return notApplicable('no earlier wave asked the same question in the same words');
  const waves = [...sharing, newest];
  const questions = questionsOf(waves.map((w) => w.plan));
  if (questions.size === 0) return notApplicable('no question was asked in every wave in the same words');
  const cells = cellsOf(waves, questions);
  const everywhere = (least: number) =>
    [...cells].filter(([, own]) => own.every((c) => c.length >= least)).sort(([a], [b]) => (a < b ? -1 : 1));
  const market = everywhere(1).map(([, own]) => own);
  return scored({
    waves: waves.map(({ plan, rows }) => ({
      wave: plan.wave.id,
      title: plan.wave.title,
      plan: digestOf(plan),
      starts: plan.wave.starts,
      ends: plan.wave.ends,
      code: plan.code,
      valid: rows.filter((r) => r.excluded === undefined).length,
      changed: plan === newest.plan ? [] : changesOf(plan, newest.plan),
    })),
    questions: [...questions].sort().map((key) => {
      const [scenario, channel] = key.split(' ');
      return { scenario: scenario!, channel: channel! };
    }),
    leftOut: leftOut(newest.plan, questions),
    lenders: lenderLines(waves, everywhere(LEAST_FOR_COUNTS)),
    market: { lenders: market.length, ...marketLine(waves, market) },
  });
}

const starting = ({ plan }: Played): string => `${plan.wave.starts} ${plan.wave.id}`;

/** "SCENARIO CHANNEL" of what all plans ask alike: the facets, and the words in each language that the newest uses. */
function questionsOf(plans: readonly Plan[]): Set<string> {
  const [newest, ...others] = plans;
  const asked = new Set(newest!.probes.map(keyOf));
  for (const other of others) {
    const there = new Set(other.probes.map(keyOf));
    for (const key of asked)
      if (!there.has(key) || !sameWords(key.split(' ')[0]!, newest!, other)) asked.delete(key);
  }
  return asked;
}

const keyOf = (p: { scenario: string; channel: string }): string => `${p.scenario} ${p.channel}`;

/** Titles and notes for coders never reach a lender. */
const UNSENT = /\/(?:title|worry|persona)$/;

function sameWords(scenario: string, a: Plan, b: Plan): boolean {
  const base = `scenarios/${scenario}/`;
  const paths = (plan: Plan) =>
    Object.keys(plan.ingredients).filter((path) => path.startsWith(base) && !UNSENT.test(path));
  const both = [...new Set([...paths(a), ...paths(b)])];
  return both.length > 0 && both.every((path) => a.ingredients[path] === b.ingredients[path]);
}

const leftOut = (plan: Plan, questions: ReadonlySet<string>): string[] =>
  [...new Set(plan.probes.map(keyOf))]
    .filter((key) => !questions.has(key))
    .sort()
    .map((key) => `${key.replace(' ', ' by ')}: not asked in every wave, or in other words`);

/** Each wave has its own. */
const OWN = ['wave/id', 'wave/title', 'wave/starts', 'wave/ends', 'wave/seed'];

/** What differs, down to the scenario, the lender or the setting. */
function changesOf(a: Plan, b: Plan): string[] {
  const paths = [...new Set([...Object.keys(a.ingredients), ...Object.keys(b.ingredients)])];
  const differing = paths
    .filter((path) => !OWN.includes(path) && a.ingredients[path] !== b.ingredients[path])
    .map((path) => (path.startsWith('rubric/') ? 'rubric' : path.split('/').slice(0, 2).join('/')));
  return [...new Set([...differing, ...(a.code === b.code ? [] : [`code ${a.code}`])])].sort();
}

/** By lender: for each wave its scored probes of the questions. */
function cellsOf(waves: readonly Played[], questions: ReadonlySet<string>): Map<string, ProbeRow[][]> {
  const counted = waves.map(({ rows }) =>
    rows.filter((r) => r.excluded === undefined && r.score.status === 'scored' && questions.has(keyOf(r))),
  );
  const lenders = new Set(counted.flat().map((r) => r.lender));
  return new Map([...lenders].map((id) => [id, counted.map((rows) => rows.filter((r) => r.lender === id))]));
}

const scoreOf = (row: ProbeRow): number => (row.score.status === 'scored' ? row.score.value : 0);

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

function lenderLines(waves: readonly Played[], lenders: readonly [string, ProbeRow[][]][]): Lines {
  const cells = lenders.flatMap(([, own]) => own.map((rows) => rows.map(scoreOf)));
  const df = cells.reduce((sum, c) => sum + c.length - 1, 0);
  const squares = cells.reduce((sum, c) => sum + c.reduce((part, y) => part + (y - meanOf(c)) ** 2, 0), 0);
  const spread = df > 0 ? Math.sqrt(squares / df) : 0;
  const wide = df > 0 ? criticalValue(ALPHA, df) : 0;
  const changes = lenders.map(([, own]) => matchedChange(own));
  const tests = changes.flatMap((c) => (c.n >= LEAST_FOR_RANK ? [Math.abs(studentised(c, spread))] : []));
  const cut = tests.length > 0 && df > 0 ? discoveryCut(Float64Array.from(tests), df, ALPHA) : Infinity;
  return lenders.map(([lender, own], at) => {
    const change = changes[at]!;
    const points = own.map((rows, w) => {
      const few = notApplicable(`fewer than ${LEAST_FOR_RANK} scored probes`);
      const mean = meanOf(rows.map(scoreOf));
      const half = (wide * spread) / Math.sqrt(rows.length);
      const score = scored({ mean, low: Math.max(0, mean - half), high: Math.min(100, mean + half) });
      return pointOf(waves, w, rows, rows.length < LEAST_FOR_RANK ? few : score);
    });
    const reason =
      incomparable(waves, waves.length - 2) ??
      (change.n < LEAST_FOR_RANK
        ? `fewer than ${LEAST_FOR_RANK} questions have a score in both waves`
        : null);
    const half = wide * spread * Math.sqrt(2 / Math.max(1, change.n));
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
}

/** From the wave before to the newest, over the questions that have a score in both. */
function matchedChange(own: readonly ProbeRow[][]): Matched {
  const [before, now] = [own.at(-2)!, own.at(-1)!];
  const pairs = now.flatMap((row) => {
    const same = before.find((b) => keyOf(b) === keyOf(row));
    return same ? [scoreOf(row) - scoreOf(same)] : [];
  });
  return { n: pairs.length, difference: pairs.length === 0 ? 0 : meanOf(pairs) };
}

/** Where nothing varies, a difference is certain and none is none. */
const studentised = ({ n, difference }: Matched, spread: number): number =>
  Math.abs(difference) < 1e-9 || n === 0 ? 0 : difference / (spread * Math.sqrt(2 / n));

function marketLine(waves: readonly Played[], lenders: readonly ProbeRow[][][]): TrendLine {
  const few = notApplicable('fewer than two lenders were asked in every wave');
  const points = waves.map((_, w) => {
    const means = lenders.map((own) => meanOf(own[w]!.map(scoreOf)));
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
