/** Who wrote it, by what belongs to our conversation and by how it came, in four languages. */
import { describe, expect, it } from 'vitest';
import { assessMessage } from '../../src/assess/assess-message.ts';
import { parseMail } from '../../src/assess/parse-mail.ts';
import type { Responder } from '../../src/model/vocabulary.ts';

interface Came {
  text: string;
  subject?: string;
  from?: string;
  seconds: number;
  live?: boolean;
}

async function responderTo(came: Came): Promise<Responder> {
  const subject = Buffer.from(came.subject ?? 'Re: Loan').toString('base64');
  const raw = `From: ${came.from ?? 'info@lender.example'}\r\nSubject: =?utf-8?B?${subject}?=\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${came.text}\r\n`;
  return assessMessage(await parseMail(Buffer.from(raw)), {
    question: { language: 'en', subject: '', body: 'What is your rate?' },
    asked: ['rate'],
    languages: ['en', 'uk', 'ru', 'zh'],
    latencyMs: came.seconds * 1_000,
    live: came.live ?? false,
    inOurThread: false,
    sameForOthers: 0,
    names: [],
    lender: { name: 'Northpine', domains: ['lender.example'] },
  }).responder;
}

describe('under a subject of its own, hours later', () => {
  it.each([
    'Treat yourself! Up to $1,500 with no fuss. Tap below and make it yours.',
    'Порадуйте себе! До 15 000 грн без зайвого клопоту.',
    'Порадуйте себя! До 15 000 ₽ без лишних хлопот.',
    '犒劳一下自己！最高1.5万，轻松到手。',
  ])("the lender's own offer is marketing: %s", async (text) => {
    expect(await responderTo({ text, subject: 'Spring', seconds: 90_000 })).toBe('marketing');
  });
  it.each([
    'Does anybody know who took the projector from room 4?',
    'Колеги, нові перепустки лежать на рецепції.',
    'Коллеги, новые пропуска лежат на ресепшене.',
    '各位，新的停车证在前台，周五前来领。',
  ])('what is about something else is for somebody else: %s', async (text) => {
    expect(await responderTo({ text, subject: 'Office', seconds: 60_000 })).toBe('unrelated');
  });
});

describe("the lender's answer", () => {
  it.each([
    'Hi Nora, no worries at all, that happens more often than you think. Sleep well!',
    'Ірино, не хвилюйтеся, таке трапляється частіше, ніж здається. На добраніч!',
    'Олег, не переживайте, такое случается чаще, чем кажется. Спокойной ночи!',
    '赵敏，别担心，这种事比您想的常见，总有办法的。晚安！',
  ])('is a person’s without a word of lending: %s', async (text) => {
    expect(await responderTo({ text, seconds: 50_000 })).toBe('human');
  });
});

describe('in a chat', () => {
  it.each([
    'First-time clients: $100 to $800 for 7 to 30 days.',
    'Перша позика: 500–6000 грн на 7–25 днів.',
    'Первый заём: 1 000–15 000 ₽ на 7–25 дней.',
    '首次借款：500-5000元，7-30天；再次借款：最高2万元。',
  ])('a polished answer within twenty seconds is a bot’s: %s', async (text) => {
    expect(await responderTo({ text, seconds: 18, live: true })).toBe('bot');
  });
  it.each(['yep np', 'так, без проблем', 'да, без проблем', '可以的没问题'])(
    'a word typed in passing is a person’s: %s',
    async (text) => expect(await responderTo({ text, seconds: 20, live: true })).toBe('human'),
  );
});

describe('mail within a minute that only points elsewhere', () => {
  it.each([
    'Your message has reached an outgoing-only address. Answers are at lender.example/help.',
    'Ця адреса працює лише на відправлення. Відповіді шукайте на lender.example/help.',
    'Этот адрес работает только на отправку. Ответы ищите на lender.example/help.',
    '此地址只用于发信。答案请到 lender.example/help 查找。',
  ])('is an acknowledgement: %s', async (text) => {
    expect(await responderTo({ text, seconds: 40 })).toBe('auto-acknowledgement');
  });
});
