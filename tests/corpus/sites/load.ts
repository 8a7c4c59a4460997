/** The labelled sites: pages of our own making, each with what it advertises (README.md beside this). */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type PageWithHtml, SavedPage } from '../../../src/model/site.ts';
import { ChannelKind, Facet } from '../../../src/model/vocabulary.ts';

const Label = z.strictObject({
  site: z.url(),
  lang: z.enum(['en', 'uk', 'ru', 'zh']),
  country: z.string().length(2).optional(),
  held: z.boolean(),
  pages: z
    .array(
      z.strictObject({
        file: z.string(),
        url: z.url(),
        view: z.enum(['http', 'desktop', 'phone']),
        steps: z.int().min(0),
        requests: z.array(z.string()).default([]),
        globals: z.array(z.string()).default([]),
      }),
    )
    .min(1)
    .max(12),
  expect: z.strictObject({
    channels: z.array(
      z.strictObject({
        kind: ChannelKind,
        address: z.string().optional(),
        url: z.string().optional(),
        vendor: z.string().optional(),
        hours: z.string().optional(),
        promise: z.string().optional(),
      }),
    ),
    hours: z.string().nullable(),
    promise: z.string().nullable().default(null),
    terms: z.array(z.strictObject({ facet: Facet, text: z.string() })),
    privacyPolicy: z.string().nullable(),
    complaintChannel: z.string().nullable(),
    identity: z
      .strictObject({
        licences: z.array(z.string()),
        taxNumbers: z.array(z.string()),
        chatAccounts: z.array(z.string()),
      })
      .optional(),
  }),
});

export interface LabelledSite extends z.infer<typeof Label> {
  name: string;
  saved: PageWithHtml[];
}

/** All labelled sites, by name; every label file checked. */
export function loadSites(): LabelledSite[] {
  const out: LabelledSite[] = [];
  for (const entry of readdirSync(import.meta.dirname, { withFileTypes: true }).sort((a, b) =>
    a.name < b.name ? -1 : 1,
  )) {
    if (!entry.isDirectory()) continue;
    const dir = join(import.meta.dirname, entry.name);
    const parsed = Label.safeParse(JSON.parse(readFileSync(join(dir, 'site.json'), 'utf8')));
    if (!parsed.success) throw new Error(`${entry.name}/site.json: ${z.prettifyError(parsed.error)}`);
    const saved = parsed.data.pages.map(({ file, ...page }): PageWithHtml => {
      const html = readFileSync(join(dir, file), 'utf8');
      const { html: _digest, ...rest } = SavedPage.parse({
        requested: page.url,
        at: '2026-11-22T10:00:00.000Z',
        status: 200,
        headers: {},
        html: '0'.repeat(64),
        bytes: html.length,
        ...page,
      });
      return { ...rest, html };
    });
    out.push({ name: entry.name, ...parsed.data, saved });
  }
  return out;
}
