/** The reading halves of the packs, checked when this module loads; one for each language of `../index.ts`. */
import { shippedPacks } from '../shipped.ts';
import { ReadingPack } from './pack.ts';

export const READING_PACKS: readonly ReadingPack[] = shippedPacks(import.meta.dirname, ReadingPack);
