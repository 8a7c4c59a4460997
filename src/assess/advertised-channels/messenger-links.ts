/** A link read as a messenger's address: every form in which the services take one. Share buttons and posts are none. */
import type { ChannelKind } from '../../model/vocabulary.ts';
import { decoded } from './web-address.ts';

export interface MessengerAddress {
  kind: ChannelKind;
  address: string;
}

type Query = URLSearchParams;

/** `phone` gives E.164 or null; numbers in such links are always written with the country's code. */
export function messengerOf(href: string, phone: (raw: string) => string | null): MessengerAddress | null {
  const text = href.trim().slice(0, 1500);
  const intent = /^intent:\/\/(.*?)#Intent;.*?scheme=(\w+)/i.exec(text);
  const link = intent ? `${intent[2]}://${intent[1]}` : text;
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(link)?.[1]?.toLowerCase();
  if (!scheme && !link.startsWith('//')) return null;
  let url: URL;
  try {
    url = new URL(link.startsWith('//') ? `https:${link}` : link.replace(/^([a-z]+):(?!\/\/)/i, '$1://'));
  } catch {
    return null;
  }
  const path = decoded(url.pathname).replace(/\/+$/, '').replace(/^\/+/, '');
  const parts = path === '' ? [] : path.split('/');
  const q = url.searchParams;
  if (scheme && !/^https?$/.test(scheme)) return ofScheme(scheme, url, parts, q, phone);
  const host = url.hostname.toLowerCase();
  const read = HOSTS.get(host) ?? HOSTS.get(host.replace(/^(?:www|m|web|mobile|l|ru-ru|uk-ua)\./, ''));
  return read ? read(parts, q, phone) : telegramSubdomain(host);
}

type Phone = (raw: string) => string | null;
type ReadHost = (parts: string[], q: Query, phone: Phone) => MessengerAddress | null;

const found = (kind: ChannelKind, address: string | null | undefined): MessengerAddress | null =>
  address ? { kind, address: address.slice(0, 200) } : null;

const international = (raw: string, phone: Phone): string | null => {
  const digits = raw.replace(/\D/g, '').replace(/^00/, '');
  if (digits === '') return null;
  // Some forget the country's code.
  return digits.startsWith('0') ? phone(digits) : phone(`+${digits}`);
};

const telegramSubdomain = (host: string): MessengerAddress | null =>
  /^[a-z][a-z0-9_-]{3,31}\.t\.me$/.test(host)
    ? found('telegram', host.slice(0, -5).replaceAll('-', '_'))
    : null;

const NOT_TELEGRAM =
  /^(?:share|msg|iv|addstickers|addemoji|addtheme|proxy|socks|setlanguage|bg|login|confirmphone|invoice|boost|a|k|z|dl|apps?|faq|tour|privacy|blog|c|giftcode|addlist|contact)$/i;

const telegramName = (name: string | undefined): string | null =>
  name && /^@?[a-z]\w{3,31}$/i.test(name) && !NOT_TELEGRAM.test(name)
    ? name.replace(/^@/, '').toLowerCase()
    : null;

const telegram: ReadHost = (parts, _q, phone) => {
  const [first, second] = parts;
  if (!first) return null;
  if (first === 'joinchat') return found('telegram', second && `joinchat/${second}`);
  if (first.startsWith('+') || first.startsWith(' ')) {
    const rest = first.slice(1);
    return found(
      'telegram',
      /^\d{7,15}$/.test(rest) ? international(rest, phone) : rest && `joinchat/${rest}`,
    );
  }
  if (first === 's') return found('telegram', telegramName(second));
  if (first === 'm') return found('telegram', second && `m/${second}`);
  // t.me/name/123 is a single post.
  return second !== undefined && /^\d+$/.test(second) ? null : found('telegram', telegramName(first));
};

const whatsapp: ReadHost = (parts, q, phone) => {
  if (parts[0] === 'message') return found('whatsapp', parts[1] && `message/${parts[1]}`);
  const number = q.get('phone') ?? (/^\+?[\d ()-]{7,20}$/.test(parts[0] ?? '') ? parts[0] : '');
  return found('whatsapp', international(number ?? '', phone));
};

const viberUri = (q: Query): string | null =>
  (q.get('chatURI') ?? q.get('chaturi') ?? q.get('uri') ?? '').toLowerCase() || null;

