/** One chat's own browser context: isolated, watched from before the site's first script, never led away. */
import type { Browser, BrowserContext, ElementHandle, Frame, Page } from 'playwright-core';
import type { Clock } from '../../fieldwork/ports.ts';
import { type Outgoing, watchOutgoing } from './outgoing.ts';
import { AGENT, AGENT_SCRIPT, MOVED } from './page-agent/index.ts';
import type { FrameView, PageAgent } from './page-view.ts';

/** One frame as it stood at one look. `x`, `y`: where its corner lies in the window. */
export interface Looked {
  frame: Frame;
  view: FrameView;
  main: boolean;
  x: number;
  y: number;
  /** Visible size of the frame in the window. */
  w: number;
  h: number;
  /** Our clock when it was looked at, ms. */
  at: number;
  /** ms to add to a moment of the page's clock to get ours. */
  offset: number;
  /** How far the page's clock is from this machine's, ms: 0 where no difference can be measured. */
  skew: number;
}

export interface Tab {
  page: Page;
  context: BrowserContext;
  outgoing: Outgoing;
  look(): Promise<Looked[]>;
  /** Resolves when text has moved since the last call, or at `until` (our clock, ms), or when `signal` aborts. */
  moved(until: number, signal?: AbortSignal): Promise<void>;
  /** The same, but lets a jumping clock go: for waiting on the other side. Takes the clock again the moment text moves. */
  rest(until: number, signal?: AbortSignal): Promise<void>;
  handle(frame: Frame, id: number): Promise<ElementHandle<Element> | null>;
  ask<T>(frame: Frame, what: keyof PageAgent, ...args: unknown[]): Promise<T | null>;
  close(): Promise<void>;
}

export interface TabOptions {
  language: string;
  trustAnyCertificate: boolean;
  /** Of an earlier tab, to be taken up again. */
  stored?: Stored | undefined;
  clock: Clock;
  hold: Hold;
}

/** Our hold on a jumping clock: taken while we are busy, let go while we only wait for the other side. */
export interface Hold {
  take(): void;
  release(): void;
}

export function holdOn(clock: Clock): Hold {
  let held: (() => void) | null = null;
  return {
    take() {
      held ??= clock.hold();
    },
    release() {
      held?.();
      held = null;
    },
  };
}

/** localStorage and sessionStorage of one origin under this page: partitioned ones are in no storage state. */
export interface FrameStore {
  origin: string;
  local: [string, string][];
  session: [string, string][];
}

/** What a tab has stored, by which it can be taken up again. */
export interface Stored {
  storage: Awaited<ReturnType<BrowserContext['storageState']>>;
  stores: FrameStore[];
}

export async function storedBy(tab: Tab): Promise<Stored> {
  const storage = await tab.context.storageState({ indexedDB: true }).catch(() => tab.context.storageState());
  const looks = await tab.look();
  const stores = await Promise.all(looks.map((l) => tab.ask<FrameStore>(l.frame, 'storage')));
  return { storage, stores: stores.filter((s) => s !== null) };
}

const LOCALES: Record<string, string> = { en: 'en-GB', uk: 'uk-UA', ru: 'ru-RU', zh: 'zh-CN' };
/** Frames that are looked into. */
const MOST_FRAMES = 20;
/** Time that a frame has to answer a look, ms. */
const LOOK_TIMEOUT = 4000;

