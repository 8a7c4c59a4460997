/** A week from the tokens of a claim of hours. */
import type { Placed } from './hours-tokens.ts';
import { ALL_DAY, emptyWeek, type Span, type Week, without } from './week.ts';

/** Reads the tokens in order: days before times or after them, several spans a day, breaks, days off. */
export function weekOf(tokens: Placed[], text: string): Week {
  const week = emptyWeek();
  let days: number[] | null = null;
  let pending: Span[] = [];
  let fresh = false;
  let breaking = false;
  let closedAhead = false;
  let leftOut = false;
  let last: Span | null = null;
  const shut = new Set<number>();
  const endsInTime = tokens.findLast((t) => t.kind === 'time' || t.kind === 'days')?.kind === 'time';
  const put = (among: readonly number[], span: Span): void => {
    for (const d of among) {
      // Said anew of some of the days: "Mon-Fri 9-6, Wed 9-1".
      const kept = (week.days[d] ?? []).filter(([from, to]) => to <= span[0] || from >= span[1]);
      week.days[d] = [...kept, span];
    }
  };
  tokens.forEach((t, i) => {
    const next = tokens[i + 1];
    const gap = text.slice(tokens[i - 1]?.end ?? t.start, t.start);
    if (t.kind === 'days') {
      const timed = next?.kind === 'time' || next?.kind === 'all-day' || next?.kind === 'until';
      const daily = t.days.length === 7;
      if (leftOut && !daily && (!timed || fresh || days === null)) {
        // "daily except Sunday 9-18": the hours to come are those of the other days.
        for (const d of t.days) shut.add(d);
        return;
      }
      leftOut = false;
      if (!daily && timed) for (const d of t.days) shut.delete(d);
      if (t.shut && tokens[i - 1]?.kind === 'holidays' && !timed) {
        // "Sunday and holidays: days off".
        week.holidays = 'off';
        if (tokens[i - 2]?.kind === 'days') for (const d of days ?? []) week.days[d] = [];
        return;
      }
      if (t.shut && tokens[i - 1]?.kind === 'days' && !timed) {
        // "Сб-Нд вихідні": days off, said of the days before.
        for (const d of days ?? []) week.days[d] = [];
        return;
      }
      if (t.shut && next?.kind === 'days' && /^[\s:：—–-]{1,4}$/.test(text.slice(t.end, next.start))) {
        closedAhead = true;
        return;
      }
      if (closedAhead && !timed) {
        for (const d of t.days) week.days[d] = [];
        return;
      }
      closedAhead = false;
      if (pending.length > 0) {
        // "8am-8pm Mon-Fri, 9am-5pm Sat": the days come behind. In "9-18 Mon-Fri, Sat 10-14" the last has its own.
        for (const span of pending) put(t.days, span);
        if (next?.kind === 'days' && !(tokens[i + 2]?.kind === 'time' && endsInTime)) return;
        pending = [];
        days = null;
        return;
      }
      days = fresh && days && tokens[i - 1]?.kind === 'days' ? [...new Set([...days, ...t.days])] : t.days;
      fresh = true;
    } else if (t.kind === 'time' || t.kind === 'all-day') {
      const span = t.kind === 'time' ? t.span : ALL_DAY;
      leftOut = false;
      if (breaking && t.kind === 'time') {
        week.days = week.days.map((s) => (s ? without(s, span) : s));
        pending = pending.flatMap((s) => without([s], span));
        breaking = false;
        return;
      }
      if (days === null) pending.push(span);
      else if (
        fresh ||
        /[,、，及和&/]|(?<![\p{L}])(?:and|та|и|і)(?![\p{L}])/u.test(gap) ||
        (gap.length <= 3 && last !== null && span[0] >= last[1])
      )
        put(days, span);
      last = span;
      fresh = false;
      if (days !== null && pending.length > 0) pending = [];
    } else if (t.kind === 'until') {
      if (last && days !== null && fresh && t.to > last[0]) put(days, [last[0], t.to]);
      fresh = false;
    } else if (t.kind === 'closed') {
      const previous = tokens[i - 1]?.kind;
      if (previous === 'holidays') week.holidays = 'off';
      const spoken = previous === 'days' || (previous === 'holidays' && tokens[i - 2]?.kind === 'days');
      if (days && spoken) for (const d of days) week.days[d] = [];
      else if (next?.kind === 'days') closedAhead = true;
      fresh = false;
    } else if (t.kind === 'except') leftOut = true;
    else if (t.kind === 'rest') breaking = true;
    else if (t.kind === 'holidays' && (leftOut || closedAhead || tokens[i - 1]?.kind === 'closed'))
      week.holidays = 'off';
  });
  // Hours without a day hold for all of them.
  for (const span of pending) put([0, 1, 2, 3, 4, 5, 6], span);
  for (const d of shut) week.days[d] = [];
  return week;
}
