/** What a messenger's evidence says, whichever kind it is: messages with side and moment, and how well that is known. */
import { z } from 'zod';
import { Interval, Precision } from './evidence.ts';
import { Instant } from './scalars.ts';

export const TranscriptMessage = z.strictObject({
  at: Interval.describe('When it was sent: a printed minute is an interval of a minute.'),
  precision: Precision,
  side: z.enum(['own', 'other', 'system']),
  author: z.string().max(120).optional(),
  text: z.string().max(20_000).describe('Empty where it was a picture, a voice or a file.'),
  media: z.string().max(60).optional().describe('What came instead of words or with them, e.g. "voice".'),
  id: z.string().max(80).optional().describe("The messenger's own id of it, in its chat."),
  automatic: z
    .boolean()
    .optional()
    .describe('Telegram: sent by an away or greeting message, or on schedule.'),
  bot: z.boolean().optional().describe('Telegram: the author is a bot.'),
  editedAt: Instant.optional().describe('Last edit seen; the words are those of the first version.'),
  deletedAt: Instant.optional().describe('Seen deleted by then; the words stay.'),
});
export type TranscriptMessage = z.infer<typeof TranscriptMessage>;

/** One chat with one lender, as one piece of evidence (or many updates of one) shows it, in the order of time. */
export const Transcript = z.strictObject({
  source: z
    .enum(['business', 'forward', 'export', 'sighting'])
    .describe('Strongest first (channels.md 3.3).'),
  messages: z.array(TranscriptMessage).max(20_000),
});
export type Transcript = z.infer<typeof Transcript>;
