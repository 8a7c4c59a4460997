/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/** What of the page a reader can see. */
import type { Elements } from './elements.ts';
import type { Watching } from './watching.ts';

export function sight(page: Watching & Elements) {
  const { parentOf, shadowOf } = page;
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

  return { shown, isFixed, top };
}
export type Sight = ReturnType<typeof sight>;
