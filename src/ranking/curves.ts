/** When the market answers: curves over all channels and each, what came instead, and whether channels differ. */
import { type ChannelComparison, CURVE_CLOCKS, type CurveSet, type Curves } from '../model/curves.ts';
import { notApplicable, scored } from '../model/measured.ts';
import type { ChannelKind } from '../model/vocabulary.ts';
import type { ProbeRow } from '../model/wave-result.ts';
import { answeredBy, type ClusteredProbe } from './answered-by.ts';
import { chanceOf } from './chance.ts';
import { endingCurves } from './endings.ts';
import { residuals, swapTest } from './log-rank.ts';
import { holm } from './proportions.ts';

const HOUR = 3_600_000;
const PERMUTATIONS = 1_999;
/** With five pairs even the most extreme of the 32 arrangements is no rarer than 1 in 16. */
const LEAST_PAIRS = 6;

/**
 * `rows`: all of the wave; those that do not count are left aside. `entityOf` names a lender's legal entity: its brands
 * go together. `channels` in the order of the plan; `seed` is the plan's hash.
 */
export function curvesOf(input: {
  rows: readonly ProbeRow[];
  channels: readonly ChannelKind[];
  entityOf: (lender: string) => string;
  deadlineHours: number;
  seed: string;
}): Curves {
  const { channels, deadlineHours, seed } = input;
  const probes = input.rows
    .filter((row) => row.excluded === undefined)
    .map((row): ClusteredProbe => ({ row, cluster: input.entityOf(row.lender) }));
  const on = (channel: ChannelKind) => probes.filter((p) => p.row.channel === channel);
  return {
    deadlineHours,
    all: curveSet(probes, deadlineHours),
    channels: channels
      .filter((key) => on(key).length > 0)
      .map((key) => ({ key, ...curveSet(on(key), deadlineHours) })),
    comparisons: comparisonsOf(probes, channels, { deadlineHours, seed }),
  };
}

const curveSet = (probes: readonly ClusteredProbe[], deadlineHours: number): CurveSet => ({
  curves: CURVE_CLOCKS.flatMap((clock) => answeredBy(probes, clock, deadlineHours) ?? []),
  endings: endingCurves(probes, deadlineHours),
});

/** Every pair of channels on which some legal entity was asked both ways. */
function comparisonsOf(
  probes: readonly ClusteredProbe[],
  channels: readonly ChannelKind[],
  wave: { deadlineHours: number; seed: string },
): ChannelComparison[] {
  const known = probes
    .filter((p) => p.row.clocks.substantive.status !== 'unscorable')
    .sort((a, b) => (a.row.id < b.row.id ? -1 : 1));
  const found = channels
    .flatMap((a, i) => channels.slice(i + 1).map((b) => comparison(known, [a, b], wave)))
    .filter((c) => c.entities > 0);
  const tested = found.filter((c) => c.p.status === 'scored');
  const adjusted = holm(tested.map((c) => (c.p.status === 'scored' ? c.p.value : 1)));
  tested.forEach((c, i) => {
    c.p = scored(adjusted[i]!);
  });
  return found;
}

/**
 * Log-rank residuals under one common curve, averaged within a legal entity on each channel; the sum of an entity's
 * differences is then set against seeded swaps of its two labels. Entities are the units, so probes may go together.
 */
function comparison(
  known: readonly ClusteredProbe[],
  [a, b]: readonly [ChannelKind, ChannelKind],
  { deadlineHours, seed }: { deadlineHours: number; seed: string },
): ChannelComparison {
  const here = known.filter((p) => p.row.channel === a || p.row.channel === b);
  const both = new Set(
    [...Map.groupBy(here, (p) => p.cluster)]
      .filter(([, own]) => [a, b].every((c) => own.some((p) => p.row.channel === c)))
      .map(([cluster]) => cluster),
  );
  const paired = here.filter((p) => both.has(p.cluster));
  const left = residuals(
    paired.map(({ row: { clocks } }) => {
      const hours = clocks.substantive.status === 'scored' ? clocks.substantive.value / HOUR : deadlineHours;
      return {
        time: Math.min(hours, deadlineHours),
        event: clocks.substantive.status === 'scored' && hours <= deadlineHours,
      };
    }),
  );
  const byCluster = Map.groupBy(
    paired.map((p, i) => ({ cluster: p.cluster, channel: p.row.channel, left: left[i]! })),
    (p) => p.cluster,
  );
  const pairs = [...byCluster]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, own]) => {
      const mean = (channel: ChannelKind) => {
        const mine = own.filter((p) => p.channel === channel);
        return mine.reduce((sum, p) => sum + p.left, 0) / mine.length;
      };
      return { a: mean(a), b: mean(b) };
    });
  const ahead = pairs.reduce((sum, pair) => sum + pair.a - pair.b, 0);
  const chance = chanceOf(seed, `log-rank ${a} ${b}`);
  return {
    a,
    b,
    entities: both.size,
    probes: paired.length,
    sooner: Math.abs(ahead) < 1e-9 ? 'neither' : ahead > 0 ? 'a' : 'b',
    p:
      pairs.length < LEAST_PAIRS
        ? notApplicable(`fewer than ${LEAST_PAIRS} legal entities were asked on both`)
        : scored(swapTest(pairs, PERMUTATIONS, () => chance.unit() < 0.5)),
  };
}
