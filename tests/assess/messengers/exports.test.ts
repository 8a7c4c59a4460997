import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { readExport, sniffExport } from '../../../src/assess/messengers/exports/index.ts';
import type { ExportReading } from '../../../src/model/evidence.ts';
import { Transcript } from '../../../src/model/transcript.ts';
import { EXPORT_STYLES, type ExportedMessage, writeExport } from '../../../src/sandbox/exports.ts';

const root = resolve(import.meta.dirname, '../../..');
const STYLES = Object.entries(EXPORT_STYLES);
const KYIV: ExportReading = { app: 'whatsapp', timeZone: 'Europe/Kyiv', daysFirst: true, ownName: 'Ірина' };

const read = (text: string, reading: Partial<ExportReading> = {}) =>
  readExport(strToU8(text), { ...KYIV, ...reading }, '2026-12-01T00:00:00.000Z');
const messages = (text: string, reading: Partial<ExportReading> = {}) => {
  const found = read(text, reading);
  if ('problem' in found) throw new Error(found.problem);
  return Transcript.parse(found.transcript).messages;
};
const problem = (text: string, reading: Partial<ExportReading> = {}): string => {
  const found = read(text, reading);
  if (!('problem' in found)) throw new Error('was read');
  expect(found.problem).toMatch(/^[^\n]{15,300}$/);
  return found.problem;
};
const brief = (text: string, reading: Partial<ExportReading> = {}) =>
  messages(text, reading).map((m) => `${m.at.from} ${m.side} ${m.media ?? ''}|${m.text}`);

