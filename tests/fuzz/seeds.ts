/** The messages that are mutated: labelled replies, mails as hostile or odd as real ones, and public projects' mail where it is present. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { MessageContext } from '../../src/assess/assess-message.ts';
import { foldText } from '../../src/assess/clean-text.ts';
import { bounceMail, rawMail } from '../assess/mails.ts';
import { LABELLED_LANGUAGES, type Labelled, loadLabelled, rawOfLabelled } from '../corpus/labelled.ts';
import { loadCorpus, NAMES, QUESTIONS, rawOf } from '../corpus/load.ts';

export interface Seed {
  name: string;
  raw: Uint8Array;
  /** The words, where they are known apart from the bytes. */
  text?: string;
  context: MessageContext;
}

const LANGUAGES = [...LABELLED_LANGUAGES];

const contextOf = (language: string): MessageContext => ({
  question: { language, ...QUESTIONS[language]! },
  asked: ['rate', 'amount', 'term', 'documents', 'early-repayment'],
  languages: LANGUAGES,
  latencyMs: 3_600_000,
  live: false,
  inOurThread: false,
  sameForOthers: 0,
  names: NAMES[language]!.map(foldText),
});

/** Of a labelled reply, as its labels were measured. */
export const contextOfLabelled = (r: Labelled): MessageContext => ({
  question: { language: r.lang, subject: '', body: r.question },
  asked: r.asked,
  languages: LANGUAGES,
  latencyMs: r.latency_s * 1_000,
  live: r.channel !== 'email',
  inOurThread: false,
  sameForOthers: 0,
  lender: { ...r.lender, domains: [r.lender.domain] },
  names: [r.persona.full, r.persona.given, ...r.persona.forms].map(foldText),
});

const labelled = (): Seed[] =>
  LANGUAGES.flatMap((language) =>
    loadLabelled(language).map((r) => ({
      name: r.id,
      raw: rawOfLabelled(r),
      text: r.text,
      context: contextOfLabelled(r),
    })),
  );

const HTML = `<html><head><style>.x{color:red}</style></head><body style="background:#fff"><table width="100%"><tr><td>Hello Anna,</td></tr><tr><td><p>The rate is <b>1%</b> a day, up to 5&nbsp;000&nbsp;UAH for 30 days.</p><ul><li>passport</li><li>tax number</li></ul><span style="display:none">hidden</span><a href="https://acme.example/apply?x=1">Apply</a></td></tr></table><div class="gmail_quote"><div>On 1 Sep 2026 Anna wrote:</div><blockquote type="cite">What is the rate?</blockquote></div></body></html>`;

const part = (type: string, body: string, encoding = '8bit'): string =>
  `--b1\nContent-Type: ${type}\nContent-Transfer-Encoding: ${encoding}\n\n${body}\n`;

/** Made by hand: every shape that a parser treats in a way of its own. */
function handMade(): Seed[] {
  const mails: Record<string, Uint8Array> = {
    bounce: bounceMail(),
    delayed: bounceMail({ action: 'delayed', status: '4.4.1' }),
    html: rawMail({ type: 'text/html; charset=utf-8', body: HTML }),
    alternative: rawMail({
      type: 'multipart/alternative; boundary=b1',
      body: `${part('text/plain; charset=utf-8', 'The rate is 1% a day.\n\n> What is the rate?')}${part('text/html; charset=utf-8', HTML)}--b1--\n`,
    }),
    nest: rawMail({
      type: 'multipart/mixed; boundary=b1',
      body: `${part('multipart/related; boundary=b2', `--b2\nContent-Type: multipart/alternative; boundary=b3\n\n--b3\nContent-Type: text/html\n\n${HTML}\n--b3--\n--b2\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=\n--b2--`)}${part('application/pdf; name="=?koi8-r?B?1MXT1A==?=.pdf"', 'JVBERi0x', 'base64')}--b1--\n`,
    }),
    'quoted-printable': rawMail({
      type: 'text/plain; charset=windows-1251',
      headers: { 'Content-Transfer-Encoding': 'quoted-printable' },
      body: '=D1=F2=E0=E2=EA=E0 1% =E2 =E4=E5=ED=FC, =F1=F0=EE=EA =E4=EE 30 =E4=ED=E5=\n=E9.',
    }),
    gb18030: rawMail({
      type: 'text/plain; charset=gb18030',
      body: Buffer.from('c0fbc2cacac730252e0a', 'hex'),
    }),
    'utf-7': rawMail({ type: 'text/plain; charset=utf-7', body: '+BCEEQgQwBDIEOgQw- 1+ACU-' }),
    enclosed: rawMail({
      type: 'multipart/mixed; boundary=b1',
      body: `${part('text/plain', 'See below.')}${part('message/rfc822', 'From: a@b.example\nSubject: x\n\nHello')}--b1--\n`,
    }),
    complaint: rawMail({
      type: 'multipart/report; report-type=feedback-report; boundary=b1',
      body: `${part('text/plain', 'Spam.')}${part('message/feedback-report', 'Feedback-Type: abuse\nUser-Agent: x/1')}--b1--\n`,
    }),
    outlook: rawMail({
      body: 'Ставка 1% на день, до 30 днів.\n\nЗ повагою,\nОлена\n\n________________________________\nВід: Анна <a@probe.example>\nНадіслано: 1 вересня 2026 р. 10:00\nКому: help@acme.example\nТема: Питання\n\nЯка ставка?\n',
    }),
    menu: rawMail({
      body: 'Вас вітає чат-бот!\n1. Ставка\n2. Документи\n3. Оператор\nНадішліть цифру.\n',
      headers: { 'Auto-Submitted': 'auto-replied', Precedence: 'bulk' },
    }),
    header: rawMail({ subject: '=?utf-8?B?0KHRgtCw0LLQutCw?= =?utf-8?Q?_1=25?=', body: 'ok' }),
  };
  return Object.entries(mails).map(([name, raw], i) => ({
    name,
    raw,
    context: contextOf(LANGUAGES[i % LANGUAGES.length]!),
  }));
}

/** Public mail (shared/corpus/mail), read where it is. A checkout alone does without. */
function publicMail(): Seed[] {
  const dir = resolve(import.meta.dirname, '../../../shared/corpus/mail');
  if (!existsSync(dir)) return [];
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .map((file) => join(dir, file))
    .filter((file) => !/\.(?:jsonl|md)$/.test(file) && statSync(file).isFile())
    .sort()
    .map((file) => ({ name: file, raw: readFileSync(file), context: contextOf('en') }));
}

export function loadSeeds(): Seed[] {
  const corpus = loadCorpus().map((e) => ({ name: e.id, raw: rawOf(e), context: contextOf(e.language) }));
  return [...labelled(), ...corpus, ...handMade(), ...publicMail()];
}
