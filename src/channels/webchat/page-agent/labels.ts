/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/** What elements are called: their attributes, texts and labels. */
import type { Watching } from './watching.ts';

export function labels(page: Watching) {
  const { fold } = page;
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

  return { attributes, marksOf, textOf, leadsTo, labelFor };
}
export type Labels = ReturnType<typeof labels>;
