/** A form that takes the question itself: left for later where nobody is there, or the chat's first message. */
import type { Clock } from '../../fieldwork/ports.ts';
import { type Asker, noteFields, sendForm } from './fill-form.ts';
import { composer, type Form, form, heldBack } from './find-chat.ts';
import type { Way } from './press.ts';
import type { Sighting } from './sight.ts';
import type { Looked, Tab } from './tab.ts';
import { says } from './words.ts';

export type Left =
  | { as: 'offline'; at: number; reason: string }
  | { as: 'asked'; at: number }
  | { as: 'gated'; reason: string }
  /** Certainly not sent. */
  | { as: 'not-asked'; reason: string }
  | { as: 'unknown'; reason: string };

/** How long a sent form may take to say so, ms. */
const TAKEN_WITHIN = 12_000;

/**
 * Sends the form once. After its button was pressed nothing is called `not-asked` unless the page itself shows what it
 * holds against it and our text still stands there: a form that was taken may keep its text.
 */
export async function leaveMessage(
  tab: Tab,
  clock: Clock,
  asker: Asker,
  it: Form,
  way: Way,
  sight: Sighting,
  asking: () => Promise<void>,
): Promise<Left> {
  let pressedAt = 0;
  noteFields(way, it);
  sight.transcript.asked(asker.question, clock.now());
  const before = new Set(linesOf(await tab.look()));
  const sent = await sendForm(tab, it, asker, way, {
    before: async () => {
      await asking();
      pressedAt = clock.now();
    },
  });
  if (!sent)
    return pressedAt === 0
      ? { as: 'not-asked', reason: 'the form could not be filled in' }
      : { as: 'unknown', reason: 'it is not certain that the form went' };
  const end = clock.now() + TAKEN_WITHIN;
  for (;;) {
    const looks = await tab.look();
    if (composer(looks)) {
      await sight.look();
      const own = sight.transcript.own();
      if (own !== null) return { as: 'asked', at: own };
    }
    const news = linesOf(looks).filter((line) => !before.has(line));
    if (news.some((line) => says('sentForm', line)))
      return { as: 'offline', at: pressedAt, reason: 'the message was left in the form, and taken' };
    const open = form(looks);
    const held = open && stillHolds(open, asker.question) ? objection(open) : null;
    if (held?.never) return { as: 'gated', reason: `the form does not go without ${held.never}` };
    if (clock.now() >= end) {
      if (held) return { as: 'not-asked', reason: `the form did not go: ${held.what}` };
      return open
        ? { as: 'unknown', reason: 'the form was sent, but nothing says whether it was taken' }
        : { as: 'offline', at: pressedAt, reason: 'the message was left in the form, which then went away' };
    }
    await tab.moved(Math.min(end, clock.now() + 300));
  }
}

const linesOf = (looks: readonly Looked[]): string[] =>
  looks.flatMap((l) => l.view.bubbles.flatMap((b) => b.text.split('\n')));

const stillHolds = (it: Form, question: string): boolean =>
  it.fields.some((f) => f.field.value.trim() === question.trim());

/** What the page marks as wrong in the form; `never` where it is something that is never given. */
function objection(it: Form): { what: string; never: string | null } | null {
  const wrong = it.fields.find((f) => f.field.invalid);
  if (!wrong) return null;
  return { what: `it finds fault with ${wrong.field.labelText || wrong.kind}`, never: heldBack(it) };
}
