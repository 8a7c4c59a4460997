/** Empathy: is the stated worry taken up? No rule can tell: persons code it, and their median counts (score.ts). */
import type { CriterionRule } from './case.ts';

export const empathy: CriterionRule = () => ({
  status: 'unscorable',
  reason: 'judged by persons only, and none has coded it',
});
