/** Telegram Desktop's "Export chat history" as JSON: one chat, whose messages carry seconds since 1970. */
import { z } from 'zod';
import { instant } from '../../../model/scalars.ts';
import { MOST_ROWS, type Read, type Row, TOO_MANY } from './rows.ts';

const Seconds = z.string().regex(/^\d{9,10}$/);
const Piece = z.union([z.string(), z.object({ text: z.string() })]);
const Message = z.object({
  id: z.int(),
  type: z.enum(['message', 'service']),
  date_unixtime: Seconds,
  edited_unixtime: Seconds.optional(),
  from: z.string().nullish(),
  from_id: z.string().nullish(),
  action: z.string().optional(),
  text: z.union([z.string(), z.array(Piece)]).default(''),
  media_type: z.string().optional(),
  photo: z.string().optional(),
  file: z.string().optional(),
  contact_information: z.unknown().optional(),
  location_information: z.unknown().optional(),
  poll: z.unknown().optional(),
});
const Chat = z.object({ type: z.string(), messages: z.array(z.unknown()) });

const MEDIA: Record<string, string> = {
  voice_message: 'voice',
  video_message: 'video',
  video_file: 'video',
  audio_file: 'voice',
  sticker: 'sticker',
  animation: 'gif',
};

export function readTelegram(text: string): Read {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return {
      problem: 'The file is not JSON: export the chat from Telegram Desktop as "Machine-readable JSON".',
    };
  }
  const chat = Chat.safeParse(json);
  if (!chat.success)
    return {
      problem: 'The file is no export of one chat: in Telegram Desktop open the chat, and export it alone.',
    };
  if (!['personal_chat', 'bot_chat'].includes(chat.data.type))
    return {
      problem: `The file is the export of a ${chat.data.type.slice(0, 40).replaceAll('_', ' ')}, not of a chat with one account.`,
    };
  if (chat.data.messages.length > MOST_ROWS) return TOO_MANY;
  const rows: Row[] = [];
  for (const [i, raw] of chat.data.messages.entries()) {
    const message = Message.safeParse(raw);
    if (!message.success) {
      const dated = typeof raw === 'object' && raw !== null && 'date_unixtime' in raw;
      return {
        problem: dated
          ? `Message ${i + 1} of the file is not as Telegram Desktop writes it.`
          : 'The file has no date_unixtime: export it with a Telegram Desktop of 2022 or later, whose times name their zone.',
      };
    }
    rows.push(rowOf(message.data));
  }
  return { rows };
}

function rowOf(m: z.infer<typeof Message>): Row {
  const at = Number(m.date_unixtime) * 1_000;
  const media = mediaOf(m);
  return {
    at: { from: instant(at), to: instant(at + 999) },
    precision: 'second',
    author: m.type === 'service' ? null : (m.from ?? m.from_id ?? '?'),
    text:
      (typeof m.text === 'string'
        ? m.text
        : m.text.map((p) => (typeof p === 'string' ? p : p.text)).join('')) ||
      (m.action ?? ''),
    id: String(m.id),
    ...(media !== undefined && { media }),
    ...(m.edited_unixtime !== undefined && { editedAt: instant(Number(m.edited_unixtime) * 1_000) }),
  };
}

function mediaOf(m: z.infer<typeof Message>): string | undefined {
  if (m.media_type !== undefined) return MEDIA[m.media_type] ?? m.media_type;
  if (m.photo !== undefined) return 'image';
  if (m.file !== undefined) return 'file';
  if (m.contact_information !== undefined) return 'contact';
  if (m.location_information !== undefined) return 'location';
  return m.poll !== undefined ? 'poll' : undefined;
}
