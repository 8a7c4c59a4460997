/** Exported chats as the messengers write them, in several languages: for the simulated operators, and for tests. */
import { strToU8, zipSync } from 'fflate';
import { DateTime } from 'luxon';

export interface ExportedMessage {
  /** UTC ms. */
  at: number;
  side: 'own' | 'other' | 'system';
  text: string;
  /** A picture without words, as far as the file tells. */
  picture?: true;
  edited?: true;
  deleted?: true;
}

export interface ExportedChat {
  timeZone: string;
  ownName: string;
  otherName: string;
  messages: readonly ExportedMessage[];
}

export interface ExportStyle {
  app: 'whatsapp' | 'telegram' | 'viber' | 'line';
  daysFirst: boolean;
  precision: 'second' | 'minute';
  /** Whether it can say that a message was edited or deleted. */
  marks: boolean;
  zip?: string;
  write(chat: ExportedChat): string;
}

/** The file of a chat in one style, zipped where the app zips it. */
export function writeExport(style: ExportStyle, chat: ExportedChat): Uint8Array {
  const bytes = strToU8(style.write(chat));
  return style.zip === undefined ? bytes : zipSync({ [style.zip]: bytes }, { mtime: '2026-01-01' });
}

const localOf = (at: number, zone: string): DateTime => DateTime.fromMillis(at, { zone, locale: 'en-US' });

interface Words {
  picture: string;
  deleted: string;
  edited: string;
  system: string;
}

const EN: Words = {
  picture: 'image omitted',
  deleted: 'This message was deleted',
  edited: 'This message was edited',
  system: 'Messages and calls are end-to-end encrypted. Only people in this chat can read them.',
};
const UK: Words = {
  picture: 'Без медіафайлів',
  deleted: 'Це повідомлення видалено',
  edited: 'Це повідомлення змінено',
  system: 'Повідомлення та дзвінки захищено наскрізним шифруванням.',
};
const RU: Words = {
  picture: 'Без медиафайлов',
  deleted: 'Данное сообщение удалено',
  edited: 'Сообщение изменено',
  system: 'Сообщения и звонки защищены сквозным шифрованием.',
};
const ZH: Words = {
  picture: '省略多媒体文件',
  deleted: '此消息已删除',
  edited: '此消息已编辑',
  system: '消息和通话已进行端到端加密。',
};
const DE: Words = {
  picture: 'Medien ausgeschlossen',
  deleted: 'Diese Nachricht wurde gelöscht.',
  edited: 'Diese Nachricht wurde bearbeitet.',
  system: 'Nachrichten und Anrufe sind Ende-zu-Ende-verschlüsselt.',
};
const PL: Words = {
  picture: 'pominięto multimedia',
  deleted: 'Ta wiadomość została usunięta',
  edited: 'Ta wiadomość została edytowana',
  system: 'Wiadomości i połączenia są w pełni szyfrowane end-to-end.',
};

/** `head`: what stands before the name; of an iPhone it ends in a bracket. */
function whatsApp(head: (t: DateTime) => string, words: Words, more: Partial<ExportStyle> = {}): ExportStyle {
  const iPhone = more.precision === 'second';
  const mark = iPhone ? '\u200e' : '';
  return {
    app: 'whatsapp',
    daysFirst: true,
    precision: 'minute',
    marks: true,
    ...more,
    write: ({ messages, timeZone, ownName, otherName }) =>
      messages
        .map((m) => {
          const when = head(localOf(m.at, timeZone)) + (iPhone ? ' ' : ' - ');
          if (m.side === 'system')
            return iPhone ? `${mark}${when}${otherName}: ${mark}${words.system}` : when + words.system;
          const said = m.deleted
            ? mark + words.deleted
            : m.picture
              ? iPhone
                ? mark + words.picture
                : `<${words.picture}>`
              : m.text + (m.edited ? ` ${mark}<${words.edited}>` : '');
          return `${m.picture || m.deleted ? mark : ''}${when}${m.side === 'own' ? ownName : otherName}: ${said}`;
        })
        .join(iPhone ? '\r\n' : '\n'),
  };
}

