import fc from 'fast-check';
import { strToU8 } from 'fflate';
import { describe, expect, it } from 'vitest';
import { Assessment } from '../../../src/model/assessment.ts';
import { canonical } from '../../../src/model/digest.ts';
import { instant } from '../../../src/model/scalars.ts';
import { EXPORT_STYLES, type ExportedMessage, writeExport } from '../../../src/sandbox/exports.ts';
import { aProbe } from '../../support/plan.ts';
import { aCapture, HOUR, SENT } from '../evidence.ts';
import {
  anExport,
  anUpdate,
  aSighting,
  assessTalk,
  closed,
  deleted,
  edited,
  FULL,
  LENDER,
  message,
  OTHER_QUESTION,
  OWNER,
  PHONE,
  type Piece,
  QUESTION,
  said,
  TELEGRAM,
  taken,
  WHATSAPP,
  wholeLife,
} from './talk.ts';

const T = TELEGRAM.id;
const W = WHATSAPP.id;
const WA = { app: 'whatsapp', ...PHONE, ownName: 'Olha' } as const;
/** Pressed within the minute between taking the task and the click. */
const PRESSED = SENT + 20_000;

async function of(
  probe: string,
  events: Parameters<typeof assessTalk>[0],
  pieces: readonly Piece[],
  probes = [TELEGRAM, WHATSAPP],
) {
  const wave = await assessTalk(events, pieces, probes);
  const found = wave.assessments.find((a) => a.probe === probe);
  return {
    wave,
    a: Assessment.parse(found),
    texts: (wave.arrived.get(probe) ?? []).map((m) => m.mail.visibleText),
  };
}
const chatOf = (style: string, messages: ExportedMessage[]): Uint8Array =>
  writeExport(EXPORT_STYLES[style]!, {
    timeZone: 'Europe/Kyiv',
    ownName: 'Olha',
    otherName: 'Acme',
    messages,
  });

