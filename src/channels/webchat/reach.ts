/** From the lender's page to a chat in which one can type: cookie banner, launcher, pre-chat form, menu. */
import type { Frame } from 'playwright-core';
import type { Clock } from '../../fieldwork/ports.ts';
import type { ChatVisit, PrechatField } from '../../model/chat.ts';
import {
  type Candidate,
  type Composer,
  choice,
  composer,
  cookieButton,
  type Form,
  form,
  launchers,
} from './find-chat.ts';
import { mayPress } from './guard.ts';
import type { Recipe } from './recipes.ts';
import type { Looked, Tab } from './tab.ts';
import { says } from './words.ts';

/** Who asks: what a form may be given, and no more. */
export interface Asker {
  name: string;
  email: string;
  question: string;
}

/** What was met on the way, as the visit will tell it. */
export type Way = Pick<ChatVisit, 'cookieBanner' | 'launcher' | 'prechat' | 'pressed'>;

export type Reached =
  | { at: 'composer'; composer: Composer }
  /** A form that takes the question itself: sending it is the asking. */
  | { at: 'form'; form: Form; offline: boolean }
  | { at: 'closed'; outcome: 'gated' | 'no-chat' | 'dead' | 'blocked'; reason: string };

/** How long the parts of a chat may take to show themselves, ms. */
const PATIENCE = { load: 45_000, launcher: 15_000, after: 10_000 };
/** Launchers that are tried, forms that are sent, choices that are pressed. */
const MOST = { launchers: 3, forms: 2, presses: 2, looks: 120 };

/** A place to type, by where it stands: to know it again. */
export const placeOf = (c: Composer): string => `${c.look.view.url} ${c.field.marks} ${c.field.tag}`;

const shapeOf = (f: Form): string =>
  f.fields.map((x) => `${x.kind} ${x.field.labelText || x.field.label}`).join('|');

export const startOfWay = (): Way => ({ cookieBanner: 'none', launcher: null, prechat: [], pressed: [] });

/** Loads the page. Null when it stands; else why there is nothing to press. */
export async function openPage(tab: Tab, url: string): Promise<Reached | null> {
  try {
    const response = await tab.page.goto(url, { waitUntil: 'domcontentloaded', timeout: PATIENCE.load });
    const status = response?.status() ?? 200;
    if (status === 403 || status === 429)
      return { at: 'closed', outcome: 'blocked', reason: `the page answers ${status} to our browser` };
    if (status >= 400) return { at: 'closed', outcome: 'dead', reason: `the page answers ${status}` };
  } catch (error) {
    return { at: 'closed', outcome: 'dead', reason: `the page does not load: ${firstLine(error)}` };
  }
  await tab.page.waitForLoadState('load', { timeout: PATIENCE.launcher }).catch(() => {});
  return null;
}

/** What has been tried so far, and until when its effect is awaited (our clock, ms). */
interface Tried {
  opened: boolean;
  launchers: string[];
  forms: { count: number; last: string | null };
  patience: number;
  /** A menu draws itself piece by piece: it is read when it has stood until here. */
  calm: number;
}

/**
 * Goes on until one can type, a form takes the question, or nothing more can be tried. `inert`: places to type that have
 * been found to take no text; a menu is looked for instead.
 */
export async function reachChat(
  tab: Tab,
  clock: Clock,
  asker: Asker,
  way: Way,
  recipe: Recipe | null,
  inert: Set<string>,
): Promise<Reached> {
  const first = await tab.look();
  const wall = wallIn(first);
  if (wall) return wall;
  if (inert.size === 0) way.cookieBanner = await refuseCookies(tab, first);
  const tried: Tried = {
    opened: inert.size > 0,
    launchers: [],
    forms: { count: 0, last: null },
    patience: clock.now() + PATIENCE.launcher,
    calm: clock.now() + 2500,
  };
  const acted = async (): Promise<void> => {
    tried.patience = clock.now() + PATIENCE.after;
    tried.calm = clock.now() + 2500;
    await settle(tab, clock, 800);
  };
  for (let step = 0; step < MOST.looks; step++) {
    const looks = await tab.look();
    const place = composer(looks);
    const here = place && !inert.has(placeOf(place)) ? place : null;
    const before = form(looks);
    // Where one could type, the chat stands open, though it may take no text yet.
    if (place) tried.opened = true;
    const late = clock.now() > tried.patience;
    if (here && !before) return { at: 'composer', composer: here };
    if (before) {
      const end = await passForm(tab, before, asker, way, tried, late);
      if (end === 'sent') await acted();
      else if (end) return end;
    } else if (await passMenu(tab, looks, way, tried, clock.now(), place !== null)) {
      // What took no text before the choice may take it now.
      inert.clear();
      await acted();
    } else if (!tried.opened || late) {
      const next = await nextLauncher(tab, looks, recipe, tried.launchers);
      if (next && tried.launchers.length < MOST.launchers) {
        tried.launchers.push(keyOf(next));
        if (await press(tab, next)) {
          tried.opened = true;
          way.launcher = { found: true, by: next.score >= 100 ? 'recipe' : 'score', what: describe(next) };
        }
        await acted();
      } else if (late) return nothing(looks, way, tried.opened);
    }
    const blocked = wallIn(looks);
    if (blocked) return blocked;
    await tab.moved(clock.now() + 500);
  }
  return nothing(await tab.look(), way, tried.opened);
}

