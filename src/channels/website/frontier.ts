/**
 * What is read next: pages are numbered, so those that say how a lender is reached come first, and no calendar, catalogue
 * or list of questions may take all the room. Pure but for its own memory.
 */
import type { Link } from './links.ts';

export interface Want extends Link {
  /** Links followed from the home page on the way on which it was found. */
  steps: number;
  from?: string;
}

export interface Frontier {
  add(want: Want, urgent?: boolean): void;
  next(): Want | null;
  has(url: string): boolean;
}

/** Addresses kept in mind, and pages of one shape: /help/ARTICLE, /events?date=. */
const MOST = { known: 5000, alike: 6 };

export function createFrontier(): Frontier {
  const known = new Set<string>();
  const alike = new Map<string, number>();
  const waiting: { want: Want; rank: number }[] = [];
  return {
    has: (url) => known.has(url),
    add(want, urgent = false) {
      if (known.has(want.url) || known.size >= MOST.known) return;
      known.add(want.url);
      const rank = (urgent ? 0 : want.contact ? 1 : want.first ? 2 : 3) * 100 + Math.min(want.steps, 99);
      waiting.push({ want, rank });
    },
    next() {
      for (;;) {
        let best = -1;
        for (let i = 0; i < waiting.length; i++)
          if (best < 0 || waiting[i]!.rank < waiting[best]!.rank) best = i;
        if (best < 0) return null;
        const [{ want, rank }] = waiting.splice(best, 1) as [(typeof waiting)[number]];
        const shape = shapeOf(want.url);
        const before = alike.get(shape) ?? 0;
        if (shape !== '' && before >= MOST.alike && rank >= 100) continue;
        alike.set(shape, before + 1);
        return want;
      }
    },
  };
}

/** Pages that one template makes: beside each other in one folder, or one page with other parameters. '' for none. */
export function shapeOf(url: string): string {
  const { host, pathname, searchParams } = new URL(url);
  const parts = pathname.split('/').filter((p) => p !== '');
  // /uk/contact and /en-gb/contact are pages of the first row.
  if (/^[a-z]{2}(?:[-_][a-z]{2})?$/i.test(parts[0] ?? '')) parts.shift();
  const keys = [...new Set(searchParams.keys())].sort().join('&');
  if (keys !== '') return `${host}/${parts.join('/').replace(/\d+/g, '0')}?${keys}`;
  if (parts.length < 2) return '';
  return `${host}/${parts.slice(0, -1).join('/').replace(/\d+/g, '0')}/*`;
}
