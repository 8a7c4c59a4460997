/** `wave.yml`: the design of one round of fieldwork, and who answers for it. */
import { z } from 'zod';
import { Sha256 } from './digest.ts';
import { CRITERIA, PERSONS_ONLY, RUBRIC_WEIGHTS, SPEED_ANCHORS, SpeedAnchors, Weights } from './rubric.ts';
import { Day, Slug } from './scalars.ts';
import { ChannelKind, SlotKind } from './vocabulary.ts';

/** Hard ceilings (channels.md, section 4): a study may be stricter, never looser. */
export const CEILINGS = {
  entityGapHours: 48,
  channelGapDays: 7,
  probesPerEntity: 8,
  mailboxPerDay: 40,
  /** New Telegram chats of one operator in 24 hours. */
  telegramChatsPerDay: 10,
  lendersPerWave: 500,
  daysBetweenWaves: 60,
  bounceShare: 0.05,
} as const;

const Clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a local time of day, e.g. "09:00"');

export const Slot = z.strictObject({
  kind: SlotKind.describe('Which part of the week this is.'),
  from: Clock.describe("Start of the slot, in the lender's local time."),
  to: Clock.describe('End of the slot; earlier than `from` means the next morning.'),
  share: z.int().min(1).max(20).describe('Relative share of the probes; the same for every lender.'),
});
export type Slot = z.infer<typeof Slot>;

export const Caps = z.strictObject({
  entityGapHours: z
    .number()
    .min(CEILINGS.entityGapHours)
    .default(CEILINGS.entityGapHours)
    .describe('Least hours between two contacts with one legal entity over all channels; never under 48.'),
  channelGapDays: z
    .number()
    .min(CEILINGS.channelGapDays)
    .default(CEILINGS.channelGapDays)
    .describe('Least days between two probes to one lender on one channel; never under 7.'),
  probesPerEntity: z
    .int()
    .min(1)
    .max(CEILINGS.probesPerEntity)
    .default(CEILINGS.probesPerEntity)
    .describe('Most probes to one legal entity in the wave; never over 8.'),
  mailboxPerDay: z
    .int()
    .min(1)
    .max(CEILINGS.mailboxPerDay)
    .default(CEILINGS.mailboxPerDay)
    .describe(
      'Most messages that Doorbell itself sends in any 24 hours, mail and chats; never over 40. What a person sends by hand counts apart.',
    ),
  minSendGapSeconds: z
    .int()
    .min(60)
    .max(3600)
    .default(60)
    .describe('Least seconds between two sends of Doorbell itself; never under 60.'),
});
export type Caps = z.infer<typeof Caps>;

export const Wave = z.strictObject({
  id: Slug.max(12).describe('Short name of the wave, e.g. "w1"; the first part of every probe id.'),
  title: z.string().min(3).max(160).describe('Name of the study, for the report.'),
  starts: Day.describe('First day on which a message may be sent.'),
  ends: Day.describe('Last day on which a message may be sent.'),
  deadlineHours: z
    .number()
    .min(1)
    .max(336)
    .describe('Clock hours after the accepted send until which a reply counts; 72 is usual.'),
  seed: z
    .union([z.int(), z.string().min(1).max(128)])
    .describe('Seed of every random choice in the plan. A long random one keeps the reply aliases private.'),
  channels: z.array(ChannelKind).min(1).describe('Channels that the wave tests.'),
  scenarios: z.array(Slug).min(1).optional().describe('Scenarios to use; all of the folder when left out.'),
  only: z
    .partialRecord(ChannelKind, z.array(Slug).min(1).max(20))
    .optional()
    .describe(
      'Scenarios of a channel that does not get them all, e.g. {webchat: [first-loan]}: the caps of a legal entity hold over all channels.',
    ),
  exclude: z
    .array(
      z.strictObject({
        lender: Slug.describe('Id of the lender that is left out.'),
        reason: z.string().min(3).max(300).describe('Why; printed in the report.'),
      }),
    )
    .default([])
    .describe('Lenders of the file that this wave leaves out.'),
  slots: z.array(Slot).min(1).max(12).describe('When lenders are tried.'),
  caps: Caps.prefault({}).describe(
    'Limits on how often anybody is contacted. May be stricter than the ceilings, never looser.',
  ),
  weights: Weights.refine((w) => CRITERIA.some((c) => !PERSONS_ONLY.includes(c) && (w[c] ?? 0) > 0), {
    error: 'must give a weight above 0 to at least one criterion that rules can judge',
  })
    .prefault(RUBRIC_WEIGHTS)
    .describe('Relative weight of each criterion in the score; one that is left out is shown outside it.'),
  speedAnchors: SpeedAnchors.prefault(SPEED_ANCHORS).describe(
    'What a wait is worth; straight in its logarithm between two anchors, flat before the first and after the last.',
  ),
  controller: z
    .string()
    .max(200)
    .describe('Who is responsible for the data (GDPR controller), with a contact. Needed by --live.'),
  purpose: z.string().max(1000).describe('Why the study is made. Needed by --live.'),
  country: z
    .string()
    .regex(/^([A-Z]{2})?$/, 'must be an ISO 3166 country code, e.g. "UA"')
    .describe('Country whose rules apply. Needed by --live.'),
  funder: z.string().min(2).max(200).optional().describe('Who pays for the study; printed in the report.'),
  approval: z
    .strictObject({
      by: z.string().min(3).max(200).describe('Who signed the study off.'),
      on: Day.describe('When.'),
      plan: Sha256.describe('The sha256 of the frozen plan that was approved, as `doorbell plan` prints it.'),
    })
    .optional()
    .describe('Sign-off of the frozen plan. Needed by --live. Not part of the plan itself.'),
});
export type Wave = z.infer<typeof Wave>;
