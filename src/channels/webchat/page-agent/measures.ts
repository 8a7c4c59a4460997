/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/** Things to press and fields to fill, measured. */
import type { Seen, SeenField } from '../page-view.ts';
import type { Elements } from './elements.ts';
import type { Labels } from './labels.ts';
import type { Sight } from './sight.ts';
import type { Surroundings } from './surroundings.ts';
import type { Watching } from './watching.ts';

export function measures(page: Watching & Elements & Sight & Labels & Surroundings) {
  const {
    aroundOf,
    attributes,
    fold,
    groupOf,
    idOf,
    inChat,
    isFixed,
    labelFor,
    leadsTo,
    marksOf,
    parentOf,
    textOf,
    top,
  } = page;
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

  const editable = (el: Element): boolean =>
    el.tagName === 'TEXTAREA' ||
    el.tagName === 'SELECT' ||
    (el as HTMLElement).isContentEditable ||
    (el.tagName === 'INPUT' &&
      !/^(button|submit|image|reset|hidden|range|color)$/.test(el.getAttribute('type') ?? ''));

  const measureField = (el: Element, rect: DOMRect): SeenField => {
    const input = el as HTMLInputElement;
    return {
      ...measure(el, rect),
      editable: !el.hasAttribute('disabled') && !el.hasAttribute('readonly'),
      value: contentOf(el),
      required: el.hasAttribute('required') || el.getAttribute('aria-required') === 'true',
      autocomplete: el.getAttribute('autocomplete') ?? '',
      maxLength: input.maxLength > 0 ? input.maxLength : null,
      labelText: labelFor(el),
      group: groupOf(el),
      covered: !top(el, rect),
      chat: inChat(el),
      invalid: isInvalid(el),
      options:
        el.tagName === 'SELECT'
          ? [...(el as HTMLSelectElement).options].slice(0, 30).map((o) => fold(o.text))
          : [],
    };
  };

  const contentOf = (el: Element): string => {
    const input = el as HTMLInputElement;
    if (input.isContentEditable) return textOf(el);
    if (/^(checkbox|radio)$/.test(input.type)) return input.checked ? 'on' : '';
    return input.value ?? '';
  };

  const isInvalid = (el: Element): boolean =>
    el.getAttribute('aria-invalid') === 'true' ||
    el.matches(':user-invalid') ||
    /(^|[-_\s])(error|invalid|has-error)/i.test(
      `${el.getAttribute('class') ?? ''} ${parentOf(el)?.getAttribute('class') ?? ''}`,
    );

  return { measure, editable, measureField };
}
export type Measures = ReturnType<typeof measures>;
