/**
 * What fieldwork needs from the world. Channels, the store and the sandbox implement these; only `cli` joins them.
 * The store's half is async and its claim is atomic, so that another database with several workers can stand behind it.
 */
import type { EventBody, LedgerEvent } from '../model/events.ts';
import type { Capture, Coverage } from '../model/evidence.ts';
import type { Plan, PlannedProbe } from '../model/plan.ts';
import type { Persona, QuestionText } from '../model/scenario.ts';
import type { Triage } from '../model/triage.ts';

/** Time. `now` is UTC in ms; `monotonic` is ms that never jump, from an arbitrary start. */
export interface Clock {
  now(): number;
  monotonic(): number;
  /** Resolves at or after `at` (UTC ms), or as soon as `signal` aborts; never rejects. */
  sleepUntil(at: number, signal?: AbortSignal): Promise<void>;
  /**
   * "Something is in flight": until the returned function is called, a jumping clock runs at real speed.
   * No effect on a real clock.
   */
  hold(): () => void;
}

/** One message to be sent, complete: the channel adds nothing that is not here. */
export interface SendOrder {
  probe: PlannedProbe;
  persona: Persona;
  text: QuestionText;
  /** UTC ms of the intended send: becomes the Date header. */
  at: number;
  /** 1 for the first try; a further one follows only on a try that certainly did not go. */
  attempt: number;
}

/** A message ready to go: the exact bytes, and how it will be recognised. */
export interface ComposedMessage {
  raw: Uint8Array;
  messageId: string;
  /** The private From address, to which a reply comes. */
  alias: string;
}

/** What became of one attempt. `unknown` is never tried again. */
export type SendReceipt =
  | { outcome: 'sent'; acceptedAt: number; response: string; serverMessageId?: string }
  /** The recipient was refused for good (the lender's fault). */
  | { outcome: 'rejected'; code: number; response: string }
  /** Certainly not sent, and our own side's fault (login, network, quota, policy). */
  | { outcome: 'not-sent'; code: string; reason: string }
  | { outcome: 'unknown'; reason: string };

export interface Preflight {
  ok: boolean;
  checks: { name: string; ok: boolean; detail: string }[];
}

/** Where an IMAP folder was read up to. Committed in one transaction with what was read. */
export interface Cursor {
  account: string;
  folder: string;
  uidValidity: string;
  lastUid: number;
}

/** Takes raw evidence from a channel. When it resolves, bytes and row are durable. */
export interface EvidenceSink {
  /** `fresh` counts the captures that were not known before (inbound is at-least-once). */
  commit(batch: {
    items: { capture: Capture; raw: Uint8Array }[];
    cursor?: Cursor;
  }): Promise<{ fresh: number }>;
}

/** A channel where answers come in their own time: e-mail, later messengers. */
export interface DeferredChannel {
  /** Never contacts a lender. */
  preflight(): Promise<Preflight>;
  compose(order: SendOrder): Promise<ComposedMessage>;
  /** At most once; everything that can go wrong on the wire is a receipt, not an exception. */
  send(order: SendOrder, message: ComposedMessage): Promise<SendReceipt>;
  /** Sends a message to ourselves through the same path; `token` is the private part of its alias. */
  sendCanary(token: string, at: number): Promise<SendReceipt & { messageId: string }>;
  /** Opens every inbound source and keeps it open, handing what comes to the sink, until `signal` aborts. */
  listen(listener: InboundListener, signal: AbortSignal): Promise<void>;
  /** Resolves when every source that `listen` opens has been tried once: connected, or failed and said so. */
  ready(): Promise<unknown>;
  /**
   * Looks at every source now, completely, and says what it looked at: one coverage per account, incomplete
   * ones included. Rejects with InstrumentError only when it can't even say that.
   */
  collect(sink: EvidenceSink, since: number): Promise<Coverage[]>;
}

/** A kept chat: enough to come back to it. The state itself lies encrypted under `key` at the channel. */
export interface SessionRef {
  probe: string;
  url: string;
  key: string;
  question: string;
}

/** What a conversation reports while it goes, so that a crash leaves no doubt about what was asked. */
export interface ConversationSteps {
  /** Called, and awaited, before the one keystroke that sends: from here on a crash is `unknown`. */
  asking(): Promise<void>;
  /** Called, and awaited, as soon as our question stands in the chat. UTC ms by our clock. */
  asked(at: number): Promise<void>;
  /** Aborted when the run is to end: take leave, keep the session, hand over what was seen. */
  signal: AbortSignal;
}

/** The response of a send that left a message for later instead of a chat: it is answered by mail. */
export const OFFLINE_FORM = 'offline form';

/** Why a chat could not be asked: the lender's side, a disposition. */
export type Closed = {
  outcome: 'closed';
  disposition: 'channel-unavailable' | 'gated' | 'blocked';
  reason: string;
};

