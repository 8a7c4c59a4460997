/** The loop on a jumping clock, with the real ledger and a wire that a test can cut. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_PACE } from '../../src/fieldwork/context.ts';
import type { Clock, Ledger, SendReceipt } from '../../src/fieldwork/ports.ts';
import { runWave, type WaveInput } from '../../src/fieldwork/run-wave.ts';
import { bounceAlias, canaryAlias, replyAlias } from '../../src/model/alias.ts';
import { digestOf } from '../../src/model/digest.ts';
import type { EventKind, EventOf, LedgerEvent } from '../../src/model/events.ts';
import type { Plan, PlannedProbe } from '../../src/model/plan.ts';
import { foldWave } from '../../src/model/wave-state.ts';
import { createJumpingClock } from '../../src/sandbox/jumping-clock.ts';
import { openLedger } from '../../src/store/ledger.ts';
import { BASE, type FakeWire, fakeChannel, fakeTriage } from '../support/fake-channel.ts';
import { aPlan, aProbe, scenario } from '../support/plan.ts';

const START = Date.parse('2026-09-01T08:00:00.000Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const TOKENS = 'abcdefghijklmnopqrstuvwxyz';
const tokenOf = (n: number): string => `${TOKENS[n]}`.repeat(10);

/** `count` lenders of their own, one probe each, an hour apart. */
function planOf(count: number, over: (n: number) => Partial<PlannedProbe> = () => ({})): Plan {
  return aPlan(
    Array.from({ length: count }, (_, n) =>
      aProbe({
        id: `w1-l${n}-email-first-loan`,
        lender: `l${n}`,
        entity: `e${n}`,
        address: `help@l${n}.example`,
        token: tokenOf(n),
        sendAt: new Date(START + (n + 1) * HOUR).toISOString(),
        sendBy: new Date(START + (n + 5) * HOUR).toISOString(),
        ...over(n),
      }),
    ),
  );
}

let dir: string;
let clock: Clock;
let ledger: Ledger;
let wire: FakeWire;
let input: WaveInput;

async function open(plan: Plan, startAt = START): Promise<void> {
  clock = createJumpingClock(startAt);
  ledger = await openLedger({ dir, clock });
  const made = fakeChannel(clock);
  wire = made.wire;
  input = {
    plan,
    planSha: digestOf(plan),
    mode: 'sandbox',
    build: 'doorbell@test',
    scenarios: new Map([[scenario.id, scenario]]),
    aliasBase: BASE,
    accounts: [{ name: 'inbox', maxGap: 4 * HOUR, ownClock: false }],
    pace: DEFAULT_PACE,
    clock,
    ledger,
    channel: made.channel,
    triage: fakeTriage,
  };
}

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'doorbell-fieldwork-'));
});
afterEach(async () => {
  await ledger?.close();
  rmSync(dir, { recursive: true, force: true });
});

const events = (): Promise<LedgerEvent[]> => ledger.events('w1');
async function bodies<K extends EventKind>(kind: K): Promise<EventOf<K>[]> {
  return (await events()).map((e) => e.body).filter((b): b is EventOf<K> => b.kind === kind);
}
async function phases(): Promise<Record<string, string>> {
  const state = foldWave(await events());
  return Object.fromEntries(
    input.plan.probes.map((p) => [p.lender, state.probes.get(p.id)?.phase ?? 'planned']),
  );
}

describe('a quiet wave', () => {
  it('sends each probe once, in its slot, and closes each window on proof', async () => {
    await open(planOf(5));
    const outcome = await runWave(input);
    expect(outcome.finished).toBe(true);
    expect(wire.sent.map((s) => s.probe)).toEqual(input.plan.probes.map((p) => p.id));
    for (const [i, probe] of input.plan.probes.entries()) {
      expect(wire.sent[i]!.at).toBeGreaterThanOrEqual(Date.parse(probe.sendAt));
      expect(wire.sent[i]!.at).toBeLessThanOrEqual(Date.parse(probe.sendBy));
    }
    const closed = await bodies('window-closed');
    expect(closed).toHaveLength(5);
    const state = foldWave(await events());
    for (const c of closed) {
      const deadline = Date.parse(state.probes.get(c.probe)!.acceptedAt!) + 72 * HOUR;
      expect(Date.parse(c.coveredTo)).toBeGreaterThan(deadline);
      expect(Date.parse(state.canaries.get(c.canary)!.acceptedAt)).toBeGreaterThan(deadline);
    }
  });

  it('writes the intent before anything goes out', async () => {
    await open(planOf(1));
    let before: LedgerEvent[] = [];
    wire.onSend = async () => {
      before = await events();
      return { outcome: 'sent', acceptedAt: clock.now(), response: '250 ok' };
    };
    await runWave(input);
    expect(before.at(-1)?.body.kind).toBe('send-intended');
  });

  it('sends nothing before our own message has come back', async () => {
    await open(planOf(1));
    let seen = 0;
    wire.onSend = async () => {
      seen = (await bodies('canary-seen')).length;
      return { outcome: 'sent', acceptedAt: clock.now(), response: '250 ok' };
    };
    await runWave(input);
    expect(seen).toBe(1);
  });

  it('stores the hash of the plan on every probe', async () => {
    await open(planOf(2));
    await runWave(input);
    expect((await bodies('send-intended')).map((i) => i.plan)).toEqual([input.planSha, input.planSha]);
    expect(JSON.parse(new TextDecoder().decode(await ledger.evidence(input.planSha)))).toEqual(input.plan);
  });
});

