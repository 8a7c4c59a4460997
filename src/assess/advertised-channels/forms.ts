/** Contact forms: a box for a free message to the lender. Everything else that has fields is told apart here. */
import type { Form, PageFacts } from './page-facts.ts';
import { pageKind } from './page-kind.ts';
import { quoteOf, type Sighting } from './sighting.ts';
import { wordPattern } from './words.ts';

const MESSAGE = wordPattern((w) => w.message);
const NOT_FORM = wordPattern((w) => w.notForm);
const CONTACT_NAME =
  /message|msg|question|comment|enquiry|inquiry|text|soob|vopros|povidom|zapyt|content|body|feedback|liuyan|remark|description|note/i;
const OTHER_NAME =
  /promo|coupon|(?<![a-z])addr|adres|about-?me|(?<![a-z])bio|(?<![a-z])review|otzyv|vidguk|token|captcha|recaptcha|(?<![a-z])code/i;
const OTHER_MARKS =
  /comment-?form|commentform|wp-comments|(?<![a-z])respond|(?<![a-z])review|search|login|(?<![a-z])auth(?!or)|calc|subscri|newsletter|anketa|application|(?<![a-z])apply|loan-?form|credit-?form|zayavka|signup|register|vacanc|career|mc-embedded/i;
/** What a loan application asks and a question does not. */
const APPLICATION_FIELD =
  /passport|паспорт|инн(?![\p{L}])|іпн|рнокпп|снилс|income|доход|дохід|salary|employer|card[-_ ]?number|номер карт|birth|дата рожд|дата народ|身份证|银行卡|月收入|(?<![\p{L}])(?:sum|amount|loan[-_ ]?amount|сумма|сума)(?![\p{L}])/iu;
const CONTACT_MARKS = /contact|feedback|question|support|wpcf7|message|ask|zvyaz|svyaz/i;

export function formsOn(facts: PageFacts): Sighting[] {
  const kind = pageKind(facts);
  const out: Sighting[] = [];
  for (const form of facts.forms) {
    const box = form.fields.find(
      (f) =>
        f.tag === 'textarea' && !/recaptcha/i.test(f.name) && !OTHER_NAME.test(f.name.split(' ')[0] ?? ''),
    );
    if (!box || isOther(facts, form, kind === 'news')) continue;
    const known = MESSAGE.test(box.name) || CONTACT_NAME.test(box.name) || isTitled(facts, form);
    if (!known && kind !== 'contact' && !CONTACT_MARKS.test(form.marks)) continue;
    if (form.implicit && !isSent(form, kind === 'contact')) continue;
    const signature = form.fields
      .filter((f) => f.tag !== 'button' && f.type !== 'submit')
      .map((f) => `${f.tag}:${(f.name.split(' ')[0] ?? '').replace(/\d+/g, '')}`)
      .sort()
      .join(',');
    out.push({
      kind: 'form',
      url: facts.page.url,
      line: form.firstLine > 0 ? form.firstLine : null,
      quote: quoteOf(`${box.name.trim()} | ${form.fields.map((f) => f.name.trim()).join(', ')}`),
      rule: 'form-message',
      key: `form ${signature}`,
    });
  }
  return out;
}

/** A nameless box under "Ask a question" or above such a button. */
function isTitled(facts: PageFacts, form: Form): boolean {
  const lines = facts.lines.slice(
    Math.max(0, form.firstLine - 2),
    Math.min(form.lastLine, form.firstLine + 2),
  );
  const buttons = form.fields.filter((f) => f.tag === 'button' || f.type === 'submit').map((f) => f.value);
  return [...lines.filter((l) => l.text.length <= 60).map((l) => l.text), ...buttons].some((t) =>
    MESSAGE.test(t),
  );
}

/** Fields that stand in no form are sent by a script: only with something to answer to, and a button (of whatever make). */
function isSent(form: Form, onContactPage: boolean): boolean {
  const inputs = form.fields.filter((f) => f.tag === 'input' && /^(?:text|email|tel|)$/.test(f.type)).length;
  const button = form.fields.some((f) => f.tag === 'button' || f.type === 'submit');
  return (inputs >= 1 && button) || (inputs >= 2 && onContactPage);
}

function isOther(facts: PageFacts, form: Form, news: boolean): boolean {
  const { fields } = form;
  if (
    fields.some(
      (f) =>
        f.type === 'password' ||
        f.type === 'range' ||
        (f.type === 'file' && /passport|паспорт/i.test(f.name)),
    )
  )
    return true;
  if (fields.some((f) => f.tag !== 'textarea' && APPLICATION_FIELD.test(f.name))) return true;
  if (OTHER_MARKS.test(form.marks) && !CONTACT_MARKS.test(form.marks)) return true;
  const buttons = fields
    .filter((f) => f.tag === 'button' || f.type === 'submit' || f.type === 'button')
    .map((f) => f.value || f.name)
    .join(' ');
  if (NOT_FORM.test(buttons)) return true;
  // A title of its own above or in the form: "Leave a review".
  const above = facts.lines.slice(Math.max(0, form.firstLine - 2), form.firstLine);
  const nearest = above.at(-1);
  const head =
    facts.lines.slice(form.firstLine, Math.min(form.firstLine + 2, form.lastLine)).find((l) => l.heading) ??
    (nearest?.heading || (nearest && nearest.text.length <= 40 && !/[@\d]/.test(nearest.text))
      ? nearest
      : above.find((l) => l.heading && !/@|\d{3}/.test(nearest?.text ?? '')));
  const title = head && head.text.length <= 60 ? head.text : '';
  if (NOT_FORM.test(title) && !MESSAGE.test(title)) return true;
  return news && /comment|коммент|комент|评论/i.test(`${form.marks} ${fields.map((f) => f.name).join(' ')}`);
}
