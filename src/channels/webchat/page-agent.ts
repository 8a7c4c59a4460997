/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/**
 * What runs inside every frame of a chat's page, before the site's own code. It watches and measures; it clicks nothing.
 *
 * Reaches shadow roots, closed ones too, by wrapping `attachShadow`; notes for each piece of text when it was put into
 * the page (the clock of a message is the mutation, not the poll that saw it), and tells the driver that something moved.
 * The function is serialised into the page: it uses nothing from outside itself.
 */

import type { Bubble, FrameView, PageAgent, Seen, SeenField } from './page-view.ts';

/** The name under which the agent stands in each frame. */
export const AGENT = '__doorbell_agent';
/** The binding that it calls when text has moved. */
export const MOVED = '__doorbell_moved';

export function installAgent(names: { agent: string; moved: string }): void {
  const host = globalThis as unknown as Record<string, unknown>;
  if (host[names.agent]) return;
  const LIMITS = { nodes: 20_000, clickables: 400, fields: 60, bubbles: 400, text: 20_000 };

  const roots = new Set<Document | ShadowRoot>();
  const born = new WeakMap<Node, number>();
  const texts = new Map<string, number>();
  const ids = new WeakMap<Element, number>();
  const elements = new Map<number, WeakRef<Element>>();
  let next = 1;
  let quiet = true;

  const idOf = (el: Element): number => {
    let id = ids.get(el);
    if (id === undefined) {
      id = next++;
      ids.set(el, id);
      elements.set(id, new WeakRef(el));
      if (elements.size > LIMITS.nodes) elements.delete(elements.keys().next().value as number);
    }
    return id;
  };

  // Held on to before the site's own code can put another clock in its place.
  const clock = Date.now.bind(Date);
  const fold = (s: string): string => s.replace(/\s+/gu, ' ').trim();

  const note = (node: Node, now: number): void => {
    if (node.nodeType === 3) {
      const text = fold(node.nodeValue ?? '');
      if (text === '') return;
      if (!born.has(node)) {
        // A list that is drawn anew shows old text in new nodes: the text keeps its first moment.
        const key = text.slice(0, 200);
        const first = texts.get(key);
        const shown = first !== undefined && now - first < 1500 ? first : now;
        born.set(node, shown);
        if (first === undefined && texts.size < 5000) texts.set(key, now);
      }
      return;
    }
    if (node.nodeType !== 1 && node.nodeType !== 11) return;
    const walker = document.createTreeWalker(node, 4);
    let n = 0;
    for (let t = walker.nextNode(); t && n < LIMITS.nodes; t = walker.nextNode(), n++) note(t, now);
  };

  /** Text that grows keeps its moment; a node that is put to another use has a new one. */
  const rewrite = (node: Node, before: string, now: number): void => {
    const old = fold(before);
    if (old === '' || !fold(node.nodeValue ?? '').startsWith(old)) born.delete(node);
    note(node, now);
  };

  const watch = (root: Document | ShadowRoot): void => {
    if (roots.has(root)) return;
    roots.add(root);
    new MutationObserver((records) => {
      const now = clock();
      for (const r of records) {
        if (r.type === 'characterData') rewrite(r.target, r.oldValue ?? '', now);
        else for (const added of r.addedNodes) note(added, now);
      }
      tell();
    }).observe(root, { childList: true, subtree: true, characterData: true, characterDataOldValue: true });
  };

  const tell = (): void => {
    if (!quiet) return;
    quiet = false;
    setTimeout(() => {
      quiet = true;
      const moved = host[names.moved];
      if (typeof moved === 'function') void moved(clock());
    }, 30);
  };

  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (this: Element, init: ShadowRootInit): ShadowRoot {
    const root = attach.call(this, init);
    shadows.set(this, root);
    watch(root);
    return root;
  };
  const shadows = new WeakMap<Element, ShadowRoot>();
  watch(document);

  const shadowOf = (el: Element): ShadowRoot | null => shadows.get(el) ?? el.shadowRoot;

  /** Every element of the frame in document order, shadow trees in their hosts' place. */
  function* all(root: Node): Generator<Element> {
    const stack: Node[] = [root];
    let n = 0;
    while (stack.length > 0 && n < LIMITS.nodes) {
      const node = stack.pop() as Node;
      if (node.nodeType === 1) {
        n++;
        yield node as Element;
        const shadow = shadowOf(node as Element);
        if (shadow) {
          for (let i = shadow.childNodes.length - 1; i >= 0; i--) stack.push(shadow.childNodes[i] as Node);
          watch(shadow);
        }
        if ((node as Element).tagName === 'SLOT') continue;
      }
      for (let i = node.childNodes.length - 1; i >= 0; i--) stack.push(node.childNodes[i] as Node);
    }
  }

  const parentOf = (el: Element): Element | null => {
    if (el.parentElement) return el.parentElement;
    const root = el.getRootNode();
    return root instanceof ShadowRoot ? root.host : null;
  };

  const visible = (style: CSSStyleDeclaration): boolean =>
    style.visibility === 'visible' && style.display !== 'none' && Number(style.opacity) > 0.05;

  const shown = (el: Element): DOMRect | null => {
    const style = getComputedStyle(el);
    if (!visible(style)) return null;
    const rect = el.getBoundingClientRect();
    if (rect.width < 2 || rect.height < 2) return null;
    for (let up: Element | null = parentOf(el), n = 0; up && n < 40; up = parentOf(up), n++) {
      const s = getComputedStyle(up);
      if (Number(s.opacity) <= 0.05 || s.display === 'none') return null;
    }
    return rect;
  };

  const isFixed = (el: Element): boolean => {
    for (let up: Element | null = el, n = 0; up && n < 40; up = parentOf(up), n++) {
      const p = getComputedStyle(up).position;
      if (p === 'fixed' || p === 'sticky') return true;
    }
    return false;
  };

  const attributes = (el: Element): string =>
    [
      el.getAttribute('aria-label'),
      el.getAttribute('title'),
      el.getAttribute('placeholder'),
      el.getAttribute('data-placeholder'),
      el.getAttribute('alt'),
      el.getAttribute('name'),
      el.getAttribute('value') && el.tagName === 'INPUT' ? el.getAttribute('value') : null,
      el.querySelector('img[alt]')?.getAttribute('alt'),
      el.querySelector('svg title')?.textContent,
    ]
      .filter(Boolean)
      .join(' ')
      .slice(0, 300);

  const marksOf = (el: Element): string => {
    const list = [el.tagName, el.id, el.getAttribute('class') ?? ''];
    for (const a of el.attributes) if (a.name.startsWith('data-')) list.push(a.name, a.value.slice(0, 60));
    return list.join(' ').toLowerCase().slice(0, 400);
  };

  const textOf = (el: Element): string => fold((el as HTMLElement).innerText ?? el.textContent ?? '');

  const measure = (el: Element, rect: DOMRect): Seen => ({
    id: idOf(el),
    tag: el.tagName.toLowerCase(),
    role: el.getAttribute('role') ?? '',
    type:
      el.getAttribute('type') ??
      (el instanceof HTMLLabelElement ? (el.control?.getAttribute('type') ?? '') : ''),
    label: attributes(el),
    text: textOf(el).slice(0, 300),
    marks: marksOf(el),
    x: rect.x,
    y: rect.y,
    w: rect.width,
    h: rect.height,
    fixed: isFixed(el),
    shadow: el.getRootNode() instanceof ShadowRoot,
    disabled: el.hasAttribute('disabled') || el.getAttribute('aria-disabled') === 'true',
    form: aroundOf(el),
    href: leadsTo(el.closest('a[href]')),
  });

  const aroundOf = (el: Element): number => {
    const form = el.closest('form,[role=form]');
    return form ? idOf(form) : 0;
  };

  const leadsTo = (link: Element | null): string => {
    const address = link?.getAttribute('href')?.trim() ?? '';
    return address === '' || address.startsWith('#') || /^javascript:/i.test(address)
      ? ''
      : (link as HTMLAnchorElement).href.slice(0, 300);
  };

  /** Also the asterisk that only a style sheet puts there. */
  const labelText = (label: Element): string =>
    `${textOf(label)}${['::before', '::after'].some((p) => /[*＊]/.test(getComputedStyle(label, p).content)) ? ' *' : ''}`;

  const labelFor = (el: Element): string => {
    const parts: string[] = [];
    const id = el.getAttribute('id');
    const root = el.getRootNode() as Document | ShadowRoot;
    if (id) {
      const label = root.querySelector(`label[for="${CSS.escape(id)}"]`);
      if (label) parts.push(labelText(label));
    }
    const by = el.getAttribute('aria-labelledby');
    if (by)
      for (const ref of by.split(/\s+/))
        parts.push(root.querySelector(`#${CSS.escape(ref)}`)?.textContent ?? '');
    const around = el.closest('label');
    if (around) parts.push(labelText(around));
    if (parts.join('').trim() === '') {
      const before = el.previousElementSibling ?? el.parentElement?.previousElementSibling;
      if (before && !before.querySelector('input,textarea')) parts.push(labelText(before).slice(0, 120));
    }
    return fold(parts.join(' ')).slice(0, 200);
  };

  /** The form around a field, else the window or box that it stands in. */
  const groupOf = (el: Element): number => aroundOf(el) || idOf(containerOf(el));

  const top = (el: Element, rect: DOMRect): boolean => {
    const x = rect.x + rect.width / 2;
    const y = rect.y + rect.height / 2;
    if (x < 0 || y < 0 || x > innerWidth || y > innerHeight) return true;
    let hit: Element | null = document.elementFromPoint(x, y);
    for (let n = 0; hit && n < 20; n++) {
      const shadow = shadowOf(hit);
      const inner = shadow?.elementFromPoint(x, y) ?? null;
      if (!inner || inner === hit) break;
      hit = inner;
    }
    for (let up: Element | null = hit; up; up = parentOf(up)) if (up === el) return true;
    for (let up: Element | null = el; up; up = parentOf(up)) if (up === hit) return true;
    return false;
  };

  const CHAT = /(^|[^a-z])(live-?)?chat|messenger|conversation|чат|聊天|客服/i;
  const inChat = (el: Element): boolean => {
    for (let up: Element | null = el, n = 0; up && n < 12; up = parentOf(up), n++) {
      if (up === document.body) break;
      if (
        CHAT.test(
          `${up.tagName} ${up.id} ${up.getAttribute('class') ?? ''} ${up.getAttribute('aria-label') ?? ''}`,
        )
      )
        return true;
    }
    return false;
  };

  const isInvalid = (el: Element): boolean =>
    el.getAttribute('aria-invalid') === 'true' ||
    el.matches(':user-invalid') ||
    /(^|[-_\s])(error|invalid|has-error)/i.test(
      `${el.getAttribute('class') ?? ''} ${parentOf(el)?.getAttribute('class') ?? ''}`,
    );

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

  interface Found {
    /** Its texts with their places in the document. */
    pieces: { n: number; text: string }[];
    at: number;
    order: number;
    time: string;
  }

  function bubbles(): Bubble[] {
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

  const CLICKABLE =
    'button,a,[role=button],[role=link],[role=menuitem],[role=option],input[type=button],input[type=submit],summary,[onclick],[tabindex],label';

  function view(): FrameView {
    const now = clock();
    const clickables: Seen[] = [];
    const fields: SeenField[] = [];
    const frames: FrameView['frames'] = [];
    for (const el of all(document)) {
      const tag = el.tagName;
      if (tag === 'IFRAME') {
        const rect = shown(el);
        if (rect && frames.length < 40)
          frames.push({
            id: idOf(el),
            src: el.getAttribute('src') ?? '',
            label: `${attributes(el)} ${marksOf(el)}`,
            x: rect.x,
            y: rect.y,
            w: rect.width,
            h: rect.height,
            fixed: isFixed(el),
          });
        continue;
      }
      const editable =
        tag === 'TEXTAREA' ||
        (el as HTMLElement).isContentEditable ||
        tag === 'SELECT' ||
        (tag === 'INPUT' &&
          !/^(button|submit|image|reset|hidden|range|color)$/.test(el.getAttribute('type') ?? ''));
      if (editable) {
        if ((el as HTMLElement).isContentEditable && el.parentElement?.isContentEditable) continue;
        const rect = shown(el);
        if (!rect || fields.length >= LIMITS.fields) continue;
        const input = el as HTMLInputElement;
        fields.push({
          ...measure(el, rect),
          editable: !el.hasAttribute('disabled') && !el.hasAttribute('readonly'),
          value: (el as HTMLElement).isContentEditable
            ? textOf(el)
            : /^(checkbox|radio)$/.test(input.type)
              ? input.checked
                ? 'on'
                : ''
              : (input.value ?? ''),
          required: el.hasAttribute('required') || el.getAttribute('aria-required') === 'true',
          autocomplete: el.getAttribute('autocomplete') ?? '',
          maxLength: input.maxLength > 0 ? input.maxLength : null,
          labelText: labelFor(el),
          group: groupOf(el),
          covered: !top(el, rect),
          chat: inChat(el),
          invalid: isInvalid(el),
          options:
            tag === 'SELECT'
              ? [...(el as HTMLSelectElement).options].slice(0, 30).map((o) => fold(o.text))
              : [],
        });
        continue;
      }
      if (clickables.length >= LIMITS.clickables) continue;
      const pointer = el.matches(CLICKABLE) || (getComputedStyle(el).cursor === 'pointer' && !pointed(el));
      if (!pointer) continue;
      const rect = shown(el);
      if (rect) clickables.push(measure(el, rect));
    }
    return {
      now,
      url: location.href,
      width: innerWidth,
      height: innerHeight,
      title: document.title,
      clickables,
      fields,
      frames,
      bubbles: bubbles(),
      text: fold(document.body?.innerText ?? '').slice(0, LIMITS.text),
    };
  }

  /** The pointer cursor is inherited: only the outermost element that has it counts. */
  function pointed(el: Element): boolean {
    const up = parentOf(el);
    return up !== null && getComputedStyle(up).cursor === 'pointer';
  }

  function containerOf(el: Element): Element {
    let best: Element = el;
    for (let up: Element | null = parentOf(el), n = 0; up && n < 30; up = parentOf(up), n++) {
      const style = getComputedStyle(up);
      const rect = up.getBoundingClientRect();
      if (up === document.body || up === document.documentElement) break;
      best = up;
      const placed =
        style.position === 'fixed' || up.getAttribute('role') === 'dialog' || up.tagName === 'DIALOG';
      if (placed && rect.height > 150 && rect.width > 150) return up;
      if (up.tagName.includes('-') && rect.height > 200) return up;
      const log = up.querySelector('[role=log],[aria-live]');
      if (log && rect.height > 200) return up;
    }
    return best;
  }

  const agent: PageAgent = {
    view,
    element: (id) => elements.get(id)?.deref() ?? null,
    container: (id) => {
      const el = elements.get(id)?.deref();
      return el ? idOf(containerOf(el)) : 0;
    },
    log: (id) => {
      const el = elements.get(id)?.deref();
      let best = 0;
      for (let up = el ? parentOf(el) : null, n = 0; up && n < 30; up = parentOf(up), n++) {
        if (up === document.body || up === document.documentElement) break;
        const { overflowY } = getComputedStyle(up);
        const scrolls = (overflowY === 'auto' || overflowY === 'scroll') && up.clientHeight > 80;
        if (up.getAttribute('role') === 'log' || scrolls) {
          best = idOf(up);
          break;
        }
      }
      return best;
    },
    logBeside: (id) => {
      const el = elements.get(id)?.deref();
      if (!el) return 0;
      let best: { el: Element; size: number } | null = null;
      for (const inside of all(containerOf(el))) {
        if (inside.contains(el)) continue;
        const { overflowY } = getComputedStyle(inside);
        const logs = inside.getAttribute('role') === 'log' || overflowY === 'auto' || overflowY === 'scroll';
        const size = inside.clientHeight * inside.clientWidth;
        if (logs && inside.clientHeight > 80 && size > (best?.size ?? 0)) best = { el: inside, size };
      }
      return best ? idOf(best.el) : 0;
    },
    within: (outer, list) => {
      const a = elements.get(outer)?.deref();
      return list.filter((id) => {
        let b: Element | null | undefined = elements.get(id)?.deref();
        for (let n = 0; a && b && n < 200; b = parentOf(b), n++) if (a === b) return true;
        return false;
      });
    },
    storage: () => {
      try {
        const dump = (s: Storage): [string, string][] =>
          Array.from({ length: Math.min(s.length, 200) }, (_, i) => s.key(i) as string).map((k) => [
            k,
            (s.getItem(k) ?? '').slice(0, 200_000),
          ]);
        return { origin: location.origin, local: dump(localStorage), session: dump(sessionStorage) };
      } catch {
        return null;
      }
    },
  };
  Object.defineProperty(host, names.agent, { value: agent, enumerable: false });
}
