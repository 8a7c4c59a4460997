/** What a crawl looks at in a real browser, and what it never does there. */
import { describe, expect, it } from 'vitest';
import { htmlOf } from '../../../src/channels/website/index.ts';
import { SiteCrawl } from '../../../src/model/site.ts';
import { CONTACT, crawled, loopbackSite, namedSites, page, status, typed } from './helpers/small-web.ts';

const views = (crawl: SiteCrawl): string[] =>
  crawl.pages.map((p) => `${p.view} ${new URL(p.url).pathname}${p.screenshot ? ' picture' : ''}`);

describe('pages in a browser', { timeout: 120_000 }, () => {
  it('home at both viewports, the contact page before others with a picture; what its scripts load is noted', async () => {
    const menu =
      '<meta name="viewport" content="width=device-width"><style>nav{display:block}@media(max-width:600px){nav{display:none}}</style>';
    const { site, log } = await loopbackSite({
      '/': page(
        `<nav><a href="/about">About</a><a href="/contact">Contact</a></nav><p>${'words '.repeat(100)}</p>
<script src="/late.js"></script>`,
        menu,
      ),
      '/late.js': typed(
        'text/javascript',
        `window.jivo_api={};setTimeout(()=>{document.body.insertAdjacentHTML('beforeend','<div id="jcont">chat</div>')},600);
fetch('/beacon',{method:'POST',body:'x'}).catch(()=>{});navigator.sendBeacon('/beacon2','x');
const f=document.createElement('form');f.method='post';f.action='/posted';document.body.append(f);setTimeout(()=>f.submit(),800);`,
      ),
      '/about': page(`about ${'words '.repeat(100)}`),
      '/contact': page(`<p>${'words '.repeat(100)}</p>`),
    });
    const crawl = await crawled({ site });
    expect(views(crawl)).toEqual([
      'http /',
      'http /contact',
      'http /about',
      'desktop / picture',
      'desktop /contact picture',
      'phone / picture',
      'phone /contact picture',
    ]);
    const desktop = crawl.pages.find((p) => p.view === 'desktop')!;
    expect(htmlOf(desktop, crawl.bytes(desktop.html))).toContain('<div id="jcont">');
    expect(desktop.globals).toContain('jivo_api');
    expect(desktop.requests).toContain(`${site}late.js`);
    expect(crawl.bytes(desktop.screenshot!).subarray(1, 4).toString()).toBe('PNG');
    // On the phone the menu has to be opened first.
    const contact = crawl.pages.filter((p) => p.url.endsWith('/contact'));
    expect(contact.map((p) => [p.view, p.steps])).toEqual([
      ['http', 1],
      ['desktop', 1],
      ['phone', 2],
    ]);
    expect(log.filter((r) => r.method !== 'GET')).toEqual([]);
    expect(log.filter((r) => !r.agent.includes(`DoorbellCensus/9.9.9 (+${CONTACT})`))).toEqual([]);
    const { bytes: _b, paths: _p, ...plain } = crawl;
    expect(SiteCrawl.parse(plain)).toEqual(plain);
  });

  it('a site that is drawn by its scripts gives its contact page all the same', async () => {
    const app = `<div id="app"></div><script>
const pages={'/':'<a href="/kontakty">Контакти</a><a href="/about">Про нас</a>','/kontakty':'<p>support@kite-loans.example</p>','/about':'<p>we</p>'};
setTimeout(()=>{document.getElementById('app').innerHTML=pages[location.pathname]||'none'},200)</script>`;
    const { site } = await loopbackSite((path) => (/robots|sitemap|favicon/.test(path) ? null : page(app)));
    const crawl = await crawled({ site });
    expect(views(crawl)).toEqual([
      'http /',
      'desktop / picture',
      'desktop /kontakty picture',
      'desktop /about',
      'phone / picture',
      'phone /kontakty picture',
    ]);
    const contact = crawl.pages.find((p) => p.view === 'desktop' && p.url.endsWith('kontakty'))!;
    expect(htmlOf(contact, crawl.bytes(contact.html))).toContain('support@kite-loans.example');
    expect(contact).toMatchObject({ steps: 1, from: site, linkText: 'Контакти' });
  });

  it('a page whose script leads away, and one that opens windows and dialogs, are seen as they are', async () => {
    const { proxy, log } = await namedSites({
      'marten-credit.test': {
        '/': page(
          `${'words '.repeat(100)}<a href="/contact">Contact</a><a href="/kontakt2">Kontakt</a><a href="/kontakt3">Kontakt</a>`,
        ),
        '/kontakt3': page(`<script>location='http://other-firm.test/'</script>`),
        '/contact': page(
          `${'words '.repeat(100)}<script>setTimeout(()=>{location='http://other-firm.test/'},500)</script>`,
        ),
        '/kontakt2': page(
          `${'words '.repeat(100)}<script>open('http://other-firm.test/');alert(1);confirm(2)</script>`,
        ),
      },
      'other-firm.test': { '/': page('no') },
    });
    const crawl = await crawled({ site: 'http://marten-credit.test/' }, { proxy });
    expect(log.filter((r) => r.host !== 'marten-credit.test')).toEqual([]);
    expect(views(crawl)).toEqual(
      expect.arrayContaining(['desktop /contact picture', 'desktop /kontakt2 picture']),
    );
    expect(crawl.blocked).toBeUndefined();
  });

  it('a wall that only the browser meets is a failure of that view', async () => {
    const { site } = await loopbackSite((path) => (request, response) => {
      const browser = request.headers['user-agent']!.startsWith('Mozilla');
      const answer = browser
        ? status(403, 'no robots')
        : path === '/'
          ? typed('text/html', page(`${'words '.repeat(100)}`))
          : status(404);
      (answer as (a: typeof request, b: typeof response) => void)(request, response);
    });
    const crawl = await crawled({ site });
    expect(views(crawl)).toEqual(['http /']);
    expect(crawl.failures).toEqual([
      { url: site, reason: 'desktop: the site answers 403' },
      { url: site, reason: 'phone: the site answers 403' },
    ]);
  });

  it('without a browser the pages by HTTP stand, and it is said', async () => {
    const { site } = await loopbackSite({ '/': page('home') });
    const crawl = await crawled({ site }, { settings: { contact: CONTACT, browser: '/no/such/browser' } });
    expect(views(crawl)).toEqual(['http /']);
    expect(crawl.failures[0]!.reason).toContain('/no/such/browser');
  });
});
