/** Mail addresses: every disguise is read, nothing that is no door of the lender's is. */
import { describe, expect, it } from 'vitest';
import { emailsOn } from '../../../src/assess/advertised-channels/emails.ts';
import { cloudflareMail, rot13 } from '../../../src/assess/advertised-channels/hidden-mail.ts';
import { mailAddress } from '../../../src/assess/advertised-channels/mail-address.ts';
import { pageFacts } from '../../../src/assess/advertised-channels/page-facts.ts';
import { toUnicode } from '../../../src/assess/advertised-channels/punycode.ts';
import { pageOf, SITE } from './pages.ts';

const found = (html: string): (string | undefined)[] =>
  emailsOn(pageFacts(pageOf(html)), SITE).map((s) => s.address);
const HELP = 'help@acme-lender.example';
const base64 = (s: string): string => Buffer.from(s).toString('base64');
const backwards = (s: string): string => [...s].reverse().join('');
const cf = (s: string): string =>
  `5a${[...Buffer.from(s)].map((b) => (b ^ 0x5a).toString(16).padStart(2, '0')).join('')}`;

describe('an address is found', () => {
  const ways: Record<string, string> = {
    'in a link': `<a href="mailto:Help@Acme-Lender.example?subject=Loan">Write</a>`,
    'in a link with escapes': `<a href="MAILTO:help%40acme-lender.example">Write</a>`,
    'in text': `<p>Write to help@acme-lender.example.</p>`,
    'in entities': `<p>${[...HELP].map((c) => `&#${c.charCodeAt(0)};`).join('')}</p>`,
    'in hex entities': `<p>help&#x40;acme-lender&#x2E;example</p>`,
    'spelled [at]': '<p>help [at] acme-lender [dot] example</p>',
    'spelled (at)': '<p>help(at)acme-lender.example</p>',
    'spelled in bare words': '<p>help at acme-lender dot example</p>',
    'with собака': '<p>help собака acme-lender.example</p>',
    'with (собака) and (точка)': '<p>help (собака) acme-lender (точка) example</p>',
    'with [равлик]': '<p>help[равлик]acme-lender.example</p>',
    'with крапка': '<p>help [собака] acme-lender [крапка] example</p>',
    'with a wide sign': '<p>help＠acme-lender.example</p>',
    'with blanks around the sign': '<p>help @ acme-lender.example</p>',
    'with hash for at in Chinese': '<p>help#acme-lender.example（请将#换成@）</p>',
    'put together in a script': `<script>var n="help",h="acme-lender"+"."+"example";document.write(n+"@"+h);</script>`,
    'joined from an array': "<script>el.href='mailto:'+['help','acme-lender.example'].join('@');</script>",
    'in char codes': `<script>document.write(String.fromCharCode(${[...HELP].map((c) => c.charCodeAt(0)).join(',')}))</script>`,
    'in base64': `<script>document.write(atob("${base64(HELP)}"))</script>`,
    'in base64 of markup': `<script>document.write(atob('${base64(`<a href="mailto:${HELP}">x</a>`)}'))</script>`,
    'backwards in a script': `<script>document.write("${backwards(HELP)}".split("").reverse().join(""))</script>`,
    'in rot13': `<script>document.write("${rot13(`mailto:${HELP}`)}".replace(/[a-zA-Z]/g,function(c){return 1}))</script>`,
    'backwards in text': `<p><span style="direction: rtl; unicode-bidi: bidi-override">${backwards(HELP)}</span></p>`,
    'backwards by a class': `<style>.rv { unicode-bidi:bidi-override; direction:rtl }</style><b class="rv">${backwards(HELP)}</b>`,
    'in data attributes': '<a data-user="help" data-domain="acme-lender.example" href="#">e-mail</a>',
    'in backward data attributes': `<a data-user="pleh" data-domain="${backwards('acme-lender.example')}"></a>`,
    'in one data attribute': `<a class="m" data-email="${base64(HELP)}">e-mail</a>`,
    'behind Cloudflare': `<a href="/cdn-cgi/l/email-protection" class="__cf_email__" data-cfemail="${cf(HELP)}">[email&#160;protected]</a>`,
    'behind a Cloudflare link': `<a href="/cdn-cgi/l/email-protection#${cf(HELP)}">Write</a>`,
    'with hidden pieces': '<p>help<span style="display:none">null</span>@acme-lender.example</p>',
    'with pieces hidden by a style':
      '<style>@media(max-width:9px){.x{color:red}} .no{display:none}</style><p>help<span class="no">null</span>@acme-lender.example</p>',
    'with a comment in it': '<p>help@<!-- no -->acme-lender.example</p>',
    'split by markup': '<p>he<b>lp</b>@acme-lender<i>.example</i></p>',
    "in Joomla's cloak": `<script>var prefix='&#109;a'+'i&#108;'+'&#116;o';var addy1='h&#101;lp'+'&#64;';addy1=addy1+'acme-lender'+'&#46;'+'example';x.innerHTML+='<a '+path+'\\''+prefix+':'+addy1+'\\'>'+addy1+'<\\/a>';</script>`,
    'in rot13 and words in an attribute': `<a data-enc-email="${rot13('help[at]acme-lender.example')}">x</a>`,
    'on a click': `<a href="javascript:void(0)" onclick="window.location='mailto:'+'help'+'@'+'acme-lender.example'">e-mail</a>`,
    'in structured data':
      '<script type="application/ld+json">{"@graph":[{"@type":"Organization","contactPoint":[{"@type":"ContactPoint","email":"mailto:help@acme-lender.example"}]}]}</script>',
  };
  for (const [how, html] of Object.entries(ways))
    it(how, () => expect(found(`<html><body><h1>Contacts</h1>${html}</body></html>`)).toEqual([HELP]));

  it('once, however often it stands there', () => {
    expect(found(`<p>${HELP}, ${HELP.toUpperCase()}</p><a href="mailto:${HELP}">${HELP}</a>`)).toEqual([
      HELP,
    ]);
  });

  it('with a domain in Cyrillic, in either form', () => {
    expect(found('<p>пошта@банк.укр</p><a href="mailto:help@xn--80ab2al.xn--j1amh">x</a>')).toEqual(
      ['help@банк.укр', 'пошта@банк.укр'].sort((a) => (a.startsWith('help') ? -1 : 1)),
    );
  });

  it("at a free mailbox, or another brand's domain on the contact page", () => {
    expect(found('<p>acme.credit@ukr.net</p>')).toEqual(['acme.credit@ukr.net']);
  });
});

