/** When the sender says that an answer will come, and under which number. */
import type { Finding } from '../../model/assessment.ts';
import type { PromisedReply } from '../../model/reading.ts';
import type { ReplyText } from '../reply-text.ts';
import { flag, type Sentence, says } from './signals.ts';
import { unitAt } from './time-units.ts';

export function promisedReplyOf(
  reply: ReplyText,
  sentences: readonly Sentence[],
): { promised: PromisedReply; finding: Finding } | null {
  const folded = reply.folded;
  for (const s of sentences) {
    const words = reply.packs.filter((p) => s.packs.some((r) => r.pack.code === p.code));
    if (!words.some((p) => p.responder.some(([k, r]) => k === 'acknowledgement' && r.test(s.masked))))
      continue;
    const found = (promised: PromisedReply) => ({
      promised,
      finding: {
        ...flag(reply, s, 'promised-reply', 'promised-reply', 'Says when an answer will come.'),
        value: promised.amount === null ? promised.unit : `${promised.amount} ${promised.unit}`,
      },
    });
    const q = reply.quantities.find(
      (x) => (x.kind === 'time' || x.kind === 'days') && x.start >= s.unit.start && x.end <= s.unit.end,
    );
    const unit = q && unitAt(folded.slice(q.start, q.end), s.packs);
    if (q && unit && q.values.length > 0) {
      const amount = Math.max(...q.values);
      if (unit === 'minute' || unit === 'hour') return found({ amount, unit });
      const working = s.packs.some((p) =>
        p.pack.workingDay.some((w) => folded.slice(q.start, q.end).includes(w)),
      );
      const days = unit === 'week' ? 7 * amount : unit === 'month' ? 30 * amount : amount;
      return found({ amount: days, unit: working && unit === 'day' ? 'working-day' : 'day' });
    }
    if (says(s, 'vaguePromise')) return found({ amount: null, unit: 'unspecified' });
  }
  return null;
}

/** The number of a ticket or case, as written. */
export function ticketOf(
  reply: ReplyText,
  sentences: readonly Sentence[],
): { ticket: string; finding: Finding } | null {
  for (const s of sentences) {
    const says = reply.packs.some((p) => p.responder.some(([k, r]) => k === 'ticket' && r.test(s.masked)));
    const q = reply.quantities.find(
      (x) => x.kind === 'ref' && x.start >= s.unit.start && x.end <= s.unit.end,
    );
    const ticket = q && reply.text.slice(q.start, q.end).slice(0, 60);
    if (q && ticket && (says || /^[#№]/.test(ticket)))
      return {
        ticket,
        finding: { ...flag(reply, s, 'ticket', 'ticket', 'Gives a ticket number.'), value: ticket },
      };
  }
  return null;
}
