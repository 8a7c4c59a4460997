/** A chat channel made of plain functions, so that a test of fieldwork can decide what happens in a chat. */
import type {
  Clock,
  Closed,
  ConversationSteps,
  EvidenceSink,
  LiveChannel,
  SendOrder,
  SendReceipt,
  SessionRef,
} from '../../src/fieldwork/ports.ts';
import { messageIdOf, replyAlias } from '../../src/model/alias.ts';
import type { ChatMessage, ChatVisit } from '../../src/model/chat.ts';
import { sha256 } from '../../src/model/digest.ts';
import type { Coverage } from '../../src/model/evidence.ts';
import { instant } from '../../src/model/scalars.ts';
import { BASE } from './fake-channel.ts';

const MINUTE = 60_000;

export interface FakeChats {
  /** What a conversation does; by default the question stands there at once and nobody answers for two minutes. */
  onConverse: (order: SendOrder, steps: ConversationSteps) => Promise<SendReceipt | Closed>;
  /** What a later look sees. */
  onRevisit: (session: SessionRef, visit: number) => Partial<Coverage> | Promise<Partial<Coverage>>;
  /** Whether the browser can drive our own page. */
  works: boolean;
  /** Questions typed, by probe. */
  asked: string[];
  looks: { probe: string; at: number; visit: number }[];
  /** Sessions open now, and the most there were at one time. */
  open: number;
  most: number;
  forget: Set<string>;
  /** Waits without holding the clock, as the channel does while it listens. */
  rest(until: number, signal?: AbortSignal): Promise<void>;
}

export function fakeLive(clock: Clock, atOnce = 3): { live: LiveChannel; chats: FakeChats } {
  const sessions = new Map<string, SessionRef>();
  const holds: (() => void)[] = [];
  const chats: FakeChats = {
    onConverse: async (_, steps) => {
      await steps.asking();
      const at = clock.now();
      await steps.asked(at);
      await chats.rest(at + 2 * MINUTE, steps.signal);
      return { outcome: 'sent', acceptedAt: at, response: 'stands in the chat' };
    },
    onRevisit: () => ({}),
    works: true,
    asked: [],
    looks: [],
    open: 0,
    most: 0,
    forget: new Set(),
    async rest(until, signal) {
      holds.pop()?.();
      await clock.sleepUntil(until, signal);
      holds.push(clock.hold());
    },
  };
  const live: LiveChannel = {
    atOnce,
    revisitHours: [1, 24],
    preflight: async () => ({
      ok: chats.works,
      checks: [{ name: 'own page', ok: chats.works, detail: chats.works ? 'heard' : 'the browser died' }],
    }),
    compose: async (order) => ({
      raw: new TextEncoder().encode(`${order.probe.id} ${order.attempt} ${order.text.body}`),
      alias: replyAlias(BASE, order.persona.mailbox, order.probe.token),
      messageId: messageIdOf(BASE, order.probe.token, order.attempt),
    }),
    async converse(order, _message, steps) {
      holds.push(clock.hold());
      chats.open++;
      chats.most = Math.max(chats.most, chats.open);
      const { id: probe, address: url } = order.probe;
      try {
        return await chats.onConverse(order, {
          ...steps,
          asking: async () => {
            await steps.asking();
            sessions.set(probe, { probe, url, key: probe, question: order.text.body });
            chats.asked.push(probe);
          },
        });
      } finally {
        chats.open--;
        holds.pop()?.();
      }
    },
    async revisit(session, visit): Promise<Coverage> {
      const release = clock.hold();
      try {
        chats.looks.push({ probe: session.probe, at: clock.now(), visit });
        const seen = await chats.onRevisit(session, visit);
        return { ...lookNow(clock), ...seen };
      } finally {
        release();
      }
    },
    session: async (probe) => (chats.forget.has(probe) ? null : (sessions.get(probe) ?? null)),
    close: async () => {},
  };
  return { live, chats };
}

const lookNow = (clock: Clock): Coverage => ({
  account: 'chat',
  from: instant(clock.now()),
  to: instant(clock.now()),
  complete: true,
  folders: [],
});

/** Hands a visit to the sink as the channel would. */
export async function handVisit(
  clock: Clock,
  sink: EvidenceSink,
  probe: string,
  messages: Pick<ChatMessage, 'side' | 'text'>[],
): Promise<void> {
  const at = instant(clock.now());
  const visit: ChatVisit = {
    format: 'doorbell-chat/1',
    visit: 2,
    url: 'https://l0.example/#chat',
    driven: 'unaided',
    vendor: null,
    startedAt: at,
    endedAt: at,
    clock: { pageMinusOursMs: 0, driftMs: 0 },
    cookieBanner: 'none',
    launcher: null,
    prechat: [],
    pressed: [],
    outcome: 'revisited',
    reason: 'test',
    askedAt: null,
    messages: messages.map((m) => ({ ...m, at, sideBy: 'test', before: false })),
    typing: [],
    queue: [],
    rating: false,
    thanked: false,
    ended: 'none',
    persisted: 'yes',
    artifacts: [],
  };
  const raw = new TextEncoder().encode(JSON.stringify(visit));
  await sink.commit({
    items: [
      {
        raw,
        capture: {
          account: 'webchat',
          key: `${probe}/${at}`,
          evidence: sha256(raw),
          media: 'chat',
          probe,
          bytes: raw.length,
          clocks: { observed: at },
          correlation: { recipients: [], inReplyTo: [], references: [] },
        },
      },
    ],
  });
}
