/** One line of a file of replies that were collected elsewhere (`doorbell assess FILE.jsonl`): its shape, and its bytes. */
import { z } from 'zod';
import { cutText } from '../assess/clean-text.ts';
import { MAIL_LIMITS } from '../model/mail.ts';
import { ChannelKind, Facet, Language } from '../model/vocabulary.ts';
import { sentencesOf } from './study/issue-sentence.ts';

/** Code units of a given text that are passed on; rules read fewer (assess/reply-text.ts). */
const TEXT_LIMIT = 200_000;

const Base64 = z.string().transform((text, ctx) => {
  const bare = text.replace(/\s+/g, '');
  const good =
    bare.length > 0 && bare.length % 4 === 0 && !/[^A-Za-z0-9+/]/.test(bare.replace(/={1,2}$/, ''));
  if (good) return Buffer.from(bare, 'base64');
  ctx.addIssue({
    code: 'custom',
    message: 'must be base64 of the message as it was received (RFC 4648, section 4)',
  });
  return z.NEVER;
});

const ReplyShape = z.object({
  id: z.union([z.string().min(1).max(300), z.number()]),
  channel: ChannelKind.default('email'),
  lang: Language.optional().describe('Language of the question.'),
  question: z.string().max(50_000).default('').describe('What was asked, as it was sent.'),
  asked: z.array(Facet).max(50).default([]),
  latency_s: z.number().min(0).max(1e9).optional().describe('Seconds from the question to this reply.'),
  lender: z.object({ name: z.string(), domain: z.string(), phone: z.string() }).partial().optional(),
  from: z.string().max(2_000).optional(),
  subject: z.string().max(10_000).optional(),
  headers: z.record(z.string(), z.union([z.string(), z.array(z.string()).max(50)])).optional(),
  text: z.string().optional(),
  raw: Base64.optional(),
});
export type ReplyLine = z.infer<typeof ReplyShape>;

/** Keys of the line beside these say nothing to the rules: replies collected elsewhere carry labels of their own. */
export function readReplyLine(text: string): { reply: ReplyLine } | { id?: string | number; error: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { error: 'is no JSON' };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { error: 'must be one JSON object' };
  const given = withoutNulls(value);
  const id = ReplyShape.shape.id.safeParse(given['id']);
  const fail = (error: string) => ({ ...(id.success && { id: id.data }), error: cutText(error, 500) });
  const parsed = ReplyShape.safeParse(given);
  if (!parsed.success)
    return fail(
      parsed.error.issues
        .slice(0, 3)
        .flatMap((issue) => sentencesOf(issue, given, ReplyShape))
        .map((told) => `${told.path.join('.')} ${told.text}`)
        .join('; '),
    );
  const reply = parsed.data;
  const loose = (['text', 'from', 'subject', 'headers'] as const).filter((k) => reply[k] !== undefined);
  if (reply.raw === undefined && reply.text === undefined)
    return fail('text is missing: give the text of the reply, or raw, the whole message in base64');
  if (reply.raw !== undefined && loose.length > 0)
    return fail(`raw is the whole message: leave out ${loose.join(', ')}`);
  return { reply };
}

/** Many tools write null for what they don't have, at the top and in `lender`. */
function withoutNulls(value: object): Record<string, unknown> {
  const some = Object.entries(value).filter(([, v]) => v !== null);
  return Object.fromEntries(
    some.map(([k, v]) => [
      k,
      k === 'lender' && typeof v === 'object' && !Array.isArray(v) ? withoutNulls(v) : v,
    ]),
  );
}

/** Fields that the text itself decides, or that stand in the line under a name of their own. */
const OWN_FIELDS = /^(?:content-.*|mime-version|from|subject)$/;

/** The reply as RFC 5322 bytes: what was given raw, or a message made from the parts, so that one reader reads both. */
export function bytesOfReply(reply: ReplyLine): Uint8Array {
  if (reply.raw) return reply.raw;
  const fields: [string, string][] = [];
  const given = Object.entries(reply.headers ?? {});
  const find = (name: string): string | undefined => {
    const value = given.find(([k]) => k.toLowerCase() === name)?.[1];
    return Array.isArray(value) ? value[0] : value;
  };
  const from = reply.from ?? find('from');
  const subject = reply.subject ?? find('subject');
  if (from !== undefined) fields.push(['From', mailbox(from)]);
  if (subject !== undefined) fields.push(['Subject', encoded(subject)]);
  for (const [name, values] of given) {
    // A name that can't be one of a header field is passed over.
    if (!/^[!-9;-~]{1,100}$/.test(name) || OWN_FIELDS.test(name.toLowerCase())) continue;
    for (const value of [values].flat()) fields.push([name, encoded(value)]);
  }
  const head = fields.slice(0, MAIL_LIMITS.headers - 3).map(([name, value]) => `${name}: ${value}\r\n`);
  const text = cutText(reply.text ?? '', TEXT_LIMIT).replace(/\r\n?|\n/g, '\r\n');
  const body = Buffer.from(text).toString('base64').replace(/.{76}/g, '$&\r\n');
  return Buffer.from(
    `${head.join('')}MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n${body}\r\n`,
  );
}

/** One line of printable ASCII; anything else as an encoded word (RFC 2047). */
function encoded(value: string): string {
  const line = cutText(value, MAIL_LIMITS.headerValue)
    .replace(/\p{Cc}+/gu, ' ')
    .trim();
  return /^[ -~]*$/.test(line) ? line : `=?utf-8?B?${Buffer.from(line).toString('base64')}?=`;
}

/** The display name alone is encoded: an address would be none any more. */
function mailbox(value: string): string {
  const match = /^([^<>]*)<([^<>]*)>\s*$/.exec(value);
  if (!match) return encoded(value);
  const name = encoded(match[1]!.replace(/["\\]/g, ' ').trim());
  return `${name.startsWith('=?') ? name : `"${name}"`} <${encoded(match[2]!)}>`;
}
