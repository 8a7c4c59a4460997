/** The addresses that a study would write to: one person behind a door is asked once, and was there to be asked. */
import { domainToASCII } from 'node:url';
import { handleOf } from '../../model/handles.ts';
import type { AdvertisedChannel, Lender } from '../../model/lenders.ts';
import type { Settings } from '../../model/settings.ts';
import { type AssistedChannel, type ChannelKind, isAssisted } from '../../model/vocabulary.ts';
import type { Wave } from '../../model/wave.ts';
import type { Located, StudyParts } from './cross-checks.ts';
import type { Problem } from './problems.ts';

/** Lenders that the wave does not leave out, each with its place in the file. */
function asked({ market, wave }: StudyParts): { lender: Lender; at: number }[] {
  const excluded = new Set(wave.data.exclude.map((entry) => entry.lender));
  return market.data.lenders.flatMap((lender, at) => (excluded.has(lender.id) ? [] : [{ lender, at }]));
}

/**
 * Two lenders may share a mailbox or an account of a messenger only when both name the same entity (the caps count per
 * entity) and the same desk (its slots are kept apart): else one person would be asked more than the caps allow.
 */
export function sharedDoors(parts: StudyParts): Problem[] {
  const { problem } = parts.market;
  const tested = parts.wave.data.channels;
  const first = new Map<string, { lender: Lender; line: number | undefined }>();
  return asked(parts).flatMap(({ lender, at }) =>
    lender.channels.flatMap((channel, j) => {
      if (channel.kind !== 'email' && !tested.includes(channel.kind)) return [];
      const door = doorOf(channel);
      if (door === null) return [];
      const path = ['lenders', at, 'channels', j, 'address'];
      const other = first.get(door);
      if (!other) {
        first.set(door, { lender, line: problem(path, '').place?.line });
        return [];
      }
      const one =
        other.lender.id === lender.id ||
        (other.lender.entity === lender.entity &&
          lender.desk !== undefined &&
          other.lender.desk === lender.desk);
      const what = channel.kind === 'email' ? 'mailbox' : 'account';
      return one
        ? []
        : [
            problem(
              path,
              `"${channel.address}" is also an address of lender ${other.lender.id} (line ${other.line}): one ${what} may stand behind two lenders only if both name the same entity and the same desk, for the caps protect the person who reads it; else exclude one of them in wave.yml`,
            ),
          ];
    }),
  );
}

/** One name for each door that a person reads, however it is written; a phone is one on every messenger. */
function doorOf({ kind, address }: AdvertisedChannel): string | null {
  if (kind === 'email') return mailboxOf(address);
  const handle = isAssisted(kind) ? handleOf(kind, address) : null;
  if (!handle) return null;
  return handle.by === 'phone' ? handle.value : `${kind} ${handle.by} ${handle.value}`;
}

/** The same for every way to write an address: case, Unicode form, Unicode or punycode domain. */
function mailboxOf(address: string): string {
  const at = address.lastIndexOf('@');
  const domain = address.slice(at + 1);
  return `${address.slice(0, at).normalize('NFKC').toLowerCase()}@${domainToASCII(domain) || domain.toLowerCase()}`;
}

/** How an account of each messenger can be written. */
const ACCOUNTS: Record<AssistedChannel, string> = {
  telegram: '"@name", "https://t.me/name" or a phone with its country, e.g. "+44 20 7946 0000"',
  whatsapp: 'a phone with its country, e.g. "+44 20 7946 0000", or "https://wa.me/..."',
  viber: 'a phone with its country, e.g. "+44 20 7946 0000", or "viber://pa?chatURI=name"',
  vk: '"name" or "https://vk.com/name"',
  ok: '"name" or "https://ok.ru/name"',
  messenger: '"name" or "https://m.me/name"',
  instagram: '"@name" or "https://instagram.com/name"',
  line: '"@name" or "https://line.me/R/ti/p/@name"',
  wechat: "the account's id or name",
  max: '"name", "https://max.ru/name" or a phone with its country',
};

/** The wave asks only where an account is named. */
export function accounts(parts: StudyParts): Problem[] {
  const tested = parts.wave.data.channels;
  return asked(parts).flatMap(({ lender, at }) =>
    lender.channels.flatMap(({ kind, address }, j) =>
      !isAssisted(kind) || !tested.includes(kind) || handleOf(kind, address)
        ? []
        : [
            parts.market.problem(
              ['lenders', at, 'channels', j, 'address'],
              `is ${JSON.stringify(address)}, which names no account of ${kind}: must be ${ACCOUNTS[kind]}`,
            ),
          ],
    ),
  );
}

const NEVER_TRIED: Partial<Record<ChannelKind, string>> = {
  phone: "is never called: nobody's voice is recorded, and staff are not kept on a line for a study",
  form: 'is never filled in: an application form is not a question',
};

/** What may be listed and is never tried. */
export const neverTried = ({ wave }: StudyParts): Problem[] =>
  wave.data.channels.flatMap((kind, i) => {
    const why = NEVER_TRIED[kind];
    return why === undefined
      ? []
      : [wave.problem(['channels', i], `"${kind}" may be listed in lenders.yml and ${why}; take it out`)];
  });

/** What a person sends needs a desk to send it from. */
export function deskNeeded(wave: Pick<Wave, 'channels'>, settings: Located<Settings>): Problem[] {
  const byHand = wave.channels.filter(isAssisted);
  if (byHand.length === 0 || settings.data.desk) return [];
  return [
    settings.problem(
      ['desk'],
      `is missing: wave.yml has ${byHand.join(', ')}, where a person presses Send; name the operators, e.g. "desk: {operators: [{name: Olena, timeZone: Europe/Kyiv}]}"`,
    ),
  ];
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
