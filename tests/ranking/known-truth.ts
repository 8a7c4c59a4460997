/**
 * Markets of which the truth is known: lenders behave as src/sandbox/behaviours.yml declares, at the level of assessments.
 * A lender is one declared behaviour, a chance that a question is left lying, and a level of manners; its true score is
 * the exact mean over all that it could have done. Settings as in methods.md, 2.1.
 */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Assessment } from '../../src/model/assessment.ts';
import { LendersFile } from '../../src/model/lenders.ts';
import { notApplicable, scored } from '../../src/model/measured.ts';
import { CRITERIA, type Criterion, RUBRIC_WEIGHTS, SPEED_ANCHORS } from '../../src/model/rubric.ts';
import { speedPoints } from '../../src/model/scoring.ts';
import type { Disposition } from '../../src/model/vocabulary.ts';
import type { WaveResult } from '../../src/model/wave-result.ts';
import { type Behaviours, sandboxBehaviours } from '../../src/sandbox/behaviour.ts';
import { createChance } from '../../src/sandbox/chance.ts';
import { momentOf } from '../../src/sandbox/delay.ts';
import { makeWave, type WaveInputs } from '../report/fixtures.ts';

const HOUR = 3_600_000;
const DEADLINE = 72 * HOUR;
/** Ways in which one behaviour can go: sent at so many hours of a fortnight, each with its own delay. */
const GOES = 84;
/** Manners of single replies lie evenly so far about the lender's level. */
const MOOD = 20;
/** Every sandbox scenario asks this many facets. */
const ASKED = 3;

export type MarketKind = 'mixed' | 'good' | 'poor';

/** One way in which a behaviour can go: ms to the first substantive reply and share of facets, or why there was none. */
interface Way {
  disposition: Disposition;
  wait: number | null;
  share: number;
}

interface SimulatedLender {
  ways: Way[];
  /** Chance that a question is taken up at all. */
  diligence: number;
  /** Points of all criteria but speed and effectiveness, on average. */
  manners: number;
}

export interface KnownWave {
  inputs: WaveInputs;
  /** True score by lender. */
  truth: Map<string, number>;
}

const sandboxMarket = LendersFile.parse(
  parse(readFileSync(new URL('../../lenders.yml', import.meta.url), 'utf8')),
);

const facetsOf = (facets: 'all' | 'first' | 'rest' | string[]): number =>
  ({ all: ASKED, first: 1, rest: ASKED - 1 })[facets as string] ?? Math.min(ASKED, facets.length);
const isSubstantive = (d: Disposition) => d === 'answered' || d === 'partly-answered' || d === 'refused';

/** What each lender of the sandbox can do with a question, from its declared script. */
const WAYS: Way[][] = Object.entries(sandboxBehaviours().lenders).map(([id, behaviour]) =>
  Array.from({ length: GOES }, (_, go) => wayOf(id, behaviour, go)),
);

function wayOf(id: string, { does, disposition }: Behaviours['lenders'][string], go: number): Way {
  const lender = sandboxMarket.lenders.find((l) => l.id === id)!;
  const from = Date.UTC(2026, 8, 7) + go * 4 * HOUR;
  const came = does.flatMap((action, i) => {
    if (action.send !== 'answer' && action.send !== 'refusal') return [];
    const chance = createChance('known truth', id, go, i);
    const wait = momentOf(action.delay, { from, lender, chance, hurry: 1 }) - from;
    const facets = action.send === 'refusal' ? 0 : facetsOf(action.facets);
    return wait <= DEADLINE ? [{ wait, facets }] : [];
  });
  if (came.length === 0)
    return { disposition: isSubstantive(disposition) ? 'no-reply' : disposition, wait: null, share: 0 };
  const facets = Math.min(
    ASKED,
    came.reduce((sum, c) => sum + c.facets, 0),
  );
  return {
    disposition: facets === ASKED ? 'answered' : facets > 0 ? 'partly-answered' : 'refused',
    wait: Math.min(...came.map((c) => c.wait)),
    share: facets / ASKED,
  };
}

const answers = (ways: Way[]) => ways.some((w) => w.wait !== null);

