/** All recipes. A further vendor is one more file here and one more line. */
import type { Recipe } from '../recipes.ts';

export const RECIPES: readonly Recipe[] = [];
