/** What is known of a message when its responder is weighed, and the signals that may be present. */
import type { Finding } from '../../model/assessment.ts';
import type { ReplyText } from '../reply-text.ts';
import rules from '../rules/responder.json' with { type: 'json' };

export interface ResponderContext {
  /** Milliseconds since our accepted send; null when not known. */
  latencyMs: number | null;
  /** A live channel, where a person too answers within a minute, though not within seconds. */
  live: boolean;
  /** It refers to one of our Message-IDs. */
  inOurThread: boolean;
  /** Subject of our message. */
  ourSubject: string | null;
  /** Asked facets that it answers. */
  answers: boolean;
  /** It refuses, deflects or demands. */
  acts: boolean;
  /** Other probes to the same lender that got the same words. */
  sameForOthers: number;
  /** Forms of the persona's name, folded. */
  names: readonly string[];
  /** It comes from an address at the lender's own domain. */
  fromLender: boolean;
  /** The lender's domains are known, and its address is at none of them. */
  fromElsewhere: boolean;
}

export type Signal = keyof typeof rules.signals;

export type Class = keyof typeof rules.prior;

export interface Present {
  signal: Signal;
  span?: Finding['span'];
}

/** Signs that a message belongs to the conversation that we began. */
export const OURS: readonly Signal[] = [
  'reply-subject',
  'in-our-thread',
  'quotes-us',
  'automatic-subject',
  'ticket',
  'acknowledgement',
  'person',
];

/** No person sent it just now. */
export const BY_ITSELF: readonly Signal[] = [
  'auto-submitted',
  'autoreply-header',
  'automatic-subject',
  'platform-away',
  'at-once',
  'live-at-once',
];

/** Nobody reads a question in a chat and types an answer in less. */
export const LIVE_AT_ONCE_MS = 6_000;

/** Few operators have read, thought and written by then. */
export const LIVE_SOON_MS = 30_000;

/** A chat answered after so long is written to anew. */
export const LIVE_LONG_MS = 5 * 3_600_000;

export const speaksOfTrade = (reply: ReplyText): boolean => {
  const text = reply.maskedAll.replace(/\n/g, ' ');
  return reply.packs.some((p) => p.responder.some(([k, r]) => k === 'trade' && r.test(text)));
};
