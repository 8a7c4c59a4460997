/** One conversation from the page's first byte to the polite end: what happened, as a visit and a receipt. */
import type { Clock, Closed, SendReceipt } from '../../fieldwork/ports.ts';
import { OFFLINE_FORM } from '../../fieldwork/ports.ts';
import type { ChatOutcome, ChatVisit } from '../../model/chat.ts';
import { askIn } from './ask.ts';
import type { Asker } from './fill-form.ts';
import { leaveMessage } from './leave-message.ts';
import { listen, sayThanks } from './listen.ts';
import { openPage, type Shut } from './open-page.ts';
import { settle, startOfWay } from './press.ts';
import { placeOf, reachChat } from './reach.ts';
import { RECIPES } from './recipes/index.ts';
import { type Known, recognise } from './recipes.ts';
import { type Sighting, watchChat } from './sight.ts';
import type { Tab } from './tab.ts';
import { spoken } from './transcript.ts';
import { visitOf } from './visit.ts';

export interface Talk extends Asker {
  url: string;
  language: string;
  /** How long to listen at most, ms: of a person's time never more than 10 minutes. */
  listenMs: number;
  /** How long nothing must have moved after a person's answer for it to be over, ms. */
  quietMs: number;
  /** Without recipes: those only tell whose widget it is. */
  unaided: boolean;
}

export interface Steps {
  /** Before the one keystroke; the session has been kept by then. */
  asking(): Promise<void>;
  asked(at: number): Promise<void>;
  signal: AbortSignal;
}

export interface Conversation {
  visit: ChatVisit;
  receipt: SendReceipt | Closed;
}

/** Places to type that may turn out to take no text. */
const MOST_INERT = 2;

export async function conversation(tab: Tab, clock: Clock, talk: Talk, steps: Steps): Promise<Conversation> {
  const startedAt = clock.now();
  const way = startOfWay();
  const requests: string[] = [];
  tab.page.on('request', (r) => {
    if (requests.length < 500) requests.push(r.url().slice(0, 300));
  });
  const known: Known = { vendor: null, recipe: null };
  const sight = watchChat(tab, known);
  let thanked = false;

  const recogniseIt = async (): Promise<void> => {
    if (known.vendor !== null) return;
    const found = await recognise(RECIPES, await tab.look(), requests);
    known.vendor = found?.vendor ?? null;
    if (!talk.unaided) known.recipe = found;
  };
  const finish = async (
    outcome: ChatOutcome,
    reason: string,
    receipt: Conversation['receipt'],
    ended: ChatVisit['ended'],
  ): Promise<Conversation> => {
    // Widgets load late: whose it is may have become plain only now.
    await recogniseIt().catch(() => {});
    const { url } = talk;
    const persisted = 'unknown' as const;
    const parts = { url, clock, startedAt, way, known, sight, outcome, reason, ended, thanked, persisted };
    return { receipt, visit: visitOf({ visit: 1, ...parts }) };
  };
  const closed = ({ outcome, reason }: Omit<Shut, 'at'>) => {
    const disposition = outcome === 'gated' || outcome === 'blocked' ? outcome : 'channel-unavailable';
    return finish(outcome, reason, { outcome: 'closed', disposition, reason }, 'none');
  };
  const notAsked = (code: string, reason: string) =>
    finish('not-asked', reason, { outcome: 'not-sent', code, reason }, 'error');
  const unknown = (reason: string) => finish('unknown', reason, { outcome: 'unknown', reason }, 'error');

  const failed = await openPage(tab, talk.url);
  if (failed) return closed(failed);
  await settle(tab, clock, 500);
  await recogniseIt();

  const inert = new Set<string>();
  let askedAt: number | null = null;
  while (askedAt === null) {
    const search = { clock, asker: talk, way, recipe: known.recipe, doing: 'asking' as const, inert };
    const reached = await reachChat(tab, search);
    if (reached.at === 'closed') return closed(reached);
    if (steps.signal.aborted)
      return notAsked('interrupted', 'the run was ended before the question was asked');
    await recogniseIt();
    if (reached.at === 'form') {
      const left = await leaveMessage(tab, clock, talk, reached.form, way, sight, steps.asking);
      if (left.as === 'offline') {
        const receipt = { outcome: 'sent', acceptedAt: left.at, response: OFFLINE_FORM } as const;
        return finish('offline-form', left.reason, receipt, 'none');
      }
      if (left.as === 'gated') return closed({ outcome: 'gated', reason: left.reason });
      if (left.as === 'not-asked') return notAsked('form-not-sent', left.reason);
      if (left.as === 'unknown') return unknown(left.reason);
      askedAt = left.at;
      continue;
    }
    for (const words of way.pressed) sight.transcript.said(words);
    // Greetings draw themselves for a while: what comes before the question is no answer to it.
    await greetings(tab, clock, sight);
    const asked = await askIn(tab, clock, reached.composer, talk.question, way, sight, steps.asking);
    if (asked.as === 'asked') askedAt = asked.at;
    else if (asked.as === 'unknown') return unknown(asked.reason);
    else if (asked.as === 'dead') return closed({ outcome: 'dead', reason: asked.reason });
    else if (asked.inert && inert.size < MOST_INERT) inert.add(placeOf(reached.composer));
    else return notAsked(asked.refused ? 'channel-unavailable' : 'not-typed', asked.reason);
  }
  await steps.asked(askedAt);
  const { listenMs, quietMs } = talk;
  const ended = await listen(tab, clock, way, sight, { askedAt, listenMs, quietMs, signal: steps.signal });
  if (ended === 'quiet' || ended === 'time') thanked = await sayThanks(tab, clock, talk.language, sight);
  const said = sight.transcript.messages().filter((m) => !m.before && spoken(m.side)).length;
  return finish(
    'asked',
    said > 0 ? `${said} messages came while we were there` : 'nothing came while we were there',
    { outcome: 'sent', acceptedAt: askedAt, response: 'stands in the chat' },
    ended,
  );
}

/** Until nothing new has come for a while: one and a half seconds at least, five at most. */
async function greetings(tab: Tab, clock: Clock, sight: Sighting): Promise<void> {
  const start = clock.now();
  let calm = start;
  while (clock.now() - start < 5000 && clock.now() - calm < 1500) {
    await tab.moved(clock.now() + 300);
    if (await sight.look()) calm = clock.now();
  }
}