describe('at most once', () => {
  it('never sends again what is unknown, and takes our own copy as proof that it went', async () => {
    await open(planOf(1));
    wire.onSend = async (order) => {
      await wire.deliver({
        recipients: [replyAlias(BASE, 'anna', order.probe.token)],
        text: 'own copy',
        messageId: `<${order.probe.token}.1@study.example>`,
      });
      return { outcome: 'unknown', reason: 'connection lost after DATA' };
    };
    await runWave(input);
    expect(wire.sent).toHaveLength(1);
    expect((await bodies('reconciled'))[0]).toMatchObject({ outcome: 'sent', by: 'own-copy' });
    expect(await phases()).toEqual({ l0: 'closed' });
  });

  it('says of an unclear send without any trace that it is unresolved, and calls the probe invalid', async () => {
    await open(planOf(1));
    wire.onSend = () => ({ outcome: 'unknown', reason: 'connection lost after DATA' });
    await runWave(input);
    expect(wire.sent).toHaveLength(1);
    expect((await bodies('reconciled'))[0]).toMatchObject({ outcome: 'unresolved', by: 'no-evidence' });
    expect((await bodies('invalidated'))[0]).toMatchObject({ code: 'send-unknown' });
  });

  it('takes a reply as proof that an unclear send went', async () => {
    await open(planOf(1));
    wire.onSend = async (order) => {
      void clock
        .sleepUntil(clock.now() + 3 * HOUR)
        .then(() =>
          wire.deliver({ recipients: [replyAlias(BASE, 'anna', order.probe.token)], text: 'reply' }),
        );
      return { outcome: 'unknown', reason: 'connection lost after DATA' };
    };
    await runWave(input);
    expect((await bodies('reconciled'))[0]).toMatchObject({ outcome: 'sent', by: 'reply' });
  });

  it('resumes after a death between intent and answer without sending again', async () => {
    await open(planOf(3));
    wire.onSend = (order) => {
      if (order.probe.lender === 'l1') throw new Error('killed');
      return { outcome: 'sent', acceptedAt: clock.now(), response: '250 ok' };
    };
    await expect(runWave(input)).rejects.toThrow('killed');
    expect(await phases()).toEqual({ l0: 'sent', l1: 'intended', l2: 'planned' });
    await ledger.close();
    const sentBefore = wire.sent.map((s) => s.probe);
    await open(input.plan, START + 2.5 * HOUR);
    await runWave(input);
    expect([...sentBefore, ...wire.sent.map((s) => s.probe)]).toEqual(input.plan.probes.map((p) => p.id));
    expect((await bodies('send-unknown')).map((u) => u.probe)).toEqual([input.plan.probes[1]!.id]);
    expect(await phases()).toEqual({ l0: 'closed', l1: 'invalid', l2: 'closed' });
  });

  it('tries again what certainly did not go, at most three times, with a Message-ID of its own each time', async () => {
    await open(planOf(2, (n) => ({ sendBy: new Date(START + (n + 12) * HOUR).toISOString() })));
    wire.onSend = (order): SendReceipt =>
      order.probe.lender === 'l0' || order.attempt === 1
        ? { outcome: 'not-sent', code: 'ECONNECTION', reason: 'refused' }
        : { outcome: 'sent', acceptedAt: clock.now(), response: '250 ok' };
    await runWave(input);
    expect(wire.sent.filter((s) => s.probe.includes('-l0-')).map((s) => s.attempt)).toEqual([1, 2, 3]);
    expect(wire.sent.filter((s) => s.probe.includes('-l1-')).map((s) => s.attempt)).toEqual([1, 2]);
    expect(new Set((await bodies('send-intended')).map((i) => i.messageId)).size).toBe(5);
    expect(await phases()).toEqual({ l0: 'invalid', l1: 'closed' });
    expect((await bodies('invalidated'))[0]).toMatchObject({ code: 'not-sent' });
  });

  it('ends a probe whose address is refused', async () => {
    await open(planOf(1));
    wire.onSend = () => ({ outcome: 'rejected', code: 550, response: '5.1.1 no such user' });
    const outcome = await runWave({ ...input, onStopped: async () => ({ by: 'test: reviewed' }) });
    expect(outcome.finished).toBe(true);
    expect(await phases()).toEqual({ l0: 'rejected' });
  });

  it('refuses another plan for a wave that has begun', async () => {
    await open(planOf(1));
    await runWave(input);
    const other = planOf(2);
    await expect(runWave({ ...input, plan: other, planSha: digestOf(other) })).rejects.toThrow(
      /a plan can not change/,
    );
  });
});

