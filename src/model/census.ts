/** What a lender's site advertises, as read from its saved pages. */
import { z } from 'zod';
import { PublishedTerm } from './lenders.ts';
import { WebAddress } from './scalars.ts';
import { ChannelKind } from './vocabulary.ts';

export const FoundChannel = z.strictObject({
  kind: ChannelKind,
  address: z
    .string()
    .optional()
    .describe(
      'Normal form: mail address (lower-case, Unicode domain), phone in E.164, handle or number of a messenger.',
    ),
  url: z.string().optional().describe('The link as a click would open it; for a form its page.'),
  vendor: z.string().optional().describe('Of a web chat: whose widget the page carries.'),
  foundOn: WebAddress.describe('The page with the fewest steps on which it stands.'),
  steps: z.int().min(0).describe('Clicks from the home page on a desktop.'),
  stepsPhone: z.int().min(0).optional().describe("The same at a phone's viewport, where that was looked at."),
  hours: z.string().optional().describe('Hours claimed for it, in opening_hours syntax.'),
  promise: z.string().optional().describe('Within what time an answer is promised, word for word.'),
  quote: z.string().max(300).describe('What stands on the page: text, link target or script address.'),
  rule: z.string().describe('Id of the rule that found it.'),
});
export type FoundChannel = z.infer<typeof FoundChannel>;

export const SiteReading = z.strictObject({
  site: WebAddress,
  channels: z.array(FoundChannel).max(200),
  terms: z.array(PublishedTerm).max(100),
  hours: z
    .string()
    .nullable()
    .describe("The site's general hours in opening_hours syntax; null: none claimed."),
  promise: z.string().nullable().describe('A general promise of an answering time, word for word.'),
  privacyPolicy: z.string().nullable().describe('Its address.'),
  complaintChannel: z.string().nullable().describe('A page, address or phone for complaints.'),
  https: z.boolean().describe('Every saved page came over HTTPS.'),
  identity: z
    .strictObject({
      licences: z.array(z.string()).max(20),
      taxNumbers: z.array(z.string()).max(20),
      chatAccounts: z.array(z.string()).max(20).describe('Vendor and the account key in its snippet.'),
    })
    .describe('What ties lenders together: shared ones mean one desk or one owner.'),
  blocked: z.string().optional().describe('Why the site could not be read.'),
});
export type SiteReading = z.infer<typeof SiteReading>;
