/**
 * Raw bytes of a message to what it says. Inbound mail is hostile: only the first two megabytes are read, every list is
 * bounded, HTML is turned to text without running or fetching anything, and whatever cannot be read is said, not thrown.
 * It may still take long on made-up input, so the `cli` runs it in a worker with a timeout (cli/parse-pool.ts).
 */
import PostalMime, { type Address, type Attachment, type Email } from 'postal-mime';
import {
  MAIL_LIMITS,
  type MailHeader,
  type MailParty,
  type ParsedMail,
  unreadableMail,
} from '../model/mail.ts';
import { repairUtf8 } from './charset-repair.ts';
import { cleanText, cutText } from './clean-text.ts';
import { readDeliveryStatus, readFeedback, readHeaderBlock } from './delivery-status.ts';
import { htmlToText } from './html-text.ts';
import { quotedLines, signatureLine } from './quote-lines.ts';

/** Never rejects: a message that cannot be parsed comes back with `malformed` and whatever could be read. */
export async function parseMail(raw: Uint8Array): Promise<ParsedMail> {
  const source = raw.length > MAIL_LIMITS.source ? raw.subarray(0, MAIL_LIMITS.source) : raw;
  const cut = source.length < raw.length;
  try {
    const email = await PostalMime.parse(withoutMboxLine(source), {
      forceRfc822Attachments: true,
      maxNestingDepth: 100,
      maxHeadersSize: 1_000_000,
    });
    const mail = fromEmail(email, raw.length, cut);
    return isEmpty(mail) ? withLooseBody(mail, source) : mail;
  } catch (cause) {
    return salvage(source, raw.length, cause instanceof Error ? cause.message : String(cause));
  }
}

function fromEmail(email: Email, bytes: number, cutSource: boolean): ParsedMail {
  const fixes = new Set<string>();
  let truncated = cutSource || email.headers.length > MAIL_LIMITS.headers;
  const repair = (text: string): string => {
    const { text: out, repaired } = repairUtf8(text);
    if (repaired) fixes.add('utf8-behind-other-label');
    return out;
  };
  const headers = email.headers
    .slice(0, MAIL_LIMITS.headers)
    .map(
      (h): MailHeader => ({ name: h.key.slice(0, 100), value: cutText(h.value, MAIL_LIMITS.headerValue) }),
    );
  const values = (name: string): string[] => headers.filter((h) => h.name === name).map((h) => h.value);
  const body = bodyText(email, repair);
  truncated ||= body.cut;
  if (body.fromHtml) fixes.add('text-from-html');
  const returnPath = values('return-path')[0];
  const date = Date.parse(email.date ?? '');
  return {
    bytes,
    headers,
    from: parties(email.from ? [email.from] : []),
    to: parties([...(email.to ?? []), ...(email.cc ?? [])]),
    replyTo: parties(email.replyTo ?? []),
    subject: cutText(cleanText(repair(email.subject ?? '')).replace(/\n+/g, ' '), 998),
    ...(Number.isNaN(date) || Math.abs(date) > 8e15 ? {} : { date: safeInstant(date) }),
    ...optional('messageId', ids(email.messageId)[0] ?? email.messageId?.trim().slice(0, 300)),
    inReplyTo: ids(email.inReplyTo),
    references: ids(email.references),
    ...(returnPath === undefined ? {} : { returnPath: bare(returnPath) }),
    deliveredTo: ['delivered-to', 'x-original-to', 'envelope-to']
      .flatMap(values)
      .map(bare)
      .slice(0, MAIL_LIMITS.addresses),
    visibleText: body.visible,
    quotedText: body.quoted,
    ...(body.signatureAt === null ? {} : { signatureAt: body.signatureAt }),
    fromHtml: body.fromHtml,
    ...reportParts(email.attachments, repair),
    attachments: email.attachments.slice(0, MAIL_LIMITS.attachments).map((a) => ({
      filename: cutText(a.filename ?? '', 200),
      mimeType: a.mimeType.slice(0, 100),
      bytes: bytesOf(a).length,
    })),
    fixes: [...fixes],
    truncated: truncated || email.attachments.length > MAIL_LIMITS.attachments,
  };
}

