/**
 * Reads, out of the header block of a hostile message, what ties it to a probe. Pure and bounded: the work is linear
 * in at most 256 KiB. It concludes nothing; `assess` parses the message properly, elsewhere.
 */
import { type AliasBase, readAlias } from '../../model/alias.ts';

const BLOCK_LIMIT = 256 * 1024;
const LINE_LIMIT = 4000;
const VALUE_LIMIT = 16 * 1024;
const MOST_ADDRESSES = 50;
const MOST_IDS = 100;
const LONGEST = 320;

export interface HeaderBlock {
  /**
   * Where it was delivered: Delivered-To and its kin, top first; else To and Cc. A catch-all provider names the one
   * mailbox behind all our addresses there: then our addresses among To and Cc follow. Lower-case, no repeats.
   */
  recipients: string[];
  /** Return-Path, lower-case; "" is the null sender. */
  envelopeFrom?: string;
  messageId?: string;
  inReplyTo: string[];
  references: string[];
  /** What the Date header claims, UTC ms. */
  date?: number;
}

/** Headers that a receiving server writes to say for whom it took the message. */
const DELIVERED = ['delivered-to', 'x-original-to', 'envelope-to', 'x-envelope-to', 'x-delivered-to'];

export function readHeaderBlock(raw: Uint8Array, base: AliasBase): HeaderBlock {
  const fields = readFields(raw);
  const all = (names: string[]) => fields.filter((f) => names.includes(f.name)).map((f) => f.value);
  const delivered = addressesIn(all(DELIVERED));
  const addressed = addressesIn(all(['to', 'cc']));
  const ours = (address: string) => readAlias(base, address) !== null;
  // Only the topmost Return-Path is our server's own; one further down was written by the sender.
  const returnPath = all(['return-path'])[0];
  const messageId = idsIn(all(['message-id']).slice(0, 1))[0];
  const date = dateIn(all(['date'])[0]);
  return {
    recipients:
      delivered.length === 0
        ? addressed
        : delivered.some(ours)
          ? delivered
          : [...delivered, ...addressed.filter(ours)].slice(0, MOST_ADDRESSES),
    ...(returnPath === undefined ? {} : { envelopeFrom: addressesIn([returnPath])[0] ?? '' }),
    ...(messageId === undefined ? {} : { messageId }),
    inReplyTo: idsIn(all(['in-reply-to'])),
    references: idsIn(all(['references'])),
    ...(date === undefined ? {} : { date }),
  };
}

/** Unfolded fields in order, names in lower case. Bare line feeds are tolerated, other rubbish is passed over. */
function readFields(raw: Uint8Array): { name: string; value: string }[] {
  const text = Buffer.from(raw.buffer, raw.byteOffset, Math.min(raw.byteLength, BLOCK_LIMIT)).toString(
    'utf8',
  );
  const fields: { name: string; value: string }[] = [];
  let start = 0;
  for (let lines = 0; lines < LINE_LIMIT && start < text.length; lines++) {
    const end = text.indexOf('\n', start);
    const line = text.slice(start, end < 0 ? text.length : end).replace(/\r+$/, '');
    start = end < 0 ? text.length : end + 1;
    if (line === '') break;
    const last = fields.at(-1);
    if (/^[ \t]/.test(line)) {
      if (last && last.value.length < VALUE_LIMIT) last.value += ` ${line.trim()}`;
      continue;
    }
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(colon, 0)).trim().toLowerCase();
    if (name !== '' && name.length <= 76 && !name.includes(' '))
      fields.push({ name, value: line.slice(colon + 1, colon + 1 + VALUE_LIMIT).trim() });
  }
  return fields;
}

/** Split, not matched: a pattern for addresses is quadratic on a long run without an @. */
function addressesIn(values: string[]): string[] {
  const found = new Set<string>();
  for (const value of values.slice(0, MOST_ADDRESSES))
    for (const word of value.slice(0, VALUE_LIMIT).split(/[\s<>,;:"()[\]\\]+/)) {
      if (found.size >= MOST_ADDRESSES) break;
      const at = word.lastIndexOf('@');
      if (at > 0 && at < word.length - 1 && word.length <= LONGEST) found.add(word.toLowerCase());
    }
  return [...found];
}

function idsIn(values: string[]): string[] {
  const found: string[] = [];
  for (const value of values.slice(0, 10))
    for (const match of value.slice(0, VALUE_LIMIT).matchAll(/<([^<>\s]{1,320})>/g)) {
      if (found.length >= MOST_IDS) return found;
      found.push(`<${match[1]}>`);
    }
  return found;
}

/** RFC 5322 dates are near enough to what Date.parse takes, once the comment is off. */
function dateIn(value: string | undefined): number | undefined {
  if (value === undefined || value.length > 200) return undefined;
  const ms = Date.parse(value.replace(/\([^()]*\)/g, ' ').trim());
  return Number.isFinite(ms) && ms >= 0 && ms < Date.UTC(9999, 0) ? ms : undefined;
}
