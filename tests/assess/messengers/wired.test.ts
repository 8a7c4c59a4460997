/** The whole way from a ledger's captures to an assessment, and the triage of a running wave, as `cli` joins them. */
import { strToU8 } from 'fflate';
import { afterAll, expect, it } from 'vitest';
import { assessLedger } from '../../../src/cli/assessing.ts';
import { openParsePool } from '../../../src/cli/parse-pool.ts';
import type { WaveSetup } from '../../../src/cli/setup-wave.ts';
import { triagerOf } from '../../../src/cli/wire-fieldwork.ts';
import type { LedgerEvent } from '../../../src/model/events.ts';
import { instant } from '../../../src/model/scalars.ts';
import { EXPORT_STYLES, writeExport } from '../../../src/sandbox/exports.ts';
import { aPlan } from '../../support/plan.ts';
import { aCapture, BASE, HOUR, MARKET, SCENARIO, SENT } from '../evidence.ts';
import {
  anExport,
  aSighting,
  FULL,
  PHONE,
  type Piece,
  QUESTION,
  said,
  TELEGRAM,
  WHATSAPP,
  wholeLife,
} from './talk.ts';

const parsers = openParsePool({ size: 1 });
afterAll(() => parsers.close());

const setup = {
  plan: aPlan([TELEGRAM, WHATSAPP]),
  planSha: 'x',
  study: { market: MARKET, scenarios: [SCENARIO], wave: {} },
  settings: {
    email: { domain: BASE.domain, inbound: [] },
    desk: { operators: [{ name: 'Olha', ...PHONE }] },
  },
} as unknown as WaveSetup;

const chat = writeExport(EXPORT_STYLES['whatsapp en-GB iPhone']!, {
  timeZone: 'Europe/Kyiv',
  ownName: 'Olha',
  otherName: 'Acme',
  messages: [
    { at: SENT + 20_000, side: 'own', text: QUESTION },
    { at: SENT + HOUR, side: 'other', text: FULL },
  ],
});
const mail = strToU8(
  `From: olha@phone.example\r\nTo: anna.abcdefghik@probe.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nChat history is attached.\r\n--x\r\nContent-Type: application/zip\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename="WhatsApp Chat - Acme.zip"\r\n\r\n${Buffer.from(chat).toString('base64')}\r\n--x--\r\n`,
);
const mailed: Piece = {
  raw: mail,
  capture: aCapture(mail, SENT + 2 * HOUR, { to: 'anna.abcdefghik@probe.example' }),
};
const heard = [
  said({ id: 1, at: SENT + 20_000, text: QUESTION, own: true }, TELEGRAM.id),
  said({ id: 2, at: SENT + HOUR, text: FULL }, TELEGRAM.id),
];

const assess = (pieces: Piece[]) => {
  const bodies = [
    ...wholeLife(TELEGRAM),
    ...wholeLife(WHATSAPP),
    ...pieces.map((p): [number, LedgerEvent['body']] => [
      SENT + 3 * HOUR,
      { kind: 'captured', capture: p.capture },
    ]),
  ];
  const events = bodies.map(
    ([at, body], i): LedgerEvent => ({
      seq: i + 1,
      at: instant(at),
      wave: 'w1',
      body,
      previous: '0'.repeat(64),
      hash: '0'.repeat(64),
    }),
  );
  const kept = new Map(pieces.map((p) => [p.capture.evidence, p.raw]));
  return assessLedger(
    setup,
    { events: async () => events, evidence: async (name) => kept.get(name)! },
    parsers,
  );
};

it('assesses updates, an export by mail or by hand, and a sighting, out of the ledger', async () => {
  const byMail = await assess([...heard, mailed]);
  expect(byMail.assessments.map((a) => `${a.probe} ${a.disposition}`)).toEqual([
    `${TELEGRAM.id} answered`,
    `${WHATSAPP.id} answered`,
  ]);
  expect(byMail.unattributed).toEqual([]);
  const reading = { app: 'whatsapp', ...PHONE, ownName: 'Olha' } as const;
  const byHand = await assess([anExport(chat, SENT + 2 * HOUR, WHATSAPP.id, reading)]);
  expect(byHand.assessments.map((a) => a.disposition)).toEqual(['no-reply', 'answered']);
  const between = { from: instant(SENT + HOUR), to: instant(SENT + 24 * HOUR) };
  const bySight = await assess([aSighting({ probe: WHATSAPP.id, side: 'other', text: FULL, between })]);
  expect(bySight.assessments[1]).toMatchObject({
    disposition: 'answered',
    bounds: { substantive: { to: 24 * HOUR } },
  });
});

it('tells a running wave what each piece is', async () => {
  const triage = triagerOf(setup, parsers);
  const of = (p: Piece) => triage(p.capture, p.raw, setup.plan);
  expect(await of(heard[0]!)).toMatchObject({ probe: TELEGRAM.id, kind: 'own-copy', heard: true });
  expect(await of(heard[1]!)).toMatchObject({ probe: TELEGRAM.id, kind: 'reply' });
  expect(await of(mailed)).toMatchObject({
    probe: WHATSAPP.id,
    kind: 'reply',
    own: { from: instant(SENT + 20_000) },
  });
});
