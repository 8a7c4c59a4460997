/** HTML that is safe by default: whatever is put into the template is text, unless it was made by the template itself. */

const made = Symbol('made by html``');

/** A piece of markup. Only `html` and `trusted` make one, so a string that looks like markup never becomes any. */
export interface Markup {
  readonly [made]: string;
}

export type Content = string | number | Markup | null | undefined | false | readonly Content[];

/** Escapes every value for element content and for double-quoted attributes; nothing is put anywhere else. */
export function html(literals: TemplateStringsArray, ...values: Content[]): Markup {
  let out = literals[0]!;
  values.forEach((value, i) => {
    out += markupOf(value) + literals[i + 1]!;
  });
  return { [made]: out };
}

/** An element whose name and attribute names are code's, not data's: throws on any that is not a plain word. */
export function element(
  name: string,
  attributes: readonly (readonly [string, string])[],
  children: Content,
): Markup {
  for (const word of [name, ...attributes.map(([key]) => key)])
    if (!/^[a-zA-Z][a-zA-Z0-9-]*$/.test(word)) throw new TypeError(`not a name in markup: ${word}`);
  const written = attributes.map(([key, value]) => ` ${key}="${escapeText(value)}"`).join('');
  return { [made]: `<${name}${written}>${markupOf(children)}</${name}>` };
}

/** For our own constants alone (the style sheet): taken as it is. */
export const trusted = (constant: string): Markup => ({ [made]: constant });

/** The markup as a string. */
export const written = (markup: Markup): string => markup[made];

function markupOf(value: Content): string {
  if (value === null || value === undefined || value === false) return '';
  if (typeof value === 'string') return escapeText(value);
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return value.map(markupOf).join('');
  return (value as Markup)[made];
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escapeText = (text: string): string => text.replace(/[&<>"']/g, (c) => ENTITIES[c]!);
