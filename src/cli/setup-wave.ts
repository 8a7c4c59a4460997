/** Loads a study with its frozen plan, and refuses the pair when they disagree. */

import { sha256 } from '../model/digest.ts';
import { SetupError } from '../model/errors.ts';
import type { Plan } from '../model/plan.ts';
import type { Settings } from '../model/settings.ts';
import type { Study } from '../model/study.ts';
import { freezePlan } from '../plan/freeze.ts';
import { differences, frozenRubric, laterRules } from '../plan/ingredients.ts';
import { parsePlan, planDigest } from '../plan/plan-bytes.ts';
import { readPlan, type StudyFolder } from './folder.ts';
import { assessmentRules } from './rules.ts';
import { loadSettings, loadStudy } from './study/load.ts';
import { BUILD } from './version.ts';

export interface WaveSetup {
  folder: StudyFolder;
  study: Study;
  settings: Settings;
  plan: Plan;
  planSha: string;
  /** Rules that are not as the plan froze them: results by them are exploratory. Left out: none. */
  laterRules?: string[];
}

/**
 * Rejects with SetupError when there is no plan, or when a file changed since it was frozen: each difference is named.
 * Sending needs the very rules that were frozen; what was collected may be assessed with better ones (design.md, rule
 * 1), and then `say` is told.
 */
export async function setupWave(
  folder: StudyFolder,
  { rules, say }: { rules: 'frozen' | 'any'; say?: (line: string) => void },
): Promise<WaveSetup> {
  const study = await loadStudy(folder.root);
  const settings = await loadSettings(folder.root);
  const bytes = await readPlan(folder, study.wave.id);
  const plan = parsePlan(bytes);
  const planSha = sha256(bytes);
  const changed = differences(plan, study, rules === 'frozen' ? assessmentRules() : frozenRubric(plan));
  if (changed.length > 0)
    throw new SetupError(
      `the study changed after plan ${planSha.slice(0, 12)}... was frozen:\n${changed.map((d) => `  ${d}`).join('\n')}\n` +
        'Put the files back, or freeze a new wave under another id.',
    );
  if (rules === 'frozen' && plan.code === BUILD) requireUnedited(folder, study, plan, planSha);
  const later = rules === 'any' ? laterRules(plan, study, assessmentRules()) : [];
  if (later.length > 0)
    say?.(
      `note: ${later.length} of the rules are not those that the plan froze: results by them are exploratory`,
    );
  return { folder, study, settings, plan, planSha, laterRules: later };
}

/** The plan is a function of the study: a file that is not what it gives was edited by hand. */
function requireUnedited(folder: StudyFolder, study: Study, plan: Plan, planSha: string): void {
  const again = planDigest(freezePlan({ study, code: plan.code, rubric: assessmentRules() }));
  if (again !== planSha)
    throw new SetupError(
      `${folder.plan(plan.wave.id)} was edited: its sha256 is ${planSha.slice(0, 12)}..., the study gives ${again.slice(0, 12)}...; ` +
        'put it back, or delete it and freeze it anew with `doorbell plan`',
    );
}
