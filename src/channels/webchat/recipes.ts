/** What is known of one vendor's widget beforehand: a help to driving it, never needed for it. Data, a vendor a file. */
import { z } from 'zod';
import type { Looked } from './tab.ts';

const Css = z.string().min(1).max(300);
const ClassPart = z.string().min(3).max(80);

export const Recipe = z.strictObject({
  vendor: z.string().min(1).max(60),
  verified: z
    .enum(['widget', 'documents'])
    .describe('On the real widget in our tests, or only from what the vendor publishes.'),
  signs: z
    .strictObject({
      requests: z
        .array(z.string().min(4).max(120))
        .max(20)
        .describe('Part of the address of a script, a frame or a call that is its own.'),
      elements: z.array(Css).max(20).describe('Selectors of what it puts into the page or its frame.'),
    })
    .refine((s) => s.requests.length + s.elements.length > 0, 'must have one sign at least'),
  launcher: Css.optional().describe('What opens it, in the page itself or an open shadow root.'),
  sides: z
    .strictObject({
      own: ClassPart.optional(),
      agent: ClassPart.optional(),
      bot: ClassPart.optional(),
      system: ClassPart.optional(),
    })
    .default({})
    .describe("Parts of the class names of a message's element or one of its three parents, case and all."),
});
export type Recipe = z.infer<typeof Recipe>;

/** What is known of the widget on a page: whose it is, and the recipe where one is to be used. */
export interface Known {
  vendor: string | null;
  recipe: Recipe | null;
}

/** Whose widget stands on the page, by its signs alone. `requests`: addresses that the page has asked for. */
export async function recognise(
  recipes: readonly Recipe[],
  looks: readonly Looked[],
  requests: readonly string[],
): Promise<Recipe | null> {
  const addresses = [
    ...requests,
    ...looks.flatMap((l) => [l.view.url, ...l.view.frames.map((f) => f.src)]),
  ].map((a) => a.toLowerCase());
  for (const recipe of recipes)
    if (recipe.signs.requests.some((part) => addresses.some((a) => a.includes(part.toLowerCase()))))
      return recipe;
  for (const recipe of recipes)
    for (const css of recipe.signs.elements)
      for (const { frame } of looks)
        if (
          (await frame
            .locator(css)
            .count()
            .catch(() => 0)) > 0
        )
          return recipe;
  return null;
}
