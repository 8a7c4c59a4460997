/**
 * The result of a wave: everything that a report may say, and nothing else. Every count stands beside its n; what is
 * not known or may not be said is a value with a reason (`measured.ts`), never a hole.
 */
import { z } from 'zod';
import { CensoredClocks, Latency } from './assessment.ts';
import { Conduct } from './conduct.ts';
import { Correspondence } from './correspondence.ts';
import { Curves } from './curves.ts';
import { MessageRef, Sha256 } from './digest.ts';
import { Interval } from './evidence.ts';
import { MarketFindings } from './market-findings.ts';
import { measured } from './measured.ts';
import { ProbeId } from './plan.ts';
import { Criterion, CriterionUse } from './rubric.ts';
import { Day, Instant, Slug, WebAddress } from './scalars.ts';
import { Wording } from './scenario.ts';
import { SecondOpinion } from './second-opinion.ts';
import { MeasuredSensitivity } from './sensitivity.ts';
import { MeasuredTrend } from './trend.ts';
import { ChannelKind, Disposition, Facet, Language, Responder, SlotKind } from './vocabulary.ts';

const Count = z.int().min(0);

/** Fewest valid probes for counts about a named lender or entity, and for its score, rank and band (methods.md, 0.9). */
export const LEAST_FOR_COUNTS = 3;
export const LEAST_FOR_RANK = 5;

/** What may be said about a lender: everything; counts alone; only that there were too few valid probes. */
export const Publishable = z.enum(['ranked', 'counts-only', 'too-few']);
export type Publishable = z.infer<typeof Publishable>;

/** Against the mean of all ranked lenders, each counted once. */
export const Band = z.enum(['above-market', 'not-distinguishable', 'below-market']);
export type Band = z.infer<typeof Band>;

/** What came of the valid probes of a lender, an entity or a group. */
export const Results = z.strictObject({
  answered: Count.describe('Valid probes answered in full or in part by the deadline.'),
  answeredInFull: Count.describe('Valid probes of which every asked facet was answered by the deadline.'),
  within24h: Count.describe('Answered probes whose first substantive reply came within 24 clock hours.'),
  cappedWait: measured(z.strictObject({ hours: z.number().min(0), n: Count })).describe(
    'Mean of min(T, deadline) over valid probes, clock hours; T is the first substantive reply, a probe without one counts the whole deadline (methods.md, 1.2).',
  ),
  medianHours: measured(z.number().min(0)).describe(
    'Median clock hours to the first substantive reply, by the printed Kaplan-Meier rule; not-applicable when fewer than half have one.',
  ),
  dispositions: z
    .partialRecord(Disposition, Count)
    .describe('Valid probes by outcome; outcomes with none are left out.'),
});
export type Results = z.infer<typeof Results>;

/** Fielded = valid + excluded, always. */
export const Tally = z.strictObject({
  fielded: Count.describe('Probes of the frozen plan.'),
  valid: Count.describe('Probes that count.'),
  excluded: z
    .record(z.string(), Count)
    .describe("Probes that do not count, by reason code: our instrument's fault."),
  results: measured(Results),
});
export type Tally = z.infer<typeof Tally>;

export const Standing = z.strictObject({
  n: Count.describe('Scored probes under it.'),
  score: z
    .number()
    .min(0)
    .max(100)
    .describe(
      '0 to 100: the mean of its channels, each the mean over its probes; a probe without a substantive reply scores 0.',
    ),
  low: z.number().min(0).max(100).describe('Lower end of the 95% interval of the score.'),
  high: z.number().min(0).max(100).describe('Upper end of the 95% interval of the score.'),
  rankLow: z.int().min(1).describe('Best rank that the data allow: 1 + the lenders that are clearly better.'),
  rankHigh: z
    .int()
    .min(1)
    .describe('Worst rank that the data allow: all - the lenders that are clearly worse.'),
  tie: z.int().min(1).describe('Lenders with the same rank interval share this number.'),
  band: Band,
  withheld: z
    .boolean()
    .describe(
      'The data tell it from the market, but other rubrics would not: the verdict is withheld, and the band is not-distinguishable.',
    ),
});
export type Standing = z.infer<typeof Standing>;

