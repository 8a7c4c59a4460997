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
import type { Trend } from '../model/trend.ts';
import { LEAST_FOR_COUNTS, type ProbeRow } from '../model/wave-result.ts';
import { foldWave } from '../model/wave-state.ts';
import { probeRows } from './probe-rows.ts';
import { cellsOf, keyOf, lenderLines, marketLine, type Played } from './trend-lines.ts';

/** An earlier wave of the study, assessed by the rules and the weights of the newest one. */
export interface EarlierWave {
  plan: Plan;
  assessments: Assessment[];
  /** The ledger's; those of other waves are left aside. */
  events: LedgerEvent[];
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
      changed: changesOf({ plan, rows }, newest),
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

/** What differs, down to the scenario, the lender or the setting; and what counts in the score since people coded it. */
function changesOf(a: Played, b: Played): string[] {
  const [before, now] = [a.plan.ingredients, b.plan.ingredients];
  const differing = [...new Set([...Object.keys(before), ...Object.keys(now)])]
    .filter((path) => !OWN.includes(path) && before[path] !== now[path])
    .map((path) => (path.startsWith('rubric/') ? 'rubric' : path.split('/').slice(0, 2).join('/')));
  const code = a.plan.code === b.plan.code ? [] : [`code ${a.plan.code}`];
  const counted = countedIn(a.rows) === countedIn(b.rows) ? [] : [`in the score: ${countedIn(a.rows)}`];
  return [...new Set([...differing, ...code, ...counted])].sort();
}

const countedIn = (rows: readonly ProbeRow[]): string =>
  [...new Set(rows.flatMap((r) => r.criteria.filter((c) => c.use === 'in-score').map((c) => c.criterion)))]
    .sort()
    .join(', ');
