/** What the census proposes for a lender: from its listed channels, its crawl and what was read. */
import { describe, expect, it } from 'vitest';
import { compareLender, differs } from '../../src/cli/census/compare.ts';
import { countryOf } from '../../src/cli/census/country.ts';
import { readAs, readCrawl } from '../../src/cli/census/read-crawl.ts';
import { doorKey } from '../../src/cli/census/same-door.ts';
import type { AdvertisedChannel, Lender, PublishedTerm } from '../../src/model/lenders.ts';
import type { PageWithHtml, SiteCrawl } from '../../src/model/site.ts';

const SITE = 'https://lynx-kredyt.example/';
const CONTACT = `${SITE}contacts`;

const channel = (
  kind: AdvertisedChannel['kind'],
  address: string,
  over: Partial<AdvertisedChannel> = {},
) => ({
  kind,
  address,
  seenAt: CONTACT,
  seenOn: '2026-08-01',
  ...over,
});

const lenderWith = (channels: AdvertisedChannel[], terms: PublishedTerm[] = []): Lender => ({
  id: 'lynx-kredyt',
  name: 'Lynx',
  entity: 'lynx',
  site: SITE,
  timeZone: 'Europe/Kyiv',
  languages: ['uk'],
  channels,
  terms,
});

function pageAt(url: string, body: string, over: Partial<PageWithHtml> = {}): PageWithHtml {
  return {
    url,
    requested: url,
    view: 'http',
    at: '2026-11-22T10:00:00.000Z',
    status: 200,
    headers: {},
    html: `<html lang="uk"><body>${body}</body></html>`,
    bytes: 1,
    steps: url === SITE ? 0 : 1,
    requests: [],
    globals: [],
    ...over,
  };
}

function census(lender: Lender, pages: PageWithHtml[], over: Partial<SiteCrawl> = {}) {
  const crawl: SiteCrawl = {
    format: 'doorbell-crawl/1',
    site: SITE,
    startedAt: '2026-11-22T10:00:00.000Z',
    endedAt: '2026-11-22T10:01:00.000Z',
    userAgent: 'x',
    robots: { status: 200, disallowed: 0 },
    pages: pages.map((p) => ({ ...p, html: 'a'.repeat(64) })),
    skipped: [],
    failures: [],
    ...over,
  };
  return compareLender({ lender, crawl, pages, reading: readCrawl(crawl, pages, readAs(lender)) });
}

const home = pageAt(SITE, '<a href="/contacts">Контакти</a>');
const desktop = { ...home, view: 'desktop' as const };