describe('a deaf instrument never says no-reply', () => {
  it('sends to nobody while our own message does not come back', async () => {
    await open(planOf(2));
    wire.hears = false;
    await runWave(input);
    expect(wire.sent).toEqual([]);
    expect(await phases()).toEqual({ l0: 'invalid', l1: 'invalid' });
    for (const i of await bodies('invalidated')) expect(i.reason).toContain('did not come back');
  });

  it('closes nothing when it has gone deaf over the deadline', async () => {
    await open(planOf(2));
    void clock.sleepUntil(START + DAY).then(() => {
      wire.hears = false;
    });
    await runWave(input);
    expect(wire.sent).toHaveLength(2);
    expect(await bodies('window-closed')).toEqual([]);
    expect((await bodies('invalidated')).map((i) => i.code)).toEqual(['no-canary', 'no-canary']);
  });

  it('closes nothing on an incomplete look', async () => {
    await open(planOf(2));
    wire.blind = 'folder Junk is missing';
    await runWave(input);
    expect(await bodies('window-closed')).toEqual([]);
    for (const i of await bodies('invalidated')) {
      expect(i.code).toBe('no-coverage');
      expect(i.reason).toContain('folder Junk is missing');
    }
  });

  it('closes late, but on proof, when the outage ends within the grace', async () => {
    await open(planOf(1));
    wire.blind = 'server is down';
    void clock.sleepUntil(START + 3 * DAY + 10 * HOUR).then(() => {
      wire.blind = null;
    });
    input.accounts = [{ name: 'inbox', maxGap: null, ownClock: false }];
    await runWave(input);
    // This account's coverage reaches back to the start of listening: the mailbox kept what came.
    expect(await phases()).toEqual({ l0: 'closed' });
  });

  it('calls a window invalid in which nobody listened for too long', async () => {
    await open(planOf(1));
    const ending = new AbortController();
    void clock.sleepUntil(START + 6 * HOUR).then(() => ending.abort());
    expect((await runWave({ ...input, signal: ending.signal })).finished).toBe(false);
    await ledger.close();
    await open(input.plan, START + 2 * DAY);
    await runWave(input);
    expect((await bodies('invalidated'))[0]).toMatchObject({ code: 'no-coverage' });
    expect((await bodies('invalidated'))[0]!.reason).toContain('nobody watched it');
  });

  it('bridges a short absence of our own mail exchanger', async () => {
    await open(planOf(1));
    const ending = new AbortController();
    void clock.sleepUntil(START + 6 * HOUR).then(() => ending.abort());
    await runWave({ ...input, signal: ending.signal });
    await ledger.close();
    await open(input.plan, START + 9 * HOUR);
    await runWave(input);
    expect(await phases()).toEqual({ l0: 'closed' });
  });

  it('does not believe a clock that leapt over the deadline', async () => {
    await open(planOf(2));
    let offset = 0;
    const leaping: Clock = { ...clock, now: () => clock.now() + offset };
    leaping.sleepUntil = (at, signal) => clock.sleepUntil(at - offset, signal);
    void clock.sleepUntil(START + 10 * HOUR).then(() => {
      offset = 3 * DAY;
    });
    await runWave({ ...input, clock: leaping });
    expect(await bodies('window-closed')).toEqual([]);
    expect((await bodies('clock-jumped'))[0]?.byMs).toBe(3 * DAY);
    expect((await bodies('invalidated')).map((i) => i.code)).toEqual(['clock-jumped', 'clock-jumped']);
  });

  it("does not believe its own clock against the mail server's", async () => {
    await open(planOf(2));
    input.accounts = [{ name: 'inbox', maxGap: null, ownClock: true }];
    let offset = 0;
    const leaping: Clock = { ...clock, now: () => clock.now() + offset };
    leaping.sleepUntil = (at, signal) => clock.sleepUntil(at - offset, signal);
    const made = fakeChannel(leaping);
    wire = made.wire;
    wire.serverNow = () => clock.now();
    void clock.sleepUntil(START + 10 * HOUR).then(() => {
      offset = 3 * DAY;
    });
    await runWave({ ...input, clock: leaping, channel: made.channel });
    expect(wire.sent).toHaveLength(2);
    expect(await bodies('window-closed')).toEqual([]);
    expect((await bodies('invalidated')).map((i) => i.code)).toEqual(['no-canary', 'no-canary']);
  });
});

