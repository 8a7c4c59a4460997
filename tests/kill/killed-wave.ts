/**
 * One wave on real servers that is killed again and again: Postfix takes what we send and delivers it to the lenders
 * (in this process) and to our mailbox (Dovecot by LMTP, or our own mail exchanger inside the victim). The lenders
 * write down every message they get and every answer that Postfix took from them: that is the truth.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createTransport } from 'nodemailer';
import { assessLedger } from '../../src/cli/assessing.ts';
import { studyFolder } from '../../src/cli/folder.ts';
import { openParsePool } from '../../src/cli/parse-pool.ts';
import type { WaveSetup } from '../../src/cli/setup-wave.ts';
import { tokenFrom } from '../../src/model/alias.ts';
import type { Assessment } from '../../src/model/assessment.ts';
import { digestOf } from '../../src/model/digest.ts';
import type { LedgerEvent } from '../../src/model/events.ts';
import type { LendersFile } from '../../src/model/lenders.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { Scenario } from '../../src/model/scenario.ts';
import { Settings } from '../../src/model/settings.ts';
import { createChance } from '../../src/sandbox/chance.ts';
import { openLedgerReadOnly } from '../../src/store/ledger.ts';
import { type VerifyReport, verifyLedger } from '../../src/store/verify.ts';
import { startDovecot } from '../servers/dovecot.ts';
import { freePort } from '../servers/free-port.ts';
import { startPostfix } from '../servers/postfix.ts';
import { startSmtpHost } from '../servers/smtp-host.ts';
import { aPlan, aProbe, aWave } from '../support/plan.ts';

const VICTIM = fileURLToPath(new URL('victim.ts', import.meta.url));
const DOMAIN = 'mailhome.example';
/** Lenders whose address does not exist. */
const DEAD = 2;