/** Below this many letters a plain part beside HTML is a stub ("your reader shows no HTML"). */
const STUB_LETTERS = 20;

function bodyText(email: Email, repair: (text: string) => string) {
  const plain = cleanText(repair(cutText(email.text ?? '', 2 * MAIL_LIMITS.visibleText)));
  const plainSplit = split(plain);
  let chosen = { ...plainSplit, fromHtml: false };
  let cut = (email.text ?? '').length > MAIL_LIMITS.visibleText;
  if (email.html !== undefined && (letters(plain) < STUB_LETTERS || plainSplit.quoted === '')) {
    const html = htmlToText(repair(email.html));
    const own = cleanText(html.own);
    const markedQuote = html.own !== html.all && letters(own) > 0;
    if (letters(plain) < Math.min(STUB_LETTERS, letters(cleanText(html.all)))) {
      chosen = { ...split(markedQuote ? own : cleanText(html.all)), fromHtml: true };
      cut ||= html.cut;
    } else if (markedQuote && letters(own) < letters(plain)) chosen = { ...split(own), fromHtml: true };
    if (chosen.fromHtml && markedQuote && chosen.quoted === '') {
      const all = cleanText(html.all);
      chosen.quoted = all.startsWith(own) ? all.slice(own.length).trim() : all;
    }
  }
  return {
    visible: cutText(chosen.visible, MAIL_LIMITS.visibleText),
    quoted: cutText(chosen.quoted, MAIL_LIMITS.quotedText),
    signatureAt: chosen.signatureAt,
    fromHtml: chosen.fromHtml,
    cut: cut || chosen.visible.length > MAIL_LIMITS.visibleText,
  };
}

/** Cleaned text into what was written and what was quoted, and where a signature begins in the first. */
function split(text: string): { visible: string; quoted: string; signatureAt: number | null } {
  const lines = cutText(text, MAIL_LIMITS.visibleText + MAIL_LIMITS.quotedText).split('\n');
  const quoted = quotedLines(lines);
  const visibleLines = cleanText(lines.filter((_, i) => !quoted[i]).join('\n')).split('\n');
  const at = signatureLine(visibleLines);
  return {
    visible: visibleLines.join('\n'),
    quoted: cleanText(lines.filter((_, i) => quoted[i]).join('\n')),
    signatureAt: at === null ? null : visibleLines.slice(0, at).join('\n').length + (at > 0 ? 1 : 0),
  };
}

const letters = (text: string): number => text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;

/** The machine-readable parts, wherever they stand: many reports are not multipart/report (RFC 6522). */
function reportParts(
  attachments: Attachment[],
  repair: (text: string) => string,
): Pick<ParsedMail, 'deliveryStatus' | 'feedbackReport' | 'enclosed'> {
  const out: Pick<ParsedMail, 'deliveryStatus' | 'feedbackReport' | 'enclosed'> = {};
  for (const a of attachments.slice(0, MAIL_LIMITS.attachments)) {
    const text = () => new TextDecoder().decode(bytesOf(a).subarray(0, 65_536));
    if (/^message\/(?:global-)?delivery-status$/.test(a.mimeType))
      out.deliveryStatus ??= readDeliveryStatus(text());
    else if (a.mimeType === 'message/feedback-report') out.feedbackReport ??= readFeedback(text());
    else if (
      /^(?:message\/(?:rfc822|global|global-headers|partial)|text\/rfc822-headers?)$/.test(a.mimeType)
    ) {
      const source = text();
      out.enclosed ??= {
        headers: readHeaderBlock(source).map((h) => ({
          name: h.name,
          value: cutText(h.value, MAIL_LIMITS.headerValue),
        })),
        text: cutText(cleanText(repair(source.replace(/^[\s\S]{0,32768}?\r?\n\r?\n/, ''))), 16_384),
      };
    }
  }
  for (const key of ['deliveryStatus', 'feedbackReport', 'enclosed'] as const)
    if (out[key] === undefined) delete out[key];
  return out;
}

