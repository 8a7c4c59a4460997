/** What is never pressed and never filled in, whatever a page asks (channels.md 4, items 3 and 4). Pure. */
import type { Seen, SeenField } from './page-agent.ts';
import { namesField, says } from './words.ts';

/** Applications, calculators, logins, codes, payments, uploads, calls; and links that lead off the page. */
export function mayPress(it: Seen, words = `${it.label} ${it.text}`): boolean {
  if (says('forbidden', words)) return false;
  if (it.type === 'file' || it.type === 'password') return false;
  if (/captcha|hcaptcha|turnstile|arkose/i.test(it.marks)) return false;
  return !/^(tel|mailto|sms|viber|whatsapp|tg):/i.test(it.label);
}

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
  if (f.type === 'checkbox' || f.type === 'radio') return namesField('consent', words) ? 'consent' : 'other';
  if (f.type === 'file') return 'other';
  if (f.type === 'email' || /\bemail\b/.test(f.autocomplete)) return 'email';
  if (f.type === 'tel' || /^tel/.test(f.autocomplete)) return 'phone';
  if (f.tag === 'select') return 'topic';
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

/** Demanded with no way round: then the chat is gated, and we leave. */
export const demanded = (f: SeenField): boolean => f.required || /[*＊]/.test(`${f.labelText} ${f.label}`);

/** What is never given: only a name and the reply address are. */
export const NEVER_GIVEN: readonly FieldKind[] = ['phone', 'account', 'code'];
