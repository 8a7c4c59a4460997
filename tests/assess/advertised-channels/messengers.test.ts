/** Every form of a messenger's link, and the share buttons and posts that are none. */
import { describe, expect, it } from 'vitest';
import { messengerOf } from '../../../src/assess/advertised-channels/messenger-links.ts';
import { messengersOn } from '../../../src/assess/advertised-channels/messengers.ts';
import { pageFacts } from '../../../src/assess/advertised-channels/page-facts.ts';
import { e164 } from '../../../src/assess/advertised-channels/phones.ts';
import { pageOf } from './pages.ts';

const phone = (raw: string): string | null => e164(raw, ['UA', 'RU'], true);
const read = (href: string): string | null => {
  const m = messengerOf(href, phone);
  return m && `${m.kind} ${m.address}`;
};
const found = (html: string): string[] =>
  messengersOn(pageFacts(pageOf(html)), phone).map((s) => `${s.kind} ${s.address}`);

describe('a link', () => {
  const links: [string, string][] = [
    ['https://t.me/Acme_Help', 'telegram acme_help'],
    ['http://telegram.me/acme_help/', 'telegram acme_help'],
    ['//t.me/acme_help', 'telegram acme_help'],
    ['https://t.me/acme_bot?start=site', 'telegram acme_bot'],
    ['https://t.me/s/acme_news', 'telegram acme_news'],
    ['https://t.me/@acme_help', 'telegram acme_help'],
    ['https://t.me/+380671234567', 'telegram +380671234567'],
    ['https://t.me/%2B380671234567', 'telegram +380671234567'],
    ['https://t.me/+AbCdEf123', 'telegram joinchat/AbCdEf123'],
    ['https://t.me/joinchat/AbCdEf123', 'telegram joinchat/AbCdEf123'],
    ['tg://resolve?domain=acme_help', 'telegram acme_help'],
    ['tg:resolve?domain=acme_help', 'telegram acme_help'],
    ['tg://resolve?phone=380671234567', 'telegram +380671234567'],
    ['https://acme-help.t.me', 'telegram acme_help'],
    ['https://wa.me/380671234567?text=Hi', 'whatsapp +380671234567'],
    ['https://wa.me/+380671234567', 'whatsapp +380671234567'],
    ['https://wa.me/message/ABCDEFGH1', 'whatsapp message/ABCDEFGH1'],
    ['https://wa.link/ab12cd', 'whatsapp wa.link/ab12cd'],
    ['https://api.whatsapp.com/send?phone=380671234567&text=x', 'whatsapp +380671234567'],
    ['https://api.whatsapp.com/send/?phone=%2B380671234567', 'whatsapp +380671234567'],
    ['https://web.whatsapp.com/send?phone=380671234567', 'whatsapp +380671234567'],
    ['whatsapp://send?phone=380671234567', 'whatsapp +380671234567'],
    ['viber://chat?number=%2B380671234567', 'viber +380671234567'],
    ['viber://chat?number=380671234567', 'viber +380671234567'],
    ['viber://add?number=380671234567', 'viber +380671234567'],
    ['viber://pa?chatURI=AcmeBot', 'viber acmebot'],
    ['viber://pa/info?uri=acmebot', 'viber acmebot'],
    ['https://chats.viber.com/acmebot', 'viber acmebot'],
    ['https://viber.me/380671234567', 'viber +380671234567'],
    ['https://vk.com/acme', 'vk acme'],
    ['https://m.vk.com/acme', 'vk acme'],
    ['https://vk.com/public123456', 'vk club123456'],
    ['https://vk.com/club123456', 'vk club123456'],
    ['https://vk.com/im?sel=-123456', 'vk club123456'],
    ['https://vk.com/im/convo/-123456', 'vk club123456'],
    ['https://vk.com/write-123456', 'vk club123456'],
    ['https://vk.me/acme', 'vk acme'],
    ['https://vk.ru/acme', 'vk acme'],
    ['https://ok.ru/group/55443322', 'ok group/55443322'],
    ['https://ok.ru/acme.credit', 'ok acme.credit'],
    ['https://m.me/Acme.Credit', 'messenger acme.credit'],
    ['https://www.facebook.com/messages/t/123456', 'messenger 123456'],
    ['https://www.messenger.com/t/acme', 'messenger acme'],
    ['https://www.instagram.com/acme.credit/?hl=uk', 'instagram acme.credit'],
    ['https://ig.me/m/acme.credit', 'instagram acme.credit'],
    ['https://line.me/R/ti/p/@acme', 'line @acme'],
    ['https://line.me/R/ti/p/%40acme', 'line @acme'],
    ['https://line.me/ti/p/~acme', 'line ~acme'],
    ['line://ti/p/@acme', 'line @acme'],
    ['https://lin.ee/AbCdEf', 'line lin.ee/AbCdEf'],
    ['https://page.line.me/acme', 'line @acme'],
    ['https://line.me/R/oaMessage/@acme/?hello', 'line @acme'],
    ['weixin://contacts/profile/acme_wx', 'wechat acme_wx'],
    ['https://max.ru/acme_credit', 'max acme_credit'],
    ['https://max.ru/u/AbCdEf', 'max u/AbCdEf'],
    ['https://web.max.ru/acme_credit', 'max acme_credit'],
  ];
  for (const [href, name] of links) it(href, () => expect(read(href)).toBe(name));
});

