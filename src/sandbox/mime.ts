/** Writes a raw message by hand, so that every header and charset is exactly what the behaviour says. */
import { type Charset, canEncode, encode } from './charset.ts';

export interface MimeMail {
  from: { name: string; address: string };
  to: string;
  subject: string;
  /** RFC 5322 date. */
  date: string;
  messageId: string;
  /** Further headers, in order; values are ASCII. */
  headers: [string, string][];
  text?: string;
  html?: string;
  charset: Charset;
}

/** The bytes, with CRLF. Falls back to UTF-8 when the charset lacks a letter, as mail programs do. */
export function writeMail(mail: MimeMail): Buffer {
  const all = `${mail.from.name}${mail.subject}${mail.text ?? ''}${mail.html ?? ''}`;
  const charset = canEncode(all, mail.charset) ? mail.charset : 'utf-8';
  const from = mail.from.name
    ? `${headerText(mail.from.name, charset)} <${mail.from.address}>`
    : mail.from.address;
  const head: [string, string][] = [
    ['From', from],
    ['To', mail.to],
    ['Subject', headerText(mail.subject, charset)],
    ['Date', mail.date],
    ['Message-ID', mail.messageId],
    ...mail.headers,
    ['MIME-Version', '1.0'],
  ];
  const parts = [
    ...(mail.text === undefined ? [] : [part('text/plain', mail.text, charset)]),
    ...(mail.html === undefined ? [] : [part('text/html', mail.html, charset)]),
  ];
  const body = parts.length === 1 ? parts[0]! : multipart('multipart/alternative', parts, mail.messageId);
  return Buffer.from(`${head.map(([name, value]) => `${name}: ${value}\r\n`).join('')}${body}`, 'latin1');
}

/** One MIME part: its headers, an empty line, its body. All ASCII. */
export function part(type: string, text: string, charset: Charset): string {
  const crlf = text.replace(/\r?\n/g, '\r\n');
  if (/^[\t\n\r -~]*$/.test(crlf) && crlf.split('\r\n').every((l) => l.length < 900))
    return `Content-Type: ${type}; charset=us-ascii\r\nContent-Transfer-Encoding: 7bit\r\n\r\n${crlf}\r\n`;
  const lines =
    encode(crlf, charset)
      .toString('base64')
      .match(/.{1,76}/g) ?? [];
  return `Content-Type: ${type}; charset=${charset}\r\nContent-Transfer-Encoding: base64\r\n\r\n${lines.join('\r\n')}\r\n`;
}

/** A multipart body with its Content-Type header. `key` makes the boundary. */
export function multipart(type: string, parts: string[], key: string): string {
  const boundary = `=_${Buffer.from(key).toString('hex').slice(0, 32)}`;
  const inner = parts.map((p) => `--${boundary}\r\n${p}`).join('\r\n');
  // A parameter of the type comes after it: "multipart/report; report-type=delivery-status".
  return `Content-Type: ${type}; boundary="${boundary}"\r\n\r\n${inner}\r\n--${boundary}--\r\n`;
}

/** RFC 2047 words, folded, where the text is not ASCII. Names that would need a quoted string are not used. */
export function headerText(text: string, charset: Charset): string {
  if (/^[ -~]*$/.test(text)) return text;
  const words: string[] = [];
  let word = '';
  for (const char of text) {
    if (word && encode(word + char, charset).length > 42) {
      words.push(word);
      word = '';
    }
    word += char;
  }
  words.push(word);
  return words.map((w) => `=?${charset}?B?${encode(w, charset).toString('base64')}?=`).join('\r\n ');
}