const vkGroup = (name: string): string => name.replace(/^(?:public|event)(?=\d+$)/, 'club');
const NOT_VK =
  /^(?:share\.php|widget\w*|js|away\.php|wall-?\d|photo-?\d|video-?\d|clip|album|topic|doc|app\d|feed|login|search|audios?|market|public\.php|faq|terms|privacy|dev|im|groups|friends|images|rtrg|@)/i;

const vk: ReadHost = (parts, q) => {
  const first = (parts[0] ?? '').toLowerCase();
  if (first === 'im' || first === 'gim' || first === 'mail') {
    const sel = q.get('sel') ?? parts[2];
    const n = /^-?\d{1,12}$/.exec(sel ?? '')?.[0];
    return found('vk', n && (n.startsWith('-') ? `club${n.slice(1)}` : `id${n}`));
  }
  const write = /^write(-?)(\d{1,12})$/.exec(first);
  if (write) return found('vk', `${write[1] ? 'club' : 'id'}${write[2]}`);
  if (parts.length > 1 || NOT_VK.test(first)) return null;
  return /^[a-z0-9_.]{2,60}$/.test(first) ? found('vk', vkGroup(first)) : null;
};

const NOT_OK =
  /^(?:dk|offer|search|feed|help|games?|music|video|live|apps?|share|widget|dk\w*|legal|regulations)$/i;
const ok: ReadHost = (parts, q) => {
  const [first, second] = parts;
  if (!first || NOT_OK.test(first) || q.has('st.cmd') || q.has('st.shareUrl')) return null;
  if (first === 'group' || first === 'profile')
    return found('ok', second && /^\d+$/.test(second) ? `${first}/${second}` : null);
  return parts.length === 1 && /^[a-z0-9_.-]{2,60}$/i.test(first) ? found('ok', first.toLowerCase()) : null;
};

const facebook: ReadHost = (parts) => {
  const [first, second, third] = parts;
  if (first === 'messages' && second === 't') return found('messenger', third?.toLowerCase());
  return first === 'messages' && second ? found('messenger', second.toLowerCase()) : null;
};

const messenger: ReadHost = (parts) => {
  const [first, second] = parts;
  const name = first === 't' ? second : first;
  return name && /^[\w.-]{2,80}$/.test(name) && !/^(?:j|privacy|help|desktop|features|login)$/i.test(name)
    ? found('messenger', name.toLowerCase())
    : null;
};

const NOT_INSTAGRAM =
  /^(?:p|reels?|tv|explore|stories|accounts|about|developer|legal|share|directory|web|embed\.js|api|s|oauth)$/i;
const instagram: ReadHost = (parts) => {
  const [first, second] = parts;
  if (first === 'direct' || first === 'm')
    return found(
      'instagram',
      /^[\w.]{1,30}$/.test(parts.at(-1) ?? '') && parts.length > 1 && parts.at(-1) !== 't'
        ? parts.at(-1)!.toLowerCase()
        : null,
    );
  if (!first || NOT_INSTAGRAM.test(first) || (second && /^(?:p|reel|tv)$/.test(second))) return null;
  return /^@?[\w.]{1,30}$/.test(first) ? found('instagram', first.replace(/^@/, '').toLowerCase()) : null;
};

const line: ReadHost = (parts) => {
  const p = parts[0]?.toUpperCase() === 'R' ? parts.slice(1) : parts;
  if (p[0] === 'ti' && p[1] === 'p' && p[2])
    return found('line', p[2].startsWith('@') || p[2].startsWith('~') ? p[2].toLowerCase() : p[2]);
  if (p[0] === 'ti' && p[1] === 'g') return null;
  if ((p[0] === 'oaMessage' || p[0] === 'home') && p[1]) {
    const id = p[0] === 'home' ? p[2] : p[1];
    return found('line', id && `@${id.replace(/^@/, '').toLowerCase()}`);
  }
  return null;
};

