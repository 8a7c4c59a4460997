/** A wave of chats with real widgets whose run is killed with SIGKILL again and again. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { ChatVisit } from '../../src/model/chat.ts';
import type { LedgerEvent } from '../../src/model/events.ts';
import { Caps } from '../../src/model/wave.ts';
import { createChance } from '../../src/sandbox/chance.ts';
import type { ChatTruth } from '../../src/sandbox/web/web.ts';
import { openLedgerReadOnly } from '../../src/store/ledger.ts';
import { aPlan, aProbe } from '../support/plan.ts';
import { sandboxLenders, startSandboxWeb } from '../support/sandbox-web.ts';
import type { VictimSetup } from './chat-victim.ts';

const VICTIM = fileURLToPath(new URL('chat-victim.ts', import.meta.url));
const HOUR = 3_600_000;
/** Chats that keep what was said, each on another widget; all of them answer within seconds under `HURRY`. */
const LENDERS = [
  'larkmoor-loans',
  'kovyl-kredit',
  'leleka-pozyka',
  'tenge-tyrna',
  'malva-kredyt',
  'yunshanlu',
];
const HURRY = 60;
/** By then every answer has come. */
const LOOK_AFTER = 30_000;

export interface KilledChats {
  kills: number;
  truth: ChatTruth[];
  events: LedgerEvent[];
  visits: { probe: string; visit: ChatVisit }[];
  misuse: unknown[];
}

export const probeOf = (lender: string): string => `w1-${lender}-webchat-first-loan`;

export async function playKilledChats(options: { seed: number; kills: number }): Promise<KilledChats> {
  const chance = createChance('kill-chats', options.seed);
  const dir = mkdtempSync(join(tmpdir(), 'doorbell-kill-chats-'));
  const web = await startSandboxWeb({ hurry: HURRY });
  try {
    const file = join(dir, 'setup.json');
    const now = Date.now();
    const setup: VictimSetup = {
      dir,
      proxy: web.proxy,
      key: randomBytes(32).toString('base64'),
      lookAfter: LOOK_AFTER / HOUR,
      plan: aPlan(
        LENDERS.map((id, n) => {
          const lender = sandboxLenders().find((l) => l.id === id)!;
          return aProbe({
            id: probeOf(id),
            lender: id,
            entity: id,
            channel: 'webchat',
            address: lender.channels.find((c) => c.kind === 'webchat')?.address ?? lender.site,
            language: lender.languages[0]!,
            token: 'abcdefghij'.replace('a', 'klmnopqrst'[n]!),
            sendAt: new Date(now).toISOString(),
            sendBy: new Date(now + HOUR).toISOString(),
          });
        }),
        // A minute between questions would leave the last of them to lives that end before their answers come.
        { caps: { ...Caps.parse({}), minSendGapSeconds: 1 } },
      ),
    };
    writeFileSync(file, JSON.stringify(setup));
    let kills = 0;
    for (; kills < options.kills; kills++) await shortLife(file, chance);
    await lastLife(file, join(dir, 'ledger'));
    return { kills, truth: web.truth(), misuse: web.log.misuse, ...(await read(join(dir, 'ledger'))) };
  } finally {
    await web.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

function start(file: string): { child: ChildProcess; onLine: (f: (line: string) => void) => void } {
  const child = spawn(process.execPath, [VICTIM, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout! });
  return { child, onLine: (f) => void lines.on('line', f) };
}

/** Half of the kills fall at any moment of a life, half within a second and a half after a question was announced. */
async function shortLife(file: string, chance: ReturnType<typeof createChance>): Promise<void> {
  const { child, onLine } = start(file);
  const aimed = chance.unit() < 0.5;
  const share = chance.unit();
  const timers: NodeJS.Timeout[] = [];
  const killIn = (ms: number) => timers.push(setTimeout(() => child.kill('SIGKILL'), ms));
  onLine((line) => {
    if (line === 'up') killIn(aimed ? 20_000 : 3000 + share * 14_000);
    if (line === 'asking' && aimed) killIn(share * 1500);
  });
  const [code, signal] = await once(child, 'exit');
  for (const timer of timers) clearTimeout(timer);
  if (signal !== 'SIGKILL') throw new Error(`the victim ended by itself with ${code ?? signal}`);
}

/** Lives until every chat that may have been asked has been looked at after its last answer, two minutes at most. */
async function lastLife(file: string, ledger: string): Promise<void> {
  const { child } = start(file);
  const ended = once(child, 'exit');
  const end = Date.now() + 150_000;
  while (Date.now() < end && child.exitCode === null) {
    await new Promise((r) => setTimeout(r, 1000));
    if (settled((await read(ledger)).events)) break;
  }
  const late = Date.now() >= end ? (await read(ledger)).events : null;
  child.kill('SIGTERM');
  const [code] = await ended;
  if (code !== 0) throw new Error(`the last life ended with ${code}`);
  if (late)
    console.log(
      `not settled in time: ${LENDERS.filter((id) => !isSettled(late, id))
        .map((id) => `${id} ${kindsOf(late, id).join(' ')}`)
        .join('; ')}`,
    );
}

const settled = (events: readonly LedgerEvent[]): boolean => LENDERS.every((id) => isSettled(events, id));

function isSettled(events: readonly LedgerEvent[], lender: string): boolean {
  const kinds = kindsOf(events, lender);
  if (kinds.includes('invalidated') || kinds.includes('door-closed')) return true;
  const account = `chat:${probeOf(lender)}`;
  return events.some(
    ({ body }) => body.kind === 'covered' && body.coverage.account === account && body.coverage.complete,
  );
}

const kindsOf = (events: readonly LedgerEvent[], lender: string): string[] =>
  events.filter((e) => 'probe' in e.body && e.body.probe === probeOf(lender)).map((e) => e.body.kind);

async function read(dir: string): Promise<Pick<KilledChats, 'events' | 'visits'>> {
  const ledger = await openLedgerReadOnly({ dir });
  try {
    const events = await ledger.events('w1');
    const visits: KilledChats['visits'] = [];
    for (const { body } of events)
      if (body.kind === 'captured' && body.capture.media === 'chat') {
        const raw = new TextDecoder().decode(await ledger.evidence(body.capture.evidence));
        visits.push({ probe: body.capture.probe!, visit: ChatVisit.parse(JSON.parse(raw)) });
      }
    return { events, visits };
  } finally {
    await ledger.close();
  }
}
