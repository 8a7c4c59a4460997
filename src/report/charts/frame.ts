/** A chart is drawn twice, for a screen and for a phone; the style sheet shows one. Sizes are CSS pixels. */

export interface Frame {
  width: number;
  /** Names stand above their rows instead of beside them. */
  narrow: boolean;
}

export const WIDE: Frame = { width: 1040, narrow: false };
export const NARROW: Frame = { width: 360, narrow: true };

const WIDE_LETTER = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\uff00-\uffef]/u;

/** Width of a text in pixels at a font size, as far as it can be told without a font: careful, not exact. */
export function widthOf(text: string, size = 13): number {
  let ems = 0;
  for (const letter of text)
    ems += WIDE_LETTER.test(letter) ? 1.02 : /[\p{Lu}\p{Nd}mwжшщюфмы]/u.test(letter) ? 0.68 : 0.6;
  return ems * size;
}

/** The text, or as much of it as fits into so many pixels. */
export function shortened(text: string, pixels: number, size = 13): string {
  if (widthOf(text, size) <= pixels) return text;
  let kept = '';
  for (const letter of text) {
    if (widthOf(`${kept}${letter}…`, size) > pixels) break;
    kept += letter;
  }
  return `${kept.trimEnd()}…`;
}
