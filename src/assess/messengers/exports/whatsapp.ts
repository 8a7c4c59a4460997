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
        (isGenerated(message) && SYSTEM.test(words.slice(0, 400))) ||
        (SYSTEM.test(author.slice(0, 400)) && whole.length < 400);
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
  const whole = withoutMarks(message).trim();
  if (DELETED.has(plain(whole))) return { text: '', deletedAt: seenAt };
  const isEdited = EDITED.has(plain(lastBracket(whole)));
  const clean = isEdited ? whole.slice(0, whole.lastIndexOf('<')).trim() : whole;
  return { ...contentOf(clean, isGenerated(message)), ...(isEdited && { editedAt: seenAt }) };
}

/** What stands in angle brackets at the end; empty where nothing does. By indices: patterns are slow on hostile blanks. */
function lastBracket(text: string): string {
  const open = text.endsWith('>') ? text.lastIndexOf('<') : -1;
  return open < 0 || text.length - open > 250 ? '' : text.slice(open + 1, -1);
}

function contentOf(clean: string, generated: boolean): Pick<Row, 'text' | 'media'> {
  const attached = /^[^<>:\n]{2,40}: ?([^\n]{1,200}\.\w{1,5})$/u.exec(lastBracket(clean));
  if (attached)
    return { text: clean.slice(0, clean.lastIndexOf('<')).trim(), media: kindOfFile(attached[1]!) };
  const [first = '', ...more] = clean.split('\n');
  const named = /^(\S.{0,200}\.\w{1,5}) \(([^()]{2,40})\)$/u.exec(first);
  if (named && (ATTACHED.has(plain(named[2]!)) || generated))
    return { text: more.join('\n').trim(), media: kindOfFile(named[1]!) };
  const kind = more.length === 0 ? OMITTED.get(plain(clean)) : undefined;
  if (kind !== undefined && (generated || /^<.*>$/.test(clean))) return { text: '', media: kind };
  // In a language that we have no words of: "<…>" alone, or a short line under the mark.
  if (/^<\s?[^<>\n\d]{3,60}>$/u.test(clean)) return { text: '', media: 'media' };
  if (generated && more.length === 0 && clean.length <= 60 && !/https?:/.test(clean))
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