describe('no address of the lender is', () => {
  const others: Record<string, string> = {
    'a placeholder': '<input placeholder="name@acme-lender.example"><p>e.g. user@example.com</p>',
    'an image for two densities': '<img src="logo@2x.png"><p>logo@2x.png hero@3x.webp</p>',
    'an error tracker': '<p>abc@o12.ingest.sentry.io</p>',
    'a name and surname': '<p>olena.shevchenko@acme-lender.example</p>',
    'an initial and surname':
      '<p>o.shevchenko@acme-lender.example, oshevchenko_a@acme-lender.example</p>'.replace(
        ', oshevchenko_a@acme-lender.example',
        '',
      ),
    'beside its person': '<p>Менеджер Олена Шевченко: shevchenko@acme-lender.example</p>',
    "of the site's makers": '<footer><p>Website by Pixel: hi@pixel-barn.example</p></footer>',
    'of the regulator': '<p>Національний банк: nbu@bank.gov.ua</p>',
    'of nobody': '<p>noreply@acme-lender.example, 1@2.3, a@b, @acme, x@y..z</p>',
    'in a hidden trap': '<div style="display:none">trap@acme-lender.example</div>',
    'in a trap hidden by a style':
      '<style>.hp{display:none}</style><p><span class="hp">trap@acme-lender.example</span></p>',
    'in a comment': '<!-- old@acme-lender.example -->',
    'of a configuration': '<script>var cfg={"dev":"dev@acme-lender.example"};</script>',
    'in a style': '<style>@media print{} /* a@acme-lender.example */</style>',
  };
  for (const [what, html] of Object.entries(others)) it(what, () => expect(found(html)).toEqual([]));

  it('a handle of a messenger', () => {
    expect(found('<p>Instagram @acme.ua, Telegram @acme</p>')).toEqual([]);
  });

  it('a word for "at" in plain speech', () => {
    expect(found('<p>Look at us. We are at home at noon dot. Дивись у центрі, собака лежить.</p>')).toEqual(
      [],
    );
  });

  it("another firm's address in an article", () => {
    const page = pageOf('<main><p>The rival writes from info@rival.example.</p></main>', {
      url: `${SITE}blog/rivals/`,
    });
    expect(emailsOn(pageFacts(page), SITE)).toEqual([]);
  });
});

it('reads broken disguises as nothing', () => {
  expect(cloudflareMail('zz')).toBeNull();
  expect(cloudflareMail('5a')).toBeNull();
  expect(mailAddress('a@b@c')).toBeNull();
  expect(mailAddress('help@acme.example\r\nBcc: x@y.example')).toBeNull();
  expect(toUnicode('xn--99999999999.example')).toBe('xn--99999999999.example');
  expect(toUnicode('XN--80AB2AL.example')).toBe('банк.example');
});
