/** A lender's side of the story, from the ledger. */
import type { Correspondence } from '../model/correspondence.ts';
import type { WaveState } from '../model/wave-state.ts';

/** Replies in the order of their days; those of one day in the order of the ledger. */
export function correspondenceOf(
  lender: string,
  state: Pick<WaveState, 'notices' | 'replies'>,
): Correspondence {
  const days = (notice: 'results' | 'disclosure') =>
    state.notices
      .filter((n) => n.lender === lender && n.notice === notice)
      .map((n) => n.on)
      .sort();
  const resultsSent = days('results').at(-1);
  const disclosed = days('disclosure')[0];
  return {
    ...(resultsSent !== undefined && { resultsSent }),
    ...(disclosed !== undefined && { disclosed }),
    replies: state.replies
      .filter((r) => r.lender === lender)
      .sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0))
      .map(({ on, text, correction }) => ({ on, text, ...(correction !== undefined && { correction }) })),
  };
}
