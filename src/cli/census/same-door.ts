/** Whether a channel that the study lists and one that the census found are the same door, however each is written. */
import { mailAddress } from '../../assess/advertised-channels/mail-address.ts';
import { messengerOf } from '../../assess/advertised-channels/messenger-links.ts';
import { countriesOf, e164 } from '../../assess/advertised-channels/phones.ts';
import type { FoundChannel } from '../../model/census.ts';
import type { Lender } from '../../model/lenders.ts';
import { countryOf } from './country.ts';

/** What is the same for every way to write the address; for chats the kind alone, a site has one. */
export function doorKey(
  kind: string,
  address: string,
  lender: Pick<Lender, 'site' | 'languages' | 'timeZone'>,
): string {
  const countries = countriesOf(lender.site, lender.languages, countryOf(lender.timeZone));
  const phone = (raw: string): string | null => e164(raw, countries, true);
  if (kind === 'webchat') return kind;
  if (kind === 'email') return `${kind} ${mailAddress(address) ?? address.toLowerCase()}`;
  if (kind === 'form') return `${kind} ${pageKey(address)}`;
  if (kind === 'phone') return `${kind} ${phone(address) ?? address.replace(/\D/g, '')}`;
  const linked = messengerOf(address, phone)?.address;
  const number = /^[+\d][\d\s().-]{6,}$/.test(address) ? phone(address) : null;
  return `${kind} ${linked ?? number ?? address.replace(/^@/, '').toLowerCase()}`;
}

/** One page, whatever its scheme, www., fragment and last slash. */
export function pageKey(url: string): string {
  if (!URL.canParse(url)) return url;
  const { host, pathname, search } = new URL(url);
  return `${host.replace(/^www\./, '')}${pathname.replace(/\/+$/, '')}${search}`;
}

/** How a found channel is written down in lenders.yml. */
export const addressOf = (found: FoundChannel): string =>
  (found.kind === 'webchat' ? found.foundOn : found.kind === 'form' ? found.url : found.address) ??
  found.url ??
  found.foundOn;
