/** Who applies the rubric in this version, and the digests of all that it applies. */
import { CODER, rubricIngredients } from '../assess/rubric-identity.ts';
import type { RubricIdentity } from '../plan/ingredients.ts';

export const assessmentRules = (): RubricIdentity => ({ coder: CODER, ingredients: rubricIngredients() });
