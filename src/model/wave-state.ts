/** The state of a wave as a fold over its ledger: nothing is remembered anywhere else, so any kill can be resumed. */
import type { EventOf, LedgerEvent } from './events.ts';
import type { Capture, Coverage, Interval } from './evidence.ts';
import { type Instant, instant, millis } from './scalars.ts';

/**
 * Where a probe stands. `intended` means that a send was begun and nothing is known of its end: after a restart that is
 * a `send-unknown`, but of a chat that was not about to be asked. `rejected`, `barred`, `closed` and `invalid` are final.
 */
export type Phase =
  | 'planned'
  | 'intended'
  | 'not-sent'
  | 'unknown'
  | 'sent'
  | 'rejected'
  | 'barred'
  | 'closed'
  | 'invalid';

export interface ProbeState {
  phase: Phase;
  attempts: number;
  intent?: EventOf<'send-intended'>;
  /** UTC instant of the last intent. */
  intendedAt?: Instant;
  /** When the other side took it: the clocks start here. */
  acceptedAt?: Instant;
  reconciled?: EventOf<'reconciled'>;
  rejected?: EventOf<'send-rejected'>;
  barred?: EventOf<'door-closed'>;
  /** Of a chat: when the keystroke that sends was about to be made, in the last attempt. */
  askingAt?: Instant | undefined;
  /** What the other side said to the send that went. */
  response?: string;
  closed?: EventOf<'window-closed'>;
  invalid?: EventOf<'invalidated'>;
  /** When it was last certain that the message had not gone; a further try waits from here. */
  notSentAt?: Instant;
  /** Where the accepted moment is an operator's word: the stretch in which it lies. */
  sentBetween?: Interval | undefined;
  /** An operator's looks at the chat, in order. */
  checks?: { at: Instant; by: string; saw: 'nothing' | 'reply' }[];
  followUp?: { evidence: string; intendedAt: Instant; ended?: EventOf<'follow-up-ended'> };
}

export interface CanaryState {
  token: string;
  acceptedAt: Instant;
  seen?: { account: string; serverTime?: Instant | undefined; observedAt?: Instant | undefined };
  lost?: string;
  /** Sent before our clock leapt: it says nothing about the time after. */
  stale?: true;
}

export interface WaveState {
  /** Sequence number of the last event folded in. */
  seq: number;
  opened?: EventOf<'wave-opened'>;
  probes: Map<string, ProbeState>;
  captures: Capture[];
  coverages: Coverage[];
  canaries: Map<string, CanaryState>;
  /** Why sending is stopped, or null. */
  stopped: string | null;
  /** Probes that had bounced when sending was last resumed are reviewed: they count no more towards the next stop. */
  resumedAt: Instant | null;
  /** The inbound accounts of each run, from its start on. */
  accounts: { at: Instant; accounts: NonNullable<EventOf<'run-started'>['accounts']> }[];
  /** What is on the do-not-contact list by events of this wave, as "scope value". */
  listed: Set<string>;
  jumps: { at: Instant; byMs: number }[];
  failures: { at: Instant; code: string; reason: string; account?: string | undefined }[];
  /** What lenders were sent about the study, and what they answered. */
  notices: EventOf<'lender-notified'>[];
  replies: EventOf<'lender-replied'>[];
  /** Who closed the wave, once every lender had been told. */
  closedBy: string | null;
}

export const emptyWave = (): WaveState => ({
  seq: 0,
  probes: new Map(),
  captures: [],
  coverages: [],
  canaries: new Map(),
  stopped: null,
  resumedAt: null,
  accounts: [],
  listed: new Set(),
  jumps: [],
  failures: [],
  notices: [],
  replies: [],
  closedBy: null,
});

