/** Pages made to hang or to flood a reader: bounded in time and in what is found; nothing on them is run. */
import { describe, expect, it } from 'vitest';
import { readSite } from '../../../src/assess/advertised-channels/read-site.ts';
import { SiteReading } from '../../../src/model/census.ts';
import { pageOf, SITE } from './pages.ts';

const fill = (piece: string, size = 5_000_000): string =>
  piece.repeat(Math.ceil(size / piece.length)).slice(0, size);
const many = (piece: (i: number) => string): string =>
  Array.from({ length: 100_000 }, (_, i) => piece(i)).join('');

const PAGES: Record<string, string> = {
  'nested elements': fill('<div>'),
  'nested spans with text': fill('<span class="a">x'),
  '100,000 links': many(() => '<a href="/p">link text</a>'),
  '100,000 addresses': many((i) => `<a href="mailto:a${i}@acme-lender.example">x</a>`),
  '100,000 messengers': many((i) => `<a href="https://t.me/acme${i}">x</a>`),
  'one long number': fill('1'),
  'half numbers': fill('+1 ('),
  'signs of an address': fill('a.@'),
  'spelled signs': fill('at dot [at] (dot) '),
  'one line': fill('a b '),
  hours: fill('<p>Mon-Fri 9-18</p>'),
  'half hours': fill('Mon-9:00-'),
  terms: fill('<p>rate 5% per day up to $500 for 30 days.</p>'),
  'a script of strings': `<script>${fill("'a'+'b@'+")}</script>`,
  'a script of names': `<script>${fill('var aaaa = ')}@</script>`,
  'many scripts': fill("<script>var a='x@y';document.write('mai'+a);atob('aaaaaaaaaaaa')</script>"),
  forms: fill('<form><textarea name=message></textarea>'),
  attributes: `<a ${fill('data-email="x" ')}>`,
  elements: fill('<i id="a" class="b c d" data-email="abcdefgh"></i>'),
  'nested data': `<script type="application/ld+json">${fill('[', 200_000)}</script>`,
  styles: `<style>bidi-override ${fill('.a{')}</style>`,
  cells: fill('<td>1 '),
  'open comments': fill('<!--'),
  brackets: fill('<'),
  licences: fill('<p>licence no no no no 1</p>'),
  'Chinese labels': fill('微信公众号：'),
  blanks: `<p>a${fill(' ')}@b`,
};

describe('5 MB of', () => {
  for (const [what, html] of Object.entries(PAGES))
    it(what, () => {
      const start = performance.now();
      const reading = readSite(SITE, [pageOf(html)], { languages: ['uk'], seenOn: '2026-11-22' });
      // About a second and less on a quiet machine; what hangs takes minutes.
      expect(performance.now() - start).toBeLessThan(6_000);
      expect(SiteReading.safeParse(reading).success).toBe(true);
    }, 60_000);
});

it('runs nothing that stands on a page', () => {
  const html =
    '<script>globalThis.ran = true; while(true){}</script><img src=x onerror="globalThis.ran=true"><a href="javascript:globalThis.ran=true">x</a><script type="application/ld+json">{"__proto__":{"email":"x@acme-lender.example"},"email":{"toString":"boom"}}</script>';
  readSite(SITE, [pageOf(html)], { languages: ['en'], seenOn: '2026-11-22' });
  expect((globalThis as { ran?: boolean }).ran).toBeUndefined();
  expect(({} as { email?: string }).email).toBeUndefined();
});
