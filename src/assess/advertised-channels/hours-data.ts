/** Opening hours in JSON-LD: openingHours ("Mo-Fr 09:00-18:00") and openingHoursSpecification. */
import type { PageFacts } from './page-facts.ts';
import { dataNodes } from './structured-data.ts';
import { emptyWeek, openingHours, type Span } from './week.ts';

const DAYS = ['mo', 'tu', 'we', 'th', 'fr', 'sa', 'su'];
const MOST_SPECS = 60;

export function hoursOfData(facts: PageFacts): string[] {
  const out: string[] = [];
  for (const node of dataNodes(facts)) {
    const plain = [node.openingHours].flat().filter((x): x is string => typeof x === 'string');
    const specs = [node.openingHoursSpecification ?? node.hoursAvailable]
      .flat()
      .filter((x): x is Record<string, unknown> => x !== null && typeof x === 'object');
    const week = emptyWeek();
    for (const text of plain.slice(0, 10)) {
      const parts = text
        .slice(0, 500)
        .matchAll(/((?:Mo|Tu|We|Th|Fr|Sa|Su)[A-Za-z,\s-]*?)\s+(\d{1,2}:\d{2})\s*-\s*(\d{1,2}:\d{2})/g);
      for (const m of parts) add(week.days, daysOf(m[1]!), m[2]!, m[3]!);
    }
    for (const s of specs.slice(0, MOST_SPECS)) {
      const days = [s.dayOfWeek].flat().flatMap((d) => daysOf(String(d).split('/').at(-1) ?? ''));
      add(week.days, days, String(s.opens ?? ''), String(s.closes ?? ''));
    }
    const text = openingHours(week);
    if (text && !out.includes(text)) out.push(text);
  }
  return out;
}

function daysOf(text: string): number[] {
  return text.split(',').flatMap((part) => {
    const [a, b] = part
      .trim()
      .toLowerCase()
      .split('-')
      .map((d) => DAYS.indexOf(d.trim().slice(0, 2)));
    if (a === undefined || a < 0) return [];
    if (b === undefined || b < 0) return [a];
    const out: number[] = [];
    for (let d = a; out.length < 7; d = (d + 1) % 7) {
      out.push(d);
      if (d === b) break;
    }
    return out;
  });
}

function add(week: (Span[] | null)[], days: number[], opens: string, closes: string): void {
  const minutes = (t: string): number | null => {
    const m = /^(\d{1,2}):(\d{2})/.exec(t);
    return m && Number(m[1]) <= 24 && Number(m[2]) < 60 ? Number(m[1]) * 60 + Number(m[2]) : null;
  };
  const a = minutes(opens);
  let b = minutes(closes);
  if (a === null || b === null) return;
  if (b === 0 || b === 1439) b = 1440;
  if (a === 0 && b === a) return;
  for (const d of days) week[d] = [...(week[d] ?? []), [a, b <= a ? b + 1440 : b]];
}
