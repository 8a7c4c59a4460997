/** What a crawl by plain HTTP reads, in what order, and what it leaves alone. No browser. */
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { htmlOf } from '../../../src/channels/website/index.ts';
import { crawlDelay } from '../../../src/channels/website/robots.ts';
import { SiteCrawl } from '../../../src/model/site.ts';
import {
  type Crawled,
  crawled,
  loopbackSite,
  moved,
  namedSites,
  page,
  status,
  typed,
} from './helpers/small-web.ts';

const link = (href: string, text = href): string => `<a href="${href}">${text}</a>`;
const quick = { browser: false } as const;

describe('robots.txt', () => {
  const pages = {
    '/': page(link('/contact') + link('/secret/contact') + link('/secret/open/help')),
    '/contact': page('write to us'),
    '/secret/open/help': page('help'),
    '/secret/contact': page('no'),
  };

  it('keeps us from what our group forbids, and longer rules win', async () => {
    const robots =
      'User-agent: *\nDisallow:\n\nUser-agent: doorbellcensus\nDisallow: /secret\nAllow: /secret/open\n';
    const { site, log } = await loopbackSite({ ...pages, '/robots.txt': typed('text/plain', robots) });
    const crawl = await crawled({ site, ...quick });
    expect(log.map((r) => r.path)).toEqual([
      '/robots.txt',
      '/sitemap.xml',
      '/',
      '/contact',
      '/secret/open/help',
    ]);
    expect(crawl.skipped).toEqual([{ url: `${site}secret/contact`, reason: 'robots' }]);
    expect(crawl.robots).toEqual({ status: 200, disallowed: 1 });
    expect(crawl.blocked).toBeUndefined();
  });

  it('of others does not bind us', async () => {
    const robots = 'User-agent: OtherBot\nDisallow: /\n';
    const { site } = await loopbackSite({ ...pages, '/robots.txt': typed('text/plain', robots) });
    expect((await crawled({ site, ...quick })).paths()).toContain('/secret/contact');
  });

  it('that forbids everything is a blocked site, and nothing else is asked for', async () => {
    const robots = 'User-agent: *\nDisallow: /\n';
    const { site, log } = await loopbackSite({ ...pages, '/robots.txt': typed('text/plain', robots) });
    const crawl = await crawled({ site, ...quick });
    expect(crawl.blocked).toMatchObject({ kind: 'robots' });
    expect(log.map((r) => r.path)).toEqual(['/robots.txt']);
  });

  it('behind a failing server means that nothing is allowed', async () => {
    const { site, log } = await loopbackSite({ ...pages, '/robots.txt': status(503) });
    const crawl = await crawled({ site, ...quick });
    expect(crawl.blocked).toMatchObject({ kind: 'robots', reason: expect.stringContaining('503') });
    expect(log).toHaveLength(1);
  });

  it('that is missing, or a page in place of the file, forbids nothing', async () => {
    for (const robots of [null, page('User-agent: *\nDisallow: /')]) {
      const { site } = await loopbackSite({ ...pages, '/robots.txt': robots });
      expect((await crawled({ site, ...quick })).paths()).toEqual([
        '/',
        '/contact',
        '/secret/contact',
        '/secret/open/help',
      ]);
    }
  });

  it("may ask for longer pauses: ours, else everybody's", () => {
    expect(crawlDelay('User-agent: a\nUser-agent: *\nDisallow: /x\nCrawl-delay: 4 # slowly\n')).toBe(4);
    expect(crawlDelay('User-agent: *\nCrawl-delay: 4\n\nUser-agent: DoorbellCensus/1\nCrawl-delay: 2')).toBe(
      2,
    );
    expect(crawlDelay('User-agent: other\nCrawl-delay: 4\nUser-agent: *\nDisallow:')).toBeNull();
  });

  it('is read for each host name of the site', async () => {
    const { proxy, log } = await namedSites({
      'gull-loans.test': { '/': moved('http://www.gull-loans.test/') },
      'www.gull-loans.test': {
        '/robots.txt': typed('text/plain', 'User-agent: *\nDisallow: /contact\n'),
        '/': page(link('/contact') + link('/help')),
        '/help': page('help'),
      },
    });
    const crawl = await crawled({ site: 'http://gull-loans.test/', ...quick }, { proxy });
    expect(crawl.pages.map((p) => p.url)).toEqual([
      'http://www.gull-loans.test/',
      'http://www.gull-loans.test/help',
    ]);
    expect(log.filter((r) => r.path === '/contact')).toEqual([]);
    expect(crawl.pages[0]).toMatchObject({ requested: 'http://gull-loans.test/', steps: 0 });
  });
});

