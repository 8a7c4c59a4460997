/** Looks at the chat's own part of the page, and feeds the transcript. */
import { type Composer, composer } from './find-chat.ts';
import { mayPress } from './guard.ts';
import type { Bubble } from './page-agent.ts';
import type { Recipe } from './recipes.ts';
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

export function watchChat(tab: Tab, recipe: Recipe | null): Sighting {
  const transcript = openTranscript();
  let first: number | null = null;
  let now = 0;
  let looks: Looked[] = [];
  let place: { url: string; container: number } | null = null;
  let log = 0;

  /** The frame and the container in which the chat lives: where its composer is, and stays when that is taken away. */
  async function home(here: Composer | null): Promise<Looked | null> {
    if (here) {
      const container = here.look.main
        ? ((await tab.ask<number>(here.look.frame, 'container', here.field.id)) ?? 0)
        : 0;
      place = { url: here.look.view.url, container };
      return here.look;
    }
    const known = place;
    if (known) return looks.find((l) => l.view.url === known.url) ?? null;
    // Before there is a place to type: the largest frame that is not the page.
    return (
      [...looks].filter((l) => !l.main && l.w > 150 && l.h > 150).sort((a, b) => b.w * b.h - a.w * a.h)[0] ??
      null
    );
  }

  return {
    transcript,
    clock: () => ({ pageMinusOursMs: first ?? 0, driftMs: first === null ? 0 : now - first }),
    last: () => looks,
    async look() {
      looks = await tab.look();
      const here = composer(looks);
      const frame = await home(here);
      if (!frame) return false;
      const offset = frame.at - frame.view.now;
      first ??= -offset;
      now = -offset;
      let bubbles: readonly Bubble[] = frame.view.bubbles;
      let choices = frame.view.clickables;
      if (place && place.container > 0) {
        const ids = [...bubbles, ...choices].map((b) => b.id);
        const inside = new Set((await tab.ask<number[]>(frame.frame, 'within', place.container, ids)) ?? ids);
        bubbles = bubbles.filter((b) => inside.has(b.id));
        choices = choices.filter((c) => inside.has(c.id));
      }
      const own = transcript.ownBubble();
      if (log === 0 && own !== null) log = (await tab.ask<number>(frame.frame, 'log', own)) ?? 0;
      const all = [...bubbles, ...choices].map((b) => b.id);
      const logged = log > 0 ? await tab.ask<number[]>(frame.frame, 'within', log, all) : null;
      // A log that has been drawn anew is another element: it is looked for again.
      if (logged && own !== null && !logged.includes(own)) log = 0;
      const inLog = logged && log > 0 ? new Set(logged) : null;
      const offering =
        inLog && choices.some((c) => inLog.has(c.id)) ? choices.filter((c) => inLog.has(c.id)) : choices;
      const offered = offering
        .filter((c) => c.tag !== 'a' && c.text !== '' && c.text.length <= 80 && c.w > 30 && mayPress(c))
        .map((c) => c.text);
      const top = bubbles.slice(0, 3).filter((b) => b.at === 0 || b.y < 90);
      return transcript.see({
        inLog,
        bubbles: bubbles.map((b) => (recipe ? bySigns(b, recipe) : b)),
        offset,
        at: frame.at,
        width: frame.view.width,
        head: top
          .map((b) => b.text)
          .join(' ')
          .slice(0, 300),
        choices: offered,
      });
    },
  };
}

/** What a recipe knows of the sides, put where the transcript reads it: into the names around a bubble. */
function bySigns(b: Bubble, recipe: Recipe): Bubble {
  const has = (part: string | undefined): boolean => part !== undefined && b.signature.includes(part);
  return has(recipe.bot) ? { ...b, names: ['bot', ...b.names] } : b;
}
