/** Lenders behind which one desk sits: known ties and wording that was found, joined into clusters. */
import type { LendersFile } from '../../model/lenders.ts';
import type { Desk } from '../../model/market-findings.ts';
import type { KnownTie, SharedWording } from '../../model/shared-wording.ts';
import type { DeskOf } from './rates.ts';

/** `lenders`: ids of the wave. Ties of other lenders are left aside. */
export function desksOf(
  lenders: readonly string[],
  market: LendersFile,
  known: readonly KnownTie[],
  wordings: readonly SharedWording[],
): { desks: Desk[]; deskOf: DeskOf } {
  const rows = market.lenders.filter((l) => lenders.includes(l.id));
  const sharing = (
    of: (l: (typeof rows)[number]) => string | undefined,
    what: 'entity' | 'desk',
  ): KnownTie[] =>
    [...Map.groupBy(rows, of)]
      .filter(([value, list]) => value !== undefined && list.length > 1)
      .map(([, list]) => ({ lenders: list.map((l) => l.id), shared: [what] }));
  const ties = [
    ...sharing((l) => l.entity, 'entity'),
    ...sharing((l) => l.desk, 'desk'),
    ...known,
    ...wordings.map((w) => ({ lenders: w.lenders, shared: ['wording' as const] })),
  ]
    .map((t) => ({ ...t, lenders: t.lenders.filter((id) => lenders.includes(id)) }))
    .filter((t) => t.lenders.length > 1);
  const leader = new Map(lenders.map((id) => [id, id]));
  const find = (id: string): string => {
    let at = id;
    while (leader.get(at) !== at) at = leader.get(at) ?? at;
    return at;
  };
  // The least id leads, whatever the order of ties.
  for (const { lenders: ids } of ties) {
    const leaders = ids.map(find).sort();
    for (const other of leaders) leader.set(other, leaders[0]!);
  }
  const entityOf = new Map(rows.map((l) => [l.id, l.entity]));
  const desks = [...Map.groupBy([...lenders].sort(), find)]
    .filter(([, ids]) => ids.length > 1)
    .map(([, ids]) => ({
      lenders: ids,
      entities: [...new Set(ids.flatMap((id) => entityOf.get(id) ?? []))].sort(),
      ties: [
        ...new Set(ties.filter((t) => t.lenders.some((id) => ids.includes(id))).flatMap((t) => t.shared)),
      ].sort(),
    }))
    .sort((a, b) => (a.lenders[0]! < b.lenders[0]! ? -1 : 1));
  return { desks, deskOf: find };
}
