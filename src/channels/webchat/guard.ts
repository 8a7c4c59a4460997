/** What is never pressed and never filled in, whatever a page asks (channels.md 4, items 3 and 4). Pure. */
import type { Seen, SeenField } from './page-view.ts';
import { namesField, says } from './words.ts';

/** Where an application, an account or a payment lives, in an address. */
const FORBIDDEN_ADDRESS =
  /(^|[/._-])(apply|application|anketa|zayav\w*|oform\w*|get-?(loan|money|credit)|kredit-?online|login|log-?in|sign-?(in|up)|register|registration|cabinet|kabinet|lk|account|my|auth|pay|payment|oplata|upload|download)([/._?#-]|$)/i;
const NOT_A_PAGE = /^(tel|mailto|sms|viber|whatsapp|tg|skype|intent|file|data):/i;
const CAPTCHA = /captcha|turnstile|arkose|geetest/i;

/** Applications, calculators, logins, codes, payments, uploads, calls: no. */
export function mayPress(it: Seen): boolean {
  if (says('forbidden', `${it.label} ${it.text}`)) return false;
  if (it.type === 'file' || it.type === 'password') return false;
  if (CAPTCHA.test(it.marks)) return false;
  if (NOT_A_PAGE.test(it.href)) return false;
  return !FORBIDDEN_ADDRESS.test(pathOf(it.href));
}

const pathOf = (address: string): string => {
  try {
    const { pathname, hash } = new URL(address);
    return pathname + hash;
  } catch {
    return '';
  }
};

/** Whether a frame of that address or name is a riddle against robots: said, never solved. */
export const isRiddle = (address: string, label: string): boolean =>
  CAPTCHA.test(label) ||
  /recaptcha\/(api2|enterprise)\/(anchor|bframe)|hcaptcha\.com|challenges\.cloudflare\.com|geetest/.test(
    address,
  );

export type FieldKind =
  | 'name'
  | 'email'
  | 'phone'
  | 'message'
  | 'topic'
  | 'consent'
  | 'account'
  | 'code'
  | 'other';

/** What a form's field wants, by type, autocomplete and label in every language. */
export function fieldKind(f: SeenField): FieldKind {
  const words = `${f.labelText} ${f.label}`;
  const marks = `${f.marks} ${f.autocomplete}`;
  if (f.type === 'password' || /one-time-code|password/.test(f.autocomplete)) return 'code';
  if (/^cc-/.test(f.autocomplete)) return 'account';
  if (f.type === 'checkbox' || f.type === 'radio') return namesField('consent', words) ? 'consent' : 'other';
  if (f.type === 'file') return 'account';
  if (f.type === 'email' || /\bemail\b/.test(f.autocomplete)) return 'email';
  if (f.type === 'tel' || /^tel/.test(f.autocomplete)) return 'phone';
  if (f.tag === 'select') return 'topic';
  if (CAPTCHA.test(`${marks} ${words}`)) return 'code';
  if (namesField('account', words)) return 'account';
  if (namesField('email', words)) return 'email';
  if (namesField('phone', words)) return 'phone';
  if (f.tag === 'textarea') return 'message';
  if (namesField('name', words)) return 'name';
  if (namesField('code', words)) return 'code';
  if (namesField('message', words)) return 'message';
  if (namesField('topic', words)) return 'topic';
  if (/e-?mail/.test(marks)) return 'email';
  if (/phone|tel\b|mobile/.test(marks)) return 'phone';
  if (/name/.test(marks)) return 'name';
  return 'other';
}

/** Marked as demanded: by the page's own attributes, or by an asterisk. */
export const demanded = (f: SeenField): boolean => f.required || /[*＊]/.test(`${f.labelText} ${f.label}`);

/** What is never given: only a name, the reply address and the question are. */
export const NEVER_GIVEN: readonly FieldKind[] = ['phone', 'account', 'code'];

/** What may be given where it is demanded; a demanded field of any other kind shuts the door. */
export const mayGive = (kind: FieldKind): boolean =>
  kind === 'name' || kind === 'email' || kind === 'message' || kind === 'topic' || kind === 'consent';
