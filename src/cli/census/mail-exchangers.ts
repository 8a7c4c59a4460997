/** The mail exchangers of the lenders' mail domains, for the entity graph: asked of the DNS, and only on request. */
import { Resolver } from 'node:dns/promises';
import { domainToASCII } from 'node:url';
import type { SiteReading } from '../../model/census.ts';
import { isReservedHost } from '../../model/hosts.ts';

const MOST_DOMAINS = 5;

/** A domain without an answer has none. Reserved names are nobody's, and are not asked for. */
export async function mailExchangers(reading: SiteReading): Promise<string[]> {
  const resolver = new Resolver({ timeout: 3000, tries: 2 });
  const domains = reading.channels.flatMap((c) =>
    c.kind === 'email' && c.address ? [domainToASCII(c.address.slice(c.address.lastIndexOf('@') + 1))] : [],
  );
  const asked = [...new Set(domains)].filter((d) => d !== '' && !isReservedHost(d)).slice(0, MOST_DOMAINS);
  const found = await Promise.all(asked.map((d) => resolver.resolveMx(d).catch(() => [])));
  return [...new Set(found.flat().map((m) => m.exchange.toLowerCase()))];
}