describe('order and bounds', () => {
  it('reads contact, then help, about, terms and privacy in four languages, before products', async () => {
    const products = Array.from({ length: 40 }, (_, i) => link(`/loan-${'abcdefghij'[i % 10]}${i}`));
    const first: [string, string][] = [
      ['/a1', 'Умови та тарифи'],
      ['/a2', 'О компании'],
      ['/a3', '隐私政策'],
      ['/a4', 'Frequently asked: help'],
      ['/a5', '联系我们'],
      ['/a6', 'Контакти'],
      ['/a7', 'Обратная связь'],
      ['/a8', 'Contact us'],
    ];
    const { site, log } = await loopbackSite((path) =>
      path === '/'
        ? page([...products, ...first.map(([href, text]) => link(href, text))].join(' '))
        : path === '/robots.txt' || path === '/sitemap.xml'
          ? null
          : page(path),
    );
    const crawl = await crawled({ site, ...quick });
    const paths = crawl.paths();
    expect(paths.slice(1, 5).sort()).toEqual(['/a5', '/a6', '/a7', '/a8']);
    expect(paths.slice(5, 9).sort()).toEqual(['/a1', '/a2', '/a3', '/a4']);
    expect(paths).toHaveLength(22);
    expect(log.length).toBeLessThanOrEqual(24);
    expect(crawl.skipped.filter((s) => s.reason === 'limit')).toHaveLength(49 - 22);
    expect(() => SiteCrawl.parse(withoutHelpers(crawl))).not.toThrow();
  });

  it('an endless calendar, an endless folder of help and session ids take no more than their share', async () => {
    let visit = 0;
    const { site, log } = await loopbackSite((path) => {
      if (path === '/robots.txt' || path === '/sitemap.xml') return null;
      visit++;
      const month = Number(/month=(\d+)/.exec(path)?.[1] ?? 0);
      const article = Number(/article-(\d+)/.exec(path)?.[1] ?? 0);
      return page(
        [
          link(`/help/calendar?month=${month + 1}`),
          link(`/help/article-${article + 1}`),
          link(`/help/article-${article + 2}`),
          link(`/terms?PHPSESSID=${visit}abc`),
          link(`/about;jsessionid=${visit}F`),
          link('/rates-and-fees'),
          link('/plain'),
        ].join(' '),
      );
    });
    const paths = (await crawled({ site, ...quick })).paths();
    expect(paths).toEqual(expect.arrayContaining(['/', '/terms', '/about', '/rates-and-fees', '/plain']));
    expect(paths.filter((p) => p.includes('calendar')).length).toBeLessThanOrEqual(6);
    expect(paths.filter((p) => p.includes('article')).length).toBeLessThanOrEqual(6);
    expect(new Set(paths).size).toBe(paths.length);
    expect(log.length).toBeLessThan(22);
  });

  it('a page that sends its reader on by <meta>, or holds others in frames, is a way to them', async () => {
    const { site } = await loopbackSite({
      '/': page('', '<meta http-equiv="refresh" content="0; url=/uk/">'),
      '/uk/': '<frameset><frame src="menu.html"></frameset>',
      '/uk/menu.html': page(link('contact.html')),
      '/uk/contact.html': page('here'),
    });
    expect((await crawled({ site, ...quick })).paths()).toEqual([
      '/',
      '/uk/',
      '/uk/menu.html',
      '/uk/contact.html',
    ]);
  });

  it('a site with several languages is asked for those of the lender', async () => {
    const { site, log } = await loopbackSite({ '/': page('home') });
    await crawled({ site, ...quick, languages: ['ru', 'kk'] });
    expect(log.map((r) => r.language)).toEqual(['ru,kk;q=0.9', 'ru,kk;q=0.9', 'ru,kk;q=0.9']);
  });

  it('steps are those of the shortest way, whatever the order of reading', async () => {
    const { site } = await loopbackSite({
      '/': page(link('/help') + link('/loans')),
      '/help': page(link('/help/all')),
      '/help/all': page(link('/complaints')),
      '/loans': page(link('/complaints', 'Complaints about loans')),
      '/complaints': page('here'),
    });
    const crawl = await crawled({ site, ...quick });
    expect(Object.fromEntries(crawl.pages.map((p) => [new URL(p.url).pathname, p.steps]))).toEqual({
      '/': 0,
      '/help': 1,
      '/help/all': 2,
      '/complaints': 2,
      '/loans': 1,
    });
    expect(crawl.pages.find((p) => p.url.endsWith('/complaints'))).toMatchObject({
      from: `${site}loans`,
      linkText: 'Complaints about loans',
    });
  });

  it('follows no file, no action and no login, and posts nothing', async () => {
    const { site, log } = await loopbackSite({
      '/': page(
        `${[
          link('/offer.pdf'),
          link('/logout', 'Log out'),
          link('/apply', 'Apply now'),
          link('/zayavka', 'Подать заявку'),
          link('/sq', '申请贷款'),
          link('mailto:a@b.example'),
          link('javascript:alert(1)'),
          link('/terms', 'How to apply: the terms'),
        ].join('')}<form action="/send" method="post"><button>send</button></form>`,
      ),
      '/terms': page('terms'),
    });
    expect((await crawled({ site, ...quick })).paths()).toEqual(['/', '/terms']);
    expect(log.map((r) => r.path)).toEqual(['/robots.txt', '/sitemap.xml', '/', '/terms']);
    expect(log.every((r) => r.method === 'GET')).toBe(true);
  });
});

