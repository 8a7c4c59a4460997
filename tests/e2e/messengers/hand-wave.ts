/** A study on messengers in a folder of its own, a Telegram on loopback, and the process that runs the wave between them. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { studyFolder, writeWhole } from '../../../src/cli/folder.ts';
import { assessmentRules } from '../../../src/cli/rules.ts';
import { loadStudy } from '../../../src/cli/study/load.ts';
import type { LedgerEvent } from '../../../src/model/events.ts';
import type { PlannedProbe } from '../../../src/model/plan.ts';
import { instant } from '../../../src/model/scalars.ts';
import { freezePlan } from '../../../src/plan/freeze.ts';
import { planBytes } from '../../../src/plan/plan-bytes.ts';
import { type BotApi, startBotApi } from '../../../src/sandbox/bot-api/index.ts';
import { createManualClock, type ManualClock } from '../../../src/sandbox/manual-clock.ts';
import { openLedgerReadOnly } from '../../../src/store/ledger.ts';
import type { ToChild } from './wave-process.ts';

const REPOSITORY = resolve(import.meta.dirname, '../../..');
const PROCESS = fileURLToPath(new URL('wave-process.ts', import.meta.url));

export interface HandLender {
  id: string;
  channel: 'telegram' | 'whatsapp';
  address: string;
  /** UTC ms. */
  sendAt: number;
  sendBy: number;
}

export interface HandWave {
  root: string;
  clock: ManualClock;
  botApi: BotApi;
  probe(lender: string): PlannedProbe;
  url(): string;
  start(): Promise<void>;
  /** No farewell: SIGKILL. */
  kill(): Promise<void>;
  /** Moves everybody's clock, the process's too where it runs. UTC ms. */
  moveTo(at: number): Promise<void>;
  /** Brings the messenger's clock to that of the process, before somebody there does something. */
  meet(): Promise<number>;
  events(): Promise<LedgerEvent[]>;
  close(): Promise<void>;
}

export async function handWave(lenders: HandLender[], begins: number): Promise<HandWave> {
  const root = mkdtempSync(join(tmpdir(), 'doorbell-hand-'));
  const clock = createManualClock(begins);
  const botApi = await startBotApi({ clock });
  cpSync(
    join(REPOSITORY, 'scenarios', 'early-repayment.yml'),
    join(root, 'scenarios', 'early-repayment.yml'),
  );
  const day = (at: number) => instant(at).slice(0, 10);
  writeFileSync(join(root, 'lenders.yml'), yamlOf(lenders));
  writeFileSync(join(root, 'settings.yml'), settingsOf(botApi.root));
  writeFileSync(
    join(root, 'wave.yml'),
    `id: hand
title: Messengers by hand
starts: ${day(begins - 2 * 86_400_000)}
ends: ${day(begins + 40 * 86_400_000)}
deadlineHours: 72
seed: 7
channels: [telegram, whatsapp]
slots:
  - { kind: working-hours, from: '09:00', to: '17:00', share: 1 }
controller: A test
purpose: tests
country: UA
`,
  );
  const study = await loadStudy(root);
  const plan = freezePlan({ study, code: 'doorbell@test', rubric: assessmentRules() });
  // The planner's moments are its own business: here everybody is asked when the test wants it.
  for (const probe of plan.probes) {
    const { sendAt, sendBy } = lenders.find((l) => l.id === probe.lender)!;
    Object.assign(probe, { sendAt: instant(sendAt), sendBy: instant(sendBy) });
  }
  plan.probes.sort((a, b) => (a.sendAt < b.sendAt ? -1 : a.sendAt > b.sendAt ? 1 : 0));
  const folder = studyFolder(root);
  await writeWhole(folder.plan('hand'), planBytes(plan));

  let child: ChildProcess | null = null;
  let address = '';
  /** The next message of the process that has one of these keys. Rejects where it ends without. */
  function hear(...keys: string[]): Promise<Partial<Record<string, unknown>>> {
    const from = child!;
    return new Promise((resolve, reject) => {
      const onMessage = (message: object) => {
        if (!keys.some((key) => key in message)) return;
        from.off('exit', onExit).off('message', onMessage);
        resolve(message as Partial<Record<string, unknown>>);
      };
      const onExit = (code: number | null) => reject(new Error(`the process ended by itself with ${code}`));
      from.on('message', onMessage).once('exit', onExit);
    });
  }
  /** What time it is there; a wave that came to its end meanwhile has none. */
  const ask = async (message: ToChild, otherwise: number): Promise<number> => {
    const answer = hear('at', 'finished');
    child!.send(message);
    const { at } = await answer;
    if (typeof at === 'number') return at;
    child = null;
    return otherwise;
  };
  const wave: HandWave = {
    root,
    clock,
    botApi,
    probe: (lender) => plan.probes.find((p) => p.lender === lender)!,
    url: () => address,
    async start() {
      child = fork(PROCESS, [root, String(clock.now()), botApi.token], { stdio: 'inherit' });
      address = String((await hear('url')).url).replace(/\/$/, '');
    },
    async kill() {
      const ended = once(child!, 'exit');
      await wave.meet();
      child!.kill('SIGKILL');
      await ended;
      child = null;
    },
    async meet() {
      const now = child ? await ask({ now: true }, clock.now()) : clock.now();
      await clock.advanceTo(Math.max(now, clock.now()));
      return clock.now();
    },
    async moveTo(at) {
      const now = child ? await ask({ to: at }, at) : at;
      await clock.advanceTo(Math.max(now, clock.now()));
    },
    async events() {
      const ledger = await openLedgerReadOnly({ dir: folder.ledger });
      try {
        return await ledger.events('hand');
      } finally {
        await ledger.close();
      }
    },
    async close() {
      child?.kill('SIGKILL');
      await botApi.stop();
      rmSync(root, { recursive: true, force: true });
    },
  };
  return wave;
}

const yamlOf = (lenders: HandLender[]): string => `entities:
${lenders.map(({ id }, i) => `  - { id: ${id}, name: ${id} LLC, registration: SC-UA-${i} }`).join('\n')}
lenders:
${lenders
  .map(
    ({ id, channel, address }) => `  - id: ${id}
    name: ${id.toUpperCase()} Credit
    entity: ${id}
    site: https://${id}.example/
    timeZone: Europe/Kyiv
    languages: [en]
    channels:
      - { kind: ${channel}, address: "${address}", seenAt: "https://${id}.example/", seenOn: 2026-08-01 }
`,
  )
  .join('')}`;

const settingsOf = (apiRoot: string): string => `email:
  domain: mailhome.example
  smtp: { host: 127.0.0.1, port: 2525, security: starttls }
  inbound:
    - { kind: mx, name: mx, host: 127.0.0.1, port: 0 }
telegram:
  apiRoot: ${apiRoot}
desk:
  port: 0
  operators:
    - { name: Olena, timeZone: Europe/Kyiv, telegram: 41 }
    - { name: Petro, timeZone: Europe/Kyiv }
`;
