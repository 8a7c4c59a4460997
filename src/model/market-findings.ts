/**
 * What the market does with first questions, beyond the ranking. Every number stands beside its n and an interval, or
 * the reason why it has none. None of it is frozen in the plan: all of it is exploratory (methods.md, 3.3).
 */
import { z } from 'zod';
import { DataLevel, DoorFailure } from './conduct.ts';
import { measured } from './measured.ts';
import { ProbeId } from './plan.ts';
import { Instant, Slug } from './scalars.ts';
import { Tie, Wordings } from './shared-wording.ts';
import { ChannelKind, Deflection, PersonalData, Responder, SlotKind } from './vocabulary.ts';

const Count = z.int().min(0);

export const Between = z.strictObject({ low: z.number(), high: z.number() });
export type Between = z.infer<typeof Between>;

/** `count` of `n`; the share is their quotient, and has none where n is 0. */
export const Rate = z.strictObject({
  count: Count,
  n: Count.describe('Valid probes (or doors, or lenders, as the finding says) that could show it.'),
  lenders: Count.describe('Lenders under it.'),
  clusters: Count.describe('Lenders with those that share a desk taken for one: what the interval counts.'),
  interval: measured(Between).describe(
    'Of the share, 0 to 1, 95%: Wilson with the n that is left when probes of one lender or desk go together.',
  ),
});
export type Rate = z.infer<typeof Rate>;

/** One comparison made within each lender and then taken over lenders. */
export const Paired = z.strictObject({
  lenders: Count.describe('Lenders with both sides.'),
  higher: Count.describe('Lenders for whom the first side is higher.'),
  lower: Count,
  same: Count,
  estimate: measured(z.number()).describe(
    'By signed ranks: Hodges-Lehmann, the middle of all means of two differences. By t: their mean.',
  ),
  interval: measured(Between).describe('95%, by the signed-rank distribution, or Student’s t.'),
  p: measured(z.number().min(0).max(1)).describe(
    'Two-sided; by signed ranks with ties and zeros as they are.',
  ),
  method: z.enum(['wilcoxon-exact', 'wilcoxon-normal', 'paired-t']),
});
export type Paired = z.infer<typeof Paired>;

/** What became of one advertised door. */
export const DoorState = z.enum(['alive', 'silent', 'dead', 'unknown', 'not-tested']);
export type DoorState = z.infer<typeof DoorState>;

/** Why an advertised door was not tried. */
export const Untested = z.enum(['never-tried', 'not-in-wave', 'lender-excluded', 'other-address-tried']);
export type Untested = z.infer<typeof Untested>;

export const Door = z.strictObject({
  lender: Slug,
  kind: ChannelKind,
  nth: z.int().min(1).describe('Of the doors of this kind, in the order of the study file.'),
  state: DoorState.describe(
    'alive: a message came back, if only an automatic one; silent: the question was taken, and nothing ever came; dead: it was not taken; unknown: no valid probe.',
  ),
  untested: Untested.optional(),
  valid: Count,
  replied: Count.describe('Valid probes to which any message but a bounce came by the deadline.'),
  substantive: Count.describe('Valid probes with a substantive reply.'),
  failures: z.partialRecord(DoorFailure, Count),
});
export type Door = z.infer<typeof Door>;

export const DoorRow = z.strictObject({
  kind: ChannelKind,
  advertised: z.strictObject({ lenders: Count, of: Count }).describe('Lenders that advertise it, of all.'),
  doors: Count.describe('Advertised doors of this kind.'),
  tested: Count.describe('Doors with a probe.'),
  alive: Rate.describe('Of the doors whose state is known.'),
  unanswering: Rate.describe('The dead-channel index: dead or silent doors, of those whose state is known.'),
  dead: Count,
  silent: Count,
  unknown: Count,
  untested: z.partialRecord(Untested, Count),
  failures: z.partialRecord(DoorFailure, Count).describe('Dead doors by their first reason.'),
});
export type DoorRow = z.infer<typeof DoorRow>;

export const DeadChannels = z.strictObject({
  kinds: z.array(DoorRow),
  all: DoorRow.omit({ kind: true, advertised: true }),
  lenders: z
    .array(
      z.strictObject({
        lender: Slug,
        advertised: Count,
        tested: Count.describe('Doors whose state is known.'),
        unanswering: Count,
        unknown: Count,
      }),
    )
    .describe('Lenders with enough valid probes to be named, by id.'),
  doors: z.array(Door).describe('Of these lenders.'),
});
export type DeadChannels = z.infer<typeof DeadChannels>;

/** Valid probes answered within so many hours; `sure` and `possible` differ where a moment is known within bounds. */
export const AnswerPoint = z.strictObject({
  hours: z.number().positive(),
  sure: Count,
  possible: Count,
  n: Count,
  lenders: Count,
  interval: measured(Between).describe('From the lower end for `sure` to the upper end for `possible`.'),
});
export type AnswerPoint = z.infer<typeof AnswerPoint>;

const answers = z.array(AnswerPoint).describe('Moments after the wave’s deadline are left out.');

export const AnswerRow = z.strictObject({
  scope: z.literal('any').or(ChannelKind),
  anything: answers.describe('A message of any kind but a bounce.'),
  substantive: answers.describe('A reply that answers something asked, or refuses with a reason.'),
});
export type AnswerRow = z.infer<typeof AnswerRow>;