describe('the sitemap', () => {
  const loc = (...urls: string[]) => urls.map((u) => `<url><loc>${u}</loc></url>`).join('');

  it('names pages that no link leads to; packed, and through an index', async () => {
    const { site } = await loopbackSite((path) => {
      const base = 'http://HOST/';
      return (request, response) => {
        const here = base.replace('HOST', request.headers.host!);
        const send = (type: string, body: string | Uint8Array) =>
          void response.writeHead(200, { 'content-type': type }).end(body);
        if (path === '/robots.txt') return send('text/plain', `Sitemap: ${here}map-index.xml\n`);
        if (path === '/map-index.xml')
          return send(
            'text/xml',
            `<?xml version="1.0"?><sitemapindex>${['posts', 'pages'].map((n) => `<sitemap><loc>${here}${n}.xml.gz</loc></sitemap>`).join('')}<sitemap><loc>http://elsewhere.test/s.xml</loc></sitemap></sitemapindex>`,
          );
        if (path === '/pages.xml.gz')
          return send(
            'application/gzip',
            gzipSync(
              `<urlset>${loc(`${here}hidden-contacts`, `${here}loan-1`, 'http://elsewhere.test/contact')}</urlset>`,
            ),
          );
        if (path === '/posts.xml.gz') return send('application/gzip', new Uint8Array([0x1f, 0x8b, 1, 2, 3]));
        if (path === '/') return send('text/html', page('home'));
        if (path === '/hidden-contacts') return send('text/html', page('here we are'));
        response.writeHead(404).end();
      };
    });
    const crawl = await crawled({ site, ...quick });
    expect(crawl.paths()).toEqual(['/', '/hidden-contacts']);
    expect(crawl.pages[1]).toMatchObject({ steps: 9 });
    expect(crawl.pages[1]).not.toHaveProperty('from');
  });

  it('pages that the study names as proof are looked at first, wherever they are', async () => {
    const { site } = await loopbackSite({
      '/': page(link('/contact')),
      '/contact': page('c'),
      '/old/page': page('proof'),
    });
    const crawl = await crawled({ site, ...quick, known: [`${site}old/page`, 'https://elsewhere.test/x'] });
    expect(crawl.paths()).toEqual(['/', '/old/page', '/contact']);
  });
});

