/** The one question: typed, sent by one keystroke, and looked for in the chat. Asking twice is worse than failing. */
import type { Clock } from '../../fieldwork/ports.ts';
import { type Composer, composer, sendButton } from './find-chat.ts';
import { press, type Way } from './press.ts';
import type { Sighting } from './sight.ts';
import type { Tab } from './tab.ts';
import { fold } from './words.ts';

export type Asked =
  | { as: 'asked'; at: number }
  /** Certainly not sent. */
  | {
      as: 'not-asked';
      reason: string;
      /** The chat took the text and the keystroke, and sends nothing: its own fault. */
      refused?: true;
      /** The place takes no text: a menu may have to come first. */
      inert?: true;
    }
  /** It stands there, and the chat says that it did not go, and nothing else. */
  | { as: 'dead'; reason: string }
  | { as: 'unknown'; reason: string };

/** How long our question may take to show itself, ms. */
const SHOWN_WITHIN = 12_000;
const SENT_WITHIN = 2500;
/** How soon a chat without a connection says so, and how long it has then to show that it works all the same, ms. */
const FAILS_WITHIN = 1500;
const REVIVES_WITHIN = 15_000;

export async function askIn(
  tab: Tab,
  clock: Clock,
  place: Composer,
  text: string,
  way: Way,
  sight: Sighting,
  asking: () => Promise<void>,
): Promise<Asked> {
  const { field, look } = place;
  const element = await tab.handle(look.frame, field.id);
  if (!element) return { as: 'not-asked', reason: 'the place to type went away' };
  if (field.maxLength !== null && field.maxLength < text.length)
    return { as: 'not-asked', reason: `the chat takes only ${field.maxLength} characters` };
  try {
    await element.click({ timeout: 3000 }).catch(() => {});
    await element.focus();
    if (field.tag === 'textarea' || field.tag === 'input') await element.fill(text, { timeout: 3000 });
    else await tab.page.keyboard.insertText(text);
  } catch {
    return { as: 'not-asked', reason: 'the place to type takes no text', inert: true };
  }
  const typed = await textIn(tab, place);
  if (typed === null || !same(typed, text))
    return { as: 'not-asked', reason: 'the place to type did not take the text', inert: true };

  await sight.look();
  await asking();
  sight.transcript.asked(text, clock.now());
  tab.outgoing.forget();
  await element.press('Enter', { timeout: 3000 }).catch(() => {});
  if (!(await gone(tab, clock, place, text, sight))) {
    // Still in the field: Enter does not send here. Once the text has left it, nothing is ever pressed again.
    const here = composer(await tab.look());
    const button = here && sendButton(here.look, here.field);
    const still = await textIn(tab, place);
    if (still === null || !same(still, text))
      return shownOr(tab, clock, sight, 'the text left the field at the keystroke');
    // On its way, though the field still shows it: a slow backend. Pressing anything would ask twice.
    if (tab.outgoing.carried(text))
      return shownOr(tab, clock, sight, 'the text went out, but never stood in the chat');
    if (!button) return { as: 'not-asked', reason: 'neither Enter nor a button sends', refused: true };
    await press(tab, way, { look: here.look, seen: button, score: 1 });
    if (!(await gone(tab, clock, place, text, sight))) {
      const rest = await textIn(tab, place);
      if (tab.outgoing.carried(text))
        return shownOr(tab, clock, sight, 'the text went out, but never stood in the chat');
      if (rest !== null && same(rest, text) && sight.transcript.own() === null)
        return {
          as: 'not-asked',
          reason: 'neither Enter nor the button beside the field sends',
          refused: true,
        };
    }
  }
  return shownOr(tab, clock, sight, 'the text left the field, but never stood in the chat');
}

async function shownOr(tab: Tab, clock: Clock, sight: Sighting, reason: string): Promise<Asked> {
  const { transcript } = sight;
  const end = clock.now() + SHOWN_WITHIN;
  for (;;) {
    await sight.look();
    const at = transcript.own();
    if (at !== null) return confirmed(tab, clock, sight, at);
    if (clock.now() >= end) return { as: 'unknown', reason };
    await tab.moved(Math.min(end, clock.now() + 400));
  }
}

/** Our question stands there: whether the chat takes it back at once. */
async function confirmed(tab: Tab, clock: Clock, sight: Sighting, at: number): Promise<Asked> {
  const { transcript } = sight;
  const began = clock.now();
  for (;;) {
    if (transcript.answered()) return { as: 'asked', at };
    const failed = transcript.failed();
    if (clock.now() - began >= (failed === null ? FAILS_WITHIN : REVIVES_WITHIN))
      return failed === null
        ? { as: 'asked', at }
        : { as: 'dead', reason: `the chat says of our question: ${failed}` };
    await tab.moved(clock.now() + 300);
    await sight.look();
  }
}

/** Whether the text has left the field, or stands in the chat. */
async function gone(
  tab: Tab,
  clock: Clock,
  place: Composer,
  text: string,
  sight: Sighting,
): Promise<boolean> {
  const end = clock.now() + SENT_WITHIN;
  for (;;) {
    const value = await textIn(tab, place);
    if (value === null || !same(value, text)) return true;
    await sight.look();
    if (sight.transcript.own() !== null) return true;
    if (clock.now() >= end) return false;
    await tab.moved(Math.min(end, clock.now() + 200));
  }
}

async function textIn(tab: Tab, { look, field }: Composer): Promise<string | null> {
  const element = await tab.handle(look.frame, field.id);
  if (!element) return null;
  return element
    .evaluate((el) =>
      'value' in el && typeof el.value === 'string' ? el.value : ((el as HTMLElement).innerText ?? ''),
    )
    .catch(() => null);
}

const same = (a: string, b: string): boolean =>
  fold(a).replace(/\s+/gu, '') === fold(b).replace(/\s+/gu, '') && a.trim() !== '';
