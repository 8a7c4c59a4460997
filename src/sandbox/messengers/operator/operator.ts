/**
 * A simulated operator: sits down at the desk when there is something to do, does each task as a person would, on the
 * desk's own pages and on the own phone, and gets up again. On a jumping clock it holds the clock while it acts.
 */
import { DateTime } from 'luxon';
import type { Clock } from '../../../fieldwork/ports.ts';
import { type Chance, createChance } from '../../chance.ts';
import type { Door } from '../accounts.ts';
import type { Phone } from '../phone.ts';
import { type Card, readCard } from './cards.ts';
import { type DeskPage, type DeskVisit, visitDesk } from './desk-visit.ts';

export interface OperatorInput {
  /** The desk's root. */
  desk: string;
  phone: Phone;
  clock: Clock;
  seed: number | string;
}

/** What one did, for the demo's line. */
export interface Doings {
  sent: number;
  shut: number;
  looked: number;
  exports: number;
  pasted: number;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** Somebody with nothing to do looks again after so long: tasks are shown a day ahead. ms. */
const ONCE_A_DAY = 22 * 60 * MINUTE;
/** Tasks in one sitting; more is a desk that never ends. */
const MOST_TASKS = 400;

/** Works until `signal` aborts. Rejects on a page that nobody could work with: a fault of the desk, or of this. */
export async function workAtDesk(input: OperatorInput, signal: AbortSignal): Promise<Doings> {
  const { clock, phone } = input;
  const doings: Doings = { sent: 0, shut: 0, looked: 0, exports: 0, pasted: 0 };
  const chance = createChance(input.seed, 'operator', phone.owner);
  const hands = createHands(clock, chance, signal);
  const seen = new Map<string, number>();
  const visit = visitDesk(input.desk);
  const working: Working = { phone, visit, hands, doings, seen };
  while (!signal.aborted) {
    const nextAt = await hands.busy(() => sitting(working, signal));
    await clock.sleepUntil(reactTo(nextAt, clock.now(), chance), signal);
  }
  return doings;
}

/** Nobody presses at the very moment. */
const reactTo = (nextAt: number | null, now: number, chance: Chance): number =>
  Math.min((nextAt ?? Number.POSITIVE_INFINITY) + between(chance, 20 * SECOND, 4 * MINUTE), now + ONCE_A_DAY);

const between = (chance: Chance, least: number, most: number): number =>
  Math.round(least + chance.unit() * (most - least));

interface Working {
  phone: Phone;
  visit: DeskVisit;
  hands: Hands;
  doings: Doings;
  /** How many messages of a chat were handed in or known, by account. */
  seen: Map<string, number>;
}

/** Works off what is there; resolves with when there is something again, UTC ms. */
async function sitting(working: Working, signal: AbortSignal): Promise<number | null> {
  let page = await working.visit.get('/next');
  for (let n = 0; n < MOST_TASKS && !signal.aborted; n += 1) {
    const card = readCard(page);
    if (card.kind === 'nothing') return card.nextAt;
    // The guard asks for patience: nothing else is offered meanwhile.
    if (card.kind === 'take' && page.refusedUntil !== null) return page.refusedUntil;
    page = await carryOut(working, page, card);
  }
  return null;
}

async function carryOut(
  working: Working,
  page: DeskPage,
  card: Exclude<Card, { kind: 'nothing' }>,
): Promise<DeskPage> {
  const { phone, visit, hands } = working;
  switch (card.kind) {
    case 'login':
      return visit.submit(page, '/login', { operator: phone.owner });
    case 'take':
      await hands.pause(5 * SECOND, 20 * SECOND);
      return visit.submit(page, '/take');
    case 'send':
      return sendIt(working, page, card);
    case 'idle':
      return visit.get('/next');
    case 'give-back':
      return visit.submit(page, '/release');
    case 'own':
      return visit.submit(page, '/own');
    case 'check':
      return lookAt(working, page, card);
  }
}

async function sendIt(
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

async function lookAt(
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

/** Hands in what came: the exported chat where the phone can give one, else the words copied off it. */
async function handIn(
  { phone, visit, hands, doings }: Working,
  page: DeskPage,
  door: Door,
  fresh: ReturnType<Phone['read']>,
): Promise<DeskPage> {
  await hands.pause(15 * SECOND, 45 * SECOND);
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

interface Hands {
  /** Holds the clock while `act` runs, but for its pauses. */
  busy<T>(act: () => Promise<T>): Promise<T>;
  /** Reads, types, thinks: between so many ms of study time. */
  pause(least: number, most: number): Promise<void>;
}

function createHands(clock: Clock, chance: Chance, signal: AbortSignal): Hands {
  let release: () => void = () => {};
  return {
    async busy(act) {
      release = clock.hold();
      try {
        return await act();
      } finally {
        release();
      }
    },
    async pause(least, most) {
      const until = clock.now() + between(chance, least, most);
      release();
      await clock.sleepUntil(until, signal);
      release = clock.hold();
    },
  };
}
