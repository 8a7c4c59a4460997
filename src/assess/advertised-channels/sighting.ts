/** A channel as one page shows it, before the pages are put together. */
import type { ChannelKind } from '../../model/vocabulary.ts';
import type { PageFacts } from './page-facts.ts';

export interface Sighting {
  kind: ChannelKind;
  address?: string;
  url?: string;
  vendor?: string;
  /** Line of the page's text, for hours and promises beside it; null where it stands in no line. */
  line: number | null;
  /** Its place in that line, where it is known. */
  at?: number;
  quote: string;
  rule: string;
  /** What the same channel is known by on another page. */
  key: string;
}

export type Reader = (facts: PageFacts) => Sighting[];

export const quoteOf = (text: string): string => text.replace(/\s+/g, ' ').trim().slice(0, 300);
