/**
 * HTML of a mail as the text that its reader sees. One pass, no tree, nothing executed or fetched, links not followed.
 * Quoted lines come marked with "> " like those of plain text, so that one rule cuts both (quote-lines.ts).
 */
import { MAIL_LIMITS } from '../model/mail.ts';
import { textLines } from './html-lines.ts';
import { isSignature, quoteRole } from './html-quotes.ts';
import { addRules, type Look, lookOf, PAGE, styleOf, styleSheet } from './html-style.ts';
import { readHtml } from './html-tokens.ts';

export interface HtmlText {
  /** Without the containers of a quoted original. */
  own: string;
  /** With them, each of their lines marked by "> ". */
  all: string;
  /** What a reader does not see: hidden elements, comments, texts in place of pictures. A piece a line. */
  hidden: string;
  /** First line of what the HTML marks as the sender's signature; '' for none. */
  signature: string;
  /** The HTML was longer than is read. */
  cut: boolean;
}

const VOID = new Set('area base br col embed hr img input link meta param source track wbr'.split(' '));
/** Their text is no text. */
const SILENT = new Set(
  'script style title head noscript svg object iframe button select textarea template'.split(' '),
);
const PARAGRAPHS = new Set('p h1 h2 h3 h4 h5 h6 ul ol dl table blockquote pre'.split(' '));
const BLOCKS = new Set(
  'div tr li dt dd section article header footer main aside nav center form address caption fieldset figure body html thead tbody tfoot hr'.split(
    ' ',
  ),
);
/** Elements that the opening of another ends, and how far up one looks for them. */
const ENDED_BY: Record<string, [ends: readonly string[], within: readonly string[]]> = {
  li: [['li'], ['ul', 'ol']],
  td: [
    ['td', 'th'],
    ['tr', 'table'],
  ],
  th: [
    ['td', 'th'],
    ['tr', 'table'],
  ],
  tr: [['tr'], ['table']],
  dt: [['dt', 'dd'], ['dl']],
  dd: [['dt', 'dd'], ['dl']],
};
const P_ENDS: [readonly string[], readonly string[]] = [['p'], ['td', 'th', 'div', 'table']];
const LOOK_UP = 30;

interface Open {
  tag: string;
  look: Look;
  silent: boolean;
  quoted: boolean;
  /** An element that holds quotations; `after` a first one, what stands in it may be an answer. */
  holder: { after: boolean } | null;
  pre: boolean;
  signature: boolean;
  /** Number of the next item; null where items have none. */
  item: number | null;
}

const TOP: Open = {
  tag: '',
  look: PAGE,
  silent: false,
  quoted: false,
  holder: null,
  pre: false,
  signature: false,
  item: null,
};

export function htmlToText(html: string): HtmlText {
  const stack: Open[] = [TOP];
  const open = new Map<string, number>();
  const sheet = styleSheet();
  const out = textLines();
  const hidden: string[] = [];
  let hiddenSize = 0;
  let css = '';
  let rest = false;
  let signature = '';
  const top = (): Open => stack[stack.length - 1]!;
  const hide = (text: string): void => {
    if (hiddenSize > MAIL_LIMITS.hiddenText || text.trim() === '') return;
    hidden.push(text.slice(0, 2_000).replace(/\s+/g, ' ').trim());
    hiddenSize += hidden.at(-1)!.length;
  };
  const pop = (): void => {
    const { tag, quoted, holder } = stack.pop()!;
    open.set(tag, open.get(tag)! - 1);
    if (tag === 'style') {
      addRules(sheet, css);
      css = '';
    }
    if (PARAGRAPHS.has(tag)) out.breakTo(2);
    else if (BLOCKS.has(tag)) out.breakTo(1);
    if (tag === 'blockquote' && quoted && holder && !top().quoted) holder.after = true;
  };
  const popTo = (depth: number): void => {
    while (stack.length > depth) pop();
  };
  const end = (ends: readonly string[], within: readonly string[]): void => {
    if (!ends.some((t) => (open.get(t) ?? 0) > 0)) return;
    for (let i = stack.length - 1; i > Math.max(0, stack.length - LOOK_UP); i--) {
      if (within.includes(stack[i]!.tag)) return;
      if (ends.includes(stack[i]!.tag)) {
        popTo(i);
        return;
      }
    }
  };

  readHtml(html.slice(0, MAIL_LIMITS.htmlText), {
    text(text) {
      const at = top();
      if (at.tag === 'style') css += text;
      else if (at.silent) return;
      else if (at.look.hidden) hide(text);
      else {
        const quoted = at.quoted || rest || (at.holder !== null && !at.holder.after);
        if (at.signature && !quoted && signature === '' && /[\p{L}\p{N}]/u.test(text))
          signature = text.trim();
        out.put(text, quoted, at.pre);
      }
    },
    comment: hide,
    open(tag, attributes) {
      const ended = ENDED_BY[tag] ?? (PARAGRAPHS.has(tag) || BLOCKS.has(tag) ? P_ENDS : null);
      if (ended) end(...ended);
      const around = top();
      if (tag === 'br') {
        out.lineEnd();
        return;
      }
      if (tag === 'img' || tag === 'input') hide(attributes.get('alt') ?? attributes.get('value') ?? '');
      const role = quoteRole(tag, attributes);
      if (role === 'rest' && out.anyText()) rest = true;
      if (PARAGRAPHS.has(tag)) out.breakTo(2);
      else if (BLOCKS.has(tag)) out.breakTo(1);
      else if (tag === 'td' || tag === 'th') out.space();
      if (tag === 'hr' && !around.silent && !around.look.hidden)
        out.put('-'.repeat(40), around.quoted || rest, false);
      if (VOID.has(tag)) return;
      if (tag === 'li') {
        const list = [...stack.slice(-3)].reverse().find((s) => s.tag === 'ol' || s.tag === 'ul');
        out.mark(list?.item != null ? `${list.item++}. ` : '- ');
      }
      const style = styleOf(sheet, tag, attributes);
      stack.push({
        tag,
        look: lookOf(around.look, style, attributes, sheet.unsure),
        silent: around.silent || (SILENT.has(tag) && tag !== 'head'),
        quoted: around.quoted || role === 'whole',
        holder: role === 'holder' ? { after: false } : around.holder,
        pre: around.pre || tag === 'pre',
        signature: around.signature || isSignature(attributes),
        item: tag === 'ol' ? 1 : null,
      });
      open.set(tag, (open.get(tag) ?? 0) + 1);
    },
    close(tag) {
      if (tag === 'p' && (open.get('p') ?? 0) === 0) out.breakTo(2);
      if ((open.get(tag) ?? 0) === 0) return;
      for (let i = stack.length - 1; i > 0; i--)
        if (stack[i]!.tag === tag) {
          popTo(i);
          return;
        }
    },
  });
  return { ...out.result(), hidden: hidden.join('\n'), signature, cut: html.length > MAIL_LIMITS.htmlText };
}