describe('WhatsApp, as phones write it', () => {
  it('English, Android: months first, twelve hours behind a narrow blank, several lines, media, a line of the app', () => {
    const text = [
      '3/6/26, 12:05\u202fAM - Messages and calls are end-to-end encrypted. Tap to learn more.',
      '3/6/26, 9:45\u202fAM - Iryna: Hello, 5,000 for 30 days?',
      'What do I need?',
      '',
      '3/6/26, 12:10\u202fPM - Acme: Loans: Hi! 😀 Passport: and number.',
      '3/6/26, 12:10\u202fPM - Acme: <Media omitted>',
      '3/6/26, 1:00\u202fPM - Acme: IMG-20260306-WA0001.jpg (file attached)',
      'our rates',
      '3/6/26, 1:01\u202fPM - Acme: You deleted this message',
    ].join('\n');
    expect(brief(text, { daysFirst: false, ownName: 'Iryna', timeZone: 'America/New_York' })).toEqual([
      '2026-03-06T05:05:00.000Z system |Messages and calls are end-to-end encrypted. Tap to learn more.',
      '2026-03-06T14:45:00.000Z own |Hello, 5,000 for 30 days?\nWhat do I need?',
      '2026-03-06T17:10:00.000Z other |Loans: Hi! 😀 Passport: and number.',
      '2026-03-06T17:10:00.000Z other media|',
      '2026-03-06T18:00:00.000Z other image|our rates',
      '2026-03-06T18:01:00.000Z other |',
    ]);
    const last = messages(text, { daysFirst: false, ownName: 'Iryna' }).at(-1)!;
    expect(last).toMatchObject({ precision: 'minute', deletedAt: '2026-12-01T00:00:00.000Z' });
    expect(Date.parse(last.at.to) - Date.parse(last.at.from)).toBe(59_999);
  });

  it('Ukrainian iPhone: seconds, marks, an edited message, a name in no contacts', () => {
    const text =
      '\ufeff[06.03.26, 09:45:12] ~\u202fАкме: \u200eПовідомлення та дзвінки захищено наскрізним шифруванням.\r\n' +
      '[06.03.26, 09:46:00] Ірина: Доброго дня!\r\n' +
      '\u200e[06.03.26, 09:47:01] ~\u202fАкме: \u200eзображення пропущено\r\n' +
      '[06.03.26, 09:47:30] ~\u202fАкме: Так, 1,5% \u200e<Це повідомлення змінено>\r\n' +
      '\u200e[06.03.26, 09:48:00] ~\u202fАкме: Умови \u200e<вкладено: 00000012-DOC.pdf>';
    expect(brief(text)).toEqual([
      '2026-03-06T07:45:12.000Z system |Акме: Повідомлення та дзвінки захищено наскрізним шифруванням.'.replace(
        'Акме: ',
        '~\u202fАкме: ',
      ),
      '2026-03-06T07:46:00.000Z own |Доброго дня!',
      '2026-03-06T07:47:01.000Z other image|',
      '2026-03-06T07:47:30.000Z other |Так, 1,5%',
      '2026-03-06T07:48:00.000Z other file|Умови',
    ]);
    expect(messages(text)[3]).toMatchObject({
      precision: 'second',
      editedAt: '2026-12-01T00:00:00.000Z',
      author: 'Акме',
    });
  });

  it('Russian and Chinese', () => {
    expect(
      brief(
        '06.03.2026, 23:45 - Ирина: Здравствуйте\n07.03.2026, 00:01 - Акме: <Без медиафайлов>\n07.03.2026, 00:02 - Акме: Данное сообщение удалено',
        {
          ownName: 'Ирина',
          timeZone: 'Europe/Moscow',
        },
      ),
    ).toEqual([
      '2026-03-06T20:45:00.000Z own |Здравствуйте',
      '2026-03-06T21:01:00.000Z other media|',
      '2026-03-06T21:02:00.000Z other |',
    ]);
    const zh =
      '2026/3/6 上午12:45 - 小林: 你好，可以借5000元吗？\n2026/3/6 下午1:05 - 示例贷款: 可以\n2026/3/6 下午12:30 - 示例贷款: <省略多媒体文件>';
    for (const daysFirst of [true, false])
      expect(brief(zh, { ownName: '小林', timeZone: 'Asia/Shanghai', daysFirst })).toEqual([
        '2026-03-05T16:45:00.000Z own |你好，可以借5000元吗？',
        '2026-03-06T05:05:00.000Z other |可以',
        '2026-03-06T04:30:00.000Z other media|',
      ]);
    expect(
      brief('[2026/3/6 凌晨12:45:07] 小林: a\n[2026/3/6 中午12:05:00] 贷: b\n[2026/3/6 晚上9:05:00] 贷: c', {
        ownName: '小林',
        timeZone: 'Asia/Shanghai',
      }),
    ).toEqual([
      '2026-03-05T16:45:07.000Z own |a',
      '2026-03-06T04:05:00.000Z other |b',
      '2026-03-06T13:05:00.000Z other |c',
    ]);
  });

  it('one message of a year that stands first is of March, and not of June', () => {
    expect(brief('[2017-03-06, 00:45:12] Ірина: hi')).toEqual(['2017-03-05T22:45:12.000Z own |hi']);
  });

  it('takes lines inside a message that only look like heads as its words', () => {
    const [m] = messages(
      '06.03.26, 09:45 - Ірина: see\n99.99.99, 77:77 - no: head\n[2026-03-06, 00:45:12] other: shape',
    );
    expect(m!.text).toBe('see\n99.99.99, 77:77 - no: head\n[2026-03-06, 00:45:12] other: shape');
  });

  it('knows our own name though it holds a colon', () => {
    expect(
      brief('06.03.26, 09:45 - Ірина: робота: Так: ні\n06.03.26, 09:46 - Акме: добре', {
        ownName: 'Ірина: робота',
      }),
    ).toEqual(['2026-03-06T07:45:00.000Z own |Так: ні', '2026-03-06T07:46:00.000Z other |добре']);
  });
});