/** A channel where asking and the first answers are one session: web chat. */
export interface LiveChannel {
  /** Sessions that it holds open at one time. */
  atOnce: number;
  /** Hours after the question at which it wants to look again, before the look that follows the deadline. */
  revisitHours: readonly number[];
  /** Never contacts a lender: drives a page of our own in the same browser, and hears its answer. */
  preflight(): Promise<Preflight>;
  /** The bytes that say what will be asked, under which names: the sent copy. */
  compose(order: SendOrder): Promise<ComposedMessage>;
  /**
   * Opens the chat, asks once, listens until it is quiet or the time is over, and hands the visit (a ChatVisit, its
   * DOM and its pictures) to the sink. At most once: rejects never; whatever goes wrong is a receipt.
   */
  converse(
    order: SendOrder,
    message: ComposedMessage,
    steps: ConversationSteps,
    sink: EvidenceSink,
  ): Promise<SendReceipt | Closed>;
  /** Looks at the chat again with its kept session and never writes; what was seen goes to the sink. */
  revisit(session: SessionRef, visit: number, sink: EvidenceSink): Promise<Coverage>;
  /** The kept session of a probe, or null where there is none. */
  session(probe: string): Promise<SessionRef | null>;
  close(): Promise<void>;
}

/**
 * A messenger's recorder: hears both sides of the chats in which a person presses Send, and never writes first.
 * Its updates are evidence like mail; what they mean is told by `assess`.
 */
export interface Recorder {
  /** The name of its account among the coverages. */
  account: string;
  /** Never contacts a lender. */
  preflight(): Promise<Preflight>;
  listen(listener: InboundListener, signal: AbortSignal): Promise<void>;
  /** Resolves when the source has been tried once: connected, or failed and said so. */
  ready(): Promise<unknown>;
  /** Takes in everything that waits on the server and says what stretch that accounts for. */
  collect(sink: EvidenceSink, since: number): Promise<Coverage[]>;
  /** The one further message in a probe's chat, inside the other side's 24-hour window only: `rejected` outside it. */
  followUp(probe: string, text: string): Promise<SendReceipt>;
}

export interface InboundListener {
  sink: EvidenceSink;
  /** Something arrived, or may have: the loop should look. */
  wake(): void;
  /** A source failed (closed, refused, lost). It is being reopened; this is for the record. */
  failed(account: string, code: string, reason: string): void;
  cursor(account: string, folder: string): Promise<Cursor | null>;
  /** UTC ms before which mail is of no interest. */
  since: number;
}

/** Why a send may not be: the guard's answer. `skip` ends the probe, `wait` tries again at `until`, `stop` ends sending. */
export type Refusal =
  | { verdict: 'skip'; code: string; reason: string }
  | { verdict: 'wait'; until: number; reason: string }
  | { verdict: 'stop'; reason: string };

/** What the guard may look at; read inside the claiming transaction. */
export interface ContactHistory {
  /** All intents to the entity over all waves and channels, newest first: UTC ms of the intent. */
  entityContacts: { probe: string; wave: string; lender: string; channel: string; at: number }[];
  /** Intents of Doorbell's own over all entities in the last 24 h, newest first: UTC ms. Nothing sent by hand. */
  recentSends: number[];
  /** What operators took in hand, newest first: in the last 24 h, or with no end yet (`open`). `at` is UTC ms. */
  operatorSends: { by: string; probe: string; wave: string; channel: string; at: number; open: boolean }[];
  doNotContact: { scope: 'address' | 'domain' | 'entity'; value: string; reason: string }[];
  /** Whether sending was stopped and not resumed, and why. */
  stopped: string | null;
  /** Events of this probe, oldest first. */
  probe: LedgerEvent[];
}

/** The append-only ledger. */
export interface Ledger {
  /** Appends in one transaction, in order; returns them as stored. */
  append(wave: string, bodies: EventBody[]): Promise<LedgerEvent[]>;
  /**
   * Events of the wave with seq > after, in order; `after` 0 gives all. What was captured since the wave began is
   * among them whichever wave's run took it in: a mailbox knows nothing of waves.
   */
  events(wave: string, after?: number): Promise<LedgerEvent[]>;
  /**
   * Atomic claim of a send: keeps the composed message as evidence, then in ONE transaction reads the history, asks
   * the guard, and writes the intent unless it refuses. The guard is pure and synchronous. Two workers never both
   * get a claim on one probe: a probe that has an intent which did not end in `not-sent` is refused by the store itself.
   */
  claimSend(
    wave: string,
    intent: Extract<EventBody, { kind: 'send-intended' }>,
    raw: Uint8Array,
    guard: (history: ContactHistory) => Refusal | null,
  ): Promise<{ claimed: LedgerEvent } | { refused: Refusal }>;
  /**
   * Decides and appends in ONE transaction: reads the history of the probe, asks, and writes what is answered (nothing
   * for an empty list). `decide` is pure and synchronous, and may be asked twice; it may not claim a send.
   */
  appendWhen(
    wave: string,
    about: { probe: string; entity: string },
    decide: (history: ContactHistory) => EventBody[],
  ): Promise<LedgerEvent[]>;
  cursor(account: string, folder: string): Promise<Cursor | null>;
  /** The sink of one wave: captures become `captured` events of it, in one transaction with the cursor. `by` hands them in. */
  sink(wave: string, by?: string): EvidenceSink;
  /** Keeps bytes (a plan, an assessment) before an event names them; returns their sha256. */
  keep(bytes: Uint8Array): Promise<string>;
  /** Bytes by sha256. Rejects with InstrumentError `evidence-missing` or `evidence-changed`. */
  evidence(sha256: string): Promise<Uint8Array>;
  close(): Promise<void>;
}

export type { Triage } from '../model/triage.ts';
export type Triager = (capture: Capture, raw: Uint8Array, plan: Plan) => Promise<Triage>;
