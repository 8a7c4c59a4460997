/**
 * The operators' desk: a small web app beside the running wave. It shows the wave, hands out tasks one at a time, and
 * turns each press of a button into an event of the ledger. It never writes to a lender itself, and never reads the
 * words of a reply as anything but text.
 */
import { Hono } from 'hono';
import { html } from 'hono/html';
import { assetRoutes } from './assets.ts';
import { cardsWith } from './cards.ts';
import { drawWith } from './draw.ts';
import { guardEntry } from './guard/entry.ts';
import { openSessions } from './guard/sessions.ts';
import { createLive } from './live.ts';
import type { DeskOptions } from './options.ts';
import type { Page } from './page.ts';
import { entrance } from './routes/entrance.ts';
import { handInRoutes } from './routes/hand-in.ts';
import { watchRoutes } from './routes/watch.ts';
import { workRoutes } from './routes/work.ts';

export interface DeskApp {
  fetch: Hono<Page>['fetch'];
  /** Tells open pages that the wave has moved on. */
  changed(): void;
  /** Ends the streams of open pages. */
  close(): void;
}

/**
 * `port` is what the server listens on, asked at each request; `failed` is told what a page could not be made of: our
 * own fault, which the visitor is not shown.
 */
export function createDesk(
  options: DeskOptions,
  port: () => number,
  failed: (error: unknown) => void,
): DeskApp {
  const app = new Hono<Page>();
  const sessions = openSessions();
  const live = createLive();
  const draw = drawWith(options);
  guardEntry(app, {
    gate: options.gate,
    sessions,
    operators: options.settings.operators,
    now: () => Date.now(),
    port,
    refuse(c, status, why) {
      const words = c.get('words');
      const body = html`<h1>${words.say('error.title')}</h1><p>${words.say(`error.${why}`)}</p><p><a href="/">${words.say('error.back')}</a></p>`;
      return draw(c, { title: words.say('error.title') }, body, status);
    },
  });
  assetRoutes(app);
  entrance(app, options, sessions, draw);
  watchRoutes(app, options, draw, live, sessions);
  const cards = cardsWith(options, draw);
  const changed = live.changed;
  workRoutes(app, options, { cards, draw, changed });
  handInRoutes(app, options, { cards, changed });
  if (options.coding) app.route('/coding', options.coding(draw));
  app.onError((error, c) => {
    failed(error);
    const words = c.get('words');
    if (!words) return c.text('A fault of the desk.', 500);
    const body = html`<h1>${words.say('error.title')}</h1><p>${words.say('error.ours')}</p><p><a href="/">${words.say('error.back')}</a></p>`;
    return draw(c, { title: words.say('error.title') }, body, 500);
  });
  return { fetch: app.fetch, changed: live.changed, close: live.close };
}
