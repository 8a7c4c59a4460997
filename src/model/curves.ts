/** When the market answers: answered-by curves over its probes, and what came instead of an answer (methods.md, 1). */
import { z } from 'zod';
import { measured } from './measured.ts';
import { ChannelKind } from './vocabulary.ts';

const Count = z.int().min(0);
const Hours = z.number().min(0);
const Share = z.number().min(0).max(1);

/** Clock hours at which the answered are counted: 5 min, 1 h, 3 h, 24 h, 72 h. Those past the deadline are left out. */
export const COUNTED_HOURS = [5 / 60, 1, 3, 24, 72] as const;

/** Most points of one drawn curve; a larger wave is thinned on a log scale of time. */
export const MOST_POINTS = 200;

/** Which reply stops a clock (methods.md, 1.1); `substantive` is the headline. */
export const CURVE_CLOCKS = ['anything', 'nonAutomatic', 'substantive'] as const;
export const CurveClock = z.enum(CURVE_CLOCKS);
export type CurveClock = z.infer<typeof CurveClock>;

export const CurvePoint = z.strictObject({
  hours: Hours.describe(
    'Clock hours after the accepted send; from here the curve is flat to the next point.',
  ),
  answered: Share.describe('Estimated share of probes that had it by then: 1 - S.'),
  low: Share.optional().describe(
    'Lower end of the 95% band, robust to probes of one legal entity going together; left out where only one was asked.',
  ),
  high: Share.optional().describe('Its upper end.'),
});
export type CurvePoint = z.infer<typeof CurvePoint>;

export const CountedBy = z.strictObject({
  hours: Hours.describe('Clock hours after the accepted send.'),
  sure: Count.describe('Probes that had it by then for certain.'),
  possible: Count.describe(
    'Probes that may have had it by then: more than `sure` only where a moment is known within bounds.',
  ),
  n: Count.describe('Probes on which the clock is known.'),
  low: Share.optional().describe('Lower end of the 95% interval of the share, as in the curve.'),
  high: Share.optional().describe('Its upper end.'),
});
export type CountedBy = z.infer<typeof CountedBy>;

/** An estimate in clock hours with its 95% interval; an end that is not reached by the deadline is left out. */
export const HoursEstimate = z.strictObject({
  hours: Hours,
  low: Hours.optional(),
  high: Hours.optional(),
});
export type HoursEstimate = z.infer<typeof HoursEstimate>;

export const Curve = z.strictObject({
  clock: CurveClock,
  n: Count.describe('Valid probes on which this clock is known.'),
  lenders: Count.describe('Lenders (brands) among them.'),
  entities: Count.describe('Legal entities among them: the clusters of the band.'),
  answered: Count.describe('Probes that had it by the deadline.'),
  bounded: Count.describe('Those of them whose moment is known only within bounds.'),
  estimator: z
    .enum(['kaplan-meier', 'turnbull'])
    .describe(
      "`turnbull`: some moments are known only within bounds, and Turnbull's estimator drew the curve.",
    ),
  points: z.array(CurvePoint).max(MOST_POINTS).describe('By rising hours; the last is the deadline.'),
  counts: z.array(CountedBy).describe('At the fixed hours.'),
  median: measured(HoursEstimate).describe('Clock hours by which half had it; the printed rule.'),
  cappedWait: measured(HoursEstimate).describe('Mean of min(T, deadline), clock hours (RMST).'),
});
export type Curve = z.infer<typeof Curve>;

/** What ends a probe's wait, if anything. A refusal with a reason is an answer of its own kind. */
export const ENDINGS = [
  'answered',
  'refused',
  'deflected',
  'gated',
  'undeliverable',
  'channel-unavailable',
  'blocked',
] as const;
export const Ending = z.enum(ENDINGS);
export type Ending = z.infer<typeof Ending>;

/** Cumulative incidence of one ending while the others compete (Aalen-Johansen). */
export const EndingCurve = z.strictObject({
  ending: Ending,
  probes: Count.describe('Probes that ended so by the deadline.'),
  points: z.array(CurvePoint).max(MOST_POINTS),
});
export type EndingCurve = z.infer<typeof EndingCurve>;

export const CurveSet = z.strictObject({
  curves: z.array(Curve).describe('One a clock; a clock that is known of no probe is left out.'),
  endings: z.array(EndingCurve).describe('Endings that occurred, in the order of ENDINGS.'),
});
export type CurveSet = z.infer<typeof CurveSet>;

/** Whether two channels answer at different times: log-rank by permutation within legal entities. */
export const ChannelComparison = z.strictObject({
  a: ChannelKind,
  b: ChannelKind,
  entities: Count.describe('Legal entities that were asked on both; only their probes are compared.'),
  probes: Count.describe('Their probes on these two channels.'),
  sooner: z.enum(['a', 'b', 'neither']).describe('Which had more answers than expected.'),
  p: measured(z.number().min(0).max(1)).describe(
    'Share of seeded label swaps within entities that differ at least as much; Holm over all comparisons.',
  ),
});
export type ChannelComparison = z.infer<typeof ChannelComparison>;

export const Curves = z.strictObject({
  deadlineHours: Hours,
  all: CurveSet.describe('Probes of all channels together.'),
  channels: z.array(z.strictObject({ key: ChannelKind, ...CurveSet.shape })),
  comparisons: z.array(ChannelComparison).describe('Substantive replies; every pair of channels.'),
});
export type Curves = z.infer<typeof Curves>;
