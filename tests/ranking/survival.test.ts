import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aalenJohansen, incidenceErrors } from '../../src/ranking/competing.ts';
import { logRank, residuals, swapTest } from '../../src/ranking/log-rank.ts';
import {
  type BandKind,
  greenwoodBand,
  kaplanMeier,
  medianPrinted,
  quantileOf,
  restrictedMean,
  type Wait,
} from '../../src/ranking/survival.ts';

type Numbers = (number | null)[];
interface Km {
  n: number;
  events: number;
  table: Record<
    'time' | 'nRisk' | 'nEvent' | 'nCensor' | 'survival' | 'stdErrSurvival' | 'cumulativeGreenwood',
    Numbers
  >;
  byConfType: Record<
    BandKind,
    {
      lower: Numbers;
      upper: Numbers;
      medianPrinted: Record<'median' | 'lower' | 'upper', number | null>;
      quantiles: { p: number[]; estimate: Numbers; lower: Numbers; upper: Numbers };
    }
  >;
}
interface Input {
  time: number[];
  event: number[];
  group?: string[];
  stratum?: string[];
  cluster?: number[];
  state?: number[];
}
interface Rmst {
  tau: number;
  rmst: number;
  se: number;
}
interface Test {
  observed: number[];
  expected: number[];
  var: number[][];
  chisq: number;
  p: number;
}
interface Dataset {
  input: Input;
  overall: Km;
  rmst: Rmst[];
  groups: Record<string, Km & { rmst: Rmst[] }>;
  logrank: Test;
  petoPeto: Test;
  stratifiedLogrank?: { input: Input; chisq: number; p: number };
}
const golden = JSON.parse(readFileSync(new URL('../golden/survival.json', import.meta.url), 'utf8')) as {
  datasets: Record<string, Dataset>;
  edge: Record<string, { input: Input; km: Km; rmst?: Rmst[] }>;
  competingRisks: { probe16: Record<string, number[]> & { input: Input } };
  clustered: { input: Input; time: number[]; survival: number[]; seClustered: Numbers; seGreenwood: Numbers };
};

let compared = 0;
/** Within 1e-9, relatively where numbers are large; null only where R says NA. */
function near(got: number | null | undefined, want: number | null | undefined): void {
  compared++;
  if (want === null || want === undefined) expect(got ?? null).toBeNull();
  else expect(Math.abs(got! - want) / Math.max(1, Math.abs(want))).toBeLessThan(1e-9);
}
const waitsOf = (input: Input, keep: (i: number) => boolean = () => true): Wait[] =>
  input.time.map((time, i) => ({ time, event: input.event[i] === 1 })).filter((_, i) => keep(i));

function equalsR(waits: Wait[], km: Km, rmst: Rmst[]): void {
  const steps = kaplanMeier(waits);
  expect(waits.length).toBe(km.n);
  expect(waits.filter((w) => w.event).length).toBe(km.events);
  expect(steps.length).toBe(km.table.time.length);
  steps.forEach((s, i) => {
    near(s.time, km.table.time[i]);
    near(s.atRisk, km.table.nRisk[i]);
    near(s.events, km.table.nEvent[i]);
    near(s.censored, km.table.nCensor[i]);
    near(s.survival, km.table.survival[i]);
    near(s.greenwood, km.table.cumulativeGreenwood[i]);
    near(s.greenwood === null ? null : s.survival * Math.sqrt(s.greenwood), km.table.stdErrSurvival[i]);
  });
  const times = steps.map((s) => s.time);
  const survival = steps.map((s) => s.survival);
  for (const [kind, want] of Object.entries(km.byConfType) as [BandKind, Km['byConfType'][BandKind]][]) {
    const band = greenwoodBand(steps, kind);
    const low = band.map((b) => b.low);
    const high = band.map((b) => b.high);
    band.forEach((_, i) => {
      near(low[i], want.lower[i]);
      near(high[i], want.upper[i]);
    });
    near(medianPrinted(times, survival), want.medianPrinted.median);
    near(medianPrinted(times, low), want.medianPrinted.lower);
    near(medianPrinted(times, high), want.medianPrinted.upper);
    want.quantiles.p.forEach((p, i) => {
      near(quantileOf(times, survival, p), want.quantiles.estimate[i]);
      near(quantileOf(times, low, p), want.quantiles.lower[i]);
      near(quantileOf(times, high, p), want.quantiles.upper[i]);
    });
  }
  for (const r of rmst) {
    const { mean, error } = restrictedMean(steps, r.tau);
    near(mean, r.rmst);
    near(error, r.se);
  }
}

describe("Kaplan-Meier equals R's survival package", () => {
  for (const [name, set] of Object.entries(golden.datasets)) {
    it(`${name}: table, bands, medians, quantiles, restricted means`, () => {
      equalsR(waitsOf(set.input), set.overall, set.rmst);
    });
    for (const [group, km] of Object.entries(set.groups))
      it(`${name}, group ${group}`, () => {
        equalsR(
          waitsOf(set.input, (i) => set.input.group![i] === group),
          km,
          km.rmst,
        );
      });
  }
  for (const [name, { input, km, rmst }] of Object.entries(golden.edge))
    it(`edge case ${name}`, () => equalsR(waitsOf(input), km, rmst ?? []));
});