/** Mixed: a quarter never answers and a quarter always does; good and poor: all answer, often or seldom. */
function lenderOf(kind: MarketKind, j: number, chance: ReturnType<typeof createChance>): SimulatedLender {
  const dead = WAYS.filter((w) => !answers(w));
  const alive = WAYS.filter(answers);
  const manners = 30 + 50 * chance.unit();
  const between = (low: number, high: number) => low + (high - low) * chance.unit();
  if (kind === 'mixed' && j % 4 === 0) return { ways: chance.pick(dead), diligence: 1, manners };
  const ways = chance.pick(alive);
  if (kind === 'mixed') return { ways, diligence: j % 4 === 1 ? 1 : between(0, 1), manners };
  return { ways, diligence: kind === 'good' ? between(0.7, 1) : between(0.05, 0.45), manners };
}

const OTHERS = CRITERIA.filter((c) => c !== 'speed' && c !== 'effectiveness' && c !== 'empathy');
const weightOf = (list: readonly Criterion[]) => list.reduce((sum, c) => sum + RUBRIC_WEIGHTS[c], 0);
const WEIGHT = weightOf(['speed', 'effectiveness', ...OTHERS]);

const scoreOf = ({ wait, share }: Way, manners: number): number =>
  wait === null
    ? 0
    : (RUBRIC_WEIGHTS.speed * speedPoints(wait, SPEED_ANCHORS) +
        RUBRIC_WEIGHTS.effectiveness * 100 * share +
        weightOf(OTHERS) * manners) /
      WEIGHT;

const trueScore = ({ ways, diligence, manners }: SimulatedLender): number =>
  (diligence * ways.reduce((sum, way) => sum + scoreOf(way, manners), 0)) / ways.length;

/** A wave of `lenders` x `probes` on a market of a kind. A few probes fail by our own fault, as in tests/report/fixtures.ts. */
export function knownWave(kind: MarketKind, lenders: number, probes: number, seed: number): KnownWave {
  const inputs = makeWave({ lenders, probes, seed });
  const simulated = new Map(
    inputs.market.lenders.map((l, j) => [l.id, lenderOf(kind, j, createChance('lender', kind, seed, l.id))]),
  );
  const planned = new Map(inputs.plan.probes.map((p) => [p.id, p.lender]));
  return {
    inputs: {
      ...inputs,
      assessments: inputs.assessments.map((a) => play(a, simulated.get(planned.get(a.probe)!)!, seed)),
    },
    truth: new Map([...simulated].map(([id, lender]) => [id, trueScore(lender)])),
  };
}

function play(assessment: Assessment, lender: SimulatedLender, seed: number): Assessment {
  const chance = createChance('probe', seed, assessment.probe);
  const way: Way =
    chance.unit() < lender.diligence
      ? chance.pick(lender.ways)
      : { disposition: 'no-reply', wait: null, share: 0 };
  const manners = lender.manners + MOOD * (2 * chance.unit() - 1);
  const clock = way.wait === null ? notApplicable('none came by the deadline') : scored(way.wait);
  const pointsOf = (c: Criterion): number =>
    c === 'speed' ? speedPoints(way.wait!, SPEED_ANCHORS) : c === 'effectiveness' ? 100 * way.share : manners;
  return {
    ...assessment,
    disposition: way.disposition,
    clocks: { anything: clock, nonAutomatic: clock, substantive: clock, substantiveBusiness: clock },
    messages: [],
    criteria:
      way.wait === null
        ? []
        : (['speed', 'effectiveness', ...OTHERS] as const).map((criterion) => ({
            criterion,
            weight: RUBRIC_WEIGHTS[criterion],
            use: 'in-score',
            verdict: {
              status: 'scored',
              points: pointsOf(criterion),
              rule: 'known',
              reason: 'Known.',
              quotes: [],
            },
          })),
    score: scored(scoreOf(way, manners)),
  };
}

/** Sums over waves; `recoveryOf` makes shares of them. */
export interface Recovery {
  lenders: number;
  /** Rank intervals that hold the true rank. Among lenders that are truly alike no order at all may be claimed. */
  covered: Record<'published' | 'strict' | 'bayes', number>;
  /** Score intervals that hold the true score. */
  scores: number;
  /** Lenders put above or below the market, and those of them that are truly on the other side. */
  bands: number;
  wrongSide: number;
  /** Pairs in which the score orders two truly different lenders rightly, and all such pairs. */
  ordered: number;
  pairs: number;
  /** Sum of the widths of rank intervals, as shares of the market. */
  width: number;
}

