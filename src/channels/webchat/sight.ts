/** Looks at the chat's own part of the page, and feeds the transcript. */
import { type Composer, composer } from './find-chat.ts';
import { mayPress } from './guard.ts';
import type { Bubble, Seen, SeenField } from './page-view.ts';
import type { Known } from './recipes.ts';
import type { Looked, Tab } from './tab.ts';
import { openTranscript, type Transcript } from './transcript.ts';

export interface Sighting {
  transcript: Transcript;
  /** The page's clock against ours at the first look and the last, ms. */
  clock(): { pageMinusOursMs: number; driftMs: number };
  /** Looks once; true when something new stands there. */
  look(): Promise<boolean>;
  /** The frames of the last look. */
  last(): readonly Looked[];
}

export function watchChat(tab: Tab, known: Known): Sighting {
  const transcript = openTranscript();
  let first: { offset: number; skew: number } | null = null;
  let skew = 0;
  let looks: Looked[] = [];
  let place: { url: string; container: number } | null = null;
  let log = 0;
  let logIsOwn = false;

  /** The frame and the container in which the chat lives: where its composer is, and stays when that is taken away. */
  async function home(here: Composer | null): Promise<Looked | null> {
    if (here) {
      const container = here.look.main
        ? ((await tab.ask<number>(here.look.frame, 'container', here.field.id)) ?? 0)
        : 0;
      place = { url: here.look.view.url, container };
      return here.look;
    }
    const before = place;
    if (before) return looks.find((l) => l.view.url === before.url) ?? null;
    // Before there is a place to type: the largest frame that is not the page.
    return (
      [...looks].filter((l) => !l.main && l.w > 150 && l.h > 150).sort((a, b) => b.w * b.h - a.w * a.h)[0] ??
      null
    );
  }

  return {
    transcript,
    clock: () => ({ pageMinusOursMs: first ? -first.offset : 0, driftMs: first ? skew - first.skew : 0 }),
    last: () => looks,
    async look() {
      looks = await tab.look();
      const here = composer(looks);
      const frame = await home(here);
      if (!frame) return false;
      first ??= { offset: frame.offset, skew: frame.skew };
      skew = frame.skew;
      let bubbles: readonly Bubble[] = frame.view.bubbles;
      let choices = frame.view.clickables;
      if (place && place.container > 0) {
        const ids = [...bubbles, ...choices].map((b) => b.id);
        const inside = new Set((await tab.ask<number[]>(frame.frame, 'within', place.container, ids)) ?? ids);
        bubbles = bubbles.filter((b) => inside.has(b.id));
        choices = choices.filter((c) => inside.has(c.id));
      }
      const own = transcript.ownBubble();
      if (own !== null && !logIsOwn) {
        log = (await tab.ask<number>(frame.frame, 'log', own)) ?? 0;
        logIsOwn = log > 0;
      } else if (own === null && log === 0 && here)
        log = (await tab.ask<number>(frame.frame, 'logBeside', here.field.id)) ?? 0;
      const all = [...bubbles, ...choices].map((b) => b.id);
      const logged = log > 0 ? await tab.ask<number[]>(frame.frame, 'within', log, all) : null;
      // A log that has been drawn anew is another element: it is looked for again.
      if (logged && (logged.length === 0 || (own !== null && !logged.includes(own)))) {
        log = 0;
        logIsOwn = false;
      }
      const inLog = logged && log > 0 ? new Set(logged) : null;
      const offered = choices
        .filter((c) => c.href === '' && c.text !== '' && c.text.length <= 80 && c.w > 30 && mayPress(c))
        .filter((c) => (inLog?.has(c.id) ?? false) || between(c, bubbles, here?.field ?? null))
        .map((c) => c.text);
      const top = bubbles.slice(0, 3).filter((b) => b.at === 0 || b.y < 90);
      return transcript.see({
        inLog,
        bubbles,
        sides: known.recipe?.sides ?? null,
        offset: frame.offset,
        at: frame.at,
        width: frame.view.width,
        head: top
          .map((b) => b.text)
          .join(' ')
          .slice(0, 300),
        buttons: choices,
        choices: offered,
      });
    },
  };
}

/** Between the last message and the place to type, where quick replies stand when they are in no message. */
function between(c: Seen, bubbles: readonly Bubble[], place: SeenField | null): boolean {
  if (!place) return false;
  const said = bubbles.filter((b) => !b.pressable && b.holds === 0 && b.y + b.h <= place.y);
  const last = Math.max(0, ...said.map((b) => b.y));
  return c.y >= last && c.y + c.h <= place.y + 8;
}
