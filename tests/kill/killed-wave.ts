/** One wave on real servers (real-market.ts) whose run is killed again and again. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { assessLedger } from '../../src/cli/assessing.ts';
import { openParsePool } from '../../src/cli/parse-pool.ts';
import type { Assessment } from '../../src/model/assessment.ts';
import type { LedgerEvent } from '../../src/model/events.ts';
import { createChance } from '../../src/sandbox/chance.ts';
import { openLedgerReadOnly } from '../../src/store/ledger.ts';
import { type VerifyReport, verifyLedger } from '../../src/store/verify.ts';
import { startRealMarket } from '../support/real-market.ts';

const VICTIM = fileURLToPath(new URL('victim.ts', import.meta.url));

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
  const market = await startRealMarket({
    dir,
    inbound: options.inbound,
    dead: (lender) => lender === 'l-0' || lender === 'l-1',
    answerAfter: () => (mood.unit() < 0.75 ? 100 + mood.unit() * 3000 : null),
  });
  try {
    const setup = market.setup({
      name: 'l',
      probes: options.lenders,
      deadlineSeconds: options.deadlineSeconds,
      now: Date.now() + 1000,
      spread: options.spread,
    });
    mkdirSync(setup.folder.root, { recursive: true });
    const file = join(setup.folder.root, 'setup.json');
    writeFileSync(file, JSON.stringify(setup));

    let kills = 0;
    while (!(await oneLife(file, kills < options.kills ? chance : null))) kills++;
    await market.settled();

    const verified = await verifyLedger(setup.folder.ledger);
    const ledger = await openLedgerReadOnly({ dir: setup.folder.ledger });
    const parsers = openParsePool();
    try {
      const { events, assessments } = await assessLedger(setup, ledger, parsers);
      return { kills, received: market.received, answers: market.answers, events, assessments, verified };
    } finally {
      await parsers.close();
      await ledger.close();
    }
  } finally {
    await market.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** One life of the victim. Half of the kills fall at any moment, half within 120 ms after a claim. True when it finished. */
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
    if (line === 'up' && chance) killIn(aimAt ? 3000 : delay * 2500);
    if (line === 'claimed' && ++claims === aimAt) killIn(delay * 120);
    if (line === 'finished') finished = true;
  });
  const [code, signal] = await once(child, 'exit');
  for (const timer of timers) clearTimeout(timer);
  if (!finished && signal !== 'SIGKILL') throw new Error(`the victim ended by itself with ${code ?? signal}`);
  return finished;
}
