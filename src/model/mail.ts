/**
 * A received message as read from its raw bytes: what it says, nothing about what it means. Plain JSON, so that it
 * crosses a worker's edge and can be kept in a test. Every list and text in it is bounded; `truncated` says when a
 * bound cut something off. The raw bytes stay in the evidence store: nothing is lost by what is left out here.
 */
import { z } from 'zod';

export const MAIL_LIMITS = {
  /** Bytes of source that are read; the rest is not looked at. */
  source: 1_000_000,
  htmlText: 300_000,
  hiddenText: 8_192,
  headers: 200,
  headerValue: 2_000,
  visibleText: 65_536,
  quotedText: 65_536,
  addresses: 50,
  attachments: 50,
  recipients: 50,
  references: 50,
} as const;

export const MailHeader = z.strictObject({
  name: z.string().describe('Lower-case field name.'),
  value: z.string().describe('Unfolded value, encoded words decoded.'),
});
export type MailHeader = z.infer<typeof MailHeader>;

export const MailParty = z.strictObject({
  name: z.string(),
  address: z.string().describe('Lower-case.'),
});
export type MailParty = z.infer<typeof MailParty>;

/** One recipient's group of a message/delivery-status part (RFC 3464, section 2.3). */
export const DeliveryRecipient = z.strictObject({
  finalRecipient: z.string().optional().describe('Without its address type, lower-case.'),
  originalRecipient: z.string().optional(),
  action: z.string().optional().describe('failed, delayed, delivered, relayed, expanded; lower-case.'),
  status: z.string().optional().describe('Enhanced status code (RFC 3463), e.g. "5.1.1".'),
  diagnostic: z.string().optional(),
});
export type DeliveryRecipient = z.infer<typeof DeliveryRecipient>;

export const ParsedMail = z.strictObject({
  bytes: z.int().min(0).describe('Size of the source that was handed in.'),
  headers: z.array(MailHeader).describe('Top-level header fields in document order.'),
  from: z.array(MailParty),
  to: z.array(MailParty),
  replyTo: z.array(MailParty),
  subject: z.string(),
  date: z.string().optional().describe('Instant that the Date header claims. Never a clock of ours.'),
  messageId: z.string().optional().describe('With its angle brackets.'),
  inReplyTo: z.array(z.string()),
  references: z.array(z.string()),
  returnPath: z.string().optional().describe('Lower-case, without brackets; "" is the null sender.'),
  deliveredTo: z.array(z.string()).describe('Delivered-To, X-Original-To, Envelope-To; lower-case.'),
  visibleText: z
    .string()
    .describe(
      'What the sender wrote, as a reader sees it: NFC, no hidden or zero-width characters, quoted original cut off. All spans index into it.',
    ),
  quotedText: z.string().describe('What was cut off as quotation.'),
  hiddenText: z
    .string()
    .optional()
    .describe(
      'What the HTML hides from its reader: CSS, comments, texts in place of pictures. Answers nothing.',
    ),
  signatureAt: z
    .int()
    .min(0)
    .optional()
    .describe('Offset in visibleText at which a signature or legal footer seems to begin.'),
  fromHtml: z.boolean().describe('The visible text was made from HTML.'),
  deliveryStatus: z
    .strictObject({
      reportingMta: z.string().optional(),
      recipients: z.array(DeliveryRecipient),
    })
    .optional()
    .describe('A message/delivery-status part, wherever it stood.'),
  feedbackReport: z
    .strictObject({ type: z.string().describe('e.g. "abuse" (RFC 5965)'), source: z.string().optional() })
    .optional(),
  enclosed: z
    .strictObject({ headers: z.array(MailHeader), text: z.string() })
    .optional()
    .describe('An attached message or header block: the original, in a report.'),
  attachments: z.array(z.strictObject({ filename: z.string(), mimeType: z.string(), bytes: z.int().min(0) })),
  fixes: z.array(z.string()).describe('Repairs that the reader made, e.g. "utf8-behind-other-label".'),
  truncated: z.boolean().describe('A bound cut something off.'),
  malformed: z.string().optional().describe('Why the message could not be read properly.'),
});
export type ParsedMail = z.infer<typeof ParsedMail>;

/** A message of which nothing could be read: what the pool returns when a parser dies or runs out of time. */
export const unreadableMail = (bytes: number, malformed: string): ParsedMail => ({
  bytes,
  headers: [],
  from: [],
  to: [],
  replyTo: [],
  subject: '',
  inReplyTo: [],
  references: [],
  deliveredTo: [],
  visibleText: '',
  quotedText: '',
  fromHtml: false,
  attachments: [],
  fixes: [],
  truncated: false,
  malformed,
});