describe('what a census proposes', () => {
  it('the same doors, however they are written, are as listed', () => {
    const lender = lenderWith([
      channel('email', 'Help@Lynx-Kredyt.example'),
      channel('phone', '(044) 490-12-34'),
      channel('telegram', '@Lynx_Kredyt_Bot'),
      channel('viber', 'https://viber.click/380501234567'),
    ]);
    const contact = pageAt(
      CONTACT,
      '<a href="mailto:help@lynx-kredyt.example">пошта</a> <a href="tel:+380444901234">+38 044 490 12 34</a> <a href="https://t.me/lynx_kredyt_bot">Telegram</a> <a href="viber://chat?number=%2B380501234567">Viber</a>',
    );
    const diff = census(lender, [home, contact]);
    expect(diff.confirmed.map((c) => c.channel.kind)).toEqual(['email', 'phone', 'telegram', 'viber']);
    expect(differs(diff)).toBe(false);
  });

  it('what is new comes with proof, day, steps on both viewports and hours', () => {
    const contact = pageAt(CONTACT, '<p>Пишіть: help@lynx-kredyt.example, Пн-Пт 9:00-18:00</p>');
    const phone = { ...contact, view: 'phone' as const, steps: 2 };
    const [added] = census(lenderWith([]), [home, contact, phone]).added;
    expect(added!.channel).toEqual({
      kind: 'email',
      address: 'help@lynx-kredyt.example',
      seenAt: CONTACT,
      seenOn: '2026-11-22',
      hours: 'Mo-Fr 09:00-18:00',
    });
    expect(added!.detail).toMatchObject({ steps: 1, stepsPhone: 2 });
  });

  it('other hours are a change, hours that no rule finds are none', () => {
    const listed = channel('email', 'help@lynx-kredyt.example', { hours: 'Mo-Fr 10:00-17:00' });
    const now = pageAt(CONTACT, '<p>Пишіть: help@lynx-kredyt.example, Пн-Пт 9:00-18:00</p>');
    const diff = census(lenderWith([listed]), [home, now]);
    expect(diff.changed.map((c) => [c.channel.hours, c.to.hours, c.to.seenOn])).toEqual([
      ['Mo-Fr 10:00-17:00', 'Mo-Fr 09:00-18:00', '2026-11-22'],
    ]);
    const without = pageAt(CONTACT, '<p>Пишіть: help@lynx-kredyt.example</p>');
    expect(differs(census(lenderWith([listed]), [home, without]))).toBe(false);
  });

  it('a proof page that is gone moves the proof; with the channel nowhere else it has vanished', () => {
    const listed = channel('email', 'help@lynx-kredyt.example');
    const gone = pageAt(CONTACT, 'not here', { status: 404 });
    const elsewhere = pageAt(SITE, '<p>Пишіть: help@lynx-kredyt.example</p>');
    expect(census(lenderWith([listed]), [elsewhere, gone]).changed[0]!.to).toMatchObject({ seenAt: SITE });
    expect(census(lenderWith([listed]), [home, gone]).vanished).toEqual([
      { channel: listed, why: `${CONTACT} is gone (404)` },
    ]);
  });

  it('vanished only when its page was read and does not carry it; else it was not looked at', () => {
    const listed = channel('email', 'help@lynx-kredyt.example');
    const now = pageAt(CONTACT, '<p>Пишіть у чат</p>');
    expect(census(lenderWith([listed]), [home, now]).vanished).toHaveLength(1);
    const failed = census(lenderWith([listed]), [home], {
      failures: [{ url: CONTACT, reason: 'the server answers 500' }],
    });
    expect(failed.unread).toEqual([
      { channel: listed, why: `${CONTACT} was not read: the server answers 500` },
    ]);
    expect(differs(failed)).toBe(false);
  });

  it('an address that is printed but found by no rule has not vanished', () => {
    const numbers = channel('phone', '+44 0000 000101');
    const diff = census(lenderWith([numbers]), [home, pageAt(CONTACT, 'call +44&nbsp;0000 (000) 101')]);
    expect(diff.confirmed).toEqual([{ channel: numbers }]);
  });

  it('a chat has only vanished when a browser saw nothing like one', () => {
    const chat = channel('webchat', `${SITE}#chat`);
    const contact = pageAt(CONTACT, '<p>Пишіть</p>');
    expect(census(lenderWith([chat]), [home, contact]).unread[0]!.why).toContain('browser');
    const own = { ...desktop, html: '<body><div class="our-chat-launcher"></div></body>' };
    expect(census(lenderWith([chat]), [home, contact, own]).unread[0]!.why).toContain('no known vendor');
    expect(census(lenderWith([chat]), [home, contact, desktop]).vanished).toHaveLength(1);
  });

  it('a blocked site proposes nothing, and says why', () => {
    const diff = census(lenderWith([channel('email', 'help@lynx-kredyt.example')]), [home], {
      blocked: { kind: 'captcha', url: SITE, reason: 'wants to be shown' },
    });
    expect(diff.blocked).toBe('captcha: wants to be shown');
    expect(differs(diff)).toBe(false);
  });

  it('terms: as listed, changed on their page, gone, and not looked at', () => {
    const terms = `${SITE}terms`;
    const term = (facet: PublishedTerm['facet'], text: string, source = terms): PublishedTerm => ({
      facet,
      text,
      source,
      seenOn: '2026-08-01',
    });
    const lender = lenderWith(
      [],
      [
        term('rate', 'Денна процентна ставка становить 0,9%.'),
        term('extension', 'Строк можна продовжити  один раз.'),
        term('payout-method', 'Гроші видаємо готівкою.'),
        term('amount', 'Сума від 1 000 до 20 000 грн.', `${SITE}other`),
      ],
    );
    const page = pageAt(
      terms,
      '<p>Денна процентна ставка становить 0,7%.</p><p>Строк можна\n продовжити <b>один</b> раз.</p>',
    );
    const diff = census(lender, [home, page]);
    expect(diff.terms.changed.map((c) => [c.term.text, c.to.text])).toEqual([
      ['Денна процентна ставка становить 0,9%.', 'Денна процентна ставка становить 0,7%.'],
    ]);
    expect(diff.terms.confirmed).toBe(1);
    expect(diff.terms.vanished.map((t) => t.facet)).toEqual(['payout-method']);
    expect(diff.terms.unread.map((t) => t.facet)).toEqual(['amount']);
    expect(diff.terms.added).toEqual([]);
  });
});

describe('the same door', () => {
  const lender = lenderWith([]);
  it.each([
    ['phone', '0 (50) 123-45-67', '+380501234567'],
    ['whatsapp', 'https://wa.me/380501234567', '+38 050 123 45 67'],
    ['telegram', 'https://t.me/Some_Bot', '@some_bot'],
    ['form', 'http://www.lynx-kredyt.example/contacts/', 'https://lynx-kredyt.example/contacts#form'],
    ['webchat', 'https://lynx-kredyt.example/#chat', 'https://lynx-kredyt.example/'],
  ])('%s: %s and %s', (kind, a, b) => {
    expect(doorKey(kind, a, lender)).toBe(doorKey(kind, b, lender));
  });

  it.each([
    ['email', 'a@x.example', 'b@x.example'],
    ['phone', '+380501234567', '+380501234568'],
  ])('%s: %s is not %s', (kind, a, b) => {
    expect(doorKey(kind, a, lender)).not.toBe(doorKey(kind, b, lender));
  });

  it('countries come from the time zone, under its old name too', () => {
    expect(
      ['Europe/Kyiv', 'Europe/Kiev', 'Asia/Almaty', 'Asia/Shanghai', 'Europe/London', 'UTC'].map(countryOf),
    ).toEqual(['UA', 'UA', 'KZ', 'CN', 'GB', undefined]);
  });
});
