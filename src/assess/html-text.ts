/** HTML of a mail as visible text. Nothing is executed or fetched, and links are not followed. */
import { compile } from 'html-to-text';

/** Characters of HTML that are read: one megabyte takes a second, and a reply is some kilobytes. */
const MAX_HTML = 300_000;
const HIDDEN = 'data-doorbell-hidden';

/** Containers in which mail programs put the quoted original, in any language (channels.md 1.8). */
const QUOTES = [
  '.gmail_quote',
  '.gmail_quote_container',
  '#divRplyFwdMsg',
  '#appendonsend',
  'blockquote[type="cite"]',
  '.moz-cite-prefix',
  '.yahoo_quoted',
  '.protonmail_quote',
  '#isReplyContent',
  '.ntes-mailmaster-quote',
];

const options = (skip: readonly string[]) => ({
  wordwrap: false as const,
  limits: { maxInputLength: MAX_HTML, maxDepth: 200, maxChildNodes: 20_000, ellipsis: '' },
  selectors: [
    ...['img', 'script', 'style', 'title', 'noscript', 'svg', 'object', 'iframe', 'input', 'button'].map(
      (selector) => ({ selector, format: 'skip' }),
    ),
    ...[`[${HIDDEN}]`, '[hidden]', ...skip].map((selector) => ({ selector, format: 'skip' })),
    { selector: 'a', options: { ignoreHref: true } },
    { selector: 'ul', options: { itemPrefix: '- ' } },
    { selector: 'h1', options: { uppercase: false } },
    { selector: 'h2', options: { uppercase: false } },
    { selector: 'h3', options: { uppercase: false } },
    { selector: 'h4', options: { uppercase: false } },
    { selector: 'tr', format: 'block' },
    { selector: 'td', format: 'inline' },
  ],
});

const whole = compile(options([]));
const withoutQuotes = compile(options(QUOTES));

const STYLE = /\sstyle\s*=\s*(?:"([^"]{0,2000})"|'([^']{0,2000})')/gi;
const HIDING =
  /(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|(?:font-size|max-height|opacity)\s*:\s*0(?:\.0*)?(?:px|pt|em|%)?\s*(?:!important\s*)?(?:;|$))/i;

/**
 * `own`: the text without the containers of a quoted original; `all`: with them. `cut`: the HTML was longer than is read.
 * Elements hidden by their own style attribute are left out; hiding by a style sheet is not seen.
 */
export function htmlToText(html: string): { own: string; all: string; cut: boolean } {
  const cut = html.length > MAX_HTML;
  const marked = (cut ? html.slice(0, MAX_HTML) : html).replace(STYLE, (all, double, single) =>
    HIDING.test(double ?? single ?? '') ? ` ${HIDDEN}="1"` : all,
  );
  const quoting =
    /gmail_quote|divRplyFwdMsg|appendonsend|<blockquote|moz-cite|yahoo_quoted|protonmail_quote|isReplyContent|ntes-mailmaster/i;
  const all = whole(marked);
  return { all, own: quoting.test(marked) ? withoutQuotes(marked) : all, cut };
}
