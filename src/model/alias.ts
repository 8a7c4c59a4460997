/**
 * The private addresses of a probe, and how they are read back (channels.md 1.7). One token of 50 random bits in
 * base32 stands in the From alias, the bounce envelope and the Message-ID, so that any one of them is enough.
 */
import { z } from 'zod';

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';

/** The first 50 bits of a hex digest in base32 (RFC 4648, lower case). */
export function tokenFrom(digest: string): string {
  let bits = BigInt(`0x${digest.slice(0, 13)}`) >> 2n;
  let token = '';
  for (let i = 0; i < 10; i++, bits >>= 5n) token = BASE32[Number(bits & 31n)] + token;
  return token;
}

/** What our addresses are made under: a catch-all domain, or one mailbox with +aliases. */
export interface AliasBase {
  domain: string;
  mailbox?: string | undefined;
}

export type AliasUse = 'reply' | 'bounce' | 'canary';

/** Ten base32 digits (RFC 4648 alphabet, lower case): case-insensitive on the wire. */
export const Token = z.string().regex(/^[a-z2-7]{10}$/);

const local = (base: AliasBase, natural: string, plus: string): string =>
  base.mailbox === undefined ? `${natural}@${base.domain}` : base.mailbox.replace('@', `+${plus}@`);

/** The From of a probe: natural-looking, private, and the only address a reply needs. */
export const replyAlias = (base: AliasBase, personaMailbox: string, token: string): string =>
  local(base, `${personaMailbox}.${token}`, token);

/** The envelope sender (VERP): where bounces go. */
export const bounceAlias = (base: AliasBase, token: string): string =>
  local(base, `b-${token}`, `b-${token}`);

/** Where a canary is sent. */
export const canaryAlias = (base: AliasBase, token: string): string =>
  local(base, `c-${token}`, `c-${token}`);

export const messageIdOf = (base: AliasBase, token: string, attempt: number): string =>
  `<${token}.${attempt}@${base.domain}>`;

/** Reads one of our addresses back. Null for anything that is not ours. Upper case and surrounding <> are tolerated. */
export function readAlias(base: AliasBase, address: string): { token: string; use: AliasUse } | null {
  const bare = address.trim().replace(/^<|>$/g, '').toLowerCase();
  const at = bare.lastIndexOf('@');
  if (at < 0 || bare.slice(at + 1) !== domainOf(base)) return null;
  const name = bare.slice(0, at);
  const match = /(?:^|[.+])(?:(b|c)-)?([a-z2-7]{10})$/.exec(name);
  if (!match?.[2]) return null;
  return { token: match[2], use: match[1] === 'b' ? 'bounce' : match[1] === 'c' ? 'canary' : 'reply' };
}

/** Reads the token out of one of our Message-IDs. Null for anybody else's. */
export function readMessageId(base: AliasBase, id: string): { token: string; attempt: number } | null {
  const match = /^<?([a-z2-7]{10})\.(\d{1,3})@([^<>@\s]+?)>?$/.exec(id.trim().toLowerCase());
  if (!match || match[3] !== base.domain.toLowerCase()) return null;
  return { token: match[1]!, attempt: Number(match[2]) };
}

const domainOf = (base: AliasBase): string =>
  (base.mailbox === undefined
    ? base.domain
    : base.mailbox.slice(base.mailbox.lastIndexOf('@') + 1)
  ).toLowerCase();
