/**
 * The forms in which lenders print where they are on a messenger: @names, phones and links, brought to one form each,
 * so that a study can be checked, a chat recognised and a link built. Says nothing of whether anybody is there.
 */
import type { AssistedChannel } from './vocabulary.ts';

export interface Handle {
  kind: AssistedChannel;
  /**
   * `username`: without @, lower-case where the messenger does not tell case apart. `phone`: E.164 with +. `id`: the
   * messenger's number. `link`: the code of a link that hides the account. `name`: a name to search for.
   */
  by: 'username' | 'phone' | 'id' | 'link' | 'name';
  value: string;
}

interface Printed {
  /** What was printed, without invisible marks and spaces around. */
  plain: string;
  /** Where it is a link: its scheme or host without www. and m., the parts of its path, and its query. */
  link?: { at: string; path: string[]; query: URLSearchParams };
}

type Found = Omit<Handle, 'kind'> | null;

/** The account that `address`, as a lender prints it, names on this messenger; null when it names none. */
export function handleOf(kind: AssistedChannel, address: string): Handle | null {
  const found = FORMS[kind](printed(address));
  return found && { kind, ...found };
}

/** As a person would write it: @name, +380441234567, a number or a name. */
export const shownHandle = ({ kind, by, value }: Handle): string =>
  by === 'username' && kind !== 'wechat' ? `@${value}` : value;

const INVISIBLE = /[\p{Cf}\p{Cc}]/gu;