const isEmpty = (mail: ParsedMail): boolean =>
  mail.visibleText === '' && mail.quotedText === '' && mail.attachments.length === 0;

/** Headers so broken that no part is found (a boundary on an unfolded line): the body as it stands, without MIME's own lines. */
function withLooseBody(mail: ParsedMail, source: Uint8Array): ParsedMail {
  const text = new TextDecoder().decode(source.subarray(0, 65_536));
  const end = /\r?\n\r?\n/.exec(text)?.index;
  if (end === undefined) return mail;
  const body = text
    .slice(end)
    .split('\n')
    .filter((l) => !/^(?:--\S|content-[a-z-]{2,30}:|boundary=|mime-version:)/i.test(l))
    .join('\n');
  const visibleText = cleanText(cutText(body, 16_384));
  return visibleText === '' ? mail : { ...mail, visibleText, fixes: [...mail.fixes, 'body-without-parts'] };
}

/** What can be had of a message that the parser refuses: its header block and its first text as it stands. */
function salvage(source: Uint8Array, bytes: number, why: string): ParsedMail {
  const text = new TextDecoder().decode(source.subarray(0, 131_072));
  const end = /\r?\n\r?\n/.exec(text)?.index ?? Math.min(text.length, 32_768);
  const headers = readHeaderBlock(text.slice(0, end));
  const value = (name: string): string => headers.find((h) => h.name === name)?.value ?? '';
  return {
    ...unreadableMail(bytes, `could not be parsed: ${cutText(why, 200)}`),
    headers,
    subject: cutText(value('subject'), 998),
    from: [...value('from').matchAll(/[^\s<>@,;"]{1,64}@[^\s<>@,;"]{1,190}/g)]
      .slice(0, 5)
      .map((m) => ({ name: '', address: m[0].toLowerCase() })),
    ...optional('messageId', ids(value('message-id'))[0]),
    inReplyTo: ids(value('in-reply-to')),
    references: ids(value('references')),
    visibleText: cleanText(cutText(text.slice(end), 16_384)),
    truncated: true,
  };
}

const bytesOf = (a: Attachment): Uint8Array =>
  typeof a.content === 'string' ? new TextEncoder().encode(a.content) : new Uint8Array(a.content);

function parties(list: Address[]): MailParty[] {
  return list
    .flatMap((a) => a.group ?? [a])
    .slice(0, MAIL_LIMITS.addresses)
    .map((m) => ({ name: cutText(cleanText(m.name), 200), address: cutText(m.address.toLowerCase(), 254) }));
}

const ids = (value: string | undefined): string[] =>
  [...(value ?? '').slice(0, 20_000).matchAll(/<[^<>\s]{1,300}>/g)]
    .slice(0, MAIL_LIMITS.references)
    .map((m) => m[0]);

const bare = (value: string): string =>
  (/<([^<>]*)>/.exec(value)?.[1] ?? value).trim().toLowerCase().slice(0, 320);

const safeInstant = (ms: number): string => new Date(ms).toISOString();

const optional = <K extends string>(key: K, value: string | undefined): { [k in K]?: string } =>
  value === undefined || value === '' ? {} : ({ [key]: value } as { [k in K]?: string });

/** Mail saved in mbox form begins with "From sender date", which is no header. */
function withoutMboxLine(source: Uint8Array): Uint8Array {
  const head = new TextDecoder('latin1').decode(source.subarray(0, 300));
  const line = /^(?:\s*\r?\n)*>?From [^\n]*\n/.exec(head);
  return line ? source.subarray(line[0].length) : source;
}
