/** Elements in which mail programs put the message that is answered, whatever its language (channels.md 1.8). */

/** All of the element is quoted. */
const WHOLE =
  /^(?:moz-cite-prefix|yahoo_quoted|protonmail_quote|gmail_attr|ntes-mailmaster-quote|freshdesk_quote|front-blockquote|sh-quoted-content|zmail_extra|quoted-text|mail-quote|xm_mail_oringinal_describe|qmbox-quote)$/;
/** Holds the attribution and the quotation, and between quotations perhaps answers. */
const HOLDER = /^(?:gmail_quote|gmail_quote_container|gmail_extra_quote)$/;
const WHOLE_IDS =
  /^(?:isreplycontent|reply-intro|original-content|divneteasemailcard|oriquote|yahoo_quoted_\w{1,40}|mail-editor-reference-message-container)$/;
/** From here to the end: Outlook puts the original behind its head, not in it. */
const REST_IDS = /^(?:divrplyfwdmsg|appendonsend|x_divrplyfwdmsg|x_appendonsend|stopspelling)$/;
const REST_CLASSES = /^(?:outlookmessageheader|gmail_forward_head)$/;
/** Outlook's own programs mark the head by this line alone. */
const RULE =
  /border-top:\s*solid\s+#(?:e1e1e1|b5c4df)\s+1\.0pt|border:none;\s*border-top:solid\s+#(?:e1e1e1|b5c4df)/i;

export type QuoteRole = 'whole' | 'holder' | 'rest' | null;

export function quoteRole(tag: string, attributes: ReadonlyMap<string, string>): QuoteRole {
  if (attributes.size === 0) return tag === 'blockquote' ? 'whole' : null;
  if (tag === 'blockquote') return 'whole';
  const id = attributes.get('id')?.toLowerCase();
  if (id !== undefined) {
    if (REST_IDS.test(id)) return 'rest';
    if (WHOLE_IDS.test(id)) return 'whole';
  }
  if (attributes.get('name')?.toLowerCase() === 'messagereplysection') return 'whole';
  const classes = attributes.get('class');
  if (classes !== undefined)
    for (const c of classes.toLowerCase().split(/\s+/).slice(0, 10)) {
      if (WHOLE.test(c)) return 'whole';
      if (HOLDER.test(c)) return 'holder';
      if (REST_CLASSES.test(c)) return 'rest';
    }
  return tag === 'div' && RULE.test(attributes.get('style') ?? '') ? 'rest' : null;
}

const SIGNATURE =
  /^(?:gmail_signature|moz-signature|signature|ms-outlook-mobile-signature|x_signature|mail_signature|protonmail_signature_block)$/;

/** Where a mail program puts the sender's signature. */
export const isSignature = (attributes: ReadonlyMap<string, string>): boolean =>
  attributes.size > 0 &&
  (SIGNATURE.test(attributes.get('id')?.toLowerCase() ?? '') ||
    (attributes.get('class') ?? '')
      .toLowerCase()
      .split(/\s+/)
      .slice(0, 10)
      .some((c) => SIGNATURE.test(c)));
