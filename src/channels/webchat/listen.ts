/** Listening after the question, and the polite end. */
import type { Clock } from '../../fieldwork/ports.ts';
import type { ChatVisit } from '../../model/chat.ts';
import { choice, composer } from './find-chat.ts';
import { press, settle, type Way, wordsOn } from './press.ts';
import type { Sighting } from './sight.ts';
import type { Tab } from './tab.ts';
import { spoken } from './transcript.ts';
import { thanksIn } from './words.ts';

export interface Listening {
  askedAt: number;
  /** How long to listen at most, ms: of a person's time never more than 10 minutes. */
  listenMs: number;
  /** How long nothing must have moved after a person's answer for it to be over, ms. */
  quietMs: number;
  signal: AbortSignal;
}

/** Choices that are pressed after the question. */
const MOST_CHOICES = 2;
/** A menu draws itself piece by piece: it is read when nothing has moved for so long, ms. */
const CALM = 1500;
/** What stands in the chat is read so long after it moved: text that is typed out or streamed comes in pieces, ms. */
const SETTLE = 200;

/** Until a person's answer has come and all is quiet, the chat is over, or the time is. */
export async function listen(
  tab: Tab,
  clock: Clock,
  way: Way,
  sight: Sighting,
  { askedAt, listenMs, quietMs, signal }: Listening,
): Promise<ChatVisit['ended']> {
  const { transcript } = sight;
  const end = askedAt + listenMs;
  const chosen: string[] = [];
  for (;;) {
    await sight.look();
    if (signal.aborted) return 'time';
    if (transcript.over()) return 'closed-by-them';
    const now = clock.now();
    if (now >= end) return 'time';
    const since = Math.max(transcript.lastHeard(), askedAt);
    const person = transcript.messages().some((m) => !m.before && m.side === 'agent');
    if (person && now - since >= quietMs) return 'quiet';
    const mayChoose = chosen.length < MOST_CHOICES && transcript.answered();
    const menu = mayChoose ? choice(sight.last(), chosen) : null;
    const last = transcript.messages().findLast((m) => spoken(m.side) && !m.before);
    const offered = menu !== null && last?.choices?.includes(menu.seen.text) === true;
    if (offered && now - since >= CALM) {
      chosen.push(wordsOn(menu.seen));
      transcript.said(wordsOn(menu.seen));
      await press(tab, way, menu);
      await settle(tab, clock, 500);
      continue;
    }
    const next = offered ? since + CALM : person ? Math.min(end, since + quietMs) : end;
    await tab.rest(Math.max(next, now + 100), signal);
    if (clock.now() < next) await settle(tab, clock, SETTLE);
  }
}

/** One line of thanks where a person answered and the chat is still open; nothing where it is not. */
export async function sayThanks(tab: Tab, clock: Clock, language: string, sight: Sighting): Promise<boolean> {
  const answered = sight.transcript.messages().some((m) => !m.before && m.side === 'agent');
  const place = answered ? composer(await tab.look()) : null;
  const element = place && (await tab.handle(place.look.frame, place.field.id));
  if (!element) return false;
  try {
    sight.transcript.said(thanksIn(language));
    await element.focus();
    await tab.page.keyboard.insertText(thanksIn(language));
    await element.press('Enter', { timeout: 2000 });
    await settle(tab, clock, 500);
    return true;
  } catch {
    return false;
  }
}
