/** How waits end, when other endings compete with an answer: deflected, refused, undeliverable ... (methods.md, 1.2). */
import { ENDINGS, type Ending, type EndingCurve } from '../model/curves.ts';
import { millis } from '../model/scalars.ts';
import type { Disposition } from '../model/vocabulary.ts';
import type { ProbeRow } from '../model/wave-result.ts';
import type { ClusteredProbe } from './answered-by.ts';
import { aalenJohansen, type Ended, incidenceErrors, lastUpTo } from './competing.ts';
import { drawnTimes, shareBand } from './share-bands.ts';

const HOUR = 3_600_000;

/** Dispositions that end a wait; with the others it lasts to the deadline. */
const ENDING_OF: Partial<Record<Disposition, Ending>> = {
  answered: 'answered',
  'partly-answered': 'answered',
  refused: 'refused',
  deflected: 'deflected',
  gated: 'gated',
  undeliverable: 'undeliverable',
  'channel-unavailable': 'channel-unavailable',
  blocked: 'blocked',
};

/** Endings that occurred, in the order of ENDINGS. `deadline` in clock hours. */
export function endingCurves(probes: readonly ClusteredProbe[], deadline: number): EndingCurve[] {
  const found = ENDINGS.filter((e) => probes.some((p) => ENDING_OF[p.row.disposition] === e));
  const waits = probes.map(({ row, cluster }): Ended => {
    const ending = ENDING_OF[row.disposition];
    return ending === undefined
      ? { time: deadline, cause: null, cluster }
      : { time: Math.min(hoursTo(ending, row, deadline), deadline), cause: found.indexOf(ending), cluster };
  });
  if (found.length === 0) return [];
  const clusters = new Set(waits.map((w) => w.cluster)).size;
  const { times, byCause } = aalenJohansen(waits, found.length);
  const drawn = found.map((_, k) =>
    drawnTimes(
      waits.filter((w) => w.cause === k).map((w) => w.time),
      deadline,
    ),
  );
  const at = [...new Set(drawn.flat())].sort((a, b) => a - b);
  const errors = incidenceErrors(waits, found.length, at);
  return found.map((ending, k) => ({
    ending,
    probes: waits.filter((w) => w.cause === k).length,
    points: drawn[k]!.map((t) => {
      const answered = Math.min(1, byCause[k]![lastUpTo(times, t)] ?? 0);
      return { hours: t, answered, ...shareBand(answered, errors[k]![at.indexOf(t)]!, clusters) };
    }),
  }));
}

/** The moment of the reply that decided it, of the bounce, or of the try at a door that was shut. */
function hoursTo(ending: Ending, row: ProbeRow, deadline: number): number {
  const { substantive, nonAutomatic, anything } = row.clocks;
  switch (ending) {
    case 'answered':
    case 'refused':
      return substantive.status === 'scored' ? substantive.value / HOUR : deadline;
    case 'deflected':
    case 'gated': {
      const reply = nonAutomatic.status === 'scored' ? nonAutomatic : anything;
      return reply.status === 'scored' ? reply.value / HOUR : deadline;
    }
    case 'undeliverable': {
      const bounces = row.messages.filter((m) => m.bounce === 'hard' || m.bounce === 'soft');
      if (bounces.length === 0 || row.sentAt === undefined) return 0;
      const first = Math.min(...bounces.map((m) => millis(m.received.from)));
      return Math.max(0, first - millis(row.sentAt)) / HOUR;
    }
    case 'channel-unavailable':
    case 'blocked':
      return 0;
  }
}