export const LenderRow = z.strictObject({
  id: Slug,
  name: z.string(),
  entity: z.strictObject({ id: Slug, name: z.string() }),
  publishable: Publishable,
  ...Tally.shape,
  standing: measured(Standing),
  correspondence: Correspondence,
});
export type LenderRow = z.infer<typeof LenderRow>;

export const EntityRow = z.strictObject({
  id: Slug,
  name: z.string(),
  lenders: z.array(Slug).min(1),
  publishable: Publishable,
  ...Tally.shape,
  standing: measured(Standing).describe(
    'Among the ranked legal entities, all brands of one counted together.',
  ),
});
export type EntityRow = z.infer<typeof EntityRow>;

const group = <T extends z.ZodType>(key: T) => z.array(z.strictObject({ key, ...Tally.shape }));

/** The most code units of a quote that may be published; `redact` cuts, after it masked. */
export const QUOTE_LENGTH = 200;

/** Words of a reply that a criterion rests on, charged or credited. Whole until `redact` masks and cuts them. */
export const MessageQuote = z.strictObject({
  criterion: Criterion.describe('The criterion of the score that rests on these words.'),
  quote: z.string().max(400).describe('The words, with names, addresses and numbers masked; at most 200.'),
});
export type MessageQuote = z.infer<typeof MessageQuote>;

export const ProbeMessage = z.strictObject({
  evidence: MessageRef.describe('sha256 of the raw message; `#n` is the nth answer in one visit to a chat.'),
  received: Interval,
  responder: Responder,
  bounce: z.enum(['hard', 'soft', 'delayed', 'delivered']).optional(),
  late: z.boolean().describe('Arrived after the deadline: shown, not counted.'),
  quotes: z.array(MessageQuote).max(12).describe('In the order of the criteria.'),
});
export type ProbeMessage = z.infer<typeof ProbeMessage>;

const Points = measured(z.number().min(0).max(100));

export const ProbeCriterion = z.strictObject({
  criterion: Criterion,
  use: CriterionUse,
  points: Points,
  reason: z.string().describe('One sentence without words of a reply.'),
});
export type ProbeCriterion = z.infer<typeof ProbeCriterion>;

/** A figure that is charged must be shown. Whole until `redact` masks and cuts it, like any quote. */
export const Contradiction = z.strictObject({
  said: z.string().max(400).describe('What this reply says.'),
  known: z.string().max(1000).describe("The lender's published sentence, or what it told another asker."),
  source: WebAddress.optional().describe('The page of the published sentence.'),
  seenOn: Day.optional().describe('The day on which it was read there.'),
  probe: ProbeId.optional().describe('The other probe, where no published sentence is contradicted.'),
});
export type Contradiction = z.infer<typeof Contradiction>;

/** One criterion over all valid probes with a substantive reply. */
export const RubricRow = z.strictObject({
  criterion: Criterion,
  weight: z.number().min(0),
  n: Count.describe('Valid probes with a substantive reply.'),
  scored: Count.describe('Those of them on which the criterion could be scored.'),
  mean: Points.describe('Mean points of these.'),
});
export type RubricRow = z.infer<typeof RubricRow>;

/** What coders' agreement lets a criterion do, over all languages or in one (methods.md 3.4). */
export const AgreementRow = z.strictObject({
  criterion: Criterion,
  language: z.string().describe('`all`, or the language of the question.'),
  by: z.string().describe('The codes that were compared.'),
  units: Count,
  alpha: measured(z.number()),
  interval: measured(z.strictObject({ low: z.number(), high: z.number() })),
  verdict: z.enum(['in-score', 'tentative', 'dropped', 'undecided']),
});
export type AgreementRow = z.infer<typeof AgreementRow>;

export const ProbeRow = z.strictObject({
  id: ProbeId,
  lender: Slug,
  channel: ChannelKind,
  scenario: Slug,
  language: Language,
  wording: Wording,
  persona: Slug,
  slot: SlotKind,
  disposition: Disposition,
  reason: z.string().describe('Why this disposition, in one sentence.'),
  excluded: z
    .string()
    .optional()
    .describe('Reason code when the probe does not count; its disposition is `invalid`.'),
  sentAt: Instant.optional().describe('When the other side took it: the clocks start here.'),
  deadlineAt: Instant.optional(),
  clocks: z.strictObject({
    anything: Latency,
    nonAutomatic: Latency,
    substantive: Latency,
    substantiveBusiness: Latency,
  }),
  bounds: CensoredClocks.optional().describe('Where a moment is known only within bounds.'),
  asked: z.array(Facet),
  answered: z.array(Facet),
  criteria: z.array(ProbeCriterion).describe('Empty where the probe does not count.'),
  contradictions: z.array(Contradiction),
  score: Points,
  messages: z.array(ProbeMessage),
  conduct: Conduct.optional().describe('Absent where the probe does not count.'),
  review: z.array(z.string()),
});
export type ProbeRow = z.infer<typeof ProbeRow>;

