/** Exported chats of each messenger that has such a thing, to transcripts. What can't be read for certain is refused. */
import type { ExportReading } from '../../../model/evidence.ts';
import type { Transcript } from '../../../model/transcript.ts';
import { isZip, textsInZip } from './archive.ts';
import { MOST_BYTES, textOf } from './bytes.ts';
import { headOf } from './chat-lines.ts';
import { isLine, readLine } from './line.ts';
import { type Read, type Reading, type Row, sided } from './rows.ts';
import { readTelegram } from './telegram.ts';
import { delimiterOf, readViber } from './viber.ts';
import { readWhatsApp } from './whatsapp.ts';

export type ExportApp = ExportReading['app'];

const NAMES: Record<ExportApp, string> = {
  whatsapp: 'WhatsApp',
  telegram: 'Telegram Desktop',
  viber: 'Viber',
  line: 'LINE',
};

/**
 * The chat in an exported file, plain or zipped. `seenAt`: when we got it; without it, the file's last message.
 * The problem is one sentence for who handed it in. Never throws because of the bytes; bounded in time and memory.
 */
export function readExport(
  bytes: Uint8Array,
  reading: ExportReading,
  seenAt?: string,
): { transcript: Transcript } | { problem: string } {
  const { app, ownName } = reading;
  const read = readRows(bytes, app, { ...reading, seenAt: seenAt ?? UNSEEN }, ownName);
  if ('problem' in read) return read;
  const messages = sided(seenAt === undefined ? seenByLast(read.rows) : read.rows, ownName);
  return 'problem' in messages ? messages : { transcript: { source: 'export', messages } };
}

/** Rows with their authors, before anybody says which of them we are. */
export function readRows(bytes: Uint8Array, app: ExportApp, reading: Reading, own: string): Read {
  const text = exportText(bytes, app);
  if ('problem' in text) return text;
  // Viber's text has the form of WhatsApp's.
  const alike = app === 'viber' && text.app === 'whatsapp';
  if (text.app !== app && !alike)
    return {
      problem: `The file is not an exported chat of ${NAMES[app]}${text.app === null ? '' : `, but of ${NAMES[text.app]}`}.`,
    };
  const read = READERS[app](text.text, reading, own);
  if ('rows' in read && read.rows.length === 0) return { problem: 'The file holds no message.' };
  return read;
}

const READERS: Record<ExportApp, (text: string, reading: Reading, own: string) => Read> = {
  whatsapp: readWhatsApp,
  telegram: readTelegram,
  viber: readViber,
  line: readLine,
};

/** Stands in until the file's last message is known. */
const UNSEEN = '9999-12-31T23:59:59.999Z';

function seenByLast(rows: readonly Row[]): Row[] {
  const last = rows.reduce((max, r) => (r.at.to > max ? r.at.to : max), '');
  return rows.map((r) => ({
    ...r,
    ...(r.editedAt === UNSEEN && { editedAt: last }),
    ...(r.deletedAt === UNSEEN && { deletedAt: last }),
  }));
}

/** Which messenger wrote it, by its form; null where it looks like none. */
export function sniffExport(bytes: Uint8Array): ExportApp | null {
  const text = exportText(bytes, null);
  return 'problem' in text ? null : text.app;
}

type Sniffed = { text: string; app: ExportApp | null } | { problem: string };

/** The text of the chat: the file itself, or the one in a zip that looks like a chat, of `wanted` before any other. */
function exportText(bytes: Uint8Array, wanted: ExportApp | null): Sniffed {
  if (bytes.length > MOST_BYTES)
    return {
      problem: `The file is larger than ${MOST_BYTES / 1_000_000} MB: export the chat without its media.`,
    };
  if (!isZip(bytes)) return sniffed(bytes);
  const zip = textsInZip(bytes);
  if ('problem' in zip) return zip;
  const texts = zip.entries.map((e) => sniffed(e.bytes));
  const chats = texts.filter((t) => 'app' in t && t.app !== null);
  const fitting = chats.filter(
    (t) =>
      'app' in t && (wanted === null || t.app === wanted || (wanted === 'viber' && t.app === 'whatsapp')),
  );
  if (fitting.length > 1 || (fitting.length === 0 && chats.length > 1))
    return { problem: 'The zip file holds more than one chat: hand in the export of this chat alone.' };
  return fitting[0] ?? chats[0] ?? texts[0] ?? { problem: 'The zip file holds no text of a chat.' };
}

function sniffed(bytes: Uint8Array): Sniffed {
  const found = textOf(bytes);
  return 'problem' in found ? found : { text: found.text, app: appOf(found.text) };
}

function appOf(text: string): ExportApp | null {
  if (/^\s*\{/.test(text.slice(0, 200)))
    return /"messages"\s*:/.test(text.slice(0, 100_000)) ? 'telegram' : null;
  if (isLine(text)) return 'line';
  if (delimiterOf(text) !== null) return 'viber';
  const first = text
    .slice(0, 20_000)
    .split(/\r\n|\r|\n/)
    .slice(0, 20);
  return first.some((line) => headOf(line) !== null) ? 'whatsapp' : null;
}
