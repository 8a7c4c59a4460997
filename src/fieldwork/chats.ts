/** Chats: each conversation goes on beside the loop, asks at most once, and leaves its state in the ledger alone. */
import { InstrumentError } from '../model/errors.ts';
import type { EventBody } from '../model/events.ts';
import type { PlannedProbe } from '../model/plan.ts';
import { instant } from '../model/scalars.ts';
import type { Fieldwork } from './context.ts';
import { MAX_ATTEMPTS } from './guardrails.ts';
import type { Closed, ComposedMessage, LiveChannel, SendOrder, SendReceipt } from './ports.ts';

/** How long the browser counts as working after it has driven our own page, ms. */
const PROVEN_FOR = 3_600_000;

/**
 * Whether the browser has lately driven a page of our own and heard its answer: the canary of the chats. Tries it when
 * due; a failure is the instrument's, is recorded, and keeps every chat from being begun.
 */
export async function browserProven(run: Fieldwork): Promise<boolean> {
  const { chats, live } = run;
  const now = run.clock.now();
  if (chats.provenAt !== null && now - chats.provenAt <= PROVEN_FOR) return true;
  if (!live || now < chats.retryAt) return false;
  const { ok, checks } = await live.preflight();
  chats.provenAt = ok ? run.clock.now() : null;
  if (!ok) {
    chats.retryAt = run.clock.now() + run.pace.retryAfter;
    const reason = checks.filter((c) => !c.ok).map((c) => `${c.name}: ${c.detail}`);
    await run.ledger.append(run.plan.wave.id, [
      { kind: 'instrument-failed', code: 'browser-failed', reason: reason.join('; ').slice(0, 500) },
    ]);
  }
  return ok;
}

/** Whether one more session may be opened now. */
export const hasRoom = (run: Fieldwork): boolean =>
  run.live !== undefined && run.chats.inFlight.size < run.live.atOnce;

/**
 * Runs a session's work beside the loop. What it rejects with ends the loop. The channel holds the clock while it is
 * busy and lets go of it while it only waits; what is done here on its behalf is done under `held`.
 */
export function beside(run: Fieldwork, probe: string, work: () => Promise<void>): void {
  const { chats } = run;
  const done = work()
    .catch((error: unknown) => {
      chats.broken ??= error;
    })
    .finally(() => {
      chats.inFlight.delete(probe);
      chats.ring();
    });
  chats.inFlight.set(probe, done);
}

/** Keeps a jumping clock from jumping over our own writing. */
export async function held<T>(run: Fieldwork, work: () => Promise<T>): Promise<T> {
  const release = run.clock.hold();
  try {
    return await work();
  } finally {
    release();
  }
}

/** Asks in a chat. The intent stands in the ledger already. */
export function beginConversation(run: Fieldwork, order: SendOrder, message: ComposedMessage): void {
  const live = run.live!;
  const { id } = order.probe;
  const append = (...events: EventBody[]) => held(run, () => run.ledger.append(run.plan.wave.id, events));
  beside(run, id, async () => {
    let asked = false;
    let announced = false;
    const receipt = await live.converse(
      order,
      message,
      {
        asking: async () => {
          announced = true;
          await append({ kind: 'chat-asking', probe: id });
        },
        asked: async (at) => {
          asked = true;
          await append({ kind: 'sent', probe: id, acceptedAt: instant(at), response: 'stands in the chat' });
        },
        signal: run.chats.leave,
      },
      run.ledger.sink(run.plan.wave.id),
    );
    // Whatever else went wrong after the question stood there: it was asked.
    if (!asked)
      await held(run, async () => append(...(await outcomeEvents(live, order, receipt, announced))));
  });
}

async function outcomeEvents(
  live: LiveChannel,
  { probe: { id: probe }, attempt }: SendOrder,
  receipt: SendReceipt | Closed,
  announced: boolean,
): Promise<EventBody[]> {
  switch (receipt.outcome) {
    case 'sent':
      return [{ kind: 'sent', probe, acceptedAt: instant(receipt.acceptedAt), response: receipt.response }];
    case 'rejected':
      return [{ kind: 'send-rejected', probe, code: receipt.code, response: receipt.response }];
    case 'unknown':
      return [{ kind: 'send-unknown', probe, reason: receipt.reason }];
    case 'not-sent': {
      // A chat that takes the text and sends nothing, time after time, is shut like one that does not open.
      const shut = receipt.code === 'channel-unavailable' && attempt >= MAX_ATTEMPTS;
      if (shut && (await live.preflight()).ok)
        return [{ kind: 'door-closed', probe, disposition: 'channel-unavailable', reason: receipt.reason }];
      return notSent(probe, attempt, receipt.code, receipt.reason);
    }
    case 'closed': {
      // A shut door is the lender's; a browser that can't open our own page either is ours.
      const { ok, checks } = await live.preflight();
      if (!ok) {
        const reason = checks.find((c) => !c.ok)?.detail ?? 'no reason given';
        if (announced) return [{ kind: 'send-unknown', probe, reason: `the browser failed: ${reason}` }];
        return notSent(probe, attempt, 'browser-failed', reason);
      }
      // A form that demands a phone will demand it again; what did not load or show may have been a bad minute.
      // And where our question may have been typed it is never typed again, though the widget says that it did not go.
      if (receipt.disposition === 'gated' || announced || attempt >= MAX_ATTEMPTS)
        return [{ kind: 'door-closed', probe, disposition: receipt.disposition, reason: receipt.reason }];
      return [{ kind: 'not-sent', probe, code: receipt.disposition, reason: receipt.reason }];
    }
  }
}

function notSent(probe: string, attempt: number, code: string, reason: string): EventBody[] {
  const event: EventBody = { kind: 'not-sent', probe, code, reason };
  if (attempt < MAX_ATTEMPTS) return [event];
  return [
    event,
    {
      kind: 'invalidated',
      probe,
      code: 'not-sent',
      reason: `could not be sent in ${attempt} attempts: ${reason}`,
    },
  ];
}

/** Waits until every session has taken its leave. */
export async function settleChats(run: Fieldwork): Promise<void> {
  await Promise.allSettled([...run.chats.inFlight.values()]);
}

/** The live channel, or InstrumentError `no-live-channel`: a plan with chats must not be run without a browser. */
export function requireLive(run: Fieldwork, probe: PlannedProbe): LiveChannel {
  if (!run.live)
    throw new InstrumentError('no-live-channel', `${probe.id} is a chat, and this run has no browser for it`);
  return run.live;
}
