/**
 * A second opinion on the scores (methods.md, 2.3) that does not take silence for a low quality: reply rates are
 * beta-binomial, the quality of replies is normal, and the market says how much lenders differ in either.
 */
import { type Measured, notApplicable, scored } from '../model/measured.ts';
import type { Chance } from './chance.ts';

/** A lender's probes by one channel: how many were left without a substantive reply, and the score of each reply. */
export interface TwoPart {
  silent: number;
  replies: number[];
}

export interface ReplyPrior {
  a: number;
  b: number;
}

/** In points: mean over lenders, standard deviation between them, and between replies of one. */
export interface QualityPrior {
  mean: number;
  spread: number;
  noise: number;
}

/** Precisions a + b between which the market's one is looked for: from all-or-nothing lenders to all alike. */
const PRECISIONS: readonly [number, number] = [0.02, 2_000];
const ROUNDS = 80;

/** ln of the chance of x replies in n under Beta(a, b), without the binomial coefficient: lbeta(a+x, b+n-x) - lbeta(a, b). */
export function betaBinomial(a: number, b: number, x: number, n: number): number {
  let sum = 0;
  for (let i = 0; i < x; i++) sum += Math.log(a + i);
  for (let i = 0; i < n - x; i++) sum += Math.log(b + i);
  for (let i = 0; i < n; i++) sum -= Math.log(a + b + i);
  return sum;
}

/** The beta distribution of reply rates under which the counts are most likely. At least one unit. */
export function fitReplies(units: readonly TwoPart[]): ReplyPrior {
  const cells = new Map<string, { x: number; n: number; units: number }>();
  for (const { replies, silent } of units) {
    const [x, n] = [replies.length, replies.length + silent];
    const key = `${x} ${n}`;
    const cell = cells.get(key);
    if (cell) cell.units++;
    else cells.set(key, { x, n, units: 1 });
  }
  // Sums of floats depend on their order.
  const counts = [...cells.values()].sort((p, q) => p.n - q.n || p.x - q.x);
  const likelihood = (precision: number, mean: number) =>
    counts.reduce(
      (sum, c) => sum + c.units * betaBinomial(precision * mean, precision * (1 - mean), c.x, c.n),
      0,
    );
  // Where all or none replied the likeliest mean is 1 or 0, which no beta has: it stays as far off as one probe more tells.
  const probes = counts.reduce((sum, c) => sum + c.units * c.n, 0);
  const edge = Math.log(2 * probes + 1);
  const meanAt = (precision: number) =>
    logistic(highest(-edge, edge, (logit) => likelihood(precision, logistic(logit))));
  const [least, most] = PRECISIONS;
  const precision = Math.exp(
    highest(Math.log(least), Math.log(most), (ln) => likelihood(Math.exp(ln), meanAt(Math.exp(ln)))),
  );
  const mean = meanAt(precision);
  return { a: precision * mean, b: precision * (1 - mean) };
}

/** The normal distribution of quality, spread by marginal likelihood; not applicable where fewer than two lenders replied. */
export function fitQuality(units: readonly TwoPart[]): Measured<QualityPrior> {
  const answering = units.filter((u) => u.replies.length > 0);
  if (answering.length < 2) return notApplicable('fewer than two lenders replied');
  const groups = answering
    .map((u) => ({ n: u.replies.length, mean: meanOf(u.replies), replies: u.replies }))
    .sort((p, q) => p.mean - q.mean || p.n - q.n);
  const df = groups.reduce((sum, g) => sum + g.n - 1, 0);
  const squares = groups.reduce(
    (sum, g) => sum + g.replies.reduce((part, y) => part + (y - g.mean) ** 2, 0),
    0,
  );
  // One reply each says nothing of the noise: then all that varies is taken for it, and lenders count as alike.
  if (df === 0) {
    const mean = meanOf(groups.map((g) => g.mean));
    const noise = Math.sqrt(groups.reduce((sum, g) => sum + (g.mean - mean) ** 2, 0) / (groups.length - 1));
    return scored({ mean, spread: 0, noise });
  }
  const noise = Math.sqrt(squares / df);
  const profile = (spread: number) => {
    const weights = groups.map((g) => 1 / Math.max(spread ** 2 + noise ** 2 / g.n, 1e-12));
    const total = weights.reduce((a, b) => a + b, 0);
    const mean = groups.reduce((sum, g, i) => sum + weights[i]! * g.mean, 0) / total;
    const fit = groups.reduce(
      (sum, g, i) => sum + Math.log(weights[i]!) - weights[i]! * (g.mean - mean) ** 2,
      0,
    );
    return { mean, likelihood: fit - Math.log(total) };
  };
  const spread = highest(0, 100, (s) => profile(s).likelihood);
  return scored({ mean: profile(spread).mean, spread, noise });
}

/**
 * `draws` scores of a lender from its posterior: the mean over its channels of reply rate times quality of a reply, 0 to
 * 100. Channels are drawn apart: that a lender is good by one is not taken to say that it is by another.
 */
export function drawScores(
  channels: readonly TwoPart[],
  { reply, quality }: { reply: ReplyPrior; quality: QualityPrior },
  { draws, chance }: { draws: number; chance: Chance },
): Float32Array {
  const scores = new Float32Array(draws);
  for (const { replies, silent } of channels) {
    const rate = chance.beta(reply.a + replies.length, reply.b + silent);
    const { mean, deviation } = posteriorQuality(replies, quality);
    for (let d = 0; d < draws; d++) {
      const drawn = Math.min(100, Math.max(0, mean + deviation * chance.normal()));
      scores[d]! += (rate() * drawn) / channels.length;
    }
  }
  return scores;
}

function posteriorQuality(
  replies: readonly number[],
  { mean, spread, noise }: QualityPrior,
): { mean: number; deviation: number } {
  if (replies.length === 0) return { mean, deviation: spread };
  const error = noise ** 2 / replies.length;
  const between = spread ** 2;
  // Nothing varies at all: every lender has the mean.
  if (between + error === 0) return { mean, deviation: 0 };
  const own = between / (between + error);
  return { mean: own * meanOf(replies) + (1 - own) * mean, deviation: Math.sqrt(own * error) };
}

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

/** Sums of floats depend on their order. */
const meanOf = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b).reduce((sum, v) => sum + v, 0) / values.length;

/** The place of the only peak of f between two ends, by golden section. */
function highest(from: number, to: number, f: (x: number) => number): number {
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [from, to];
  let [left, right] = [high - ratio * (high - low), low + ratio * (high - low)];
  let [atLeft, atRight] = [f(left), f(right)];
  for (let i = 0; i < ROUNDS && high - low > 1e-9; i++) {
    if (atLeft >= atRight) {
      [high, right, atRight] = [right, left, atLeft];
      left = high - ratio * (high - low);
      atLeft = f(left);
    } else {
      [low, left, atLeft] = [left, right, atRight];
      right = low + ratio * (high - low);
      atRight = f(right);
    }
  }
  const middle = (low + high) / 2;
  return f(from) >= f(middle) ? from : middle;
}
