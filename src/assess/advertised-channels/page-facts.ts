/**
 * A saved page as a flat list of what stands on it: lines of visible text, links, forms, scripts, signs of widgets.
 * One pass of a tokenizer, no tree: time and memory grow with the page and with nothing else, however it is nested.
 * Nothing on the page is executed.
 */
import type { PageWithHtml } from '../../model/site.ts';
import { readHtml } from '../html-tokens.ts';
import { type Box, boxOf, OUTER_BOX, styledClasses, type Zone } from './page-box.ts';

export interface Line {
  text: string;
  zone: Zone;
  heading: boolean;
}

export interface Link {
  href: string;
  /** What a reader sees or hears of it: text, else title, label or the picture's name. */
  text: string;
  classes: string;
  zone: Zone;
  /** Index of the line in which it stands (NO_LINE: in none), and the place behind its text there. */
  line: number;
  end: number;
}

export interface Field {
  tag: 'input' | 'textarea' | 'select' | 'button';
  type: string;
  /** Name, id, placeholder and label together. */
  name: string;
  value: string;
}

export interface Form {
  /** Action, id, class and role together. */
  marks: string;
  fields: Field[];
  /** Lines that stand in it. */
  firstLine: number;
  lastLine: number;
  implicit: boolean;
}

export interface Script {
  src: string;
  inline: string;
  /** All attributes as written. */
  attributes: string;
}

export interface Element {
  tag: string;
  attributes: ReadonlyMap<string, string>;
  /** The line that was being written when it opened. */
  line: number;
}

export interface PageFacts {
  page: PageWithHtml;
  title: string;
  language: string;
  lines: Line[];
  links: Link[];
  forms: Form[];
  scripts: Script[];
  frames: string[];
  /** JSON-LD blocks as text. */
  data: string[];
  /** Elements that carry an id, a class or data-*. */
  elements: Element[];
}

/** Of a link without words, such as an icon, in an element without words. */
export const NO_LINE = -1;

/** Stands between the cells of a table's row. */
export const CELL = '\u2003';

/** Beyond these a page says nothing new. */
const MOST_HTML = 6_000_000;
const MOST_LINES = 12_000;
const MOST_LINE = 2_000;
const MOST_LINKS = 20_000;
const MOST_LINKS_A_LINE = 40;
const MOST_ELEMENTS = 30_000;
const MOST_FORMS = 200;
const MOST_FIELDS = 120;
const MOST_SCRIPTS = 600;
const MOST_INLINE = 400_000;
const MOST_DEPTH = 400;
/** How far up an end tag looks for its beginning. */
const LOOK_UP = 60;

const BLOCKS = new Set(
  'address article aside blockquote body br button caption center dd details dialog div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol option p pre section summary table tbody tfoot thead tr ul'.split(
    ' ',
  ),
);
const VOID = new Set('area base br col embed hr img input link meta param source track wbr'.split(' '));
/** Their text is none that a reader sees. */
const SILENT = new Set(['script', 'style', 'noscript', 'template', 'title', 'textarea']);
/** Nothing written yet. */
const BLANK = /^[\s\uE000]*$/;

