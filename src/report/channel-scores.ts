/** A lender's score channel by channel: each weighs alike in it, however often it was tried. */
import type { ChannelKind } from '../model/vocabulary.ts';
import type { ProbeRow } from '../model/wave-result.ts';

export interface ChannelScore {
  channel: ChannelKind;
  /** Scored messages. */
  n: number;
  /** Mean of these. */
  score: number;
}

/** By lender, channels in the order of their names; only messages that count and have a score. */
export function channelScores(probes: readonly ProbeRow[]): Map<string, ChannelScore[]> {
  const scored = probes.flatMap(({ lender, channel, excluded, score }) =>
    excluded === undefined && score.status === 'scored' ? [{ lender, channel, score: score.value }] : [],
  );
  return new Map(
    [...Map.groupBy(scored, (p) => p.lender)].map(([lender, own]) => [
      lender,
      [...Map.groupBy(own, (p) => p.channel)]
        .map(([channel, some]) => ({
          channel,
          n: some.length,
          score: some.reduce((sum, p) => sum + p.score, 0) / some.length,
        }))
        .sort((a, b) => (a.channel < b.channel ? -1 : 1)),
    ]),
  );
}

/** As many messages by one channel would tell as much: the variance of the score is the spread squared over it. */
export const tellingAs = (channels: readonly ChannelScore[]): number =>
  channels.length ** 2 / channels.reduce((sum, c) => sum + 1 / c.n, 0);
