/** A wave's result from its plan, market, ledger and assessments. Pure: the same inputs in any order give the same bytes. */
import type { Assessment } from '../model/assessment.ts';
import type { Correspondence } from '../model/correspondence.ts';
import { digestOf } from '../model/digest.ts';
import { SetupError } from '../model/errors.ts';
import type { LedgerEvent } from '../model/events.ts';
import type { LendersFile } from '../model/lenders.ts';
import { type Measured, notApplicable, scored } from '../model/measured.ts';
import type { Plan } from '../model/plan.ts';
import type { KnownTie, Wordings } from '../model/shared-wording.ts';
import {
  type EntityRow,
  LEAST_FOR_COUNTS,
  LEAST_FOR_RANK,
  type LenderRow,
  type ProbeRow,
  type Publishable,
  type Standing,
  type Tally,
  type WaveResult,
} from '../model/wave-result.ts';
import { foldWave } from '../model/wave-state.ts';
import { correspondenceOf } from './correspondence.ts';
import { curvesOf } from './curves.ts';
import { deviationsOf } from './deviations.ts';
import { marketFindings } from './market/findings.ts';
import { probeRows } from './probe-rows.ts';
import { rankedMarket } from './ranked.ts';
import { rubricRows } from './rubric-rows.ts';
import { DRAWS, FAMILY_WISE, LAMBDA } from './second-opinion.ts';
import { tallyOf } from './tally.ts';
import { type EarlierWave, trendOf } from './trend.ts';

/**
 * `events` are the ledger's, in the order of `seq` (those of other waves are left aside); `assessments` at most one a
 * probe; `review` counts the received messages that a person must still tie to a probe. Throws SetupError when the ledger was opened under another plan, or `market` lacks a lender of the plan.
 */
export function rankWave(input: {
  plan: Plan;
  market: LendersFile;
  assessments: Assessment[];
  events: LedgerEvent[];
  review: number;
  /** Lenders that are known to belong together, and those that answer in the same words. Left out: none. */
  ties?: KnownTie[];
  wordings?: Wordings;
  /** Left out: this is the first wave of the study. */
  earlier?: EarlierWave[];
  /** Rules that are not as the plan froze them. Left out: none. */
  laterRules?: readonly string[];
  /** Left out: nobody but the rules coded. */
  agreement?: WaveResult['agreement'];
}): WaveResult {
  const { plan, market, assessments } = input;
  const events = input.events.filter((e) => e.wave === plan.wave.id);
  const state = foldWave(events);
  const sha = digestOf(plan);
  if (state.opened && state.opened.plan !== sha)
    throw new SetupError(
      `wave ${plan.wave.id} was run under plan ${state.opened.plan.slice(0, 12)}, but this plan is ${sha.slice(0, 12)}: restore the frozen plan`,
    );
  const rows = probeRows(plan, assessments, state, market);
  const { deadlineHours } = plan.wave;
  const byLender = Map.groupBy(rows, (p) => p.lender);
  const entityOfLender = new Map(market.lenders.map((l) => [l.id, l.entity]));
  const entityOf = (lender: string) => entityOfLender.get(lender) ?? lender;
  const frozen = { sha, ...plan.wave };
  const ranked = rankedMarket(rows, frozen);
  const byEntity = rankedMarket(
    rows.map((row) => ({ ...row, lender: entityOf(row.lender) })),
    frozen,
  );
  const lenders = [...byLender]
    .map(([id, probes]) =>
      lenderRow(market, {
        id,
        tally: tallyOf(probes, deadlineHours, LEAST_FOR_COUNTS),
        standing: ranked.standings.get(id),
        correspondence: correspondenceOf(id, state),
      }),
    )
    .sort(byStanding);
  const sent = rows.flatMap((r) => (r.sentAt === undefined ? [] : [r.sentAt])).sort();
  const groups = <K extends string>(keyOf: (p: ProbeRow) => K, order: readonly K[]) =>
    [...Map.groupBy(rows, keyOf)]
      .map(([key, probes]) => ({ key, ...tallyOf(probes, deadlineHours, 1) }))
      .sort((a, b) => order.indexOf(a.key) - order.indexOf(b.key));
  const coders = [...new Set(assessments.map((a) => a.coder))].sort();
  const { id, title, starts, ends, controller, purpose, country, funder } = plan.wave;
  return {
    format: 'doorbell-wave-result/1',
    plan: sha,
    mode: state.opened?.mode ?? 'unopened',
    code: plan.code,
    coder: coders.length > 0 ? coders.join(', ') : plan.rubric,
    wave: { id, title, starts, ends, deadlineHours, controller, purpose, country },
    ...(funder !== undefined && { funder }),
    ...(sent.length > 0 && { firstSentAt: sent[0], lastSentAt: sent.at(-1) }),
    totals: tallyOf(rows, deadlineHours, 1),
    market: { ...ranked.market, ...endGroups(ranked.standings) },
    sensitivity: ranked.sensitivity,
    secondOpinion: {
      draws: DRAWS,
      lambda: LAMBDA,
      familyWise: FAMILY_WISE,
      lenders: ranked.secondOpinion,
      entities: byEntity.secondOpinion,
    },
    lenders,
    entities: entityRows(market, lenders, rows, { deadlineHours, standings: byEntity.standings }),
    channels: groups((p) => p.channel, plan.wave.channels),
    languages: groups((p) => p.language, [...new Set(rows.map((p) => p.language))].sort()),
    slots: groups(
      (p) => p.slot,
      plan.wave.slots.map((s) => s.kind),
    ),
    probes: rows,
    rubric: rubricRows(plan.wave.weights, rows),
    curves: curvesOf({
      rows,
      channels: plan.wave.channels,
      entityOf,
      deadlineHours,
      seed: sha,
    }),
    findings: marketFindings({
      plan,
      market,
      rows,
      ties: input.ties ?? [],
      wordings: input.wordings ?? { compared: 0, shared: [] },
    }),
    trend: trendOf({ plan, rows, earlier: input.earlier ?? [], market }),
    agreement: input.agreement ?? { people: 0, rows: [] },
    canaries: {
      sent: state.canaries.size,
      seen: [...state.canaries.values()].filter((c) => c.seen).length,
      lost: [...state.canaries.values()].filter((c) => c.lost !== undefined).length,
    },
    review: { probes: rows.filter((r) => r.review.length > 0).length, messages: input.review },
    deviations: deviationsOf({ plan, events, state, rows, coders, laterRules: input.laterRules ?? [] }),
  };
}