const max: ReadHost = (parts) => {
  const [first, second] = parts;
  if ((first === 'u' || first === 'join') && second) return found('max', `${first}/${second}`);
  if (!first || /^(?:share|:share|download|help|legal|about|business|app|security|privacy|s|#)/i.test(first))
    return null;
  return /^@?[\w.-]{3,60}$/.test(first) && (parts.length === 1 || !/^\d+$/.test(second ?? ''))
    ? found('max', first.replace(/^@/, '').toLowerCase())
    : null;
};

const HOSTS: ReadonlyMap<string, ReadHost> = new Map<string, ReadHost>(
  Object.entries({
    't.me': telegram,
    'telegram.me': telegram,
    'telegram.dog': telegram,
    'telegram.im': telegram,
    'tlgg.ru': telegram,
    'teleg.one': telegram,
    'tele.click': telegram,
    'tlgr.org': telegram,
    'telegram.org': () => null,
    'wa.me': whatsapp,
    'api.whatsapp.com': whatsapp,
    'whatsapp.com': (parts, q, phone) => (parts[0] === 'send' ? whatsapp([], q, phone) : null),
    'wa.link': (parts) => found('whatsapp', parts[0] && `wa.link/${parts[0]}`),
    'wa.clck.bar': whatsapp,
    'viber.me': (parts, _q, phone) =>
      found(
        'viber',
        /^\+?\d{7,15}$/.test(parts[0] ?? '') ? international(parts[0]!, phone) : parts[0]?.toLowerCase(),
      ),
    'chats.viber.com': (parts) => found('viber', parts[0]?.toLowerCase()),
    'viber.click': (parts, _q, phone) => found('viber', international(parts[0] ?? '', phone)),
    'vk.com': vk,
    'vk.ru': vk,
    'vkontakte.ru': vk,
    'vk.me': (parts) =>
      parts[0] && parts[0] !== 'join' && /^[a-z0-9_.]{2,60}$/i.test(parts[0])
        ? found('vk', vkGroup(parts[0].toLowerCase()))
        : null,
    'vk.link': (parts) => found('vk', parts[0]?.toLowerCase()),
    'ok.ru': ok,
    'ok.me': ok,
    'odnoklassniki.ru': ok,
    'm.me': messenger,
    'messenger.com': messenger,
    'facebook.com': facebook,
    'business.facebook.com': facebook,
    'instagram.com': instagram,
    'instagr.am': instagram,
    'ig.me': instagram,
    'line.me': line,
    'line.naver.jp': line,
    'lin.ee': (parts) => found('line', parts[0] && `lin.ee/${parts[0]}`),
    'page.line.me': (parts) => found('line', parts[0] && `@${parts[0].replace(/^@/, '').toLowerCase()}`),
    'liff.line.me': () => null,
    'u.wechat.com': (parts) => found('wechat', parts[0] && `u.wechat.com/${parts[0]}`),
    'work.weixin.qq.com': (parts) =>
      parts[0] === 'kfid' || parts[0] === 'ca' || parts[0] === 'u' ? found('wechat', parts.join('/')) : null,
    'max.ru': max,
  } satisfies Record<string, ReadHost>),
);

function ofScheme(
  scheme: string,
  url: URL,
  parts: string[],
  q: Query,
  phone: Phone,
): MessengerAddress | null {
  const host = url.hostname.toLowerCase();
  switch (scheme) {
    case 'tg':
      if (host !== 'resolve')
        return host === 'join' ? found('telegram', q.get('invite') && `joinchat/${q.get('invite')}`) : null;
      return found(
        'telegram',
        q.has('phone') ? international(q.get('phone')!, phone) : telegramName(q.get('domain') ?? undefined),
      );
    case 'whatsapp':
      return found('whatsapp', international(q.get('phone') ?? '', phone));
    case 'viber':
      if (host === 'pa' || host === 'public')
        return found('viber', viberUri(q) ?? q.get('id')?.toLowerCase());
      return host === 'chat' || host === 'add' || host === 'contact'
        ? found('viber', international(q.get('number') ?? '', phone))
        : null;
    case 'fb-messenger':
      return found('messenger', parts.at(-1)?.toLowerCase() ?? q.get('id'));
    case 'instagram':
      return found('instagram', q.get('username')?.toLowerCase());
    case 'line':
      return line([...(host === '' ? [] : [host]), ...parts], q, phone);
    case 'weixin':
    case 'wechat':
      return found(
        'wechat',
        /(?:profile|contacts)\/(?!profile)([\w-]{3,60})/i.exec(url.href)?.[1] ?? q.get('username'),
      );
    case 'vk':
      return vk(host === 'vk.com' ? parts : [host, ...parts], q, phone);
    case 'max':
      return max(host === 'max.ru' ? parts : [host, ...parts], q, phone);
    default:
      return null;
  }
}
