/** What people do at the desk: two of them, twice, too late, and on both kinds of ledger. */
import { describe, expect, it } from 'vitest';
import { deskView, lenderTimeline } from '../../src/fieldwork/desk-view.ts';
import {
  checkedNothing,
  confirmSent,
  forbidContact,
  handInExport,
  pauseSending,
  releaseTask,
  reportOwn,
  reportReply,
  reportShut,
  resumeSending,
  sendFollowUp,
  takeTask,
} from '../../src/fieldwork/operator.ts';
import { tasksOf } from '../../src/fieldwork/tasks.ts';
import { sha256 } from '../../src/model/digest.ts';
import { InstrumentError } from '../../src/model/errors.ts';
import type { ExportReading } from '../../src/model/evidence.ts';
import type { PlannedProbe } from '../../src/model/plan.ts';
import { createManualClock } from '../../src/sandbox/manual-clock.ts';
import { DAY, HOUR, handPlan, handWorld, MINUTE, START } from './hand-world.ts';

const OK = { ok: true };
const refused = (code: string) => ({ ok: false, code, reason: expect.any(String) });
const reading: ExportReading = {
  app: 'telegram',
  timeZone: 'Europe/Kyiv',
  daysFirst: true,
  ownName: 'Anna',
};
const bytes = (text: string) => new TextEncoder().encode(text);

