/** What a plan was made of: a digest for each thing that the meaning of a probe depends on, by a readable path. */
import { digestOf, type Sha256 } from '../model/digest.ts';
import type { Ingredients, Plan } from '../model/plan.ts';
import { WORDINGS } from '../model/scenario.ts';
import type { Study } from '../model/study.ts';

/** The rubric as the assessing room names it: its coder, and the digest of each lexicon that it uses. */
export interface RubricIdentity {
  /** e.g. "rules@0.1.0". */
  coder: string;
  /** Digest by readable path, e.g. "languages/uk". */
  ingredients: Record<string, Sha256>;
}

/**
 * Digests of everything frozen. The sign-off (`approval`) is no part of it: it comes after, and names the plan.
 * Scenarios that the wave does not use and lenders that it excludes may change freely.
 */
export function ingredients(study: Study, rubric: RubricIdentity): Ingredients {
  const { wave, market } = study;
  const out: Record<string, Sha256> = {};
  const put = (path: string, value: unknown) => {
    out[path] = digestOf(value);
  };
  // The sign-off comes after; of the scenarios and the order of lists only what is used counts.
  const { approval: _approval, scenarios: _scenarios, channels, exclude, ...settings } = wave;
  for (const [name, value] of Object.entries(settings)) put(`wave/${name}`, value);
  put('wave/channels', [...channels].sort());
  put(
    'wave/exclude',
    [...exclude].sort((a, b) => (a.lender < b.lender ? -1 : 1)),
  );

  for (const scenario of scenariosUsed(study)) {
    const base = `scenarios/${scenario.id}`;
    put(`${base}/asks`, [...scenario.asks].sort());
    put(`${base}/title`, scenario.title);
    put(`${base}/worry`, scenario.worry);
    put(`${base}/persona`, scenario.persona);
    for (const [language, texts] of Object.entries(scenario.texts))
      for (const wording of WORDINGS) put(`${base}/${language}/${wording}`, texts[wording]);
  }

  const excluded = new Set(exclude.map((entry) => entry.lender));
  const lenders = market.lenders.filter((lender) => !excluded.has(lender.id));
  const entities = new Set(lenders.map((lender) => lender.entity));
  for (const lender of lenders) put(`lenders/${lender.id}`, lender);
  for (const entity of market.entities) if (entities.has(entity.id)) put(`entities/${entity.id}`, entity);

  put('rubric/coder', rubric.coder);
  for (const [path, digest] of Object.entries(rubric.ingredients)) out[`rubric/${path}`] = digest;
  return out;
}

/** The scenarios of the wave, in the order of their ids. */
export const scenariosUsed = ({ scenarios, wave }: Study): Study['scenarios'] =>
  scenarios
    .filter((scenario) => wave.scenarios === undefined || wave.scenarios.includes(scenario.id))
    .sort((a, b) => (a.id < b.id ? -1 : 1));

/**
 * One sentence for each ingredient that is not as it was when the plan was frozen, in the order of their paths;
 * empty when the files are as frozen.
 */
export function differences(plan: Plan, study: Study, rubric: RubricIdentity): string[] {
  const now = ingredients(study, rubric);
  return differing(plan.ingredients, now).map((path) => {
    const [before, after] = [plan.ingredients[path], now[path]];
    const what = before === undefined ? 'was added' : after === undefined ? 'was removed' : 'changed';
    return `${describe(path)} ${what} since the plan was frozen`;
  });
}

/** Rules that are not as the plan froze them, e.g. "languages/uk", in the order of their paths. */
export function laterRules(plan: Plan, study: Study, rubric: RubricIdentity): string[] {
  const room = 'rubric/';
  return differing(plan.ingredients, ingredients(study, rubric))
    .filter((path) => path.startsWith(room))
    .map((path) => path.slice(room.length));
}

const differing = (before: Ingredients, after: Ingredients): string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .sort()
    .filter((path) => before[path] !== after[path]);

/** The rubric as the plan froze it: to ask whether anything but the rules has changed. */
export const frozenRubric = (plan: Plan): RubricIdentity => ({
  coder: plan.rubric,
  ingredients: Object.fromEntries(
    Object.entries(plan.ingredients)
      .filter(([path]) => path.startsWith('rubric/') && path !== 'rubric/coder')
      .map(([path, digest]) => [path.slice('rubric/'.length), digest]),
  ),
});

function describe(path: string): string {
  const [room, id = '', part = '', wording = ''] = path.split('/');
  switch (room) {
    case 'scenarios':
      return wording === ''
        ? `scenarios/${id}.yml: ${part}`
        : `scenarios/${id}.yml: ${languageName(part)} wording ${wording}`;
    case 'lenders':
      return `lenders.yml: lender ${id}`;
    case 'entities':
      return `lenders.yml: legal entity ${id}`;
    case 'wave':
      return `wave.yml: ${id}`;
    default:
      return `${room}: ${path.slice(path.indexOf('/') + 1)}`;
  }
}

const languageNames = new Intl.DisplayNames(['en'], { type: 'language' });
const languageName = (code: string): string => languageNames.of(code) ?? code;
