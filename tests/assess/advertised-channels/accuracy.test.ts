/** How often the reading of sites is right on the labelled ones; the set-aside part is held to a floor. */
import { describe, expect, it } from 'vitest';
import { judgeSite, scoreSites } from '../../corpus/sites/judge.ts';
import { loadSites } from '../../corpus/sites/load.ts';

const sites = loadSites();
const judged = (held: boolean) => sites.filter((s) => s.held === held).map(judgeSite);

describe('the sites it was tuned on', () => {
  it('are at least 20, in four languages', () => {
    const tuned = sites.filter((s) => !s.held);
    expect(tuned.length).toBeGreaterThanOrEqual(20);
    expect(new Set(tuned.map((s) => s.lang)).size).toBe(4);
  });

  it('are read with hardly an error', () => {
    const { all } = scoreSites(judged(false));
    expect(all.recall).toBeGreaterThanOrEqual(0.97);
    expect(all.precision).toBeGreaterThanOrEqual(0.98);
  });
});

describe.skipIf(!sites.some((s) => s.held))('the sites set aside', () => {
  it('are read with recall of 0.95 and precision of 0.98 over all kinds', () => {
    const { all } = scoreSites(judged(true));
    expect(all.recall).toBeGreaterThanOrEqual(0.95);
    expect(all.precision).toBeGreaterThanOrEqual(0.98);
  });
});
