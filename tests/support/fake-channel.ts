/** A channel made of plain functions, so that a test of fieldwork can decide what the wire does. */
import type {
  Clock,
  ComposedMessage,
  DeferredChannel,
  InboundListener,
  SendOrder,
  SendReceipt,
  Triage,
} from '../../src/fieldwork/ports.ts';
import {
  bounceAlias,
  canaryAlias,
  messageIdOf,
  readAlias,
  readMessageId,
  replyAlias,
} from '../../src/model/alias.ts';
import { sha256 } from '../../src/model/digest.ts';
import type { Capture, Coverage } from '../../src/model/evidence.ts';
import type { Plan } from '../../src/model/plan.ts';
import { instant } from '../../src/model/scalars.ts';

export const BASE = { domain: 'study.example' };

export interface FakeWire {
  /** Every message that "went over the wire", in order. */
  sent: { probe: string; at: number; attempt: number }[];
  canaries: number;
  /** What the server says to a send; default 250. May throw to play a kill. */
  onSend: (order: SendOrder) => SendReceipt | Promise<SendReceipt>;
  /** Whether our own messages come back. */
  hears: boolean;
  /** Whether a look at the mailbox is complete; a reason when not. */
  blind: string | null;
  /** The server's clock, when it has its own. */
  serverNow: (() => number) | null;
  deliver(to: { recipients: string[]; from?: string; text: string; messageId?: string }): Promise<void>;
}

const ACCOUNT = 'inbox';

export function fakeChannel(clock: Clock): { channel: DeferredChannel; wire: FakeWire } {
  let listener: InboundListener | null = null;
  let listenedFrom = 0;
  let key = 0;
  let readyNow = () => {};
  const isReady = new Promise<void>((resolve) => {
    readyNow = resolve;
  });
  const wire: FakeWire = {
    sent: [],
    canaries: 0,
    onSend: () => ({ outcome: 'sent', acceptedAt: clock.now(), response: '250 ok' }),
    hears: true,
    blind: null,
    serverNow: null,
    async deliver({ recipients, from, text, messageId }) {
      if (!listener) return;
      const arrived = clock.hold();
      const raw = new TextEncoder().encode(`${text}\n${key}`);
      const at = wire.serverNow?.() ?? clock.now();
      const capture: Capture = {
        account: ACCOUNT,
        key: `${listenedFrom}/${++key}`,
        evidence: sha256(raw),
        bytes: raw.length,
        clocks: { received: { from: instant(at), to: instant(at) }, observed: instant(clock.now()) },
        correlation: {
          recipients,
          ...(from === undefined ? {} : { envelopeFrom: from }),
          ...(messageId === undefined ? {} : { messageId }),
          inReplyTo: [],
          references: [],
        },
      };
      await listener.sink.commit({ items: [{ capture, raw }] });
      arrived();
    },
  };
  const channel: DeferredChannel = {
    preflight: async () => ({ ok: true, checks: [] }),
    compose: async (order): Promise<ComposedMessage> => {
      const alias = replyAlias(BASE, order.persona.mailbox, order.probe.token);
      const messageId = messageIdOf(BASE, order.probe.token, order.attempt);
      return {
        raw: new TextEncoder().encode(`${messageId} ${alias} ${order.text.body} ${order.at}`),
        alias,
        messageId,
      };
    },
    async send(order, message) {
      wire.sent.push({ probe: order.probe.id, at: clock.now(), attempt: order.attempt });
      const receipt = await wire.onSend(order);
      if (receipt.outcome === 'sent' && wire.hears)
        await wire.deliver({
          recipients: [message.alias],
          from: bounceAlias(BASE, order.probe.token),
          text: 'own copy',
          messageId: message.messageId,
        });
      return receipt;
    },
    async sendCanary(token, at) {
      wire.canaries++;
      if (wire.hears) await wire.deliver({ recipients: [canaryAlias(BASE, token)], text: 'canary' });
      return { outcome: 'sent', acceptedAt: at, response: '250 ok', messageId: `<c.${token}@study.example>` };
    },
    async listen(given, signal) {
      listener = given;
      listenedFrom = clock.now();
      readyNow();
      if (!signal.aborted)
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      listener = null;
    },
    ready: () => isReady,
    collect: async (): Promise<Coverage[]> => [
      {
        account: ACCOUNT,
        from: instant(listenedFrom),
        to: instant(clock.now()),
        complete: wire.blind === null,
        ...(wire.blind === null ? {} : { reason: wire.blind }),
        folders: [],
      },
    ],
  };
  return { channel, wire };
}

/** Reads the fake's messages back: the first word of the text is the kind. */
export async function fakeTriage(capture: Capture, raw: Uint8Array, plan: Plan): Promise<Triage> {
  const text = new TextDecoder().decode(raw);
  const aliases = capture.correlation.recipients.map((r) => readAlias(BASE, r));
  const token = aliases.find((a) => a)?.token;
  const probe = plan.probes.find((p) => p.token === token)?.id ?? null;
  if (token && aliases.some((a) => a?.use === 'canary')) return { probe: null, kind: 'canary', token };
  if (capture.correlation.messageId && readMessageId(BASE, capture.correlation.messageId))
    return { probe, kind: 'own-copy' };
  if (aliases.some((a) => a?.use === 'bounce')) return { probe, kind: 'bounce' };
  if (text.startsWith('stop')) return { probe, kind: 'stop-request' };
  if (text.startsWith('spam complaint')) return { probe, kind: 'complaint' };
  return { probe, kind: probe ? 'reply' : 'other' };
}
