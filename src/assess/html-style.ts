/**
 * What CSS hides from the reader of a mail. Style attributes, the old attributes of colour, and style sheets as far as
 * their selectors are a tag, a class or an id: mail programs keep little more. In doubt a text is visible.
 */

/** Lower-case property to value, without `!important`. */
export type Style = ReadonlyMap<string, string>;

/** What an element's descendants take over. Colours as `r,g,b`; null where not known (a picture, a variable). */
export interface Look {
  hidden: boolean;
  color: string | null;
  background: string | null;
  /** Set by itself or by an element around it; otherwise it is the page's white. */
  ownBackground: boolean;
}

export const PAGE: Look = { hidden: false, color: '0,0,0', background: '255,255,255', ownBackground: false };

const MOST_RULES = 500;
const MOST_CSS = 60_000;

export function declarations(css: string): Style {
  const out = new Map<string, string>();
  for (const piece of css.slice(0, 2_000).split(';')) {
    const at = piece.indexOf(':');
    if (at < 1) continue;
    const value = piece.slice(at + 1).toLowerCase();
    out.set(piece.slice(0, at).trim().toLowerCase(), value.replace('!important', '').trim());
  }
  return out;
}

export interface StyleSheet {
  rules: Map<string, Style[]>;
  /** It colours backgrounds by selectors that are not understood here: white on white may be white on blue. */
  unsure: boolean;
}

export function styleSheet(): StyleSheet {
  return { rules: new Map(), unsure: false };
}

