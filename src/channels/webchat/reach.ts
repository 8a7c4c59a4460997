/** From the lender's page to a chat in which one can type: cookie banner, launcher, form before the chat, menu. */
import type { Clock } from '../../fieldwork/ports.ts';
import { type Asker, noteFields, sendForm } from './fill-form.ts';
import {
  type Candidate,
  type Composer,
  choice,
  composer,
  cookieButton,
  type Form,
  form,
  heldBack,
  shapeOf,
} from './find-chat.ts';
import { launchers, spot } from './find-launcher.ts';
import { type Shut, shut, wallIn } from './open-page.ts';
import { press, settle, type Way, wordsOn } from './press.ts';
import type { Recipe } from './recipes.ts';
import type { Looked, Tab } from './tab.ts';
import { says } from './words.ts';

export type Reached =
  | { at: 'composer'; composer: Composer }
  /** A form that takes the question itself: sending it is the asking. */
  | { at: 'form'; form: Form }
  | Shut;

/** How long the parts of a chat may take to show themselves, and how long a page or a menu stands before it is judged, ms. */
const PATIENCE = { launcher: 15_000, after: 10_000, sure: 3000, calm: 1800 };
/** Launchers that are tried, forms that are sent, choices that are pressed, looks at the page. */
const MOST = { launchers: 3, forms: 2, choices: 2, looks: 150 };
/** From this score on a launcher is pressed at once; a doubtful one only when nothing better has come. */
const SURE = 9;

/** What one may do on the way: everything, or (at a later look) only open what stands there. */
export type Doing = 'asking' | 'looking';

export interface Search {
  clock: Clock;
  asker: Asker;
  way: Way;
  recipe: Recipe | null;
  doing: Doing;
  /** Places to type that have been found to take no text; a menu is looked for instead. */
  inert: Set<string>;
}

/** A place to type, by where it stands: to know it again. */
export const placeOf = (c: Composer): string => `${c.look.view.url} ${c.field.marks} ${c.field.tag}`;

/** What has been tried so far, and until when its effect is awaited (our clock, ms). */
interface Tried {
  opened: boolean;
  launchers: string[];
  choices: string[];
  forms: { count: number; last: string | null };
  /** Forms of the site's own, which stood there before any chat was opened. */
  known: Set<string>;
  started: number;
  patience: number;
  /** A menu draws itself piece by piece: it is read when it has stood until here. */
  calm: number;
}

/** Goes on until one can type, a form takes the question, or nothing more can be tried. */
export async function reachChat(tab: Tab, search: Search): Promise<Reached> {
  const { clock, way, inert } = search;
  const first = await tab.look();
  const wall = wallIn(first);
  if (wall) return wall;
  const address = tab.page.url();
  const now = clock.now();
  const tried: Tried = {
    opened: inert.size > 0,
    launchers: [],
    choices: [],
    forms: { count: 0, last: null },
    known: new Set(),
    started: now,
    patience: now + PATIENCE.launcher,
    calm: now + PATIENCE.calm,
  };
  if (inert.size === 0) {
    way.cookieBanner = await refuseCookies(tab, way, first);
    noteSiteForms(first, tried);
  }
  const acted = async (): Promise<void> => {
    tried.patience = clock.now() + PATIENCE.after;
    tried.calm = clock.now() + PATIENCE.calm;
    await settle(tab, clock, 500);
    // Nothing that we press is to lead us away from the page.
    if (pageOf(tab.page.url()) !== pageOf(address)) await tab.page.goBack({ timeout: 5000 }).catch(() => {});
  };
  for (let step = 0; step < MOST.looks; step++) {
    const looks = await tab.look();
    const blocked = wallIn(looks);
    if (blocked) return blocked;
    const place = composer(looks);
    const here = place && !inert.has(placeOf(place)) ? place : null;
    const before = form(looks, tried.known);
    // Where one could type, the chat stands open, though it may take no text yet.
    if (place || before) tried.opened = true;
    const late = clock.now() > tried.patience;
    if (here && !before) return { at: 'composer', composer: here };
    if (before && search.doing === 'looking') return { at: 'form', form: before };
    if (before) {
      const end = await passForm(tab, before, search, tried, late);
      if (end === 'sent') await acted();
      else if (end) return end;
    } else if (search.doing === 'asking' && (await passMenu(tab, looks, search, tried, place !== null))) {
      // What took no text before the choice may take it now.
      inert.clear();
      await acted();
    } else if (!place && (!tried.opened || late)) {
      const next = await nextLauncher(tab, looks, search.recipe, tried, clock.now());
      if (next && tried.launchers.length < MOST.launchers) {
        tried.launchers.push(keyOf(next));
        noteSiteForms(looks, tried);
        if (await press(tab, way, next)) {
          tried.opened = true;
          way.launcher = { found: true, by: next.score >= 100 ? 'recipe' : 'score', what: describe(next) };
        }
        await acted();
      } else if (late) return nothing(looks, search, tried);
    } else if (late) return nothing(looks, search, tried);
    await tab.moved(clock.now() + 400);
  }
  return nothing(await tab.look(), search, tried);
}

