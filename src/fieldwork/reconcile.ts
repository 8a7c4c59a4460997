/** Sends of which nobody knows whether they went: told from evidence, never sent again (design.md, rule 4). */
import { readMessageId } from '../model/alias.ts';
import type { EventBody } from '../model/events.ts';
import { instant, millis } from '../model/scalars.ts';
import { deadlineOf, type ProbeState } from '../model/wave-state.ts';
import { missingFor } from './close-windows.ts';
import { type Fieldwork, graceEnd, isByHand, isChat, record, stateOf } from './context.ts';
import { witness } from './coverage.ts';

/**
 * After a restart, a send that was begun and has no end is unknown; but a chat that was not about to be asked was
 * certainly not. Call once, before anything is sent.
 */
export async function recoverInterrupted(run: Fieldwork): Promise<void> {
  for (const probe of run.plan.probes) {
    const state = stateOf(run, probe.id);
    if (state.followUp && !state.followUp.ended)
      await record(run, {
        kind: 'follow-up-ended',
        probe: probe.id,
        outcome: 'unknown',
        at: instant(run.clock.now()),
        reason: 'the run ended before the messenger answered',
      });
    // What an operator has in hand lives on: the question is in their phone, and they will say.
    if (state.phase !== 'intended' || state.intent?.by !== undefined) continue;
    const before = isChat(probe) && state.askingAt === undefined;
    await record(
      run,
      before
        ? {
            kind: 'not-sent',
            probe: probe.id,
            code: 'interrupted',
            reason: 'the run ended before the question was typed',
          }
        : {
            kind: 'send-unknown',
            probe: probe.id,
            reason: isChat(probe)
              ? 'the run ended between the keystroke and the sight of our question in the chat'
              : 'the run ended between the intent and the answer of the mail server',
          },
    );
  }
}

/**
 * Ties each unknown send to what came in since: our own copy or any message to its private alias proves that it went.
 * Past the deadline with complete coverage and a canary, nothing having come: unresolved, and the probe is invalid.
 */
export async function reconcileUnknown(run: Fieldwork): Promise<void> {
  for (const probe of run.plan.probes) {
    const state = stateOf(run, probe.id);
    if (state.phase !== 'unknown' || isByHand(probe)) continue;
    const proof = proofOf(run, probe.id, state);
    if (proof) {
      await record(run, { kind: 'reconciled', probe: probe.id, outcome: 'sent', ...proof });
      continue;
    }
    const deadline = deadlineOf(state, run.plan.wave.deadlineHours)!;
    if (run.clock.now() <= deadline) continue;
    const missing = missingFor(run, { probe, from: millis(state.intendedAt!), deadline });
    const proven = !missing && witness(run.state, run.accounts, deadline, run.pace.clockTolerance) !== null;
    if (!proven && run.clock.now() <= graceEnd(run, deadline)) continue;
    await record(run, ...unresolved(probe.id));
  }
}

/** Nothing shows whether it went: the probe is lost. */
export const unresolved = (probe: string): EventBody[] => [
  { kind: 'reconciled', probe, outcome: 'unresolved', by: 'no-evidence' },
  {
    kind: 'invalidated',
    probe,
    code: 'send-unknown',
    reason: 'it is not known whether the message went, and nothing came that would show it',
  },
];

function proofOf(
  run: Fieldwork,
  probe: string,
  state: ProbeState,
): { by: 'own-copy' | 'reply' | 'bounce'; acceptedAt: string } | null {
  let other: { by: 'reply' | 'bounce'; acceptedAt: string } | null = null;
  for (const [i, triage] of run.triaged) {
    if (triage.probe !== probe) continue;
    const capture = run.state.captures[i]!;
    // The chat still shows our question: it stood there from the keystroke on.
    if (capture.media === 'chat') {
      if (triage.kind === 'own-copy' || triage.kind === 'reply')
        return { by: 'own-copy', acceptedAt: state.askingAt ?? state.intendedAt! };
      continue;
    }
    if (triage.kind === 'own-copy') {
      if (!ofThisAttempt(run, capture.correlation.messageId, state)) continue;
      // The server took both copies in one transaction: the later end of its clock favours the lender.
      return { by: 'own-copy', acceptedAt: capture.clocks.received?.to ?? capture.clocks.observed };
    }
    other ??= {
      by: triage.kind === 'bounce' ? 'bounce' : 'reply',
      acceptedAt: instant(millis(state.intendedAt!)),
    };
  }
  return other;
}

const ofThisAttempt = (run: Fieldwork, messageId: string | undefined, state: ProbeState): boolean => {
  const ours = messageId === undefined ? null : readMessageId(run.aliasBase, messageId);
  return ours === null || ours.attempt === state.attempts;
};
