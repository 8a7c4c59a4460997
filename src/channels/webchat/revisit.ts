/** A later look at a kept chat: reads what stands there now, and writes nothing. */
import type { Clock } from '../../fieldwork/ports.ts';
import type { ChatVisit } from '../../model/chat.ts';
import { instant } from '../../model/scalars.ts';
import { composer, form, launchers } from './find-chat.ts';
import { openPage, press, type reachChat, settle, startOfWay } from './reach.ts';
import type { Recipe } from './recipes.ts';
import { watchChat } from './sight.ts';
import type { Tab } from './tab.ts';

export interface Look {
  url: string;
  question: string;
  visit: number;
  recipe: Recipe | null;
}

/** The chat as it stands now. `complete` is false where we could not look: then nothing is said about it. */
export async function lookAgain(
  tab: Tab,
  clock: Clock,
  look: Look,
): Promise<{ visit: ChatVisit; complete: boolean; reason: string }> {
  const startedAt = clock.now();
  const way = startOfWay();
  const sight = watchChat(tab, look.recipe);
  let reason = '';
  let complete = true;
  const failed = await openPage(tab, look.url);
  if (failed?.at === 'closed') {
    complete = false;
    reason = failed.reason;
  } else {
    await settle(tab, clock, 1200);
    sight.transcript.asked(look.question);
    await openAgain(tab, clock, way);
    const end = clock.now() + 8000;
    // Histories are loaded after the chat has opened.
    while (clock.now() < end) {
      await sight.look();
      if (sight.transcript.own() !== null && clock.now() - startedAt > 4000) break;
      await tab.moved(clock.now() + 500);
    }
    await sight.look();
    reason =
      sight.transcript.own() === null
        ? 'the chat shows nothing of what was said'
        : 'the chat still shows our question';
  }
  const own = sight.transcript.own();
  return {
    complete,
    reason,
    visit: {
      format: 'doorbell-chat/1',
      visit: look.visit,
      url: look.url,
      driven: look.recipe ? 'recipe' : 'unaided',
      vendor: look.recipe?.vendor ?? null,
      startedAt: instant(startedAt),
      endedAt: instant(clock.now()),
      clock: sight.clock(),
      ...way,
      outcome: 'revisited',
      reason,
      askedAt: null,
      messages: sight.transcript.messages(),
      typing: [],
      queue: [],
      rating: sight.transcript.rating(),
      thanked: false,
      ended: 'none',
      persisted: !complete ? 'unknown' : own === null ? 'no' : 'yes',
      artifacts: [],
    },
  };
}

/** Opens the chat where it does not stand open already. A form or a menu is left alone. */
async function openAgain(tab: Tab, clock: Clock, way: ReturnType<typeof startOfWay>): Promise<void> {
  for (let n = 0; n < 3; n++) {
    const looks = await tab.look();
    if (composer(looks) || form(looks)) return;
    const next = launchers(looks)[n];
    if (!next) {
      await settle(tab, clock, 1500);
      continue;
    }
    await press(tab, next);
    way.launcher = { found: true, by: 'score', what: next.seen.label.slice(0, 200) };
    await settle(tab, clock, 2000);
  }
}

export type { reachChat };