const scenario: Scenario = {
  id: 'first-loan',
  title: 'A first loan',
  asks: ['amount', 'rate'],
  worry: { en: 'has never borrowed' },
  persona: { id: 'anna', mailbox: 'anna', names: { en: { full: 'Anna Koval', given: 'Anna', forms: [] } } },
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

export interface KilledWave {
  kills: number;
  /** How often each lender got a message of ours. */
  received: Map<string, number>;
  /** Message-IDs of answers that Postfix took, by lender. */
  answers: Map<string, string>;
  events: LedgerEvent[];
  assessments: Assessment[];
  verified: VerifyReport;
}

export async function playKilledWave(options: {
  seed: number;
  kills: number;
  inbound: 'imap' | 'mx';
  lenders: number;
  /** Seconds over which the sends are spread. */
  spread: number;
  deadlineSeconds: number;
}): Promise<KilledWave> {
  const chance = createChance('kill', options.seed);
  const mood = createChance('lenders', options.seed);
  const dir = mkdtempSync(join(tmpdir(), 'doorbell-kill-'));
  const received = new Map<string, number>();
  const answers = new Map<string, string>();
  const pending = new Set<Promise<void>>();
  const timers = new Set<NodeJS.Timeout>();

  const nameOf = (address: string) => address.slice(address.indexOf('@') + 1).replace('.example', '');
  const lenders = await startSmtpHost({
    refuse: (recipient) => (Number(nameOf(recipient).slice(1)) < DEAD ? '550 5.1.1 No such user here' : null),
    accept: async (message) => {
      // Postfix tells a lender that its answer is held up while the victim's exchanger is dead: not a message of ours.
      if (message.from === '') return null;
      const lender = nameOf(message.to[0]!);
      received.set(lender, (received.get(lender) ?? 0) + 1);
      const alias = /^From: .*?([^\s<>]+@[^\s<>]+)/im.exec(Buffer.from(message.raw).toString('latin1'))?.[1];
      if (alias && mood.unit() < 0.75) answerLater(lender, alias, 100 + mood.unit() * 3000);
      return null;
    },
  });
  const dovecot = options.inbound === 'imap' ? await startDovecot() : null;
  const mxPort = await freePort();
  const transports: Record<string, string> = {
    [DOMAIN]: dovecot ? `lmtp:inet:127.0.0.1:${dovecot.lmtpPort}` : `smtp:[127.0.0.1]:${mxPort}`,
  };
  for (let n = 0; n < options.lenders; n++) transports[`l${n}.example`] = `smtp:[127.0.0.1]:${lenders.port}`;
  const postfix = await startPostfix(transports, { lifetime: '1d' });
  const outbox = createTransport({
    host: '127.0.0.1',
    port: postfix.port,
    secure: false,
    tls: { ca: postfix.certificate.cert, servername: 'localhost' },
  });

  function answerLater(lender: string, alias: string, ms: number): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      const messageId = `<answer.${lender}.${received.get(lender)}@${lender}.example>`;
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
        .finally(() => pending.delete(sent));
      pending.add(sent);
    }, ms);
    timers.add(timer);
  }

  try {
    const plan = planOf(options);
    const settings = Settings.parse({
      email: {
        domain: DOMAIN,
        smtp: {
          host: 'localhost',
          port: postfix.port,
          security: 'starttls',
          caFile: postfix.certificate.certFile,
        },
        inbound: [
          dovecot
            ? {
                kind: 'imap',
                name: 'mailbox',
                host: 'localhost',
                port: dovecot.imapPort,
                security: 'starttls',
                caFile: dovecot.certificate.certFile,
                auth: { kind: 'password', user: dovecot.mailbox, passwordEnv: 'PASSWORD' },
              }
            : { kind: 'mx', name: 'mx', host: '127.0.0.1', port: mxPort },
        ],
      },
    });
    const setup: WaveSetup = {
      folder: studyFolder(dir),
      study: { market: marketOf(plan), scenarios: [scenario], wave: aWave() },
      settings,
      plan,
      planSha: digestOf(plan),
    };
    const file = join(dir, 'setup.json');
    writeFileSync(file, JSON.stringify(setup));

    let kills = 0;
    while (!(await oneLife(file, kills < options.kills ? chance : null))) kills++;
    await Promise.allSettled(pending);

    const verified = await verifyLedger(setup.folder.ledger);
    const ledger = await openLedgerReadOnly({ dir: setup.folder.ledger });
    const parsers = openParsePool();
    try {
      const { events, assessments } = await assessLedger(setup, ledger, parsers);
      return { kills, received, answers, events, assessments, verified };
    } finally {
      await parsers.close();
      await ledger.close();
    }
  } finally {
    for (const timer of timers) clearTimeout(timer);
    outbox.close();
    await postfix.close();
    await dovecot?.close();
    await lenders.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** One life of the victim. Half of the kills fall at any moment, half within 80 ms after a claim. True when it finished. */
async function oneLife(file: string, chance: ReturnType<typeof createChance> | null): Promise<boolean> {
  const child = spawn(process.execPath, [VICTIM, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  const timers: NodeJS.Timeout[] = [];
  const killIn = (ms: number) => timers.push(setTimeout(() => child.kill('SIGKILL'), ms));
  let claims = 0;
  const aimAt = chance && chance.unit() < 0.5 ? 1 + Math.floor(chance.unit() * 3) : 0;
  const delay = chance ? chance.unit() : 0;
  let finished = false;
  const lines = createInterface({ input: child.stdout! });
  lines.on('line', (line) => {
    if (line === 'up' && chance) killIn(aimAt ? 6000 : delay * 4000);
    if (line === 'claimed' && ++claims === aimAt) killIn(delay * 80);
    if (line === 'finished') finished = true;
  });
  const [code, signal] = await once(child, 'exit');
  for (const timer of timers) clearTimeout(timer);
  if (!finished && signal !== 'SIGKILL') throw new Error(`the victim ended by itself with ${code ?? signal}`);
  return finished;
}

function planOf(options: { lenders: number; spread: number; deadlineSeconds: number; seed: number }): Plan {
  const start = Date.now() + 1000;
  const probes = Array.from({ length: options.lenders }, (_, n) =>
    aProbe({
      id: `w1-l${n}-email-first-loan`,
      lender: `l${n}`,
      entity: `l${n}-llc`,
      address: `help@l${n}.example`,
      token: tokenFrom(digestOf(['kill', options.seed, n])),
      sendAt: new Date(start + Math.round((n * options.spread * 1000) / options.lenders)).toISOString(),
      sendBy: new Date(start + 600_000).toISOString(),
    }),
  );
  const plan = aPlan(probes, { deadlineHours: options.deadlineSeconds / 3600 });
  // Below the ceilings of any real study: nobody is at the other end. Set here because no study file could say it.
  plan.wave.caps = { ...plan.wave.caps, minSendGapSeconds: 0 };
  return plan;
}

function marketOf(plan: Plan): LendersFile {
  return {
    entities: plan.probes.map((p) => ({ id: p.entity, name: p.entity })),
    lenders: plan.probes.map((p) => ({
      id: p.lender,
      name: p.lender,
      entity: p.entity,
      site: `https://${p.lender}.example/`,
      timeZone: 'Europe/Kyiv',
      languages: ['en'],
      channels: [
        { kind: 'email', address: p.address, seenAt: `https://${p.lender}.example/`, seenOn: '2026-09-01' },
      ],
      terms: [],
    })),
  };
}
