/** The loop on probes by hand: it sends none, and ends each on proof. On a jumping clock, with both kinds of ledger. */

import { describe, expect, it } from 'vitest';
import { LOOK_WITHIN } from '../../src/fieldwork/by-hand.ts';
import { watchClock } from '../../src/fieldwork/clock-watch.ts';
import { DEFAULT_PACE, type Fieldwork, refresh } from '../../src/fieldwork/context.ts';
import {
  checkedNothing,
  confirmSent,
  releaseTask,
  reportOwn,
  takeTask,
} from '../../src/fieldwork/operator.ts';
import type { Clock, Triage } from '../../src/fieldwork/ports.ts';
import type { Progress } from '../../src/fieldwork/progress.ts';
import { recorderWarning } from '../../src/fieldwork/recorder-watch.ts';
import { settleByHand } from '../../src/fieldwork/settle-by-hand.ts';
import { tasksOf } from '../../src/fieldwork/tasks.ts';
import { sha256 } from '../../src/model/digest.ts';
import type { Plan } from '../../src/model/plan.ts';
import { emptyWave, foldWave } from '../../src/model/wave-state.ts';
import { createJumpingClock } from '../../src/sandbox/jumping-clock.ts';
import { createManualClock } from '../../src/sandbox/manual-clock.ts';
import { aPlan } from '../support/plan.ts';
import { DAY, type HandWorld, HOUR, handPlan, handWorld, MINUTE, START } from './hand-world.ts';

const SENT = START + 2 * HOUR;
const DEADLINE = SENT + MINUTE + 72 * HOUR;

