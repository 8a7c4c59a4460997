/** Phones of the simulated operators: links lead where they should, lenders answer, chats come out as files. */
import { afterEach, describe, expect, it } from 'vitest';
import { readExport } from '../../../src/assess/messengers/exports/index.ts';
import type { ExportReading } from '../../../src/model/evidence.ts';
import type { Messengers } from '../../../src/sandbox/messengers/messengers.ts';
import type { Phone } from '../../../src/sandbox/messengers/phone.ts';
import { doorOf, linkTo, MEI, NOW, OLENA, question, world } from './world.ts';

const HOUR = 3_600_000;
let open: Messengers | undefined;
const start = async (...given: Parameters<typeof world>) => {
  const made = await world(...given);
  open = made.messengers;
  return made;
};
afterEach(async () => {
  await open?.stop();
  open = undefined;
});

const ask = (phone: Phone, lender: string) => {
  const door = phone.open(linkTo(lender))!;
  phone.send(door, door.draft);
  return door;
};
const words = (phone: Phone, door: ReturnType<typeof ask>) =>
  phone.read(door).map((s) => `${s.side} ${s.text}`);

describe('a link of the desk', () => {
  it.each(['leleka-pozyka', 'kovyl-kredit', 'quillharbour-credit', 'malva-kredyt', 'qingheque'])(
    'opens the account of %s with the question in the box',
    async (lender) => {
      const { olena } = await start();
      expect(olena.open(linkTo(lender))).toMatchObject({
        app: doorOf(lender).kind,
        account: { lender: { id: lender } },
        draft: question(lender),
      });
    },
  );

  it('to an account that is not there leads nowhere, and nothing can be sent to it', async () => {
    const { olena, messengers } = await start();
    const door = olena.open(linkTo('stepnaya-moneta'))!;
    expect(door.account).toBeNull();
    expect(() => olena.send(door, 'Is anybody there?')).toThrow('no such account');
    expect(olena.open('https://somewhere.example/chat')).toBeNull();
    expect([...messengers.shut()]).toContainEqual(['telegram stepnaya-moneta', 'channel-unavailable']);
  });
});

describe('a lender', () => {
  it('answers in its time, corrects its words on Telegram, and the truth says so', async () => {
    const { clock, olena, messengers } = await start();
    const door = ask(olena, 'leleka-pozyka');
    await clock.advanceTo(NOW + 4 * HOUR);
    const [own, away, answer] = olena.read(door);
    expect([own?.side, away?.side, answer?.edited]).toEqual(['own', 'other', true]);
    const [truth] = messengers.truth();
    expect(truth).toMatchObject({
      lender: 'leleka-pozyka',
      channel: 'telegram',
      scenario: 'first-loan',
      acceptedAt: NOW,
      disposition: 'answered',
      clocks: { anything: 2000, nonAutomatic: answer!.at - NOW },
    });
  });

  it('takes a message back: it is gone from the phone, and was answered all the same', async () => {
    const { clock, olena, messengers } = await start();
    const door = ask(olena, 'altyn-zhapyraq');
    await clock.advanceTo(NOW + 24 * HOUR);
    expect(words(olena, door)).toHaveLength(2);
    await clock.advanceTo(NOW + 60 * HOUR);
    expect(words(olena, door)).toHaveLength(1);
    expect(messengers.truth()[0]!.disposition).toBe('partly-answered');
  });

  it('that is asked twice has two records; small talk is no question', async () => {
    const { olena, messengers } = await start();
    const door = ask(olena, 'qingheque');
    olena.send(door, 'ok');
    expect(messengers.truth()).toHaveLength(1);
    ask(olena, 'qingheque');
    expect(messengers.truth()).toHaveLength(2);
  });

  it('has a chat with each operator of its own', async () => {
    const { olena, mei } = await start();
    const door = ask(olena, 'qingheque');
    expect(mei.read(door)).toEqual([]);
    expect(olena.talks()).toHaveLength(1);
    expect(mei.talks()).toHaveLength(0);
  });
});

describe('the recorder', () => {
  it("hears a person's chats in a connected account, and no chat with a bot until it is forwarded", async () => {
    const { clock, olena, mei, messengers } = await start();
    const { queue } = messengers.botApi;
    const before = queue.pending();
    ask(mei, 'leleka-pozyka');
    const door = ask(olena, 'kopiichyna');
    await clock.advanceTo(NOW + HOUR);
    expect(queue.pending()).toBe(before);
    expect(words(olena, door)).toHaveLength(2);
    expect(olena.forward(door, olena.read(door))).toBe(true);
    expect(queue.pending()).toBe(before + 2);
    ask(olena, 'tenge-tyrna');
    expect(queue.pending()).toBe(before + 3);
  });

  it('is forwarded nothing by who is no operator of its, and nothing that it hears', async () => {
    const { clock, olena, mei } = await start();
    const unknown = ask(mei, 'kopiichyna');
    const heard = ask(olena, 'leleka-pozyka');
    await clock.advanceTo(NOW + HOUR);
    expect(mei.forward(unknown, mei.read(unknown))).toBe(false);
    expect(olena.forward(heard, olena.read(heard))).toBe(false);
  });
});

describe('an exported chat', () => {
  const reading = (phone: Phone, app: string): ExportReading => {
    const { name, timeZone, daysFirst } = phone.owner === 'Olena' ? OLENA : MEI;
    return { app: app as ExportReading['app'], timeZone, daysFirst, ownName: name };
  };

  it.each([
    ['Olena', 'quillharbour-credit', 60_000],
    ['Mei', 'quillharbour-credit', 60_000],
    ['Olena', 'malva-kredyt', 1_000],
    ['Mei', 'qingheque', 60_000],
    ['Mei', 'leleka-pozyka', 1_000],
  ])("of %s's phone with %s is read with its moments", async (owner, lender, width) => {
    const { clock, messengers } = await start();
    const phone = messengers.phones.find((p) => p.owner === owner)!;
    const door = ask(phone, lender);
    await clock.advanceTo(NOW + 60 * HOUR);
    const file = phone.exported(door)!;
    const read = readExport(file.bytes, reading(phone, door.app), new Date(clock.now()).toISOString());
    if ('problem' in read) throw new Error(read.problem);
    const said = phone.read(door);
    const shown = read.transcript.messages.filter((m) => m.side !== 'system');
    expect(shown.map((m) => m.side)).toEqual(said.map((s) => s.side));
    for (const [i, { at }] of shown.entries()) {
      expect(Date.parse(at.from)).toBeLessThanOrEqual(said[i]!.at);
      expect(Date.parse(at.to)).toBeGreaterThanOrEqual(Math.floor(said[i]!.at / 1000) * 1000);
      expect(Date.parse(at.to) - Date.parse(at.from)).toBeLessThan(width);
    }
  });

  it('is none where the phone has no such thing, or nothing was said', async () => {
    const { olena, mei } = await start();
    expect(olena.exported(ask(olena, 'qingheque'))).toBeNull();
    expect(mei.exported(ask(mei, 'malva-kredyt'))).toBeNull();
    expect(olena.exported(olena.open(linkTo('oakmarrow-finance'))!)).toBeNull();
  });
});
