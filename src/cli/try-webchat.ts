/** `doorbell try webchat URL` on this machine's own pages: nothing is recorded, nobody real is asked. */
import { askOnce } from '../channels/webchat/once.ts';
import type { ChatVisit } from '../model/chat.ts';
import { SetupError } from '../model/errors.ts';
import { hostOf, isLoopback, isReservedHost } from '../model/hosts.ts';
import { millis, WebAddress } from '../model/scalars.ts';
import type { WebSettings } from '../model/settings.ts';
import { systemClock } from './system-clock.ts';
import { inert, type Moment } from './transcript.ts';

/** What is printed with --json. */
export interface TriedChat {
  outcome: ChatVisit['outcome'];
  reason: string;
  vendor: string | null;
  launcher: ChatVisit['launcher'];
  prechat: ChatVisit['prechat'];
  messages: {
    at: string;
    side: string;
    text: string;
    author?: string;
    before: boolean;
    choices?: string[];
  }[];
  askedAt: string | null;
  /** ms from our question to the first message of the other side; null where none came. */
  firstResponseMs: number | null;
  persisted: 'yes' | 'no' | 'unknown';
  handover?: string;
  ended: ChatVisit['ended'];
}

/** Whether a chat at this address may be driven without --live. */
export function isOwnPage(url: string): boolean {
  const host = hostOf(url).replace(/^\[|\]$/g, '');
  return isLoopback(host) || isReservedHost(host);
}

export interface ChatOrder {
  url: string;
  question: string;
  name: string;
  email: string;
  language: string;
  waitSeconds: number;
  unaided: boolean;
  web: Pick<WebSettings, 'browser' | 'proxy'> | undefined;
  signal: AbortSignal;
}

export async function tryOwnChat(order: ChatOrder): Promise<TriedChat> {
  const url = WebAddress.safeParse(order.url);
  if (!url.success) throw new SetupError(`${order.url}: ${url.error.issues[0]?.message}`);
  const visit = await askOnce({
    ...order,
    waitMs: order.waitSeconds * 1000,
    browser: order.web?.browser,
    // A page on loopback is reached as it is; the sandbox's sites through its proxy.
    proxy: isLoopback(hostOf(order.url)) ? undefined : order.web?.proxy,
    clock: systemClock,
  });
  return toldOf(visit);
}

export function toldOf(visit: ChatVisit): TriedChat {
  const askedAt = visit.askedAt === null ? null : millis(visit.askedAt);
  const first = visit.messages.find((m) => !m.before && (m.side === 'agent' || m.side === 'bot'));
  return {
    outcome: visit.outcome,
    reason: visit.reason,
    vendor: visit.vendor,
    launcher: visit.launcher,
    prechat: visit.prechat,
    messages: visit.messages.map(({ at, side, text, author, before, choices }) => ({
      at,
      side,
      text,
      ...(author === undefined ? {} : { author }),
      before,
      ...(choices === undefined ? {} : { choices }),
    })),
    askedAt: visit.askedAt,
    firstResponseMs: askedAt === null || !first ? null : Math.max(0, millis(first.at) - askedAt),
    persisted: visit.persisted,
    ...(visit.handover === undefined ? {} : { handover: visit.handover }),
    ended: visit.ended,
  };
}

/** The chat as lines for the terminal. */
export function momentsOf(tried: TriedChat): Moment[] {
  return tried.messages.map((m) => ({
    at: m.at,
    what: `${m.side}${m.author === undefined ? '' : ` (${inert(m.author)})`}${m.before ? ', before the question' : ''}`,
    body: inert(m.text) + (m.choices ? `\n[${m.choices.map(inert).join('] [')}]` : ''),
  }));
}
