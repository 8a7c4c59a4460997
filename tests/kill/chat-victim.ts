/**
 * The run of chats that gets killed: real ledger, real browser, real widgets behind the proxy given. Says on standard
 * output when it is up and when it is about to ask, so that the killer can aim. Ends in good order on SIGTERM.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { triage } from '../../src/assess/triage-chat.ts';
import { createWebChat } from '../../src/channels/webchat/index.ts';
import { openSessions } from '../../src/channels/webchat/sessions.ts';
import { systemClock } from '../../src/cli/system-clock.ts';
import { DEFAULT_PACE } from '../../src/fieldwork/context.ts';
import type { Ledger } from '../../src/fieldwork/ports.ts';
import { runWave } from '../../src/fieldwork/run-wave.ts';
import { digestOf } from '../../src/model/digest.ts';
import type { Plan } from '../../src/model/plan.ts';
import { openLedger } from '../../src/store/ledger.ts';
import { BASE, fakeChannel, fakeTriage } from '../support/fake-channel.ts';
import { sandboxScenarios } from '../support/sandbox-web.ts';

export interface VictimSetup {
  dir: string;
  proxy: string;
  key: string;
  plan: Plan;
  /** Hours after the question at which a chat is looked at again. */
  lookAfter: number;
}

const { dir, proxy, key, plan, lookAfter } = JSON.parse(
  readFileSync(process.argv[2]!, 'utf8'),
) as VictimSetup;
const ledger = await openLedger({ dir: join(dir, 'ledger'), clock: systemClock });
const aimed: Ledger = {
  ...ledger,
  async append(wave, bodies) {
    const stored = await ledger.append(wave, bodies);
    if (bodies.some((b) => b.kind === 'chat-asking')) process.stdout.write('asking\n');
    return stored;
  },
};
const live = createWebChat({
  settings: {
    contact: 'https://study.example/',
    proxy,
    chatsAtOnce: 3,
    chatMinutes: 0.2,
    revisitHours: [lookAfter],
    sessionKeyEnv: 'KEY',
    ...(process.env.DOORBELL_BROWSER === undefined ? {} : { browser: process.env.DOORBELL_BROWSER }),
  },
  sessions: openSessions(join(dir, 'sessions'), Buffer.from(key, 'base64')),
  clock: systemClock,
  aliasBase: BASE,
  sandbox: true,
});
const end = new AbortController();
process.on('SIGTERM', () => end.abort());
process.stdout.write('up\n');
await runWave({
  plan,
  planSha: digestOf(plan),
  mode: 'sandbox',
  build: 'doorbell@test',
  scenarios: new Map(sandboxScenarios().map((s) => [s.id, s])),
  aliasBase: BASE,
  accounts: [{ name: 'inbox', maxGap: null, ownClock: false }],
  pace: { ...DEFAULT_PACE, retryAfter: 500 },
  clock: systemClock,
  ledger: aimed,
  channel: fakeChannel(systemClock).channel,
  live,
  triage: async (capture, raw, given) =>
    capture.media === 'chat' ? triage(capture, raw) : fakeTriage(capture, raw, given),
  signal: end.signal,
});
await live.close();
await ledger.close();
process.stdout.write('ended\n');
process.exit(0);