describe('refuses in one clear sentence', () => {
  it('dates that contradict the order of days and months', () => {
    expect(problem('3/25/26, 09:45 - Ірина: hi')).toMatch(
      /contradict days before months.*set daysFirst to false/,
    );
    expect(problem('25/3/26, 09:45 - Ірина: hi', { daysFirst: false })).toMatch(/set daysFirst to true/);
    // 9, 10 and 11 March, read as 3 September, October and November, in a file that goes on on 1 April.
    expect(problem('3/9/26, 09:45 - Ірина: a\n3/12/26, 09:45 - Ірина: b\n4/1/26, 09:45 - Ірина: c')).toMatch(
      /run backwards.*set daysFirst to false/,
    );
    expect(
      problem('9/3/2026,10:15:00,Me,+1,hi\n25/3/2026,10:15:00,Me,+1,hi', { app: 'viber', daysFirst: false }),
    ).toMatch(/set daysFirst to true/);
    expect(
      problem('[LINE] Chat history with Acme\nSaved on: x\n\nFri, 3/25/2026\n10:00\tІрина\thi', {
        app: 'line',
      }),
    ).toMatch(/set daysFirst to false/);
  });
  it('a date that nobody can place', () => {
    expect(problem('45.45.26, 09:45 - Ірина: hi')).toMatch(/no date and time/);
    expect(problem('1.2.26, 29:45 - Ірина: hi')).toMatch(/no date and time/);
    expect(problem('1/2/26, 13:45 PM - Ірина: hi')).toMatch(/no date and time/);
    expect(problem('[01.02.26, 09:45:00] Ірина: a\n02.02.2026, 09:45 - Ірина: b')).toMatch(/two forms/);
  });
  it('an hour that the zone never had', () => {
    expect(problem('29.03.2026, 03:30 - Ірина: hi')).toMatch(/Europe\/Kyiv leapt/);
  });
  it('a chat in which we do not appear, or more than two do', () => {
    expect(problem('06.03.26, 09:45 - Iryna: hi\n06.03.26, 09:46 - Акме: ok')).toMatch(
      /no message by "Ірина", but by "Iryna", "Акме"/,
    );
    expect(problem('06.03.26, 09:45 - Ірина: hi\n06.03.26, 09:46 - A: ok\n06.03.26, 09:46 - B: ok')).toMatch(
      /"A", "B": that is a group/,
    );
  });
  it('files of another app, of none, and Telegram without its clock', () => {
    expect(problem('06.03.26, 09:45 - Ірина: hi', { app: 'line' })).toMatch(
      /not an exported chat of LINE, but of WhatsApp/,
    );
    expect(problem('Hello there, this is a letter.')).toMatch(/not an exported chat of WhatsApp/);
    expect(problem('<!DOCTYPE html><html><script>alert(1)</script>')).toMatch(/web page/);
    expect(
      problem(
        `{"type":"personal_chat","messages":[{"id":1,"type":"message","date":"2021-01-01T00:00:00","from":"Ірина","text":"hi"}]}`,
        { app: 'telegram' },
      ),
    ).toMatch(/date_unixtime/);
    expect(problem('{"type":"private_group","messages":[]}', { app: 'telegram' })).toMatch(/private group/);
    expect(problem('{"chats":{"list":[]},"messages":', { app: 'telegram' })).toMatch(/not JSON/);
    expect(problem('  \n ')).toMatch(/empty/);
  });
});

describe('an hour that happened twice', () => {
  it('is an interval, or the later one where the order tells', () => {
    const at = (text: string) => messages(text).map((m) => `${m.at.from} ${m.at.to} ${m.precision}`);
    expect(at('25.10.2026, 03:30 - Ірина: a')).toEqual([
      '2026-10-25T00:30:00.000Z 2026-10-25T01:30:59.999Z interval',
    ]);
    expect(at('25.10.2026, 03:50 - Ірина: a\n25.10.2026, 04:10 - Ірина: b')).toEqual([
      '2026-10-25T00:50:00.000Z 2026-10-25T01:50:59.999Z interval',
      '2026-10-25T02:10:00.000Z 2026-10-25T02:10:59.999Z minute',
    ]);
  });
});

