/** Which lenders of the study belong together by what `lenders.yml` says of their doors (assess/lender-groups.ts). */
import { lenderGroups } from '../assess/lender-groups.ts';
import type { LendersFile } from '../model/lenders.ts';
import type { KnownTie } from '../model/shared-wording.ts';

/** What only the pages of a census show (licences, tax numbers, chat accounts) is left to `doorbell census`. */
export const knownTies = (market: LendersFile): KnownTie[] =>
  lenderGroups(
    market.lenders.map(({ id, entity, site, channels }) => ({
      lender: id,
      entity,
      reading: {
        site,
        channels: channels.map((c) => ({
          kind: c.kind,
          address: c.kind === 'email' ? c.address.toLowerCase() : c.address.replace(/[\s()-]/g, ''),
          foundOn: c.seenAt,
          steps: 0,
          quote: c.address,
          rule: 'lenders.yml',
        })),
        identity: { licences: [], taxNumbers: [], chatAccounts: [] },
      },
    })),
  ).map(({ lenders, shared }) => ({ lenders, shared: [...new Set(shared.map((s) => s.what))] }));
