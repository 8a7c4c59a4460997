/** Evidence of chats on messengers for tests: updates of the Bot API, exports, sightings, and the wave around them. */

import { filesInMail } from '../../../src/assess/messengers/mailed.ts';
import { updateOf } from '../../../src/assess/messengers/updates.ts';
import { parseMail } from '../../../src/assess/parse-mail.ts';
import { assessWave, type WaveAssessment } from '../../../src/assess/wave.ts';
import { canonical, sha256 } from '../../../src/model/digest.ts';
import type { EventBody, LedgerEvent } from '../../../src/model/events.ts';
import type { Capture, ExportReading } from '../../../src/model/evidence.ts';
import type { ParsedMail } from '../../../src/model/mail.ts';
import type { PlannedProbe } from '../../../src/model/plan.ts';
import { instant } from '../../../src/model/scalars.ts';
import { Sighting } from '../../../src/model/sighting.ts';
import { aPlan, aProbe } from '../../support/plan.ts';
import { aCapture, BASE, HOUR, MARKET, SCENARIO, SENT } from '../evidence.ts';

export const TELEGRAM = aProbe({
  id: 'w1-acme-telegram-first-loan',
  channel: 'telegram',
  address: '@acme_example',
});
export const WHATSAPP = aProbe({
  id: 'w1-acme-whatsapp-first-loan',
  channel: 'whatsapp',
  address: '+380001234567',
  token: 'abcdefghik',
});
export const QUESTION = 'Hello, how much could I borrow at first and what is the rate? Anna Bondar';
export const OTHER_QUESTION = 'Good day, what sum can I borrow and at which rate? Anna Bondar';
export const FULL = 'Hi Anna, you can borrow from 100 to 600 USD at first, and the rate is 1% per day.';
export const LENDER = 777;
export const OWNER = 42;
export const PHONE = { timeZone: 'Europe/Kyiv', daysFirst: true };

export interface Piece {
  raw: Uint8Array;
  capture: Capture;
}

const bytesOf = (value: unknown): Uint8Array => new TextEncoder().encode(canonical(value));
let serial = 0;

function piece(raw: Uint8Array, at: number, over: Partial<Capture>): Piece {
  const base = aCapture(raw, at, over);
  return {
    raw,
    capture: {
      ...base,
      clocks: { observed: instant(at) },
      correlation: { recipients: [], inReplyTo: [], references: [] },
    },
  };
}

export const anUpdate = (body: Record<string, unknown>, at: number, probe?: string, id = ++serial): Piece =>
  piece(bytesOf({ update_id: id, ...body }), at, {
    account: 'telegram',
    media: 'update',
    ...(probe !== undefined && { probe }),
  });

export interface Said {
  id: number;
  at: number;
  text?: string;
  own?: boolean;
  more?: Record<string, unknown>;
  chat?: number;
}

export const message = ({ id, at, text, own, more, chat = LENDER }: Said): Record<string, unknown> => ({
  message_id: id,
  date: Math.floor(at / 1_000),
  chat: { id: chat, type: 'private', first_name: 'Acme' },
  from: { id: own ? OWNER : chat, is_bot: false, first_name: own ? 'Anna' : 'Acme' },
  business_connection_id: 'bc1',
  ...(text !== undefined && { text }),
  ...more,
});

export const said = (m: Said, probe?: string): Piece =>
  anUpdate({ business_message: message(m) }, m.at + 500, probe);
export const edited = (m: Said, editedAt: number, probe?: string): Piece =>
  anUpdate(
    { edited_business_message: { ...message(m), edit_date: Math.floor(editedAt / 1_000) } },
    editedAt,
    probe,
  );
export const deleted = (ids: number[], at: number, probe?: string): Piece =>
  anUpdate(
    { deleted_business_messages: { business_connection_id: 'bc1', chat: { id: LENDER }, message_ids: ids } },
    at,
    probe,
  );