function printed(address: string): Printed {
  const plain = address.slice(0, 2_000).replace(INVISIBLE, '').replace(/\s+/gu, ' ').trim();
  const withScheme = /^[a-z][a-z-]*:\/\//i.test(plain)
    ? plain
    : /^[a-z0-9-]+(\.[a-z0-9-]+)+\//i.test(plain)
      ? `https://${plain}`
      : null;
  if (withScheme === null || !URL.canParse(withScheme)) return { plain };
  const url = new URL(withScheme);
  const web = url.protocol === 'https:' || url.protocol === 'http:';
  const path = (web ? url.pathname : `${url.host}${url.pathname}`).split('/').filter((p) => p !== '');
  return {
    plain,
    link: {
      at: web ? url.hostname.replace(/^(?:www|m|mobile)\.(?=.+\.)/, '') : url.protocol.slice(0, -1),
      path: path.slice(0, 10).map(decoded),
      query: url.searchParams,
    },
  };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

const username = (text: string | null | undefined, form: RegExp): Found => {
  const bare = (text ?? '').trim().replace(/^@/, '').toLowerCase();
  return form.test(bare) ? { by: 'username', value: bare } : null;
};

const digits = (text: string): string => text.replace(/\D/g, '');

/** A number in a link is international by rule. */
const linkedPhone = (text: string | null | undefined): Found => {
  const number = digits(text ?? '').replace(/^00/, '');
  return /^[1-9]\d{6,14}$/.test(number) ? { by: 'phone', value: `+${number}` } : null;
};

/** A printed number must say its country: "+…", "00…", or long enough and without a trunk prefix (0…, Russian 8…). */
const printedPhone = (text: string): Found => {
  if (!/^\+?[\d\s().\-–/]+$/u.test(text)) return null;
  const said = text.startsWith('+') || digits(text).startsWith('00');
  return said || /^[1-79]\d{9,14}$/.test(digits(text)) ? linkedPhone(text) : null;
};

const TELEGRAM_NAME = /^[a-z][a-z0-9_]{3,31}$/;
/** First parts of t.me paths that are no account. */
const TELEGRAM_PAGES =
  /^(?:s|joinchat|share|addstickers|addemoji|addlist|proxy|socks|login|invoice|giftcode|boost)$/;

const FORMS: Record<AssistedChannel, (printed: Printed) => Found> = {
  telegram({ plain, link }) {
    if (!link) return username(plain, TELEGRAM_NAME) ?? printedPhone(plain);
    const { at, path, query } = link;
    if (at === 'tg')
      return path[0] === 'resolve'
        ? (username(query.get('domain'), TELEGRAM_NAME) ?? linkedPhone(query.get('phone')))
        : null;
    const own = /^([a-z0-9_]+)\.t\.me$/.exec(at)?.[1];
    if (own !== undefined) return username(own, TELEGRAM_NAME);
    const [name = '', ...more] = path;
    if (!/^(?:t\.me|telegram\.(?:me|dog))$/.test(at) || more.length > 0 || TELEGRAM_PAGES.test(name))
      return null;
    // t.me/+abc… invites to a group; t.me/+380… is a phone.
    return name.startsWith('+')
      ? /^\+\d+$/.test(name)
        ? linkedPhone(name)
        : null
      : username(name, TELEGRAM_NAME);
  },
  whatsapp({ plain, link }) {
    if (!link) return printedPhone(plain);
    const { at, path, query } = link;
    if (at === 'wa.me' && path[0] === 'message') return code(path[1]);
    if (at === 'wa.me') return path.length === 1 ? linkedPhone(path[0]) : null;
    const sends = (at === 'whatsapp' || /^(?:api\.|web\.)?whatsapp\.com$/.test(at)) && path[0] === 'send';
    return sends ? linkedPhone(query.get('phone')) : null;
  },
  viber({ plain, link }) {
    if (!link) return printedPhone(plain);
    const { at, path, query } = link;
    const form = /^[a-z0-9][a-z0-9_.-]{1,63}$/;
    if (at === 'viber' && /^(?:chat|contact|add)$/.test(path[0] ?? ''))
      return linkedPhone(query.get('number'));
    if (at === 'viber' && path[0] === 'pa') return username(query.get('chatURI'), form);
    if (at === 'viber' && path[0] === 'public') return username(query.get('id'), form);
    if (at === 'chats.viber.com') return username(path[0], form);
    return at === 'viber.click' ? linkedPhone(path[0]) : null;
  },
  vk({ plain, link }) {
    const form = /^[a-z][a-z0-9_.]{2,63}$/;
    if (!link) return username(plain, form);
    const { at, path, query } = link;
    if (!/^(?:vk\.(?:com|ru|me)|vkontakte\.ru)$/.test(at)) return null;
    const [first = '', second, third] = path;
    const written = /^write(-?\d+)$/.exec(first)?.[1];
    const talk = first === 'im' ? (second === 'convo' ? third : query.get('sel')) : written;
    if (typeof talk === 'string' && /^-?[1-9]\d{0,18}$/.test(talk))
      return { by: 'username', value: talk.startsWith('-') ? `club${talk.slice(1)}` : `id${talk}` };
    return path.length === 1 && first !== 'im'
      ? username(first.replace(/^public(?=\d)/, 'club'), form)
      : null;
  },
  ok({ plain, link }) {
    const form = /^[a-z][a-z0-9_.-]{2,63}$/;
    if (!link) return username(plain, form);
    if (!/^(?:ok\.(?:ru|me)|odnoklassniki\.ru)$/.test(link.at)) return null;
    const [first = '', second = ''] = link.path;
    if (/^(?:group|profile)$/.test(first))
      return /^\d{1,20}$/.test(second) ? { by: 'id', value: `${first}/${second}` } : null;
    const group = /^c?(\d{1,20})$/.exec(first === 'messages' ? second : '')?.[1];
    if (group !== undefined)
      return { by: 'id', value: `${second.startsWith('c') ? 'group' : 'profile'}/${group}` };
    return link.path.length === 1 && first !== 'messages' ? username(first, form) : null;
  },
  messenger({ plain, link }) {
    const page = (text: string | null | undefined): Found =>
      /^\d{5,20}$/.test(text ?? '')
        ? { by: 'id', value: text! }
        : username(text, /^[a-z0-9][a-z0-9._-]{2,79}$/);
    if (!link) return plain.includes(' ') ? null : page(plain);
    const { at, path, query } = link;
    const [first, second, third] = path;
    if (at === 'm.me') return path.length === 1 ? page(first) : null;
    if (at === 'messenger.com') return first === 't' ? page(second) : null;
    if (!/^(?:[a-z]{2}-[a-z]{2}\.)?(?:facebook|fb)\.com$/.test(at)) return null;
    if (first === 'messages') return second === 't' ? page(third) : null;
    if (first === 'profile.php') return page(query.get('id'));
    return path.length === 1 && !/\.php$|^(?:groups|pages|events|share)$/.test(first!) ? page(first) : null;
  },
  instagram({ plain, link }) {
    const form = /^[a-z0-9_](?:[a-z0-9_.]{0,28}[a-z0-9_])?$/;
    if (!link) return username(plain, form);
    const { at, path } = link;
    if (at === 'ig.me') return path[0] === 'm' ? username(path[1], form) : null;
    const isPage = /^(?:p|reel|reels|tv|stories|explore|direct|accounts)$/.test(path[0] ?? '');
    return /^(?:instagram\.com|instagr\.am)$/.test(at) && path.length === 1 && !isPage
      ? username(path[0], form)
      : null;
  },
  line({ plain, link }) {
    const form = /^[a-z0-9][a-z0-9_.-]{2,29}$/;
    // Official accounts alone begin with @; a personal id can't be written to by a link.
    const official = (text = ''): Found => (text.startsWith('@') ? username(text, form) : null);
    if (!link) return official(plain);
    const { at, path } = link;
    if (at === 'lin.ee') return code(path[0]);
    if (at === 'page.line.me') return username(path[0], form);
    if (at !== 'line' && at !== 'line.me') return null;
    return official(path.find((p) => p.startsWith('@')));
  },
  wechat({ plain, link }) {
    if (link?.at === 'u.wechat.com') return code(link.path[0]);
    if (link) return null;
    const bare = plain.replace(/^@/, '');
    if (/^[a-z][a-z0-9_-]{5,19}$/i.test(bare)) return { by: 'username', value: bare };
    return /^[\p{Script=Han}\p{L}\p{N}]{2,30}$/u.test(plain) && /\p{Script=Han}/u.test(plain)
      ? { by: 'name', value: plain }
      : null;
  },
  max({ plain, link }) {
    const form = /^[a-z0-9][a-z0-9_]{2,63}$/;
    if (!link) return printedPhone(plain) ?? username(plain, form);
    if (!/^(?:web\.)?max\.ru$/.test(link.at)) return null;
    const [first, second] = link.path;
    if (first === 'u') return code(second);
    if (first === 'join' || link.path.length !== 1) return null;
    return /^-?\d{5,20}$/.test(first!) ? { by: 'id', value: first! } : username(first, form);
  },
};

/** A code keeps its case. */
const code = (text: string | undefined): Found =>
  /^[A-Za-z0-9_-]{4,120}$/.test(text ?? '') ? { by: 'link', value: text! } : null;
