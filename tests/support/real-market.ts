/**
 * A market on real servers: Postfix takes what we send and delivers it to the lenders (in this process) and to our
 * mailbox: Dovecot by LMTP, or our own mail exchanger in the run. The lenders write down every message that they get
 * and every answer that Postfix took from them: that is the truth.
 */
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { studyFolder } from '../../src/cli/folder.ts';
import type { WaveSetup } from '../../src/cli/setup-wave.ts';
import { tokenFrom } from '../../src/model/alias.ts';
import { digestOf } from '../../src/model/digest.ts';
import type { LendersFile } from '../../src/model/lenders.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { Scenario } from '../../src/model/scenario.ts';
import { Settings } from '../../src/model/settings.ts';
import { type Dovecot, startDovecot } from '../servers/dovecot.ts';
import { freePort } from '../servers/free-port.ts';
import { type Postfix, startPostfix } from '../servers/postfix.ts';
import { startSmtpHost } from '../servers/smtp-host.ts';
import { aPlan, aProbe, aWave } from './plan.ts';

const DOMAIN = 'mailhome.example';
const MOST_LENDERS = 60;

const scenario: Scenario = {
  id: 'first-loan',
  title: 'A first loan',
  asks: ['amount', 'rate'],
  worry: { en: 'has never borrowed' },
  persona: {
    id: 'anna',
    mailbox: 'anna',
    names: { en: { full: 'Anna Koval', given: 'Anna', forms: [] } },
  },
  texts: {
    en: {
      a: {
        subject: 'First loan',
        body: 'Hello, how much can I borrow the first time, and at what rate?\n\n{name}',
      },
      b: {
        subject: 'First loan',
        body: 'Hello, at what rate and how much can one borrow at first?\n\n{name}',
      },
    },
  },
};

export interface RealMarket {
  dovecot: Dovecot;
  postfix: Postfix;
  /** How often each lender got a message of ours, by lender id. */
  received: Map<string, number>;
  /** Message-IDs of answers that Postfix took, by lender id. */
  answers: Map<string, string>;
  /** Lenders write nothing while this is true. */
  silent: boolean;
  setup(order: WaveOrder): WaveSetup;
  /** Resolves when no answer is under way. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export interface WaveOrder {
  /** Lenders are called NAME-0, NAME-1, ... */
  name: string;
  probes: number;
  deadlineSeconds: number;
  /** UTC ms of the first send. */
  now: number;
  /** Seconds over which the sends are spread. */
  spread?: number;
  /** Seconds after which a message is no longer sent; 600 when left out. */
  slotSeconds?: number;
  folders?: string[];
  ledger?: string;
}