it.each(['America/Los_Angeles', 'Europe/Kyiv', 'Pacific/Apia'])(
  'instants do not hang on the zone of this process: %s',
  (TZ) => {
    // 03:30 on 29 March leapt over in Kyiv, 02:30 on 8 March in Los Angeles: both were in Shanghai.
    const script = `
    import { readExport } from ${JSON.stringify(join(root, 'src/assess/messengers/exports/index.ts'))};
    const text = '29.03.2026, 03:30 - 小林: a\\n08.03.2027, 02:30 - 小林: b';
    const read = readExport(new TextEncoder().encode(text), { app: 'whatsapp', timeZone: 'Asia/Shanghai', daysFirst: true, ownName: '小林' });
    console.log(JSON.stringify(read.transcript?.messages.map((m) => m.at.from) ?? read));`;
    const out = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
      env: { ...process.env, TZ },
      encoding: 'utf8',
    });
    expect(JSON.parse(out)).toEqual(['2026-03-28T19:30:00.000Z', '2027-03-07T18:30:00.000Z']);
  },
);

describe('LINE and Viber, as found', () => {
  it('LINE: dates over several days, quoted lines, stickers, who took back', () => {
    const text =
      '[LINE] Chat history with Acme\nSaved on: 2026/03/08, 22:10\n\n2026/03/06 Fri\n07:53\tIryna\tHi\n07:54\tAcme\t[Sticker]\n20:07\tAcme\t"first\n\n2026/03/09 Mon is a date\nlast"\n20:08\tAcme\tMessage unsent.\n\n2026/03/07(Sat)\n09:00\tAcme joined the chat.\n09:01\tAcme\t"quoted" word';
    expect(brief(text, { app: 'line', ownName: 'Iryna', timeZone: 'Asia/Tokyo' })).toEqual([
      '2026-03-05T22:53:00.000Z own |Hi',
      '2026-03-05T22:54:00.000Z other sticker|',
      '2026-03-06T11:07:00.000Z other |first\n\n2026/03/09 Mon is a date\nlast',
      '2026-03-06T11:08:00.000Z other |',
      '2026-03-07T00:00:00.000Z system |Acme joined the chat.',
      '2026-03-07T00:01:00.000Z other |"quoted" word',
    ]);
  });
  it('Viber: cells as a spreadsheet writes them, a heading, words with quotes and commas', () => {
    const text =
      '="17/08/2026"\t12:52:56\t="Me"\t="+3800000"\t"Hi"\n="17/08/2026"\t12:58:34\t="Акме"\t="01"\t"He said ""no"",\nthen yes"';
    expect(brief(text, { app: 'viber' })).toEqual([
      '2026-08-17T09:52:56.000Z own |Hi',
      '2026-08-17T09:58:34.000Z other |He said "no",\nthen yes',
    ]);
    expect(
      brief('17/08/2026,12:52:56,Я,+380,So, hi\r\n17/08/2026,12:58:34,Акме,+380,Photo message', {
        app: 'viber',
      }),
    ).toEqual(['2026-08-17T09:52:56.000Z own |So, hi', '2026-08-17T09:58:34.000Z other image|']);
  });
});

