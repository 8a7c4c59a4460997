/** Finds the parts of an open chat that nobody has described to us: place to type, form, choices. Pure. */
import { demanded, type FieldKind, fieldKind, isRiddle, mayGive, mayPress, NEVER_GIVEN } from './guard.ts';
import type { Seen, SeenField } from './page-view.ts';
import type { Looked } from './tab.ts';
import { says } from './words.ts';

/** Something to press. */
export interface Candidate {
  look: Looked;
  seen: Seen;
  score: number;
}

/** Whether a part belongs to a chat and not to the site: in a frame, floating, or in a shadow tree. */
const chatty = (look: Looked, f: { fixed: boolean; shadow: boolean }): boolean =>
  !look.main || f.fixed || f.shadow;

export interface Composer {
  look: Looked;
  field: SeenField;
}

/** Where one types; null when nothing does for it. */
export function composer(looks: readonly Looked[]): Composer | null {
  let best: (Composer & { score: number }) | null = null;
  for (const look of looks) {
    for (const field of look.view.fields) {
      const score = composerScore(look, field);
      if (score >= 4 && (!best || score > best.score)) best = { look, field, score };
    }
  }
  return best && { look: best.look, field: best.field };
}

function composerScore(look: Looked, f: SeenField): number {
  if (!f.editable || f.w < 60 || f.h < 12) return 0;
  if (f.tag === 'input' && !['', 'text'].includes(f.type)) return 0;
  if (f.tag === 'select' || /mirror|sizer|shadow-?text|hidden/.test(f.marks)) return 0;
  // On the page itself only what calls itself a chat: a site has search, feedback and application fields of its own.
  if (!chatty(look, f) && !f.chat) return 0;
  const kind = fieldKind(f);
  if (NEVER_GIVEN.includes(kind) || kind === 'email' || kind === 'name') return 0;
  if (/search|поиск|пошук|搜索/iu.test(`${f.label} ${f.marks}`)) return 0;
  const company = look.view.fields.filter((o) => o !== f && o.group === f.group && asks(o));
  if (company.length > 0) return 0;
  let score = 0;
  if (chatty(look, f) || f.chat) score += 3;
  if (f.tag === 'textarea' || f.tag !== 'input') score += 2;
  if (/chat|message|msg|composer|send|reply/.test(f.marks)) score += 2;
  if (WRITE.test(`${f.label} ${f.labelText}`)) score += 2;
  if (f.covered) score -= 4;
  return score;
}

const WRITE =
  /type|write|message|ask|reply|send|напиш|введ|повідомл|запит|сообщ|вопрос|спрос|输入|消息|訊息|問題|问题|留言|发送/iu;

const asks = (f: SeenField): boolean => ['name', 'email', 'phone', 'account', 'code'].includes(fieldKind(f));

export interface Form {
  look: Looked;
  fields: { field: SeenField; kind: FieldKind; required: boolean }[];
  /** Buttons that may end it, the likeliest first. */
  buttons: Seen[];
  /** Demands what is never given. */
  gate: string | null;
  /** A riddle against robots stands in it. */
  riddle: boolean;
}

/** A form that stands before the chat, or in its place; null when none does. `known`: shapes of the site's own. */
export function form(looks: readonly Looked[], known: ReadonlySet<string> = new Set()): Form | null {
  for (const look of [...looks].sort((a, b) => Number(a.main) - Number(b.main))) {
    const open = look.view.fields.filter((f) => (chatty(look, f) || f.chat) && f.editable);
    for (const group of new Set(open.map((f) => f.group))) {
      const it = formOf(
        look,
        open.filter((f) => f.group === group),
      );
      if (it && !known.has(shapeOf(it))) return it;
    }
  }
  return null;
}

function formOf(look: Looked, own: readonly SeenField[]): Form | null {
  const fields = own.map((field) => ({ field, kind: fieldKind(field), required: demanded(field) }));
  if (!fields.some((f) => asks(f.field) || f.kind === 'message')) return null;
  if (fields.every((f) => f.kind === 'message' || f.kind === 'other') && fields.length === 1) return null;
  const gate = fields.find((f) => f.required && !mayGive(f.kind) && f.field.value === '');
  return {
    look,
    fields,
    buttons: submits(look, own),
    gate: gate ? `${gate.kind}: ${nameOf(gate.field)}` : null,
    riddle: look.view.frames.some((r) => r.h > 60 && isRiddle(r.src, r.label)),
  };
}

/** What a form asks for, to know it again. */
export const shapeOf = (it: Form): string => it.fields.map((x) => `${x.kind} ${nameOf(x.field)}`).join('|');

export const nameOf = (f: { labelText: string; label: string }): string =>
  (f.labelText || f.label).slice(0, 200);