describe('none is', () => {
  for (const href of [
    'https://t.me/share/url?url=https://acme.example',
    'https://telegram.me/share/url?url=x',
    'tg://msg_url?url=x',
    'https://t.me/acme_news/123',
    'https://t.me/addstickers/acme',
    'https://telegram.org/',
    'https://wa.me/?text=Look',
    'https://api.whatsapp.com/send?text=Look',
    'whatsapp://send?text=Look',
    'https://www.whatsapp.com/download',
    'viber://forward?text=Look',
    'https://www.viber.com/download',
    'https://vk.com/share.php?url=x',
    'https://vk.com/wall-123_4',
    'https://vk.com/photo-123_4',
    'https://connect.ok.ru/offer?url=x',
    'https://ok.ru/dk?st.cmd=addShare&st._surl=x',
    'https://www.facebook.com/acme',
    'https://www.facebook.com/sharer/sharer.php?u=x',
    'https://www.facebook.com/dialog/send?link=x',
    'https://www.instagram.com/p/Cabc/',
    'https://www.instagram.com/reel/Cabc/',
    'https://www.instagram.com/',
    'https://social-plugins.line.me/lineit/share?url=x',
    'https://line.me/R/msg/text/?x',
    'https://max.ru/',
    'https://max.ru/:share?text=x',
    'https://example.org/t.me/acme',
    'https://evil-t.me.example/acme',
    'javascript:alert(1)',
    'http://[bad',
    '',
  ])
    it(href || 'nothing', () => expect(read(href)).toBeNull());
});

describe('on a page', () => {
  it('icons without text count, share buttons and the makers do not', () => {
    expect(
      found(
        '<a href="https://t.me/acme_help"><i class="icon"></i></a><div><a class="share-btn" href="https://vk.com/acme"></a></div><footer><p>Website by <a href="https://t.me/maker_ivan">Ivan</a></p></footer>',
      ),
    ).toEqual(['telegram acme_help']);
  });

  it('names and numbers in the text count', () => {
    expect(found('<p>Telegram: @acme_help</p>')).toEqual(['telegram acme_help']);
    expect(found('<p>Ми у Телеграмі — @acme_help</p>')).toEqual(['telegram acme_help']);
    expect(found('<p>Viber / WhatsApp: +38 067 123 45 67</p>')).toEqual([
      'whatsapp +380671234567',
      'viber +380671234567',
    ]);
    expect(found('<div>Viber</div><div>067 123 45 67</div>')).toEqual(['viber +380671234567']);
    expect(found('<p>LINE ID: @acme88</p>')).toEqual(['line @acme88']);
    expect(found('<p>Instagram: @acme.credit.</p>')).toEqual(['instagram acme.credit']);
    expect(found('<p>Пишіть: t.me/acme_help</p>')).toEqual(['telegram acme_help']);
  });

  it('WeChat ids, official accounts and codes count', () => {
    expect(found('<p>微信号：acme_wx88</p>')).toEqual(['wechat acme_wx88']);
    expect(found('<p>WeChat ID: acme_wx88</p>')).toEqual(['wechat acme_wx88']);
    expect(found('<p>关注微信公众号“小额贷款”</p>')).toEqual(['wechat 小额贷款']);
    expect(found('<img src="/qr.png" alt="微信二维码">')).toEqual(['wechat ']);
    expect(found('<img src="/wechat-logo.png" alt="logo">')).toEqual([]);
  });

  it("Facebook's chat plugin counts, a plain page does not", () => {
    expect(found('<div class="fb-customerchat" page_id="1234567890"></div>')).toEqual([
      'messenger 1234567890',
    ]);
    expect(
      found(
        "<script>chatbox.setAttribute('page_id', '1234567890');chatbox.setAttribute('attribution','x')</script>",
      ),
    ).toEqual(['messenger 1234567890']);
    expect(found('<a href="https://www.facebook.com/acme">Facebook</a>')).toEqual([]);
  });

  it('buttons that open one by script count', () => {
    expect(found(`<button onclick="window.open('https://wa.me/380671234567')">Chat</button>`)).toEqual([
      'whatsapp +380671234567',
    ]);
    expect(
      found(`<div class="joinchat" data-settings='{"telephone":"380671234567","mobile_only":false}'></div>`),
    ).toEqual(['whatsapp +380671234567']);
  });

  it('an article that names a rival’s does not', () => {
    const page = pageOf(
      '<article><p>The rival answers in Telegram at <a href="https://t.me/rival_bot">its bot</a>, and rather slowly as we found out last week.</p></article>',
      { url: 'https://www.acme-lender.example/blog/rival/' },
    );
    expect(messengersOn(pageFacts(page), phone)).toEqual([]);
  });
});