describe('a chat that the recorder hears', () => {
  const question = said({ id: 1, at: PRESSED, text: QUESTION, own: true }, T);
  const answer = said({ id: 2, at: PRESSED + HOUR, text: FULL }, T);

  it('starts the clocks with our own message and stops them with the answer, to the second', async () => {
    const { a } = await of(T, wholeLife(TELEGRAM), [question, answer]);
    expect(a.disposition).toBe('answered');
    expect(a.sentAt).toBe(instant(PRESSED + 999));
    expect(a.clocks.substantive).toEqual({ status: 'scored', value: HOUR - 999 });
    expect(a.bounds).toBeUndefined();
    expect(a.messages[0]).toMatchObject({
      precision: 'exact',
      by: ['session'],
      evidence: `${answer.capture.evidence}#1`,
    });
  });

  it('takes bubbles in a row as one answer, and no greeting that stood there before', async () => {
    const more = said({ id: 3, at: PRESSED + HOUR + 20_000, text: 'Documents: passport only.' }, T);
    const hello = said({ id: 0, at: PRESSED - 5_000, text: 'Welcome to Acme, the rate is 2% per day!' }, T);
    const { texts } = await of(T, wholeLife(TELEGRAM), [question, answer, more, hello]);
    expect(texts).toEqual([`${FULL}\nDocuments: passport only.`]);
  });

  it('counts the first version and its date, and keeps what became of it', async () => {
    const { a, texts } = await of(T, wholeLife(TELEGRAM), [
      question,
      answer,
      edited({ id: 2, at: PRESSED + HOUR, text: 'Please call us.' }, PRESSED + 2 * HOUR, T),
      deleted([2], PRESSED + 3 * HOUR, T),
    ]);
    expect(texts).toEqual([FULL]);
    expect(a.clocks.substantive).toMatchObject({ value: HOUR - 999 });
  });

  it('knows away messages and bots by the platform’s word', async () => {
    const away = said(
      {
        id: 2,
        at: PRESSED + 5_000,
        text: 'Our rate is 1% per day and you can borrow 600 USD.',
        more: { is_from_offline: true },
      },
      T,
    );
    const { wave } = await of(T, wholeLife(TELEGRAM), [question, away]);
    expect(wave.arrived.get(T)![0]!.mail.headers).toEqual([{ name: 'is_from_offline', value: 'true' }]);
    const bot = said(
      {
        id: 2,
        at: PRESSED + 2_000,
        text: FULL,
        more: { from: { id: LENDER, is_bot: true, first_name: 'Acme' } },
      },
      T,
    );
    const { a } = await of(T, wholeLife(TELEGRAM), [question, bot]);
    expect(a.messages[0]!.responder).toBe('bot');
  });

  it('is the same in whatever order and how often updates come', async () => {
    const pieces = [
      question,
      answer,
      said({ id: 3, at: PRESSED + HOUR + 10_000, text: 'ok' }, T),
      edited({ id: 3, at: PRESSED + HOUR + 10_000, text: 'okay' }, PRESSED + 2 * HOUR, T),
      deleted([3], PRESSED + 3 * HOUR, T),
    ];
    const { a } = await of(T, wholeLife(TELEGRAM), pieces);
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray([...pieces, ...pieces], { minLength: 10, maxLength: 10 }),
        async (order) => {
          expect(canonical((await of(T, wholeLife(TELEGRAM), order)).a)).toBe(canonical(a));
        },
      ),
      { numRuns: 15, seed: 3 },
    );
  });

  it('gives each of two conversations in one chat its own answers, by our questions', async () => {
    const later = aProbe({ ...TELEGRAM, id: 'w1-acme-telegram-second', wording: 'b', token: 'abcdefghil' });
    const at = SENT + 8 * 24 * HOUR;
    const pieces = [
      question,
      answer,
      said({ id: 5, at: at - HOUR, text: 'Anything else? The rate is 2% per day.' }),
      said({ id: 6, at: at + 5_000, text: OTHER_QUESTION, own: true }),
      said({ id: 7, at: at + HOUR, text: 'The rate is 3% per day.' }),
    ];
    const events = [...wholeLife(TELEGRAM), ...wholeLife(later, at)];
    const first = await of(T, events, pieces, [TELEGRAM, later]);
    expect(first.texts).toEqual([FULL, 'Anything else? The rate is 2% per day.']);
    expect(first.a.messages.map((m) => m.late)).toEqual([false, true]);
    expect((await of(later.id, events, pieces, [TELEGRAM, later])).texts).toEqual([
      'The rate is 3% per day.',
    ]);
  });

  it('guesses nothing where one question may be of two probes', async () => {
    const rival = aProbe({
      ...TELEGRAM,
      id: 'w1-rival-telegram-first-loan',
      lender: 'rival',
      address: '@rival_example',
      token: 'abcdefghim',
    });
    const { wave, a } = await of(
      T,
      [...wholeLife(TELEGRAM), ...wholeLife(rival)],
      [
        said({ id: 1, at: PRESSED, text: QUESTION, own: true }),
        said({ id: 2, at: PRESSED + HOUR, text: FULL }),
      ],
      [TELEGRAM, rival],
    );
    expect(wave.arrived.get(T)).toBeUndefined();
    expect(wave.review[0]).toMatchObject({ probes: [T, rival.id], open: true });
    expect(a.disposition).toBe('invalid');
    const press = anUpdate(
      { callback_query: { id: '1', from: { id: OWNER }, data: `chat/${LENDER}/0123456789abcdef` } },
      PRESSED + 2 * HOUR,
      T,
    );
    const told = await of(
      T,
      [...wholeLife(TELEGRAM), ...wholeLife(rival)],
      [
        said({ id: 1, at: PRESSED, text: QUESTION, own: true }),
        said({ id: 2, at: PRESSED + HOUR, text: FULL }),
        press,
      ],
      [TELEGRAM, rival],
    );
    expect(told.texts).toEqual([FULL]);
  });

  it('believes Telegram where the operator clicked first and pressed Send an hour later', async () => {
    const late = PRESSED + HOUR;
    const { a } = await of(T, wholeLife(TELEGRAM), [
      said({ id: 1, at: late, text: QUESTION, own: true }, T),
      said({ id: 2, at: late + HOUR, text: FULL }, T),
    ]);
    expect(a.sentAt).toBe(instant(late + 999));
    expect(a.clocks.substantive).toEqual({ status: 'scored', value: HOUR - 999 });
  });

  it('counts the operator’s word where the recorder came after the question: bounds, not a minute', async () => {
    const { a } = await of(T, wholeLife(TELEGRAM), [answer]);
    expect(a.sentAt).toBe(instant(SENT + 60_000));
    expect(a.bounds?.substantive).toEqual({
      from: PRESSED + HOUR - SENT - 60_000,
      to: PRESSED + HOUR + 999 - SENT,
    });
    expect(a.clocks.substantive).toEqual({ status: 'scored', value: a.bounds!.substantive!.from });
  });
});