export async function startRealMarket(options: {
  dir: string;
  inbound?: 'imap' | 'mx';
  /** Lenders whose address does not exist. */
  dead?: (lender: string) => boolean;
  /** Delay of a lender's answer in ms, or null for none. */
  answerAfter: () => number | null;
}): Promise<RealMarket> {
  const received = new Map<string, number>();
  const answers = new Map<string, string>();
  const pending = new Set<Promise<void>>();
  const timers = new Set<NodeJS.Timeout>();
  const nameOf = (address: string) => address.slice(address.indexOf('@') + 1).replace('.example', '');

  const lenders = await startSmtpHost({
    refuse: (recipient) => (options.dead?.(nameOf(recipient)) ? '550 5.1.1 No such user here' : null),
    accept: async (message) => {
      // Postfix tells a lender that its answer is held up while our exchanger is dead: not a message of ours.
      if (message.from === '') return null;
      const lender = nameOf(message.to[0]!);
      received.set(lender, (received.get(lender) ?? 0) + 1);
      const alias = /^From: .*?([^\s<>]+@[^\s<>]+)/im.exec(Buffer.from(message.raw).toString('latin1'))?.[1];
      const after = options.answerAfter();
      if (alias && after !== null && !market.silent) answerLater(lender, alias, after);
      return null;
    },
  });
  const dovecot = await startDovecot();
  const mxPort = await freePort();
  const inbox =
    options.inbound === 'mx' ? `smtp:[127.0.0.1]:${mxPort}` : `lmtp:inet:127.0.0.1:${dovecot.lmtpPort}`;
  const postfix = await startPostfix(
    { [DOMAIN]: inbox, '.example': `smtp:[127.0.0.1]:${lenders.port}` },
    { lifetime: '1d' },
  );
  const outbox = createTransport({
    host: '127.0.0.1',
    port: postfix.port,
    secure: false,
    tls: { ca: postfix.certificate.cert, servername: 'localhost' },
  });

  function answerLater(lender: string, alias: string, ms: number): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      const messageId = `<answer.${received.get(lender)}@${lender}.example>`;
      const sent = outbox
        .sendMail({
          messageId,
          from: `help@${lender}.example`,
          to: alias,
          subject: 'Re: First loan',
          text: 'Good afternoon! The first loan is from 500 to 10,000 dollars, at 0.9% per day. Kind regards, Olha',
        })
        .then(() => {
          answers.set(lender, messageId);
        })
        // An answer that Postfix did not take was never given.
        .catch(() => {})
        .finally(() => pending.delete(sent));
      pending.add(sent);
    }, ms);
    timers.add(timer);
  }

  const source =
    options.inbound === 'mx'
      ? { kind: 'mx', name: 'mx', host: '127.0.0.1', port: mxPort }
      : {
          kind: 'imap',
          name: 'mailbox',
          host: 'localhost',
          port: dovecot.imapPort,
          security: 'starttls',
          caFile: dovecot.certificate.certFile,
          auth: { kind: 'password', user: dovecot.mailbox, passwordEnv: 'PASSWORD' },
        };

  const market: RealMarket = {
    dovecot,
    postfix,
    received,
    answers,
    silent: false,
    setup(order) {
      const plan = planOf(order);
      const folder = studyFolder(join(options.dir, order.name));
      return {
        folder: { ...folder, ledger: order.ledger ?? folder.ledger },
        study: { market: marketOf(plan), scenarios: [scenario], wave: aWave() },
        settings: Settings.parse({
          email: {
            domain: DOMAIN,
            smtp: {
              host: 'localhost',
              port: postfix.port,
              security: 'starttls',
              caFile: postfix.certificate.certFile,
            },
            inbound: [order.folders ? { ...source, folders: order.folders } : source],
          },
        }),
        plan,
        planSha: digestOf(plan),
      };
    },
    async settled() {
      await Promise.allSettled(pending);
    },
    async close() {
      for (const timer of timers) clearTimeout(timer);
      outbox.close();
      await postfix.close();
      await dovecot.close();
      await lenders.close();
    },
  };
  return market;
}

function planOf(order: WaveOrder): Plan {
  if (order.probes > MOST_LENDERS) throw new RangeError(`at most ${MOST_LENDERS} lenders`);
  const start = order.now;
  const probes = Array.from({ length: order.probes }, (_, n) => {
    const lender = `${order.name}-${n}`;
    return aProbe({
      id: `w1-${lender}-email-first-loan`,
      lender,
      entity: `${lender}-llc`,
      address: `help@${lender}.example`,
      token: tokenFrom(digestOf(['real market', order.name, n])),
      sendAt: new Date(start + Math.round((n * (order.spread ?? 0) * 1000) / order.probes)).toISOString(),
      sendBy: new Date(start + (order.slotSeconds ?? 600) * 1000).toISOString(),
    });
  });
  const plan = aPlan(probes, { deadlineHours: order.deadlineSeconds / 3600 });
  // Looser than any study file could say: nobody is at the other end.
  plan.wave.caps = { ...plan.wave.caps, minSendGapSeconds: 0 };
  return plan;
}

function marketOf(plan: Plan): LendersFile {
  return {
    entities: plan.probes.map((p) => ({ id: p.entity, name: p.entity })),
    lenders: plan.probes.map((p) => {
      const site = `https://${p.lender}.example/`;
      return {
        id: p.lender,
        name: p.lender,
        entity: p.entity,
        site,
        timeZone: 'Europe/Kyiv',
        languages: ['en'],
        channels: [{ kind: 'email' as const, address: p.address, seenAt: site, seenOn: '2026-09-01' }],
        terms: [],
      };
    }),
  };
}
