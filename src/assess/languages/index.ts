/**
 * The languages that replies are read in: every JSON file beside this. A further one is data (METHODOLOGY.md).
 * Packs are checked against their shape when this module loads: a broken one stops the start, not a wave.
 */
import { Pack } from './pack.ts';
import { shippedPacks } from './shipped.ts';

export const PACKS: readonly Pack[] = shippedPacks(import.meta.dirname, Pack);
