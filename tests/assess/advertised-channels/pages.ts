/** Pages for the tests of the reading of sites. */
import type { PageWithHtml } from '../../../src/model/site.ts';

export const SITE = 'https://www.acme-lender.example/';

export const pageOf = (html: string, more: Partial<PageWithHtml> = {}): PageWithHtml => ({
  url: `${SITE}contacts/`,
  requested: `${SITE}contacts/`,
  view: 'http',
  at: '2026-11-22T10:00:00.000Z',
  status: 200,
  headers: {},
  html,
  bytes: html.length,
  steps: 1,
  requests: [],
  globals: [],
  ...more,
});
