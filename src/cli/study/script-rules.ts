/**
 * What a question may not contain (channels.md, section 4, items 5 and 13): Doorbell asks what a customer asks, and is
 * no bulk mailer. Pure.
 */
import { SCRIPT_WORDS } from './script-words.ts';

export type ScriptFault =
  | 'link'
  | 'mail-address'
  | 'phone-number'
  | 'html'
  | 'attachment'
  | 'promotion'
  | 'placeholder';

/** A fault with the words that show it. */
export interface ScriptFinding {
  fault: ScriptFault;
  quote: string;
}

/** Full-width digits and letters are folded first (NFKC), so that ＷＷＷ．and １３８ are seen for what they are. */
export function scriptFindings(text: string): ScriptFinding[] {
  const folded = text.normalize('NFKC').replace(/[\p{Cf}]/gu, '');
  return [
    ...first('mail-address', /[^\s@]{0,64}@[^\s@]{0,64}/u, folded),
    ...first('link', LINK, folded),
    ...first('html', /<\/?[a-z!][^<>]{0,200}>|&(?:[a-z]{2,10}|#\d{1,6});/iu, folded),
    ...phone(folded),
    ...words('attachment', folded),
    ...words('promotion', folded),
    ...first('placeholder', /\{(?!name\})[^{}]{0,40}\}/u, folded),
  ];
}

/** With a scheme, with www, or a bare host: Latin under any ending, other scripts under those that exist. */
const LINK =
  /[a-z][a-z0-9+.-]{1,15}:\/\/\S{0,100}|www\.\S{1,100}|[a-z0-9-]{1,63}\.[a-z]{2,24}(?![a-z0-9])|[\p{L}\p{N}-]{1,63}\.(?:укр|рф|рус|бел|мкд|срб|қаз|中国|中國|公司|网络|香港|台湾)(?![\p{Script=Cyrl}])/iu;

/** "Yes.And" without a blank reads like a host: the message says what to do. */
export const FAULT_ADVICE: Record<ScriptFault, string> = {
  link: 'a question carries no links (and needs a blank after a full stop)',
  'mail-address': 'a question carries no mail addresses or handles',
  'phone-number': 'a question carries no phone numbers',
  html: 'a question is plain text, without HTML',
  attachment: 'a question comes without attachments and does not speak of them',
  promotion: 'a question promotes nothing',
  placeholder: 'the only placeholder is {name}',
};

function first(fault: ScriptFault, pattern: RegExp, text: string): ScriptFinding[] {
  const match = pattern.exec(text);
  return match ? [{ fault, quote: match[0].trim() }] : [];
}

/** Seven digits or more in one run, unless they are dates, or one or two sums ("15 000-20 000"). */
function phone(text: string): ScriptFinding[] {
  const parted = text.replace(DATE, '|').replace(/[.,;]\s/gu, '|');
  for (const [run] of parted.matchAll(/\+?\(?\d[\d\s().,/–—-]{0,60}\d/gu)) {
    if (run.replace(/\D/gu, '').length < 7) continue;
    const pieces = (run.includes(')') ? run : run.replace('(', '')).split(/\s*[/–—-]\s*/u);
    if (pieces.length > 2 || !pieces.every(isSum)) return [{ fault: 'phone-number', quote: run.trim() }];
  }
  return [];
}

const DATE = /\d{4}-\d{2}-\d{2}|(?<!\d)\d{1,2}[./]\d{1,2}[./]\d{4}(?!\d)/gu;

/** Up to six digits, or up to 9 999 999 in groups of three; a sum starts neither with 0 nor with + or a bracket. */
const isSum = (piece: string): boolean =>
  /^[1-9]\d{0,5}([.,]\d{1,2})?$/u.test(piece) ||
  /^([1-9]\d{0,2}[\s.,]\d{3}|[1-9][\s.,]\d{3}[\s.,]\d{3})([.,]\d{1,2})?$/u.test(piece);

function words(fault: 'attachment' | 'promotion', text: string): ScriptFinding[] {
  const flat = ` ${text.toLowerCase().replace(/\s+/gu, ' ')} `;
  for (const row of Object.values(SCRIPT_WORDS))
    for (const word of row[fault]) {
      const at = flat.indexOf(word);
      // A stem starts a word: "our offer" is not in "your offer". Chinese has no blanks between words.
      if (at >= 0 && startsWord(flat, at, word)) return [{ fault, quote: word.trim() }];
    }
  return [];
}

function startsWord(flat: string, at: number, word: string): boolean {
  if (/^\p{Script=Han}/u.test(word)) return true;
  for (let from = at; from >= 0; from = flat.indexOf(word, from + 1))
    if (!/[\p{L}\p{N}]/u.test(flat[from - 1] ?? ' ')) return true;
  return false;
}
