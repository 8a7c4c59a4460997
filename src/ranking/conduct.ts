/** One probe's conduct, from its assessment, its ledger state and the hours claimed for the door that was tried. */
import type { Assessment, MessageAssessment } from '../model/assessment.ts';
import { openMillis } from '../model/business-hours.ts';
import type { AgainstHours, Conduct, DoorFailure } from '../model/conduct.ts';
import type { Lender } from '../model/lenders.ts';
import type { PlannedProbe } from '../model/plan.ts';
import { type Instant, millis } from '../model/scalars.ts';
import { type ChannelKind, DEFLECTIONS, isAssisted, PERSONAL_DATA } from '../model/vocabulary.ts';
import type { ProbeState } from '../model/wave-state.ts';

/** `assessment` and `state` of a probe that counts; `lender` as the study has it now, with the hours it claims. */
export function conductOf(input: {
  probe: PlannedProbe;
  assessment: Assessment;
  state: ProbeState | undefined;
  lender: Lender | undefined;
}): Conduct {
  const { probe, assessment, state, lender } = input;
  const replies = assessment.messages.filter(
    (m) => !m.late && !['bounce', 'marketing', 'unrelated'].includes(m.responder),
  );
  const sentAt = state?.acceptedAt ?? assessment.sentAt ?? state?.intendedAt;
  const hours = lender?.channels.find((c) => c.kind === probe.channel && c.address === probe.address)?.hours;
  const servedBy = firstSubstantive(assessment, replies)?.responder;
  const failure = failureOf(probe.channel, assessment, state);
  return {
    ...(servedBy !== undefined && { servedBy }),
    deflections: DEFLECTIONS.filter((d) => d !== 'none' && replies.some((m) => m.deflection === d)),
    personalData: PERSONAL_DATA.filter((d) => replies.some((m) => m.personalData.includes(d))),
    overPromise: replies.some((m) => m.reading?.overPromise === true),
    ...(failure !== undefined && { failure }),
    asked: againstHours(hours, lender?.timeZone ?? 'UTC', sentAt),
    claimsAlways: hours?.trim() === ALWAYS,
  };
}

/** As opening_hours writes it, and as the census does. */
const ALWAYS = '24/7';

/** The reply that stopped the substantive clock: of those at its moment, or else of all, the first with substance. */
function firstSubstantive(
  { clocks, sentAt }: Assessment,
  replies: readonly MessageAssessment[],
): MessageAssessment | undefined {
  const { substantive } = clocks;
  if (substantive.status === 'not-applicable') return undefined;
  const after = (m: MessageAssessment): number | null =>
    sentAt === undefined ? null : Math.max(0, millis(m.received.from) - millis(sentAt));
  const says = (m: MessageAssessment): boolean => m.answered.length > 0 || m.refusal;
  const then = replies.filter((m) => substantive.status === 'scored' && after(m) === substantive.value);
  return then.find(says) ?? then[0] ?? replies.find(says);
}

/** A mailbox that is full, as enhanced status codes say it (RFC 3463). */
const FULL = /(?<![\d.])[45]\.2\.2(?!\.?\d)/;

function failureOf(
  channel: ChannelKind,
  { disposition, messages }: Assessment,
  state: ProbeState | undefined,
): DoorFailure | undefined {
  if (state?.barred && state.barred.disposition !== 'channel-unavailable') return state.barred.disposition;
  // Of a messenger the operator says so of a handle or number behind which nobody is (src/desk/).
  if (state?.barred) return isAssisted(channel) ? 'no-account' : 'door-closed';
  if (disposition !== 'undeliverable') return undefined;
  if (state?.rejected) return FULL.test(state.rejected.response) ? 'mailbox-full' : 'refused-at-once';
  const bounce = messages.find((m) => m.bounce === 'hard' || m.bounce === 'soft');
  if (bounce?.findings.some((f) => f.criterion === 'bounce' && FULL.test(f.reason))) return 'mailbox-full';
  return bounce?.bounce === 'soft' ? 'soft-bounce' : 'hard-bounce';
}

function againstHours(hours: string | undefined, zone: string, at: Instant | undefined): AgainstHours {
  if (hours === undefined) return 'none-claimed';
  if (at === undefined) return 'unreadable';
  const open = openMillis(hours, zone, millis(at), millis(at) + 1);
  return open === null ? 'unreadable' : open > 0 ? 'inside' : 'outside';
}
