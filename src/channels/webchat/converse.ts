/** One conversation from the page's first byte to the polite end: what happened, as a visit and a receipt. */
import type { Clock, Closed, SendReceipt } from '../../fieldwork/ports.ts';
import { OFFLINE_FORM } from '../../fieldwork/ports.ts';
import type { ChatOutcome, ChatVisit } from '../../model/chat.ts';
import { instant } from '../../model/scalars.ts';
import { askIn } from './ask.ts';
import { choice, composer, type Form } from './find-chat.ts';
import {
  type Asker,
  openPage,
  placeOf,
  press,
  type Reached,
  reachChat,
  sendForm,
  settle,
  startOfWay,
  type Way,
} from './reach.ts';
import { type Recipe, recipeFor } from './recipes.ts';
import { type Sighting, watchChat } from './sight.ts';
import type { Tab } from './tab.ts';
import { spoken } from './transcript.ts';
import { says, thanksIn } from './words.ts';

export interface Talk extends Asker {
  url: string;
  language: string;
  /** How long to listen at most, ms: of a person's time never more than 10 minutes. */
  listenMs: number;
  /** How long nothing must have moved after an answer for it to be over, ms. */
  quietMs: number;
  /** Empty: unaided. */
  recipes: readonly Recipe[];
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

/** Choices that are pressed after the question, and on the way, together. */
const MOST_PRESSES = 2;

export async function conversation(tab: Tab, clock: Clock, talk: Talk, steps: Steps): Promise<Conversation> {
  const startedAt = clock.now();
  const way = startOfWay();
  const requests: string[] = [];
  tab.page.on('request', (r) => {
    if (requests.length < 500) requests.push(r.url().slice(0, 300));
  });
  let recipe: Recipe | null = null;
  let sight: Sighting = watchChat(tab, null);
  let thanked = false;

  const finish = (
    outcome: ChatOutcome,
    reason: string,
    receipt: Conversation['receipt'],
    ended: ChatVisit['ended'],
  ) =>
    ({
      receipt,
      visit: visitOf({ talk, way, recipe, sight, startedAt, clock, outcome, reason, ended, thanked }),
    }) satisfies Conversation;
  const closed = (r: Extract<Reached, { at: 'closed' }>): Conversation =>
    finish(
      r.outcome,
      r.reason,
      {
        outcome: 'closed',
        disposition:
          r.outcome === 'gated' ? 'gated' : r.outcome === 'blocked' ? 'blocked' : 'channel-unavailable',
        reason: r.reason,
      },
      'none',
    );
  const notAsked = (code: string, reason: string): Conversation =>
    finish('not-asked', reason, { outcome: 'not-sent', code, reason }, 'error');
  const unknown = (reason: string): Conversation =>
    finish('unknown', reason, { outcome: 'unknown', reason }, 'error');

  const failed = await openPage(tab, talk.url);
  if (failed?.at === 'closed') return closed(failed);
  await settle(tab, clock, 800);
  if (talk.recipes.length > 0) recipe = recipeFor(talk.recipes, await tab.look(), requests);
  sight = watchChat(tab, recipe);

  const inert = new Set<string>();
  let askedAt: number | null = null;
  while (askedAt === null) {
    const reached = await reachChat(tab, clock, talk, way, recipe, inert);
    if (reached.at === 'closed') return closed(reached);
    if (steps.signal.aborted)
      return notAsked('interrupted', 'the run was ended before the question was asked');
    if (reached.at === 'form') {
      const left = await leaveMessage(tab, clock, talk, reached.form, way, sight, steps);
      if (left.as === 'offline')
        return finish(
          'offline-form',
          left.reason,
          { outcome: 'sent', acceptedAt: left.at, response: OFFLINE_FORM },
          'none',
        );
      if (left.as === 'not-asked') return notAsked('form-not-sent', left.reason);
      if (left.as === 'unknown') return unknown(left.reason);
      askedAt = left.at;
    } else {
      // Greetings draw themselves for a while: what comes before the question is no answer to it.
      await greetings(tab, clock, sight);
      const asked = await askIn(tab, clock, reached.composer, talk.question, sight, steps.asking);
      if (asked.as === 'unknown') return unknown(asked.reason);
      if (asked.as === 'asked') askedAt = asked.at;
      else if (asked.inert && inert.size < MOST_PRESSES) inert.add(placeOf(reached.composer));
      else return notAsked('not-typed', asked.reason);
    }
  }
  await steps.asked(askedAt);
  // The widget shows our question before it has gone out: a jumping clock must not outrun it.
  await settle(tab, clock, 1200);
  const ended = await listen(tab, clock, talk, way, sight, askedAt, steps.signal);
  if (ended === 'quiet' || ended === 'time') thanked = await sayThanks(tab, clock, talk, sight);
  const said = sight.transcript.messages().filter((m) => !m.before && spoken(m.side)).length;
  return finish(
    'asked',
    said > 0 ? `${said} messages came while we were there` : 'nothing came while we were there',
    { outcome: 'sent', acceptedAt: askedAt, response: 'stands in the chat' },
    ended,
  );
}

/** Until nothing new has come for a while, two seconds at least and six at most. */
async function greetings(tab: Tab, clock: Clock, sight: Sighting): Promise<void> {
  const start = clock.now();
  let calm = start;
  while (clock.now() - start < 6000 && clock.now() - calm < 2000) {
    await tab.moved(clock.now() + 400);
    if (await sight.look()) calm = clock.now();
  }
}

type Left =
  | { as: 'offline'; at: number; reason: string }
  | { as: 'asked'; at: number }
  | { as: 'not-asked'; reason: string }
  | { as: 'unknown'; reason: string };

/** A form that takes the question: left for later where nobody is there, or the chat's first message. */
async function leaveMessage(
  tab: Tab,
  clock: Clock,
  talk: Talk,
  it: Form,
  way: Way,
  sight: Sighting,
  steps: Steps,
): Promise<Left> {
  let pressedAt = 0;
  sight.transcript.asked(talk.question);
  const sent = await sendForm(tab, it, talk, way, async () => {
    await steps.asking();
    pressedAt = clock.now();
  });
  if (!sent)
    return pressedAt === 0
      ? { as: 'not-asked', reason: 'the form could not be filled in' }
      : { as: 'unknown', reason: 'it is not certain that the form went' };
  const end = clock.now() + 12_000;
  for (;;) {
    const looks = await tab.look();
    if (composer(looks)) {
      await sight.look();
      const own = sight.transcript.own();
      if (own !== null) return { as: 'asked', at: own };
    }
    const open = looks.some((l) => l.view.fields.some((f) => f.value.trim() === talk.question.trim()));
    const thanked = looks.some((l) => (!l.main || !open) && says('sentForm', l.view.text));
    if (thanked && !open)
      return { as: 'offline', at: pressedAt, reason: 'the message was left in the form, and taken' };
    if (clock.now() >= end)
      return open
        ? { as: 'not-asked', reason: 'the form did not go: our text still stands in it' }
        : { as: 'offline', at: pressedAt, reason: 'the message was left in the form, which then went away' };
    await tab.moved(Math.min(end, clock.now() + 400));
  }
}

/** Until an answer has come and all is quiet, or the time is over. */
async function listen(
  tab: Tab,
  clock: Clock,
  talk: Talk,
  way: Way,
  sight: Sighting,
  askedAt: number,
  signal: AbortSignal,
): Promise<ChatVisit['ended']> {
  const end = askedAt + talk.listenMs;
  for (;;) {
    await sight.look();
    const { transcript } = sight;
    if (signal.aborted) return 'time';
    if (transcript.over()) return 'closed-by-them';
    const now = clock.now();
    if (now >= end) return 'time';
    const answered = transcript.messages().some((m) => !m.before && spoken(m.side));
    const since = Math.max(transcript.lastHeard(), askedAt);
    if (answered && now - since >= talk.quietMs) return 'quiet';
    // A menu after the question: only what leads to a person or to the asked topic.
    if (answered && way.pressed.length < MOST_PRESSES && now - since >= 1500) {
      const menu = choice(sight.last(), way.pressed);
      const last = transcript.messages().findLast((m) => spoken(m.side));
      if (menu && last?.choices?.includes(menu.seen.text)) {
        way.pressed.push(menu.seen.text.slice(0, 200));
        await press(tab, menu);
        await settle(tab, clock, 700);
        continue;
      }
    }
    const next = answered ? Math.min(end, since + talk.quietMs) : end;
    const soon = answered && way.pressed.length < MOST_PRESSES && now - since < 1500 ? now + 500 : next;
    await tab.rest(Math.max(soon, now + 200), signal);
    // Text settles: streamed and typed-out replies come in pieces.
    await settle(tab, clock, 250);
  }
}

/** One line of thanks where somebody answered and the chat is still open; nothing where it is not. */
async function sayThanks(tab: Tab, clock: Clock, talk: Talk, sight: Sighting): Promise<boolean> {
  const answered = sight.transcript.messages().some((m) => !m.before && m.side === 'agent');
  const place = answered ? composer(await tab.look()) : null;
  const element = place && (await tab.handle(place.look.frame, place.field.id));
  if (!element) return false;
  try {
    await element.focus();
    await tab.page.keyboard.insertText(thanksIn(talk.language));
    await element.press('Enter', { timeout: 2000 });
    await settle(tab, clock, 600);
    return true;
  } catch {
    return false;
  }
}

interface VisitParts {
  talk: Talk;
  way: Way;
  recipe: Recipe | null;
  sight: Sighting;
  startedAt: number;
  clock: Clock;
  outcome: ChatOutcome;
  reason: string;
  ended: ChatVisit['ended'];
  thanked: boolean;
}

function visitOf({
  talk,
  way,
  recipe,
  sight,
  startedAt,
  clock,
  outcome,
  reason,
  ended,
  thanked,
}: VisitParts): ChatVisit {
  const { transcript } = sight;
  const own = transcript.own();
  const handover = transcript.handover();
  return {
    format: 'doorbell-chat/1',
    visit: 1,
    url: talk.url,
    driven: recipe ? 'recipe' : 'unaided',
    vendor: recipe?.vendor ?? null,
    startedAt: instant(startedAt),
    endedAt: instant(clock.now()),
    clock: sight.clock(),
    ...way,
    outcome,
    reason: reason.slice(0, 500),
    askedAt: own === null ? null : instant(own),
    messages: transcript.messages(),
    ...(handover === undefined ? {} : { handover }),
    typing: transcript.typing(),
    queue: transcript.queue(),
    rating: transcript.rating(),
    thanked,
    ended,
    persisted: 'unknown',
    artifacts: [],
  };
}
