/**
 * The field's words (design.md, section 2; codebook.md). Every other room speaks in these and adds none.
 */
import { z } from 'zod';

/** Ways in on which no bot may write first (channels.md, section 3): a person presses Send, we record and time. */
export const ASSISTED_CHANNELS = [
  'telegram',
  'whatsapp',
  'viber',
  'vk',
  'ok',
  'messenger',
  'instagram',
  'line',
  'wechat',
  'max',
] as const;
export type AssistedChannel = (typeof ASSISTED_CHANNELS)[number];

/** The advertised ways in. `form` and `phone` may be listed in a study and are never tried. */
export const CHANNEL_KINDS = ['email', 'webchat', ...ASSISTED_CHANNELS, 'form', 'phone'] as const;
export const ChannelKind = z.enum(CHANNEL_KINDS);
export type ChannelKind = z.infer<typeof ChannelKind>;

export const isAssisted = (kind: ChannelKind): kind is AssistedChannel =>
  (ASSISTED_CHANNELS as readonly ChannelKind[]).includes(kind);

/** One thing a scenario can ask. */
export const FACETS = [
  'how-to-apply',
  'eligibility',
  'documents',
  'amount',
  'term',
  'rate',
  'total-cost',
  'time-to-money',
  'payout-method',
  'repayment',
  'early-repayment',
  'extension',
  'late-consequences',
] as const;
export const Facet = z.enum(FACETS);
export type Facet = z.infer<typeof Facet>;

/** What kind of thing wrote a message. */
export const RESPONDERS = [
  'bounce',
  'auto-acknowledgement',
  'out-of-office',
  'bot',
  'human',
  'marketing',
  'unrelated',
] as const;
export const Responder = z.enum(RESPONDERS);
export type Responder = z.infer<typeof Responder>;

/** The outcome of a probe. `invalid` is our own fault: excluded from every rate, and counted in public. */
export const DISPOSITIONS = [
  'answered',
  'partly-answered',
  'deflected',
  'refused',
  'acknowledged-only',
  'no-reply',
  'undeliverable',
  'channel-unavailable',
  'gated',
  'blocked',
  'invalid',
] as const;
export const Disposition = z.enum(DISPOSITIONS);
export type Disposition = z.infer<typeof Disposition>;

/** Where an asker is sent instead of being answered. */
export const DEFLECTIONS = ['none', 'phone', 'website', 'office', 'other-channel', 'application'] as const;
export const Deflection = z.enum(DEFLECTIONS);
export type Deflection = z.infer<typeof Deflection>;

/** Kinds of personal data that a lender may demand before it answers. */
export const PERSONAL_DATA = [
  'full-name',
  'date-of-birth',
  'passport',
  'tax-id',
  'phone',
  'address',
  'card',
  'income',
  'photo-of-document',
  'login-or-otp',
] as const;
export const PersonalData = z.enum(PERSONAL_DATA);
export type PersonalData = z.infer<typeof PersonalData>;

/** The times of the week at which a lender is tried, in the lender's own time zone. */
export const SLOT_KINDS = ['working-hours', 'weekday-evening', 'night', 'weekend'] as const;
export const SlotKind = z.enum(SLOT_KINDS);
export type SlotKind = z.infer<typeof SlotKind>;

/** An ISO 639-1 code. A study may use any language that it has texts for; a language is data, not code. */
export const Language = z.string().regex(/^[a-z]{2}$/, 'must be a two-letter ISO 639-1 code, e.g. "uk"');
export type Language = z.infer<typeof Language>;
