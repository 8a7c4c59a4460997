/** The two errands of an operator: to ask a lender, and to look what has become of it. */
import { DateTime } from 'luxon';
import type { Door } from '../accounts.ts';
import type { Phone } from '../phone.ts';
import type { Card } from './cards.ts';
import type { DeskPage, DeskVisit } from './desk-visit.ts';
import { type Hands, SECOND } from './hands.ts';

/** What one did, for the demo's line. */
export interface Doings {
  sent: number;
  shut: number;
  looked: number;
  exports: number;
  forwarded: number;
  pasted: number;
}

export interface Working {
  phone: Phone;
  visit: DeskVisit;
  hands: Hands;
  doings: Doings;
  /** How many messages of a chat were handed in or known, by account. */
  seen: Map<string, number>;
}

/** Opens the chat from the card, presses Send there, and says so at the desk. */
export async function sendIt(
  { phone, visit, hands, doings }: Working,
  page: DeskPage,
  { href, text }: Extract<Card, { kind: 'send' }>,
): Promise<DeskPage> {
  const door = phone.open(href);
  await hands.pause(5 * SECOND, 25 * SECOND);
  if (!door?.account) {
    doings.shut += 1;
    return visit.submit(page, '/could-not', {
      why: 'channel-unavailable',
      what: 'the app says that nobody has this name',
    });
  }
  // What the link did not bring is copied from the page.
  const words = door.draft === '' ? text : door.draft;
  await hands.pause(10 * SECOND, 50 * SECOND);
  phone.send(door, words);
  doings.sent += 1;
  await hands.pause(4 * SECOND, 30 * SECOND);
  return visit.submit(page, '/sent');
}

/** Looks at the chat, hands in what is new, and says that this is all. */
export async function lookAt(
  working: Working,
  page: DeskPage,
  { href }: Extract<Card, { kind: 'check' }>,
): Promise<DeskPage> {
  const { phone, visit, hands, doings, seen } = working;
  const door = phone.open(href);
  if (!door?.account) throw new Error(`no app on the phone opens ${href}`);
  doings.looked += 1;
  await hands.pause(10 * SECOND, 40 * SECOND);
  const key = `${door.app} ${door.account.lender.id}`;
  const theirs = phone.read(door).filter((s) => s.side === 'other');
  const fresh = theirs.slice(seen.get(key) ?? 0);
  seen.set(key, theirs.length);
  const shown = fresh.length === 0 ? page : await handIn(working, page, door, fresh);
  // A look is confirmed on the card of the look; who has handed something in may stand elsewhere.
  const form = shown.$(`main form[action="${page.$('main form[action$="/nothing"]').attr('action')}"]`);
  if (form.length === 0) return shown;
  const last = form.find('input[name=sure]').length > 0;
  return visit.submit(shown, '/nothing', last ? { sure: 'yes' } : {});
}

/** Hands in what came: forwarded to the recorder, or as an exported chat, or the words copied off the phone. */
async function handIn(
  { phone, visit, hands, doings }: Working,
  page: DeskPage,
  door: Door,
  fresh: ReturnType<Phone['read']>,
): Promise<DeskPage> {
  await hands.pause(15 * SECOND, 45 * SECOND);
  // The question with its first answer: the recorder then knows when it went.
  const own = phone.read(door).filter((s) => s.side === 'own' && s.at < fresh[0]!.at);
  if (phone.forward(door, [...own.slice(-1), ...fresh])) {
    doings.forwarded += 1;
    return page;
  }
  const file = phone.exported(door);
  if (file) {
    doings.exports += 1;
    return visit.submit(page, '/export', { file, app: door.app, own: phone.owner });
  }
  doings.pasted += 1;
  const first = DateTime.fromMillis(fresh[0]!.at, { zone: phone.timeZone });
  return visit.submit(page, '/reply', {
    text: fresh.map((s) => s.text).join('\n'),
    shown: first.toFormat('HH:mm'),
  });
}
