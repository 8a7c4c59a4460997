/** An exported chat to the probe for which it was handed in: its own stretch of it, or why it shows none. */
import type { Capture } from '../../model/evidence.ts';
import { handleOf } from '../../model/handles.ts';
import type { Transcript } from '../../model/transcript.ts';
import { isAssisted } from '../../model/vocabulary.ts';
import { type Book, short } from './book.ts';
import { type Asked, cutAtQuestions, sentWhenSaid, stretchFrom } from './questions.ts';
import { inTime, type Seen } from './seen.ts';

export function addExport(
  capture: Capture,
  read: { transcript: Transcript } | { problem: string },
  asked: Asked,
  all: readonly Asked[],
  book: Book,
): void {
  const { id } = asked.probe;
  if ('problem' in read) {
    book.doubt(capture, [id], `Export ${short(capture)} could not be read: ${read.problem}`);
    return;
  }
  const door = doorOf(asked);
  const possible = all.filter((a) => a === asked || doorOf(a) === door);
  // It was handed in for this probe: between two like questions it is this one's.
  const hint: Capture = { ...capture, probe: id };
  const hinted = inTime(
    read.transcript.messages.map((message): Seen => ({ message, source: 'export', capture: hint })),
  );
  const cuts = cutAtQuestions(hinted, possible);
  const mine = cuts.cuts.filter((c) => c.asked === asked);
  if (mine.length > 0) {
    for (const { seen } of mine) book.share(asked, seen);
    return;
  }
  const said = cuts.unclear.length === 0 ? sentWhenSaid(hinted, asked) : null;
  if (said) {
    book.share(asked, stretchFrom(hinted, said, possible));
    return;
  }
  const shown = cuts.unclear.find((u) => u.verdict.among.includes(asked));
  book.doubt(
    capture,
    [id],
    shown
      ? `Export ${short(capture)} shows our question at ${shown.seen.message.at.from}, not when the operator sent it: its time zone or the order of its days and months is wrong.`
      : `Export ${short(capture)} does not show our question.`,
  );
}

const doorOf = ({ probe: { channel, address } }: Asked): string =>
  `${channel} ${(isAssisted(channel) && handleOf(channel, address)?.value) || address}`;
