/** The frozen plan of a wave: canonical JSON (RFC 8785), named by its sha256 on every probe. */
import { z } from 'zod';
import { Sha256 } from './digest.ts';
import { SpeedAnchors, Weights } from './rubric.ts';
import { Instant, MailAddress, Slug } from './scalars.ts';
import { Wording } from './scenario.ts';
import { ChannelKind, Facet, Language, SlotKind } from './vocabulary.ts';
import { Caps, Slot } from './wave.ts';

/** `WAVE-LENDER-CHANNEL-SCENARIO`, e.g. "w1-acme-email-first-loan". */
export const ProbeId = z.string().min(1).max(220);
export type ProbeId = z.infer<typeof ProbeId>;

export const PlannedProbe = z.strictObject({
  id: ProbeId,
  lender: Slug,
  entity: Slug,
  desk: Slug.optional(),
  channel: ChannelKind,
  address: MailAddress.or(z.string().max(254)).describe('Where it is sent.'),
  scenario: Slug,
  asks: z.array(Facet),
  language: Language,
  wording: Wording,
  persona: Slug,
  slot: SlotKind,
  sendAt: Instant.describe('The planned moment, UTC. It is sent at or after it, still inside the slot.'),
  sendBy: Instant.describe('End of the slot, UTC: what is not sent by then is skipped as our fault.'),
  token: z
    .string()
    .regex(/^[a-z2-7]{10}$/)
    .describe('50 random bits in base32: the private part of the reply alias.'),
});
export type PlannedProbe = z.infer<typeof PlannedProbe>;

/** Digest of each thing that a probe's meaning depends on, by a readable path, e.g. "scenarios/first-loan/uk/a". */
export const Ingredients = z.record(z.string(), Sha256);
export type Ingredients = z.infer<typeof Ingredients>;

export const Plan = z.strictObject({
  format: z.literal('doorbell-plan/1'),
  code: z.string().describe('Version of Doorbell that froze it.'),
  wave: z.strictObject({
    id: Slug,
    title: z.string(),
    starts: z.iso.date(),
    ends: z.iso.date(),
    deadlineHours: z.number(),
    seed: z.union([z.int(), z.string()]),
    channels: z.array(ChannelKind),
    slots: z.array(Slot),
    caps: Caps,
    weights: Weights,
    speedAnchors: SpeedAnchors,
    controller: z.string(),
    purpose: z.string(),
    country: z.string(),
    funder: z.string().optional(),
  }),
  rubric: z.string().describe('Coder that will apply the rubric, e.g. "rules@0.1.0".'),
  ingredients: Ingredients,
  excluded: z.array(z.strictObject({ lender: Slug, reason: z.string() })),
  probes: z.array(PlannedProbe).describe('In the order of sendAt.'),
});
export type Plan = z.infer<typeof Plan>;
