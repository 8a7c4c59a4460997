/**
 * A simulated operator: sits down at the desk when there is something to do, does each task as a person would, on the
 * desk's own pages and on the own phone, and gets up again. On a jumping clock it holds the clock while it acts.
 */
import type { Clock } from '../../../fieldwork/ports.ts';
import { type Chance, createChance } from '../../chance.ts';
import type { Phone } from '../phone.ts';
import { type Card, readCard } from './cards.ts';
import { type DeskPage, visitDesk } from './desk-visit.ts';
import { type Doings, lookAt, sendIt, type Working } from './errands.ts';
import { between, createHands, MINUTE, SECOND } from './hands.ts';

export interface OperatorInput {
  /** The desk's root. */
  desk: string;
  phone: Phone;
  clock: Clock;
  seed: number | string;
}

/** Somebody with nothing to do looks again after so long: tasks are shown a day ahead. ms. */
const ONCE_A_DAY = 22 * 60 * MINUTE;
/** Tasks in one sitting; more is a desk that never ends. */
const MOST_TASKS = 400;

/** Works until `signal` aborts. Rejects on a page that nobody could work with: a fault of the desk, or of this. */
export async function workAtDesk(input: OperatorInput, signal: AbortSignal): Promise<Doings> {
  const { clock, phone } = input;
  const doings: Doings = { sent: 0, shut: 0, looked: 0, exports: 0, forwarded: 0, pasted: 0 };
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
