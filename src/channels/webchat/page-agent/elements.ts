/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/** Elements by number, and the tree of the frame with its shadow trees. */
import type { Watching } from './watching.ts';

export function elements(page: Watching) {
  const { LIMITS, shadowOf, watch } = page;
  const ids = new WeakMap<Element, number>();
  const living = new Map<number, WeakRef<Element>>();
  let next = 1;

  const idOf = (el: Element): number => {
    let id = ids.get(el);
    if (id === undefined) {
      id = next++;
      ids.set(el, id);
      living.set(id, new WeakRef(el));
      if (living.size > LIMITS.nodes) living.delete(living.keys().next().value as number);
    }
    return id;
  };

  const elementOf = (id: number): Element | null => living.get(id)?.deref() ?? null;

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

  return { idOf, elementOf, all, parentOf };
}
export type Elements = ReturnType<typeof elements>;