describe("log-rank equals R's survdiff", () => {
  const grouped = (input: Input) => {
    const first = [...new Set(input.group)].sort()[0];
    return waitsOf(input).map((w, i) => ({
      ...w,
      group: input.group![i] === first ? (0 as const) : (1 as const),
      ...(input.stratum && { stratum: input.stratum[i]! }),
    }));
  };
  const equals = (got: ReturnType<typeof logRank>, want: Test) => {
    near(got.chisq, want.chisq);
    near(got.p, want.p);
    for (const g of [0, 1] as const) {
      near(got.observed[g], want.observed[g]);
      near(got.expected[g], want.expected[g]);
      near(got.variance, want.var[g]![g]);
      near(-got.variance, want.var[g]![1 - g]);
    }
  };
  for (const [name, set] of Object.entries(golden.datasets))
    it(name, () => {
      equals(logRank(grouped(set.input)), set.logrank);
      equals(logRank(grouped(set.input), 1), set.petoPeto);
      if (set.stratifiedLogrank) {
        const { input, chisq, p } = set.stratifiedLogrank;
        near(logRank(grouped(input)).chisq, chisq);
        near(logRank(grouped(input)).p, p);
      }
    });

  it('is the sum of residuals, which is what permutations add up', () => {
    const waits = grouped(golden.datasets.lung!.input);
    const sums = residuals(waits);
    const { observed, expected } = logRank(waits);
    near(
      sums.reduce((sum, r, i) => sum + (waits[i]!.group === 0 ? r : 0), 0),
      observed[0] - expected[0],
    );
    near(
      sums.reduce((a, b) => a + b, 0),
      0,
    );
  });
});

describe('swaps of labels within a lender', () => {
  it('give the exact p-value of the 2^n arrangements', () => {
    const pairs = [1, 2, 3, 4, 5].map((a) => ({ a, b: -a }));
    // All arrangements in turn: bit i of the counter turns pair i. Only the seen one and its mirror are as far.
    let call = 0;
    const everyOne = () => ((Math.floor(call / 5) >> (call++ % 5)) & 1) === 1;
    expect(swapTest(pairs, 32, everyOne)).toBeCloseTo(3 / 33, 12);
  });

  it('find nothing where the labels make no difference', () => {
    expect(
      swapTest(
        [
          { a: 2, b: 2 },
          { a: -1, b: -1 },
        ],
        99,
        () => true,
      ),
    ).toBe(1);
  });
});

describe('competing outcomes equal R', () => {
  const { input, ...want } = golden.competingRisks.probe16;
  const waits = input.time.map((time, i) => ({
    time,
    cause: input.state![i] === 0 ? null : input.state![i]! - 1,
    cluster: String(i),
  }));
  it('Aalen-Johansen and its errors', () => {
    const got = aalenJohansen(waits, 3);
    const errors = incidenceErrors(waits, 3, got.times);
    got.times.forEach((t, i) => {
      near(t, want.times![i]);
      near(got.eventFree[i], want.eventFree![i]);
      for (const k of [0, 1, 2]) {
        near(got.byCause[k]![i], want[`cif${k + 1}`]![i]);
        near(errors[k]![i], want[`se${k + 1}`]![i]);
      }
    });
  });

  it('censoring them instead would overstate the answers', () => {
    const censored = kaplanMeier(waits.map(({ time, cause }) => ({ time, event: cause === 0 })));
    expect(1 - censored.at(-1)!.survival).toBeCloseTo(0.526, 3);
    expect(aalenJohansen(waits, 3).byCause[0]!.at(-1)).toBe(0.4375);
  });

  it('errors of clusters are those of survfit(..., cluster=), and do not depend on order', () => {
    const { clustered: g } = golden;
    const waitsIn = g.input.time.map((time, i) => ({
      time,
      cause: g.input.event[i] === 1 ? 0 : null,
      cluster: String(g.input.cluster![i]),
    }));
    const { times, byCause } = aalenJohansen(waitsIn, 1);
    const errors = incidenceErrors(waitsIn, 1, times)[0]!;
    expect(incidenceErrors(waitsIn.toReversed(), 1, times)[0]).toEqual(errors);
    const greenwood = kaplanMeier(waitsOf(g.input));
    g.time.forEach((t, i) => {
      const at = times.indexOf(t);
      near(1 - byCause[0]![at]!, g.survival[i]);
      near(errors[at], g.seClustered[i]);
      near(greenwood[at]!.survival * Math.sqrt(greenwood[at]!.greenwood!), g.seGreenwood[i]);
    });
  });

  it('one cause is Kaplan-Meier upside down', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ time: fc.integer({ min: 1, max: 30 }), event: fc.boolean() }), {
          minLength: 1,
          maxLength: 40,
        }),
        (list) => {
          const steps = kaplanMeier(list);
          const { eventFree } = aalenJohansen(
            list.map((w) => ({ time: w.time, cause: w.event ? 0 : null, cluster: 'x' })),
            1,
          );
          for (const [i, s] of steps.entries()) expect(eventFree[i]).toBeCloseTo(s.survival, 12);
        },
      ),
    );
  });
});

it('compared every number of the golden file', () => expect(compared).toBeGreaterThan(7_000));
