/** Finds the parts of a chat on a page that nobody has described to us: launcher, composer, form, choices. Pure. */
import { demanded, type FieldKind, fieldKind, mayPress, NEVER_GIVEN } from './guard.ts';
import type { Seen, SeenField } from './page-agent.ts';
import type { Looked } from './tab.ts';
import { says } from './words.ts';

export interface Candidate {
  look: Looked;
  seen: Seen;
  score: number;
}

const WINDOW = { w: 1280, h: 800 };
const CHAT_MARKS =
  /chat|livechat|launcher|messenger|widget|consult|support|bubble|jivo|intercom|crisp|tawk|fab\b/;
const OTHER_MARKS =
  /cookie|consent|scroll|to-?top|call-?back|phone|whats-?app|telegram|viber|share|social|burger|nav|carousel|slick|swiper/;

/** Things that may open a chat, the likeliest first. */
export function launchers(looks: readonly Looked[]): Candidate[] {
  const out: Candidate[] = [];
  for (const look of looks)
    for (const seen of look.view.clickables) {
      const score = launcherScore(look, seen);
      if (score >= 5) out.push({ look, seen, score });
    }
  // A frame in the corner that shows nothing to press is itself the button.
  for (const look of looks)
    for (const f of look.view.frames) {
      const small = f.w <= 160 && f.h <= 160 && f.w >= 30 && f.h >= 30;
      if (!small || !f.fixed || !inCorner(look, f)) continue;
      const score = 6 + (CHAT_MARKS.test(f.label) ? 3 : 0) - (OTHER_MARKS.test(f.label) ? 6 : 0);
      if (score >= 6) out.push({ look, seen: frameAsSeen(f), score });
    }
  return out.sort((a, b) => b.score - a.score).slice(0, 8);
}

function launcherScore(look: Looked, s: Seen): number {
  const words = `${s.label} ${s.text}`.trim();
  if (!mayPress(s) || s.disabled || s.w < 16 || s.h < 16) return 0;
  const small = s.w <= 140 && s.h <= 140;
  const pill = s.w <= 360 && s.h <= 120;
  if (!pill) return 0;
  const framed = !look.main && look.w <= 420 && look.h <= 260;
  const floating = s.fixed || framed;
  let score = 0;
  if (floating) score += 3;
  if (small) score += 2;
  else score += 1;
  if (floating && inCorner(look, s)) score += 3;
  if (words.length <= 80 && says('launcher', words)) score += 4;
  if (CHAT_MARKS.test(s.marks)) score += 3;
  if (s.shadow) score += 1;
  if (words.length <= 80 && says('notLauncher', words)) score -= 6;
  if (OTHER_MARKS.test(s.marks)) score -= 4;
  // A word in running text or in the site's menu is rarely the launcher.
  if (!floating && !/chat|чат|客服|консультант|咨询/iu.test(words)) score -= 4;
  return score;
}

const inCorner = (look: Looked, s: { x: number; y: number; w: number; h: number }): boolean => {
  const x = look.x + s.x;
  const y = look.y + s.y;
  const edge = x < 220 || x + s.w > WINDOW.w - 220;
  return edge && y + s.h > WINDOW.h * 0.5 && y < WINDOW.h;
};

const frameAsSeen = (f: Looked['view']['frames'][number]): Seen => ({
  id: f.id,
  tag: 'iframe',
  role: '',
  type: '',
  label: '',
  text: '',
  marks: f.label,
  x: f.x,
  y: f.y,
  w: f.w,
  h: f.h,
  fixed: true,
  shadow: false,
  disabled: false,
});

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
  const kind = fieldKind(f);
  if (NEVER_GIVEN.includes(kind) || kind === 'email' || kind === 'name') return 0;
  if (/search|поиск|пошук|搜索/iu.test(`${f.label} ${f.marks}`)) return 0;
  const company = look.view.fields.filter((o) => o !== f && f.group !== 0 && o.group === f.group && asks(o));
  if (company.length > 0) return 0;
  let score = 0;
  if (chatty(look, f)) score += 3;
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
}

/** A form that stands before the chat, or in its place. */
export function form(looks: readonly Looked[]): Form | null {
  for (const look of [...looks].sort((a, b) => Number(a.main) - Number(b.main))) {
    const own = look.view.fields.filter((f) => chatty(look, f) && f.editable);
    const fields = own.map((field) => ({ field, kind: fieldKind(field), required: demanded(field) }));
    if (!fields.some((f) => asks(f.field) || f.kind === 'message')) continue;
    if (fields.every((f) => f.kind === 'message' || f.kind === 'other') && fields.length === 1) continue;
    const gate = fields.find((f) => f.required && NEVER_GIVEN.includes(f.kind));
    return {
      look,
      fields,
      buttons: submits(look, own),
      gate: gate ? `${gate.kind}: ${(gate.field.labelText || gate.field.label).slice(0, 100)}` : null,
    };
  }
  return null;
}

function submits(look: Looked, fields: readonly SeenField[]): Seen[] {
  const bottom = Math.max(...fields.map((f) => f.y + f.h));
  return look.view.clickables
    .filter((c) => chatty(look, c) && mayPress(c) && !c.disabled && c.w >= 20 && c.h >= 14)
    .map((c) => {
      const words = `${c.label} ${c.text}`;
      let score = 0;
      if (c.type === 'submit') score += 3;
      if (words.trim().length <= 40 && says('begin', words)) score += 3;
      if (c.y >= bottom - 10) score += 1;
      if (c.tag === 'button' || c.tag === 'input') score += 1;
      if (says('close', words) && !says('begin', words)) score -= 3;
      return { c, score };
    })
    .filter(({ score }) => score >= 3)
    .sort((a, b) => b.score - a.score)
    .map(({ c }) => c)
    .slice(0, 3);
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

/** A choice that leads to a person, else to the asked topic: the only ones that are ever pressed. */
export function choice(looks: readonly Looked[], pressed: readonly string[]): Candidate | null {
  let best: Candidate | null = null;
  for (const look of looks)
    for (const seen of look.view.clickables) {
      const words = (seen.text || seen.label).trim();
      if (!chatty(look, seen) || words === '' || words.length > 80 || seen.disabled) continue;
      if (!mayPress(seen) || pressed.includes(words) || says('close', words)) continue;
      if (seen.tag === 'a' || seen.w > 640 || seen.h > 140) continue;
      const score = says('person', words) ? 10 : says('topic', words) ? 5 : 0;
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
