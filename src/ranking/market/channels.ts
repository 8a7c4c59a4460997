/** Each channel against e-mail, within lender and on the same questions only. */
import type { ChannelPair } from '../../model/market-findings.ts';
import type { ChannelKind } from '../../model/vocabulary.ts';
import type { ProbeRow } from '../../model/wave-result.ts';
import { meanOf } from '../standings.ts';
import { signedRank } from './signed-rank.ts';

const HOUR = 3_600_000;
const MAIL: ChannelKind = 'email';
/** Hours: an answer in the same second as the question must not make a ratio endless. */
const LEAST_WAIT = 1 / 3600;

/** `rows`: valid probes. */
export function channelPairs(
  rows: readonly ProbeRow[],
  channels: readonly ChannelKind[],
  deadlineHours: number,
): ChannelPair[] {
  return channels
    .filter((kind) => kind !== MAIL)
    .flatMap((channel) => {
      const matched = [...Map.groupBy(rows, (r) => r.lender).values()].flatMap((list) =>
        matchedBy(list, channel),
      );
      if (matched.length === 0) return [];
      const answered = matched.map(({ here, mail }) => ({
        here: here.some(isAnswered),
        mail: mail.some(isAnswered),
      }));
      const waits = matched.flatMap(({ here, mail }) => {
        const [a, b] = [logWait(here, deadlineHours), logWait(mail, deadlineHours)];
        return a === null || b === null ? [] : [b - a];
      });
      const scores = matched.flatMap(({ here, mail }) => {
        const [a, b] = [scoresOf(here), scoresOf(mail)];
        return a.length === 0 || b.length === 0 ? [] : [meanOf(a) - meanOf(b)];
      });
      const ratio = signedRank(waits);
      return [
        {
          channel,
          against: MAIL,
          scenarios: [...new Set(matched.flatMap((m) => m.here.map((r) => r.scenario)))].sort(),
          ratio: {
            ...ratio,
            ...(ratio.estimate.status === 'scored' && {
              estimate: { status: 'scored' as const, value: Math.exp(ratio.estimate.value) },
            }),
            ...(ratio.interval.status === 'scored' && {
              interval: {
                status: 'scored' as const,
                value: {
                  low: Math.exp(ratio.interval.value.low),
                  high: Math.exp(ratio.interval.value.high),
                },
              },
            }),
          },
          score: signedRank(scores),
          answered: {
            both: answered.filter((a) => a.here && a.mail).length,
            onlyChannel: answered.filter((a) => a.here && !a.mail).length,
            onlyAgainst: answered.filter((a) => !a.here && a.mail).length,
            neither: answered.filter((a) => !a.here && !a.mail).length,
          },
        },
      ];
    });
}

interface Matched {
  here: ProbeRow[];
  mail: ProbeRow[];
}

/** A lender's probes to both doors on the questions that both got; none where there are no such. */
function matchedBy(rows: readonly ProbeRow[], channel: ChannelKind): Matched[] {
  const asked = (kind: ChannelKind): Set<string> =>
    new Set(rows.filter((r) => r.channel === kind).map((r) => r.scenario));
  const mailed = asked(MAIL);
  const both = new Set([...asked(channel)].filter((scenario) => mailed.has(scenario)));
  if (both.size === 0) return [];
  const of = (kind: ChannelKind) => rows.filter((r) => r.channel === kind && both.has(r.scenario));
  return [{ here: of(channel), mail: of(MAIL) }];
}

const isAnswered = (row: ProbeRow): boolean => row.clocks.substantive.status !== 'not-applicable';

/** Mean log of the wait to the first substantive reply, capped at the deadline; null where no wait is known. */
function logWait(rows: readonly ProbeRow[], deadlineHours: number): number | null {
  const waits = rows.flatMap(({ clocks: { substantive } }) =>
    substantive.status === 'scored'
      ? [substantive.value / HOUR]
      : substantive.status === 'not-applicable'
        ? [deadlineHours]
        : [],
  );
  if (waits.length === 0) return null;
  return meanOf(waits.map((h) => Math.log(Math.min(deadlineHours, Math.max(LEAST_WAIT, h)))));
}

const scoresOf = (rows: readonly ProbeRow[]): number[] =>
  rows.flatMap((r) => (r.score.status === 'scored' ? [r.score.value] : []));
