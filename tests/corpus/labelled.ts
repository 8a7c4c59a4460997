/** The replies of `labelled/LANGUAGE.jsonl`, written by independent authors, as raw messages and as the rules judge them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { assessMessage, type MessageVerdict } from '../../src/assess/assess-message.ts';
import { foldText } from '../../src/assess/clean-text.ts';
import { parseMail } from '../../src/assess/parse-mail.ts';
import type { ParsedMail } from '../../src/model/mail.ts';
import { Deflection, Facet, PersonalData, Responder } from '../../src/model/vocabulary.ts';

export const LABELLED_LANGUAGES = ['en', 'uk', 'ru', 'zh'] as const;
export type LabelledLanguage = (typeof LABELLED_LANGUAGES)[number];
/** With the language that was added to show that one is: fewer replies, by the author of its pack, and no floors. */
export const MEASURED_LANGUAGES = [...LABELLED_LANGUAGES, 'pl'] as const;

const Value = z.object({
  min: z.number().nullable().optional(),
  max: z.number().nullable().optional(),
  unit: z.string().optional(),
  per: z.string().optional(),
  currency: z.string().optional(),
});
export type LabelledValue = z.infer<typeof Value>;

const Labelled = z.object({
  id: z.string(),
  held: z.boolean(),
  channel: z.enum(['email', 'webchat', 'telegram']),
  lang: z.string(),
  question: z.string(),
  asked: z.array(Facet),
  latency_s: z.number(),
  lender: z.object({ name: z.string(), domain: z.string(), phone: z.string() }),
  persona: z.object({ full: z.string(), given: z.string(), forms: z.array(z.string()) }),
  from: z.string(),
  subject: z.string(),
  headers: z.record(z.string(), z.string()),
  text: z.string(),
  expect: z.object({
    responder: Responder,
    answered: z.array(Facet),
    values: z.partialRecord(Facet, Value),
    deflection: Deflection,
    personal_data: z.array(PersonalData),
    greets: z.boolean(),
    uses_name: z.boolean(),
    automation_disclosed: z.boolean(),
    language: z.string(),
    language_matches: z.boolean(),
    refusal: z.boolean(),
    over_promise: z.boolean(),
    next_step: z.boolean(),
    staff_names: z.array(z.string()),
  }),
});
export type Labelled = z.infer<typeof Labelled>;

export interface Judged {
  reply: Labelled;
  mail: ParsedMail;
  verdict: MessageVerdict;
}

export const loadLabelled = (language: (typeof MEASURED_LANGUAGES)[number]): Labelled[] =>
  readFileSync(join(import.meta.dirname, 'labelled', `${language}.jsonl`), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => Labelled.parse(JSON.parse(line)));

export async function judge(reply: Labelled): Promise<Judged> {
  const mail = await parseMail(rawOfLabelled(reply));
  const live = reply.channel !== 'email';
  const names = [reply.persona.full, reply.persona.given, ...reply.persona.forms].map(foldText);
  return {
    reply,
    mail,
    verdict: assessMessage(mail, {
      question: { language: reply.lang, subject: '', body: reply.question },
      asked: reply.asked,
      languages: [...new Set([...LABELLED_LANGUAGES, reply.lang])],
      latencyMs: reply.latency_s * 1_000,
      live,
      inOurThread: false,
      sameForOthers: 0,
      lender: { ...reply.lender, domains: [reply.lender.domain] },
      names,
    }),
  };
}

/** RFC 5322 bytes of a labelled reply. A report's own Content-Type is left out: its parts are not in the text. */
export function rawOfLabelled(reply: Labelled): Uint8Array {
  const encode = (s: string): string => `=?utf-8?B?${Buffer.from(s).toString('base64')}?=`;
  const extra = Object.entries(reply.headers).filter(([k]) => !/^content-|^mime-version$/i.test(k));
  const head: [string, string][] = [
    ['From', reply.from],
    ['To', 'persona.k7q2m9xd23@probe.example'],
    ...(reply.subject === '' ? [] : ([['Subject', encode(reply.subject)]] as [string, string][])),
    ['Message-ID', `<${reply.id}@${reply.lender.domain}>`],
    ...extra,
    ['MIME-Version', '1.0'],
    ['Content-Type', 'text/plain; charset=utf-8'],
    ['Content-Transfer-Encoding', 'base64'],
  ];
  const base64 = Buffer.from(reply.text.replace(/\r?\n/g, '\r\n')).toString('base64');
  return Buffer.from(
    `${head.map(([k, v]) => `${k}: ${v}\r\n`).join('')}\r\n${base64.replace(/.{76}/g, '$&\r\n')}\r\n`,
  );
}
