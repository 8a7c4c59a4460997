/** What can happen to the bytes, the header, the MIME structure and the HTML of a mail. Text is Latin-1 here: a byte each. */
import type { Dice } from './dice.ts';

type Mutation = (raw: string, d: Dice, other: string) => string;

const CHARSETS = [
  'utf-8',
  'us-ascii',
  'iso-8859-1',
  'koi8-r',
  'koi8-u',
  'windows-1251',
  'gb18030',
  'gb2312',
  'gbk',
  'big5',
  'hz-gb-2312',
  'iso-2022-jp',
  'iso-2022-cn',
  'iso-2022-kr',
  'utf-7',
  'utf-16',
  'utf-16le',
  'utf-16be',
  'utf-32',
  'x-unknown',
  '"',
  'euc-kr',
  'ibm866',
  '%00',
  'a'.repeat(300),
];
const TYPES = [
  'text/plain',
  'text/html',
  'multipart/mixed; boundary=b1',
  'multipart/alternative',
  'message/rfc822',
  'message/delivery-status',
  'multipart/report; report-type=delivery-status; boundary=b1',
  'application/octet-stream',
  'text/calendar',
  'text/',
  '/',
  'message/feedback-report',
  'message/partial',
  'text/x-amp-html',
];
const ENCODINGS = ['7bit', '8bit', 'base64', 'quoted-printable', 'x-uuencode', 'binary', 'BASE64 ', 'none'];

const headEnd = (raw: string): number => {
  const at = /\r?\n\r?\n/.exec(raw);
  return at ? at.index : raw.length;
};
const splice = (raw: string, at: number, cut: number, put: string): string =>
  raw.slice(0, at) + put + raw.slice(at + cut);
const noise = (d: Dice, n: number): string =>
  Array.from({ length: n }, () => String.fromCharCode(d.below(256))).join('');
const inHead = (raw: string, d: Dice, line: string): string => {
  const ends = [...raw.slice(0, headEnd(raw)).matchAll(/\n(?=\S)/g)].map((m) => m.index + 1);
  return splice(raw, ends.length > 0 ? d.pick(ends) : 0, 0, line);
};
const wordBomb = (d: Dice): string =>
  d.pick([
    '=?utf-8?B?0KHRgtCw0LLQutCw?= ',
    '=?utf-8?Q?=D0=A1?=',
    '=?gb18030?B?wPu8og==?= ',
    '=?x?x?x?=',
    '=?',
    '"a\\',
    'a@b.example, ',
    '<a@b>, ',
    '(((',
    'G: a@b, c@d;',
    ';',
    ' ',
    '\r\n\t',
    'x',
  ]);

/** A nest of `depth` elements or parts. */
const htmlNest = (d: Dice): string => {
  const tag = d.pick([
    'div',
    'table><tr><td',
    'blockquote',
    'span',
    'b',
    'ul><li',
    'a href=x',
    'font',
    'p',
    'center',
    'svg',
    'select',
    'template',
  ]);
  const depth = d.size(3_000);
  return (
    `<${tag}>`.repeat(depth) +
    d.pick(['x', '1% a day', '']) +
    (d.below(2) === 0 ? `</${tag.split(/[> ]/).at(-1)}>`.repeat(depth) : '')
  );
};
const htmlRun = (d: Dice): string => {
  const unit = d.pick([
    '<p>',
    '<br>',
    '<b>rate</b> ',
    '<!--',
    '<!-- x -->',
    '&nbsp;',
    '&amp',
    '&#x202E;',
    '<p style="',
    '<p style="display:none">x</p>',
    '<style>.a{display:none}</style>',
    '<div class="gmail_quote">',
    '<a href="x">',
    '<img alt="x">',
    '<td>1</td>',
    '<tr><td>',
    '<table>',
    '<![CDATA[',
    '<x:y z=1/>',
    '<p a',
    '<',
    '</p>',
    "<i t='",
    '<h1>',
    '<li>',
    '<ol>',
    '<style>.a,.b,.c{color:red}',
    '<p class="a b c">x',
    '<script>',
    '<pre>\n',
    '<font color=white>x',
    '<input>',
    '<blockquote type="cite">',
    '<hr>',
  ]);
  return unit.repeat(d.size(Math.floor(150_000 / unit.length)));
};
const mimeNest = (d: Dice): string => {
  const depth = d.size(300);
  let out = 'Content-Type: multipart/mixed; boundary=n0\r\n\r\n';
  for (let i = 0; i < depth; i++)
    out += `--n${i}\r\nContent-Type: multipart/${d.pick(['mixed', 'related', 'alternative'])}; boundary=n${i + 1}\r\n\r\n`;
  return `${out}--n${depth}\r\n\r\ndeep\r\n`;
};

