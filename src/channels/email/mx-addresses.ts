/** Whom our exchanger takes mail for: our aliases, and those who must be reachable at every domain. Pure. */

import { type AliasBase, readAlias } from '../../model/alias.ts';
import { hostOf } from '../../model/hosts.ts';
import type { Purpose } from './mx-allowance.ts';

/** RFC 5321, 4.5.1, and RFC 2142: complaints about us must reach us. */
const ROLES = ['postmaster', 'abuse'];

const domainsOf = (base: AliasBase): string[] =>
  [base.domain, base.mailbox?.split('@').at(-1)].flatMap((d) => (d === undefined ? [] : [d.toLowerCase()]));

/** RFC 5321, 4.1.1.3: postmaster also comes without a domain. */
function isRole(base: AliasBase, address: string): boolean {
  const bare = address.toLowerCase();
  return bare === 'postmaster' || domainsOf(base).some((d) => ROLES.some((role) => bare === `${role}@${d}`));
}

export const purposeOf = (base: AliasBase, addresses: string[]): Purpose =>
  addresses.every((address) => isRole(base, address)) ? 'role' : 'alias';

/** Null for an address of ours; else what the 550 for it says. */
export function whyNotOurs(base: AliasBase, address: string): string | null {
  if (readAlias(base, address) || isRole(base, address)) return null;
  return domainsOf(base).includes(hostOf(address)) ? '5.1.1 No such mailbox here' : '5.7.1 We do not relay';
}