describe('what is no page', () => {
  it.each([
    ['403', status(403, 'no'), 'forbidden'],
    ['401', status(401, 'no'), 'forbidden'],
    ['429', status(429, 'slow down'), 'rate-limited'],
    ['a captcha', page('<h1>Prove it</h1><div class="g-recaptcha"></div>'), 'captcha'],
    ['a challenge with 503', status(503, page('<form id="challenge-form"></form>')), 'captcha'],
    ['a question in Chinese', page('请完成安全验证'), 'captcha'],
    ['404', null, 'unreachable'],
  ])('a home page that is %s: blocked, and said', async (_name, home, kind) => {
    const { site, log } = await loopbackSite({ '/': home });
    const crawl = await crawled({ site, ...quick });
    expect(crawl.blocked).toMatchObject({ kind, url: site });
    expect(crawl.blocked!.reason).not.toBe('');
    expect(log.filter((r) => r.path === '/')).toHaveLength(1);
  });

  it('a contact form with a captcha beside it is a page', async () => {
    const form = '<form><textarea></textarea><div class="g-recaptcha"></div></form>';
    const { site } = await loopbackSite({
      '/': page(link('/contact') + link('/help')),
      '/contact': page(form),
      '/help': page('This site is protected by reCAPTCHA and the Google Privacy Policy applies.'),
    });
    const crawl = await crawled({ site, ...quick });
    expect(crawl.blocked).toBeUndefined();
    expect(crawl.paths()).toEqual(['/', '/contact', '/help']);
  });

  it('429 on any page ends the crawl at once; one forbidden page does not, three do', async () => {
    const home = page(['/contact', '/help', '/about', '/terms', '/privacy'].map((p) => link(p)).join(''));
    const limited = await loopbackSite({ '/': home, '/contact': status(429) });
    const first = await crawled({ site: limited.site, ...quick });
    expect(first.blocked?.kind).toBe('rate-limited');
    expect(limited.log.at(-1)!.path).toBe('/contact');

    const one = await loopbackSite({ '/': home, '/contact': status(403), '/help': page('h') });
    const second = await crawled({ site: one.site, ...quick });
    expect(second.blocked).toBeUndefined();
    expect(second.failures).toContainEqual({ url: `${one.site}contact`, reason: 'the site answers 403' });
    expect(second.paths()).toContain('/help');

    const shut = await loopbackSite((path) =>
      path === '/' ? home : path === '/robots.txt' ? null : status(403),
    );
    expect((await crawled({ site: shut.site, ...quick })).blocked?.kind).toBe('forbidden');
    expect(shut.log.filter((r) => /contact|help|about|terms|privacy/.test(r.path))).toHaveLength(3);
  });

  it('an error of the server is tried again twice, and the others are read all the same', async () => {
    let tries = 0;
    const { site, log } = await loopbackSite({
      '/': page(link('/contact') + link('/help') + link('/about')),
      '/contact': status(500),
      '/help': (_request, response) =>
        void (++tries < 3
          ? response.writeHead(502).end()
          : response.writeHead(200, { 'content-type': 'text/html' }).end(page('h'))),
      '/about': page('a'),
    });
    const crawl = await crawled({ site, ...quick });
    expect(log.filter((r) => r.path === '/contact')).toHaveLength(3);
    expect(crawl.failures).toEqual([{ url: `${site}contact`, reason: 'the server answers 500' }]);
    expect(crawl.paths()).toEqual(['/', '/help', '/about']);
  });

  it('a server that never answers is left after the time, and is unreachable', async () => {
    const { site, log } = await loopbackSite({ '/robots.txt': null, '/sitemap.xml': null, '/': () => {} });
    const began = performance.now();
    const crawl = await crawled({ site, ...quick }, { timeout: 300 });
    expect(performance.now() - began).toBeLessThan(5000);
    expect(crawl.blocked).toMatchObject({ kind: 'unreachable', reason: 'no answer within 0.3 s' });
    expect(log.filter((r) => r.path === '/')).toHaveLength(1);
  });

  it('a body that trickles without end is left after the time too', async () => {
    const { site } = await loopbackSite({
      '/': page(link('/contact')),
      '/contact': (_request, response) => {
        response.writeHead(200, { 'content-type': 'text/html' });
        const timer = setInterval(() => response.write('<p>'), 20);
        response.on('close', () => clearInterval(timer));
      },
    });
    const crawl = await crawled({ site, ...quick }, { timeout: 300 });
    expect(crawl.failures).toEqual([{ url: `${site}contact`, reason: 'no answer within 0.3 s' }]);
  });

  it('nobody at the address: unreachable', async () => {
    const crawl = await crawled({ site: 'http://127.0.0.1:49151/', ...quick });
    expect(crawl.blocked).toMatchObject({ kind: 'unreachable' });
    expect(crawl.blocked!.reason).toContain('ECONNREFUSED');
    expect(crawl.robots.status).toBe(0);
  });

  it('files and feeds are no pages, and more than 5 MB are cut', async () => {
    const { site } = await loopbackSite({
      '/': page(link('/contact') + link('/help') + link('/about')),
      '/contact': typed('application/pdf', '%PDF-1.7'),
      '/about': typed('application/rss+xml', '<?xml version="1.0"?><rss></rss>'),
      '/help': typed('text/html', `<p>${'x'.repeat(6_000_000)}`),
    });
    const crawl = await crawled({ site, ...quick });
    expect(crawl.skipped).toEqual([
      { url: `${site}contact`, reason: 'not-html' },
      { url: `${site}help`, reason: 'too-large' },
      { url: `${site}about`, reason: 'not-html' },
    ]);
    expect(crawl.pages.find((p) => p.url.endsWith('/help'))!.bytes).toBe(5_000_000);
  });
});