export const DeviationKind = z.enum([
  'lender-excluded',
  'late-send',
  'retried',
  'skipped',
  'invalid',
  'unfinished',
  'reconciled',
  'other-coder',
  'rules-changed',
  'canary-lost',
  'sending-stopped',
  'instrument-failed',
  'clock-jumped',
]);
export type DeviationKind = z.infer<typeof DeviationKind>;

/** Departures from the frozen plan of one kind and code. */
export const Deviation = z.strictObject({
  kind: DeviationKind,
  code: z.string(),
  n: z.int().min(1),
  probes: z.array(ProbeId),
  first: Instant.optional(),
  last: Instant.optional(),
  detail: z.string().describe('The first reason, as recorded.'),
});
export type Deviation = z.infer<typeof Deviation>;

/** Points of score under which a difference between two lenders may be chance; one number when all n are equal. */
export const Distinguishable = z.strictObject({ low: z.number().min(0), high: z.number().min(0) });

export const WaveResult = z.strictObject({
  format: z.literal('doorbell-wave-result/1'),
  plan: Sha256,
  mode: z.enum(['sandbox', 'live', 'unopened']).describe('`sandbox`: the lenders are simulated.'),
  code: z.string().describe('Version of Doorbell that froze the plan.'),
  coder: z.string().describe('Who applied the rubric.'),
  wave: z.strictObject({
    id: Slug,
    title: z.string(),
    starts: z.iso.date(),
    ends: z.iso.date(),
    deadlineHours: z.number(),
    controller: z.string(),
    purpose: z.string(),
    country: z.string(),
  }),
  funder: z.string().optional().describe('Who pays for the study, where the plan names one.'),
  firstSentAt: Instant.optional(),
  lastSentAt: Instant.optional(),
  totals: Tally,
  market: z.strictObject({
    lenders: Count.describe('Ranked lenders.'),
    probes: Count.describe('Their scored probes.'),
    mean: measured(z.number()).describe('Mean of their scores, each lender counted once.'),
    spread: measured(z.number()).describe('Pooled standard deviation of probes within a lender.'),
    df: Count,
    falseDiscovery: z.number().describe('Benjamini-Hochberg level over all pairs.'),
    distinguishable: measured(Distinguishable).describe('D of methods.md, 2.2.'),
    leading: z.array(Slug).describe('Lenders than which none is clearly better: rank 1 is possible. By id.'),
    trailing: z
      .array(Slug)
      .describe('Lenders than which none is clearly worse: the last rank is possible. By id.'),
  }),
  sensitivity: MeasuredSensitivity.describe('What of the ranking survives other rubrics.'),
  lenders: z
    .array(LenderRow)
    .describe(
      'Ranked ones by falling score, then those with counts alone, then those with too few, by name.',
    ),
  entities: z.array(EntityRow),
  channels: group(ChannelKind),
  languages: group(Language),
  slots: group(SlotKind),
  probes: z.array(ProbeRow).describe('In the order of their ids.'),
  rubric: z.array(RubricRow),
  curves: Curves,
  secondOpinion: SecondOpinion,
  findings: MarketFindings,
  trend: MeasuredTrend.describe('Against earlier waves of the study.'),
  agreement: z
    .strictObject({ people: Count.describe('People who coded replies.'), rows: z.array(AgreementRow) })
    .describe('Without people agreement was not measured, and the deterministic core stands.'),
  canaries: z.strictObject({ sent: Count, seen: Count, lost: Count }),
  review: z
    .strictObject({
      probes: Count.describe('Probes with an open question.'),
      messages: Count.describe('Received messages that belong to no probe for certain.'),
    })
    .describe('What a person must still look at.'),
  deviations: z.array(Deviation),
});
export type WaveResult = z.infer<typeof WaveResult>;
