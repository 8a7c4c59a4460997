/** How even the frozen plan is: counts of wording x slot x persona, for each lender and over the wave (methods.md 3.2). */
import type { Plan, PlannedProbe } from '../model/plan.ts';
import { WORDINGS } from '../model/scenario.ts';
import { counted } from './counted.ts';
import { textTable } from './text-table.ts';

type Counts = Record<string, number>;

export interface Balance {
  probes: number;
  /** One row for each lender and channel, in the order of their names. */
  lenders: {
    lender: string;
    channel: string;
    probes: number;
    wording: Counts;
    slot: Counts;
    persona: Counts;
  }[];
  wording: Counts;
  slot: Counts;
  persona: Counts;
  /** Every combination, those with no probe included. `expected` is what the margins alone would give. */
  cells: { wording: string; slot: string; persona: string; count: number; expected: number }[];
  /** Probes; the first three within a lender, the last over the wave. */
  imbalance: {
    /** Largest difference between the counts of the two wordings. */
    wording: number;
    /** Largest distance of a slot's count from its declared share. Under 1 is as near as whole probes come. */
    slot: number;
    /** Largest difference between the counts of two personas. */
    persona: number;
    /** Largest distance of a cell from what is expected. */
    cell: number;
  };
}

export function balance(plan: Plan): Balance {
  const { probes } = plan;
  const slots = [...new Set(plan.wave.slots.map((slot) => slot.kind))];
  const personas = [...new Set(probes.map((probe) => probe.persona))].sort();
  const count = (
    group: readonly PlannedProbe[],
    field: 'wording' | 'slot' | 'persona',
    keys: readonly string[],
  ) => Object.fromEntries(keys.map((key) => [key, group.filter((probe) => probe[field] === key).length]));
  const margins = (group: readonly PlannedProbe[]) => ({
    wording: count(group, 'wording', WORDINGS),
    slot: count(group, 'slot', slots),
    persona: count(group, 'persona', personas),
  });

  const lenders = [...Map.groupBy(probes, (probe) => `${probe.lender} ${probe.channel}`)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, group]) => ({
      lender: group[0]!.lender,
      channel: group[0]!.channel,
      probes: group.length,
      ...margins(group),
    }));
  const whole = margins(probes);
  const tally = new Map<string, number>();
  for (const p of probes) {
    const key = `${p.wording} ${p.slot} ${p.persona}`;
    tally.set(key, (tally.get(key) ?? 0) + 1);
  }
  const share = (counts: Counts, key: string) => counts[key]! / Math.max(probes.length, 1);
  const cells = WORDINGS.flatMap((wording) =>
    slots.flatMap((slot) =>
      personas.map((persona) => ({
        wording,
        slot,
        persona,
        count: tally.get(`${wording} ${slot} ${persona}`) ?? 0,
        expected:
          probes.length *
          share(whole.wording, wording) *
          share(whole.slot, slot) *
          share(whole.persona, persona),
      })),
    ),
  );

  const shares = plan.wave.slots.reduce((sum, slot) => sum + slot.share, 0);
  const quota = (slot: string, n: number) =>
    (n * plan.wave.slots.filter((s) => s.kind === slot).reduce((sum, s) => sum + s.share, 0)) / shares;
  const spread = (counts: Counts) => Math.max(...Object.values(counts)) - Math.min(...Object.values(counts));
  const worst = (of: (row: Balance['lenders'][number]) => number) => Math.max(0, ...lenders.map(of));
  return {
    probes: probes.length,
    lenders,
    ...whole,
    cells,
    imbalance: {
      wording: worst((row) => spread(row.wording)),
      slot: worst((row) =>
        Math.max(...slots.map((slot) => Math.abs(row.slot[slot]! - quota(slot, row.probes)))),
      ),
      persona: worst((row) => spread(row.persona)),
      cell: Math.max(0, ...cells.map((cell) => Math.abs(cell.count - cell.expected))),
    },
  };
}

/** The balance report that is printed before freezing. Ends without a newline. */
export function renderBalance(b: Balance): string {
  const slots = Object.keys(b.slot);
  const personas = Object.keys(b.persona);
  const wave = [
    ['probes', ...personas, 'all'],
    ...WORDINGS.flatMap((wording) =>
      slots.map((slot) => {
        const cells = b.cells.filter((cell) => cell.wording === wording && cell.slot === slot);
        return [
          `wording ${wording}, ${slot}`,
          ...personas.map((persona) => String(cells.find((cell) => cell.persona === persona)!.count)),
          String(cells.reduce((sum, cell) => sum + cell.count, 0)),
        ];
      }),
    ),
    ['all', ...personas.map((persona) => String(b.persona[persona])), String(b.probes)],
  ];
  // Lenders with the same counts share a row: a balanced wave of 500 lenders prints a few lines.
  const kinds = Map.groupBy(b.lenders, (row) =>
    JSON.stringify([
      row.probes,
      ...WORDINGS.map((w) => row.wording[w]),
      ...slots.map((s) => row.slot[s]),
      Object.values(row.persona).filter((n) => n > 0).length,
    ]),
  );
  const lenders = [
    ['lenders', 'probes each', ...WORDINGS.map((w) => `wording ${w}`), ...slots, 'personas'],
    ...[...kinds].map(([key, rows]) => [String(rows.length), ...(JSON.parse(key) as number[]).map(String)]),
  ];
  const unused = slots.filter((slot) => b.slot[slot] === 0);
  const { imbalance } = b;
  return [
    `Balance of the plan: ${counted(b.probes, 'probe')} to ${b.lenders.length} lender x channel.`,
    textTable(wave),
    '',
    textTable(lenders),
    '',
    `Largest imbalance in a lender: wordings ${imbalance.wording}, slots against their declared shares ${imbalance.slot.toFixed(1)}, personas ${imbalance.persona}. Over the wave: a cell of wording x slot x persona is at most ${imbalance.cell.toFixed(1)} off.`,
    ...unused.map(
      (slot) => `Warning: the ${slot} slot gets no probe: there are fewer scenarios than its share needs.`,
    ),
  ].join('\n');
}
