/** The words of the lenders' sites, one YAML file a language. {company}, {site} and the like are filled in. */
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Language } from '../../../model/vocabulary.ts';

const Page = z.strictObject({ title: z.string(), intro: z.string() });

export const SiteTexts = z.strictObject({
  nav: z.strictObject({
    home: z.string(),
    terms: z.string(),
    contact: z.string(),
    about: z.string(),
    privacy: z.string(),
    apply: z.string(),
  }),
  home: Page.extend({ sum: z.string(), days: z.string(), get: z.string() }),
  contact: Page.extend({
    email: z.string(),
    phone: z.string(),
    chat: z.string().describe('How the chat is advertised.'),
    messenger: z.string(),
    hours: z.string(),
  }),
  terms: Page.extend({ lines: z.array(z.string()) }),
  about: Page.extend({ registration: z.string() }),
  privacy: Page,
  apply: Page.extend({
    name: z.string(),
    phone: z.string(),
    document: z.string(),
    code: z.string(),
    submit: z.string(),
  }),
  cookies: z.strictObject({ text: z.string(), accept: z.string(), refuse: z.string() }),
  captcha: z.string(),
  forbidden: z.string(),
  callback: z.string(),
});
export type SiteTexts = z.infer<typeof SiteTexts>;

/** All languages in `texts/`. */
export function sandboxSiteTexts(): ReadonlyMap<Language, SiteTexts> {
  const folder = new URL('texts/', import.meta.url);
  const files = readdirSync(folder).filter((f) => f.endsWith('.yml'));
  return new Map(
    files.map((f) => [f.slice(0, -4), SiteTexts.parse(parse(readFileSync(new URL(f, folder), 'utf8')))]),
  );
}
