/** By what a message is known to come from the lender itself: its domain in the address, its number under the letter. */
import type { ParsedMail } from '../model/mail.ts';

/** All of it as it was given, nothing checked. */
export interface LenderIdentity {
  name?: string | undefined;
  /** Host names of its site and its mailboxes: one of them or a subdomain speaks for it. */
  domains: readonly string[];
  phone?: string | undefined;
}

export const isFromLender = (mail: ParsedMail, lender: LenderIdentity | undefined): boolean =>
  mail.from.some(({ address }) => {
    const host = bare(address.slice(address.lastIndexOf('@') + 1));
    return (lender?.domains ?? []).some((d) => bare(d) !== '' && `.${host}`.endsWith(`.${bare(d)}`));
  });

const bare = (host: string): string =>
  host
    .trim()
    .toLowerCase()
    .replace(/^www\.|[.>\s]+$/g, '');

/** A line of a signature is short. */
const SIGNATURE_LINE = 70;
const MOST_LINES = 5;
/** A person's name, perhaps with a role behind it, and nothing else on the line. */
const NAME_LINE = /^[-–—\s]{0,4}\p{Lu}[\p{L}'’.-]{0,25}(?: \p{Lu}[\p{L}'’.-]{0,25}){0,3}\s*(?:,.{0,40})?$/u;

/**
 * Where the last paragraph is a signature because the lender's own number stands in it under a name: that number is
 * printed under every letter and sends nobody anywhere. Null where it is not so.
 */
export function signatureByPhone(text: string, lender: LenderIdentity | undefined): number | null {
  const phone = (lender?.phone ?? '').replace(/\D/g, '').slice(-9);
  if (phone.length < 7) return null;
  const end = text.trimEnd().length;
  const start = text.lastIndexOf('\n\n', end) + 2;
  if (start < 3 || end - start > SIGNATURE_LINE * MOST_LINES) return null;
  const lines = text.slice(start, end).split('\n');
  const [head, ...others] = lines;
  const named = NAME_LINE.test(head!) || (lender!.name !== undefined && head!.includes(lender!.name));
  const printed = others.some((l) => l.replace(/\D/g, '').endsWith(phone));
  return named && printed && lines.every((l) => l.length <= SIGNATURE_LINE) ? start : null;
}