const ZERO: Recovery = {
  lenders: 0,
  covered: { published: 0, strict: 0, bayes: 0 },
  scores: 0,
  bands: 0,
  wrongSide: 0,
  ordered: 0,
  pairs: 0,
  width: 0,
};

/** Differences of true scores that are only rounding. */
const SAME = 1e-9;

export function recoveredIn(result: WaveResult, truth: ReadonlyMap<string, number>): Recovery {
  const ranked = result.lenders.flatMap((l) =>
    l.standing.status === 'scored' ? [{ id: l.id, truth: truth.get(l.id)!, ...l.standing.value }] : [],
  );
  const second = new Map(result.secondOpinion.lenders.rows.map((r) => [r.id, r]));
  const mean = ranked.reduce((sum, l) => sum + l.truth, 0) / ranked.length;
  return ranked.reduce((sum, l): Recovery => {
    const best = 1 + ranked.filter((k) => k.truth > l.truth + SAME).length;
    const worst = ranked.length - ranked.filter((k) => k.truth < l.truth - SAME).length;
    const holds = ({ rankLow, rankHigh }: { rankLow: number; rankHigh: number }) =>
      Number(rankLow <= best && rankHigh >= worst);
    const { strict, bayes } = second.get(l.id)!;
    const later = ranked.filter((k) => k.id > l.id && Math.abs(k.truth - l.truth) > SAME);
    return {
      lenders: sum.lenders + 1,
      covered: {
        published: sum.covered.published + holds(l),
        strict: sum.covered.strict + holds(strict),
        // Draws of equals never tie, so here the interval has to meet the shared rank.
        bayes:
          sum.covered.bayes +
          Number(bayes.status === 'scored' && bayes.value.rankLow <= worst && bayes.value.rankHigh >= best),
      },
      scores: sum.scores + Number(l.low <= l.truth + SAME && l.high >= l.truth - SAME),
      bands: sum.bands + Number(l.band !== 'not-distinguishable'),
      wrongSide:
        sum.wrongSide +
        Number(
          (l.band === 'above-market' && l.truth < mean) || (l.band === 'below-market' && l.truth > mean),
        ),
      ordered: sum.ordered + later.filter((k) => (k.score - l.score) * (k.truth - l.truth) > 0).length,
      pairs: sum.pairs + later.length,
      width: sum.width + (l.rankHigh - l.rankLow + 1) / ranked.length,
    };
  }, ZERO);
}

export const together = (parts: readonly Recovery[]): Recovery =>
  parts.reduce(
    (a, b) => ({
      lenders: a.lenders + b.lenders,
      covered: {
        published: a.covered.published + b.covered.published,
        strict: a.covered.strict + b.covered.strict,
        bayes: a.covered.bayes + b.covered.bayes,
      },
      scores: a.scores + b.scores,
      bands: a.bands + b.bands,
      wrongSide: a.wrongSide + b.wrongSide,
      ordered: a.ordered + b.ordered,
      pairs: a.pairs + b.pairs,
      width: a.width + b.width,
    }),
    ZERO,
  );

/** One line of numbers for a reader. */
export function lineOf(name: string, waves: number, r: Recovery): string {
  const of = (a: number, b: number) => (b === 0 ? '-' : `${((100 * a) / b).toFixed(1)}%`);
  return [
    name.padEnd(16),
    `${waves} waves`,
    `${r.lenders} intervals`,
    `covered ${of(r.covered.published, r.lenders)} (strict ${of(r.covered.strict, r.lenders)}, bayes ${of(r.covered.bayes, r.lenders)}, scores ${of(r.scores, r.lenders)})`,
    `width ${(r.width / r.lenders).toFixed(2)}`,
    `bands ${of(r.bands, r.lenders)}, wrong side ${of(r.wrongSide, r.bands)}`,
    `pairs in true order ${of(r.ordered, r.pairs)}`,
  ].join('  ');
}