/** What a form that did not go holds against us: a field of it that is never given, as far as the page shows it. */
export function heldBack(it: Form): string | null {
  const open = it.fields.filter((f) => !mayGive(f.kind) && f.field.value === '');
  const marked = open.find((f) => f.field.invalid) ?? open.find((f) => NEVER_GIVEN.includes(f.kind));
  return marked ? `${marked.kind}: ${nameOf(marked.field)}` : null;
}

function submits(look: Looked, fields: readonly SeenField[]): Seen[] {
  const left = Math.min(...fields.map((f) => f.x));
  const right = Math.max(...fields.map((f) => f.x + f.w));
  const bottom = Math.max(...fields.map((f) => f.y + f.h));
  const inForm = fields[0]!.form;
  const chat = fields.some((f) => f.chat);
  return (
    look.view.clickables
      .filter((c) => (chatty(look, c) || chat) && mayPress(c) && !c.disabled && c.w >= 20 && c.h >= 14)
      .filter((c) => c.tag !== 'label' && c.href === '')
      // The launcher lies below many a form, and is none of its buttons.
      .filter((c) => inForm === 0 || c.form === 0 || c.form === inForm)
      .map((c) => {
        const words = `${c.label} ${c.text}`;
        const aside = c.x + c.w < left - 20 || c.x > right + 20;
        let score = 0;
        if (c.type === 'submit') score += 3;
        if (words.trim().length <= 40 && says('begin', words)) score += 3;
        if (c.y >= bottom - 10) score += 1;
        if (c.tag === 'button' || c.tag === 'input') score += 1;
        if (inForm !== 0 && c.form === inForm) score += 3;
        score -= Math.max(0, c.y - bottom - 60) / 40 + (aside ? 2 : 0);
        if (says('close', words) && !says('begin', words)) score -= 3;
        return { c, score };
      })
      .filter(({ score }) => score >= 3)
      .sort((a, b) => b.score - a.score)
      .map(({ c }) => c)
      .slice(0, 3)
  );
}

/** The button beside the composer that sends, where Enter does not. */
export function sendButton(look: Looked, near: SeenField): Seen | null {
  const scored = look.view.clickables
    .filter((c) => mayPress(c) && !c.disabled && c.w >= 12 && c.w <= 160 && c.h >= 12 && c.h <= 90)
    .map((c) => {
      const dx = Math.max(0, c.x - (near.x + near.w), near.x - (c.x + c.w));
      const dy = Math.max(0, c.y - (near.y + near.h), near.y - (c.y + c.h));
      const words = `${c.label} ${c.text}`;
      let score = 4 - (dx + dy) / 25;
      if (says('send', words) && words.trim().length <= 40) score += 4;
      if (/send|submit/.test(c.marks)) score += 4;
      if (c.type === 'submit') score += 2;
      if (/emoji|attach|file|upload|mic|voice|close|minimi|menu/.test(`${c.marks} ${words.toLowerCase()}`))
        score -= 8;
      if (c.x + c.w / 2 < near.x + near.w / 2) score -= 2;
      return { c, score };
    })
    .filter(({ score }) => score >= 5)
    .sort((a, b) => b.score - a.score);
  return scored[0]?.c ?? null;
}

/**
 * A choice that leads to a person, else to the asked topic: the only ones that are ever pressed. Where there is no place
 * to type, one that begins the chat too.
 */
export function choice(
  looks: readonly Looked[],
  pressed: readonly string[],
  mayBegin = false,
): Candidate | null {
  let best: Candidate | null = null;
  for (const look of looks)
    for (const seen of look.view.clickables) {
      const words = (seen.text || seen.label).trim();
      if (!chatty(look, seen) || words === '' || words.length > 80 || seen.disabled) continue;
      if (!mayPress(seen) || pressed.includes(words) || says('close', words)) continue;
      if (seen.href !== '' || seen.tag === 'label' || seen.w > 640 || seen.h > 140) continue;
      const score = says('person', words)
        ? 10
        : says('topic', words)
          ? 5
          : mayBegin && words.length <= 40 && says('begin', words)
            ? 3
            : 0;
      if (score > 0 && (!best || score > best.score)) best = { look, seen, score };
    }
  return best;
}

/** A cookie banner's button: the refusing one, else the one that closes. */
export function cookieButton(looks: readonly Looked[]): (Candidate & { how: 'refused' | 'closed' }) | null {
  for (const how of ['refused', 'closed'] as const)
    for (const look of looks) {
      if (!says('cookie', look.view.text)) continue;
      for (const seen of look.view.clickables) {
        const words = `${seen.label} ${seen.text}`.trim();
        if (!(seen.fixed || !look.main) || words.length > 60 || words === '') continue;
        if (says(how === 'refused' ? 'refuse' : 'close', words)) return { look, seen, score: 1, how };
      }
    }
  return null;
}