describe('other hosts', () => {
  it('are never asked: not by link, redirect, base or sitemap', async () => {
    const { proxy, log, refused } = await namedSites({
      'heron-credit.test': {
        '/': page(
          link('http://other-firm.test/contact') + link('/contact') + link('/help') + link('/loop/1'),
        ),
        '/contact': moved('http://other-firm.test/contact'),
        '/help': page(link('contact'), '<base href="http://other-firm.test/">'),
        '/loop/1': moved('/loop/1?a'),
        '/loop/1?a': moved('/loop/1'),
      },
      'other-firm.test': { '/': page('no'), '/contact': page('no') },
    });
    const crawl = await crawled({ site: 'http://heron-credit.test/', ...quick }, { proxy });
    expect(log.filter((r) => r.host.startsWith('other-firm'))).toEqual([]);
    expect(refused()).toEqual([]);
    expect(crawl.paths()).toEqual(['/', '/help']);
    expect(crawl.failures).toEqual([
      { url: 'http://heron-credit.test/contact', reason: expect.stringContaining('leads away') },
      { url: 'http://heron-credit.test/loop/1', reason: 'more than 5 redirects' },
    ]);
  });

  it('a home page that leads to another site is said, not followed', async () => {
    const { proxy, log } = await namedSites({
      'ibis-credit.test': { '/': moved('http://new-brand.test/') },
      'new-brand.test': { '/': page('no') },
    });
    const crawl = await crawled({ site: 'http://ibis-credit.test/', ...quick }, { proxy });
    expect(crawl.blocked).toMatchObject({
      kind: 'unreachable',
      reason: expect.stringContaining('http://new-brand.test/'),
    });
    expect(log.some((r) => r.host.startsWith('new-brand'))).toBe(false);
  });

  it('another port of this machine is another host', async () => {
    const other = await loopbackSite({ '/contact': page('no') });
    const { site } = await loopbackSite({ '/': page(link(`${other.site}contact`)) });
    await crawled({ site, ...quick });
    expect(other.log).toEqual([]);
  });
});

describe('charsets', () => {
  const gb18030 = Uint8Array.from([0xc1, 0xaa, 0xcf, 0xb5, 0xce, 0xd2, 0xc3, 0xc7]); // 联系我们
  const cp1251 = Uint8Array.from([0xca, 0xee, 0xed, 0xf2, 0xe0, 0xea, 0xf2, 0xfb]); // Контакты

  it.each([
    ['windows-1251 in the header', 'text/html; charset=windows-1251', '', cp1251, 'Контакты'],
    ['windows-1251 in <meta>', 'text/html', '<meta charset="windows-1251">', cp1251, 'Контакты'],
    [
      'gb18030 in <meta http-equiv>',
      'text/html',
      '<meta http-equiv="Content-Type" content="text/html; charset=gb18030">',
      gb18030,
      '联系我们',
    ],
  ])('%s: links are understood, bytes kept as they came', async (_name, type, meta, words, text) => {
    const html = Buffer.concat([
      Buffer.from(`<!doctype html><html><head>${meta}</head><body><a href="/zz">`),
      words,
      Buffer.from('</a> '),
      ...Array.from({ length: 30 }, (_, i) => Buffer.from(link(`/product${i}`, 'p'))),
      Buffer.from('</body></html>'),
    ]);
    const { site } = await loopbackSite((path) =>
      path === '/' ? typed(type, html) : path === '/zz' ? page('contacts') : null,
    );
    const crawl = await crawled({ site, ...quick });
    expect(crawl.paths()[1]).toBe('/zz');
    expect(crawl.pages[1]!.linkText).toBe(text);
    const home = crawl.pages[0]!;
    expect(crawl.bytes(home.html).equals(html)).toBe(true);
    expect(htmlOf(home, crawl.bytes(home.html))).toContain(text);
  });

  it('a page out of the browser is in UTF-8, whatever its header says', () => {
    const saved = {
      view: 'desktop' as const,
      headers: { 'content-type': 'text/html; charset=windows-1251' },
    };
    expect(htmlOf(saved, new TextEncoder().encode('Контакты'))).toBe('Контакты');
  });
});

function withoutHelpers({ bytes: _b, paths: _p, ...crawl }: Crawled): unknown {
  return crawl;
}