/** Chinese phones print the part of the day before the hour. */
const chineseClock = (t: DateTime, seconds: string): string => {
  const part =
    t.hour < 6 ? '凌晨' : t.hour < 12 ? '上午' : t.hour < 13 ? '中午' : t.hour < 18 ? '下午' : '晚上';
  return part + t.toFormat(`h:mm${seconds}`);
};
const halves = (t: DateTime): string => (t.hour < 12 ? '上午' : '下午') + t.toFormat('h:mm');

const telegram: ExportStyle = {
  app: 'telegram',
  daysFirst: true,
  precision: 'second',
  marks: false,
  write: ({ messages, timeZone, ownName, otherName }) =>
    JSON.stringify(
      {
        name: otherName,
        type: 'personal_chat',
        id: 4815162342,
        messages: messages.map((m, i) => ({
          id: i + 1,
          type: m.side === 'system' ? 'service' : 'message',
          date: localOf(m.at, timeZone).toFormat("yyyy-MM-dd'T'HH:mm:ss"),
          date_unixtime: String(Math.floor(m.at / 1_000)),
          ...(m.side === 'system'
            ? { actor: otherName, actor_id: 'user2', action: 'phone_call', text: '', text_entities: [] }
            : {
                from: m.side === 'own' ? ownName : otherName,
                from_id: m.side === 'own' ? 'user1' : 'user2',
                ...(m.picture && {
                  photo: '(File not included. Change data exporting settings to download.)',
                  width: 9,
                  height: 9,
                }),
                text: m.picture
                  ? ''
                  : i % 2 === 0
                    ? m.text
                    : [{ type: 'bold', text: m.text.slice(0, 2) }, m.text.slice(2)],
                text_entities: [],
              }),
        })),
      },
      null,
      1,
    ),
};

