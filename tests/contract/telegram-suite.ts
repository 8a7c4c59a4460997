/** What the Telegram recorder promises, by whichever way its updates come. */
import { describe, expect, it } from 'vitest';
import { InstrumentError } from '../../src/model/errors.ts';
import { otherPoller, serverError, tooMany } from '../../src/sandbox/bot-api/index.ts';
import { makeRig, QUESTION, until, watch } from '../channels/telegram/rig.ts';

const HOUR = 3_600_000;

export function describeRecorder(way: 'polling' | 'webhook'): void {
  describe(`telegram by ${way}`, () => {
    it('keeps both sides of a watched chat as they came, with edits and deletions, each once', async () => {
      const rig = await makeRig(way);
      await rig.listen();
      rig.anna.send(rig.acme, QUESTION);
      const reply = rig.acme.reply(rig.anna, 'A passport — і код. 您好', { away: true });
      rig.acme.edit(rig.anna, reply, 'A passport and a code.');
      rig.acme.remove(rig.anna, reply);
      await rig.sink.until((kept) => kept.length === 4);
      expect(rig.texts()).toEqual([
        QUESTION,
        'A passport — і код. 您好',
        'edited: A passport and a code.',
        `deleted ${reply.message_id}`,
      ]);
      for (const { capture, raw } of rig.sink.kept) {
        expect(capture).toMatchObject({ account: 'telegram', media: 'update', probe: 'w1-acme' });
        const update = JSON.parse(new TextDecoder().decode(raw));
        expect(capture.key).toBe(`${rig.api.bot.id}/${update.update_id}`);
      }
      const [, away] = rig.sink.kept;
      expect(JSON.parse(new TextDecoder().decode(away!.raw)).business_message.is_from_offline).toBe(true);
      expect(away!.capture.clocks.received).toEqual({
        from: new Date(reply.date * 1000).toISOString(),
        to: new Date(reply.date * 1000 + 999).toISOString(),
      });
      expect(await rig.collect()).toMatchObject({ complete: true });
      expect(rig.heard.woken).toBeGreaterThan(0);
      expect(rig.api.queue.pending()).toBe(0);
      expect(rig.sink.kept).toHaveLength(4);
    });

    it('keeps nothing of the private life of the shopper, nor of a stranger who connects the bot', async () => {
      const rig = await makeRig(way);
      const stranger = rig.api.person({ name: 'Zoe', id: 99 });
      await rig.listen();
      stranger.connect();
      rig.anna.send(rig.friend, 'SECRET dinner at eight');
      const secret = rig.friend.reply(rig.anna, 'SECRET I love you');
      rig.friend.edit(rig.anna, secret, 'SECRET I adore you');
      rig.friend.remove(rig.anna, secret);
      rig.anna.write('SECRET note to the bot');
      stranger.write('SECRET hello bot');
      stranger.forward(secret);
      stranger.send(rig.acme, 'SECRET question of a stranger');
      rig.acme.reply(rig.anna, 'Good day');
      await rig.sink.until((kept) => kept.length === 1);
      rig.api.faults.add('*', serverError, 2);
      rig.friend.reply(rig.anna, 'SECRET again');
      await rig.collect();
      await until(() => rig.api.queue.pending() === 0);
      await rig.collect();
      expect(rig.texts()).toEqual(['Good day']);
      expect(rig.recorder.dropped()).toBeGreaterThanOrEqual(9);
      const everything = JSON.stringify([
        rig.sink.kept.map(({ raw }) => new TextDecoder().decode(raw)),
        rig.captures(),
        [...rig.sink.cursors.values()],
        rig.heard.failures,
        rig.coverages,
      ]);
      for (const word of ['SECRET', 'olena', 'Olena', String(rig.friend.id), 'Zoe', '"99"'])
        expect(everything).not.toContain(word);
      expect(rig.heard.failures.map((f) => f.code)).toContain('telegram-stranger');
      expect(stranger.seen()).toEqual([]);
    });

    it('a restart in the middle: nothing lost, nothing doubled, no gap', async () => {
      const rig = await makeRig(way);
      await rig.listen();
      const from = rig.clock.now();
      await rig.collect();
      rig.anna.send(rig.acme, QUESTION);
      await rig.sink.until((kept) => kept.length === 1);
      await rig.collect();
      await rig.stop();
      rig.acme.reply(rig.anna, 'while you were away');
      rig.clock.move(20 * HOUR);
      rig.acme.reply(rig.anna, 'and later');
      await rig.restart();
      await rig.sink.until((kept) => kept.length === 3);
      await rig.collect();
      expect(rig.texts()).toEqual([QUESTION, 'while you were away', 'and later']);
      expect(rig.captures().map((c) => c.probe)).toEqual(['w1-acme', 'w1-acme', 'w1-acme']);
      expect(rig.missing(from + 60_000, from + 19 * HOUR)).toBeNull();
    });

    it('looks join on to each other, whatever came between them', async () => {
      const rig = await makeRig(way);
      await rig.listen();
      const began = rig.clock.now();
      rig.clock.move(HOUR);
      const first = await rig.collect();
      for (let n = 0; n < 4; n += 1) {
        rig.clock.move(HOUR);
        rig.acme.reply(rig.anna, `line ${n}`);
        await rig.sink.until((kept) => kept.length === n + 1);
        await until(() => way === 'webhook' || rig.api.isPolled());
      }
      const second = await rig.collect();
      rig.clock.move(HOUR);
      const third = await rig.collect();
      expect([second.from, third.from]).toEqual([first.from, first.from]);
      // A window that began right after the recorder did is watched from its first moment on.
      expect(rig.missing(began, began + 5 * HOUR)).toBeNull();
    });

    it('thirty hours without contact: what lapsed is told as missing, what came is kept', async () => {
      const rig = await makeRig(way);
      await rig.listen();
      await rig.collect();
      await rig.stop();
      const from = rig.clock.now();
      rig.acme.reply(rig.anna, 'nobody ever heard this');
      rig.clock.move(30 * HOUR);
      rig.acme.reply(rig.anna, 'but this');
      const back = rig.clock.now();
      await rig.restart();
      await rig.sink.until((kept) => kept.length === 1);
      const look = await rig.collect();
      expect(rig.texts()).toEqual(['but this']);
      expect(rig.api.queue.lapsed()).toBe(1);
      expect(Date.parse(look.from)).toBeGreaterThanOrEqual(back);
      expect(rig.missing(from, from + HOUR)).toMatch(/^telegram: nobody watched it for 1[78]\d\d minutes/);
      const next = rig.clock.now();
      rig.clock.move(HOUR);
      await rig.collect();
      expect(rig.missing(next, next + 1000)).toBeNull();
    });

    it('a connection that was switched off leaves a gap, however short, and is told', async () => {
      const rig = await makeRig(way);
      await rig.listen();
      await rig.collect();
      const from = rig.clock.now();
      rig.clock.move(HOUR);
      rig.anna.disconnect();
      rig.acme.reply(rig.anna, 'unheard');
      const off = await rig.collect();
      expect(off).toMatchObject({ complete: false });
      expect(off.reason).toBe("the bot's connection to the account of Anna is switched off");
      rig.clock.move(HOUR);
      const again = rig.clock.now();
      rig.anna.connect();
      const on = await rig.collect();
      expect(on.complete).toBe(true);
      expect(Date.parse(on.from)).toBeGreaterThanOrEqual(again);
      rig.clock.move(HOUR);
      const later = await rig.collect();
      expect(later.complete).toBe(true);
      expect(Date.parse(later.from)).toBeGreaterThanOrEqual(again);
      expect(rig.missing(from, from + 1.5 * HOUR)).toMatch(/nobody watched it for 1\d\d minutes/);
      expect(rig.missing(Date.parse(on.to) + 1, Date.parse(on.to) + 1000)).toBeNull();
      expect(rig.heard.failures.map((f) => f.code)).toContain('telegram-connection');
    });

    it('off and on again while nobody looked is a gap too', async () => {
      const rig = await makeRig(way);
      await rig.listen();
      await rig.collect();
      await rig.stop();
      const from = rig.clock.now();
      rig.clock.move(HOUR);
      rig.anna.disconnect();
      rig.clock.move(HOUR);
      rig.anna.connect();
      await rig.restart();
      await rig.collect();
      expect(rig.missing(from, from + HOUR)).toMatch(/nobody watched it/);
    });

    it('rights that are lost, and a bot that nobody connected, make the look incomplete', async () => {
      const rig = await makeRig(way, { connect: false });
      await rig.listen();
      expect((await rig.collect()).reason).toBe(
        'no operator has connected the bot to their Telegram account',
      );
      rig.anna.connect({ can_read_messages: true });
      expect((await rig.collect()).reason).toBe('the bot has no right to reply in the chats of Anna');
      rig.anna.connect({ can_reply: true });
      expect(await rig.collect()).toMatchObject({ complete: true });
    });

    it('obeys "too many requests", and goes on after it', async () => {
      const rig = await makeRig(way);
      await rig.listen();
      await rig.collect();
      rig.api.faults.add('*', tooMany(600));
      const look = await rig.collect();
      expect(look).toMatchObject({ complete: false, reason: 'Telegram asks for 600 s without calls (429)' });
      const calls = rig.api.calls().length;
      expect((await rig.collect()).complete).toBe(false);
      expect(rig.api.calls().length).toBe(calls);
      rig.acme.reply(rig.anna, 'meanwhile');
      rig.clock.move(600_000);
      await rig.sink.until((kept) => kept.length === 1);
      expect(await rig.collect()).toMatchObject({ complete: true });
    });

    it('a sink that fails: nothing is confirmed, all comes again', async () => {
      const rig = await makeRig(way);
      await rig.listen();
      let failures = 2;
      rig.sink.gate = async () => {
        if (failures-- > 0) throw new InstrumentError('disk-full', 'no room');
      };
      rig.acme.reply(rig.anna, 'one');
      rig.acme.reply(rig.anna, 'two');
      await rig.sink.until((kept) => kept.length === 2);
      expect(rig.texts()).toEqual(['one', 'two']);
      expect(rig.heard.failures.map((f) => f.code)).toContain('disk-full');
    });

    it('never shows its token', async () => {
      const rig = await makeRig(way);
      await rig.listen();
      rig.api.faults.add('*', { kind: 'drop', done: false }, 2);
      await rig.collect();
      rig.api.faults.add('*', { kind: 'garbage' }, 2);
      await rig.collect();
      rig.api.faults.add('*', otherPoller, 1);
      await rig.collect();
      rig.api.faults.clear();
      rig.api.revoke();
      await rig.collect();
      await rig.heard.failure('telegram-token');
      const said = JSON.stringify([
        rig.heard.failures,
        rig.coverages,
        await rig.recorder.preflight(),
        await rig.recorder.followUp('w1-acme', 'x'),
        [...rig.sink.cursors.values()],
      ]);
      expect(said).not.toContain('sandbox-token');
      expect(said).not.toContain(rig.api.root);
    });

    it('duplicates and wrong order are taken as they come', async () => {
      const rig = await makeRig(way);
      await rig.listen();
      rig.api.faults.add('getUpdates', { kind: 'repeat' }, 2);
      rig.api.faults.add('getUpdates', { kind: 'shuffle' }, 3);
      rig.api.webhook.mess.repeat = 2;
      rig.api.webhook.mess.shuffle = 2;
      const words = ['a', 'b', 'c', 'd', 'e', 'f'];
      for (const word of words) rig.acme.reply(rig.anna, word);
      await rig.sink.until((kept) => kept.length === words.length);
      await rig.collect();
      expect(rig.texts().sort()).toEqual(words);
    });

    it('a lender reached by its number is known by our own words', async () => {
      const rig = await makeRig(way);
      const bank = rig.api.lender({ name: 'Bank', phone: '+380000000002' });
      rig.chats.push(watch('w1-bank', '+380 00 000 00 02', { text: 'Another question?', lender: 'Bank' }));
      await rig.listen();
      bank.reply(rig.anna, 'SPAM before anybody asked');
      rig.anna.send(bank, 'Another  question?');
      bank.reply(rig.anna, 'An answer');
      await rig.sink.until((kept) => kept.length === 2);
      await rig.restart();
      bank.reply(rig.anna, 'One more');
      await rig.sink.until((kept) => kept.length === 3);
      expect(rig.texts()).toEqual(['Another  question?', 'An answer', 'One more']);
      expect(rig.captures().map((c) => c.probe)).toEqual(['w1-bank', 'w1-bank', 'w1-bank']);
    });

    it('our words in a chat that could be any of several lenders: the operator is asked', async () => {
      const rig = await makeRig(way);
      const one = rig.api.lender({ name: 'One', phone: '+380000000003' });
      rig.chats.push(
        watch('w1-one', '+380000000003', { text: 'Same?', lender: 'One' }),
        watch('w1-two', '+380000000004', { text: 'Same?', lender: 'Two' }),
      );
      await rig.listen();
      rig.anna.send(one, 'Same?');
      await until(() => rig.anna.seen().length === 1);
      one.reply(rig.anna, 'Before the press');
      await rig.sink.until((kept) => kept.length === 2);
      rig.anna.press(rig.anna.seen()[0]!, 'One');
      await rig.sink.until((kept) => kept.length === 3);
      one.reply(rig.anna, 'After it');
      await rig.sink.until((kept) => kept.length === 4);
      expect(rig.captures().map((c) => c.probe)).toEqual([undefined, undefined, 'w1-one', 'w1-one']);
    });
  });
}
