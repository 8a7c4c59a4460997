/** The addresses that a study would write to: one person behind a mailbox is asked once, and was there to be asked. */
import { domainToASCII } from 'node:url';
import type { Lender } from '../../model/lenders.ts';
import type { StudyParts } from './cross-checks.ts';
import type { Problem } from './problems.ts';

/** Lenders that the wave does not leave out, each with its place in the file. */
function asked({ market, wave }: StudyParts): { lender: Lender; at: number }[] {
  const excluded = new Set(wave.data.exclude.map((entry) => entry.lender));
  return market.data.lenders.flatMap((lender, at) => (excluded.has(lender.id) ? [] : [{ lender, at }]));
}

/**
 * Two lenders may share a mail address only when both name the same entity (the caps count per entity) and the same
 * desk (its slots are kept apart): else one person would be asked more than the caps allow.
 */
export function mailboxes(parts: StudyParts): Problem[] {
  const { problem } = parts.market;
  const first = new Map<string, { lender: Lender; line: number | undefined }>();
  return asked(parts).flatMap(({ lender, at }) =>
    lender.channels.flatMap((channel, j) => {
      if (channel.kind !== 'email') return [];
      const path = ['lenders', at, 'channels', j, 'address'];
      const box = mailboxOf(channel.address);
      const other = first.get(box);
      if (!other) {
        first.set(box, { lender, line: problem(path, '').place?.line });
        return [];
      }
      const one =
        other.lender.id === lender.id ||
        (other.lender.entity === lender.entity &&
          lender.desk !== undefined &&
          other.lender.desk === lender.desk);
      return one
        ? []
        : [
            problem(
              path,
              `"${channel.address}" is also an address of lender ${other.lender.id} (line ${other.line}): one mailbox may stand behind two lenders only if both name the same entity and the same desk, for the caps protect the person who reads it; else exclude one of them in wave.yml`,
            ),
          ];
    }),
  );
}

/** The same for every way to write an address: case, Unicode form, Unicode or punycode domain. */
function mailboxOf(address: string): string {
  const at = address.lastIndexOf('@');
  const domain = address.slice(at + 1);
  return `${address.slice(0, at).normalize('NFKC').toLowerCase()}@${domainToASCII(domain) || domain.toLowerCase()}`;
}

/** What is tested was advertised before the test. */
export function sightings(parts: StudyParts): Problem[] {
  const { starts } = parts.wave.data;
  return asked(parts).flatMap(({ lender, at }) =>
    lender.channels.flatMap(({ seenOn }, j) =>
      seenOn < starts
        ? []
        : [
            parts.market.problem(
              ['lenders', at, 'channels', j, 'seenOn'],
              `is "${seenOn}", must be before the wave starts (${starts} in wave.yml): a channel must have been seen before it is tried`,
            ),
          ],
    ),
  );
}
