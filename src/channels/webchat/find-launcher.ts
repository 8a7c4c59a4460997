/** Finds what opens a chat on a page that nobody has described to us, by place, size, words and marks. Pure. */
import type { Candidate } from './find-chat.ts';
import { mayPress } from './guard.ts';
import type { Seen } from './page-view.ts';
import type { Looked } from './tab.ts';
import { says } from './words.ts';

const WINDOW = { w: 1280, h: 800 };
const CHAT_MARKS =
  /chat|livechat|launcher|messenger|widget|consult|support|bubble|jivo|intercom|crisp|tawk|fab\b/;
/** Parts of a chat that stands open already. */
const CONTROL = /send|attach|emoji|upload|minimi[sz]e|expand|maximi[sz]e|voice|microphone|lucide-mic/;
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
      if (score >= 6) out.push({ look, seen: spot('iframe', f, '', f.label), score });
    }
  return out.sort((a, b) => b.score - a.score).slice(0, 8);
}

function launcherScore(look: Looked, s: Seen): number {
  const words = `${s.label} ${s.text}`.trim();
  if (!mayPress(s) || s.disabled || s.w < 16 || s.h < 16) return 0;
  if (CONTROL.test(s.marks)) return 0;
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
  // A link to another page opens none, whatever it is called.
  if (s.href !== '' && !/chat|messenger|support/i.test(s.href)) score -= 6;
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

/** A point to press that is no element of ours to ask for. */
export const spot = (
  tag: string,
  box: { x: number; y: number; w: number; h: number },
  label: string,
  marks = '',
): Seen => ({
  id: 0,
  tag,
  role: '',
  type: '',
  label,
  text: '',
  marks,
  x: box.x,
  y: box.y,
  w: box.w,
  h: box.h,
  fixed: true,
  shadow: false,
  disabled: false,
  form: 0,
  href: '',
});