/** Lenders by whether they ever answered: with few probes each, no rate of one lender is said. */
export const AllSomeNone = z.strictObject({
  all: Count.describe('Lenders that gave a substantive reply to every valid probe.'),
  some: Count,
  none: Count,
  least: Count.describe('Lenders with fewer valid probes than this are left out.'),
});

export const AnswerRates = z.strictObject({
  rows: z.array(AnswerRow).describe('All channels together, then each.'),
  lenders: AllSomeNone,
});
export type AnswerRates = z.infer<typeof AnswerRates>;

export const Hours = z.strictObject({
  slots: z.array(z.strictObject({ slot: SlotKind, substantive: answers })),
  paired: z
    .array(
      z.strictObject({
        slot: SlotKind,
        hours: z.number().positive(),
        difference: Paired.describe(
          'Share of probes answered within `hours`, this slot minus working hours, -1 to 1.',
        ),
      }),
    )
    .describe('Within lender, against working hours.'),
  claimed: z
    .array(
      z.strictObject({
        asked: z.enum(['inside', 'outside', 'none-claimed', 'unreadable']),
        substantive: answers,
      }),
    )
    .describe('By whether the lender claimed to be there when it was asked.'),
  always: z
    .strictObject({
      lenders: Count.describe('Lenders that claim all hours of all days for a door that was tried.'),
      off: answers.describe('Their probes at night, in the evening and at weekends.'),
      silent: z.array(Slug).describe('Those of them that answered none of these, with three or more asked.'),
    })
    .describe('What a claim of 24 hours is worth.'),
});
export type Hours = z.infer<typeof Hours>;

export const ChannelPair = z.strictObject({
  channel: ChannelKind,
  against: ChannelKind,
  scenarios: z.array(Slug).describe('Those asked on both: only they are compared.'),
  ratio: Paired.describe(
    'Capped wait on `against` divided by that on `channel`, as a ratio: over 1, `channel` is quicker.',
  ),
  score: Paired.describe('Points of score, `channel` minus `against`.'),
  answered: z
    .strictObject({ both: Count, onlyChannel: Count, onlyAgainst: Count, neither: Count })
    .describe('Lenders by where they gave a substantive reply to these scenarios.'),
});
export type ChannelPair = z.infer<typeof ChannelPair>;

export const AutomaticAgainstHuman = z.strictObject({
  served: z
    .partialRecord(Responder, Count)
    .describe('Valid probes with a substantive reply, by what wrote the first.'),
  quality: Paired.describe(
    'Mean points of the criteria but speed, automatic minus human, within lenders that gave both.',
  ),
});
export type AutomaticAgainstHuman = z.infer<typeof AutomaticAgainstHuman>;

const NamedCount = z.strictObject({ lender: Slug, count: Count, n: Count });

/** Something that a share of the valid probes met, with the lenders that did it. */
export const Met = z.strictObject({
  rate: Rate,
  lenders: z
    .array(NamedCount)
    .describe('Lenders with enough valid probes to be named; most often first, then by id.'),
});
export type Met = z.infer<typeof Met>;

export const DeflectionFinding = z.strictObject({
  any: Met,
  instead: Rate.describe('Probes whose outcome is `deflected`: nothing that was asked was answered.'),
  kinds: z.array(z.strictObject({ kind: Deflection, rate: Rate })),
});

export const PersonalDataFinding = z.strictObject({
  any: Met,
  instead: Rate.describe('Probes whose outcome is `gated`: nothing that was asked was answered.'),
  levels: z
    .array(z.strictObject({ level: DataLevel, rate: Rate }))
    .describe('The highest level demanded of a probe.'),
  kinds: z.array(z.strictObject({ kind: PersonalData, rate: Rate })),
});

export const Contradictions = z.strictObject({
  published: Met.describe(
    'Of the valid probes whose figures could be compared: against the published terms.',
  ),
  own: Met.describe('The same: against what the lender told other askers.'),
  unconfirmed: Count.describe('Each of them is for a person to confirm; none has been.'),
});

export const Desk = z.strictObject({
  lenders: z.array(Slug).min(2),
  entities: z.array(Slug),
  ties: z.array(Tie).describe('What ties them.'),
});
export type Desk = z.infer<typeof Desk>;

export const SharedDesks = z.strictObject({
  wordings: Wordings,
  threshold: z.number().describe('Jaccard share of shingles above which wording is nearly identical.'),
  desks: z.array(Desk).describe('Known and found ties together: the clusters behind the intervals.'),
});
export type SharedDesks = z.infer<typeof SharedDesks>;

export const Aftermath = z.strictObject({
  any: Met.describe('Probes whose private address got marketing afterwards.'),
  messages: Count,
  timeline: z
    .array(z.strictObject({ lender: Slug, probe: ProbeId, at: Instant, days: measured(z.number().min(0)) }))
    .max(5000)
    .describe('In the order of arrival; `days` since the question was taken.'),
});

export const MarketFindings = z.strictObject({
  basis: z.strictObject({
    fielded: Count,
    valid: Count,
    excluded: z.record(z.string(), Count),
    lenders: Count,
  }),
  deadChannels: DeadChannels,
  answerRates: AnswerRates,
  hours: Hours,
  chatAgainstMail: z
    .array(ChannelPair)
    .describe('Each channel against e-mail; empty where nothing was asked on both.'),
  automaticAgainstHuman: AutomaticAgainstHuman,
  deflection: DeflectionFinding,
  personalData: PersonalDataFinding,
  overPromises: Met,
  contradictions: Contradictions,
  sharedDesks: SharedDesks,
  aftermath: Aftermath,
});
export type MarketFindings = z.infer<typeof MarketFindings>;