/** Adds the rules of one style element. Rules inside @media and the like hold only for some readers: left out. */
export function addRules(sheet: StyleSheet, css: string): void {
  const text = withoutComments(css.slice(0, MOST_CSS));
  let at = 0;
  while (at < text.length && sheet.rules.size < MOST_RULES) {
    const open = text.indexOf('{', at);
    if (open < 0) return;
    const selector = text.slice(at, open).trim().toLowerCase();
    const close = selector.startsWith('@') ? endOfBlock(text, open) : text.indexOf('}', open);
    if (close < 0) return;
    at = close + 1;
    if (selector.startsWith('@')) continue;
    const style = declarations(text.slice(open + 1, close));
    for (const one of selector.slice(0, 2_000).split(',')) {
      const key = one.trim();
      if (/^(?:[a-z][a-z0-9]*)?(?:[.#][\w-]+)?$/.test(key) && key !== '')
        sheet.rules.set(key, [...(sheet.rules.get(key) ?? []).slice(-10), style]);
      else if (style.has('background') || style.has('background-color')) sheet.unsure = true;
    }
  }
}

function withoutComments(css: string): string {
  let out = '';
  let at = 0;
  for (;;) {
    const open = css.indexOf('/*', at);
    if (open < 0) return out + css.slice(at);
    out += css.slice(at, open);
    const close = css.indexOf('*/', open + 2);
    if (close < 0) return out;
    at = close + 2;
  }
}

function endOfBlock(text: string, open: number): number {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    if (text[i] === '{') depth++;
    else if (text[i] === '}' && --depth === 0) return i;
  }
  return -1;
}

/** The declarations that hold for an element, the stronger later. */
export function styleOf(
  sheet: StyleSheet,
  tag: string,
  attributes: ReadonlyMap<string, string>,
): Style | null {
  const inline = attributes.get('style');
  if (sheet.rules.size === 0) return inline === undefined ? null : declarations(inline);
  const classes = (attributes.get('class') ?? '').toLowerCase().split(/\s+/).slice(0, 10);
  const id = attributes.get('id')?.toLowerCase();
  const keys = [tag, ...classes.flatMap((c) => (c === '' ? [] : [`.${c}`, `${tag}.${c}`]))];
  if (id) keys.push(`#${id}`, `${tag}#${id}`);
  const found = keys.flatMap((k) => sheet.rules.get(k) ?? []);
  if (found.length === 0) return inline === undefined ? null : declarations(inline);
  return new Map([...found, inline === undefined ? new Map() : declarations(inline)].flatMap((s) => [...s]));
}

/** How an element looks inside one that looks like `around`. */
export function lookOf(
  around: Look,
  style: Style | null,
  attributes: ReadonlyMap<string, string>,
  unsure: boolean,
): Look {
  const hiddenBySelf = attributes.has('hidden') || (style !== null && isHiding(style));
  const color = colorOf(style?.get('color') ?? attributes.get('color') ?? attributes.get('text'));
  const ground = backgroundOf(style, attributes);
  if (!hiddenBySelf && color === undefined && ground === undefined) return around;
  const look: Look = {
    hidden: around.hidden || hiddenBySelf,
    color: color === undefined ? around.color : color,
    background: ground === undefined ? around.background : ground,
    ownBackground: around.ownBackground || ground !== undefined,
  };
  // A colour that nobody set is the mail program's own choice: it keeps it readable.
  const known = look.color !== null && look.background !== null && (look.ownBackground || !unsure);
  const set = color !== undefined || (ground !== undefined && around.color !== PAGE.color);
  if (known && set && (look.color === 'none' || alike(look.color!, look.background!))) look.hidden = true;
  return look;
}

const FAR = /^-\d{3,}|^-\d{2,}em/;
const zero = (value: string | undefined, most = 0): boolean => {
  const m = value === undefined ? null : /^(\d{0,6}(?:\.\d{0,6})?)(px|pt|em|rem|%)?$/.exec(value);
  return m != null && m[1] !== '' && Number(m[1]) <= (m[2] === 'px' || m[2] === 'pt' ? most : 0);
};

function isHiding(s: Style): boolean {
  const is = (name: string, ...values: string[]): boolean => values.includes(s.get(name) ?? '');
  if (is('display', 'none') || is('visibility', 'hidden', 'collapse') || is('mso-hide', 'all')) return true;
  if (zero(s.get('font-size'), 1) || /^0(?:\.0\d*)?%?$|^0?\.0\d*$/.test(s.get('opacity') ?? '')) return true;
  if (/^0(?:px|pt)?(?:\/| [^,]*0)/.test(s.get('font') ?? '')) return true;
  if (zero(s.get('max-height')) || zero(s.get('max-width'))) return true;
  if (is('overflow', 'hidden') && (zero(s.get('height'), 1) || zero(s.get('width'), 1))) return true;
  if (FAR.test(s.get('text-indent') ?? '') || FAR.test(s.get('margin-left') ?? '')) return true;
  if (is('position', 'absolute', 'fixed')) {
    if (['left', 'top', 'right', 'bottom'].some((side) => FAR.test(s.get(side) ?? ''))) return true;
    if (/rect\(\s*(?:0|1px)/.test(s.get('clip') ?? '')) return true;
  }
  return (
    /inset\(\s*(?:50|100)%/.test(s.get('clip-path') ?? '') ||
    /scale\(\s*0\s*\)/.test(s.get('transform') ?? '')
  );
}

function backgroundOf(
  style: Style | null,
  attributes: ReadonlyMap<string, string>,
): string | null | undefined {
  if (attributes.has('background')) return null;
  const value = style?.get('background-color') ?? style?.get('background') ?? attributes.get('bgcolor');
  if (style?.has('background-image') || /url\(|gradient\(/.test(value ?? '')) return null;
  const color = colorOf(/^(?:rgba?\([^)]*\)|\S+)/.exec(value ?? '')?.[0]);
  return color === 'none' ? undefined : color;
}

const NAMED: Record<string, string> = {
  white: '255,255,255',
  black: '0,0,0',
  snow: '255,250,250',
  ivory: '255,255,240',
  whitesmoke: '245,245,245',
  red: '255,0,0',
  blue: '0,0,255',
  green: '0,128,0',
  yellow: '255,255,0',
  gray: '128,128,128',
  grey: '128,128,128',
  silver: '192,192,192',
  lightgray: '211,211,211',
  lightgrey: '211,211,211',
};

/** `r,g,b`; `none` for a transparent one, null for one that is not understood, undefined for none given. */
function colorOf(value: string | undefined): string | null | undefined {
  const text = value?.trim().toLowerCase();
  if (text === undefined || text === '' || text === 'inherit') return undefined;
  if (text === 'transparent') return 'none';
  const hex = /^#?([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/.exec(text)?.[1];
  if (hex) {
    const wide = hex.length < 6 ? [...hex].map((c) => c + c).join('') : hex;
    if (wide.slice(6) === '00') return 'none';
    return [0, 2, 4].map((i) => Number.parseInt(wide.slice(i, i + 2), 16)).join();
  }
  const rgb = /^rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})(?:[\s,/]+([\d.]{1,6})%?)?\s*\)$/.exec(text);
  if (rgb) return Number(rgb[4] ?? 1) === 0 ? 'none' : [rgb[1], rgb[2], rgb[3]].map(Number).join();
  return NAMED[text] ?? null;
}

/** Too near for an eye: #fefefe on white. */
function alike(a: string, b: string): boolean {
  const [x, y] = [a.split(',').map(Number), b.split(',').map(Number)];
  return x.every((v, i) => Math.abs(v - y[i]!) <= 8);
}