describe('what an operator forwards', () => {
  const forward = (origin: Record<string, unknown>, text: string, id: number, probe?: string): Piece =>
    anUpdate(
      {
        message: {
          message_id: id,
          date: Math.floor(SENT / 1_000) + 9_000,
          chat: { id: OWNER },
          from: { id: OWNER, first_name: 'Olha' },
          text,
          forward_origin: origin,
        },
      },
      SENT + 9_000_000,
      probe,
    );
  const date = Math.floor((PRESSED + HOUR) / 1_000);

  it.each([
    { type: 'user', date, sender_user: { id: LENDER, is_bot: true, first_name: 'Acme' } },
    { type: 'hidden_user', date, sender_user_name: 'Acme' },
    { type: 'chat', date, sender_chat: { id: -5, title: 'Acme' } },
    { type: 'channel', date, chat: { id: -6, title: 'Acme' }, message_id: 3 },
  ])('counts with the date of its origin: $type', async (origin) => {
    const { a } = await of(T, wholeLife(TELEGRAM), [
      forward(origin, FULL, 1, T),
      forward(origin, FULL, 2, T),
    ]);
    expect(a.messages).toHaveLength(1);
    expect(a.messages[0]).toMatchObject({ precision: 'exact', received: { from: instant(date * 1_000) } });
  });

  it('is our own question where it is that, and starts the clocks', async () => {
    const own = forward(
      { type: 'user', date: Math.floor(PRESSED / 1_000), sender_user: { id: OWNER } },
      QUESTION,
      1,
      T,
    );
    const { a } = await of(T, wholeLife(TELEGRAM), [
      own,
      forward({ type: 'hidden_user', date, sender_user_name: 'Acme' }, FULL, 2, T),
    ]);
    expect(a.sentAt).toBe(instant(PRESSED + 999));
    expect(a.bounds).toBeUndefined();
  });

  it('waits for the button; without it a person must look, and nobody is silent', async () => {
    const lost = forward({ type: 'hidden_user', date, sender_user_name: 'Somebody' }, FULL, 7);
    const { wave, a } = await of(T, wholeLife(TELEGRAM), [lost]);
    expect(wave.review.map((r) => r.reason)).toEqual([expect.stringContaining('was not tied to a probe')]);
    expect(a.disposition).toBe('invalid');
    const press = (data: string, probe?: string): Piece =>
      anUpdate({ callback_query: { id: '1', from: { id: OWNER }, data } }, SENT + 9_100_000, probe);
    expect((await of(T, wholeLife(TELEGRAM), [lost, press('forward/7/0123456789abcdef', T)])).texts).toEqual([
      FULL,
    ]);
    const none = await of(T, wholeLife(TELEGRAM), [lost, press('forward/7/none')]);
    expect(none.wave.review).toEqual([]);
    expect(none.a.disposition).toBe('no-reply');
  });
});

