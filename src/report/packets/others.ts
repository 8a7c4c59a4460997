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
  const mine = namesOf(market, own).map((n) => n.toLowerCase());
  const foreign = market.lenders.filter((l) => l.id !== own).flatMap((l) => namesOf(market, l.id));
  const isOwn = new Set(mine);
  const byStart = Map.groupBy(
    new Set([...mine, ...foreign.map((n) => n.toLowerCase())].filter((n) => n.length > 1)),
    startOf,
  );
  // The longest first: a name is not cut short by another that it begins with.
  for (const names of byStart.values()) names.sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  const mask: Mask = (text) => {
    const lower = text.toLowerCase();
    // A letter or two become longer in lower case: such a text is read as it is.
    const read = lower.length === text.length ? lower : text;
    let out = '';
    let at = 0;
    while (at < text.length) {
      const name = nameAt(read, at, byStart);
      out += name === undefined ? text[at] : isOwn.has(name) ? text.slice(at, at + name.length) : place;
      at += name?.length ?? 1;
    }
    return out;
  };
  return { mask, names: (text) => mask(text) !== text };
}

/** A market has thousands of names: only those that begin like the text at a place are tried there. */
const startOf = (name: string): string => name.slice(0, 2);

const nameAt = (
  text: string,
  at: number,
  byStart: ReadonlyMap<string, readonly string[]>,
): string | undefined =>
  byStart
    .get(text.slice(at, at + 2))
    ?.find((name) => text.startsWith(name, at) && standsAlone(text, at, name));

const HAN = /\p{Script=Han}/u;
const BEFORE = /[\p{L}\p{N}-]$/u;
const AFTER = /^(?:[\p{L}\p{N}]|-[\p{L}\p{N}])/u;

/** A name does not go on in letters, digits or a hyphen: "fern" is not in "fern-2". Chinese runs on. */
const standsAlone = (text: string, at: number, name: string): boolean =>
  HAN.test(name) ||
  !(
    BEFORE.test(text.slice(Math.max(0, at - 2), at)) ||
    AFTER.test(text.slice(at + name.length, at + name.length + 3))
  );

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
