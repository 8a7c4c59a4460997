/** Where a signature or legal footer begins: what stands below answers nothing (codebook.md). */
import { foldText } from './clean-text.ts';
import { PACKS } from './languages/index.ts';
import type { Pack } from './languages/pack.ts';
import { literal } from './phrases.ts';

const any = (pick: (p: Pack) => string[]): string =>
  PACKS.flatMap(pick)
    .map((w) => literal(foldText(w)))
    .join('|');

const SIGN_OFF = new RegExp(`^\\s{0,3}(?:${any((p) => p.signOff)})(?![\\p{L}])`, 'u');
const FOOTER = new RegExp(`^[\\s*_-]{0,6}(?:${any((p) => p.footer)})`, 'u');
const RULING = /^(?:-- ?|_{3,40}|={5,40}|-{5,40})$/;
/** A rule of dashes starts a signature only near the end: it also sets paragraphs apart. */
const SHORT_TAIL = 600;

/** `marked`: the first line of what the HTML itself marks as a signature, or ''. Null for no signature. */
export function signatureLine(lines: readonly string[], marked = ''): number | null {
  let left = lines.reduce((n, l) => n + l.length + 1, -1);
  let text = false;
  for (let i = 0; i < lines.length; i++) {
    const raw = lines[i]!;
    if (i > 0) {
      if (text && left < SHORT_TAIL && RULING.test(raw)) return i;
      if (text && marked !== '' && raw.trim() === marked) return i;
      const line = foldText(raw.slice(0, 200));
      if (FOOTER.test(line)) return i;
      if (SIGN_OFF.test(line) && line.trim().length <= 60) return i;
    }
    left -= raw.length + 1;
    text ||= raw.trim() !== '';
  }
  return null;
}