describe.each(['memory', 'SQLite'] as const)('on a ledger in %s', (store) => {
  const world = async (plan: Plan = handPlan(1)) => {
    const clock = createJumpingClock(START);
    const made = await handWorld(store, clock, plan, { opened: false });
    return { ...made, made, first: made.ids[0]! };
  };
  type World = Awaited<ReturnType<typeof world>>;

  /** Does things at moments of study time, beside the loop, one after the other. */
  const script = async (clock: Clock, steps: [at: number, act: () => Promise<unknown>][]) => {
    for (const [at, act] of steps) {
      await clock.sleepUntil(at);
      await act();
    }
  };
  const sends = (w: World, by = 'olena', id = w.first): [number, () => Promise<unknown>][] => [
    [SENT, () => takeTask(w.made.desk, by, id)],
    [SENT + MINUTE, () => confirmSent(w.made.desk, by, id)],
  ];
  const cut = (w: World, reason: string | null) => async () => {
    w.messenger.down = reason;
  };
  /** The loop beside a script; ends the loop at `until` where the wave does not end by itself. */
  const play = async (
    w: World,
    steps: [number, () => Promise<unknown>][],
    {
      recorder = true,
      until,
      onProgress,
    }: { recorder?: boolean; until?: number; onProgress?: (p: Progress) => void } = {},
  ) => {
    const ending = new AbortController();
    const over = w.made.run({
      ...(recorder ? { recorder: w.recorder } : {}),
      ...(onProgress ? { onProgress } : {}),
      signal: ending.signal,
    });
    await Promise.all([
      script(w.clock, steps),
      over,
      until === undefined ? null : w.clock.sleepUntil(until).then(() => ending.abort()),
    ]);
    return over;
  };
  const last = async (w: World, id = w.first) => w.made.stateOf(id);

  describe('a task that nobody takes', () => {
    it('is never sent by the loop, and is lost with its slot', async () => {
      const w = await world();
      expect((await play(w, [])).finished).toBe(true);
      expect(w.wire.sent).toEqual([]);
      expect(w.wire.canaries).toBe(0);
      expect((await last(w)).invalid).toMatchObject({
        code: 'missed-slot',
        reason: expect.stringContaining('nobody took it'),
      });
      expect(await w.made.bodies('send-intended')).toEqual([]);
      expect(w.clock.now()).toBeLessThan(START + 5 * HOUR + MINUTE);
    });

    it('is lost with the reason where sending was stopped', async () => {
      const w = await world();
      await play(w, [
        [
          START + MINUTE,
          () => w.made.ledger.append('w1', [{ kind: 'sending-stopped', reason: 'a holiday', by: 'lead' }]),
        ],
      ]);
      expect((await last(w)).invalid).toMatchObject({
        code: 'missed-slot',
        reason: expect.stringContaining('a holiday'),
      });
    });

    it('and whose lender is on the list is over as soon as it is due', async () => {
      const w = await world();
      await w.made.ledger.append('w0', [
        { kind: 'do-not-contact', scope: 'entity', value: 'e0', reason: 'asked' },
      ]);
      await play(w, []);
      expect((await last(w)).invalid?.code).toBe('do-not-contact');
      expect(w.clock.now()).toBeLessThan(START + 2 * HOUR);
    });

    it('taken in the moment in which the loop ends it, is not lost', async () => {
      const w = await world();
      const { ledger } = w.made;
      await ledger.append('w1', [{ kind: 'sending-resumed', by: 'lead' }]);
      const { id: probe, entity, lender, channel, address } = w.plan.probes[0]!;
      const raw = new TextEncoder().encode('the question');
      const take = () =>
        ledger.claimSend(
          'w1',
          {
            ...{ kind: 'send-intended', probe, entity, lender, channel, address, alias: '', messageId: 'x' },
            ...{ plan: sha256('plan'), evidence: sha256(raw), attempt: 1, by: 'olena' },
          },
          raw,
          () => null,
        );
      let decisions = 0;
      const run = {
        ...{ plan: w.plan, triaged: new Map(), pace: DEFAULT_PACE, startedAt: START, state: emptyWave() },
        clock: { ...w.clock, now: () => START + 5 * HOUR + 1 },
        ledger: {
          ...ledger,
          // The first asks for the list; before the second the operator's click arrives.
          async appendWhen(...given: Parameters<typeof ledger.appendWhen>) {
            if (++decisions === 2) await take();
            return ledger.appendWhen(...given);
          },
        },
      } as unknown as Fieldwork;
      await settleByHand(run);
      expect(decisions).toBe(2);
      expect((await last(w)).phase).toBe('intended');
      expect(await w.made.bodies('invalidated')).toEqual([]);
    });
  });

  describe('silence', () => {
    it('is proven by a look after the deadline, without canary or mailbox', async () => {
      const w = await world();
      w.wire.hears = false;
      w.wire.blind = 'the mailbox is shut';
      const outcome = await play(
        w,
        [...sends(w), [DEADLINE + HOUR, () => checkedNothing(w.made.desk, 'petro', w.first)]],
        { recorder: false },
      );
      expect(outcome.finished).toBe(true);
      expect((await last(w)).closed).toMatchObject({
        canary: 'check petro',
        coveredTo: expect.stringMatching(/^2026-09-04T11:01:/),
      });
    });

    it('is not proven by looks before the deadline', async () => {
      const w = await world();
      await play(w, [...sends(w), [DEADLINE - MINUTE, () => checkedNothing(w.made.desk, 'petro', w.first)]], {
        recorder: false,
      });
      expect(await last(w)).toMatchObject({
        phase: 'invalid',
        invalid: { code: 'no-check', reason: expect.stringContaining('after the deadline') },
      });
    });

    it('is proven by a look after a long weekend', async () => {
      const w = await world();
      await play(
        w,
        [...sends(w), [DEADLINE + 3 * DAY, () => checkedNothing(w.made.desk, 'petro', w.first)]],
        { recorder: false },
      );
      expect((await last(w)).closed?.canary).toBe('check petro');
    });

    it('is proven by a look that arrives in the moment in which the window is given up', async () => {
      const w = await world();
      const { ledger } = w.made;
      const late: HandWorld['ledger'] = {
        ...ledger,
        async appendWhen(wave, about, decide) {
          if (w.clock.now() > DEADLINE + LOOK_WITHIN && (await last(w)).checks === undefined)
            await checkedNothing(w.made.openDesk({ ledger }), 'petro', w.first);
          return ledger.appendWhen(wave, about, decide);
        },
      };
      const over = w.made.run({ ledger: late });
      await Promise.all([script(w.clock, sends(w)), over]);
      expect((await last(w)).closed?.canary).toBe('check petro');
    });

    it('is proven by a recorder that heard our question and watched to the end', async () => {
      const w = await world();
      await play(w, [
        ...sends(w),
        [SENT + 2 * MINUTE, () => w.messenger.hear({ probe: w.first, side: 'own', at: SENT + 30_000 })],
      ]);
      const { closed } = await last(w);
      expect(closed?.canary).toBe('recorder telegram');
      expect(Date.parse(closed!.coveredTo)).toBeGreaterThan(DEADLINE);
      expect(await w.made.bodies('operator-checked')).toEqual([]);
    });

    it('is not proven by a recorder that did not hear our question in the chat', async () => {
      const w = await world();
      await play(w, [
        ...sends(w),
        // Forwarded by hand: the bot was not in the chat, and would not hear an answer there.
        [
          SENT + 2 * MINUTE,
          () => w.messenger.hear({ probe: w.first, side: 'own', at: SENT + 30_000, forwarded: true }),
        ],
      ]);
      expect((await last(w)).invalid?.code).toBe('no-check');
    });

    const withGap = async (hours: number) => {
      const w = await world();
      const from = SENT + 3 * HOUR;
      await play(w, [
        ...sends(w),
        [SENT + 2 * MINUTE, () => w.messenger.hear({ probe: w.first, side: 'own', at: SENT + 30_000 })],
        [from, cut(w, 'no network')],
        [from + hours * HOUR, cut(w, null)],
      ]);
      return w;
    };
    it('a recorder that was away for 20 hours has missed nothing', async () => {
      const w = await withGap(20);
      expect((await last(w)).closed?.canary).toBe('recorder telegram');
      expect((await w.made.bodies('instrument-failed')).map((f) => [f.code, f.account])).toContainEqual([
        'telegram-unreachable',
        'telegram',
      ]);
    });

    it('a recorder that was away for more than a day has: missing coverage, not silence', async () => {
      const w = await world();
      const from = SENT + 3 * HOUR;
      // Its own look afterwards accounts for a day only, as the server keeps no more.
      const { collect } = w.recorder;
      w.recorder.collect = async (sink, since) =>
        (await collect(sink, since)).map((c) => ({
          ...c,
          from: new Date(Math.max(Date.parse(c.from), Date.parse(c.to) - HOUR)).toISOString(),
        }));
      await play(w, [
        ...sends(w),
        [SENT + 2 * MINUTE, () => w.messenger.hear({ probe: w.first, side: 'own', at: SENT + 30_000 })],
        [from, cut(w, 'no network')],
        [from + 30 * HOUR, cut(w, null)],
      ]);
      expect((await last(w)).invalid).toMatchObject({
        code: 'no-check',
        reason: expect.stringMatching(/of the recorder: telegram: nobody watched it for \d+ minutes/),
      });
    });

    it('after a gap of the recorder somebody is asked to look, and the look proves it', async () => {
      const w = await world();
      const looks: string[] = [];
      await play(w, [
        ...sends(w),
        [SENT + 2 * MINUTE, () => w.messenger.hear({ probe: w.first, side: 'own', at: SENT + 30_000 })],
        [SENT + HOUR, cut(w, 'no network')],
        [
          SENT + 2 * HOUR,
          async () => {
            await w.made.desk.refresh();
            looks.push(
              `${tasksOf(w.made.desk, w.clock.now()).filter((t) => t.dueAt <= w.clock.now()).length}`,
            );
          },
        ],
        [
          DEADLINE + HOUR,
          async () => {
            await w.made.desk.refresh();
            looks.push(...tasksOf(w.made.desk, w.clock.now()).map((t) => `${t.kind} ${t.look}`));
            await checkedNothing(w.made.desk, 'olena', w.first);
          },
        ],
      ]);
      expect(looks).toEqual(['0', 'check deadline']);
      expect((await last(w)).closed?.canary).toBe('check olena');
    });

    it('of mail is not held up by a messenger that is down, nor proven by it', async () => {
      const plan = handPlan(1);
      const mail = {
        ...plan.probes[0]!,
        id: 'w1-m-email-first-loan',
        lender: 'm',
        entity: 'em',
        channel: 'email' as const,
        address: 'help@m.example',
        token: 'zzzzzzzzzz',
      };
      const w = await world(aPlan([plan.probes[0]!, mail]));
      w.messenger.down = 'no network';
      await play(w, []);
      expect((await last(w, mail.id)).closed?.canary).toMatch(/^[a-z2-7]{10}$/);
    });
  });

  describe('a task that was taken', () => {
    it('is sent when the recorder hears our question, without a click, at the messenger’s moment', async () => {
      const w = await world();
      await play(w, [
        [SENT, () => takeTask(w.made.desk, 'olena', w.first)],
        [SENT + MINUTE, () => w.messenger.hear({ probe: w.first, side: 'own', at: SENT + 42_000 })],
        [
          SENT + 2 * MINUTE,
          async () =>
            expect(await confirmSent(w.made.desk, 'olena', w.first)).toMatchObject({ code: 'already-sent' }),
        ],
      ]);
      expect(await w.made.bodies('reconciled')).toMatchObject([
        { outcome: 'sent', by: 'own-copy', acceptedAt: new Date(SENT + 42_000).toISOString() },
      ]);
      expect((await last(w)).phase).toBe('closed');
    });

    it('is sent though it was released, where our question stands in the chat: nobody sends it again', async () => {
      const w = await world();
      await play(w, [
        [SENT, () => takeTask(w.made.desk, 'olena', w.first)],
        [SENT + MINUTE, () => releaseTask(w.made.desk, 'olena', w.first, 'it hung')],
        [SENT + 2 * MINUTE, () => w.messenger.hear({ probe: w.first, side: 'own', at: SENT + 30_000 })],
        [
          SENT + HOUR,
          async () =>
            expect(await takeTask(w.made.desk, 'petro', w.first)).toMatchObject({ code: 'already-sent' }),
        ],
      ]);
      expect(await w.made.bodies('send-intended')).toHaveLength(1);
    });

    it('is not taken for sent by an older question in the same chat', async () => {
      const w = await world();
      await play(
        w,
        [
          [SENT, () => takeTask(w.made.desk, 'olena', w.first)],
          [SENT + MINUTE, () => w.messenger.hear({ probe: w.first, side: 'own', at: START - 8 * DAY })],
        ],
        { until: SENT + HOUR },
      );
      expect((await last(w)).phase).toBe('intended');
    });

    it('is asked about past its slot, then unclear, then lost; nothing sends it again', async () => {
      const w = await world();
      const asked: unknown[] = [];
      const ask = async () => {
        await w.made.desk.refresh();
        asked.push(tasksOf(w.made.desk, w.clock.now()).map((t) => [t.kind, t.unclear === true]));
      };
      const slotEnd = START + 5 * HOUR;
      await play(w, [
        [SENT, () => takeTask(w.made.desk, 'olena', w.first)],
        [slotEnd + HOUR, ask],
        [slotEnd + DAY + MINUTE, ask],
        [
          slotEnd + DAY + HOUR,
          async () =>
            expect(await confirmSent(w.made.desk, 'olena', w.first)).toMatchObject({ code: 'unclear' }),
        ],
      ]);
      expect(asked).toEqual([[['confirm', false]], [['confirm', true]]]);
      expect((await w.made.bodies('send-unknown'))[0]?.reason).toContain('olena');
      expect(await last(w)).toMatchObject({ phase: 'invalid', invalid: { code: 'send-unknown' } });
      expect(await w.made.bodies('reconciled')).toMatchObject([{ outcome: 'unresolved' }]);
      expect(await w.made.bodies('send-intended')).toHaveLength(1);
    });

    it('and unclear, is cleared up by the sight of our question', async () => {
      const w = await world();
      const seen = START + 5 * HOUR + DAY + HOUR;
      await play(w, [
        [SENT, () => takeTask(w.made.desk, 'olena', w.first)],
        [seen, () => reportOwn(w.made.desk, 'olena', w.first, {})],
        [seen + 72 * HOUR + MINUTE, () => checkedNothing(w.made.desk, 'olena', w.first)],
      ]);
      expect(await w.made.bodies('reconciled')).toMatchObject([
        { outcome: 'sent', by: 'own-copy', acceptedAt: new Date(seen).toISOString() },
      ]);
      expect((await last(w)).phase).toBe('closed');
    });
  });

  // A ledger in memory does not outlive its process.
  if (store === 'SQLite')
    describe('a run that ends and begins again', () => {
      it('at every step goes on where it was: nothing is lost, doubled or sent by itself', async () => {
        const w = await world();
        const steps: [number, () => Promise<unknown>][] = [
          ...sends(w),
          [SENT + 25 * HOUR, () => checkedNothing(w.made.desk, 'petro', w.first)],
          [DEADLINE + HOUR, () => checkedNothing(w.made.desk, 'petro', w.first)],
        ];
        const phases: string[] = [];
        for (const step of steps.slice(0, -1)) {
          await play(w, [step], { recorder: false, until: step[0] + MINUTE / 4 });
          await w.made.reopen();
          await w.made.desk.refresh();
          phases.push((await last(w)).phase);
        }
        await play(w, steps.slice(-1), { recorder: false });
        expect(phases).toEqual(['intended', 'sent', 'sent']);
        expect((await last(w)).closed?.canary).toBe('check petro');
        const kinds = (await w.made.ledger.events('w1')).map((e) => e.body.kind);
        expect(kinds.filter((k) => k === 'send-intended' || k === 'sent')).toEqual(['send-intended', 'sent']);
        expect(kinds).not.toContain('send-unknown');
        expect(w.wire.sent).toEqual([]);
      });

      it('knows that a follow-up was begun, and never sends it again', async () => {
        const w = await world();
        await play(w, sends(w), { until: SENT + HOUR });
        const text = new TextEncoder().encode('Thank you.');
        await w.made.ledger.keep(text);
        await w.made.ledger.append('w1', [
          { kind: 'follow-up-intended', probe: w.first, evidence: sha256(text), by: 'olena' },
        ]);
        await w.made.reopen();
        await play(w, [], { until: SENT + 2 * HOUR });
        expect(await w.made.bodies('follow-up-ended')).toMatchObject([{ outcome: 'unknown' }]);
        expect(w.messenger.followUps).toEqual([]);
      });
    });

  it('counts what waits at the desk, and warns of a recorder that is out of touch for 12 hours', async () => {
    const w = await world(handPlan(2));
    const seen: { at: number; atDesk: number | undefined; warned: boolean }[] = [];
    await play(w, [...sends(w), [SENT + 2 * MINUTE, cut(w, 'no network')]], {
      until: SENT + 30 * HOUR,
      onProgress: (p) => seen.push({ at: w.clock.now(), atDesk: p.atDesk, warned: p.warning !== undefined }),
    });
    const during = (from: number, to: number) => seen.filter((s) => s.at >= from && s.at < to);
    expect(during(START, START + HOUR).every((s) => s.atDesk === 0)).toBe(true);
    expect(during(START + HOUR, SENT).at(-1)?.atDesk).toBe(2);
    // One taken and confirmed, the other lost with its slot, then a look that is due.
    expect(during(SENT + 6 * HOUR, SENT + 30 * HOUR).every((s) => s.atDesk === 1)).toBe(true);
    expect(during(START, SENT + 11 * HOUR).some((s) => s.warned)).toBe(false);
    expect(during(SENT + 15 * HOUR, SENT + 30 * HOUR).every((s) => s.warned)).toBe(true);
    const state = foldWave(await w.made.ledger.events('w1'));
    expect(recorderWarning(state, 'telegram', START, SENT + 14 * HOUR)).toMatch(/keeps messages for 24 only/);
    expect(recorderWarning(state, 'telegram', START, SENT + 30 * HOUR)).toMatch(/counts as not watched/);
  });
});

