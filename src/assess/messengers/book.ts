/** Where the shares of each conversation are gathered, and what a person must look at. */
import type { Capture } from '../../model/evidence.ts';
import { receivedOf } from '../clocks.ts';
import type { ReviewItem } from '../inbox.ts';
import { type Conversation, conversationOf } from './conversation.ts';
import { mergeShares } from './merge.ts';
import { type Asked, isQuestion, sentWhenSaid } from './questions.ts';
import type { Seen } from './seen.ts';

export interface Book {
  share(asked: Asked, seen: readonly Seen[]): void;
  doubt(capture: Capture, probes: readonly string[], reason: string): void;
  conversations(): Generator<[string, Conversation]>;
  review: ReviewItem[];
}

export function openBook(): Book {
  const shares = new Map<Asked, Seen[][]>();
  const review: ReviewItem[] = [];
  return {
    review,
    share(asked, seen) {
      const list = shares.get(asked) ?? [];
      list.push([...seen]);
      shares.set(asked, list);
    },
    doubt(capture, probes, reason) {
      review.push({
        evidence: capture.evidence,
        probes: [...new Set(probes)].sort(),
        reason,
        signals: probes.map((probe) => ({ by: 'session', probe })),
        received: receivedOf(capture),
        open: true,
      });
    },
    *conversations() {
      for (const [asked, list] of shares) {
        const merged = mergeShares(list);
        const ours = merged.filter((s) => s.message.side === 'own');
        const question =
          ours.find((s) => isQuestion(s.message.text, asked)) ??
          sentWhenSaid(merged, asked) ??
          ours.find((s) => s.source === 'sighting') ??
          null;
        yield [asked.probe.id, conversationOf(asked, merged, question)];
      }
    },
  };
}

export const short = (capture: Capture): string => capture.evidence.slice(0, 12);