export async function openTab(browser: Browser, options: TabOptions): Promise<Tab> {
  const { clock, hold } = options;
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    locale: LOCALES[options.language] ?? options.language,
    acceptDownloads: false,
    ignoreHTTPSErrors: options.trustAnyCertificate,
    ...(options.stored ? { storageState: options.stored.storage } : {}),
  });
  let dirty = false;
  let wake: (() => void) | null = null;
  await context.exposeBinding(MOVED, () => {
    dirty = true;
    wake?.();
  });
  await context.addInitScript({ content: AGENT_SCRIPT });
  if (options.stored && options.stored.stores.length > 0)
    await context.addInitScript(restoreStores, options.stored.stores);
  const page = await context.newPage();
  const outgoing = watchOutgoing(page);
  // Nothing that a page opens is followed, answered or saved.
  context.on('page', (other) => {
    if (other !== page) void other.close().catch(() => {});
  });
  page.on('dialog', (dialog) => void dialog.dismiss().catch(() => {}));

  const ask = <T>(frame: Frame, what: keyof PageAgent, ...args: unknown[]): Promise<T | null> =>
    within(
      LOOK_TIMEOUT,
      frame.evaluate(
        ([name, method, list]) => {
          const agent = (
            globalThis as unknown as Record<string, Record<string, (...a: unknown[]) => unknown>>
          )[name];
          return (agent?.[method]?.(...list) ?? null) as never;
        },
        [AGENT, what, args] as const,
      ),
    );

  async function wait(until: number, signal: AbortSignal | undefined, onMove: () => void): Promise<void> {
    if (dirty || signal?.aborted) {
      dirty = false;
      return;
    }
    const stop = new AbortController();
    wake = () => {
      onMove();
      stop.abort();
    };
    await clock.sleepUntil(until, signal ? AbortSignal.any([stop.signal, signal]) : stop.signal);
    wake = null;
    dirty = false;
  }

  return {
    page,
    context,
    outgoing,
    ask,
    async look() {
      const frames = page.frames().slice(0, MOST_FRAMES);
      const seen = await Promise.all(
        frames.map(async (frame): Promise<Looked | null> => {
          const main = frame === page.mainFrame();
          const box = main ? { x: 0, y: 0, width: 1280, height: 800 } : await boxOf(frame);
          if (!box) return null;
          const before = Date.now();
          const view = await ask<FrameView>(frame, 'view');
          if (!view) return null;
          const at = clock.now();
          const skew = skewOf(view.now, before, Date.now());
          // The study's clock may stand elsewhere than the machine's; both are read in one turn.
          const offset = at - Date.now() - skew;
          return { frame, view, main, x: box.x, y: box.y, w: box.width, h: box.height, at, offset, skew };
        }),
      );
      return seen.filter((s) => s !== null);
    },
    moved: (until, signal) => wait(until, signal, () => {}),
    async rest(until, signal) {
      // The clock is let go only here, and taken again in the very turn in which something moves.
      hold.release();
      await wait(until, signal, hold.take);
      hold.take();
    },
    handle: async (frame, id) => {
      const found = await within(
        LOOK_TIMEOUT,
        frame.evaluateHandle(
          ([name, wanted]) =>
            (globalThis as unknown as Record<string, { element(id: number): Element | null }>)[name]?.element(
              wanted,
            ) ?? null,
          [AGENT, id] as const,
        ),
      );
      return (found?.asElement() as ElementHandle<Element> | null) ?? null;
    },
    close: () => context.close().catch(() => {}),
  };
}

/** The browser runs on our machine: its clock is ours unless it says a moment that lies outside the asking. */
const skewOf = (page: number, before: number, after: number): number =>
  page >= before - 2 && page <= after + 2 ? 0 : page - (before + after) / 2;

/** The frame's place in the window; null for one that nobody can see. */
async function boxOf(frame: Frame): Promise<{ x: number; y: number; width: number; height: number } | null> {
  const element = await within(LOOK_TIMEOUT, frame.frameElement());
  const box = element ? await within(LOOK_TIMEOUT, element.boundingBox()) : null;
  return box && box.width > 4 && box.height > 4 ? box : null;
}

/** Null when it takes too long or the frame has gone: a page that hangs is a page that shows nothing. */
async function within<T>(ms: number, work: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), ms);
  });
  try {
    return await Promise.race([work.catch(() => null), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Runs in each frame before its first script: gives back what this origin had stored, once in a session. */
function restoreStores(stores: FrameStore[]): void {
  try {
    if (sessionStorage.getItem('__doorbell_restored')) return;
    const mine = stores.find((s) => s.origin === location.origin);
    if (!mine) return;
    for (const [k, v] of mine.local) if (localStorage.getItem(k) === null) localStorage.setItem(k, v);
    for (const [k, v] of mine.session) sessionStorage.setItem(k, v);
    sessionStorage.setItem('__doorbell_restored', '1');
  } catch {
    // A frame without storage keeps nothing anyway.
  }
}