describe('an exported chat', () => {
  const chat: ExportedMessage[] = [
    { at: SENT - 30 * 24 * HOUR, side: 'other', text: 'Old news: the rate is 9% per day.' },
    { at: PRESSED, side: 'own', text: QUESTION },
    { at: PRESSED + HOUR, side: 'other', text: FULL },
  ];

  it('of minutes gives bounds, narrowed by the operator’s word', async () => {
    const { a, texts } = await of(W, wholeLife(WHATSAPP), [
      anExport(chatOf('whatsapp uk Android', chat), SENT + 2 * HOUR, W, WA),
    ]);
    expect(texts).toEqual([FULL]);
    expect(a.disposition).toBe('answered');
    const minute = Math.floor((PRESSED + HOUR) / 60_000) * 60_000;
    expect(a.bounds?.substantive).toEqual({ from: minute - (SENT + 59_999), to: minute + 59_999 - SENT });
    expect(a.messages[0]).toMatchObject({ precision: 'minute' });
  });

  it('of seconds is as good as a clock', async () => {
    const { a } = await of(W, wholeLife(WHATSAPP), [
      anExport(chatOf('whatsapp en-GB iPhone', chat), SENT + 2 * HOUR, W, WA),
    ]);
    expect(a.clocks.substantive).toEqual({ status: 'scored', value: HOUR - 999 });
    expect(a.bounds).toBeUndefined();
  });

  it('read in a wrong zone or without our question is for a person, never used', async () => {
    const raw = chatOf('whatsapp uk Android', chat);
    for (const [over, why] of [
      [{ timeZone: 'Europe/Berlin' }, /not when the operator sent it/],
      [{ ownName: 'Ольга' }, /could not be read: The file holds no message by "Ольга"/],
    ] as const) {
      const { wave, a, texts } = await of(W, wholeLife(WHATSAPP), [
        anExport(raw, SENT + 2 * HOUR, W, { ...WA, ...over }),
      ]);
      expect(texts).toEqual([]);
      expect(wave.review[0]!.reason).toMatch(why);
      expect(a.disposition).toBe('invalid');
    }
    const strange = chatOf('whatsapp uk Android', [
      { at: SENT - HOUR, side: 'own', text: 'Something else altogether' },
      chat[2]!,
    ]);
    expect(
      (await of(W, wholeLife(WHATSAPP), [anExport(strange, SENT + 2 * HOUR, W, WA)])).wave.review[0]!.reason,
    ).toMatch(/does not show our question/);
  });

  it('that came by mail to the probe’s own alias is evidence and no reply', async () => {
    const file = Buffer.from(chatOf('whatsapp en-GB iPhone', chat)).toString('base64');
    const raw = strToU8(
      `From: olha@phone.example\r\nTo: anna.abcdefghik@probe.example\r\nSubject: WhatsApp Chat - Acme\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nChat history is attached.\r\n--x\r\nContent-Type: application/zip\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename="WhatsApp Chat - Acme.zip"\r\n\r\n${file}\r\n--x--\r\n`,
    );
    const mail = { raw, capture: aCapture(raw, SENT + 3 * HOUR, { to: 'anna.abcdefghik@probe.example' }) };
    const { a, texts } = await of(W, wholeLife(WHATSAPP), [mail]);
    expect(texts).toEqual([FULL]);
    expect(a.clocks.substantive).toEqual({ status: 'scored', value: HOUR - 999 });
  });
});

describe('what only an operator saw', () => {
  it('is an interval from the last look to the click, late only when surely late', async () => {
    const deadline = SENT + 60_000 + 72 * HOUR;
    const seen = (from: number, to: number) =>
      aSighting({ probe: W, side: 'other', text: FULL, between: { from: instant(from), to: instant(to) } });
    const { a } = await of(W, wholeLife(WHATSAPP), [seen(SENT + HOUR, SENT + 24 * HOUR)]);
    expect(a.bounds?.substantive).toEqual({ from: HOUR - 60_000, to: 24 * HOUR });
    expect(a.messages[0]!.precision).toBe('interval');
    expect((await of(W, wholeLife(WHATSAPP), [seen(deadline - 1, deadline + HOUR)])).a.disposition).toBe(
      'answered',
    );
    expect((await of(W, wholeLife(WHATSAPP), [seen(deadline + 1, deadline + HOUR)])).a.disposition).toBe(
      'no-reply',
    );
  });

  it('silence that was looked at stays silence', async () => {
    expect((await of(W, wholeLife(WHATSAPP), [])).a).toMatchObject({ disposition: 'no-reply' });
    const own = aSighting({
      probe: W,
      side: 'own',
      text: QUESTION,
      between: { from: instant(SENT), to: instant(SENT + HOUR) },
    });
    expect((await of(W, wholeLife(WHATSAPP), [own])).a).toMatchObject({
      disposition: 'no-reply',
      sentAt: instant(SENT + 60_000),
    });
  });
});

