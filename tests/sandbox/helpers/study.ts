/** The repo's own study, a postbox to receive with, and letters to send: what the market's tests share. */
import { readdirSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createTransport } from 'nodemailer';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { parse } from 'yaml';
import type { Clock } from '../../../src/fieldwork/ports.ts';
import { LendersFile } from '../../../src/model/lenders.ts';
import { Scenario, type Wording } from '../../../src/model/scenario.ts';
import type { Market } from '../../../src/sandbox/market.ts';

const root = new URL('../../../', import.meta.url);
const yaml = (path: string): unknown => parse(readFileSync(new URL(path, root), 'utf8'));

export const STUDY = 'mailhome.example';
export const lenders = LendersFile.parse(yaml('lenders.yml')).lenders;
export const scenarios = readdirSync(new URL('scenarios/', root))
  .sort()
  .map((f) => Scenario.parse(yaml(`scenarios/${f}`)));
export const lenderOf = (id: string) => lenders.find((l) => l.id === id)!;

export interface Received {
  to: string;
  from: string;
  at: number;
  raw: Buffer;
  mail: Email;
}

export interface Postbox {
  host: string;
  port: number;
  got: Received[];
  /** The next this many messages are put off with a 451. */
  putOff: number;
  stop(): Promise<void>;
}

/** A mail exchanger of our own, which takes everything. */
export async function startPostbox(
  clock: Clock,
  options: { lmtp?: boolean; port?: number } = {},
): Promise<Postbox> {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 500,
    lmtp: options.lmtp ?? false,
    onData(stream, session, done) {
      const at = clock.now();
      const chunks: Buffer[] = [];
      stream.on('data', (c: Buffer) => chunks.push(c));
      stream.on('end', async () => {
        if (box.putOff > 0) {
          box.putOff -= 1;
          done(Object.assign(new Error('4.3.0 later'), { responseCode: 451 }));
          return;
        }
        const raw = Buffer.concat(chunks);
        const mail = await PostalMime.parse(raw, { forceRfc822Attachments: true });
        const from = session.envelope.mailFrom ? session.envelope.mailFrom.address : '';
        for (const r of session.envelope.rcptTo) box.got.push({ to: r.address, from, at, raw, mail });
        done(null, 'OK');
      });
    },
  });
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  const box: Postbox = {
    host: '127.0.0.1',
    port: (server.server.address() as AddressInfo).port,
    got: [],
    putOff: 0,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return box;
}

export interface Letter {
  lender: string;
  scenario: string;
  wording?: Wording;
  token: string;
}

/** What the instrument would send. */
export function compose(letter: Letter) {
  const lender = lenderOf(letter.lender);
  const scenario = scenarios.find((s) => s.id === letter.scenario)!;
  const language = lender.languages[0]!;
  const text = scenario.texts[language]![letter.wording ?? 'a'];
  const name = scenario.persona.names[language]!.full;
  const alias = `${scenario.persona.mailbox}.${letter.token}@${STUDY}`;
  return {
    alias,
    body: text.body.replace('{name}', name),
    mail: {
      from: { name, address: alias },
      to: lender.channels.find((c) => c.kind === 'email')!.address,
      subject: text.subject,
      text: text.body.replace('{name}', name),
      messageId: `<${letter.token}.1@${STUDY}>`,
    },
    bounce: `b-${letter.token}@${STUDY}`,
  };
}

/** Sends over STARTTLS, trusting nothing but the market's certificate. */
export async function submit(market: Market, clock: Clock, letter: Letter, copy = false): Promise<void> {
  const { mail, bounce, alias } = compose(letter);
  const release = clock.hold();
  const transport = createTransport({
    host: market.smtp.host,
    port: market.smtp.port,
    requireTLS: true,
    tls: { ca: [market.smtp.ca] },
    auth: { user: market.smtp.user, pass: market.smtp.password },
  });
  try {
    await transport.sendMail({
      ...mail,
      envelope: { from: bounce, to: copy ? [mail.to, alias] : [mail.to] },
    });
  } finally {
    transport.close();
    release();
  }
}

/** The n-th token of ten base32 digits. */
export function token(n: number): string {
  const digits = 'abcdefghijklmnopqrstuvwxyz234567';
  let out = '';
  for (let i = 0, rest = n + 1; i < 10; i++, rest = Math.floor(rest / 32)) out = digits[rest % 32]! + out;
  return out;
}