/** What a form before the chat makes of us: an end, or `sent`, or null while one that was sent takes its time to go. */
async function passForm(
  tab: Tab,
  before: Form,
  asker: Asker,
  way: Way,
  tried: Tried,
  late: boolean,
): Promise<Reached | 'sent' | null> {
  noteFields(way, before);
  if (before.gate) return { at: 'closed', outcome: 'gated', reason: `the form demands ${before.gate}` };
  if (before.fields.some((f) => f.kind === 'message'))
    return { at: 'form', form: before, offline: isOffline(before.look) };
  if (tried.forms.last === shapeOf(before) && !late) return null;
  if (tried.forms.count >= MOST.forms)
    return {
      at: 'closed',
      outcome: 'gated',
      reason: 'the form before the chat comes back after it was sent',
    };
  tried.forms = { count: tried.forms.count + 1, last: shapeOf(before) };
  if (await sendForm(tab, before, asker, way)) return 'sent';
  return { at: 'closed', outcome: 'gated', reason: 'the form before the chat could not be sent' };
}

/** Presses the choice that leads to a person, else to the asked topic, once the menu has stood a while. */
async function passMenu(
  tab: Tab,
  looks: readonly Looked[],
  way: Way,
  tried: Tried,
  now: number,
  open: boolean,
): Promise<boolean> {
  if (!(tried.opened || open) || way.pressed.length >= MOST.presses || now < tried.calm) return false;
  const menu = choice(looks, way.pressed);
  if (!menu) return false;
  way.pressed.push((menu.seen.text || menu.seen.label).trim().slice(0, 200));
  return press(tab, menu);
}

function nothing(looks: readonly Looked[], way: Way, opened: boolean): Reached {
  if (!opened) {
    way.launcher ??= {
      found: false,
      by: 'score',
      what: 'nothing on the page looks like the button of a chat',
    };
    return { at: 'closed', outcome: 'no-chat', reason: 'no chat was found on the page' };
  }
  const failed = looks.some((l) => says('failed', l.view.text));
  return {
    at: 'closed',
    outcome: 'dead',
    reason: failed
      ? 'the chat opens and says that it has no connection'
      : way.pressed.length > 0
        ? 'the chat opens, but its menu leads to no place to type'
        : 'the chat opens, but there is no place to type',
  };
}

async function nextLauncher(
  tab: Tab,
  looks: readonly Looked[],
  recipe: Recipe | null,
  refused: readonly string[],
): Promise<Candidate | null> {
  if (recipe?.launcher) {
    const main = looks.find((l) => l.main);
    const box = await tab.page
      .locator(recipe.launcher)
      .first()
      .boundingBox({ timeout: 1500 })
      .catch(() => null);
    if (main && box) {
      const key = `recipe ${recipe.vendor}`;
      if (!refused.includes(key)) return atPoint(main, box, key);
    }
  }
  return launchers(looks).find((c) => !refused.includes(keyOf(c))) ?? null;
}

const atPoint = (
  look: Looked,
  box: { x: number; y: number; width: number; height: number },
  key: string,
): Candidate => ({
  look,
  score: 100,
  seen: {
    id: 0,
    tag: 'recipe',
    role: '',
    type: '',
    label: key,
    text: '',
    marks: '',
    x: box.x,
    y: box.y,
    w: box.width,
    h: box.height,
    fixed: true,
    shadow: false,
    disabled: false,
  },
});

const keyOf = (c: Candidate): string =>
  c.seen.tag === 'recipe'
    ? c.seen.label
    : `${c.look.view.url} ${c.seen.tag} ${c.seen.marks} ${c.seen.text.slice(0, 40)}`;

const describe = (c: Candidate): string =>
  `${c.seen.tag} "${(c.seen.label || c.seen.text || c.seen.marks).trim().slice(0, 120)}" at ${Math.round(c.look.x + c.seen.x)},${Math.round(c.look.y + c.seen.y)} ${Math.round(c.seen.w)}x${Math.round(c.seen.h)}`;

