/** What is known of one vendor's widget beforehand: a help to driving it, never needed for it. Data, a vendor a file. */
import { z } from 'zod';
import type { Looked } from './tab.ts';

const Css = z.string().min(1).max(300);

export const Recipe = z.strictObject({
  vendor: z.string(),
  verified: z
    .enum(['widget', 'documents'])
    .describe('On the real widget in our tests, or only from what the vendor publishes.'),
  signs: z.strictObject({
    requests: z
      .array(z.string())
      .max(20)
      .describe('Part of the address of a script or frame that is its own.'),
    elements: z.array(Css).max(20).describe('Selectors of what it puts into the page.'),
  }),
  launcher: Css.optional().describe('What opens it, in the page itself.'),
  own: z.string().optional().describe("Part of the class names of our own messages' bubbles."),
  agent: z.string().optional().describe("Part of the class names of the other side's."),
  bot: z.string().optional(),
  system: z.string().optional(),
});
export type Recipe = z.infer<typeof Recipe>;

/** The recipe of the widget on the page, or null. `requests`: what the page has asked for. */
export function recipeFor(
  recipes: readonly Recipe[],
  looks: readonly Looked[],
  requests: readonly string[],
): Recipe | null {
  const addresses = [
    ...requests,
    ...looks.map((l) => l.view.url),
    ...looks.flatMap((l) => l.view.frames.map((f) => f.src)),
  ];
  const marks = looks.flatMap((l) => [
    ...l.view.clickables.map((c) => c.marks),
    ...l.view.frames.map((f) => f.label.toLowerCase()),
  ]);
  return (
    recipes.find(
      (r) =>
        r.signs.requests.some((part) => addresses.some((a) => a.includes(part))) ||
        r.signs.elements.some((css) =>
          marks.some((m) =>
            m.includes(
              css
                .replace(/^[.#[]/, '')
                .replace(/\]$/, '')
                .toLowerCase(),
            ),
          ),
        ),
    ) ?? null
  );
}
