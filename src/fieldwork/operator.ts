/**
 * What a person at the desk can do. Every action is an append-only event with who and when, decided on what the ledger
 * says in the very transaction that writes it: a double click, a stale page and a second operator change nothing and
 * are told so. An exception is only ever a fault of ours (InstrumentError) or a bug. Here: the sending of a question.
 */
import { sha256 } from '../model/digest.ts';
import type { EventBody } from '../model/events.ts';
import type { PlannedProbe } from '../model/plan.ts';
import { instant, millis } from '../model/scalars.ts';
import type { ProbeState } from '../model/wave-state.ts';
import {
  type Act,
  acting,
  type DeskCode,
  type Done,
  decide,
  no,
  noSuchTask,
  OK,
  oneLine,
  probeAt,
  type Refused,
} from './desk-answers.ts';
import type { DeskWork } from './desk-work.ts';
import { guardSend, MAX_ATTEMPTS } from './guardrails.ts';
import type { Refusal } from './ports.ts';
import { questionFor } from './tasks.ts';

export { DESK_CODES, type DeskCode, type Done } from './desk-answers.ts';
export type { DeskWork } from './desk-work.ts';
export {
  checkedNothing,
  handInExport,
  reportOwn,
  reportReply,
  type SeenReply,
} from './operator-evidence.ts';
export { sendFollowUp } from './operator-follow-up.ts';
export { forbidContact, pauseSending, resumeSending } from './operator-stops.ts';

/** Takes a "send" task in hand: claims the send under the guard, before the operator sees the link. */
export const takeTask: Act = (work, by, id) =>
  acting(work, async () => {
    const { mode, plan, state } = work;
    if (mode === null || state.opened?.plan !== work.planSha)
      return no('read-only', 'no run of this wave goes on beside the desk');
    const probe = probeAt(work, id);
    if (!probe) return noSuchTask(id);
    if (work.clock.now() < millis(probe.sendAt))
      return no('too-early', `its slot begins at ${probe.sendAt}`, millis(probe.sendAt));
    const raw = new TextEncoder().encode(questionFor(work, probe));
    const attempt = (state.probes.get(id)?.attempts ?? 0) + 1;
    const claim = await work.ledger.claimSend(
      plan.wave.id,
      {
        kind: 'send-intended',
        probe: id,
        plan: work.planSha,
        entity: probe.entity,
        lender: probe.lender,
        channel: probe.channel,
        address: probe.address,
        // Nothing on a messenger carries a private address: a chat is recognised by its account and its text.
        alias: '',
        messageId: `desk:${id}:${attempt}`,
        evidence: sha256(raw),
        attempt,
        by,
      },
      raw,
      (history) => guardSend({ probe, plan, now: work.clock.now(), mode, by }, history),
    );
    return 'claimed' in claim ? OK : refusedTake(work, by, probe, claim.refused);
  });

async function refusedTake(work: DeskWork, by: string, probe: PlannedProbe, why: Refusal): Promise<Done> {
  const { reason } = why;
  if (why.verdict === 'stop') return no('stopped', reason);
  if (why.verdict === 'wait') return no('wait', reason, why.until);
  if (why.code === 'already-claimed') {
    await work.refresh();
    return notInHand(work.state.probes.get(probe.id), by) ?? no('already-yours', 'you have it in hand');
  }
  if (why.code === 'busy' || why.code === 'missed-slot') return no(why.code, reason);
  if (why.code === 'not-sent') return no('over', reason);
  // What the guard forbids for good is over for everybody.
  await decide(work, probe, ({ phase }) =>
    phase === 'planned' || phase === 'not-sent'
      ? [{ kind: 'invalidated', probe: probe.id, code: why.code, reason }]
      : [],
  );
  return no(why.code === 'do-not-contact' ? 'do-not-contact' : 'capped', reason);
}

/** Null when `by` has the probe in hand; else why there is nothing for them to say about its sending. */
export function notInHand(state: ProbeState | undefined, by: string): Refused | null {
  const holder = state?.intent?.by;
  const answers: Partial<Record<ProbeState['phase'], [DeskCode, string]>> = {
    planned: ['not-taken', 'nobody has taken it'],
    'not-sent': ['not-taken', 'it was released'],
    unknown: ['unclear', 'it was not confirmed in time: say whether our question stands in the chat'],
    sent: ['already-sent', 'it was sent'],
  };
  const phase = state?.phase ?? 'planned';
  if (phase === 'intended')
    return holder === by ? null : no('taken', `${holder ?? 'somebody'} has it in hand`);
  return no(...(answers[phase] ?? ['over', 'the probe has come to its end']));
}

const ending = (
  work: DeskWork,
  by: string,
  id: string,
  events: (state: ProbeState) => EventBody[],
): Promise<Done> =>
  acting(work, async () => {
    const probe = probeAt(work, id);
    if (!probe) return noSuchTask(id);
    return decide(work, probe, (state) => notInHand(state, by) ?? events(state));
  });

/** "I pressed Send." It went between the taking and now. */
export const confirmSent: Act = (work, by, probe) =>
  ending(work, by, probe, (state) => {
    const now = instant(work.clock.now());
    const between = { from: state.intendedAt!, to: now };
    return [{ kind: 'sent', probe, acceptedAt: now, response: 'sent by hand', between, by }];
  });

/** "I did not send it": somebody may take it again inside the slot, at most MAX_ATTEMPTS times. */
export const releaseTask: Act<[reason: string]> = (work, by, probe, why) =>
  ending(work, by, probe, ({ attempts }) => {
    const reason = oneLine(why) || 'no reason given';
    const released: EventBody = { kind: 'not-sent', probe, code: 'released', reason, by };
    if (attempts < MAX_ATTEMPTS) return [released];
    const lost = `taken ${attempts} times and never sent: ${reason}`;
    return [released, { kind: 'invalidated', probe, code: 'not-sent', reason: lost }];
  });

/** The lender's door is shut: no such account, a gate before it, or it blocks us. */
export const reportShut: Act<
  [disposition: 'channel-unavailable' | 'gated' | 'blocked', reason: string]
> = async (work, by, probe, disposition, why) => {
  const reason = oneLine(why);
  if (reason === '') return no('bad-input', 'say what was seen');
  return ending(work, by, probe, () => [{ kind: 'door-closed', probe, disposition, reason, by }]);
};
