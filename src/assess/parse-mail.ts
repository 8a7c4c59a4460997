/**
 * Raw bytes of a message to what it says. Inbound mail is hostile: the source is cut to what the parser can bear, every
 * list is bounded, HTML is turned to text without running or fetching anything, and whatever cannot be read is said, not
 * thrown. A fuzz run holds it within a time bound (tests/fuzz); the `cli` runs it in a worker with a timeout all the same.
 */
import PostalMime, { type Address, type Attachment, type Email } from 'postal-mime';
import {
  MAIL_LIMITS,
  type MailHeader,
  type MailParty,
  type ParsedMail,
  unreadableMail,
} from '../model/mail.ts';
import { boundedSource } from './bounded-source.ts';
import { bytesRead, type CharsetFix, repairCharset, repairUtf16 } from './charset-repair.ts';
import { cleanText, cutText } from './clean-text.ts';
import { readDeliveryStatus, readFeedback, readHeaderBlock } from './delivery-status.ts';
import { htmlToText } from './html-text.ts';
import { plausibility } from './plausible-text.ts';
import { quotedLines } from './quote-lines.ts';
import { readSevenBit, sevenBitLabel } from './seven-bit.ts';
import { signatureLine } from './signature-line.ts';

const PARSER = { forceRfc822Attachments: true, maxNestingDepth: 30, maxHeadersSize: 1_000_000 };

/** Never rejects: a message that cannot be parsed comes back with `malformed` and whatever could be read. */
export async function parseMail(raw: Uint8Array): Promise<ParsedMail> {
  const { source, cut } = boundedSource(withoutMboxLine(raw));
  try {
    const email = await PostalMime.parse(source, PARSER);
    const fixes = new Set<string>();
    const repair = repairer(source, fixes);
    await withLostBytes(email, source, fixes);
    const mail = fromEmail(email, repair, raw.length, cut);
    return withFixes(isEmpty(mail) ? withLooseBody(mail, source) : mail, fixes);
  } catch (cause) {
    return salvage(source, raw.length, cause instanceof Error ? cause.message : String(cause));
  }
}

const withFixes = (mail: ParsedMail, fixes: ReadonlySet<string>): ParsedMail => ({
  ...mail,
  fixes: [...fixes, ...mail.fixes],
});

type Repair = (text: string) => string;

/** Puts a text right whose charset label was wrong, or none that the parser knows. */
function repairer(source: Uint8Array, fixes: Set<string>): Repair {
  const label = sevenBitLabel(new TextDecoder('latin1').decode(source.subarray(0, 65_536)));
  return (text) => {
    const wide = readSevenBit(repairUtf16(text), label);
    if (wide !== text) fixes.add('charset-without-decoder');
    const { text: out, fix } = repairCharset(wide);
    if (fix !== null) fixes.add(fix);
    return out;
  };
}

/**
 * Bytes that are none of the label's charset are lost in the parser's reading (U+FFFD). Then the message is read once
 * more with all labels taken off, which keeps every byte, and what comes out is kept if it looks more like words.
 */
async function withLostBytes(email: Email, source: Uint8Array, fixes: Set<string>): Promise<void> {
  const lost = (['text', 'html'] as const).filter((k) => email[k]?.includes('\uFFFD'));
  if (lost.length === 0) return;
  const again = await PostalMime.parse(withoutLabels(source), PARSER);
  for (const k of lost) {
    const { text, fix } = repairCharset(again[k] ?? '');
    if (fix === null || plausibility(text) <= plausibility(email[k]!)) continue;
    email[k] = text;
    fixes.add(fix satisfies CharsetFix);
  }
}

/** Every text part labelled with a name that stands for windows-1252, in which each byte is a letter of its own. */
function withoutLabels(source: Uint8Array): Uint8Array {
  const text = new TextDecoder('latin1').decode(source);
  return bytesRead(
    text
      .replace(/charset\s{0,5}=\s{0,5}(?:"[^"\r\n]{0,60}"|[^\s;"]{1,60})/gi, 'x=1')
      .replace(/^content-type:[ \t]{0,5}text\/(?:plain|html)/gim, '$&; charset=x-unknown'),
  );
}

function fromEmail(email: Email, repair: Repair, bytes: number, cutSource: boolean): ParsedMail {
  const fixes: string[] = [];
  let truncated = cutSource || email.headers.length > MAIL_LIMITS.headers;
  const headers = email.headers
    .slice(0, MAIL_LIMITS.headers)
    .map(
      (h): MailHeader => ({ name: h.key.slice(0, 100), value: cutText(h.value, MAIL_LIMITS.headerValue) }),
    );
  const values = (name: string): string[] => headers.filter((h) => h.name === name).map((h) => h.value);
  const body = bodyText(email, repair);
  truncated ||= body.cut;
  if (body.fromHtml) fixes.push('text-from-html');
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
    ...(body.hidden === '' ? {} : { hiddenText: body.hidden }),
    fixes,
    truncated: truncated || email.attachments.length > MAIL_LIMITS.attachments,
  };
}

/** Below this many letters a plain part beside HTML is a stub ("your reader shows no HTML"). */
const STUB_LETTERS = 20;

function bodyText(email: Email, repair: Repair) {
  const plain = cleanText(repair(cutText(email.text ?? '', 2 * MAIL_LIMITS.visibleText)));
  const plainSplit = split(plain);
  let chosen = { ...plainSplit, fromHtml: false };
  let cut = (email.text ?? '').length > MAIL_LIMITS.visibleText;
  let hidden = '';
  if (email.html !== undefined) {
    const html = htmlToText(repair(cutText(email.html, 2 * MAIL_LIMITS.htmlText)));
    const own = letters(html.own);
    const all = cleanText(own > 0 ? html.all : html.all.replace(/^> /gm, ''));
    hidden = cutText(cleanText(html.hidden), MAIL_LIMITS.hiddenText);
    const stub = letters(plain) < Math.min(STUB_LETTERS, letters(all));
    const knowsMore = plainSplit.quoted === '' && html.own !== html.all && own > 0 && own < letters(plain);
    if (stub || knowsMore || shows(plain, hidden)) {
      chosen = { ...split(all, html.signature), fromHtml: true };
      cut ||= html.cut;
    }
  }
  return {
    visible: cutText(chosen.visible, MAIL_LIMITS.visibleText),
    quoted: cutText(chosen.quoted, MAIL_LIMITS.quotedText),
    signatureAt: chosen.signatureAt,
    fromHtml: chosen.fromHtml,
    hidden,
    cut: cut || chosen.visible.length > MAIL_LIMITS.visibleText,
  };
}

/** A piece of what the HTML hides stands in the plain text: the parser made that from the HTML, or the sender did. */
const shows = (plain: string, hidden: string): boolean =>
  hidden.split('\n').some((piece) => piece.length >= 12 && plain.includes(piece.slice(0, 60)));

/** Cleaned text into what was written and what was quoted, and where a signature begins in the first. */
function split(
  text: string,
  signature = '',
): { visible: string; quoted: string; signatureAt: number | null } {
  const lines = cutText(text, MAIL_LIMITS.visibleText + MAIL_LIMITS.quotedText).split('\n');
  const quoted = quotedLines(lines);
  const visibleLines = cleanText(lines.filter((_, i) => !quoted[i]).join('\n')).split('\n');
  const at = signatureLine(visibleLines, signature);
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
  repair: Repair,
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
