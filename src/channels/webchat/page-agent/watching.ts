/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/**
 * Reaches shadow roots, closed ones too, by wrapping `attachShadow`; notes for each piece of text when it was put into the
 * page (the clock of a message is the mutation, not the poll that saw it), and tells the driver that something moved.
 */
export function watching(moved: string) {
  const LIMITS = { nodes: 20_000, clickables: 400, fields: 60, bubbles: 400, text: 20_000 };
  const roots = new Set<Document | ShadowRoot>();
  const born = new WeakMap<Node, number>();
  const texts = new Map<string, number>();
  let quiet = true;

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
      const hear = (globalThis as unknown as Record<string, unknown>)[moved];
      if (typeof hear === 'function') void hear(clock());
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

  return { LIMITS, roots, born, clock, fold, watch, shadowOf };
}
export type Watching = ReturnType<typeof watching>;
