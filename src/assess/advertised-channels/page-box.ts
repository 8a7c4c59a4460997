/** What an element is to its reader: in which part of the page, seen or hidden, backwards, a heading, a widget's. */

export type Zone = 'header' | 'main' | 'footer';

export interface Box {
  tag: string;
  zone: Zone;
  hidden: boolean;
  reversed: boolean;
  /** Drawn by a chat's widget: its fields are no form of the site's. */
  widget: boolean;
  heading: boolean;
}

export const OUTER_BOX: Box = {
  tag: '',
  zone: 'main',
  hidden: false,
  reversed: false,
  widget: false,
  heading: false,
};

/** Classes to which the page's own styles give a meaning for reading. */
export interface StyledClasses {
  reversed: ReadonlySet<string>;
  hidden: ReadonlySet<string>;
}

/** What is folded away until somebody opens it. */
const OPENED_LATER =
  /modal|popup|pop-up|dialog|menu|drawer|dropdown|collapse|accordion|tab|panel|mobile|desktop|offcanvas|slide|widget|chat|fancybox|toggle/i;
const HIDDEN_STYLE =
  /display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])|left\s*:\s*-\d{3,}/i;
const REVERSED_STYLE = /bidi-override[^}]*direction\s*:\s*rtl|direction\s*:\s*rtl[^}]*bidi-override/i;
const WIDGET =
  /(?:^|[\s_-])(?:live-?|web-?)?chat(?:[\s_-]|$)|jivo|binotel|helpcrunch|tawk|crisp-|b24-widget|bx-livechat|carrot|intercom/i;
const FOOTER = /(?:^|[\s_-])(?:site-?)?footer|copyright/i;
const HEADER = /(?:^|[\s_-])(?:site-?|top-?)?(?:header|topbar|top-bar|navbar)/i;
const WHOLE_PAGE = new Set(['html', 'body', 'main']);
/** Pieces of a line: a style that hides one hides no part of the page. */
const INLINE = new Set(['span', 'b', 'i', 'em', 'strong', 'small', 'u', 's', 'font', 'a']);

export function boxOf(
  tag: string,
  attributes: ReadonlyMap<string, string>,
  parent: Box,
  styles: StyledClasses,
): Box {
  const classes = attributes.get('class') ?? '';
  const marks = `${classes} ${attributes.get('id') ?? ''}`;
  const marked = marks.length > 1 && !WHOLE_PAGE.has(tag);
  const style = attributes.get('style') ?? '';
  const has = (some: ReadonlySet<string>): boolean =>
    some.size > 0 && classes !== '' && classes.split(/\s+/, 20).some((c) => some.has(c));
  const hides =
    attributes.has('hidden') || HIDDEN_STYLE.test(style) || (INLINE.has(tag) && has(styles.hidden));
  return {
    tag,
    zone: zoneOf(tag, marked ? marks : '', parent.zone),
    hidden:
      parent.hidden ||
      tag === 'select' ||
      tag === 'datalist' ||
      (hides && !OPENED_LATER.test(`${marks} ${attributes.get('role') ?? ''}`)),
    reversed: parent.reversed || REVERSED_STYLE.test(style) || has(styles.reversed),
    widget: parent.widget || tag === 'jdiv' || (marked && WIDGET.test(marks)),
    heading: parent.heading || /^h[1-6]$/.test(tag) || tag === 'dt' || tag === 'th',
  };
}

function zoneOf(tag: string, marks: string, above: Zone): Zone {
  if (tag === 'footer' || FOOTER.test(marks)) return 'footer';
  if (tag === 'header' || tag === 'nav' || HEADER.test(marks)) return 'header';
  return tag === 'main' || tag === 'article' ? 'main' : above;
}

const MOST_STYLE = 300_000;
const MOST_CLASSES = 50;

/** Classes that the page's own style blocks hide or set to run backwards; what only some screens hide is seen. */
export function styledClasses(html: string): StyledClasses {
  const reversed = new Set<string>();
  const hidden = new Set<string>();
  let size = 0;
  for (const block of html.matchAll(/<style[^>]{0,300}>([^<]{1,100000})/gi)) {
    size += block[1]!.length;
    if (size > MOST_STYLE) break;
    const css = block[1]!;
    if (!/bidi-override|display\s?:\s?none/i.test(css)) continue;
    // Rules inside @media stand behind two braces.
    const always = css.replace(/@media[^{}]{0,300}\{(?:[^{}]{0,2000}\{[^{}]{0,2000}\}){0,200}/g, ' ');
    for (const m of always.matchAll(/\.([\w-]{1,60})\s{0,5}\{([^{}]{0,300})\}/g)) {
      if (reversed.size + hidden.size > MOST_CLASSES) break;
      if (REVERSED_STYLE.test(m[2]!)) reversed.add(m[1]!);
      else if (/display\s?:\s?none/i.test(m[2]!)) hidden.add(m[1]!);
    }
  }
  return { reversed, hidden };
}