describe.each(['memory', 'SQLite'] as const)('on a ledger in %s', (store) => {
  async function world(count = 1, over?: (n: number) => Partial<PlannedProbe>) {
    const clock = createManualClock(START + 2 * HOUR);
    const made = await handWorld(store, clock, handPlan(count, over));
    const [first = '', second = ''] = made.ids;
    return { ...made, clock, made, first, second, desk: made.desk };
  }
  /** A world in which olena has sent the first question. */
  async function sentWorld(count = 1) {
    const w = await world(count);
    await takeTask(w.desk, 'olena', w.first);
    await w.clock.advanceTo(w.clock.now() + MINUTE);
    expect(await confirmSent(w.desk, 'olena', w.first)).toEqual(OK);
    return { ...w, sentAt: w.clock.now() };
  }

  describe('taking a task', () => {
    it('writes the intent with who, and the exact question as evidence', async () => {
      const { desk, first, ledger, bodies } = await world();
      expect(await takeTask(desk, 'olena', first)).toEqual(OK);
      const [intent] = await bodies('send-intended');
      expect(intent).toMatchObject({ by: 'olena', channel: 'telegram', attempt: 1, address: '@l0_example' });
      const text = new TextDecoder().decode(await ledger.evidence(intent!.evidence));
      expect(text).toBe('How much, and at what rate? Anna Koval');
      const [task] = tasksOf(desk, desk.clock.now());
      expect(task).toMatchObject({ kind: 'confirm', takenBy: 'olena', takenAt: START + 2 * HOUR, text });
    });

    it('two operators at once never get one task, though each has a desk of their own', async () => {
      const { desk, first, made, bodies } = await world();
      const desks = [desk, ...Array.from({ length: 7 }, () => made.openDesk())];
      const answers = await Promise.all(desks.map((d, i) => takeTask(d, `operator ${i}`, first)));
      expect(answers.filter((a) => a.ok)).toHaveLength(1);
      expect(answers.filter((a) => !a.ok)).toEqual(Array(7).fill(refused('taken')));
      expect(await bodies('send-intended')).toHaveLength(1);
    });

    it('a double click takes it once', async () => {
      const { desk, first, bodies } = await world();
      const answers = await Promise.all([takeTask(desk, 'olena', first), takeTask(desk, 'olena', first)]);
      expect(answers).toEqual(expect.arrayContaining([OK, refused('already-yours')]));
      expect(await bodies('send-intended')).toHaveLength(1);
    });

    it('one operator has one task in hand, also when two are clicked at once', async () => {
      const { desk, first, second, stateOf } = await world(2);
      const answers = await Promise.all([takeTask(desk, 'olena', first), takeTask(desk, 'olena', second)]);
      expect(answers).toEqual(expect.arrayContaining([OK, refused('busy')]));
      const left = answers[0]!.ok ? second : first;
      expect((await stateOf(left)).phase).toBe('planned');
      expect(await takeTask(desk, 'petro', left)).toEqual(OK);
    });

    it('is refused before its slot and after it, and without a run', async () => {
      const { desk, first, second, made, clock } = await world(2, (n) =>
        n === 0 ? {} : { sendAt: new Date(START + 3 * HOUR).toISOString() },
      );
      expect(await takeTask(desk, 'olena', second)).toEqual({
        ...refused('too-early'),
        until: START + 3 * HOUR,
      });
      expect(await takeTask(made.openDesk({ mode: null }), 'olena', first)).toEqual(refused('read-only'));
      expect(await takeTask(desk, 'olena', 'w1-nobody')).toEqual(refused('no-such-task'));
      await clock.advanceTo(START + 5 * HOUR + 1);
      expect(await takeTask(desk, 'olena', first)).toEqual(refused('missed-slot'));
    });

    it('is refused while sending is paused, and pausing twice changes nothing', async () => {
      const { desk, first, bodies } = await world();
      expect(await pauseSending(desk, 'lead', 'a holiday')).toEqual(OK);
      expect(await pauseSending(desk, 'lead', 'again')).toEqual(refused('no-change'));
      expect(await takeTask(desk, 'olena', first)).toEqual({ ...refused('stopped'), reason: 'a holiday' });
      expect(await resumeSending(desk, 'lead')).toEqual(OK);
      expect(await resumeSending(desk, 'lead')).toEqual(refused('no-change'));
      expect(await takeTask(desk, 'olena', first)).toEqual(OK);
      expect(await bodies('sending-stopped')).toEqual([
        { kind: 'sending-stopped', reason: 'a holiday', by: 'lead' },
      ]);
    });

    it.each([
      ['entity', 'e0'],
      ['address', 'https://t.me/l0_example'],
    ] as const)('is refused for who may not be contacted: %s %s', async (scope, value) => {
      const { desk, first, stateOf } = await world();
      expect(await forbidContact(desk, 'lead', { scope, value, reason: 'asked by phone' })).toEqual(OK);
      expect(tasksOf(desk, desk.clock.now())).toEqual([]);
      expect(await takeTask(desk, 'olena', first)).toEqual(refused('do-not-contact'));
      expect((await stateOf(first)).invalid?.code).toBe('do-not-contact');
    });

    it('holds against the list of another wave too', async () => {
      const { desk, first, ledger } = await world();
      await ledger.append('w0', [
        { kind: 'do-not-contact', scope: 'address', value: 'l0_example', reason: 'asked' },
      ]);
      expect(await takeTask(desk, 'olena', first)).toEqual(refused('do-not-contact'));
    });

    it('an eleventh Telegram chat of one operator waits a day; another operator may', async () => {
      const { desk, ids, clock } = await world(11, (n) => ({
        sendBy: new Date(START + 3 * DAY).toISOString(),
        entity: `e${n}`,
      }));
      const began = clock.now();
      for (const id of ids.slice(0, 10)) {
        expect(await takeTask(desk, 'olena', id)).toEqual(OK);
        expect(await confirmSent(desk, 'olena', id)).toEqual(OK);
      }
      expect(await takeTask(desk, 'olena', ids[10]!)).toEqual({ ...refused('wait'), until: began + DAY });
      expect(await takeTask(desk, 'petro', ids[10]!)).toEqual(OK);
    });

    it('a cap that no waiting helps against ends the probe', async () => {
      const { desk, first, second, stateOf } = await world(2, () => ({ entity: 'one' }));
      await takeTask(desk, 'olena', first);
      expect(await takeTask(desk, 'petro', second)).toEqual(refused('capped'));
      expect((await stateOf(second)).invalid?.code).toBe('cap-gap');
    });
  });

  describe('saying how it ended', () => {
    it('a send lies between the taking and the click, and its clocks start at the click', async () => {
      const { first, bodies, stateOf, sentAt } = await sentWorld();
      const between = { from: new Date(sentAt - MINUTE).toISOString(), to: new Date(sentAt).toISOString() };
      expect(await bodies('sent')).toMatchObject([{ by: 'olena', between, acceptedAt: between.to }]);
      expect(await stateOf(first)).toMatchObject({ phase: 'sent', sentBetween: between });
    });

    it('double clicks and stale pages change nothing', async () => {
      const { desk, first, clock, bodies } = await sentWorld();
      const before = await bodies('sent');
      await clock.advanceTo(clock.now() + HOUR);
      for (const click of [confirmSent(desk, 'olena', first), takeTask(desk, 'petro', first)])
        expect(await click).toEqual(refused('already-sent'));
      expect(await releaseTask(desk, 'olena', first, 'no time')).toEqual(refused('already-sent'));
      expect(await reportShut(desk, 'olena', first, 'gated', 'a form')).toEqual(refused('already-sent'));
      expect(await bodies('sent')).toEqual(before);
    });

    it('of two clicks at once one counts', async () => {
      const { desk, first, made, bodies } = await world();
      await takeTask(desk, 'olena', first);
      const other = made.openDesk();
      const answers = await Promise.all([
        confirmSent(desk, 'olena', first),
        confirmSent(other, 'olena', first),
        releaseTask(made.openDesk(), 'olena', first, 'no time'),
      ]);
      expect(answers.filter((a) => a.ok)).toHaveLength(1);
      expect((await bodies('sent')).length + (await bodies('not-sent')).length).toBe(1);
    });

    it('is for whoever has it in hand', async () => {
      const { desk, first, stateOf } = await world();
      expect(await confirmSent(desk, 'olena', first)).toEqual(refused('not-taken'));
      await takeTask(desk, 'olena', first);
      expect(await confirmSent(desk, 'petro', first)).toEqual(refused('taken'));
      expect(await releaseTask(desk, 'petro', first, 'mine')).toEqual(refused('taken'));
      expect(await reportOwn(desk, 'petro', first, {})).toEqual(refused('taken'));
      expect((await stateOf(first)).phase).toBe('intended');
    });

    it('a released task may be taken again, three times in all', async () => {
      const { desk, first, stateOf } = await world();
      for (const by of ['olena', 'petro', 'olena']) {
        expect(await takeTask(desk, by, first)).toEqual(OK);
        expect(await releaseTask(desk, by, first, 'Telegram did not open')).toEqual(OK);
      }
      expect(await stateOf(first)).toMatchObject({ phase: 'invalid', invalid: { code: 'not-sent' } });
      expect(await takeTask(desk, 'petro', first)).toEqual(refused('over'));
    });

    it('a shut door is the lender’s, and must be told with what was seen', async () => {
      const { desk, first, bodies } = await world();
      await takeTask(desk, 'olena', first);
      expect(await reportShut(desk, 'olena', first, 'blocked', ' ')).toEqual(refused('bad-input'));
      expect(await reportShut(desk, 'olena', first, 'channel-unavailable', 'no such account')).toEqual(OK);
      expect(await bodies('door-closed')).toMatchObject([{ by: 'olena', reason: 'no such account' }]);
      expect(await confirmSent(desk, 'olena', first)).toEqual(refused('over'));
    });

    it('what is forbidden while it is in hand can still be confirmed, and the task says not to send', async () => {
      const { desk, first, stateOf } = await world();
      await takeTask(desk, 'olena', first);
      await forbidContact(desk, 'lead', { scope: 'entity', value: 'e0', reason: 'asked' });
      expect(tasksOf(desk, desk.clock.now())).toMatchObject([
        { kind: 'confirm', forbidden: expect.stringContaining('do-not-contact') },
      ]);
      expect(await confirmSent(desk, 'olena', first)).toEqual(OK);
      expect((await stateOf(first)).phase).toBe('sent');
    });

    it('what is forbidden while it is in hand, and released, is taken by nobody again', async () => {
      const { desk, first } = await world();
      await takeTask(desk, 'olena', first);
      await forbidContact(desk, 'lead', { scope: 'entity', value: 'e0', reason: 'asked' });
      expect(await releaseTask(desk, 'olena', first, 'on the list')).toEqual(OK);
      expect(await takeTask(desk, 'petro', first)).toEqual(refused('do-not-contact'));
    });
  });

  describe('looking', () => {
    it('is asked for at 1 h, 24 h and just past the deadline of 72 h, each once', async () => {
      const { desk, first, clock, sentAt } = await sentWorld();
      const looks: string[] = [];
      for (const at of [0.5, 1, 2, 24, 25, 72, 72.01, 73]) {
        await clock.advanceTo(sentAt + at * HOUR);
        await desk.refresh();
        const [task] = tasksOf(desk, clock.now()).filter((t) => t.dueAt <= clock.now());
        if (!task) continue;
        expect(task).toMatchObject({ kind: 'check', deadlineAt: sentAt + 72 * HOUR });
        looks.push(`${at} ${task.look}`);
        expect(await checkedNothing(desk, 'petro', first)).toEqual(OK);
      }
      expect(looks).toEqual(['1 1h', '24 24h', '72.01 deadline']);
    });

    it('one late look settles the earlier ones', async () => {
      const { desk, first, clock, sentAt } = await sentWorld();
      await clock.advanceTo(sentAt + 30 * HOUR);
      expect(tasksOf(desk, clock.now())).toMatchObject([{ look: '24h' }]);
      await checkedNothing(desk, 'olena', first);
      expect(tasksOf(desk, clock.now())).toEqual([]);
    });

    it('two clicks are one look, and nothing can be looked at before it is sent', async () => {
      const { desk, first, second, bodies } = await sentWorld(2);
      expect(await checkedNothing(desk, 'olena', first)).toEqual(OK);
      expect(await checkedNothing(desk, 'olena', first)).toEqual(refused('no-change'));
      expect(await checkedNothing(desk, 'olena', second)).toEqual(refused('not-sent'));
      expect(await bodies('operator-checked')).toHaveLength(1);
    });

    it('a reply seen lies between the last look and now, with its words and its picture', async () => {
      const { desk, first, ledger, clock, sentAt, bodies } = await sentWorld();
      await clock.advanceTo(sentAt + HOUR);
      await checkedNothing(desk, 'olena', first);
      await clock.advanceTo(sentAt + 3 * HOUR);
      const screenshot = { bytes: bytes('a picture') };
      expect(await reportReply(desk, 'petro', first, { text: ' ' })).toEqual(refused('bad-input'));
      const seen = { text: ' From 1% a day. ', shownTime: '14:05', screenshot };
      expect(await reportReply(desk, 'petro', first, seen)).toEqual(OK);
      const captured = (await bodies('captured')).filter((c) => c.capture.account.startsWith('desk:'));
      expect(captured.map((c) => [c.capture.media, c.by, c.capture.probe])).toEqual([
        ['screenshot', 'petro', first],
        ['sighting', 'petro', first],
      ]);
      const sighting = JSON.parse(
        new TextDecoder().decode(await ledger.evidence(captured[1]!.capture.evidence)),
      );
      expect(sighting).toMatchObject({
        side: 'other',
        text: 'From 1% a day.',
        shownTime: '14:05',
        screenshot: captured[0]!.capture.evidence,
        between: {
          from: new Date(sentAt + HOUR).toISOString(),
          to: new Date(sentAt + 3 * HOUR).toISOString(),
        },
      });
      expect((await bodies('operator-checked')).at(-1)).toMatchObject({ by: 'petro', saw: 'reply' });
    });

    it('the same reply handed in twice is kept as it was first seen', async () => {
      const { desk, first, clock, bodies } = await sentWorld();
      await reportReply(desk, 'olena', first, { text: 'From 1% a day.' });
      await clock.advanceTo(clock.now() + HOUR);
      await reportReply(desk, 'olena', first, { text: 'From 1% a day.' });
      expect((await bodies('captured')).filter((c) => c.capture.media === 'sighting')).toHaveLength(1);
      await reportReply(desk, 'olena', first, { text: 'And up to 30 days.' });
      expect((await bodies('captured')).filter((c) => c.capture.media === 'sighting')).toHaveLength(2);
    });

    it('an export is kept with how it is to be read, once', async () => {
      const { desk, first, second, bodies } = await sentWorld(2);
      const handed = { bytes: bytes('{"probe":null,"kind":"other"}'), reading };
      expect(await handInExport(desk, 'olena', first, handed)).toEqual(OK);
      expect(await handInExport(desk, 'petro', first, handed)).toEqual(refused('no-change'));
      expect(await handInExport(desk, 'petro', second, handed)).toEqual(refused('not-sent'));
      expect(await handInExport(desk, 'petro', first, { bytes: bytes(''), reading })).toEqual(
        refused('bad-input'),
      );
      expect(await bodies('captured')).toMatchObject([
        { by: 'olena', capture: { media: 'export', export: reading, probe: first } },
      ]);
    });
  });

  describe('the one further message', () => {
    /** A world in which the lender answered an hour ago, as the recorder heard. */
    async function answeredWorld() {
      const w = await sentWorld();
      const at = w.clock.now();
      const raw = bytes(JSON.stringify({ probe: w.first, side: 'other', at }));
      await w.ledger.sink('w1').commit({
        items: [
          {
            raw,
            capture: {
              account: 'telegram',
              key: '1',
              evidence: sha256(raw),
              media: 'update',
              probe: w.first,
              bytes: raw.length,
              clocks: { observed: new Date(at).toISOString() },
              correlation: { recipients: [], inReplyTo: [], references: [] },
            },
          },
        ],
      });
      await w.clock.advanceTo(at + HOUR);
      return { ...w, answeredAt: at };
    }
    type Answered = Awaited<ReturnType<typeof answeredWorld>>;
    const follow = ({ desk, first, recorder }: Answered, text = 'Thank you, goodbye.') =>
      sendFollowUp(desk, 'olena', first, recorder, text);

    it('goes once, intent first', async () => {
      const w = await answeredWorld();
      let before: string | undefined;
      w.messenger.onFollowUp = async () => {
        before = (await w.ledger.events('w1')).at(-1)?.body.kind;
        return { outcome: 'sent', acceptedAt: w.clock.now(), response: 'ok' };
      };
      const answers = await Promise.all([follow(w), follow(w)]);
      expect(answers).toEqual(expect.arrayContaining([OK, refused('already-followed-up')]));
      expect(before).toBe('follow-up-intended');
      expect(w.messenger.followUps).toEqual([{ probe: w.first, text: 'Thank you, goodbye.' }]);
      expect(await w.bodies('follow-up-ended')).toMatchObject([{ outcome: 'sent' }]);
    });

    it('is never tried again, whatever became of it', async () => {
      for (const [outcome, code] of [
        ['rejected', 'refused'],
        ['unknown', 'unclear'],
      ] as const) {
        const w = await answeredWorld();
        w.messenger.onFollowUp = () =>
          outcome === 'rejected'
            ? { outcome, code: 403, response: 'outside the window' }
            : { outcome, reason: 'the line was cut' };
        expect(await follow(w)).toEqual(refused(code));
        expect(await follow(w)).toEqual(refused('already-followed-up'));
        expect(w.messenger.followUps).toHaveLength(1);
      }
    });

    it('a fault of ours in the middle leaves it unknown', async () => {
      const w = await answeredWorld();
      w.messenger.onFollowUp = () => {
        throw new InstrumentError('telegram-unreachable', 'no network');
      };
      expect(await follow(w)).toEqual(refused('unclear'));
      expect(await w.bodies('follow-up-ended')).toMatchObject([{ outcome: 'unknown', reason: 'no network' }]);
    });

    it('only inside 24 hours after the lender wrote', async () => {
      const w = await answeredWorld();
      await w.clock.advanceTo(w.answeredAt + DAY);
      expect(await follow(w)).toEqual(refused('no-open-window'));
      const quiet = await sentWorld();
      expect(await sendFollowUp(quiet.desk, 'olena', quiet.first, quiet.recorder, 'Hello?')).toEqual(
        refused('no-open-window'),
      );
      expect([...w.messenger.followUps, ...quiet.messenger.followUps]).toEqual([]);
    });

    it('not while paused, not to who is on the list, and with nothing in it that a question may not hold', async () => {
      const w = await answeredWorld();
      for (const text of ['', 'see https://spam.example', 'write a@b.example', 'call +380 00 123 45 67'])
        expect(await follow(w, text)).toEqual(refused('bad-input'));
      await pauseSending(w.desk, 'lead', 'a holiday');
      expect(await follow(w)).toEqual(refused('stopped'));
      await resumeSending(w.desk, 'lead');
      await forbidContact(w.desk, 'lead', { scope: 'entity', value: 'e0', reason: 'asked' });
      expect(await follow(w)).toEqual(refused('do-not-contact'));
      expect(w.messenger.followUps).toEqual([]);
    });
  });

  it('shows the wave at a glance, and a lender’s moments in order', async () => {
    const { desk, first, second, clock, sentAt } = await sentWorld(2);
    await takeTask(desk, 'petro', second);
    await reportReply(desk, 'olena', first, { text: '<script>alert(1)</script>' });
    await pauseSending(desk, 'lead', 'a holiday');
    await forbidContact(desk, 'lead', { scope: 'domain', value: 'other.example', reason: 'asked' });
    await clock.advanceTo(sentAt + 13 * HOUR);
    const view = await deskView(desk);
    expect(view.counts).toEqual({
      planned: 2,
      due: 0,
      sent: 1,
      answered: 1,
      waiting: 2,
      invalid: 0,
      closed: 0,
    });
    expect(view.probes).toMatchObject([
      { standing: 'answered', assisted: true, sentAt, answeredAt: sentAt },
      { standing: 'in-hand', takenBy: 'petro' },
    ]);
    expect(view.stopped).toBe('a holiday');
    expect(view.warnings.map((w) => w.code)).toEqual(['stopped', 'recorder-silent']);
    expect(view.doNotContact).toMatchObject([{ value: 'other.example', by: 'lead' }]);
    expect(view.accounts).toEqual([
      { name: 'inbox', recorder: false, lastContact: null },
      { name: 'telegram', recorder: true, lastContact: null },
    ]);
    desk.read = async () => [
      {
        at: { from: new Date(sentAt).toISOString(), to: new Date(sentAt).toISOString() },
        precision: 'interval',
        side: 'other',
        text: '<script>alert(1)</script>',
      },
    ];
    const moments = await lenderTimeline(desk, 'l0');
    expect(moments.map((m) => [m.kind, m.by])).toEqual([
      ['send-intended', 'olena'],
      ['sent', 'olena'],
      ['message', 'olena'],
      ['operator-checked', 'olena'],
    ]);
    expect(moments[2]?.message?.text).toBe('<script>alert(1)</script>');
  });
});
