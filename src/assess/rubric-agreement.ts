/**
 * Agreement wired into the score (methods.md 3.4): what coders said of the same replies decides, criterion by criterion
 * and language by language, whether a criterion may count. From .80 it does; from .667 it is tentative, shown outside the
 * score; below it is dropped. Where alpha does not exist, and without a second coder, the deterministic core stands.
 *
 * A criterion is measured by its own codes (0, 1, 2) where two coders gave them; else by the codes of the codebook that
 * it is made of, and then by the one on which coders agree least. Speed is a clock: no coder is needed.
 */
import type { Assessment } from '../model/assessment.ts';
import {
  CRITERIA,
  type Criterion,
  type CriterionResult,
  type CriterionUse,
  PERSONS_ONLY,
} from '../model/rubric.ts';
import {
  type Code,
  type Level,
  type Measurement,
  measureAgreement,
  pairedUnits,
  type Unit,
  type Verdict,
} from './agreement.ts';
import { coded } from './rubric/case.ts';
import { scoreOf } from './score.ts';

/** Codes of one coder: by reply (any key that is the same for all coders), then by code name. */
export type CodesByReply = ReadonlyMap<string, ReadonlyMap<string, Code>>;

/** The codes that a criterion is made of; a name that ends in ":" stands for all that begin so, each a unit of its own. */
const PARTS: Partial<Record<Criterion, readonly string[]>> = {
  effectiveness: ['facet:'],
  convenience: ['deflection', 'personal_data:', 'language_matches'],
  politeness: ['greets'],
  personalisation: ['uses_name'],
};

/** Its units are replies, or replies by facet. */
export interface CriterionAgreement extends Measurement {
  criterion: Criterion;
  /** `all`, or the language of the question. */
  language: string;
  /** The codes that decide: the criterion itself, or one of its parts. */
  by: string;
}

/** Criteria that two coders or more coded. One seed gives one set of intervals. */
export function criterionAgreements(
  coders: readonly CodesByReply[],
  languageOf: (reply: string) => string,
  seed: string,
): CriterionAgreement[] {
  const replies = [...new Set(coders.flatMap((c) => [...c.keys()]))].sort();
  const languages = [...new Set(replies.map(languageOf))].sort();
  const names = [
    ...new Set(coders.flatMap((c) => [...c.values()].flatMap((said) => [...said.keys()]))),
  ].sort();
  /** One list a reply. */
  const unitsOf = (part: string, language: string): Unit[][] => {
    const codes = names.filter((name) => (part.endsWith(':') ? name.startsWith(part) : name === part));
    return replies
      .filter((reply) => language === 'all' || languageOf(reply) === language)
      .map((reply) => codes.map((name) => coders.map((c) => c.get(reply)?.get(name) ?? null)));
  };
  const measure = (
    criterion: Criterion,
    language: string,
    by: string,
    level: Level,
  ): CriterionAgreement | null => {
    const byReply = unitsOf(by, language);
    const shared = byReply.filter((units) => pairedUnits(units) > 0).length;
    const found = measureAgreement(byReply.flat(), level, `${seed}/${criterion}/${by}/${language}`, shared);
    return found && { criterion, language, by, ...found };
  };
  return CRITERIA.flatMap((criterion) =>
    ['all', ...languages].flatMap((language) => {
      const own = measure(criterion, language, criterion, 'ordinal');
      if (own) return [own];
      const parts = (PARTS[criterion] ?? []).flatMap(
        (by) => measure(criterion, language, by, 'nominal') ?? [],
      );
      const worst = parts.toSorted((a, b) => alphaValue(a) - alphaValue(b))[0];
      return worst ? [worst] : [];
    }),
  );
}

const alphaValue = ({ alpha }: CriterionAgreement): number =>
  alpha.status === 'scored' ? alpha.value : Number.POSITIVE_INFINITY;

/**
 * The assessment with what agreement lets each criterion do, and what persons say where only they can; scored anew.
 * `persons` are the people's codes of this probe's replies, one map of replies each.
 */
export function withAgreement(
  assessment: Assessment,
  language: string,
  agreements: readonly CriterionAgreement[],
  persons: readonly CodesByReply[],
): Assessment {
  if (assessment.criteria.length === 0) return assessment;
  const criteria = assessment.criteria.map((c): CriterionResult => {
    const rows = agreements.filter((a) => a.criterion === c.criterion && a.verdict !== 'undecided');
    const row = rows.find((a) => a.language === language) ?? rows.find((a) => a.language === 'all');
    const judged = PERSONS_ONLY.includes(c.criterion) ? medianOf(c.criterion, persons) : null;
    return { ...c, use: useOf(c, row?.verdict), ...(judged && { verdict: judged }) };
  });
  const { disposition, clocks } = assessment;
  return {
    ...assessment,
    criteria,
    score: scoreOf({ disposition, substantive: clocks.substantive, criteria }),
  };
}

function useOf(c: CriterionResult, verdict: Verdict | undefined): CriterionUse {
  if (c.weight === 0) return 'no-weight';
  if (verdict === undefined || verdict === 'undecided') return c.use;
  return verdict;
}

/** The rule of a verdict that people gave. */
export const MEDIAN = 'persons.median';

/** Each person's highest code over the probe's replies, and the median of these; half codes for an even number. */
function medianOf(criterion: Criterion, persons: readonly CodesByReply[]): CriterionResult['verdict'] | null {
  const codes = persons
    .flatMap((codes) => {
      const said = [...codes.values()].flatMap((reply) => {
        const code = reply.get(criterion);
        return typeof code === 'number' ? [code] : [];
      });
      return said.length > 0 ? [Math.max(...said)] : [];
    })
    .sort((a, b) => a - b);
  const n = codes.length;
  if (n === 0) return null;
  const median = (codes[Math.floor((n - 1) / 2)]! + codes[Math.ceil((n - 1) / 2)]!) / 2;
  const reason = `Median of ${n === 1 ? 'one person' : `${n} persons`}.`;
  const whole = ([0, 1, 2] as const).find((code) => code === median);
  if (whole !== undefined) return coded(whole, MEDIAN, reason);
  return { status: 'scored', points: median * 50, rule: MEDIAN, reason, quotes: [] };
}

/** What a reader must know of each criterion that may not count in full. */
export const criterionNotices = (rows: readonly CriterionAgreement[]): string[] =>
  rows.flatMap(({ criterion, language, by, alpha, verdict }) => {
    if (alpha.status !== 'scored' || (verdict !== 'dropped' && verdict !== 'tentative')) return [];
    const where = language === 'all' ? '' : ` in ${language}`;
    const measured = by === criterion ? '' : ` (measured by ${by.replace(/:$/, '')})`;
    const value = `alpha ${alpha.value.toFixed(3)}`;
    return verdict === 'dropped'
      ? [`${criterion}${where}${measured}: ${value} is below .667: dropped from the score`]
      : [`${criterion}${where}${measured}: ${value} is below .80: tentative, shown outside the score`];
  });
