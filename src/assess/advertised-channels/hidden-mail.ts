/**
 * Mail addresses that a page hides from harvesters: the ways that sites use, read without running anything. Every
 * reader gives whole addresses or text that holds them; mail-address.ts judges what is one.
 */
import { wordSource } from './words.ts';

/** Cloudflare's data-cfemail: hex, the first byte is the key. */
export function cloudflareMail(hex: string): string | null {
  if (!/^(?:[0-9a-f]{2}){4,200}$/i.test(hex)) return null;
  const bytes = hex.match(/../g)!.map((b) => Number.parseInt(b, 16));
  const key = bytes[0]!;
  return fromBytes(bytes.slice(1).map((b) => b ^ key));
}

/** Bytes as UTF-8, as a browser's decodeURIComponent over escaped characters would read them. */
function fromBytes(bytes: number[]): string {
  try {
    return decodeURIComponent(bytes.map((b) => `%${b.toString(16).padStart(2, '0')}`).join(''));
  } catch {
    return String.fromCharCode(...bytes);
  }
}

export const rot13 = (text: string): string =>
  text.replace(/[a-z]/gi, (c) => {
    const base = c <= 'Z' ? 65 : 97;
    return String.fromCharCode(((c.charCodeAt(0) - base + 13) % 26) + base);
  });

export const reversed = (text: string): string => [...text].reverse().join('');

export function base64(text: string): string | null {
  if (!/^[A-Za-z0-9+/_-]{8,400}={0,2}$/.test(text)) return null;
  try {
    return fromBytes([...atob(text.replace(/-/g, '+').replace(/_/g, '/'))].map((c) => c.charCodeAt(0)));
  } catch {
    return null;
  }
}

const PLAIN = /[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,5}/u;
const looksLikeMail = (text: string | null): text is string => text !== null && PLAIN.test(text);

/** One value that may be an address as it is, backwards, in rot13 or in base64. */
export function unveiled(value: string): string | null {
  const text = value.trim();
  if (text.length < 5 || text.length > 500) return null;
  const plain = text.replace(/^mailto:/i, '');
  if (looksLikeMail(plain) && hasSuffix(plain)) return plain;
  for (const tried of [
    base64(text),
    reversed(text),
    rot13(text),
    spelledOut(rot13(text)),
    spelledOut(text),
  ]) {
    if (looksLikeMail(tried) && hasSuffix(tried.replace(/^mailto:/i, '')))
      return tried.replace(/^mailto:/i, '');
  }
  return looksLikeMail(plain) ? plain : null;
}
/** A known ending tells the right way round: rot13 and backwards text look like addresses too. */
const hasSuffix = (mail: string): boolean =>
  /\.(?:com|net|org|info|biz|ua|ru|kz|by|uk|cn|hk|tw|eu|io|co|me|online|finance|credit|loans?|money|example|test|рф|укр|қаз|中国|公司)\s*$/u.test(
    mail,
  );

const USER = [
  'data-user',
  'data-name',
  'data-login',
  'data-local',
  'data-u',
  'data-part1',
  'data-before',
  'data-account',
  'data-mailbox',
  'data-nick',
];
const HOST = [
  'data-domain',
  'data-host',
  'data-server',
  'data-d',
  'data-part2',
  'data-after',
  'data-site',
  'data-website',
];
const END = ['data-tld', 'data-zone', 'data-ext'];
const WHOLE =
  /^data-(?:[\w-]*?)(?:e-?mail|mail(?:to)?|address|enc|encoded|cipher|contact|addr|m|href|link|obf\w*|value|text|rev(?:erse)?d?|rot13|b64|base64)$/;

/** An address spread over an element's data attributes, or whole in one of them. */
export function mailInAttributes(attributes: ReadonlyMap<string, string>): string | null {
  const one = (names: readonly string[]): string | undefined => {
    for (const n of names) if (attributes.has(n)) return attributes.get(n)!;
    return undefined;
  };
  const cf = attributes.get('data-cfemail');
  if (cf) return cloudflareMail(cf);
  const user = one(USER);
  const host = one(HOST);
  if (user && host) {
    const end = one(END);
    const ending = end ? `.${end.replace(/^\./, '')}` : '';
    const straight = `${user}@${host}${ending}`;
    if (hasSuffix(straight)) return straight;
    const back = `${reversed(user)}@${reversed(host)}${ending}`;
    return hasSuffix(back) ? back : unveiled(straight);
  }
  for (const [name, value] of attributes) {
    if (!WHOLE.test(name) || value.length > 400) continue;
    const found = unveiled(value);
    if (found) return found;
  }
  return null;
}

const AT = wordSource((w) => w.at, true);
const DOT = wordSource((w) => w.dot, true);
const OPEN = '[\\[({<«]{1,2}\\s{0,3}';
const SHUT = '\\s{0,3}[\\])}>»]{1,2}';
const SAID_AT = new RegExp(`\\s{0,3}(?:${OPEN}(?:@|${AT})${SHUT}|＠)\\s{0,3}`, 'giu');
const SAID_DOT = new RegExp(`\\s{0,3}${OPEN}(?:\\.|${DOT})${SHUT}\\s{0,3}`, 'giu');
/** "info at acme dot com": bare words count only where both are there. */
const BARE = new RegExp(
  `(?<![\\p{L}\\p{N}@._-])([\\p{L}\\p{N}._-]{1,40})\\s{1,3}(?:${AT})\\s{1,3}([\\p{L}\\p{N}-]{1,60}(?:(?:\\.|\\s{1,3}${DOT}\\s{1,3})[\\p{L}\\p{N}-]{1,60}){0,2}\\s{1,3}${DOT}\\s{1,3}[\\p{L}\\p{N}-]{2,20})(?![\\p{L}\\p{N}])`,
  'giu',
);
/** "info собака acme.com": a spelled sign that is no word of ordinary speech needs no spelled full stop. */
const NAMED =
  /(?<![\p{L}\p{N}@._-])([a-z0-9._-]{1,40})\s{0,2}(?:\(?\[?(?:собака|собачка|равлик|艾特|小老鼠)\]?\)?)\s{0,2}([\p{L}\p{N}-]{1,60}(?:\.[\p{L}\p{N}-]{2,60}){1,3})/giu;

/** A line with its spelled-out addresses written out; the line itself where there are none. */
export function spelledOut(line: string): string {
  if (line.length > 2_000) return line;
  let text = line.replace(/＠/g, '@').replace(/[．。](?=[a-z]{2,10}(?![\p{L}]))/giu, '.');
  // "service#acme.com (#换成@)": the sign's stand-in is explained beside it.
  if (/[#＃☆*]\s{0,2}(?:换成|替换为|改为|改成|代替|換成)\s{0,2}@/u.test(text))
    text = text.replace(/([a-z0-9._-]{2,40})[#＃☆*]([a-z0-9-]{2,60}\.[a-z.]{2,20})/giu, '$1@$2');
  text = text.replace(SAID_AT, '@').replace(SAID_DOT, '.');
  text = text.replace(NAMED, '$1@$2');
  text = text.replace(BARE, (_, user: string, host: string) => {
    const said = new RegExp(`\\s{1,3}${DOT}\\s{1,3}`, 'giu');
    return `${user}@${host.replace(said, '.')}`;
  });
  // "info @ acme . com": blanks around the sign.
  return text.replace(
    /([a-z0-9._-]{2,40}) @ ([a-z0-9-]{2,40}(?: ?\. ?[a-z]{2,10}){1,3})(?![\p{L}])/giu,
    (_, u: string, h: string) => `${u}@${h.replaceAll(' ', '')}`,
  );
}