export function pageFacts(page: PageWithHtml): PageFacts {
  const html = page.html.slice(0, MOST_HTML);
  const facts: PageFacts = {
    page,
    title: '',
    language: '',
    lines: [],
    links: [],
    forms: [],
    scripts: [],
    frames: [],
    data: [],
    elements: [],
  };
  const styles = styledClasses(html);
  const stack: Box[] = [];
  const top = (): Box => stack.at(-1) ?? OUTER_BOX;
  let silent = '';
  let inline: Script | null = null;
  let inlineSize = 0;
  let text = '';
  let lineZone: Zone = 'main';
  let lineHeading = false;
  let link: Link | null = null;
  let ends: { of: Link; at: number }[] = [];
  let linkStart = 0;
  let form: Form | null = null;
  let loose: Form | null = null;
  let label = '';
  let inButton: Field | null = null;
  const endLine = (): void => {
    const written = !BLANK.test(text);
    ends.forEach(({ of, at }) => {
      of.end = tidied(text.slice(0, at)).length;
      if (!written) of.line = NO_LINE;
    });
    ends = [];
    if (text === '') return;
    const tidy = tidied(text);
    if (tidy !== '' && facts.lines.length < MOST_LINES)
      facts.lines.push({ text: tidy.slice(0, MOST_LINE), zone: lineZone, heading: lineHeading });
    text = '';
  };
  const endLink = (): void => {
    if (!link) return;
    link.line = facts.lines.length;
    const own = text.slice(linkStart).replace(/\s+/g, ' ').trim();
    if (own !== '') link.text = own.slice(0, 300);
    link.end = MOST_LINE;
    if (ends.length < MOST_LINKS_A_LINE) ends.push({ of: link, at: text.length });
    link = null;
  };
  const field = (f: Field): void => {
    if (!form) {
      loose ??= { marks: '', fields: [], firstLine: facts.lines.length, lastLine: 0, implicit: true };
    }
    const into = form ?? loose!;
    into.lastLine = facts.lines.length;
    if (into.fields.length < MOST_FIELDS) into.fields.push(f);
  };
  const keep = (f: Form | null): void => {
    if (f && f.fields.length > 0 && facts.forms.length < MOST_FORMS) facts.forms.push(f);
  };
  readHtml(html, {
    text(piece) {
      if (inline) {
        if (inline.inline.length < MOST_INLINE && inlineSize < 4 * MOST_INLINE) {
          inline.inline += piece.slice(0, MOST_INLINE);
          inlineSize += piece.length;
        }
        return;
      }
      if (silent === 'title') facts.title = (facts.title + piece).slice(0, 300);
      if (silent !== '') return;
      const open = top();
      if (open.hidden || text.length > 4 * MOST_LINE) return;
      if (BLANK.test(text)) {
        lineZone = open.zone;
        lineHeading = open.heading;
      }
      const cut = piece.slice(0, 8 * MOST_LINE);
      const said = open.reversed ? [...cut].reverse().join('') : cut;
      text += said;
      if (inButton) inButton.value = (inButton.value + said).slice(0, 200);
      label = (label + said).slice(-200);
    },
    open(tag, attributes) {
      const get = (name: string): string => attributes.get(name) ?? '';
      if (tag === 'script') {
        silent = 'script';
        if (facts.scripts.length < MOST_SCRIPTS) {
          inline = {
            src: get('src') || get('data-src') || get('data-cookieblock-src') || get('data-rocket-src'),
            inline: '',
            attributes: [...attributes]
              .map(([k, v]) => `${k}="${v}"`)
              .join(' ')
              .slice(0, 2000),
          };
          facts.scripts.push(inline);
        }
      }
      const marks = `${get('class')} ${get('id')}`;
      if (
        facts.elements.length < MOST_ELEMENTS &&
        (attributes.has('id') ||
          attributes.has('class') ||
          attributes.has('onclick') ||
          tag.includes('-') ||
          hasData(attributes) ||
          tag === 'img' ||
          tag === 'jdiv')
      )
        facts.elements.push({ tag, attributes, line: facts.lines.length });
      if (silent !== '') return;
      if (tag === 'html') facts.language = get('lang').slice(0, 20);
      if (BLOCKS.has(tag)) {
        endLine();
        if (tag !== 'br') label = '';
      } else if (tag === 'td' || tag === 'th') text += '\uE000';
      const parent = top();
      const open = boxOf(tag, attributes, parent, styles);
      if (!VOID.has(tag) && stack.length < MOST_DEPTH) stack.push(open);
      if (SILENT.has(tag)) silent = tag;
      if (
        tag === 'a' ||
        ((tag === 'button' || tag === 'div' || tag === 'span') &&
          (attributes.has('data-href') || attributes.has('data-url')))
      ) {
        const href = get('href') || get('data-href') || get('data-url');
        if (tag === 'a') endLink();
        if (href !== '' && facts.links.length < MOST_LINKS && !open.hidden) {
          const made: Link = {
            href: href.slice(0, 1500).trim(),
            text: (get('title') || get('aria-label')).slice(0, 300),
            classes: marks.slice(0, 300),
            zone: open.zone,
            line: facts.lines.length,
            end: text.length,
          };
          facts.links.push(made);
          if (tag === 'a') {
            link = made;
            linkStart = text.length;
          }
        }
      } else if (tag === 'img' || tag === 'use') {
        if (link && link.text === '') link.text = (get('alt') || get('title')).slice(0, 300);
      } else if (tag === 'iframe' || tag === 'frame' || tag === 'embed') {
        const src = get('src') || get('data-src') || get('data-lazy-src');
        if (src !== '' && facts.frames.length < 200) facts.frames.push(src.slice(0, 600));
      } else if (tag === 'form') {
        endForms();
        form = {
          marks: `${get('action')} ${marks} ${get('name')} ${get('role')}`.slice(0, 600),
          fields: [],
          firstLine: facts.lines.length,
          lastLine: facts.lines.length,
          implicit: false,
        };
      } else if (tag === 'input' || tag === 'textarea' || tag === 'select' || tag === 'button') {
        if (tag === 'input' && get('type') === 'hidden') return;
        if (parent.hidden || open.widget) return;
        const f: Field = {
          tag,
          type: (get('type') || (tag === 'input' ? 'text' : '')).toLowerCase(),
          name: `${get('name')} ${get('id')} ${get('placeholder')} ${get('aria-label')} ${tag === 'button' ? '' : label.trim()}`.slice(
            0,
            400,
          ),
          value: tag === 'textarea' ? '' : get('value').slice(0, 200),
        };
        field(f);
        if (tag === 'button') inButton = f;
        label = '';
      }
    },
    close(tag) {
      if (tag === 'script') {
        if (inline && /ld\+json/i.test(inline.attributes) && facts.data.length < 50)
          facts.data.push(inline.inline);
        inline = null;
        silent = silent === 'script' ? '' : silent;
        return;
      }
      if (silent !== '') {
        if (silent === tag) {
          silent = '';
          pop(tag);
        }
        return;
      }
      if (tag === 'a') endLink();
      if (tag === 'button') inButton = null;
      if (BLOCKS.has(tag)) endLine();
      else if (tag === 'td' || tag === 'th') text += '\uE000';
      if (tag === 'form') endForms();
      pop(tag);
    },
    comment() {},
  });
  function endForms(): void {
    if (form) form.lastLine = facts.lines.length;
    keep(loose);
    keep(form);
    form = null;
    loose = null;
  }
  function pop(tag: string): void {
    for (let i = stack.length - 1; i >= Math.max(0, stack.length - LOOK_UP); i--)
      if (stack[i]!.tag === tag) {
        stack.length = i;
        return;
      }
  }
  endLink();
  endLine();
  endForms();
  return facts;
}

const tidied = (text: string): string =>
  text
    // Soft hyphens and joiners are not seen, and break addresses.
    .replace(/[\u00ad\u2060\ufeff]|\u200b|\u200c|\u200d/g, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?\uE000 ?/g, CELL)
    .trim();

const hasData = (attributes: ReadonlyMap<string, string>): boolean => {
  for (const name of attributes.keys()) if (name.startsWith('data-')) return true;
  return false;
};

/** The words before `at` of a line; where nothing stands there, the short line or heading before. */
export function wordsBefore(facts: PageFacts, line: number, at: number): string {
  const own = (facts.lines[line]?.text ?? '').slice(Math.max(0, at - 120), at).trim();
  if (/[\p{L}]{2}/u.test(own)) return own;
  const before = facts.lines[line - 1]?.text ?? '';
  return before.length <= 80 ? `${before} ${own}` : own;
}
