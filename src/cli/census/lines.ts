/** The census as a person reads it. Whatever comes from a site is made inert first. */
import type { LenderGroup } from '../../assess/lender-groups.ts';
import type { SiteReading } from '../../model/census.ts';
import type { AdvertisedChannel, PublishedTerm } from '../../model/lenders.ts';
import { counted } from '../../plan/counted.ts';
import { bold } from '../output.ts';
import { inert } from '../transcript.ts';
import type { Detail, LenderDiff } from './compare.ts';

export function diffLines(diff: LenderDiff): string[] {
  const head = `${bold(diff.lender)}  ${diff.site}  ${counted(diff.pages, 'page')}, ${diff.seenOn}`;
  if (diff.blocked) return [head, inert(`  BLOCKED  ${diff.blocked}; nothing is changed`)];
  const { terms } = diff;
  const lines = [
    ...diff.added.map(({ channel, detail }) => `  + ${door(channel)}  ${proof(channel)}${more(detail)}`),
    ...diff.changed.map(
      ({ channel, to, detail }) =>
        `  ~ ${door(channel)}  ${changes(channel, to)}  ${proof(to)}${more(detail)}`,
    ),
    ...diff.vanished.map(
      ({ channel, why }) => `  - ${door(channel)}  ${why} (seen there on ${channel.seenOn})`,
    ),
    ...diff.unread.map(({ channel, why }) => `  ? ${door(channel)}  ${why}; left as it is`),
    ...terms.added.map((t) => `  + term ${term(t)}`),
    ...terms.changed.map(({ term: old, to }) => `  ~ term ${old.facet} "${old.text}" -> ${term(to)}`),
    ...terms.vanished.map((t) => `  - term ${term(t)}`),
    ...terms.unread.map((t) => `  ? term ${term(t)}: the page was not read; left as it is`),
  ].map(inert);
  return [
    head,
    ...lines,
    ...diff.confirmed.map(({ channel, detail }) =>
      inert(`  = ${door(channel)}${detail ? more(detail) : ', found by no rule, but printed there'}`),
    ),
    ...(terms.confirmed > 0 ? [`  = ${counted(terms.confirmed, 'term')} as listed`] : []),
  ];
}

const door = (c: AdvertisedChannel): string =>
  `${c.kind} ${c.address}${c.hours === undefined ? '' : ` (${c.hours})`}`;
const proof = (c: AdvertisedChannel): string => `on ${c.seenAt}`;
const term = (t: PublishedTerm): string => `${t.facet} "${t.text}" on ${t.source}`;

function changes(from: AdvertisedChannel, to: AdvertisedChannel): string {
  if (from.hours !== to.hours) return `hours: ${from.hours ?? 'none'} -> ${to.hours ?? 'none'}`;
  return `proof moved from ${from.seenAt}`;
}

function more({ steps, stepsPhone, vendor, promise }: Detail): string {
  return [
    ...(vendor === undefined ? [] : [`by ${vendor}`]),
    stepsWords(steps, stepsPhone),
    ...(promise === undefined ? [] : [`"${promise}"`]),
  ]
    .map((t) => `, ${t}`)
    .join('');
}

const stepsWords = (steps: number, phone: number | undefined): string =>
  `${steps >= 9 ? 'no link leads there' : counted(steps, 'step')}${phone === undefined || phone === steps ? '' : ` (${phone} on a phone)`}`;

export function groupLines(groups: readonly LenderGroup[]): string[] {
  if (groups.length === 0) return [];
  return [
    bold('lenders that share something: one desk or one owner'),
    ...groups.flatMap((g) => [
      inert(
        `  ${g.lenders.join(', ')}${g.entities.length > 1 ? `  (${g.entities.length} entities in lenders.yml)` : ''}`,
      ),
      ...g.shared.map((s) => inert(`    ${s.what} ${s.value}: ${s.lenders.join(', ')}`)),
    ]),
  ];
}

export function readingLines(reading: SiteReading, pages: number): string[] {
  return [
    `${bold(reading.site)}  ${counted(pages, 'page')}`,
    ...(reading.blocked ? [`  BLOCKED  ${reading.blocked}`] : []),
    ...reading.channels.map(
      (c) =>
        `  ${c.kind} ${c.address ?? c.url ?? c.vendor ?? ''}${c.hours === undefined ? '' : ` (${c.hours})`}  on ${c.foundOn}${more(c)}`,
    ),
    ...reading.terms.map((t) => `  term ${term(t)}`),
    `  hours: ${reading.hours ?? 'none claimed'}`,
    `  promise: ${reading.promise ?? 'none'}`,
    `  privacy policy: ${reading.privacyPolicy ?? 'none found'}`,
    `  complaints: ${reading.complaintChannel ?? 'none found'}`,
  ].map(inert);
}
