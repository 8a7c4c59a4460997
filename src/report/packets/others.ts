/** Keeps what a lender's packet quotes from naming another lender. */
import type { LendersFile } from '../../model/lenders.ts';
import type { Mask } from '../masking.ts';

export interface OthersMask {
  mask: Mask;
  /** Whether a text names another lender. */
  names(text: string): boolean;
}

/**
 * `place` stands for the name, id, legal entity, domain and mail domain of every lender but `own`. What the own lender
 * shares with another (its entity, its domain) is its own, and so is another's name as a part of its own.
 */
export function othersMask(market: LendersFile, own: string, place: string): OthersMask {
  const mine = namesOf(market, own);
  const others = market.lenders.filter((l) => l.id !== own).flatMap((l) => namesOf(market, l.id));
  const taken = new Set(mine.map((n) => n.toLowerCase()));
  const foreign = longestFirst(others.filter((n) => n.length > 1 && !taken.has(n.toLowerCase())));
  if (foreign.length === 0) return { mask: (text) => text, names: () => false };
  const alternatives = (names: string[]) => names.map(bounded).join('|');
  const pattern = new RegExp(`(?<own>${alternatives(longestFirst(mine))})|${alternatives(foreign)}`, 'giu');
  const mask: Mask = (text) =>
    text.replace(pattern, (match, own: string | undefined) => (own === undefined ? place : match));
  return { mask, names: (text) => mask(text) !== text };
}

const longestFirst = (names: readonly string[]): string[] =>
  [...new Set(names)].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));

function namesOf(market: LendersFile, id: string): string[] {
  const lender = market.lenders.find((l) => l.id === id);
  if (!lender) return [];
  const entity = market.entities.find((e) => e.id === lender.entity);
  return [
    lender.id,
    lender.name,
    lender.entity,
    ...(entity ? [entity.name] : []),
    new URL(lender.site).hostname.replace(/^www\./, ''),
    ...lender.channels.flatMap((c) => (c.kind === 'email' ? (c.address.split('@').at(1) ?? []) : [])),
  ];
}

/** A name does not go on in letters, digits or a hyphen: "fern" is not in "fern-2". Chinese runs on. */
const bounded = (name: string): string => {
  const literal = name.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  return /\p{Script=Han}/u.test(name)
    ? literal
    : `(?<![\\p{L}\\p{N}-])${literal}(?![\\p{L}\\p{N}]|-[\\p{L}\\p{N}])`;
};
