/** Our question below the answer, as mail programs put it there. */
import { DateTime } from 'luxon';
import type { MailShape } from './behaviour.ts';
import type { Phrases } from './phrases.ts';
import type { Question } from './question.ts';

export interface Quoted {
  text: string;
  html: string;
}

/** The answer with the question quoted; `zone` and `language` are the answerer's. */
export function withQuote(
  body: string,
  question: Question,
  style: MailShape['quote'],
  writer: { phrases: Phrases; language: string; zone: string },
): Quoted {
  const answer = paragraphs(body);
  if (style === undefined || style === 'none') return { text: body, html: page(answer) };

  const { phrases } = writer;
  const when = DateTime.fromMillis(question.acceptedAt, { zone: writer.zone, locale: writer.language });
  const fill = (text: string) =>
    text
      .replace('{gmailDate}', when.toFormat(phrases.gmailDate))
      .replace('{longDate}', capital(when.toFormat(phrases.longDate)))
      .replace('{time}', when.toFormat('HH:mm'))
      .replace('{name}', question.name)
      .replace('{address}', question.alias);
  const original = question.text.trimEnd();
  const inset = original.replace(/^/gm, '> ').replace(/^> $/gm, '>');
  const quoted = paragraphs(original);

  switch (style) {
    case 'gmail': {
      const line = fill(phrases.gmail);
      return {
        text: `${body}\n\n${line}\n\n${inset}\n`,
        html: page(
          `${answer}<br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">${escapeHtml(line)}<br></div>` +
            `<blockquote class="gmail_quote" style="margin:0 0 0 .8ex;border-left:1px solid #ccc;padding-left:1ex">${quoted}</blockquote></div>`,
        ),
      };
    }
    case 'outlook': {
      const { from, sent, to, subject } = phrases.outlook;
      const lines = [
        `${from}: ${question.name} <${question.alias}>`,
        `${sent}: ${capital(when.toFormat(phrases.longDate))} ${when.toFormat('HH:mm')}`,
        `${to}: ${question.to}`,
        `${subject}: ${question.subject}`,
      ];
      return {
        text: `${body}\n\n________________________________\n${lines.join('\n')}\n\n${original}\n`,
        html: page(
          `${answer}<hr style="display:inline-block;width:98%"><div id="divRplyFwdMsg" dir="ltr">${lines.map(escapeHtml).join('<br>')}</div><div>${quoted}</div>`,
        ),
      };
    }
    case 'mailru': {
      const line = fill(phrases.mailru);
      return {
        text: `${body}\n\n\n${line}\n${inset}\n`,
        html: page(
          `${answer}<br><blockquote style="border-left:1px solid #0857A6;margin:10px;padding:0 0 0 10px">${escapeHtml(line)}<br>${quoted}</blockquote>`,
        ),
      };
    }
    case 'qq': {
      const noon = when.hour < 12 ? '上午' : '下午';
      const lines = [
        '------------------ 原始邮件 ------------------',
        `发件人: "${question.name}" <${question.alias}>;`,
        `发送时间: ${when.toFormat('yyyy年M月d日')}(${when.setLocale('zh').toFormat('cccc')}) ${noon}${when.toFormat('h:mm')}`,
        `收件人: "${question.to}"<${question.to}>;`,
        `主题: ${question.subject}`,
      ];
      return {
        text: `${body}\n\n\n${lines.join('\n')}\n\n${original}\n`,
        html: page(
          `${answer}<br><div style="font-size:12px;background:#efefef;padding:8px">${lines.map(escapeHtml).join('<br>')}</div><div>${quoted}</div>`,
        ),
      };
    }
  }
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const escapeHtml = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');

const paragraphs = (text: string): string =>
  text
    .trim()
    .split(/\n{2,}/)
    .map((p) => `<p>${escapeHtml(p).replace(/\n/g, '<br>')}</p>`)
    .join('');

const page = (inner: string): string =>
  `<html><head><style>p{margin:0 0 1em}</style></head><body style="font-family:Arial,sans-serif">${inner}</body></html>`;
