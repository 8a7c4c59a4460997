/** The last gate before the wire: one plain address, in the form that SMTP wants. */
import { domainToASCII } from 'node:url';
import { InstrumentError } from '../../model/errors.ts';
import { MailAddress } from '../../model/scalars.ts';

/**
 * The address as it goes into RCPT TO: checked again with the model's rule, although every file was checked when it
 * was read, because what nodemailer would read as a second recipient is a second person (channels.md 1.4). The
 * domain becomes punycode; a non-ASCII local part stays and needs SMTPUTF8. Throws InstrumentError `bad-address`.
 */
export function wireAddress(address: string): string {
  const checked = MailAddress.safeParse(address);
  // The rule's pattern is anchored by $, which lets one final newline through in no JavaScript mode, but say it anyway.
  if (!checked.success || /[\s<>,;:"()[\]\\]/u.test(address))
    throw new InstrumentError(
      'bad-address',
      `not one plain mail address: ${JSON.stringify(address).slice(0, 120)}`,
    );
  const at = address.lastIndexOf('@');
  const domain = domainToASCII(address.slice(at + 1));
  if (domain === '')
    throw new InstrumentError(
      'bad-address',
      `not a domain: ${JSON.stringify(address.slice(at + 1)).slice(0, 120)}`,
    );
  return `${address.slice(0, at)}@${domain}`;
}

/** Whether the part before the @ needs SMTPUTF8 (RFC 6531). */
export const needsSmtpUtf8 = (address: string): boolean =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the ASCII range is meant
  /[^\x00-\x7f]/.test(address.slice(0, address.lastIndexOf('@')));