/** Folds one event in, in place. Events must come in the order of `seq`. */
export function applyEvent(state: WaveState, event: LedgerEvent): void {
  state.seq = event.seq;
  const { body, at } = event;
  switch (body.kind) {
    case 'wave-opened':
      state.opened = body;
      return;
    case 'send-intended': {
      const probe = probeOf(state, body.probe);
      probe.phase = 'intended';
      probe.attempts = body.attempt;
      probe.intent = body;
      probe.intendedAt = at;
      probe.askingAt = undefined;
      return;
    }
    case 'chat-asking':
      probeOf(state, body.probe).askingAt = at;
      return;
    case 'sent': {
      const { acceptedAt, response, between } = body;
      Object.assign(probeOf(state, body.probe), {
        phase: 'sent',
        acceptedAt,
        response,
        sentBetween: between,
      });
      return;
    }
    case 'operator-checked': {
      const probe = probeOf(state, body.probe);
      probe.checks = [...(probe.checks ?? []), { at: body.lookedAt, by: body.by, saw: body.saw }];
      return;
    }
    case 'follow-up-intended':
      probeOf(state, body.probe).followUp = { evidence: body.evidence, intendedAt: at };
      return;
    case 'follow-up-ended': {
      const { followUp } = probeOf(state, body.probe);
      if (followUp) followUp.ended = body;
      return;
    }
    case 'lender-notified':
      state.notices.push(body);
      return;
    case 'lender-replied':
      state.replies.push(body);
      return;
    case 'wave-closed':
      state.closedBy = body.by;
      return;
    case 'door-closed':
      Object.assign(probeOf(state, body.probe), { phase: 'barred', barred: body });
      return;
    case 'send-rejected':
      Object.assign(probeOf(state, body.probe), { phase: 'rejected', rejected: body });
      return;
    case 'not-sent':
      Object.assign(probeOf(state, body.probe), { phase: 'not-sent', notSentAt: at });
      return;
    case 'send-unknown':
      probeOf(state, body.probe).phase = 'unknown';
      return;
    case 'reconciled': {
      const probe = probeOf(state, body.probe);
      probe.reconciled = body;
      if (body.outcome === 'sent') {
        probe.phase = 'sent';
        probe.acceptedAt = body.acceptedAt ?? probe.intendedAt!;
      }
      return;
    }
    case 'run-started':
      if (body.accounts) state.accounts.push({ at, accounts: body.accounts });
      return;
    case 'captured':
      state.captures.push(body.capture);
      return;
    case 'covered':
      state.coverages.push(body.coverage);
      return;
    case 'canary-sent':
      state.canaries.set(body.token, { token: body.token, acceptedAt: body.acceptedAt });
      return;
    case 'canary-seen': {
      const canary = state.canaries.get(body.token);
      if (canary)
        canary.seen = { account: body.account, serverTime: body.serverTime, observedAt: body.observedAt };
      return;
    }
    case 'canary-lost': {
      const canary = state.canaries.get(body.token);
      if (canary) canary.lost = body.reason;
      return;
    }
    case 'window-closed':
      Object.assign(probeOf(state, body.probe), { phase: 'closed', closed: body });
      return;
    case 'invalidated':
      Object.assign(probeOf(state, body.probe), { phase: 'invalid', invalid: body });
      return;
    case 'sending-stopped':
      state.stopped = body.reason;
      return;
    case 'sending-resumed':
      state.stopped = null;
      state.resumedAt = at;
      return;
    case 'clock-jumped':
      state.jumps.push({ at, byMs: body.byMs });
      for (const canary of state.canaries.values()) canary.stale = true;
      return;
    case 'instrument-failed':
      state.failures.push({ at, code: body.code, reason: body.reason, account: body.account });
      return;
    case 'do-not-contact':
      state.listed.add(`${body.scope} ${body.value}`);
      return;
    case 'run-ended':
    case 'cursor-moved':
    case 'assessed':
    case 'desk-noted':
      return;
  }
}

export function foldWave(events: LedgerEvent[]): WaveState {
  const state = emptyWave();
  for (const event of events) applyEvent(state, event);
  return state;
}

/** End of the probe's window, UTC ms: the deadline runs from the accepted send; for an unclear send from the intent. */
export function deadlineOf(probe: ProbeState, deadlineHours: number): number | null {
  const from = probe.acceptedAt ?? probe.intendedAt;
  return from === undefined ? null : millis(from) + deadlineHours * 3_600_000;
}

/** The same as an instant. */
export const deadlineInstant = (probe: ProbeState, deadlineHours: number): Instant | null => {
  const at = deadlineOf(probe, deadlineHours);
  return at === null ? null : instant(at);
};

function probeOf(state: WaveState, id: string): ProbeState {
  let probe = state.probes.get(id);
  if (!probe) {
    probe = { phase: 'planned', attempts: 0 };
    state.probes.set(id, probe);
  }
  return probe;
}
