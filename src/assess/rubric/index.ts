/** The rubric: one small rule for each criterion of model/rubric.ts. A further one is a file beside these and a line here. */
import {
  CRITERIA,
  type Criterion,
  type CriterionResult,
  PERSONS_ONLY,
  type Weights,
} from '../../model/rubric.ts';
import { accuracy } from './accuracy.ts';
import type { CriterionRule, RubricCase } from './case.ts';
import { competence } from './competence.ts';
import { convenience } from './convenience.ts';
import { effectiveness } from './effectiveness.ts';
import { empathy } from './empathy.ts';
import { personalisation } from './personalisation.ts';
import { politeness } from './politeness.ts';
import { speed } from './speed.ts';

const RULES: Record<Criterion, CriterionRule> = {
  speed,
  effectiveness,
  competence,
  accuracy,
  convenience,
  politeness,
  personalisation,
  empathy,
};

/** Every criterion, in the rubric's order, before any coder was compared with another (agreed.ts). */
export const criteriaOf = (given: RubricCase, weights: Weights): CriterionResult[] =>
  CRITERIA.map((criterion) => {
    const weight = weights[criterion] ?? 0;
    return {
      criterion,
      weight,
      use: PERSONS_ONLY.includes(criterion) ? 'persons-only' : weight > 0 ? 'in-score' : 'no-weight',
      verdict: RULES[criterion](given),
    };
  });
