/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/** The whole of a frame as plain data. */
import type { FrameView, Seen, SeenField } from '../page-view.ts';
import type { Bubbles } from './bubbles.ts';
import type { Elements } from './elements.ts';
import type { Labels } from './labels.ts';
import type { Measures } from './measures.ts';
import type { Sight } from './sight.ts';
import type { Watching } from './watching.ts';

export function view(page: Watching & Elements & Sight & Labels & Measures & Bubbles) {
  const {
    LIMITS,
    all,
    allBubbles,
    attributes,
    clock,
    editable,
    fold,
    idOf,
    isFixed,
    marksOf,
    measure,
    measureField,
    parentOf,
    shown,
  } = page;
  const CLICKABLE =
    'button,a,[role=button],[role=link],[role=menuitem],[role=option],input[type=button],input[type=submit],summary,[onclick],[tabindex],label';

  /** The pointer cursor is inherited: only the outermost element that has it counts. */
  function pointed(el: Element): boolean {
    const up = parentOf(el);
    return up !== null && getComputedStyle(up).cursor === 'pointer';
  }

  function frameView(): FrameView {
    const now = clock();
    const clickables: Seen[] = [];
    const fields: SeenField[] = [];
    const frames: FrameView['frames'] = [];
    for (const el of all(document)) {
      if (el.tagName === 'IFRAME') {
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
      if (editable(el)) {
        if ((el as HTMLElement).isContentEditable && el.parentElement?.isContentEditable) continue;
        const rect = shown(el);
        if (rect && fields.length < LIMITS.fields) fields.push(measureField(el, rect));
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
      bubbles: allBubbles(),
      text: fold(document.body?.innerText ?? '').slice(0, LIMITS.text),
    };
  }

  return { frameView };
}
export type View = ReturnType<typeof view>;
