/** The labelled replies as raw messages: what a mail server would hand us. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { Deflection, Facet, Language, PersonalData, Responder } from '../../src/model/vocabulary.ts';
import { QUOTE_STYLES, type QuoteStyle, quoteOf } from './quotes.ts';

const Entry = z.strictObject({
  id: z.string(),
  held: z.boolean().default(false),
  asks: z.array(Facet),
  after: z.string().regex(/^\d+[smh]$/),
  quote: z.enum(QUOTE_STYLES).default('none'),
  from: z.string().default('help@lender.example'),
  subject: z.string().optional(),
  headers: z.record(z.string(), z.string()).default({}),
  text: z.string(),
  expect: z.strictObject({
    responder: Responder,
    answered: z.array(Facet).default([]),
    deflection: Deflection.default('none'),
    personal: z.array(PersonalData).default([]),
    refusal: z.boolean().default(false),
    stop: z.enum(['complaint', 'stop-request']).nullable().default(null),
  }),
});
export type Entry = z.infer<typeof Entry> & { language: string };

export const QUESTIONS: Record<string, { subject: string; body: string }> = {
  en: {
    subject: 'A question before I borrow',
    body: 'Hello,\n\nI would like to borrow about 5000 for 20 days and have never done so before. Could you tell me what I should expect and what the conditions are?\n\nThank you,\nAnna Bondar',
  },
  uk: {
    subject: 'Запитання перед позикою',
    body: 'Добрий день!\n\nХочу позичити приблизно 5000 на 20 днів, раніше такого не робила. Підкажіть, будь ласка, чого чекати і які умови?\n\nДякую,\nАнна Бондар',
  },
  ru: {
    subject: 'Вопрос перед займом',
    body: 'Здравствуйте!\n\nХочу занять примерно 5000 на 20 дней, раньше такого не делала. Подскажите, пожалуйста, чего ждать и какие условия?\n\nСпасибо,\nАнна Бондарь',
  },
  zh: {
    subject: '借款前的咨询',
    body: '您好：\n\n我想借大约5000，用20天，以前没有借过。请问大概是什么情况，有哪些条件？\n\n谢谢！\n李安娜',
  },
};

export const NAMES: Record<string, string[]> = {
  en: ['anna bondar', 'ms bondar', 'anna'],
  uk: ['анна бондар', 'пані анно', 'анно', 'анна'],
  ru: ['анна бондарь', 'анна'],
  zh: ['李安娜', '李女士', '安娜'],
};

export function loadCorpus(): Entry[] {
  const dir = join(import.meta.dirname, 'replies');
  return readdirSync(dir)
    .filter((f) => f.endsWith('.yml'))
    .sort()
    .flatMap((file) => {
      const language = Language.parse(file.slice(0, -4));
      return z
        .array(Entry)
        .parse(parse(readFileSync(join(dir, file), 'utf8')))
        .map((e) => ({ ...e, language }));
    });
}

export const latencyOf = (e: Entry): number =>
  Number(e.after.slice(0, -1)) * { s: 1_000, m: 60_000, h: 3_600_000 }[e.after.at(-1) as 's' | 'm' | 'h'];

/** RFC 5322 bytes of the entry, our question quoted below it in the entry's style. */
export function rawOf(e: Entry): Uint8Array {
  const question = QUESTIONS[e.language]!;
  const text = `${e.text.trimEnd()}\n${quoteOf(e.quote as QuoteStyle, e.language, question)}`;
  const head = {
    From: e.from,
    To: 'anna.k7q2m9xd23@probe.example',
    Subject: encodeWord(e.subject ?? `Re: ${question.subject}`),
    Date: 'Thu, 05 Nov 2026 10:31:00 +0200',
    'Message-ID': `<${e.id}@lender.example>`,
    ...e.headers,
    'MIME-Version': '1.0',
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Transfer-Encoding': 'base64',
  };
  const base64 = Buffer.from(text.replace(/\n/g, '\r\n')).toString('base64').replace(/.{76}/g, '$&\r\n');
  return Buffer.from(
    `${Object.entries(head)
      .map(([k, v]) => `${k}: ${v}\r\n`)
      .join('')}\r\n${base64}\r\n`,
  );
}

const encodeWord = (s: string): string => `=?utf-8?B?${Buffer.from(s).toString('base64')}?=`;
