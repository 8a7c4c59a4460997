/**
 * Exported chats that come by mail to the alias of a probe on a messenger ("Export chat", then "Mail"): evidence of the
 * chat and no reply. Which of the names is ours is told by our own question.
 */
import PostalMime from 'postal-mime';
import type { ExportReading } from '../../model/evidence.ts';
import type { PlannedProbe } from '../../model/plan.ts';
import type { Transcript } from '../../model/transcript.ts';
import { MOST_BYTES } from './exports/bytes.ts';
import { type ExportApp, readRows, sniffExport } from './exports/index.ts';
import { type Reading, sided } from './exports/rows.ts';
import { isQuestion, type Wording } from './questions.ts';

const MOST_FILES = 10;

/** Files in a mail that may be an exported chat; none of a mail that can't be parsed. Bounded. */
export async function filesInMail(raw: Uint8Array): Promise<Uint8Array[]> {
  if (raw.length > MOST_BYTES) return [];
  try {
    const { attachments } = await PostalMime.parse(raw, { maxNestingDepth: 30, maxHeadersSize: 1_000_000 });
    return attachments
      .filter((a) => /\.(?:zip|txt|csv|json)$/i.test(a.filename ?? '') && a.content instanceof ArrayBuffer)
      .slice(0, MOST_FILES)
      .map((a) => new Uint8Array(a.content as ArrayBuffer));
  } catch {
    return [];
  }
}

const APPS: Partial<Record<string, ExportApp>> = {
  whatsapp: 'whatsapp',
  telegram: 'telegram',
  viber: 'viber',
  line: 'line',
};

/** Null where the file is no chat at all: then the mail is one like any other. */
export function readMailed(
  bytes: Uint8Array,
  asked: Wording & { probe: PlannedProbe },
  phone: Pick<ExportReading, 'timeZone' | 'daysFirst'>,
  seenAt: string,
): { transcript: Transcript } | { problem: string } | null {
  const looks = sniffExport(bytes);
  if (looks === null) return null;
  const reading: Reading = { ...phone, seenAt };
  const read = readRows(bytes, APPS[asked.probe.channel] ?? looks, reading, '');
  if ('problem' in read) return read;
  const own = read.rows.find((r) => r.author !== null && isQuestion(r.text, asked))?.author;
  if (own === undefined || own === null) return { problem: 'The file does not show our question.' };
  const messages = sided(read.rows, own);
  return 'problem' in messages ? messages : { transcript: { source: 'export', messages } };
}
