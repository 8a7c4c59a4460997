/** `lenders.yml`: the market under study, and the doors that each lender advertises. */
import { z } from 'zod';
import { Day, MailAddress, Slug, TimeZone, WebAddress } from './scalars.ts';
import { ChannelKind, Facet, Language } from './vocabulary.ts';

export const AdvertisedChannel = z
  .strictObject({
    kind: ChannelKind.describe('What kind of door this is.'),
    address: z
      .string()
      .min(1)
      .max(254)
      .describe(
        'Where it leads: a mail address, a handle, a phone number or a page, as the lender prints it.',
      ),
    seenAt: WebAddress.describe(
      "The lender's own page (or register entry) on which this channel is advertised.",
    ),
    seenOn: Day.describe('The day on which it was seen there.'),
    hours: z
      .string()
      .max(300)
      .optional()
      .describe(
        'The hours that the lender claims for this channel, in OpenStreetMap opening_hours syntax, in its own time zone, e.g. "Mo-Fr 09:00-18:00". Leave out when none are claimed.',
      ),
  })
  .refine((c) => c.kind !== 'email' || MailAddress.safeParse(c.address).success, {
    path: ['address'],
    error: 'must be one plain mail address, e.g. "help@acme.example"',
  });
export type AdvertisedChannel = z.infer<typeof AdvertisedChannel>;

export const PublishedTerm = z.strictObject({
  facet: Facet.describe('What the published statement is about.'),
  text: z.string().min(1).max(1000).describe("The lender's own sentence, word for word."),
  source: WebAddress.describe('The page that carries it.'),
  seenOn: Day.describe('The day on which it was read there.'),
});
export type PublishedTerm = z.infer<typeof PublishedTerm>;

export const Lender = z.strictObject({
  id: Slug.describe('Short name used in ids and file names.'),
  name: z.string().min(1).max(120).describe('The brand, as printed in the report.'),
  entity: Slug.describe('The legal entity behind the brand: an id from `entities`. Caps count per entity.'),
  site: WebAddress.describe("The lender's home page."),
  timeZone: TimeZone.describe("IANA zone of the lender's staff: slots and hours are read in it."),
  languages: z
    .array(Language)
    .min(1)
    .describe('Languages the lender serves; the first is the one in which it is asked.'),
  desk: Slug.optional().describe(
    'A shared service desk, if several lenders are known to use one: two probes to one desk never fall into one slot.',
  ),
  channels: z
    .array(AdvertisedChannel)
    .max(40)
    .describe('Every door that the lender advertises, with its proof.'),
  terms: z
    .array(PublishedTerm)
    .max(100)
    .default([])
    .describe('Published terms, against which replies are compared.'),
});
export type Lender = z.infer<typeof Lender>;

export const LegalEntity = z.strictObject({
  id: Slug.describe('Short name of the legal entity.'),
  name: z.string().min(1).max(200).describe('Registered name.'),
  registration: z.string().max(60).optional().describe('Number in the public register.'),
});
export type LegalEntity = z.infer<typeof LegalEntity>;

export const LendersFile = z
  .strictObject({
    entities: z.array(LegalEntity).min(1).max(2000).describe('The legal entities behind the brands.'),
    lenders: z.array(Lender).min(1).max(2000).describe('The lenders under study.'),
  })
  .superRefine((file, ctx) => {
    const entities = new Set<string>();
    file.entities.forEach((e, i) => {
      if (entities.has(e.id))
        ctx.addIssue({
          code: 'custom',
          path: ['entities', i, 'id'],
          message: `entity "${e.id}" is listed twice`,
        });
      entities.add(e.id);
    });
    const lenders = new Set<string>();
    file.lenders.forEach((l, i) => {
      if (lenders.has(l.id))
        ctx.addIssue({
          code: 'custom',
          path: ['lenders', i, 'id'],
          message: `lender "${l.id}" is listed twice`,
        });
      lenders.add(l.id);
      if (!entities.has(l.entity))
        ctx.addIssue({
          code: 'custom',
          path: ['lenders', i, 'entity'],
          message: `entity "${l.entity}" is not in entities`,
        });
    });
  });
export type LendersFile = z.infer<typeof LendersFile>;
