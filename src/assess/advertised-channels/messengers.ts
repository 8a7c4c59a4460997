/** Messengers that a page offers: links in all their forms, chat plugins, and addresses that stand in the text. */
import { isCredit, isOthers } from './credits.ts';
import { type MessengerAddress, messengerOf } from './messenger-links.ts';
import type { PageFacts } from './page-facts.ts';
import { pageKind } from './page-kind.ts';
import { quoteOf, type Sighting } from './sighting.ts';
import { stringsOfData } from './structured-data.ts';
import { decoded } from './web-address.ts';
import { wordSource } from './words.ts';

const MOST = 120;
/** Links to messengers of which it is asked whose they are. */
const MOST_JUDGED = 2_000;
const keyOf = (found: MessengerAddress): string => `${found.kind} ${found.address.toLowerCase()}`;
const SHARE = /(?:^|[\s_-])(?:share|sharing|social-?share|addtoany|ya-share|likely|post-share|repost)/i;
const LINK_IN_TEXT =
  /(?<![\p{L}\p{N}@./-])(?:https?:\/\/)?(?:t\.me|telegram\.me|wa\.me|viber\.me|vk\.me|vk\.com|m\.me|ig\.me|lin\.ee|max\.ru|ok\.ru)\/[\w@.+/?=&%-]{2,80}/giu;
const LINK_IN_SCRIPT =
  /(?:tg:\/\/resolve\?|viber:\/\/(?:chat|pa)\?|whatsapp:\/\/send\?|https?:\/\/(?:t\.me|wa\.me|m\.me|api\.whatsapp\.com|viber\.me|vk\.me|vk\.com|ig\.me|line\.me|lin\.ee|max\.ru)\/)[\w@.+/?=&%-]{2,120}/gi;

