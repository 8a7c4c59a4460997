/** WhatsApp's "Export chat": _chat.txt of an iPhone (seconds, in brackets) or the text of an Android phone (minutes). */
import { chatLines } from './chat-lines.ts';
import { type Read, type Reading, type Row, withoutMarks } from './rows.ts';
import { ATTACHED, DELETED, EDITED, OMITTED, plain, SYSTEM } from './words.ts';

export function readWhatsApp(text: string, reading: Reading, own: string): Read {
  const found = chatLines(text, reading, own);
  if ('problem' in found) return found;
  return {
    rows: found.lines.map(({ at, precision, author, message }): Row => {
      const words = withoutMarks(message).trim();
      const whole = author === null ? words : `${author}: ${words}`;
      const ofTheApp =
        author === null ||
        (isGenerated(message) && SYSTEM.test(words)) ||
        (SYSTEM.test(author) && whole.length < 400);
      if (ofTheApp) return { at, precision, author: null, text: whole };
      return { at, precision, author, ...wordsOf(message, reading.seenAt) };
    }),
  };
}

/** An iPhone puts this mark before what the app wrote and not the person. */
const isGenerated = (message: string): boolean => message.startsWith('\u200e');

/** What stands under a name: a person's words, or what the app put in place of a picture or of words taken back. */
export function wordsOf(
  message: string,
  seenAt: string,
): Pick<Row, 'text' | 'media' | 'editedAt' | 'deletedAt'> {
  const clean = withoutMarks(message).trim();
  if (DELETED.has(plain(clean))) return { text: '', deletedAt: seenAt };
  const mark = /\s*<([^<>\n]{3,80})>$/u.exec(clean);
  if (mark && EDITED.has(plain(mark[1]!)))
    return { ...wordsOf(clean.slice(0, mark.index), seenAt), editedAt: seenAt };
  const attached = /^(.{0,20000}?)\s*<[^<>:\n]{2,40}: ?([^<>\n]{1,200}\.\w{1,5})>$/su.exec(clean);
  if (attached) return { text: attached[1]!.trim(), media: kindOfFile(attached[2]!) };
  const [first = '', ...more] = clean.split('\n');
  const named = /^(\S.{0,200}\.\w{1,5}) \(([^()]{2,40})\)$/u.exec(first);
  if (named && (ATTACHED.has(plain(named[2]!)) || isGenerated(message)))
    return { text: more.join('\n').trim(), media: kindOfFile(named[1]!) };
  const kind = more.length === 0 ? OMITTED.get(plain(clean)) : undefined;
  if (kind !== undefined && (isGenerated(message) || /^<.*>$/.test(clean))) return { text: '', media: kind };
  // In a language that we have no words of: "<…>" alone, or a short line under the mark.
  if (/^<\s?[^<>\n\d]{3,60}>$/u.test(clean)) return { text: '', media: 'media' };
  if (isGenerated(message) && more.length === 0 && clean.length <= 60 && !/https?:/.test(clean))
    return { text: '', media: clean };
  return { text: clean };
}

/** By the end of its name. */
function kindOfFile(name: string): string {
  const end = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  if (/^(?:jpe?g|png|heic|gif)$/.test(end)) return 'image';
  if (/^(?:mp4|3gp|mov)$/.test(end)) return 'video';
  if (/^(?:opus|ogg|m4a|mp3|aac)$/.test(end)) return 'voice';
  return end === 'webp' ? 'sticker' : end === 'vcf' ? 'contact' : 'file';
}
