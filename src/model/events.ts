/**
 * The ledger's vocabulary: everything that happens in fieldwork is one of these events, appended and never changed.
 * All state (what was sent, what is open, which messages were seen) is a fold over them (`probe-state.ts`).
 */
import { z } from 'zod';
import { Sha256 } from './digest.ts';
import { Capture, Coverage, Interval } from './evidence.ts';
import { ProbeId } from './plan.ts';
import { Day, Instant, Slug } from './scalars.ts';

const probe = { probe: ProbeId };
/** Who acted at the desk; absent where Doorbell acted by itself. */
const by = z.string().min(1).max(80);

export const EventBody = z.discriminatedUnion('kind', [
  /** A wave entered the ledger under this plan. */
  z.strictObject({ kind: z.literal('wave-opened'), plan: Sha256, mode: z.enum(['sandbox', 'live']) }),
  /** A `run` process started; `build` names the code, `machine` the platform. */
  z.strictObject({
    kind: z.literal('run-started'),
    build: z.string(),
    node: z.string(),
    /** The inbound accounts of this run: a window needs all that were in force while it was open. */
    accounts: z
      .array(
        z.strictObject({
          name: z.string(),
          maxGap: z.number().nullable(),
          ownClock: z.boolean(),
          /** A messenger's recorder: it proves the silence of the chats that it heard, and of nothing else. */
          recorder: z.literal(true).optional(),
        }),
      )
      .optional(),
  }),
  z.strictObject({ kind: z.literal('run-ended'), reason: z.string() }),

  /** Committed before anything goes out. `evidence` is our composed message: the sent copy. */
  z.strictObject({
    kind: z.literal('send-intended'),
    ...probe,
    plan: Sha256,
    entity: Slug,
    lender: Slug,
    channel: z.string(),
    address: z.string(),
    alias: z.string(),
    messageId: z.string(),
    evidence: Sha256,
    attempt: z.int().min(1),
    /** On an assisted channel: the operator who took the task. The send is theirs from here on. */
    by: by.optional(),
  }),
  /** The other side took it: `acceptedAt` is the moment of the 250, and starts the clocks. */
  z.strictObject({
    kind: z.literal('sent'),
    ...probe,
    acceptedAt: Instant,
    response: z.string(),
    serverMessageId: z.string().optional(),
    /** Where the moment is known only by the operator's word: it lies in here, and `acceptedAt` is its end. */
    between: Interval.optional(),
    by: by.optional(),
  }),
  /** The server refused this recipient for good: the advertised address does not work. */
  z.strictObject({ kind: z.literal('send-rejected'), ...probe, code: z.int(), response: z.string() }),
  /** The one keystroke that sends a chat's question comes next: from here on a crash leaves it unknown. */
  z.strictObject({ kind: z.literal('chat-asking'), ...probe }),
  /** The advertised door is shut, as found more than once while our own page in the same browser worked. Final. */
  z.strictObject({
    kind: z.literal('door-closed'),
    ...probe,
    disposition: z.enum(['channel-unavailable', 'gated', 'blocked']),
    reason: z.string(),
    by: by.optional(),
  }),
  /** Certainly not sent (we never began to transmit, or it was refused for our sake). May be tried again in the slot. */
  z.strictObject({
    kind: z.literal('not-sent'),
    ...probe,
    code: z.string(),
    reason: z.string(),
    by: by.optional(),
  }),
  /** It may or may not have gone. Never sent again; reconciled from evidence. */
  z.strictObject({ kind: z.literal('send-unknown'), ...probe, reason: z.string() }),
  z.strictObject({
    kind: z.literal('reconciled'),
    ...probe,
    outcome: z.enum(['sent', 'unresolved']),
    by: z.enum(['own-copy', 'reply', 'bounce', 'no-evidence']),
    acceptedAt: Instant.optional(),
  }),

  /** An operator looked at a chat of an assisted channel. What was seen is captured apart; "nothing" is proof of a look. */
  z.strictObject({
    kind: z.literal('operator-checked'),
    ...probe,
    by,
    lookedAt: Instant,
    saw: z.enum(['nothing', 'reply']),
  }),
  /** The one further message that a probe may send: intent first, as with the question. `evidence` is its text. */
  z.strictObject({ kind: z.literal('follow-up-intended'), ...probe, by: by.optional(), evidence: Sha256 }),
  z.strictObject({
    kind: z.literal('follow-up-ended'),
    ...probe,
    outcome: z.enum(['sent', 'not-sent', 'unknown']),
    at: Instant,
    reason: z.string(),
  }),

  /** `by`: who handed it in at the desk. */
  z.strictObject({ kind: z.literal('captured'), capture: Capture, by: by.optional() }),
  /** A folder was read up to here. Written by the store alone, in one transaction with what was read. */
  z.strictObject({
    kind: z.literal('cursor-moved'),
    account: z.string(),
    folder: z.string(),
    uidValidity: z.string(),
    lastUid: z.int().min(0),
  }),
  z.strictObject({ kind: z.literal('covered'), coverage: Coverage }),
  /** Our own message through the same path; `token` is the private part of its alias. */
  z.strictObject({
    kind: z.literal('canary-sent'),
    token: z.string(),
    messageId: z.string(),
    acceptedAt: Instant,
  }),
  /** `serverTime` is when our mail server says that it took the canary: a clock that is not ours. */
  z.strictObject({
    kind: z.literal('canary-seen'),
    token: z.string(),
    account: z.string(),
    serverTime: Instant.optional(),
    observedAt: Instant.optional(),
  }),
  z.strictObject({ kind: z.literal('canary-lost'), token: z.string(), reason: z.string() }),

  /**
   * The window is closed on complete coverage past the deadline. `canary` is the token of the canary that witnesses it;
   * of an assisted channel what stands in its place: `recorder NAME`, or `check OPERATOR`.
   */
  z.strictObject({ kind: z.literal('window-closed'), ...probe, coveredTo: Instant, canary: z.string() }),
  /** Our instrument's fault: excluded from every rate, counted in public. */
  z.strictObject({ kind: z.literal('invalidated'), ...probe, code: z.string(), reason: z.string() }),

  z.strictObject({
    kind: z.literal('instrument-failed'),
    code: z.string(),
    reason: z.string(),
    account: z.string().optional(),
  }),
  z.strictObject({ kind: z.literal('clock-jumped'), byMs: z.int() }),
  /** Sending is stopped: too many bounces, a complaint, or by hand. Collecting goes on. */
  z.strictObject({ kind: z.literal('sending-stopped'), reason: z.string(), by: by.optional() }),
  z.strictObject({ kind: z.literal('sending-resumed'), by: z.string() }),
  /** Added to the do-not-contact list; `value` is a domain, an address or a legal entity's id. */
  z.strictObject({
    kind: z.literal('do-not-contact'),
    scope: z.enum(['address', 'domain', 'entity']),
    value: z.string(),
    reason: z.string(),
    by: by.optional(),
  }),
  /** A login to the desk, or an upload that it refused: kept so that who did what can be told. */
  z.strictObject({
    kind: z.literal('desk-noted'),
    by,
    what: z.enum(['logged-in', 'logged-out', 'refused-upload', 'took-codes']),
    detail: z.string().max(300),
  }),
  /** A lender was sent its own results (right of reply), or told of the study after it (disclosure). */
  z.strictObject({
    kind: z.literal('lender-notified'),
    lender: Slug,
    notice: z.enum(['results', 'disclosure']),
    on: Day,
    how: z.string().min(3).max(300),
    by,
  }),
  /** What a lender said to its results; `correction` is what we changed or will print beside the score. */
  z.strictObject({
    kind: z.literal('lender-replied'),
    lender: Slug,
    on: Day,
    text: z.string().min(1).max(4000),
    correction: z.string().max(2000).optional(),
    by,
  }),
  /** The study's round is over: every lender that was contacted has been told. */
  z.strictObject({ kind: z.literal('wave-closed'), by }),
  /** An assessment of the wave was made; `evidence` is the file (JSON Lines of assessments). */
  z.strictObject({ kind: z.literal('assessed'), coder: z.string(), evidence: Sha256, inputs: Sha256 }),
]);
export type EventBody = z.infer<typeof EventBody>;
export type EventKind = EventBody['kind'];
export type EventOf<K extends EventKind> = Extract<EventBody, { kind: K }>;

/** An event as the ledger keeps it. `hash` = sha256 of the canonical JSON of {seq, at, wave, body, previous}. */
export const LedgerEvent = z.strictObject({
  seq: z.int().min(1),
  at: Instant.describe('When our process recorded it, UTC.'),
  wave: Slug,
  body: EventBody,
  previous: z.string().describe('Hash of the event before it; 64 zeros for the first.'),
  hash: Sha256,
});
export type LedgerEvent = z.infer<typeof LedgerEvent>;
