/** What a page's HTML says of itself: its links, whether it needs its scripts, whether it is a wall. Pure. */
import { load } from 'cheerio/slim';
import { type Link, linksIn } from './links.ts';

export interface PageSigns {
  links: Link[];
  /** It shows little until its scripts have run. */
  bare: boolean;
  /** It is no page of the lender's, but asks whether a person is here. */
  wall: boolean;
}

const CHALLENGE =
  '#challenge-form, #challenge-running, #cf-challenge-running, #cf-please-wait, #px-captcha, [id*="px-captcha"], #ddg-captcha, .ddg-captcha';
const CAPTCHA =
  '.g-recaptcha, .h-captcha, .cf-turnstile, .smart-captcha, .geetest_holder, iframe[src*="captcha"], form[action*="captcha" i]';
/** What a contact form has and a wall has not. */
const TO_WRITE =
  'textarea, select, input[type="email"], input[type="tel"], input[type="text"], input:not([type])';
const ASKS =
  /captcha|are you (?:a )?(?:human|robot)|not a robot|just a moment|checking (?:your browser|if the site connection)|verify(?:ing)? you are (?:a )?human|я не робот|підтвердіть,? що ви (?:не робот|людина)|подтвердите,? что вы (?:не робот|человек)|перевірка браузера|проверка браузера|人机验证|安全验证|請驗證|access denied|ddos-guard|attention required/i;
/** "This site is protected by reCAPTCHA" stands under ordinary forms. */
const PROTECTED =
  /(?:protected|захищен\S*|защищ\S*)\s(?:by |with |за допомогою |с помощью )?(?:google )?(?:re|h)?captcha/gi;

export function pageSigns(html: string, url: string): PageSigns {
  const $ = load(html);
  const links = linksIn($, url);
  const scripts = $('script').length;
  const title = $('title').first().text();
  const challenge = $(CHALLENGE).length > 0;
  const captcha = $(CAPTCHA).length > 0;
  const written = $(TO_WRITE).length > 0;
  $('script,style,noscript,template,svg,head').remove();
  const text = $.root().text().replace(/\s+/g, ' ').trim();
  const asks = ASKS.test(`${title} ${text}`.replace(PROTECTED, ' '));
  return {
    links,
    bare: scripts > 0 && text.length < 400,
    wall:
      html.length < 200_000 &&
      text.length < 1200 &&
      links.length <= 5 &&
      (challenge || (!written && (captcha || asks))),
  };
}