export const anExport = (raw: Uint8Array, at: number, probe: string, reading: ExportReading): Piece =>
  piece(raw, at, { account: `desk:${probe}`, media: 'export', probe, export: reading });

export const aSighting = (over: Omit<Sighting, 'format' | 'by' | 'seenAt'>): Piece => {
  const sighting = Sighting.parse({
    format: 'doorbell-sighting/1',
    by: 'Olha',
    seenAt: over.between.to,
    ...over,
  });
  return piece(bytesOf(sighting), Date.parse(over.between.to), {
    account: `desk:${over.probe}`,
    media: 'sighting',
    probe: over.probe,
  });
};

/** Taken at `at`; "I pressed Send" a minute later. */
export const taken = (probe: PlannedProbe, at = SENT): [number, EventBody][] => [
  [
    at,
    {
      kind: 'send-intended',
      probe: probe.id,
      plan: '0'.repeat(64),
      entity: 'acme-llc',
      lender: 'acme',
      channel: probe.channel,
      address: probe.address,
      alias: 'a@b.example',
      messageId: '<x@b.example>',
      evidence: '0'.repeat(64),
      attempt: 1,
      by: 'Olha',
    },
  ],
];
export const confirmed = (probe: PlannedProbe, at = SENT): [number, EventBody][] => [
  [
    at + 60_000,
    {
      kind: 'sent',
      probe: probe.id,
      acceptedAt: instant(at + 60_000),
      response: 'by hand',
      between: { from: instant(at), to: instant(at + 60_000) },
      by: 'Olha',
    },
  ],
];
export const closed = (probe: PlannedProbe, at = SENT): [number, EventBody][] => [
  [
    at + 80 * HOUR,
    { kind: 'window-closed', probe: probe.id, coveredTo: instant(at + 80 * HOUR), canary: 'check Olha' },
  ],
];
export const wholeLife = (probe: PlannedProbe, at = SENT): [number, EventBody][] => [
  ...taken(probe, at),
  ...confirmed(probe, at),
  ...closed(probe, at),
];

export async function assessTalk(
  events: [number, EventBody][],
  pieces: readonly Piece[],
  probes: PlannedProbe[] = [TELEGRAM, WHATSAPP],
): Promise<WaveAssessment> {
  const jsonOf = (p: Piece): unknown => JSON.parse(new TextDecoder().decode(p.raw));
  const of = (media: string): Piece[] => pieces.filter((p) => (p.capture.media ?? 'mail') === media);
  const mails = new Map<string, ParsedMail>();
  const mailed = new Map<string, Uint8Array[]>();
  for (const { raw, capture } of of('mail')) {
    mails.set(capture.evidence, await parseMail(raw));
    mailed.set(capture.evidence, await filesInMail(raw));
  }
  const all: [number, EventBody][] = [
    ...events,
    ...pieces.map(({ capture }): [number, EventBody] => [
      Date.parse(capture.clocks.observed),
      { kind: 'captured', capture },
    ]),
  ];
  return assessWave({
    plan: aPlan(probes),
    market: MARKET,
    scenarios: [SCENARIO],
    events: all.map(
      ([at, body], i): LedgerEvent => ({
        seq: i + 1,
        at: instant(at),
        wave: 'w1',
        body,
        previous: '0'.repeat(64),
        hash: '0'.repeat(64),
      }),
    ),
    mails,
    messengers: {
      updates: new Map(of('update').map((p) => [p.capture.evidence, updateOf(p.raw)])),
      exports: new Map(of('export').map((p) => [p.capture.evidence, p.raw])),
      sightings: new Map(of('sighting').map((p) => [p.capture.evidence, Sighting.parse(jsonOf(p))])),
      mailed,
      operators: [{ name: 'Olha', ...PHONE }],
    },
    aliasBase: BASE,
  });
}

export const evidenceOf = (p: Piece): string => sha256(p.raw);