/** Newsletter, call-back and feedback forms of the page itself are none of a chat's. */
function noteSiteForms(looks: readonly Looked[], tried: Tried): void {
  for (let n = 0; n < 5; n++) {
    const theirs = form(looks, tried.known);
    if (!theirs?.look.main || theirs.fields.some((f) => f.field.chat || f.field.shadow)) return;
    tried.known.add(shapeOf(theirs));
  }
}

/** What a form before the chat makes of us: an end, or `sent`, or null while one that was sent takes its time to go. */
async function passForm(
  tab: Tab,
  before: Form,
  { asker, way }: Search,
  tried: Tried,
  late: boolean,
): Promise<Reached | 'sent' | null> {
  noteFields(way, before);
  if (before.gate) return shut('gated', `the form demands ${before.gate}`);
  if (before.riddle) return shut('blocked', 'the form before the chat wants a riddle for robots solved');
  if (before.fields.some((f) => f.kind === 'message')) return { at: 'form', form: before };
  const again = tried.forms.last === shapeOf(before);
  if (again && !late && !before.fields.some((f) => f.field.invalid)) return null;
  const held = again ? heldBack(before) : null;
  if (held) return shut('gated', `the form does not go without ${held}`);
  if (tried.forms.count >= MOST.forms)
    return shut('gated', 'the form before the chat comes back after it was sent');
  tried.forms = { count: tried.forms.count + 1, last: shapeOf(before) };
  if (await sendForm(tab, before, asker, way, { again })) return 'sent';
  return shut('gated', 'the form before the chat could not be sent');
}

/** Presses the choice that leads to a person, else to the asked topic, once the menu has stood a while. */
async function passMenu(
  tab: Tab,
  looks: readonly Looked[],
  { way, clock }: Search,
  tried: Tried,
  typing: boolean,
): Promise<boolean> {
  if (!tried.opened || tried.choices.length >= MOST.choices || clock.now() < tried.calm) return false;
  const menu = choice(looks, tried.choices, !typing);
  if (!menu || tried.launchers.includes(keyOf(menu))) return false;
  tried.choices.push(wordsOn(menu.seen));
  return press(tab, way, menu);
}

function nothing(looks: readonly Looked[], { way }: Search, tried: Tried): Shut {
  if (!tried.opened) {
    way.launcher ??= {
      found: false,
      by: 'score',
      what: 'nothing on the page looks like the button of a chat',
    };
    return shut('no-chat', 'no chat was found on the page');
  }
  if (looks.some((l) => !l.main && says('failed', l.view.text)))
    return shut('dead', 'the chat opens and says that it has no connection');
  return shut(
    'dead',
    tried.choices.length > 0
      ? 'the chat opens, but its menu leads to no place to type'
      : 'the chat opens, but there is no place to type',
  );
}

async function nextLauncher(
  tab: Tab,
  looks: readonly Looked[],
  recipe: Recipe | null,
  tried: Tried,
  now: number,
): Promise<Candidate | null> {
  const main = looks.find((l) => l.main);
  const key = `the launcher of ${recipe?.vendor}`;
  if (recipe?.launcher && main && !tried.launchers.includes(key)) {
    const found = tab.page.locator(recipe.launcher).filter({ visible: true }).first();
    const box = await found.boundingBox({ timeout: 300 }).catch(() => null);
    if (box) {
      const { x, y, width: w, height: h } = box;
      return { look: main, score: 100, seen: spot('recipe', { x, y, w, h }, key) };
    }
  }
  const best = launchers(looks).find((c) => !tried.launchers.includes(keyOf(c)));
  if (!best) return null;
  return best.score >= SURE || now - tried.started >= PATIENCE.sure ? best : null;
}

const keyOf = (c: Candidate): string =>
  c.seen.tag === 'recipe'
    ? c.seen.label
    : `${c.look.view.url} ${c.seen.tag} ${c.seen.marks} ${c.seen.text.slice(0, 40)}`;

const describe = (c: Candidate): string =>
  `${c.seen.tag} "${(c.seen.label || c.seen.text || c.seen.marks).trim().slice(0, 120)}" at ${Math.round(c.look.x + c.seen.x)},${Math.round(c.look.y + c.seen.y)} ${Math.round(c.seen.w)}x${Math.round(c.seen.h)}`;

const pageOf = (address: string): string => address.replace(/#.*$/s, '');

async function refuseCookies(tab: Tab, way: Way, looks: readonly Looked[]): Promise<Way['cookieBanner']> {
  const button = cookieButton(looks);
  if (!button)
    return looks.some((l) => l.view.clickables.some((c) => c.fixed && says('cookie', c.text)))
      ? 'left'
      : 'none';
  return (await press(tab, way, button)) ? button.how : 'left';
}