export function messengersOn(facts: PageFacts, phone: (raw: string) => string | null): Sighting[] {
  const out = new Map<string, Sighting>();
  const add = (
    found: MessengerAddress | null,
    line: number | null,
    url: string | null,
    rule: string,
    quote: string,
  ): void => {
    if (!found || out.size >= MOST) return;
    const key = keyOf(found);
    if (!out.has(key))
      out.set(key, { ...found, ...(url ? { url } : {}), line, quote: quoteOf(quote), rule, key });
  };
  const news = pageKind(facts) === 'news';
  let judged = 0;
  for (const l of facts.links) {
    if (out.size >= MOST || judged >= MOST_JUDGED) break;
    const found = messengerOf(l.href, phone);
    if (!found || out.has(keyOf(found))) continue;
    judged++;
    const at = Math.max(0, l.end - l.text.length);
    if (SHARE.test(l.classes) || isCredit(facts, l.line, l.classes, at)) continue;
    if ((facts.lines[l.line]?.text.length ?? 0) > 60 && isOthers(facts, l.line, at, l.end)) continue;
    // An article's own links lead to those it writes of.
    if (news && l.zone === 'main' && (facts.lines[l.line]?.text.length ?? 0) > 60) continue;
    add(found, l.line, l.href, `${found.kind}-link`, l.href);
  }
  for (const e of facts.elements) {
    const click = e.attributes.get('onclick') ?? '';
    if (click.length < 2_000)
      for (const m of click.matchAll(LINK_IN_SCRIPT))
        add(messengerOf(m[0], phone), e.line, m[0], 'messenger-onclick', click);
    const plugin = /fb-customerchat/.test(e.attributes.get('class') ?? '')
      ? e.attributes.get('page_id')
      : undefined;
    if (plugin)
      add({ kind: 'messenger', address: plugin }, null, null, 'messenger-plugin', 'fb-customerchat');
    for (const found of widgetSettings(e.attributes, phone))
      add(found, null, null, 'messenger-widget', found.address);
    if (e.tag === 'img')
      add(wechatPicture(e.attributes), e.line, null, 'wechat-picture', e.attributes.get('alt') ?? '');
  }
  for (const s of facts.scripts) {
    if (s.inline === '' || s.inline.length > 40_000) continue;
    for (const m of s.inline.matchAll(
      /setAttribute\(\s{0,3}['"]page_id['"]\s{0,3},\s{0,3}['"](\d{5,20})['"]/g,
    ))
      add({ kind: 'messenger', address: m[1]! }, null, null, 'messenger-plugin', m[0]);
    if (/WhWidgetSendButton|getbutton/i.test(s.inline))
      for (const f of buttonOptions(s.inline, phone)) add(f, null, null, 'messenger-widget', f.address);
  }
  facts.lines.forEach((l, i) => {
    if (/\.(?:me|com|ee|ru)\//.test(l.text))
      for (const m of l.text.matchAll(LINK_IN_TEXT)) {
        if (news && l.zone === 'main') continue;
        if (isCredit(facts, i, '', m.index) || isOthers(facts, i, m.index, m.index + m[0].length)) continue;
        const href = m[0].replace(/[.,]+$/, '');
        const url = /^http/i.test(href) ? href : `https://${href}`;
        add(messengerOf(url, phone), i, url, 'messenger-text-link', l.text);
      }
    if (!news || l.zone !== 'main')
      for (const { at, ...f } of inText(l.text, facts.lines[i - 1]?.text ?? '', phone))
        if (!isCredit(facts, i, '', at) && !isOthers(facts, i, at, at + f.address.length))
          add(f, i, null, `${f.kind}-text`, l.text);
  });
  for (const url of stringsOfData(facts, 'sameAs'))
    add(messengerOf(url, phone), null, url, 'messenger-structured-data', url);
  return [...out.values()];
}

const names = (
  kind: 'telegram' | 'whatsapp' | 'viber' | 'line' | 'instagram' | 'wechat' | 'max',
  extra: string[] = [],
): string => wordSource((w) => [...w.messenger[kind], ...extra], kind === 'line' || kind === 'max');
const AND = '(?:\\s{0,3}[/,&+|]\\s{0,3}|\\s{1,3}(?:and|or|та|і|или|и|або)\\s{1,3})';
const NUMBERED = `(?:${names('whatsapp')}|${names('viber', ['viber'])}|${names('telegram')})`;
const NUMBER_OF = new RegExp(
  `(${NUMBERED}(?:${AND}${NUMBERED}){0,2})(?:[^\\d\\n]{0,14})(\\+?\\(?\\d[\\d ()\\u00a0.-]{7,18}\\d)`,
  'giu',
);
const KIND_OF: [RegExp, 'telegram' | 'whatsapp' | 'viber'][] = [
  [new RegExp(names('whatsapp'), 'iu'), 'whatsapp'],
  [new RegExp(names('viber', ['viber']), 'iu'), 'viber'],
  [new RegExp(names('telegram'), 'iu'), 'telegram'],
];
const HANDLES: [RegExp, 'telegram' | 'instagram' | 'line' | 'max' | 'vk'][] = [
  [
    new RegExp(`${names('telegram')}[^@\\n\\d]{0,25}@([a-z]\\w{3,31})(?![\\w@.]|\\.[a-z])`, 'giu'),
    'telegram',
  ],
  [
    new RegExp(`${names('instagram', ['instagram'])}[^@\\n\\d]{0,15}@([a-z0-9_](?:[\\w.]{0,28}\\w)?)`, 'giu'),
    'instagram',
  ],
  [
    new RegExp(
      `(?:${names('line', ['line'])})(?:\\s{0,2}(?:ID|官方帳號|官方账号|账号|号))?\\s{0,3}[:：]?\\s{0,3}(@[a-z0-9_.-]{3,30})`,
      'giu',
    ),
    'line',
  ],
  [/(?<![\p{L}])(?:MAX|МАКС|Макс)[^@\n\d\p{L}]{0,6}@([a-z]\w{3,31})/gu, 'max'],
];
const MENTION = new RegExp(
  `${wordSource((w) => Object.values(w.messenger).flat())}|viber|whats|telegram|instagram|line|max|макс|微信|公[众眾][号號]|we-?chat|weixin|(?<![A-Za-z])(?:vx|V信|威信)`,
  'iu',
);
/** A name for the id itself needs no colon; the service's name alone does. */
const WECHAT_ID =
  /(?:(?:微信[号號]|微信(?:[账帐帳][号號]|ID|号码)|[加添]?加?(?:客服|专员|經理|经理)?微信[号號]?|客服微信[号號]?|微信客服[号號]?|企业微信[号號]?|we-?chat(?: ?id)?|weixin(?: ?id)?|(?<![A-Za-z])(?:VX|V信|威信))\s{0,3}(?:[:：\u2003]\s{0,3}|[“"「『]|(?<=[号號ID])\s{0,3}|(?<=[加客服员]微信)\s{0,3}))([a-z][a-z0-9_-]{4,30})(?![\w@])/giu;
const WECHAT_NAME =
  /(?:微信公[众眾][号號]|官方公[众眾][号號]|公[众眾][号號]|微信服务号|微信订阅号|微信服務號|wechat official account)(?:\s{0,3}[:：]\s{0,3}[「“"『《【]?|\s{0,2}[「“"『《【]\s{0,2})([\p{L}\p{N}_·-]{2,30})/giu;
/** "手机 13800138000（微信同号）" */
const WECHAT_SAME = /(\d(?:[ -]?\d){9,12})\s{0,2}[（(,，]?\s{0,2}(?:与|同)?(?:微信同[号號步]|同微信)/gu;
/** "+380 67 ... (Viber, Telegram)": the names behind the number. */
const NUMBER_THEN = new RegExp(
  `(\\+?\\(?\\d[\\d ()\\u00a0.-]{7,18}\\d)\\s{0,2}[(（/–—-]\\s{0,2}((?:${NUMBERED})(?:(?:${AND}|,? )${NUMBERED}){0,2})(?!\\s{0,3}[:：]?\\s{0,3}[+@(\\d])`,
  'giu',
);
/** "@acme_help (Telegram)" */
const HANDLE_THEN = new RegExp(
  `(?<![\\w.])@([a-z]\\w{3,31})\\s{0,2}[(（–—-]\\s{0,2}(?:в |у |in )?${names('telegram')}`,
  'giu',
);

/** `at`: the place of it in the line. */
function* inText(
  text: string,
  before: string,
  phone: (raw: string) => string | null,
): Generator<MessengerAddress & { at: number }> {
  if (text.length > 1_500 || !(MENTION.test(text) || (before.length <= 24 && MENTION.test(before)))) return;
  // A label of its own line: "Telegram" above "@acme".
  const joined =
    before.length > 0 && before.length <= 24 && (/^[@+\d(]/.test(text) || isIdAlone(text))
      ? `${before}: ${text}`
      : text;
  const shift = joined.length - text.length;
  const numbers = function* (
    said: string,
    raw: string,
    at: number,
  ): Generator<MessengerAddress & { at: number }> {
    const number = phone(raw);
    if (number)
      for (const [pattern, kind] of KIND_OF)
        if (pattern.test(said)) yield { kind, address: number, at: Math.max(0, at) };
  };
  if (/\d{2}/.test(joined)) {
    for (const m of joined.matchAll(NUMBER_OF)) yield* numbers(m[1]!, m[2]!, m.index - shift);
    for (const m of text.matchAll(NUMBER_THEN)) yield* numbers(m[2]!, m[1]!, m.index);
  }
  if (joined.includes('@')) {
    for (const [pattern, kind] of HANDLES)
      for (const m of joined.matchAll(pattern))
        yield { kind, address: m[1]!.toLowerCase(), at: Math.max(0, m.index - shift) };
    for (const m of text.matchAll(HANDLE_THEN))
      yield { kind: 'telegram', address: m[1]!.toLowerCase(), at: m.index };
  }
  for (const m of text.matchAll(WECHAT_NAME)) yield { kind: 'wechat', address: m[1]!, at: m.index };
  for (const m of text.matchAll(WECHAT_SAME))
    yield { kind: 'wechat', address: m[1]!.replace(/\D/g, ''), at: m.index };
  if (!/公[众眾][号號]/.test(text.slice(0, 12)))
    for (const m of joined.matchAll(WECHAT_ID))
      yield { kind: 'wechat', address: m[1]!, at: Math.max(0, m.index - shift) };
}

const isIdAlone = (text: string): boolean => /^[a-z][a-z0-9_-]{4,30}$/i.test(text);

/** A QR code's picture, which carries the id in its description at best. */
function wechatPicture(attributes: ReadonlyMap<string, string>): MessengerAddress | null {
  const said = `${attributes.get('alt') ?? ''} ${attributes.get('title') ?? ''}`;
  const file = (attributes.get('src') ?? attributes.get('data-src') ?? '').slice(0, 300);
  if (!/微信|公众号|we-?chat|weixin/i.test(`${said} ${file}`)) return null;
  if (!/二维码|扫|qr|公众号|ewm|erweima/i.test(`${said} ${file}`)) return null;
  const id = [...said.matchAll(WECHAT_ID), ...said.matchAll(WECHAT_NAME)][0]?.[1];
  return { kind: 'wechat', address: id ?? '' };
}

/** Settings of widgets that only hold links: Joinchat for WordPress and its like. */
function* widgetSettings(
  attributes: ReadonlyMap<string, string>,
  phone: (raw: string) => string | null,
): Generator<MessengerAddress> {
  const settings = attributes.get('data-settings');
  if (
    !settings ||
    !/joinchat|wptwa|whatsapp/i.test(`${attributes.get('class') ?? ''} ${settings.slice(0, 400)}`)
  )
    return;
  const number = /"telephone"\s{0,3}:\s{0,3}"\+?(\d{7,15})"/.exec(settings)?.[1];
  const e164 = number ? phone(`+${number}`) : null;
  if (e164) yield { kind: 'whatsapp', address: e164 };
}

function* buttonOptions(script: string, phone: (raw: string) => string | null): Generator<MessengerAddress> {
  for (const m of script.matchAll(
    /\b(whatsapp|viber|telegram|facebook|line|vkontakte|instagram)\s{0,3}:\s{0,3}["']([^"']{2,80})["']/g,
  )) {
    const value = decoded(m[2]!);
    if (m[1] === 'whatsapp' || m[1] === 'viber') {
      const number = phone(value.startsWith('+') ? value : `+${value.replace(/\D/g, '')}`);
      if (number) yield { kind: m[1], address: number };
    } else if (m[1] === 'telegram')
      yield { kind: 'telegram', address: value.replace(/^@/, '').toLowerCase() };
    else if (m[1] === 'facebook' && /^\d{6,20}$/.test(value)) yield { kind: 'messenger', address: value };
    else if (m[1] === 'instagram')
      yield { kind: 'instagram', address: value.replace(/^@/, '').toLowerCase() };
  }
}
