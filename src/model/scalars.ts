/** Small shapes that several files share: ids, instants, days, web addresses, mail addresses. */
import { z } from 'zod';

/** A short name used in file names and ids: lower-case letters, digits and single hyphens. */
export const Slug = z
  .string()
  .max(60)
  .regex(
    /^[a-z0-9]+(-[a-z0-9]+)*$/,
    'must be lower-case letters, digits and single hyphens, e.g. "acme-credit"',
  );

/** A calendar day, ISO 8601, e.g. 2026-09-30. */
export const Day = z.iso.date();

/** An instant in UTC, ISO 8601 with milliseconds and Z. */
export const Instant = z.iso.datetime({ precision: 3 });
export type Instant = z.infer<typeof Instant>;

export const instant = (ms: number): Instant => new Date(ms).toISOString();
export const millis = (at: Instant): number => Date.parse(at);

/** Absolute http(s) address. */
export const WebAddress = z.url({ protocol: /^https?$/, error: 'must be an absolute http(s) address' });

/**
 * One bare mail address and nothing else: no display name, list, group, comment, quoted local part, control
 * character or white space. Everything that nodemailer could read as more than one recipient is refused here
 * (channels.md 1.4, address injection). Internationalised domains are allowed in their Unicode or punycode form.
 */
export const MailAddress = z
  .string()
  .max(254)
  .regex(
    /^[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+(\.[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+)*@([\p{L}\p{N}]([\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+[\p{L}\p{N}-]*[\p{L}\p{N}]$/u,
    'must be one plain mail address, e.g. "help@acme.example"',
  );

/** An IANA time zone known to this runtime. */
export const TimeZone = z.string().refine((zone) => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}, 'must be an IANA time zone, e.g. "Europe/Kyiv"');
