/** Sends what is due, one message at a time, each at most once (design.md, rule 4). */
import { sha256 } from '../model/digest.ts';
import { InstrumentError } from '../model/errors.ts';
import type { EventBody } from '../model/events.ts';
import type { PlannedProbe } from '../model/plan.ts';
import { instant, millis } from '../model/scalars.ts';
import { pathProven } from './canary.ts';
import { beginConversation, browserProven, hasRoom, requireLive } from './chats.ts';
import { type Fieldwork, isByHand, isChat, record, refresh, stateOf, wordsOf } from './context.ts';
import { guardSend, MAX_ATTEMPTS } from './guardrails.ts';
import type { ComposedMessage, Refusal, SendReceipt } from './ports.ts';

/** When the next send can be, and whether a fresh canary is what it waits for. */
export interface SendOutlook {
  next: number;
  needsCanary: boolean;
}

/** On a messenger a person sends, never we. */
const isOpen = (run: Fieldwork, probe: PlannedProbe): boolean => {
  const phase = stateOf(run, probe.id).phase;
  return !isByHand(probe) && (phase === 'planned' || phase === 'not-sent');
};

/** When a probe may be begun at the earliest: its planned moment, or later after a try that did not go. */
function readyAt(run: Fieldwork, probe: PlannedProbe): number {
  const state = stateOf(run, probe.id);
  if (state.phase !== 'not-sent' || !state.notSentAt) return millis(probe.sendAt);
  return millis(state.notSentAt) + run.pace.retryAfter * 2 ** (state.attempts - 1);
}

/** Sends all that is due now. */
export async function sendDue(run: Fieldwork): Promise<SendOutlook> {
  const outlook: SendOutlook = { next: Number.POSITIVE_INFINITY, needsCanary: false };
  const soon = (at: number) => {
    outlook.next = Math.min(outlook.next, at);
  };
  for (const probe of run.plan.probes) {
    if (!isOpen(run, probe)) continue;
    const now = run.clock.now();
    const slotEnd = millis(probe.sendBy);
    const at = readyAt(run, probe);
    if (at > now && now <= slotEnd) {
      soon(Math.min(at, slotEnd + 1));
      // The plan is in the order of sendAt: nothing planned behind an untried future probe is due either.
      if (stateOf(run, probe.id).phase === 'planned') break;
      continue;
    }
    if (now <= slotEnd && run.state.stopped !== null) {
      soon(slotEnd + 1);
      continue;
    }
    if (now <= slotEnd && !pathProven(run, now)) {
      outlook.needsCanary = true;
      soon(slotEnd + 1);
      continue;
    }
    if (isChat(probe) && now <= slotEnd) {
      // A session that ends rings the loop.
      if (run.chats.inFlight.has(probe.id) || !hasRoom(run)) {
        soon(slotEnd + 1);
        continue;
      }
      if (!(await browserProven(run))) {
        soon(Math.min(run.chats.retryAt, slotEnd + 1));
        continue;
      }
    }
    const refusal = await sendOne(run, probe, now);
    if (refusal?.verdict === 'wait') soon(Math.min(refusal.until, slotEnd + 1));
    else if (refusal?.verdict === 'stop') soon(slotEnd + 1);
    // Another worker has it: what becomes of it is that worker's to say.
    else if (refusal?.verdict === 'skip' && refusal.code === 'already-claimed') await refresh(run);
    else if (refusal?.verdict === 'skip')
      await record(run, {
        kind: 'invalidated',
        probe: probe.id,
        code: refusal.code,
        reason: whySkipped(run, refusal),
      });
    else if (isOpen(run, probe)) soon(readyAt(run, probe));
  }
  return outlook;
}

async function sendOne(run: Fieldwork, probe: PlannedProbe, now: number): Promise<Refusal | null> {
  const order = { probe, ...wordsOf(run, probe), at: now, attempt: stateOf(run, probe.id).attempts + 1 };
  let message: ComposedMessage;
  try {
    message = await (isChat(probe) ? requireLive(run, probe) : run.channel).compose(order);
  } catch (error) {
    if (!(error instanceof InstrumentError)) throw error;
    return { verdict: 'skip', code: error.code, reason: error.message };
  }
  const { wave } = run.plan;
  const claim = await run.ledger.claimSend(
    wave.id,
    {
      kind: 'send-intended',
      probe: probe.id,
      plan: run.planSha,
      entity: probe.entity,
      lender: probe.lender,
      channel: probe.channel,
      address: probe.address,
      alias: message.alias,
      messageId: message.messageId,
      evidence: sha256(message.raw),
      attempt: order.attempt,
    },
    message.raw,
    (history) => guardSend({ probe, plan: run.plan, now, mode: run.mode }, history),
  );
  if ('refused' in claim) return claim.refused;
  if (isChat(probe)) {
    await refresh(run);
    beginConversation(run, order, message);
    return null;
  }
  const receipt = await run.channel.send(order, message);
  await record(run, outcomeEvent(probe.id, receipt));
  if (receipt.outcome === 'not-sent' && order.attempt >= MAX_ATTEMPTS)
    await record(run, {
      kind: 'invalidated',
      probe: probe.id,
      code: 'not-sent',
      reason: `could not be sent in ${order.attempt} attempts: ${receipt.reason}`,
    });
  return null;
}

function outcomeEvent(probe: string, receipt: SendReceipt): EventBody {
  switch (receipt.outcome) {
    case 'sent':
      return {
        kind: 'sent',
        probe,
        acceptedAt: instant(receipt.acceptedAt),
        response: receipt.response,
        ...(receipt.serverMessageId === undefined ? {} : { serverMessageId: receipt.serverMessageId }),
      };
    case 'rejected':
      return { kind: 'send-rejected', probe, code: receipt.code, response: receipt.response };
    case 'not-sent':
      return { kind: 'not-sent', probe, code: receipt.code, reason: receipt.reason };
    case 'unknown':
      return { kind: 'send-unknown', probe, reason: receipt.reason };
  }
}

/** A missed slot is told by what made it miss. */
function whySkipped(run: Fieldwork, refusal: Extract<Refusal, { verdict: 'skip' }>): string {
  if (refusal.code !== 'missed-slot') return refusal.reason;
  if (run.state.stopped) return `sending was stopped (${run.state.stopped}) until its slot was over`;
  const lost = [...run.state.canaries.values()].findLast((c) => c.lost);
  return lost ? `the path was not proven in its slot (${lost.lost}); ${refusal.reason}` : refusal.reason;
}

/** Probes that are still to be sent. */
export const unsent = (run: Fieldwork): PlannedProbe[] => run.plan.probes.filter((p) => isOpen(run, p));
