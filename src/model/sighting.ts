/** What an operator says to have seen in a chat that no machine reads: the weakest evidence, kept as such. */
import { z } from 'zod';
import { Sha256 } from './digest.ts';
import { Interval } from './evidence.ts';
import { ProbeId } from './plan.ts';
import { Instant } from './scalars.ts';

export const Sighting = z.strictObject({
  format: z.literal('doorbell-sighting/1'),
  probe: ProbeId,
  by: z.string().min(1).max(80),
  seenAt: Instant.describe('When the operator said so, by our clock.'),
  side: z.enum(['own', 'other']).describe('`own`: our question stands in the chat.'),
  text: z
    .string()
    .max(20_000)
    .describe('The words, pasted or typed off; empty where only a picture was handed in.'),
  between: Interval.describe('From the last look at the chat, or the send, to the moment it was seen.'),
  shownTime: z.string().max(60).optional().describe('The time printed beside it, word for word.'),
  screenshot: Sha256.optional().describe('The picture, as evidence of its own.'),
});
export type Sighting = z.infer<typeof Sighting>;
