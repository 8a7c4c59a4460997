/** Hours on a page: whose they are is told by what stands on the same or the neighbouring lines. */
import { hoursIn, maySayHours } from './hours.ts';
import { hoursOfData } from './hours-data.ts';
import type { PageFacts } from './page-facts.ts';
import { wordPattern } from './words.ts';

export interface PageHours {
  hours: string;
  /** Lines that say it; empty for structured data. */
  from: number;
  to: number;
  labelled: boolean;
}

const MOST = 60;
const LABEL = wordPattern((w) => w.hours.label, true);

/** A few lines that go on with one another ("Mon–Fri 9–6", "Saturday 10–2", "Sunday closed") are read as one. */
export function hoursOn(facts: PageFacts): PageHours[] {
  const out: PageHours[] = [];
  const { lines } = facts;
  for (let i = 0; i < lines.length && out.length < MOST; i++) {
    if (!maySayHours(lines[i]!.text) && !(maySayHours(lines[i + 1]?.text ?? '') && dayOnly(lines[i]!.text)))
      continue;
    let to = i;
    let text = lines[i]!.text;
    while (
      to + 1 < lines.length &&
      to - i < 16 &&
      goesOn(lines[to + 1]!.text, lines[to + 2]?.text ?? '') &&
      text.length < 500
    ) {
      to++;
      text += `, ${lines[to]!.text}`;
    }
    const before = lines[i - 1]?.text ?? '';
    const labelBefore = LABEL.test(before)
      ? before
      : LABEL.test(lines[i - 2]?.text ?? '') && before.length < 30
        ? (lines[i - 2]?.text ?? '')
        : before;
    const found = hoursIn(text, labelBefore) ?? (to > i ? hoursIn(lines[i]!.text, labelBefore) : null);
    if (found) {
      out.push({ hours: found.hours, from: i, to, labelled: found.labelled });
      i = to;
    }
  }
  for (const hours of hoursOfData(facts)) out.push({ hours, from: -1, to: -1, labelled: true });
  return out;
}

const SHORT = 70;
const DAYS = wordPattern(
  (w) => [...w.hours.days.flat(), ...w.hours.weekdays, ...w.hours.weekend, ...w.hours.holidays],
  true,
);
const dayOnly = (text: string): boolean => text.length <= 40 && DAYS.test(text);
const REST = wordPattern((w) => [...w.hours.rest, ...w.hours.noRest], true);

/** A line that is hardly more than days and hours, or a day whose hours stand on the next. */
function goesOn(text: string, next: string): boolean {
  if (text.length > SHORT) return false;
  if (/[@]|\d{3}[ -]\d{2,3}/.test(text)) return false;
  const bare = /^[\d\s:.,–—-]+$/.test(text) && maySayHours(text);
  return bare || ((DAYS.test(text) || REST.test(text)) && (maySayHours(text) || maySayHours(next)));
}