describe('our clock', () => {
  const afterLeap = async (leap: number, heard: boolean) => {
    const w = await handWorld('memory', createManualClock(SENT), handPlan(1));
    const [probe = ''] = w.ids;
    await takeTask(w.desk, 'olena', probe);
    await confirmSent(w.desk, 'olena', probe);
    const triaged = new Map<number, Triage>(heard ? [[0, { probe, kind: 'own-copy', heard: true }]] : []);
    const run = {
      ...{ plan: w.plan, ledger: w.ledger, clock: w.clock, pace: DEFAULT_PACE, triaged },
      ...{ state: emptyWave(), accounts: [{ name: 'inbox', maxGap: HOUR, ownClock: false }] },
    } as unknown as Fieldwork;
    await refresh(run);
    await watchClock(run, { wall: SENT - leap, monotonic: w.clock.monotonic() });
    return (await w.stateOf(probe)).phase;
  };

  it('put back, makes what only it has timed worthless; what a messenger timed stands', async () => {
    expect(await afterLeap(-HOUR, false)).toBe('invalid');
    expect(await afterLeap(-HOUR, true)).toBe('sent');
  });

  it('gone forward, as after a sleep of the machine, harms no chat by hand', async () => {
    expect(await afterLeap(8 * HOUR, false)).toBe('sent');
  });
});

it('a recorder must not be called like a mailbox', async () => {
  const w: HandWorld = await handWorld('memory', createJumpingClock(START), handPlan(1), { opened: false });
  await expect(
    w.run({
      recorder: w.recorder,
      accounts: [{ name: 'telegram', maxGap: null, ownClock: true }],
    }),
  ).rejects.toThrow(/an account is called "telegram"/);
});