export const RAW_MUTATIONS: readonly Mutation[] = [
  (r, d) => r.slice(0, d.below(r.length + 1)),
  (r, d) => splice(r, d.below(r.length + 1), d.below(40), noise(d, d.below(12))),
  (r, d) =>
    Array.from({ length: d.size(30) }).reduce<string>((t) => splice(t, d.below(t.length), 1, noise(d, 1)), r),
  (r, d) => {
    const from = d.below(r.length);
    return splice(r, d.below(r.length), 0, r.slice(from, from + d.size(4_000)).repeat(d.size(50)));
  },
  (r, d, o) => r.slice(0, d.below(r.length + 1)) + o.slice(d.below(o.length + 1)),
  (r, _d, o) => r.slice(0, headEnd(r)) + o.slice(headEnd(o)),
  (r, d) => r.replace(/charset="?[^\s";]+"?/gi, () => `charset=${d.pick(CHARSETS)}`),
  (r, d) =>
    r.replace(/Content-Type:[^\r\n]*/gi, () => `Content-Type: ${d.pick(TYPES)}; charset=${d.pick(CHARSETS)}`),
  (r, d) =>
    r.replace(
      /Content-Transfer-Encoding:[^\r\n]*/gi,
      () => `Content-Transfer-Encoding: ${d.pick(ENCODINGS)}`,
    ),
  (r, d) =>
    inHead(
      r,
      d,
      `${d.pick(['Subject', 'From', 'To', 'References', 'In-Reply-To', 'X-Long', 'Content-Type', 'Received', 'Date', 'Delivered-To', 'Return-Path'])}: ${wordBomb(d).repeat(d.size(20_000))}\r\n`,
    ),
  (r, d) =>
    inHead(
      r,
      d,
      `${d.pick(['X-H: 1\r\n', ' folded\r\n', ':\r\n', 'nonsense\r\n', 'From a Tue\r\n', '\0: \0\r\n'])}`.repeat(
        d.size(5_000),
      ),
    ),
  (r, d) =>
    r.replace(
      /boundary="?[^\s";]+"?/i,
      () => `boundary=${d.pick(['""', 'b1', '"a b"', 'x'.repeat(200), '', '--'])}`,
    ),
  (r, d) => splice(r, headEnd(r), 0, `\r\n${mimeNest(d)}`),
  (r, d) => r.replace(/\r\n/g, d.pick(['\n', '\r', '\r\n\r\n', '\n\r'])),
  (r, d) =>
    `${r}${d.pick(['=', '=3D', '=\r\n', '====', 'AAAA\r\n', '\0', '~{', '+AAA-', '\x1b$B', '\x1b(B', '--b1\r\n\r\nx\r\n', '--b1--\r\n', 'begin 644 x\r\n']).repeat(d.size(20_000))}`,
  (r, d) =>
    `${r.slice(0, headEnd(r)).replace(/^content-[^\n]*\n(?:[ \t][^\n]*\n)*/gim, '')}\r\nContent-Type: text/html; charset=${d.pick(CHARSETS)}\r\n\r\n${r.slice(headEnd(r), headEnd(r) + 3_000)}${d.pick([htmlNest, htmlRun])(d)}`,
  (r, d) =>
    /<\w/.test(r)
      ? r.replace(/<\w+/g, (tag) =>
          d.below(8) === 0 ? d.pick([htmlNest, htmlRun])(d).slice(0, 20_000) : tag,
        )
      : `${r}${htmlNest(d)}`,
];