describe('the stop rules', () => {
  it('stops above 5% bounces, and goes on when a person has looked', async () => {
    await open(planOf(4));
    wire.onSend = (order) => {
      if (order.probe.lender === 'l0')
        void clock
          .sleepUntil(clock.now() + 60_000)
          .then(() =>
            wire.deliver({ recipients: [bounceAlias(BASE, order.probe.token)], from: '', text: 'bounce' }),
          );
      return { outcome: 'sent', acceptedAt: clock.now(), response: '250 ok' };
    };
    const asked: string[] = [];
    await runWave({
      ...input,
      onStopped: async (reason) => {
        asked.push(reason);
        return asked.length > 0 ? { by: 'A. Tester: the address is as advertised' } : null;
      },
    });
    expect(asked).toHaveLength(1);
    expect(asked[0]).toContain('1 of 1 messages bounced');
    expect(wire.sent).toHaveLength(4);
  });

  it('sends nothing more after a stop that nobody lifts, and says so on each probe', async () => {
    await open(planOf(3));
    wire.onSend = (order) => {
      void clock
        .sleepUntil(clock.now() + 60_000)
        .then(() =>
          wire.deliver({ recipients: [replyAlias(BASE, 'anna', order.probe.token)], text: 'spam complaint' }),
        );
      return { outcome: 'sent', acceptedAt: clock.now(), response: '250 ok' };
    };
    await runWave(input);
    expect(wire.sent).toHaveLength(1);
    expect(await phases()).toEqual({ l0: 'closed', l1: 'invalid', l2: 'invalid' });
    for (const i of await bodies('invalidated')) expect(i.reason).toContain('sending was stopped');
  });

  it('never writes again to a legal entity that asked to be left alone, in any wave', async () => {
    await open(
      planOf(2, (n) => ({
        entity: 'one-llc',
        sendAt: new Date(START + (1 + n * 80) * HOUR).toISOString(),
        sendBy: new Date(START + (5 + n * 80) * HOUR).toISOString(),
      })),
    );
    wire.onSend = (order) => {
      void clock
        .sleepUntil(clock.now() + 60_000)
        .then(() =>
          wire.deliver({ recipients: [replyAlias(BASE, 'anna', order.probe.token)], text: 'stop writing' }),
        );
      return { outcome: 'sent', acceptedAt: clock.now(), response: '250 ok' };
    };
    await runWave(input);
    expect(wire.sent).toHaveLength(1);
    expect((await bodies('invalidated'))[0]).toMatchObject({ code: 'do-not-contact' });
    expect((await bodies('do-not-contact')).map((d) => d.scope).sort()).toEqual(['address', 'entity']);
  });

  it('waits for the gap between two sends', async () => {
    await open(planOf(3, () => ({ sendAt: new Date(START + HOUR).toISOString() })));
    await runWave(input);
    const begun = (await events())
      .filter((e) => e.body.kind === 'send-intended')
      .map((e) => Date.parse(e.at));
    const gaps = begun.slice(1).map((at, i) => at - begun[i]!);
    for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(60_000);
    expect(wire.sent).toHaveLength(3);
  });
});

