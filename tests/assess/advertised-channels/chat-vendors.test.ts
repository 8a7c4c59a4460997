/** Every vendor's snippet, as it is published, is told; words and links that only speak of vendors are not. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chatsOn } from '../../../src/assess/advertised-channels/chat-vendors.ts';
import { pageFacts } from '../../../src/assess/advertised-channels/page-facts.ts';
import { readSite } from '../../../src/assess/advertised-channels/read-site.ts';
import { VENDORS } from '../../../src/assess/advertised-channels/vendor.ts';
import { pageOf, SITE } from './pages.ts';

const dir = join(import.meta.dirname, 'vendors');
const htmlOf = (id: string): string => readFileSync(join(dir, `${id}.html`), 'utf8');
const signsOf = (html: string, more = {}) => chatsOn(pageFacts(pageOf(html, more)));
const chats = VENDORS.filter((v) => v.kind === 'chat');

/** Named in issue 4. */
const NAMED =
  'jivochat bitrix24 binotel helpcrunch carrot-quest usedesk omnidesk webim livetex talk-me verbox chatra envybox callibri sendpulse chat2desk umnico redhelper venyoo meiqia udesk 53kf sobot qiyu tawk-to intercom crisp tidio livechat zendesk freshchat zoho-salesiq hubspot chatwoot rocket-chat userlike smartsupp genesys liveperson drift olark pure-chat gorgias tiledesk botpress kommo';

describe('the fingerprints', () => {
  it('cover at least 60 chats, those named in the issue among them', () => {
    expect(chats.length).toBeGreaterThanOrEqual(60);
    expect(new Set(VENDORS.map((v) => v.id)).size).toBe(VENDORS.length);
    const known = new Set(chats.map((v) => v.id));
    expect(NAMED.split(' ').filter((id) => !known.has(id))).toEqual([]);
  });

  it('have a test page each, and no page is left over', () => {
    expect(
      readdirSync(dir)
        .filter((f) => f.endsWith('.html'))
        .sort(),
    ).toEqual(VENDORS.map((v) => `${v.id}.html`).sort());
  });
});

describe.each(chats.map((v) => v.id))('%s', (id) => {
  it('is told from its snippet, alone', () => {
    expect(signsOf(htmlOf(id)).sightings.map((s) => s.vendor)).toEqual([id]);
  });

  const vendor = VENDORS.find((v) => v.id === id)!;
  if (vendor.account)
    it('gives the account of the snippet', () => {
      expect(signsOf(htmlOf(id)).accounts.filter((a) => a.startsWith(`${id} `))).toHaveLength(1);
    });

  it('is not told from its name or a link to its site', () => {
    const host = (vendor.urls?.[0] ?? 'vendor.test/').replace(/^\*[./]?/, '').split('/')[0]!;
    const html = `<html><body><article><p>We compared ${vendor.name} with others: <a href="https://${host}/">${vendor.name}</a>, <code>${host}</code>.</p></article><!-- <script src="https://${vendor.urls?.[0]}x.js"></script> --></body></html>`;
    expect(signsOf(html).sightings).toEqual([]);
  });
});

describe('call-back and call tracking', () => {
  for (const v of VENDORS.filter((x) => x.kind !== 'chat'))
    it(`${v.id} is recognised and is no chat`, () => {
      const signs = signsOf(htmlOf(v.id));
      expect(signs.sightings).toEqual([]);
      expect(signs.others).toContain(v.id);
    });

  it('Callibri that only swaps numbers is no chat', () => {
    const html = `${htmlOf('callibri')}<span class="callibri_phone">8 800 555-35-35</span>`;
    expect(signsOf(html).sightings).toEqual([]);
  });

  it('Binotel with chat and call-back is one chat', () => {
    expect(signsOf(htmlOf('binotel') + htmlOf('binotel-getcall')).sightings).toHaveLength(1);
  });
});

describe('widgets that a tag manager loads later', () => {
  it('are seen by what the browser asked for', () => {
    const page = { view: 'desktop', requests: ['https://code.jivosite.com/widget/AbCdEfGh12'] };
    expect(signsOf('<body></body>', page).sightings.map((s) => s.vendor)).toEqual(['jivochat']);
    expect(signsOf('<body></body>', page).accounts).toEqual(['jivochat AbCdEfGh12']);
  });

  it('are seen by names on window', () => {
    const page = { view: 'desktop', globals: ['dataLayer', 'Tawk_API', 'jQuery'] };
    expect(signsOf('<body></body>', page).sightings.map((s) => s.vendor)).toEqual(['tawk-to']);
  });

  it('are seen by what they put into the document', () => {
    expect(signsOf('<div class="crisp-client"></div>').sightings.map((s) => s.vendor)).toEqual(['crisp']);
    expect(signsOf('<iframe name="helpcrunch-iframe"></iframe>', {}).sightings).toEqual([]);
    expect(
      signsOf('<iframe id="x" name="helpcrunch-iframe"></iframe>').sightings.map((s) => s.vendor),
    ).toEqual(['helpcrunch']);
  });

  it('count where a consent banner holds the script back, and not in a comment of a script', () => {
    expect(
      signsOf(
        '<script type="text/plain" data-src="https://embed.tawk.to/60a1b2c3d4e5f60718293a4b/1"></script>',
      ).sightings,
    ).toHaveLength(1);
    expect(
      signsOf(
        "<script>\n// s.src='https://client.crisp.chat/l.js';\n/* '//code.tidio.co/abc.js' */\nvar a=1;</script>",
      ).sightings,
    ).toEqual([]);
  });
});

it('ties two sites by the account in their snippets', () => {
  const reading = readSite(SITE, [pageOf(htmlOf('ringostat')), pageOf(htmlOf('binotel'))], {
    languages: ['uk'],
    seenOn: '2026-11-22',
  });
  expect(reading.identity.chatAccounts.map((a) => a.split(' ')[0]).sort()).toEqual(['binotel', 'ringostat']);
});
