/** The unit of a stretch of time, by the words of the packs. */
import type { CompiledReading } from './compiled.ts';

export type TimeUnit = 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year';
const UNITS = ['minute', 'hour', 'month', 'week', 'day', 'year'] as const;

/** `text`: the folded words of one quantity, e.g. "2 робочих дні". The last unit in it counts. */
export function unitAt(text: string, packs: readonly CompiledReading[]): TimeUnit | null {
  let best: { unit: TimeUnit; at: number; length: number } | null = null;
  for (const { pack, spaced } of packs)
    for (const unit of UNITS)
      for (const word of pack.units[unit]) {
        const at = text.lastIndexOf(word);
        if (at < 0 || (spaced && /[a-zа-яіїєґ]/u.test(text[at - 1] ?? ' '))) continue;
        const better = !best || at > best.at || (at === best.at && word.length > best.length);
        // "2 рабочих дня": the unit stands behind what qualifies it; "个月" holds "月", which says the same.
        if (better) best = { unit, at, length: word.length };
      }
  return best?.unit ?? null;
}
