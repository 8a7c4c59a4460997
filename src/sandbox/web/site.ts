/** A lender's own site: its pages, robots.txt and sitemap, its doors that are shut, and what must never be done on it. */
import type { Lender } from '../../model/lenders.ts';
import type { Facts } from '../behaviour.ts';
import { bodyOf, type Exchange, type Host, send, sendHtml } from './http.ts';
import { PAGES, type PageContext } from './pages/page.ts';
import { cookieBar, escapeHtml, shell, toTop } from './pages/shell.ts';
import type { SiteTexts } from './pages/texts.ts';
import type { Site, Widget } from './widgets/widget.ts';

export interface SiteInput {
  lender: Lender;
  texts: SiteTexts;
  facts: Facts;
  /** How a sum is written; {n} is the number. */
  money: string;
  /** Null for a lender without any chat. */
  chat: { site: Site; widget: Widget | null } | null;
  visited(path: string): void;
  /** Something that an instrument must never do was done: an application, a code, an upload. */
  misused(what: string): void;
}

export function createSite(input: SiteInput): Host {
  const { lender, texts, facts, chat } = input;
  const behaviour = chat?.site.desk.behaviour;
  const number = (n: number) =>
    new Intl.NumberFormat(lender.languages[0], { maximumFractionDigits: 2 }).format(n);
  const values: Record<string, string> = {
    company: lender.name,
    site: lender.site,
    rate: number(facts.rate),
    days: String(facts.days),
    ...Object.fromEntries(
      (['least', 'limit', 'fee', 'sum'] as const).map((k) => [
        k,
        input.money.replace('{n}', number(facts[k])),
      ]),
    ),
  };
  const context: PageContext = {
    lender,
    texts,
    chat: chat !== null || lender.channels.some((c) => c.kind === 'webchat'),
    fill: (text) => text.replace(/\{(\w+)\}/g, (whole, key: string) => values[key] ?? whole),
  };
  const foot = [
    toTop,
    ...(behaviour?.cookies ? [cookieBar(context)] : []),
    ...(chat?.widget ? [chat.widget.snippet(chat.site)] : []),
  ].join('\n');

  return {
    async request(exchange) {
      const { pathname } = exchange.url;
      if (exchange.request.method === 'POST') {
        input.misused(`${pathname}: ${(await bodyOf(exchange.request)).slice(0, 200)}`);
        return sendHtml(exchange, '<h1>ok</h1>');
      }
      if (behaviour?.door === 'forbidden') return shut(exchange, texts.forbidden);
      if (behaviour?.door === 'captcha') return riddle(exchange, texts.captcha);
      if (pathname === '/robots.txt')
        return send(
          exchange,
          200,
          'text/plain',
          `User-agent: *\nDisallow: /apply\nSitemap: ${new URL('/sitemap.xml', lender.site)}\n`,
        );
      if (pathname === '/sitemap.xml') return send(exchange, 200, 'application/xml', sitemap(lender.site));
      if (pathname === '/favicon.ico') return send(exchange, 204, 'image/x-icon', '');
      const page = PAGES.find((p) => p.path === pathname);
      if (!page)
        return sendHtml(exchange, shell(context, { title: '404', content: '<h1>404</h1>', foot: '' }), 404);
      input.visited(pathname);
      sendHtml(
        exchange,
        shell(context, { title: page.title(context), content: page.content(context), foot }),
      );
    },
  };
}

const shut = (exchange: Exchange, text: string) =>
  sendHtml(exchange, `<!doctype html><title>403</title><h1>403</h1><p>${escapeHtml(text)}</p>`, 403);

const riddle = (exchange: Exchange, text: string) =>
  sendHtml(
    exchange,
    `<!doctype html><title>captcha</title><main><h1>${escapeHtml(text)}</h1>
<div class="g-recaptcha" data-sitekey="sandbox" style="width:304px;height:78px;border:1px solid #aaa">
<label><input type="checkbox" id="captcha"> ${escapeHtml(text)}</label></div></main>`,
  );

const sitemap = (site: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
${PAGES.map((p) => `  <url><loc>${escapeHtml(new URL(p.path, site).href)}</loc></url>`).join('\n')}
</urlset>
`;
