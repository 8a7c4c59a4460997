/** Joins plan, ledger and assessments into one row a probe, and decides which probes count (design.md, rule 2). */
import type { Assessment } from '../model/assessment.ts';
import type { MessageRef } from '../model/digest.ts';
import type { Lender, LendersFile } from '../model/lenders.ts';
import { notApplicable, scored, unscorable } from '../model/measured.ts';
import type { Plan, PlannedProbe } from '../model/plan.ts';
import type { Contradiction, MessageQuote, ProbeRow } from '../model/wave-result.ts';
import { deadlineInstant, type ProbeState, type WaveState } from '../model/wave-state.ts';
import { conductOf } from './conduct.ts';

/** One row for each probe of the plan, in the order of their ids. */
export function probeRows(
  plan: Plan,
  assessments: Assessment[],
  state: WaveState,
  market: LendersFile,
): ProbeRow[] {
  const assessed = new Map(assessments.map((a) => [a.probe, a]));
  const lenders = new Map(market.lenders.map((l) => [l.id, l]));
  return plan.probes
    .map((probe) =>
      rowOf(plan, probe, assessed.get(probe.id), state.probes.get(probe.id), lenders.get(probe.lender)),
    )
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

function rowOf(
  plan: Plan,
  probe: PlannedProbe,
  assessment: Assessment | undefined,
  state: ProbeState | undefined,
  lender: Lender | undefined,
): ProbeRow {
  const verdict = exclusionOf(assessment, state);
  const unknown = unscorable('the probe does not count');
  const sentAt = state?.acceptedAt ?? assessment?.sentAt;
  const deadlineAt =
    state?.acceptedAt === undefined
      ? assessment?.deadlineAt
      : (deadlineInstant(state, plan.wave.deadlineHours) ?? undefined);
  return {
    id: probe.id,
    lender: probe.lender,
    channel: probe.channel,
    scenario: probe.scenario,
    language: probe.language,
    wording: probe.wording,
    persona: probe.persona,
    slot: probe.slot,
    disposition: verdict ? 'invalid' : assessment!.disposition,
    reason: verdict ? verdict.reason : assessment!.reason,
    ...(verdict && { excluded: verdict.code }),
    ...(sentAt !== undefined && { sentAt }),
    ...(deadlineAt !== undefined && { deadlineAt }),
    clocks: verdict
      ? { anything: unknown, nonAutomatic: unknown, substantive: unknown, substantiveBusiness: unknown }
      : assessment!.clocks,
    ...(!verdict && assessment?.bounds && { bounds: assessment.bounds }),
    asked: probe.asks,
    answered: verdict ? [] : assessment!.answered,
    criteria: verdict
      ? []
      : assessment!.criteria.map(({ criterion, use, verdict: found }) => ({
          criterion,
          use,
          points: found.status === 'scored' ? scored(found.points) : found,
          reason: found.reason,
        })),
    contradictions: verdict ? [] : contradictionsOf(assessment!),
    score: verdict ? unknown : scoreOf(assessment!),
    messages: (assessment?.messages ?? []).map((m) => ({
      evidence: m.evidence,
      received: m.received,
      responder: m.responder,
      ...(m.bounce !== undefined && { bounce: m.bounce }),
      late: m.late,
      quotes: verdict ? [] : quotesOf(assessment!, m.evidence),
    })),
    ...(!verdict && { conduct: conductOf({ probe, assessment: assessment!, state, lender }) }),
    review: assessment?.review ?? [],
  };
}

const MOST_QUOTES = 12;

/** The words of one message on which criteria of the score rest; the same words once, for the first of them. */
function quotesOf({ criteria }: Assessment, message: MessageRef): MessageQuote[] {
  const quotes = new Map<string, MessageQuote>();
  for (const { criterion, use, verdict } of criteria) {
    if (use !== 'in-score' || verdict.status !== 'scored') continue;
    for (const { quote, evidence, probe } of verdict.quotes)
      if (evidence === message && probe === undefined && quote.trim() !== '' && !quotes.has(quote))
        quotes.set(quote, { criterion, quote });
  }
  return [...quotes.values()].slice(0, MOST_QUOTES);
}

/** Both sides of each figure that was called wrong. */
function contradictionsOf(assessment: Assessment): Contradiction[] {
  const verdict = assessment.criteria.find((c) => c.criterion === 'accuracy')?.verdict;
  if (verdict?.status !== 'scored' || !CONTRADICTION.test(verdict.rule)) return [];
  const [said, known] = verdict.quotes;
  if (!said || !known) return [];
  const { source, seenOn, probe } = known;
  return [
    {
      said: said.quote,
      known: known.quote,
      ...(source !== undefined && { source }),
      ...(seenOn !== undefined && { seenOn }),
      ...(probe !== undefined && { probe }),
    },
  ];
}

/** Rules of the accuracy criterion that set one figure against another. */
const CONTRADICTION = /^accuracy\.(?:published|own-replies)\./;

/**
 * Why a probe does not count, or null. A probe counts when its address was refused for good or its window was closed on
 * proof. An answered probe whose window was not proven is left out too: keeping answers and dropping silences of the
 * same broken stretch would flatter.
 */
function exclusionOf(
  assessment: Assessment | undefined,
  state: ProbeState | undefined,
): { code: string; reason: string } | null {
  if (state?.invalid) return { code: state.invalid.code, reason: state.invalid.reason };
  if (!state || !['closed', 'rejected', 'barred'].includes(state.phase))
    return { code: 'window-open', reason: `fieldwork has not ended for it (${state?.phase ?? 'planned'})` };
  if (!assessment) return { code: 'not-assessed', reason: 'its evidence has not been assessed' };
  if (assessment.disposition === 'invalid') return { code: 'unassessable', reason: assessment.reason };
  return null;
}

/** Without a substantive reply the score is 0 (methods.md, 0.10), whatever the rubric could say of what came. */
function scoreOf(assessment: Assessment): ProbeRow['score'] {
  if (assessment.clocks.substantive.status === 'not-applicable') return scored(0);
  return assessment.score.status === 'not-applicable'
    ? notApplicable(assessment.score.reason)
    : assessment.score;
}