describe('what the sandbox writes comes back the same', () => {
  const word = fc.constantFrom(
    'Так',
    'да',
    '可以',
    'ok: yes',
    '5 000',
    '😀',
    '👩‍👩‍👧',
    '12:45',
    '"так"',
    'a,b;c',
    '1.5%',
    '- x',
    '<b>',
    'Ольга: так',
  );
  const text = fc
    .array(
      fc.array(word, { minLength: 1, maxLength: 4 }).map((w) => w.join(' ')),
      { minLength: 1, maxLength: 3 },
    )
    .map((l) => `Re ${l.join('\n')} .`);
  const chat = fc.record({
    zone: fc.constantFrom('Europe/Kyiv', 'Asia/Shanghai', 'America/New_York', 'UTC', 'Asia/Kathmandu'),
    start: fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2026, 11, 1) }),
    own: fc.constantFrom('Ірина', 'Iryna K.', '小林', 'Ира:24'),
    other: fc.constantFrom('Акме Кредит', 'Acme-Loans', '示例贷款', '+380 00 123 45 67'),
    messages: fc.array(
      fc.record({
        wait: fc.integer({ min: 0, max: 200_000_000 }),
        side: fc.constantFrom('own' as const, 'other' as const, 'system' as const),
        text,
        mark: fc.constantFrom('', '', '', 'picture', 'edited', 'deleted'),
      }),
      { maxLength: 12 },
    ),
  });

  it.each(STYLES)('%s', (_name, style) => {
    fc.assert(
      fc.property(chat, ({ zone, start, own, other, messages: said }) => {
        let at = start;
        const sent: ExportedMessage[] = [{ at: start, side: 'own', text: 'Hello' }];
        for (const m of said) {
          at += m.wait;
          const mark = m.mark === 'picture' || style.marks ? m.mark : '';
          sent.push({
            at,
            side: m.side,
            text: m.side === 'system' ? 'Acme joined the chat.' : m.text,
            ...(mark !== '' && m.side !== 'system' && { [mark]: true }),
          });
        }
        // Twice the same hour: an interval, tested above.
        const once = sent.filter(
          (m) => DateTime.fromMillis(m.at, { zone }).getPossibleOffsets().length === 1,
        );
        fc.pre(once.length > 0 && once[0]!.side === 'own');
        const bytes = writeExport(style, { timeZone: zone, ownName: own, otherName: other, messages: once });
        expect(sniffExport(bytes)).toBe(style.app);
        const found = readExport(bytes, {
          app: style.app,
          timeZone: zone,
          daysFirst: style.daysFirst,
          ownName: own,
        });
        if ('problem' in found) throw new Error(found.problem);
        const expected = style.app === 'viber' ? once.filter((m) => m.side !== 'system') : once;
        const width = style.precision === 'minute' ? 60_000 : 1_000;
        expect(
          found.transcript.messages.map((m) => ({
            at: Date.parse(m.at.from),
            wide: Date.parse(m.at.to) - Date.parse(m.at.from) + 1,
            side: m.side,
            text: m.side === 'system' ? '' : m.text,
            picture: m.media !== undefined,
            edited: m.editedAt !== undefined,
            deleted: m.deletedAt !== undefined,
          })),
        ).toEqual(
          expected.map((m) => ({
            at: Math.floor(m.at / width) * width,
            wide: width,
            side: m.side,
            text: m.side === 'system' || m.picture || m.deleted ? '' : m.text,
            picture: m.picture === true,
            edited: m.edited === true,
            deleted: m.deleted === true,
          })),
        );
      }),
      { numRuns: 60, seed: 5 },
    );
  });
});

