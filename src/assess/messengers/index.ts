/**
 * Everything that a wave knows of its chats on messengers, by probe: updates, forwards, exports (handed in or mailed) and
 * sightings, taken apart at our own questions, merged, and turned into answers. Pure; what nobody can be sure of is said.
 */
import type { Capture } from '../../model/evidence.ts';
import type { ParsedMail } from '../../model/mail.ts';
import type { Plan } from '../../model/plan.ts';
import type { Scenario } from '../../model/scenario.ts';
import type { Operator } from '../../model/settings.ts';
import type { Sighting } from '../../model/sighting.ts';
import type { WaveState } from '../../model/wave-state.ts';
import type { ReviewItem } from '../inbox.ts';
import { openBook, short } from './book.ts';
import type { Conversation } from './conversation.ts';
import { readExport } from './exports/index.ts';
import { addExport } from './from-exports.ts';
import { addUpdates } from './from-updates.ts';
import { readMailed } from './mailed.ts';
import { questionsAsked } from './questions.ts';
import type { Seen } from './seen.ts';
import type { SeenUpdate, Update } from './updates.ts';

/** By the sha256 of their evidence. */
export interface MessengerEvidence {
  /** Null where the bytes were no update that we can read. */
  updates: ReadonlyMap<string, Update | null>;
  exports: ReadonlyMap<string, Uint8Array>;
  sightings: ReadonlyMap<string, Sighting>;
  /** Files in mails that came to the alias of a probe on a messenger; by the sha256 of the mail. */
  mailed: ReadonlyMap<string, readonly Uint8Array[]>;
  operators: readonly Operator[];
}

export interface ChatsOfWave {
  byProbe: Map<string, Conversation>;
  review: ReviewItem[];
  /** Mails that brought an exported chat: no replies. */
  exportMails: Set<string>;
}

/** Mail to an assisted probe's own alias. */
export interface MailedTo {
  capture: Capture;
  mail: ParsedMail;
  probe: string;
}

export function chatsOfWave(
  wave: { plan: Plan; state: WaveState; scenarios: readonly Scenario[] },
  evidence: MessengerEvidence,
  mailed: readonly MailedTo[],
): ChatsOfWave {
  const all = questionsAsked(wave.plan, wave.state, wave.scenarios);
  const byId = new Map(all.map((a) => [a.probe.id, a]));
  const book = openBook();
  const { captures } = wave.state;

  addUpdates(
    captures.flatMap((capture): SeenUpdate[] => {
      const update = capture.media === 'update' ? evidence.updates.get(capture.evidence) : undefined;
      return update ? [{ capture, update }] : [];
    }),
    all.filter((a) => a.probe.channel === 'telegram'),
    book,
  );
  for (const capture of captures) {
    if (capture.media === 'update' && capture.probe && evidence.updates.get(capture.evidence) === null)
      book.doubt(capture, [capture.probe], `Update ${short(capture)} could not be read.`);
    const asked = byId.get(capture.probe ?? '');
    if (!asked) continue;
    if (capture.media === 'export' && capture.export) {
      const bytes = evidence.exports.get(capture.evidence);
      if (bytes)
        addExport(capture, readExport(bytes, capture.export, capture.clocks.observed), asked, all, book);
    }
    const sighting = capture.media === 'sighting' ? evidence.sightings.get(capture.evidence) : undefined;
    if (sighting) book.share(asked, [sightingSeen(capture, sighting)]);
  }
  const exportMails = new Set<string>();
  for (const { capture, probe } of mailed) {
    const asked = byId.get(probe);
    const phone = evidence.operators.find((o) => o.name === asked?.state.intent?.by) ?? evidence.operators[0];
    if (!asked || !phone) continue;
    for (const file of evidence.mailed.get(capture.evidence) ?? []) {
      const read = readMailed(file, asked, phone, capture.clocks.observed);
      if (read === null) continue;
      exportMails.add(capture.evidence);
      addExport(capture, read, asked, all, book);
    }
  }
  return { byProbe: new Map(book.conversations()), review: book.review, exportMails };
}

const sightingSeen = (capture: Capture, { side, text, between, by }: Sighting): Seen => ({
  source: 'sighting',
  capture,
  message: {
    at: between,
    precision: 'interval',
    side,
    text,
    ...(side === 'own' && { author: by }),
    ...(text === '' && { media: 'picture' }),
  },
});
