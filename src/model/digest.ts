/** Canonical JSON and digests: how plans, texts and ledger rows get one name that anybody can recompute. */
import { createHash } from 'node:crypto';
import canonicalizeJson from 'canonicalize';
import { z } from 'zod';

/** Lower-case hex of a SHA-256. */
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hex digits');
export type Sha256 = z.infer<typeof Sha256>;

/** The evidence of a message, by its sha256; `#n` behind it is the nth answer in one piece of evidence of a chat. */
export const MessageRef = z.string().regex(/^[0-9a-f]{64}(#\d{1,3})?$/);
export type MessageRef = z.infer<typeof MessageRef>;

export function sha256(bytes: string | Uint8Array): Sha256 {
  return createHash('sha256').update(bytes).digest('hex');
}

/** RFC 8785 bytes of a JSON value. Throws on what JSON can't say (undefined at the top, NaN, functions). */
export function canonical(value: unknown): string {
  const text = canonicalizeJson(value);
  if (text === undefined) throw new TypeError('value has no JSON form');
  return text;
}

/** SHA-256 of the RFC 8785 form. */
export function digestOf(value: unknown): Sha256 {
  return sha256(canonical(value));
}
