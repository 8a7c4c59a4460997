/** A study as loaded from its files. How it is read from disk is `cli`'s affair. */
import type { LendersFile } from './lenders.ts';
import type { Scenario } from './scenario.ts';
import type { Wave } from './wave.ts';

export interface Study {
  market: LendersFile;
  /** In the order of their ids. */
  scenarios: Scenario[];
  wave: Wave;
}
