/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/** Pieces of text, gathered into the bubbles that a reader would call messages. */
import type { Bubble } from '../page-view.ts';
import type { Elements } from './elements.ts';
import type { Labels } from './labels.ts';
import type { Sight } from './sight.ts';
import type { Watching } from './watching.ts';

interface Found {
  /** Its texts with their places in the document. */
  pieces: { n: number; text: string }[];
  at: number;
  order: number;
  time: string;
}

export function bubbles(page: Watching & Elements & Sight & Labels) {
  const { LIMITS, born, fold, idOf, parentOf, roots, shown, textOf } = page;
  const BLOCKS = /^(block|flex|grid|list-item|table|table-cell|flow-root)/;
  const BUBBLE = /(^|[-_\s])(message|msg|bubble|chat-?item|utterance)|message|bubble/i;

  /** The element that a reader would call the message's bubble around a piece of text. */
  const bubbleOf = (text: Node): Element | null => {
    let block: Element | null = null;
    let el: Element | null = text.parentElement ?? (text.getRootNode() as ShadowRoot).host ?? null;
    for (let n = 0; el && n < 8; el = parentOf(el), n++) {
      const style = getComputedStyle(el);
      if (!block && BLOCKS.test(style.display)) block = el;
      const rect = el.getBoundingClientRect();
      if (rect.width > innerWidth * 0.97 && innerWidth > 500) break;
      const painted =
        style.backgroundColor !== 'rgba(0, 0, 0, 0)' &&
        style.backgroundColor !== 'transparent' &&
        Number.parseFloat(style.borderTopLeftRadius) + Number.parseFloat(style.borderBottomRightRadius) > 0;
      if (painted && rect.height < innerHeight * 0.9) return el;
      if (
        n > 0 &&
        BUBBLE.test(el.getAttribute('class') ?? '') &&
        !/list|container|wrapper|s$|log|area|history|body/i.test(el.getAttribute('class') ?? '')
      )
        return el;
    }
    return block;
  };

  const TIME =
    /^(?:\d{1,2}[:.]\d{2}(?:[:.]\d{2})?\s?(?:am|pm|AM|PM)?|(?:上午|下午|凌晨|晚上)?\s?\d{1,2}[:：]\d{2})$/;

  function allBubbles(): Bubble[] {
    const found = new Map<Element, Found>();
    let order = 0;
    let n = 0;
    for (const root of roots) {
      if (root instanceof ShadowRoot && !root.host.isConnected) {
        roots.delete(root);
        continue;
      }
      const walker = document.createTreeWalker(root, 4);
      for (let t = walker.nextNode(); t && n < LIMITS.nodes; t = walker.nextNode(), n++) {
        const text = (t.nodeValue ?? '').replace(/[^\S\n]+/gu, ' ').trim();
        const parent = t.parentElement;
        if (
          text === '' ||
          (parent && /^(SCRIPT|STYLE|NOSCRIPT|TEMPLATE|TEXTAREA|OPTION)$/.test(parent.tagName))
        )
          continue;
        if (parent?.isContentEditable) continue;
        const el = bubbleOf(t);
        if (!el || !shown(parent ?? el)) continue;
        const one = found.get(el) ?? { pieces: [], at: 0, order: order++, time: '' };
        if (TIME.test(text)) one.time = text;
        else one.pieces.push({ n, text: breaks(t, text) });
        const at = born.get(t) ?? 0;
        one.at = one.at === 0 ? at : at === 0 ? one.at : Math.min(one.at, at);
        found.set(el, one);
      }
    }
    const out: Bubble[] = [];
    const inner = nest(found);
    for (const [el, one] of found) {
      if (one.pieces.length === 0 || out.length >= LIMITS.bubbles) continue;
      const rect = el.getBoundingClientRect();
      if (rect.width < 2 || rect.height < 2) continue;
      const style = getComputedStyle(el);
      out.push({
        id: idOf(el),
        text: one.pieces
          .sort((a, b) => a.n - b.n)
          .map((p) => p.text)
          .join('')
          .replace(/[ \t]*\n[ \t]*/gu, '\n')
          .replace(/\n{3,}/gu, '\n\n')
          .trim()
          .slice(0, LIMITS.text),
        at: one.at,
        x: rect.x,
        y: rect.y,
        w: rect.width,
        h: rect.height,
        signature: signatureOf(el),
        background: style.backgroundColor,
        align: style.textAlign,
        fontSize: Number.parseFloat(style.fontSize),
        names: namesAround(el),
        time: one.time,
        pressable: pressable(el),
        holds: inner.get(el) ?? 0,
        order: one.order,
      });
    }
    return out;
  }

  /** A painted piece of a message (a link, a time) belongs to it; a window that holds several messages is none. */
  function nest(found: Map<Element, Found>): Map<Element, number> {
    const around = new Map<Element, Element>();
    const inner = new Map<Element, number>();
    for (const el of found.keys())
      for (let up = parentOf(el), n = 0; up && n < 30; up = parentOf(up), n++)
        if (found.has(up)) {
          around.set(el, up);
          break;
        }
    for (const [el, up] of around) if (!pressable(el)) inner.set(up, (inner.get(up) ?? 0) + 1);
    for (const [el, up] of around) {
      const outer = found.get(up);
      const one = found.get(el);
      if (!outer || !one || pressable(el) || outer.pieces.length === 0) continue;
      if (inner.get(up) !== 1 || inner.has(el) || up.getBoundingClientRect().height > 400) continue;
      outer.pieces.push(...one.pieces);
      found.delete(el);
      inner.delete(up);
    }
    return inner;
  }

  const pressable = (el: Element): boolean => {
    for (let up: Element | null = el, n = 0; up && n < 6; up = parentOf(up), n++)
      if (up.matches('button,[role=button],[role=option],[role=menuitem],[role=tab],label,select'))
        return true;
    return false;
  };

  /** A line break where a block begins or a <br> stands before the text; a space else. */
  function breaks(node: Node, text: string): string {
    const before = node.previousSibling;
    if (before && before.nodeType === 1) {
      if ((before as Element).tagName === 'BR') return `\n${text}`;
      if (BLOCKS.test(getComputedStyle(before as Element).display)) return `\n${text}`;
      return ` ${text}`;
    }
    const parent = node.parentElement;
    if (parent && /^(P|DIV|LI|UL|OL|TR|H[1-6]|SECTION|ARTICLE|BLOCKQUOTE)$/.test(parent.tagName))
      return `\n${text}`;
    return ` ${text}`;
  }

  function signatureOf(el: Element): string {
    const parts: string[] = [];
    for (let up: Element | null = el, n = 0; up && n < 4; up = parentOf(up), n++)
      parts.push(
        `${up.tagName}.${(up.getAttribute('class') ?? '').replace(/\b[a-z]+-[0-9a-f]{4,}\b|\d+/gi, '')}[${up.getAttribute('data-testid') ?? ''}${up.getAttribute('data-sender') ?? ''}${up.getAttribute('data-role') ?? ''}${up.getAttribute('role') ?? ''}]`,
      );
    return parts.join(' < ').slice(0, 600);
  }

  function namesAround(el: Element): string[] {
    const names = new Set<string>();
    const add = (s: string | null | undefined) => {
      const t = fold(s ?? '');
      if (t !== '' && t.length <= 80) names.add(t);
    };
    for (let up: Element | null = el, n = 0; up && n < 3; up = parentOf(up), n++) {
      for (const a of ['aria-label', 'title', 'data-author', 'data-username', 'data-sender', 'data-name'])
        add(up.getAttribute(a));
      for (const img of up.querySelectorAll('img[alt]')) if (names.size < 8) add(img.getAttribute('alt'));
      for (const who of up.querySelectorAll(
        '[class*=author],[class*=username],[class*=sender],[class*=nickname],[class*=agent-name]',
      ))
        if (names.size < 8) add(textOf(who));
      if (up.querySelectorAll('p,span,div').length > 60) break;
    }
    return [...names].slice(0, 8);
  }

  return { allBubbles };
}
export type Bubbles = ReturnType<typeof bubbles>;