function lenderRow(
  market: LendersFile,
  {
    id,
    tally,
    standing,
    correspondence,
  }: { id: string; tally: Tally; standing: Standing | undefined; correspondence: Correspondence },
): LenderRow {
  const lender = market.lenders.find((l) => l.id === id);
  if (!lender) throw new SetupError(`lenders.yml has no lender "${id}", which the frozen plan names`);
  return {
    id,
    name: lender.name,
    entity: entityNamed(market, lender.entity),
    ...tally,
    ...placeOf(tally, standing),
    correspondence,
  };
}

/** What may be said, and where it stands if that is enough. */
const placeOf = (
  tally: Tally,
  standing: Standing | undefined,
): { publishable: Publishable; standing: Measured<Standing> } => ({
  publishable: tally.results.status !== 'scored' ? 'too-few' : standing ? 'ranked' : 'counts-only',
  standing: standing ? scored(standing) : notApplicable(`fewer than ${LEAST_FOR_RANK} scored probes`),
});

const entityNamed = (market: LendersFile, id: string): { id: string; name: string } => ({
  id,
  name: market.entities.find((e) => e.id === id)?.name ?? id,
});

/** Who may be first, and who last, for all that the data say. */
function endGroups(standings: ReadonlyMap<string, Standing>): { leading: string[]; trailing: string[] } {
  const idsWhere = (holds: (s: Standing) => boolean) =>
    [...standings].flatMap(([id, s]) => (holds(s) ? [id] : [])).sort();
  return {
    leading: idsWhere((s) => s.rankLow === 1),
    trailing: idsWhere((s) => s.rankHigh === standings.size),
  };
}

const PLACES: Publishable[] = ['ranked', 'counts-only', 'too-few'];

function byStanding(a: LenderRow, b: LenderRow): number {
  const places = PLACES.indexOf(a.publishable) - PLACES.indexOf(b.publishable);
  if (places !== 0) return places;
  if (a.standing.status === 'scored' && b.standing.status === 'scored') {
    const scores = b.standing.value.score - a.standing.value.score;
    if (scores !== 0) return scores;
  }
  if (a.name !== b.name) return a.name < b.name ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}

function entityRows(
  market: LendersFile,
  lenders: LenderRow[],
  rows: ProbeRow[],
  { deadlineHours, standings }: { deadlineHours: number; standings: ReadonlyMap<string, Standing> },
): EntityRow[] {
  const byLender = Map.groupBy(rows, (p) => p.lender);
  return [...Map.groupBy(lenders, (l) => l.entity.id)]
    .map(([id, brands]): EntityRow => {
      const ids = brands.map((b) => b.id).sort();
      const probes = ids.flatMap((lender) => byLender.get(lender) ?? []);
      const tally = tallyOf(probes, deadlineHours, LEAST_FOR_COUNTS);
      return {
        ...entityNamed(market, id),
        lenders: ids,
        ...tally,
        ...placeOf(tally, standings.get(id)),
      };
    })
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}