describe('an answer without words', () => {
  it.each(['voice', 'photo', 'document'])(
    'of a %s alone is for a person: neither silence nor emptiness is charged',
    async (what) => {
      const { a } = await of(T, wholeLife(TELEGRAM), [
        said({ id: 1, at: PRESSED, text: QUESTION, own: true }, T),
        said({ id: 2, at: PRESSED + HOUR, more: { [what]: {} } }, T),
      ]);
      expect(a.disposition).toBe('invalid');
      expect(a.review).toEqual([expect.stringContaining('could not be read')]);
    },
  );
  it('counts by what a person heard in it, at its own moment', async () => {
    const heard = [
      said({ id: 1, at: PRESSED, text: QUESTION, own: true }, T),
      said({ id: 2, at: PRESSED + HOUR, more: { voice: {} } }, T),
    ];
    const typed = aSighting({
      probe: T,
      side: 'other',
      text: FULL,
      between: { from: instant(PRESSED + HOUR), to: instant(PRESSED + 90 * HOUR) },
    });
    const { a } = await of(T, wholeLife(TELEGRAM), [...heard, typed]);
    expect(a).toMatchObject({
      disposition: 'answered',
      clocks: {
        substantive: (
          await of(T, wholeLife(TELEGRAM), [heard[0]!, said({ id: 2, at: PRESSED + HOUR, text: FULL }, T)])
        ).a.clocks.substantive,
      },
    });
    expect(a.bounds).toBeUndefined();
    expect(a.messages).toHaveLength(1);
    expect(a.review).toEqual([]);
    // A text beside it stays itself: the sighting is of the text, not of the voice.
    const beside = said({ id: 3, at: PRESSED + HOUR + 60_000, text: FULL }, T);
    const clocks = async (...more: typeof heard) =>
      (await of(T, wholeLife(TELEGRAM), [...heard, beside, ...more])).a.clocks;
    expect(await clocks(typed)).toEqual(await clocks());
  });
  it('of a screenshot alone too; a sticker is an answer without substance; words beside it count', async () => {
    const picture = aSighting({
      probe: W,
      side: 'other',
      text: '',
      between: { from: instant(SENT), to: instant(SENT + HOUR) },
      screenshot: 'a'.repeat(64),
    });
    expect((await of(W, wholeLife(WHATSAPP), [picture])).a.disposition).toBe('invalid');
    const question = said({ id: 1, at: PRESSED, text: QUESTION, own: true }, T);
    const sticker = said({ id: 2, at: PRESSED + HOUR, more: { sticker: {} } }, T);
    expect((await of(T, wholeLife(TELEGRAM), [question, sticker])).a.disposition).toBe('acknowledged-only');
    const photo = said({ id: 2, at: PRESSED + HOUR, more: { photo: [] } }, T);
    const words = said({ id: 3, at: PRESSED + HOUR + 9_000, text: FULL }, T);
    expect((await of(T, wholeLife(TELEGRAM), [question, photo, words])).a.disposition).toBe('answered');
  });
  it('and an update that nobody can read is for a person', async () => {
    const broken = anUpdate({ business_message: { message_id: 'x' } }, PRESSED + HOUR, T);
    const { wave, a } = await of(T, wholeLife(TELEGRAM), [
      said({ id: 1, at: PRESSED, text: QUESTION, own: true }, T),
      broken,
    ]);
    expect(wave.review.map((r) => r.reason)).toEqual([expect.stringContaining('could not be read')]);
    expect(a.disposition).toBe('invalid');
  });
});