/** One click. Asks the guard once more, whoever found it. */
export async function press(tab: Tab, { look, seen }: Candidate): Promise<boolean> {
  if (!mayPress(seen)) return false;
  const element = seen.id > 0 && seen.tag !== 'iframe' ? await tab.handle(look.frame, seen.id) : null;
  try {
    if (element) await element.click({ timeout: 3000 });
    else await tab.page.mouse.click(look.x + seen.x + seen.w / 2, look.y + seen.y + seen.h / 2);
    return true;
  } catch {
    // Something transparent may lie on it, as over many launchers: a person's click would go through at the same point.
    try {
      await tab.page.mouse.click(look.x + seen.x + seen.w / 2, look.y + seen.y + seen.h / 2);
      return true;
    } catch {
      return false;
    }
  }
}

async function refuseCookies(tab: Tab, looks: readonly Looked[]): Promise<Way['cookieBanner']> {
  const button = cookieButton(looks);
  if (!button)
    return looks.some((l) => l.view.clickables.some((c) => c.fixed && says('cookie', c.text)))
      ? 'left'
      : 'none';
  return (await press(tab, button)) ? button.how : 'left';
}

/** Fills in the name and the reply address, ticks what must be ticked, and nothing else; presses the likeliest button. */
export async function sendForm(
  tab: Tab,
  it: Form,
  asker: Asker,
  way: Way,
  beforeSending: () => Promise<void> = async () => {},
): Promise<boolean> {
  const given: Partial<Record<PrechatField['kind'], string>> = {
    name: asker.name,
    email: asker.email,
    message: asker.question,
  };
  for (const { field, kind, required } of it.fields) {
    const element = await tab.handle(it.look.frame, field.id);
    if (!element) continue;
    const value = given[kind];
    try {
      if (value !== undefined) await element.fill(value, { timeout: 3000 });
      else if (kind === 'consent') await element.check({ timeout: 2000, force: true });
      else if (kind === 'topic' && field.tag === 'select' && required)
        await pickTopic(element as never, field.options);
      else continue;
      const noted = way.prechat.find((p) => p.kind === kind && p.label === labelOf(field));
      if (noted) noted.filled = true;
    } catch {
      if (required) return false;
    }
  }
  // The button may have been disabled until the fields were filled.
  const again = form(await tab.look()) ?? it;
  const button = again.buttons[0] ?? it.buttons[0];
  await beforeSending();
  if (button) return press(tab, { look: again.look, seen: button, score: 1 });
  const last = it.fields.findLast((f) => f.kind === 'email' || f.kind === 'name');
  const element = last && (await tab.handle(it.look.frame, last.field.id));
  if (!element) return false;
  await element.press('Enter', { timeout: 2000 }).catch(() => {});
  return true;
}

async function pickTopic(
  element: { selectOption(value: { label: string }): Promise<unknown> },
  options: readonly string[],
): Promise<void> {
  const label =
    options.find((o) => says('topic', o)) ?? options.find((o, i) => i > 0 && o !== '') ?? options[0];
  if (label !== undefined) await element.selectOption({ label });
}

const labelOf = (f: { labelText: string; label: string }): string => (f.labelText || f.label).slice(0, 200);

function noteFields(way: Way, it: Form): void {
  for (const { field, kind, required } of it.fields) {
    const label = labelOf(field);
    if (way.prechat.length < 40 && !way.prechat.some((p) => p.kind === kind && p.label === label))
      way.prechat.push({ kind, label, required, filled: false });
  }
}

const isOffline = (look: Looked): boolean => says('offline', look.view.text);

/** A wall against robots: said, never climbed. */
function wallIn(looks: readonly Looked[]): Reached | null {
  const main = looks.find((l) => l.main);
  const challenge = looks.find(
    (l) =>
      !l.main &&
      l.h > 60 &&
      /recaptcha\/(api2|enterprise)\/bframe|hcaptcha\.com\/.*challenge|challenges\.cloudflare\.com|geetest/.test(
        l.view.url,
      ),
  );
  const short =
    main && main.view.text.length < 1500 && says('blocked', `${main.view.title} ${main.view.text}`);
  if (!challenge && !short) return null;
  return { at: 'closed', outcome: 'blocked', reason: 'the page wants to be shown that no robot is here' };
}

/** Gives the page a moment to draw itself, ms of real time. */
export async function settle(tab: Tab, clock: Clock, ms: number): Promise<void> {
  const end = clock.now() + ms;
  while (clock.now() < end) await tab.moved(Math.min(end, clock.now() + 250));
}

export const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0]!.slice(0, 200);

export type { Frame };
