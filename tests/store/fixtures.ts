/** Small true-to-shape events and captures. */
import { sha256 } from '../../src/model/digest.ts';
import type { EventBody, EventOf } from '../../src/model/events.ts';
import type { Capture } from '../../src/model/evidence.ts';

export const T0 = Date.parse('2026-03-02T09:00:00.000Z');
export const HOUR = 3_600_000;

/** A clock that stands still until it is moved. */
export const handClock = (at = T0) => ({
  at,
  now() {
    return this.at;
  },
});

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

export function intentFor(
  probe: string,
  raw: Uint8Array,
  more: Partial<EventOf<'send-intended'>> = {},
): EventOf<'send-intended'> {
  return {
    kind: 'send-intended',
    probe,
    plan: sha256('plan'),
    entity: 'acme-llc',
    lender: 'acme',
    channel: 'email',
    address: 'help@acme.example',
    alias: 'anna.k7q2m9xdaa@study.test',
    messageId: '<k7q2m9xdaa.1@study.test>',
    evidence: sha256(raw),
    attempt: 1,
    ...more,
  };
}

export function mailFor(
  key: string,
  text = `mail ${key}`,
  more: { account?: string; recipients?: string[] } = {},
): { capture: Capture; raw: Uint8Array } {
  const raw = bytes(text);
  return {
    raw,
    capture: {
      account: more.account ?? 'box',
      key,
      evidence: sha256(raw),
      bytes: raw.length,
      clocks: { observed: '2026-03-02T09:00:00.000Z' },
      correlation: {
        recipients: more.recipients ?? ['anna.k7q2m9xdaa@study.test'],
        inReplyTo: [],
        references: [],
      },
    },
  };
}

export const outcome = (probe: string, kind: 'sent' | 'not-sent' | 'send-unknown'): EventBody =>
  kind === 'sent'
    ? { kind, probe, acceptedAt: '2026-03-02T09:00:01.000Z', response: '250 ok' }
    : kind === 'not-sent'
      ? { kind, probe, code: 'EAUTH', reason: 'login refused' }
      : { kind, probe, reason: 'the line was cut' };

export const stopped: EventBody = { kind: 'sending-stopped', reason: 'a complaint' };
export const resumed: EventBody = { kind: 'sending-resumed', by: 'olena' };
