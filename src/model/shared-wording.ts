/** Replies of different lenders in nearly the same words: a sign that one desk, one owner or one bot answers for them. */
import { z } from 'zod';
import { ProbeId } from './plan.ts';
import { Slug } from './scalars.ts';

/** Jaccard share of letter shingles above which two texts are the same but for details (methods.md, 3.2). */
export const SAME_WORDING = 0.8;

export const SharedWording = z.strictObject({
  lenders: z.array(Slug).min(2),
  probes: z.array(ProbeId).min(2),
  similarity: z
    .number()
    .min(0)
    .max(1)
    .describe('Smallest Jaccard share of shingles with the first text of the group.'),
});
export type SharedWording = z.infer<typeof SharedWording>;

/** What comparing all replies of a wave gave. */
export const Wordings = z.strictObject({
  compared: z.int().min(0).describe('Replies long enough to compare.'),
  shared: z.array(SharedWording).max(500),
});
export type Wordings = z.infer<typeof Wordings>;

/** What ties lenders together: what the study names, what they publish, and what their replies show. */
export const Tie = z.enum([
  'entity',
  'desk',
  'licence',
  'tax-number',
  'phone',
  'mail-domain',
  'mx',
  'chat-account',
  'wording',
]);
export type Tie = z.infer<typeof Tie>;

/** Lenders that are known to belong together, from what they publish. */
export interface KnownTie {
  lenders: string[];
  /** Kinds of what they share. */
  shared: Tie[];
}