const csv = (cell: string): string => (/[",;\t\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

/** Viber has no lines of its own in the table. */
function viber(
  day: string,
  delimiter: string,
  cell: (text: string) => string,
  more: Partial<ExportStyle> = {},
): ExportStyle {
  return {
    app: 'viber',
    daysFirst: true,
    precision: 'second',
    marks: false,
    ...more,
    write: ({ messages, timeZone, otherName }) =>
      messages
        .filter((m) => m.side !== 'system')
        .map((m) => {
          const t = localOf(m.at, timeZone);
          const [name, number] = m.side === 'own' ? ['Me', '+380000000001'] : [otherName, '+380000000002'];
          const words = m.picture ? 'Photo message' : m.text;
          return [cell(t.toFormat(day)), t.toFormat('HH:mm:ss'), cell(name), cell(number), csv(words)].join(
            delimiter,
          );
        })
        .join('\r\n'),
  };
}

interface LineWords {
  heading: (name: string) => string;
  saved: string;
  day: (t: DateTime) => string;
  clock: (t: DateTime) => string;
  picture: string;
}

function line(words: LineWords, more: Partial<ExportStyle> = {}): ExportStyle {
  return {
    app: 'line',
    daysFirst: true,
    precision: 'minute',
    marks: false,
    ...more,
    write: ({ messages, timeZone, ownName, otherName }) => {
      const out = [`\ufeff[LINE] ${words.heading(otherName)}`, words.saved];
      let day = '';
      for (const m of messages) {
        const t = localOf(m.at, timeZone);
        if (words.day(t) !== day) out.push('', words.day(t));
        day = words.day(t);
        const said = m.picture ? `[${words.picture}]` : m.text.includes('\n') ? `"${m.text}"` : m.text;
        out.push(
          m.side === 'system'
            ? `${words.clock(t)}\t\t${m.text}`
            : `${words.clock(t)}\t${m.side === 'own' ? ownName : otherName}\t${said}`,
        );
      }
      return `${out.join('\r\n')}\r\n`;
    },
  };
}

const WEEK = ['一', '二', '三', '四', '五', '六', '日'];

export const EXPORT_STYLES: Record<string, ExportStyle> = {
  'whatsapp en-US Android': whatsApp(
    (t) => t.toFormat('M/d/yy, h:mm\u202fa'),
    { ...EN, picture: 'Media omitted' },
    { daysFirst: false },
  ),
  'whatsapp en-GB iPhone': whatsApp((t) => t.toFormat('[dd/MM/yyyy, HH:mm:ss]'), EN, {
    precision: 'second',
    zip: '_chat.txt',
  }),
  'whatsapp en-IN Android': whatsApp((t) => t.toFormat('dd/MM/yy, h:mm\u202fa').toLowerCase(), {
    ...EN,
    picture: 'Media omitted',
  }),
  'whatsapp uk Android': whatsApp((t) => t.toFormat('dd.MM.yy, HH:mm'), UK, { zip: 'Чат WhatsApp.txt' }),
  'whatsapp ru iPhone': whatsApp(
    (t) => t.toFormat('[dd.MM.yyyy, HH:mm:ss]'),
    { ...RU, picture: 'изображение отсутствует' },
    { precision: 'second' },
  ),
  'whatsapp zh Android': whatsApp((t) => `${t.toFormat('yyyy/M/d')} ${halves(t)}`, ZH, { daysFirst: false }),
  'whatsapp zh iPhone': whatsApp(
    (t) => `[${t.toFormat('yyyy/M/d')} ${chineseClock(t, ':ss')}]`,
    { ...ZH, picture: '图像已省略' },
    { precision: 'second' },
  ),
  'whatsapp sv iPhone': whatsApp((t) => t.toFormat('[yyyy-MM-dd, HH:mm:ss]'), EN, { precision: 'second' }),
  'whatsapp de Android': whatsApp((t) => t.toFormat('dd.MM.yy, HH:mm'), DE),
  'whatsapp pl Android': whatsApp((t) => t.toFormat('d.MM.yyyy, HH:mm'), PL),
  'whatsapp es Android': whatsApp(
    (t) => `${t.toFormat('d/M/yy, h:mm')}\u202f${t.hour < 12 ? 'a.\u00a0m.' : 'p.\u00a0m.'}`,
    { ...EN, picture: 'Multimedia omitido' },
  ),
  telegram,
  'viber CSV': viber('dd/MM/yyyy', ',', csv, { zip: 'Messages - Acme.csv' }),
  'viber spreadsheet': viber('dd.MM.yyyy', '\t', (text) => `="${text}"`),
  'viber en-US CSV': viber('M/d/yyyy', ';', csv, { daysFirst: false }),
  'line en': line({
    heading: (name) => `Chat history with ${name}`,
    saved: 'Saved on: 01/06/2026, 04:36PM',
    day: (t) => t.toFormat('ccc, dd/MM/yyyy'),
    clock: (t) => t.toFormat('hh:mma'),
    picture: 'Photo',
  }),
  'line en-US': line(
    {
      heading: (name) => `Chat history with ${name}`,
      saved: 'Saved on: 6/1/2026, 16:36',
      day: (t) => t.toFormat('ccc, M/d/yyyy'),
      clock: (t) => t.toFormat('HH:mm'),
      picture: 'Sticker',
    },
    { daysFirst: false },
  ),
  'line zh': line({
    heading: (name) => `与${name}的聊天记录`,
    saved: '保存日期: 2026/06/01 16:36',
    day: (t) => `${t.toFormat('yyyy/M/d')}周${WEEK[t.weekday - 1]}`,
    clock: halves,
    picture: '照片',
  }),
  'line zh-Hant': line({
    heading: (name) => `與${name}的聊天記錄`,
    saved: '儲存日期：2026/06/01 16:36',
    day: (t) => `${t.toFormat('yyyy/MM/dd')}（週${WEEK[t.weekday - 1]}）`,
    clock: (t) => t.toFormat('HH:mm'),
    picture: '貼圖',
  }),
};
