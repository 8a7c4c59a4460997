/** What we conclude about a probe, and from which words. A pure function of saved evidence (design.md, rule 1). */
import { z } from 'zod';
import { MessageRef, Sha256 } from './digest.ts';
import { Interval, Precision } from './evidence.ts';
import { measured } from './measured.ts';
import { ProbeId } from './plan.ts';
import { Reading } from './reading.ts';
import { CriterionResult } from './rubric.ts';
import { Instant } from './scalars.ts';
import { Deflection, Disposition, Facet, Language, PersonalData, Responder } from './vocabulary.ts';

/** A stretch of the reply's visible text that a rule points to, in UTF-16 code units of `text`. */
export const Span = z.strictObject({ start: z.int().min(0), end: z.int().min(0), quote: z.string() });
export type Span = z.infer<typeof Span>;

export const Finding = z.strictObject({
  criterion: z.string().describe('What was judged, e.g. "responder" or "facet:rate".'),
  value: z.union([z.string(), z.number(), z.boolean()]),
  rule: z.string().describe('Id of the rule that fired.'),
  reason: z.string().describe("One sentence that a lender's lawyer can check."),
  span: Span.optional(),
});
export type Finding = z.infer<typeof Finding>;

/** The signals by which a message was tied to a probe (channels.md 1.7), strongest first. */
export const AttributionSignal = z.enum([
  'alias',
  'bounce-envelope',
  'references',
  'enclosed-original',
  'serial-token',
  'session',
  'sender',
]);
export type AttributionSignal = z.infer<typeof AttributionSignal>;

/** One received message that was tied to the probe. */
export const MessageAssessment = z.strictObject({
  evidence: MessageRef,
  received: Interval.describe('When our server took it.'),
  by: z.array(AttributionSignal),
  responder: Responder,
  confidence: z.number().min(0).max(1),
  bounce: z.enum(['hard', 'soft', 'delayed', 'delivered']).optional(),
  precision: Precision.optional().describe('How well its moment is known; exact when left out.'),
  late: z.boolean().describe('Arrived after the deadline: kept and shown, not counted.'),
  language: Language.or(z.literal('unknown')),
  answered: z.array(Facet),
  deflection: Deflection,
  refusal: z.boolean(),
  personalData: z.array(PersonalData),
  reading: Reading.optional(),
  findings: z.array(Finding),
});
export type MessageAssessment = z.infer<typeof MessageAssessment>;

/** Milliseconds from the accepted send; `not-applicable` where it did not happen by the deadline. */
export const Latency = measured(z.number().min(0));

/** A latency of which only the bounds are known, ms from the accepted send; `from` is the value of the clock. */
export const LatencyBounds = z.strictObject({ from: z.number().min(0), to: z.number().min(0) });
export type LatencyBounds = z.infer<typeof LatencyBounds>;

/** Clocks whose moment is known only within bounds wider than a second: interval-censored for `ranking`. */
export const CensoredClocks = z.strictObject({
  anything: LatencyBounds.optional(),
  nonAutomatic: LatencyBounds.optional(),
  substantive: LatencyBounds.optional(),
});
export type CensoredClocks = z.infer<typeof CensoredClocks>;

export const Assessment = z.strictObject({
  probe: ProbeId,
  coder: z.string().describe('Who applied the rubric, e.g. "rules@0.1.0".'),
  evidenceDigest: Sha256.describe('Digest over the evidence that this assessment saw.'),
  disposition: Disposition,
  reason: z.string().describe('Why this disposition, in one sentence.'),
  sentAt: Instant.optional(),
  deadlineAt: Instant.optional(),
  clocks: z.strictObject({
    anything: Latency.describe('First message of any kind, bounces and delay notices apart.'),
    nonAutomatic: Latency.describe('First reply that is not an automatic acknowledgement or absence notice.'),
    substantive: Latency.describe('First reply that answers an asked facet, or refuses with a reason.'),
    substantiveBusiness: Latency.describe(
      "The same in the lender's own advertised hours, else Mon-Fri 9-18.",
    ),
  }),
  bounds: CensoredClocks.optional(),
  answered: z.array(Facet).describe('Asked facets that were answered by the deadline, over all replies.'),
  messages: z.array(MessageAssessment),
  review: z.array(z.string()).describe('What a person must look at, e.g. two signals that disagree.'),
  criteria: z.array(CriterionResult).describe('The rubric, in its order; empty where the probe is invalid.'),
  score: measured(z.number().min(0).max(100)),
});
export type Assessment = z.infer<typeof Assessment>;
