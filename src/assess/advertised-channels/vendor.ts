/**
 * Fingerprints of chat widgets, and of call-back and call-tracking scripts that must not be taken for them: data, one
 * file a region. A further vendor is an entry there and a test page tests/assess/advertised-channels/vendors/ID.html.
 */
import { z } from 'zod';
import { Slug } from '../../model/scalars.ts';
import americas from './vendors/americas.json' with { type: 'json' };
import asia from './vendors/asia.json' with { type: 'json' };
import china from './vendors/china.json' with { type: 'json' };
import cis from './vendors/cis.json' with { type: 'json' };
import europe from './vendors/europe.json' with { type: 'json' };
import world from './vendors/global.json' with { type: 'json' };
import ukraine from './vendors/ukraine.json' with { type: 'json' };

const Patterns = z.array(z.string().min(3).max(200)).min(1).max(12);

const Vendor = z.strictObject({
  id: Slug,
  name: z.string(),
  kind: z.enum(['chat', 'call-back', 'call-tracking']),
  urls: Patterns.optional().describe(
    'Beginnings of host/path of scripts, frames and sockets; * is anything within one label or directory, a leading "*." any subdomain, a leading "*/" any host.',
  ),
  inline: Patterns.optional().describe('Pieces of the snippet as it stands in an inline script.'),
  globals: z
    .array(z.string())
    .min(1)
    .max(12)
    .optional()
    .describe('Names on window that only this widget makes.'),
  dom: Patterns.optional().describe(
    'Simple selectors: tag, #id, .class, [attr], [attr=v], [attr^=v], [attr$=v].',
  ),
  links: Patterns.optional().describe('Like `urls`, for links that open the chat itself.'),
  account: Patterns.optional().describe("RegExps whose first group is the account's key in the snippet."),
  note: z.string().optional(),
});
export type Vendor = z.infer<typeof Vendor>;

const Region = z.strictObject({
  region: z.string(),
  provenance: z.string().describe('Where the entries come from and how far they have been checked.'),
  vendors: z.array(Vendor),
});

export const VENDORS: readonly Vendor[] = [ukraine, cis, china, europe, asia, americas, world].flatMap(
  (r) => Region.parse(r).vendors,
);