describe('hard cases', () => {
  const sentOnce = async (): Promise<void> => {
    const stop = new AbortController();
    await runWave({
      ...input,
      signal: stop.signal,
      onProgress: (p) => {
        if (p.sent === 1) stop.abort();
      },
    });
  };
  const keepsMail = [{ name: 'inbox', maxGap: null, ownClock: false }];

  it('a reply that another wave took in is seen by its own', async () => {
    await open(planOf(1));
    input.accounts = keepsMail;
    await sentOnce();
    const other = aPlan(
      [
        aProbe({
          id: 'try-a-x-email-first-loan',
          lender: 'x',
          entity: 'x',
          address: 'help@x.example',
          token: tokenOf(9),
          sendAt: new Date(clock.now()).toISOString(),
          sendBy: new Date(clock.now() + HOUR).toISOString(),
        }),
      ],
      { id: 'try-a', deadlineHours: 1 },
    );
    wire.onSend = async () => {
      await wire.deliver({
        recipients: [replyAlias(BASE, 'anna', tokenOf(0))],
        from: 'staff@l0.example',
        text: 'the answer',
      });
      return { outcome: 'sent', acceptedAt: clock.now(), response: '250 ok' };
    };
    await runWave({ ...input, plan: other, planSha: digestOf(other) });
    await runWave(input);
    const { captures } = foldWave(await events());
    expect(captures.filter((c) => c.correlation.envelopeFrom === 'staff@l0.example')).toHaveLength(1);
    expect(await phases()).toEqual({ l0: 'closed' });
  });

  it('a run that begins long after the deadline still has its time for proof', async () => {
    await open(planOf(1));
    input.accounts = keepsMail;
    await sentOnce();
    await clock.sleepUntil(clock.now() + 102 * HOUR);
    await runWave(input);
    expect(await phases()).toEqual({ l0: 'closed' });
  });

  it('no window closes whose own reply address was never heard from', async () => {
    await open(planOf(1));
    const { send } = input.channel;
    input.channel = {
      ...input.channel,
      send: async (order, message) => {
        wire.hears = false;
        const receipt = await send(order, message);
        wire.hears = true;
        return receipt;
      },
    };
    await runWave(input);
    expect((await bodies('invalidated'))[0]).toMatchObject({ code: 'no-own-copy' });
  });

  it('a complaint stops sending also after a stop request from the same lender', async () => {
    await open(planOf(3));
    wire.onSend = async (order) => {
      const recipients = [replyAlias(BASE, 'anna', order.probe.token)];
      await wire.deliver({ recipients, text: 'stop writing' });
      await wire.deliver({ recipients, text: 'spam complaint' });
      return { outcome: 'sent', acceptedAt: clock.now(), response: '250 ok' };
    };
    await runWave(input);
    expect(await bodies('sending-stopped')).toHaveLength(1);
    expect(wire.sent).toHaveLength(1);
  });

  it('each new complaint stops sending again, also one that belongs to no probe', async () => {
    await open(planOf(3));
    wire.onSend = async () => {
      if (wire.sent.length <= 2)
        await wire.deliver({ recipients: ['postmaster@study.example'], text: 'spam complaint' });
      return { outcome: 'sent', acceptedAt: clock.now(), response: '250 ok' };
    };
    await runWave({ ...input, onStopped: async () => ({ by: 'A. Tester' }) });
    expect(await bodies('sending-stopped')).toHaveLength(2);
  });

  it('a canary from a clock that has been put right holds nothing up', async () => {
    await open(planOf(3));
    await ledger.append('w1', [
      {
        kind: 'canary-sent',
        token: 'zzzzzzzzzz',
        messageId: '<z@study.example>',
        acceptedAt: new Date(START + 10 * DAY).toISOString(),
      },
      { kind: 'canary-seen', token: 'zzzzzzzzzz', account: 'inbox' },
      { kind: 'clock-jumped', byMs: -10 * DAY },
    ]);
    await runWave(input);
    expect(wire.sent).toHaveLength(3);
  });

  it('a slow canary is no clock that disagrees', async () => {
    await open(planOf(1));
    input.accounts = [{ name: 'inbox', maxGap: null, ownClock: true }];
    const { sendCanary } = input.channel;
    input.channel = {
      ...input.channel,
      sendCanary: async (token, at) => {
        wire.hears = false;
        const receipt = await sendCanary(token, at);
        wire.hears = true;
        void clock
          .sleepUntil(at + 5 * 60_000)
          .then(() => wire.deliver({ recipients: [canaryAlias(BASE, token)], text: 'canary' }));
        return receipt;
      },
    };
    await runWave(input);
    expect(await phases()).toEqual({ l0: 'closed' });
  });

  it('an account that was taken out of the settings leaves its windows unproven', async () => {
    await open(planOf(1));
    await sentOnce();
    await clock.sleepUntil(clock.now() + 50 * HOUR);
    const { collect } = input.channel;
    await runWave({
      ...input,
      accounts: [{ name: 'box', maxGap: null, ownClock: false }],
      channel: {
        ...input.channel,
        collect: async (sink, since) => (await collect(sink, since)).map((c) => ({ ...c, account: 'box' })),
      },
    });
    expect((await bodies('invalidated'))[0]).toMatchObject({ code: 'no-coverage' });
  });
});