describe('several sources of one conversation', () => {
  const heard = [
    said({ id: 1, at: PRESSED, text: QUESTION, own: true }, T),
    said({ id: 2, at: PRESSED + HOUR, text: FULL }, T),
    said({ id: 3, at: PRESSED + 5 * HOUR, text: 'ok' }, T),
    said({ id: 4, at: PRESSED + 5 * HOUR + 100_000, text: 'ok' }, T),
  ];
  const whole = anExport(
    chatOf('telegram', [
      { at: PRESSED, side: 'own', text: QUESTION },
      { at: PRESSED + HOUR, side: 'other', text: FULL },
      { at: PRESSED + 5 * HOUR, side: 'other', text: 'ok' },
      { at: PRESSED + 5 * HOUR + 100_000, side: 'other', text: 'ok' },
      { at: PRESSED + 9 * HOUR, side: 'other', text: 'Only the export has this: passport needed.' },
    ]),
    SENT + 20 * HOUR,
    T,
    { app: 'telegram', ...PHONE, ownName: 'Olha' },
  );
  const seen = aSighting({
    probe: T,
    side: 'other',
    text: `${FULL}\nok`,
    between: { from: instant(SENT), to: instant(SENT + 24 * HOUR) },
  });

  it('are one: the stronger wins, the rest is added, in whatever order they came', async () => {
    const pieces = [...heard, whole, seen];
    const { a, texts } = await of(T, wholeLife(TELEGRAM), pieces);
    expect(texts).toEqual([FULL, 'ok', 'ok', 'Only the export has this: passport needed.']);
    expect(a.messages.map((m) => m.precision)).toEqual(['exact', 'exact', 'exact', 'second']);
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(pieces, { minLength: pieces.length }), async (order) => {
        expect(canonical((await of(T, wholeLife(TELEGRAM), order)).a)).toBe(canonical(a));
      }),
      { numRuns: 15, seed: 4 },
    );
  });

  it('one that was edited or taken back since is still one', async () => {
    const later = anExport(
      chatOf('whatsapp en-GB iPhone', [
        { at: PRESSED, side: 'own', text: QUESTION },
        { at: PRESSED + HOUR, side: 'other', text: 'Changed', edited: true },
        { at: PRESSED + 2 * HOUR, side: 'other', text: '', deleted: true },
      ]),
      SENT + 20 * HOUR,
      W,
      WA,
    );
    const earlier = anExport(
      chatOf('whatsapp uk Android', [
        { at: PRESSED, side: 'own', text: QUESTION },
        { at: PRESSED + HOUR, side: 'other', text: FULL },
        { at: PRESSED + 2 * HOUR, side: 'other', text: 'Taken back later' },
      ]),
      SENT + 4 * HOUR,
      W,
      WA,
    );
    for (const order of [
      [later, earlier],
      [earlier, later],
    ])
      expect((await of(W, wholeLife(WHATSAPP), order)).texts).toEqual([FULL, 'Taken back later']);
  });
});

it('a probe that nobody confirmed is judged all the same once our question was heard', async () => {
  const { a } = await of(
    T,
    [
      ...taken(TELEGRAM),
      [
        SENT + HOUR,
        { kind: 'reconciled', probe: T, outcome: 'sent', by: 'own-copy', acceptedAt: instant(PRESSED + 999) },
      ],
      ...closed(TELEGRAM),
    ],
    [anUpdate({ business_message: message({ id: 1, at: PRESSED, text: QUESTION, own: true }) }, PRESSED, T)],
  );
  expect(a).toMatchObject({ disposition: 'no-reply', sentAt: instant(PRESSED + 999) });
});

it.each(['update', 'export', 'sighting'] as const)(
  'a captured %s that is not handed in is refused: nobody may be called silent',
  async (media) => {
    const lost = said({ id: 1, at: PRESSED, text: QUESTION, own: true }, T);
    const capture = { ...lost.capture, media, evidence: 'f'.repeat(64) };
    await expect(
      assessTalk([...wholeLife(TELEGRAM), [SENT, { kind: 'captured', capture }]], []),
    ).rejects.toThrow(/captured but not handed in/);
  },
);
