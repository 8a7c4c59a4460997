/** Chats in the loop: asked at most once, silent only on proof, and our own faults never a lender's. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { triage } from '../../src/assess/triage-chat.ts';
import { DEFAULT_PACE } from '../../src/fieldwork/context.ts';
import { type Clock, type Ledger, OFFLINE_FORM } from '../../src/fieldwork/ports.ts';
import { runWave, type WaveInput } from '../../src/fieldwork/run-wave.ts';
import { digestOf } from '../../src/model/digest.ts';
import { InstrumentError } from '../../src/model/errors.ts';
import type { EventKind, EventOf } from '../../src/model/events.ts';
import type { Plan } from '../../src/model/plan.ts';
import { foldWave } from '../../src/model/wave-state.ts';
import { createJumpingClock } from '../../src/sandbox/jumping-clock.ts';
import { openLedger } from '../../src/store/ledger.ts';
import { BASE, fakeChannel, fakeTriage } from '../support/fake-channel.ts';
import { type FakeChats, fakeLive, handVisit } from '../support/fake-live.ts';
import { aPlan, aProbe, scenario } from '../support/plan.ts';

const START = Date.parse('2026-09-01T08:00:00.000Z');
const HOUR = 3_600_000;
const DEADLINE = 72 * HOUR;

const planOf = (count: number, apart = HOUR): Plan =>
  aPlan(
    Array.from({ length: count }, (_, n) =>
      aProbe({
        id: `w1-l${n}-webchat-first-loan`,
        lender: `l${n}`,
        entity: `e${n}`,
        channel: 'webchat',
        address: `https://l${n}.example/#chat`,
        token: `${'abcdefghijklmnopqrstuvwxyz'[n]}`.repeat(10),
        sendAt: new Date(START + HOUR + n * apart).toISOString(),
        sendBy: new Date(START + 6 * HOUR + n * apart).toISOString(),
      }),
    ),
  );

let dir: string;
let clock: Clock;
let ledger: Ledger;
let chats: FakeChats;
let input: WaveInput;

async function open(plan: Plan, startAt = START): Promise<void> {
  clock = createJumpingClock(startAt);
  ledger = await openLedger({ dir, clock });
  const made = fakeLive(clock);
  chats = made.chats;
  input = {
    plan,
    planSha: digestOf(plan),
    mode: 'sandbox',
    build: 'doorbell@test',
    scenarios: new Map([[scenario.id, scenario]]),
    aliasBase: BASE,
    accounts: [{ name: 'inbox', maxGap: null, ownClock: false }],
    pace: DEFAULT_PACE,
    clock,
    ledger,
    channel: fakeChannel(clock).channel,
    live: made.live,
    triage: async (capture, raw, given) =>
      capture.media === 'chat' ? triage(capture, raw) : fakeTriage(capture, raw, given),
  };
}

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'doorbell-chats-'));
});
afterEach(async () => {
  await ledger?.close();
  rmSync(dir, { recursive: true, force: true });
});

async function bodies<K extends EventKind>(kind: K): Promise<EventOf<K>[]> {
  return (await ledger.events('w1')).map((e) => e.body).filter((b): b is EventOf<K> => b.kind === kind);
}
const stateOf = async (n = 0) =>
  foldWave(await ledger.events('w1')).probes.get(`w1-l${n}-webchat-first-loan`);

describe('a chat', () => {
  it('is asked once and closed only on a look past its deadline', async () => {
    await open(planOf(1));
    expect((await runWave(input)).finished).toBe(true);
    expect(chats.asked).toHaveLength(1);
    const { acceptedAt, phase } = (await stateOf())!;
    expect(phase).toBe('closed');
    const from = Date.parse(acceptedAt!);
    expect(chats.looks.map((l) => l.visit)).toEqual([2, 3, 4]);
    expect(chats.looks.slice(0, 2).map((l) => Math.round((l.at - from) / HOUR))).toEqual([1, 24]);
    expect(chats.looks[2]!.at).toBeGreaterThan(from + DEADLINE);
  });

  it('writes that it is about to ask before it asks', async () => {
    await open(planOf(1));
    const kinds: string[] = [];
    chats.onConverse = async (_, steps) => {
      await steps.asking();
      kinds.push(...(await ledger.events('w1')).map((e) => e.body.kind));
      await steps.asked(clock.now());
      return { outcome: 'sent', acceptedAt: clock.now(), response: '' };
    };
    await runWave(input);
    expect(kinds.slice(-2)).toEqual(['send-intended', 'chat-asking']);
  });

  it('is never silent where no look succeeds', async () => {
    await open(planOf(1));
    chats.onRevisit = () => {
      throw new InstrumentError('browser-crashed', 'the page closed');
    };
    await runWave(input);
    expect(await bodies('window-closed')).toEqual([]);
    expect((await bodies('invalidated'))[0]).toMatchObject({ code: 'no-coverage' });
  });

  it('is never silent where its session was lost', async () => {
    await open(planOf(1));
    chats.forget.add(input.plan.probes[0]!.id);
    await runWave(input);
    expect((await bodies('invalidated'))[0]!.reason).toContain('no session');
  });

  it('is looked at again after a failed look, and closes on the one that succeeds', async () => {
    await open(planOf(1));
    chats.onRevisit = () =>
      clock.now() < START + DEADLINE + 3 * HOUR ? { complete: false, reason: 'down' } : {};
    await runWave(input);
    expect((await stateOf())!.phase).toBe('closed');
  });

  it('goes on beside others, never more at once than the browser holds', async () => {
    await open(planOf(8, 1000));
    chats.onConverse = async (_, steps) => {
      await steps.asking();
      const at = clock.now();
      await steps.asked(at);
      await chats.rest(at + 10 * 60_000, steps.signal);
      return { outcome: 'sent', acceptedAt: at, response: '' };
    };
    await runWave(input);
    expect(new Set(chats.asked).size).toBe(8);
    expect(chats.asked).toHaveLength(8);
    expect(chats.most).toBe(3);
    expect(await bodies('window-closed')).toHaveLength(8);
  });

  it('takes its leave when the run is asked to end, and is taken up again', async () => {
    await open(planOf(1));
    const ending = new AbortController();
    let left = 0;
    chats.onConverse = async (_, steps) => {
      await steps.asking();
      await steps.asked(clock.now());
      const at = clock.now();
      ending.abort();
      await chats.rest(at + HOUR, steps.signal);
      left = clock.now() - at;
      return { outcome: 'sent', acceptedAt: at, response: '' };
    };
    expect((await runWave({ ...input, signal: ending.signal })).finished).toBe(false);
    expect(left).toBeLessThan(HOUR);
    const resumed = clock.now();
    await ledger.close();
    const { live } = input;
    await open(input.plan, resumed);
    input.live = { ...input.live!, session: live!.session };
    await runWave(input);
    expect(chats.asked).toEqual([]);
    expect((await stateOf())!.phase).toBe('closed');
  });
});

describe('a door that is shut', () => {
  const shut = (disposition: 'channel-unavailable' | 'gated') => async () =>
    ({ outcome: 'closed', disposition, reason: 'no launcher was found' }) as const;

  it('is called so after three tries while our own page works', async () => {
    await open(planOf(1));
    chats.onConverse = shut('channel-unavailable');
    expect((await runWave(input)).finished).toBe(true);
    expect(await bodies('send-intended')).toHaveLength(3);
    expect(await bodies('door-closed')).toMatchObject([{ disposition: 'channel-unavailable' }]);
    expect((await stateOf())!.phase).toBe('barred');
  });

  it('is called so where the chat takes the text three times and sends nothing', async () => {
    await open(planOf(1));
    chats.onConverse = async (_, steps) => {
      await steps.asking();
      return {
        outcome: 'not-sent',
        code: 'channel-unavailable',
        reason: 'the text still stands in the field',
      };
    };
    await runWave(input);
    expect(await bodies('send-intended')).toHaveLength(3);
    expect((await stateOf())!.phase).toBe('barred');
  });

  it('is not tried again where a phone is demanded', async () => {
    await open(planOf(1));
    chats.onConverse = shut('gated');
    await runWave(input);
    expect(await bodies('send-intended')).toHaveLength(1);
    expect(await bodies('door-closed')).toMatchObject([{ disposition: 'gated' }]);
  });

  it('is never typed into again where the widget says that our question did not go', async () => {
    await open(planOf(1));
    chats.onConverse = async (_, steps) => {
      await steps.asking();
      return { outcome: 'closed', disposition: 'channel-unavailable', reason: 'no connection' };
    };
    await runWave(input);
    expect(chats.asked).toHaveLength(1);
    expect((await stateOf())!.phase).toBe('barred');
  });

  it('is unknown, not shut, where the browser died after the keystroke', async () => {
    await open(planOf(1));
    chats.onConverse = async (_, steps) => {
      await steps.asking();
      chats.works = false;
      return { outcome: 'closed', disposition: 'channel-unavailable', reason: 'no connection' };
    };
    await runWave(input);
    expect(chats.asked).toHaveLength(1);
    expect(await bodies('send-unknown')).toHaveLength(1);
    expect(await bodies('door-closed')).toEqual([]);
  });

  it('is our fault when the browser can not open our own page either', async () => {
    await open(planOf(1));
    chats.onConverse = async () => {
      chats.works = false;
      return { outcome: 'closed', disposition: 'channel-unavailable', reason: 'nothing loads' };
    };
    await runWave(input);
    expect(await bodies('door-closed')).toEqual([]);
    expect((await stateOf())!.phase).toBe('invalid');
  });

  it('is not knocked at by a browser that does not work', async () => {
    await open(planOf(1));
    chats.works = false;
    await runWave(input);
    expect(await bodies('send-intended')).toEqual([]);
    expect((await bodies('instrument-failed'))[0]).toMatchObject({ code: 'browser-failed' });
    expect((await stateOf())!.phase).toBe('invalid');
  });
});

describe('a death in the middle of a chat', () => {
  async function die(before: 'asking' | 'asked'): Promise<number> {
    await open(planOf(1));
    chats.onConverse = async (_, steps) => {
      if (before === 'asked') await steps.asking();
      throw new Error('killed');
    };
    await expect(runWave(input)).rejects.toThrow('killed');
    await ledger.close();
    return clock.now();
  }

  it('before the keystroke: it was not asked, and is asked now', async () => {
    const at = await die('asking');
    await open(input.plan, at);
    await runWave(input);
    expect(chats.asked).toHaveLength(1);
    expect(await bodies('send-unknown')).toEqual([]);
    expect((await stateOf())!.phase).toBe('closed');
  });

  it('after it: never asked again; the chat that still shows our question settles it', async () => {
    const at = await die('asked');
    const [asking] = (await openEvents()).filter((e) => e.body.kind === 'chat-asking');
    await open(input.plan, at);
    const { probes } = input.plan;
    input.live = {
      ...input.live!,
      session: async (probe) => ({ probe, url: probes[0]!.address, key: probe, question: 'How much' }),
      revisit: async (session, visit, sink) => {
        await handVisit(clock, sink, session.probe, [{ side: 'own', text: 'How much' }]);
        return (await fakeLive(clock).live.revisit(session, visit, sink)) as never;
      },
    };
    await runWave(input);
    expect(chats.asked).toEqual([]);
    expect((await bodies('reconciled'))[0]).toMatchObject({
      outcome: 'sent',
      by: 'own-copy',
      acceptedAt: asking!.at,
    });
    expect((await stateOf())!.phase).toBe('closed');
  });

  it('after it, with nothing to show: unresolved, and invalid', async () => {
    const at = await die('asked');
    await open(input.plan, at);
    await runWave(input);
    expect(chats.asked).toEqual([]);
    expect((await bodies('reconciled'))[0]).toMatchObject({ outcome: 'unresolved' });
    expect((await stateOf())!.phase).toBe('invalid');
  });

  async function openEvents() {
    const again = await openLedger({ dir, clock });
    try {
      return await again.events('w1');
    } finally {
      await again.close();
    }
  }
});

describe('an offline form', () => {
  it('is a message that is answered by mail: nobody comes back to the chat', async () => {
    await open(planOf(1));
    chats.onConverse = async (_, steps) => {
      await steps.asking();
      return { outcome: 'sent', acceptedAt: clock.now(), response: OFFLINE_FORM };
    };
    await runWave(input);
    expect(chats.looks).toEqual([]);
    expect((await stateOf())!.phase).toBe('closed');
  });
});

describe('a wave with chats and no browser', () => {
  it('ends in a fault of ours', async () => {
    await open(planOf(1));
    input.live = undefined;
    await runWave(input).catch(() => {});
    expect(await bodies('window-closed')).toEqual([]);
    expect(await bodies('door-closed')).toEqual([]);
  });
});
