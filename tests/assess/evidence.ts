/** Captures, ledger events and small waves for tests. */
import { parseMail } from '../../src/assess/parse-mail.ts';
import { assessWave, type WaveAssessment } from '../../src/assess/wave.ts';
import type { AliasBase } from '../../src/model/alias.ts';
import { sha256 } from '../../src/model/digest.ts';
import type { EventBody, LedgerEvent } from '../../src/model/events.ts';
import type { Capture } from '../../src/model/evidence.ts';
import type { LendersFile } from '../../src/model/lenders.ts';
import type { ParsedMail } from '../../src/model/mail.ts';
import type { Plan } from '../../src/model/plan.ts';
import { instant, millis } from '../../src/model/scalars.ts';
import { Scenario } from '../../src/model/scenario.ts';
import { aPlan, aProbe } from '../support/plan.ts';

export const BASE: AliasBase = { domain: 'probe.example' };
/** A Tuesday, noon in Kyiv. */
export const SENT = millis('2026-09-01T09:00:00.000Z');
export const HOUR = 3_600_000;
export const PROBE = 'w1-acme-email-first-loan';

let serial = 0;

export function aCapture(
  raw: Uint8Array,
  at: number,
  over: Partial<Capture> & { to?: string } = {},
): Capture {
  const { to, ...rest } = over;
  return {
    account: 'mx',
    key: `k${++serial}`,
    evidence: sha256(raw),
    bytes: raw.length,
    clocks: { received: { from: instant(at), to: instant(at) }, observed: instant(at) },
    correlation: { recipients: [to ?? 'anna.abcdefghij@probe.example'], inReplyTo: [], references: [] },
    ...rest,
  };
}

/** The events as a ledger would hold them; hashes are not looked at by assess. */
export const ledgerOf = (bodies: EventBody[]): LedgerEvent[] =>
  bodies.map((body, i) => ({
    seq: i + 1,
    at: instant(SENT + i),
    wave: 'w1',
    body,
    previous: '0'.repeat(64),
    hash: '0'.repeat(64),
  }));

export const sent = (probe = PROBE, at = SENT): EventBody => ({
  kind: 'sent',
  probe,
  acceptedAt: instant(at),
  response: '250 ok',
});
export const closed = (probe = PROBE): EventBody => ({
  kind: 'window-closed',
  probe,
  coveredTo: instant(SENT + 80 * HOUR),
  canary: 'c',
});
export const invalidated = (probe = PROBE): EventBody => ({
  kind: 'invalidated',
  probe,
  code: 'imap-unreachable',
  reason: 'down over the deadline',
});
export const rejected = (response: string, probe = PROBE): EventBody => ({
  kind: 'send-rejected',
  probe,
  code: 550,
  response,
});

export const SCENARIO = Scenario.parse({
  id: 'first-loan',
  title: 'A first loan',
  asks: ['amount', 'rate'],
  worry: { en: 'Being refused.' },
  persona: { id: 'anna', mailbox: 'anna', names: { en: { full: 'Anna Bondar', given: 'Anna' } } },
  texts: {
    en: {
      a: {
        subject: 'A question',
        body: 'Hello, how much could I borrow at first and what is the rate? {name}',
      },
      b: { subject: 'A question', body: 'Good day, what sum can I borrow and at which rate? {name}' },
    },
  },
});

export const MARKET: LendersFile = {
  entities: [{ id: 'acme-llc', name: 'Acme LLC' }],
  lenders: [
    {
      id: 'acme',
      name: 'Acme',
      entity: 'acme-llc',
      site: 'https://acme.example/',
      timeZone: 'Europe/Kyiv',
      languages: ['en'],
      channels: [
        {
          kind: 'email',
          address: 'help@acme.example',
          seenAt: 'https://acme.example/',
          seenOn: '2026-08-01',
        },
      ],
      terms: [],
    },
  ],
};

export interface Inbound {
  raw: Uint8Array;
  at: number;
  capture?: Partial<Capture> & { to?: string };
}

/** Assesses a wave of one lender from its events and what came in. */
export async function assessed(
  bodies: EventBody[],
  inbound: Inbound[] = [],
  plan: Plan = aPlan([aProbe({ address: 'help@acme.example' })]),
  market: LendersFile = MARKET,
): Promise<WaveAssessment> {
  const mails = new Map<string, ParsedMail>();
  const captured: EventBody[] = [];
  for (const { raw, at, capture } of inbound) {
    mails.set(sha256(raw), await parseMail(raw));
    captured.push({ kind: 'captured', capture: aCapture(raw, at, capture) });
  }
  return assessWave({
    plan,
    market,
    scenarios: [SCENARIO],
    events: ledgerOf([...bodies, ...captured]),
    mails,
    aliasBase: BASE,
  });
}
