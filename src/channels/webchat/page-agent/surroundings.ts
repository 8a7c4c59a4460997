/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/** What stands around an element: its form, its window, the log of its chat. */
import type { Elements } from './elements.ts';

export function surroundings(page: Elements) {
  const { all, elementOf, idOf, parentOf } = page;
  const aroundOf = (el: Element): number => {
    const form = el.closest('form,[role=form]');
    return form ? idOf(form) : 0;
  };

  /** The form around a field, else the window or box that it stands in. */
  const groupOf = (el: Element): number => aroundOf(el) || idOf(containerOf(el));

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

  function log(id: number): number {
    const el = elementOf(id);
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
  }

  function logBeside(id: number): number {
    const el = elementOf(id);
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
  }

  function within(outer: number, list: readonly number[]): number[] {
    const a = elementOf(outer);
    return list.filter((id) => {
      let b: Element | null | undefined = elementOf(id);
      for (let n = 0; a && b && n < 200; b = parentOf(b), n++) if (a === b) return true;
      return false;
    });
  }

  return { aroundOf, groupOf, containerOf, inChat, log, logBeside, within };
}
export type Surroundings = ReturnType<typeof surroundings>;
