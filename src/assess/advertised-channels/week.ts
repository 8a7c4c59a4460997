/** A week's opening hours as spans of minutes, and as OpenStreetMap opening_hours text. */

/** Monday first. */
const NAMES = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'] as const;

/** [from, to] in minutes after midnight; `to` may pass 24:00 into the night. */
export type Span = [number, number];

export interface Week {
  days: (Span[] | null)[];
  holidays: 'off' | null;
}

export const emptyWeek = (): Week => ({ days: NAMES.map(() => null), holidays: null });

export const ALL_DAY: Span = [0, 1440];

const clock = (minutes: number): string => {
  const m = minutes > 1440 ? minutes - 1440 : minutes;
  return `${String(Math.floor(m / 60)).padStart(2, '0')}:${String(m % 60).padStart(2, '0')}`;
};

/** null where the week is shut or nothing is known. Days that are not spoken of are left out, as shut ones are. */
export function openingHours(week: Week): string | null {
  const text = (spans: Span[] | null): string =>
    (spans ?? [])
      .slice()
      .sort((a, b) => a[0] - b[0])
      .map(([a, b]) => `${clock(a)}-${clock(b)}`)
      .join(',');
  const days = week.days.map(text);
  if (days.every((d) => d === '')) return null;
  const holidays = week.holidays === 'off' ? '; PH off' : '';
  if (days.every((d) => d === '00:00-24:00')) return `24/7${holidays}`;
  // Days with like hours, in the order of their first: Mo-Th,Sa 09:00-18:00.
  const groups = new Map<string, number[]>();
  days.forEach((d, i) => {
    if (d !== '') groups.set(d, [...(groups.get(d) ?? []), i]);
  });
  return [...groups].map(([hours, among]) => `${daySpans(among)} ${hours}`).join('; ') + holidays;
}

function daySpans(days: number[]): string {
  const out: string[] = [];
  let start = days[0]!;
  days.forEach((d, i) => {
    if (days[i + 1] === d + 1) return;
    out.push(start === d ? NAMES[d]! : `${NAMES[start]}-${NAMES[d]}`);
    start = days[i + 1] ?? d;
  });
  return out.join(',');
}

/** Takes a lunch break out of spans. */
export const without = (spans: readonly Span[], [from, to]: Span): Span[] =>
  spans.flatMap(([a, b]): Span[] =>
    from > a && to < b
      ? [
          [a, from],
          [to, b],
        ]
      : [[a, b]],
  );
