/** What is measured on the labelled replies: each aspect as two lists of labels, the author's and the rules'. */
import { foldText } from '../../src/assess/clean-text.ts';
import type { Judged, LabelledValue } from './labelled.ts';
import { Confusion } from './measure.ts';

export const ASPECTS = [
  'responder',
  'facets',
  'deflection',
  'personal_data',
  'refusal',
  'over_promise',
  'automation_disclosed',
  'greets',
  'uses_name',
  'next_step',
  'language_matches',
  'staff_names',
] as const;
export type Aspect = (typeof ASPECTS)[number];

/** The responder by the mean over its classes; the rest over all labels together, "none" left out. */
export const F1_KIND: Record<Aspect, 'macro' | 'micro'> = Object.fromEntries(
  ASPECTS.map((a) => [a, a === 'responder' ? 'macro' : 'micro']),
) as Record<Aspect, 'macro' | 'micro'>;

type Pair = [expected: string[], got: string[]];
const flag = (name: string, expected: boolean, got: boolean | undefined): Pair => [
  expected ? [name] : [],
  got ? [name] : [],
];
const only = (d: string): string[] => (d === 'none' ? [] : [d]);

export const labelsOf: Record<Aspect, (j: Judged) => Pair> = {
  responder: ({ reply, verdict }) => [[reply.expect.responder], [verdict.responder]],
  facets: ({ reply, verdict }) => [reply.expect.answered, verdict.answered],
  deflection: ({ reply, verdict }) => [only(reply.expect.deflection), only(verdict.deflection)],
  personal_data: ({ reply, verdict }) => [reply.expect.personal_data, verdict.personalData],
  refusal: ({ reply, verdict }) => flag('refusal', reply.expect.refusal, verdict.refusal),
  over_promise: ({ reply, verdict }) =>
    flag('over-promise', reply.expect.over_promise, verdict.reading.overPromise),
  automation_disclosed: ({ reply, verdict }) =>
    flag('disclosed', reply.expect.automation_disclosed, verdict.reading.automationDisclosed),
  greets: ({ reply, verdict }) => flag('greets', reply.expect.greets, verdict.reading.greets),
  uses_name: ({ reply, verdict }) => flag('uses-name', reply.expect.uses_name, verdict.reading.usesName),
  next_step: ({ reply, verdict }) => flag('next-step', reply.expect.next_step, verdict.reading.nextStep),
  language_matches: ({ reply, verdict }) =>
    flag('matches', reply.expect.language_matches, verdict.reading.languageMatches),
  staff_names: ({ reply, verdict }) => [
    reply.expect.staff_names.map(foldText),
    verdict.reading.staffNames.map(foldText),
  ],
};

/** Names are counted as one class: each occurs once or twice. */
export function confusionOf(aspect: Aspect, among: readonly Judged[]): Confusion {
  const c = new Confusion();
  for (const j of among) {
    const [expected, got] = labelsOf[aspect](j);
    if (aspect === 'staff_names') c.count('name', expected, got);
    else c.add(expected, got);
  }
  return c;
}

export const scoreOfAspect = (aspect: Aspect, among: readonly Judged[]): number => {
  const c = confusionOf(aspect, among);
  return F1_KIND[aspect] === 'macro' ? c.macro() : c.micro();
};

/** The rules found a value of that facet with the author's ends, period and currency. */
export const sameValue = ({ verdict }: Judged, facet: string, want: LabelledValue): boolean =>
  verdict.reading.values.some(
    (v) =>
      v.facet === facet &&
      v.min === (want.min ?? null) &&
      v.max === (want.max ?? null) &&
      (want.per === undefined || v.per === want.per) &&
      (want.currency === undefined || v.currency === want.currency) &&
      (want.unit === undefined || v.unit === want.unit),
  );
