/** The rubric parts of the packs, checked when this module loads; one for each language of `../index.ts`. */
import { shippedPacks } from '../shipped.ts';
import { RubricPack } from './pack.ts';

export const RUBRIC_PACKS: readonly RubricPack[] = shippedPacks(import.meta.dirname, RubricPack);
