/** The words in one piece of evidence, for the eyes of an operator. No conclusion: `assess` reads the same bytes anew. */
import { readExport } from '../assess/messengers/exports/index.ts';
import { readUpdates, Update } from '../assess/messengers/updates.ts';
import type { Reader } from '../fieldwork/desk-work.ts';
import { ChatVisit } from '../model/chat.ts';
import type { Capture } from '../model/evidence.ts';
import { Sighting } from '../model/sighting.ts';
import type { TranscriptMessage } from '../model/transcript.ts';
import type { ParsePool } from './parse-pool.ts';

/** What can't be read has no words: the evidence itself is kept, and can be downloaded. */
export const evidenceWords =
  (parsers: ParsePool): Reader =>
  async (capture, raw) => {
    try {
      return await wordsIn(capture, raw, parsers);
    } catch {
      return [];
    }
  };

async function wordsIn(capture: Capture, raw: Uint8Array, parsers: ParsePool): Promise<TranscriptMessage[]> {
  const json = (): unknown => JSON.parse(new TextDecoder().decode(raw));
  const { observed, received } = capture.clocks;
  switch (capture.media ?? 'mail') {
    case 'mail': {
      const { visibleText } = await parsers.parse(raw);
      return [
        {
          at: received ?? { from: observed, to: observed },
          precision: 'exact',
          side: 'other',
          text: visibleText.slice(0, 20_000),
        },
      ];
    }
    case 'chat':
      return ChatVisit.parse(json())
        .messages.filter((m) => !m.before)
        .map(({ at, side, text }) => ({
          at: { from: at, to: at },
          precision: 'exact',
          side: side === 'own' || side === 'system' ? side : 'other',
          text,
        }));
    case 'sighting': {
      const { between, side, text } = Sighting.parse(json());
      return [{ at: between, precision: 'interval', side, text }];
    }
    case 'update': {
      const { chats, forwards } = readUpdates([{ capture, update: Update.parse(json()) }]);
      return [...[...chats.values()].flat(), ...forwards.map((f) => f.seen)].map((seen) => seen.message);
    }
    case 'export': {
      const read = capture.export && readExport(raw, capture.export, observed);
      return read && 'transcript' in read ? read.transcript.messages : [];
    }
    case 'dom':
    case 'screenshot':
      return [];
  }
}