describe('hostile files', () => {
  // Far above what it takes (a second, alone on the machine), far below what a slow pattern takes (minutes).
  const quick = (bytes: Uint8Array, app: ExportReading['app'] = 'whatsapp'): string => {
    const start = performance.now();
    const found = readExport(bytes, { ...KYIV, app });
    sniffExport(bytes);
    expect(performance.now() - start).toBeLessThan(15_000);
    return 'problem' in found ? found.problem : 'read';
  };
  const apps = ['whatsapp', 'telegram', 'viber', 'line'] as const;

  it('50 MB, a million lines, one line without end, NULs, bytes of no text', () => {
    expect(quick(new Uint8Array(50_000_000).fill(65))).toMatch(/larger than 20 MB/);
    expect(quick(strToU8('a\n'.repeat(1_000_000)))).toMatch(/200000 lines/);
    const [long] = messages(`06.03.26, 09:45 - Ірина: ${'a'.repeat(5_000_000)}`);
    expect(long!.text).toHaveLength(20_000);
    expect(quick(strToU8('06.03.26, 09:45 - Ірина: a\0b'))).toMatch(/not plain text/);
    expect(quick(new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0xff, 0xfe, 0x00]))).toMatch(/not plain text/);
    expect(quick(new Uint8Array(0))).toMatch(/empty/);
  });
  it('heads without number', () => {
    expect(quick(strToU8('06.03.26, 09:45 - Ірина: a\n'.repeat(150_000)))).toMatch(/20000 messages/);
    expect(quick(strToU8('06.03.26, 09:45 - Ірина: a\n'.repeat(5_000)))).toBe('read');
    expect(quick(strToU8(`06.03.26, 09:45 - Ірина: a\n${'06.03.26, 09:45 - '.repeat(5_000)}`))).toBe('read');
  });
  it('exports cut, doubled and scrambled anywhere: read or refused, never thrown', () => {
    const files = STYLES.map(([, style]) =>
      strToU8(
        style.write({
          timeZone: 'Europe/Kyiv',
          ownName: 'Ірина',
          otherName: 'Акме',
          messages: [
            { at: Date.UTC(2026, 2, 6), side: 'own', text: 'a\nb' },
            { at: Date.UTC(2026, 2, 7), side: 'other', text: 'c' },
          ],
        }),
      ),
    );
    const at = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        fc.constantFrom(...files),
        fc.constantFrom(...apps),
        at,
        at,
        fc.uint8Array({ maxLength: 6 }),
        (file, app, from, to, noise) => {
          const [a, b] = [Math.floor(from * file.length), Math.floor(to * file.length)];
          const bytes = new Uint8Array([...file.subarray(0, a), ...noise, ...file.subarray(b)]);
          const found = readExport(bytes, { ...KYIV, app });
          expect('problem' in found ? found.problem : Transcript.parse(found.transcript)).toBeTruthy();
        },
      ),
      { numRuns: 1_500, seed: 8 },
    );
  });
  it('lines made to slow a pattern down', () => {
    for (const app of apps)
      for (const evil of [
        ' '.repeat(90_000),
        '<'.repeat(90_000),
        '1/'.repeat(45_000),
        '"'.repeat(90_001),
        'a:'.repeat(45_000),
        '\u200e'.repeat(90_000),
        '.'.repeat(90_000),
        '<a: '.repeat(22_000),
        'a. '.repeat(30_000),
        `x${' '.repeat(90_000)}x`,
        `x${' '.repeat(90_000)}<x>`,
        '<This message was edited>'.repeat(5_000),
        'наскрізн'.repeat(20_000),
      ]) {
        for (const head of [
          '',
          '06.03.26, 09:45 - Ірина: ',
          '06.03.26, 09:45 - ',
          '17/08/2026,12:52:56,Me,+380,',
          '[LINE] Chat history with A\n2026/03/06 Fri\n10:00\tІрина\t',
        ])
          quick(strToU8(head + evil), app);
      }
  });
  it('zips: bombs, lies about sizes, damage, many files, foreign files, a password', () => {
    const bomb = zipSync({ '_chat.txt': new Uint8Array(200_000_000) }, { level: 9 });
    expect(quick(bomb)).toMatch(/unpacks to more than 8 MB/);
    const lying = bomb.slice();
    const view = new DataView(lying.buffer);
    const central = lying.length - 22 - 46 - '_chat.txt'.length;
    view.setUint32(central + 24, 10, true);
    view.setUint32(22, 10, true);
    expect(quick(lying)).toMatch(/unpacks to more than 8 MB/);
    expect(quick(bomb.slice(0, 5_000))).toMatch(/damaged/);
    const good = zipSync({ '_chat.txt': strToU8('06.03.26, 09:45 - Ірина: a') });
    for (let i = 0; i < good.length; i++) quick(good.map((b, n) => (n === i ? b ^ 0xff : b)));
    expect(quick(zipSync({ 'a.jpg': strToU8('x') }))).toMatch(/no text of a chat/);
    expect(
      quick(
        zipSync({
          'a.txt': strToU8('06.03.26, 09:45 - Ірина: a'),
          'b.txt': strToU8('06.03.26, 09:45 - Ірина: b'),
        }),
      ),
    ).toMatch(/more than one chat/);
    expect(
      quick(
        zipSync({
          'photo.jpg': strToU8('x'),
          'terms.txt': strToU8('Our terms.'),
          '../../_chat.txt': strToU8('06.03.26, 09:45 - Ірина: a'),
        }),
      ),
    ).toBe('read');
    const many = Object.fromEntries(Array.from({ length: 6_000 }, (_, i) => [`${i}.txt`, strToU8('x')]));
    expect(quick(zipSync(many))).toMatch(/more than 5000 files/);
  });
});
