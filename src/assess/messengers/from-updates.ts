/** Chats that the recorder heard, and what operators forwarded, to the probes that they belong to. */
import { type Book, short } from './book.ts';
import { type Asked, type Cuts, cutAtQuestions, isQuestion, stretchFrom } from './questions.ts';
import { isWithin, type Seen } from './seen.ts';
import { readUpdates, type SeenUpdate } from './updates.ts';

export function addUpdates(updates: readonly SeenUpdate[], all: readonly Asked[], book: Book): void {
  const { chats, forwards, named } = readUpdates(updates);
  const byId = new Map(all.map((a) => [a.probe.id, a]));
  for (const [key, chat] of chats) {
    const hints = new Set(chat.flatMap((s) => (s.capture.probe === undefined ? [] : [s.capture.probe])));
    const told = named.get(`chat/${key.slice(key.indexOf(' ') + 1)}`);
    if (told !== undefined) hints.add(told);
    const lenders = new Set([...hints].map((p) => byId.get(p)?.probe.lender));
    // Where the recorder knew the lender, only its probes can be meant.
    const possible = lenders.size > 0 ? all.filter((a) => lenders.has(a.probe.lender)) : all;
    const cuts = cutAtQuestions(chat, possible);
    shareCuts(cuts, chat, possible, told, book);
    const cut = new Set(cuts.cuts.map((c) => c.asked.probe.id));
    // The recorder came to the chat after our question: what follows the send is this probe's, if no other can be meant.
    const unheard = possible.filter((a) => !cut.has(a.probe.id) && hints.has(a.probe.id));
    for (const asked of unheard) {
      const mine = cuts.before.filter(
        (s) =>
          (s.capture.probe ?? told) === asked.probe.id && isWithin(s, asked.from, Number.POSITIVE_INFINITY),
      );
      if (mine.length > 0) book.share(asked, mine);
    }
  }
  const known = new Set<string>();
  for (const { seen, probe, dismissed } of forwards) {
    const asked = byId.get(probe ?? '');
    if (!asked) {
      const open = all.filter((a) => isWithin(seen, a.from, Number.POSITIVE_INFINITY)).map((a) => a.probe.id);
      if (!dismissed && open.length > 0)
        book.doubt(seen.capture, open, `Forwarded message ${short(seen.capture)} was not tied to a probe.`);
      continue;
    }
    const { at, side, text } = seen.message;
    const twice = JSON.stringify([probe, at.from, side, text]);
    if (known.has(twice)) continue;
    known.add(twice);
    const own = side === 'other' && isQuestion(text, asked);
    book.share(asked, [own ? { ...seen, message: { ...seen.message, side: 'own' } } : seen]);
  }
}

/** Gives each probe its part of a chat; says what could not be given to one. */
function shareCuts(
  { cuts, unclear }: Cuts,
  chat: readonly Seen[],
  possible: readonly Asked[],
  told: string | undefined,
  book: Book,
): void {
  for (const { asked, seen } of cuts) book.share(asked, seen);
  for (const { seen, verdict } of unclear) {
    const named = verdict.why === 'several' ? verdict.among.find((a) => a.probe.id === told) : undefined;
    if (named) {
      book.share(named, stretchFrom(chat, seen, possible));
      continue;
    }
    book.doubt(
      seen.capture,
      verdict.among.map((a) => a.probe.id),
      verdict.why === 'several'
        ? `Our message ${short(seen.capture)} may be the question of ${verdict.among.map((a) => a.probe.id).join(' or ')}.`
        : `Evidence ${short(seen.capture)} shows our question at ${seen.message.at.from}, when it was not sent by any operator's word.`,
    );
  }
}
