/** What a channel saw, and the proof that it looked (design.md, rules 1 and 2). */
import { z } from 'zod';
import { Sha256 } from './digest.ts';
import { Instant, TimeZone } from './scalars.ts';

/** A moment known only as lying between two instants, both inclusive. Exact times have from = to. */
export const Interval = z.strictObject({ from: Instant, to: Instant });
export type Interval = z.infer<typeof Interval>;

/** How well a moment is known: to the millisecond or the server's second; by a printed second or minute; between two looks. */
export const Precision = z.enum(['exact', 'second', 'minute', 'interval']);
export type Precision = z.infer<typeof Precision>;

/** How an exported chat is to be read: what the file does not say of itself. */
export const ExportReading = z.strictObject({
  app: z.enum(['whatsapp', 'telegram', 'viber', 'line']).describe('The messenger that wrote it.'),
  timeZone: TimeZone.describe("IANA zone of the operator's phone: the file's times are read in it."),
  daysFirst: z.boolean().describe('Whether 3/6 is the third of June.'),
  ownName: z.string().min(1).max(120).describe('The name under which our own messages stand in the file.'),
});
export type ExportReading = z.infer<typeof ExportReading>;

/**
 * One piece of evidence seen at one moment. The bytes are in the evidence store under their sha256.
 * Nothing in it is a conclusion: it is what the envelope and the header block said.
 */
export const Capture = z.strictObject({
  account: z.string().describe('The configured source that saw it, or "sandbox".'),
  key: z
    .string()
    .max(300)
    .describe(
      'Unique in the account: "FOLDER/UIDVALIDITY/UID" for IMAP; for MX the session and message id; for a chat the visit and its moment. A second capture with it is dropped.',
    ),
  evidence: Sha256,
  media: z
    .enum(['mail', 'chat', 'dom', 'screenshot', 'update', 'export', 'sighting'])
    .optional()
    .describe(
      'What the bytes are; mail when left out. `chat` is the JSON of a ChatVisit, `update` of one update of the Bot API, `export` a chat that a messenger exported, `sighting` the JSON of a Sighting.',
    ),
  export: ExportReading.optional().describe('How an exported chat is to be read.'),
  /** Known at capture only where the channel itself holds one probe's conversation. */
  probe: z.string().optional().describe('The probe whose chat this is; of mail, attribution tells.'),
  bytes: z.int().min(0).describe('Bytes kept.'),
  truncatedFrom: z.int().optional().describe('Size of the original when it was cut.'),
  clocks: z.strictObject({
    source: Instant.optional().describe("What the message's own Date header claims. Never used for latency."),
    received: Interval.optional().describe(
      'When our server took it: the millisecond of our MX, or the whole second of INTERNALDATE as an interval.',
    ),
    observed: Instant.describe('When our process saw it.'),
  }),
  correlation: z.strictObject({
    recipients: z
      .array(z.string())
      .describe('Envelope recipients or Delivered-To, lower-case; falls back on To.'),
    envelopeFrom: z
      .string()
      .optional()
      .describe('MAIL FROM or Return-Path, lower-case; "" is the null sender.'),
    messageId: z.string().optional(),
    inReplyTo: z.array(z.string()),
    references: z.array(z.string()),
  }),
});
export type Capture = z.infer<typeof Capture>;

/** What was looked at, and until when. A window closes only on complete coverage that reaches past its deadline. */
export const Coverage = z.strictObject({
  account: z.string(),
  from: Instant.describe('Start of the stretch that this look accounts for.'),
  to: Instant.describe('Everything that had arrived by this moment (our clock) has been captured.'),
  complete: z.boolean(),
  reason: z.string().optional().describe('Why it is not complete.'),
  folders: z
    .array(
      z.strictObject({
        path: z.string(),
        uidValidity: z.string(),
        lastUid: z.int().min(0),
      }),
    )
    .describe('The folders read and the last UID seen in each; empty for MX.'),
});
export type Coverage = z.infer<typeof Coverage>;
