/** What the bench needs of the house: a blinded sample, somewhere to put codes, and how far coders agree. */
import type { Facet, Language } from '../../model/vocabulary.ts';

/** A reply without whose it is. Texts are plain: whoever shows them escapes them. */
export interface BenchItem {
  /** Tells nothing of lender, channel or time. */
  name: string;
  language: Language;
  /** What was asked, the asker's name masked. */
  question: string;
  worry: string | null;
  asked: Facet[];
  text: string;
}

/** What one coder says of one reply, by the keys of codebook.md. What is left out can't be told. */
export type BenchCodes = Record<string, unknown>;

/** How far the coders agree on one criterion: for the lead alone. */
export interface BenchAgreement {
  /** As in codebook.md; for each facet and kind of data of its own: "facet:rate", "personal_data:passport". */
  criterion: string;
  /** "all", or the language of the question. */
  language: string;
  units: number;
  alpha: number | null;
  low: number | null;
  high: number | null;
  verdict: 'in-score' | 'tentative' | 'dropped' | 'undecided';
}

export interface CodingBench {
  /** The sample in this coder's own order, and what they themselves have said of it by the name of the reply. */
  sheet(coder: string): Promise<{ items: BenchItem[]; coded: ReadonlyMap<string, BenchCodes> }>;
  /**
   * Appends this coder's codes of one reply. They stand for all that the coder said of it before: what is left out now
   * can't be told. The reason is a sentence for the coder, in English.
   */
  enter(
    coder: string,
    item: string,
    codes: BenchCodes,
  ): Promise<{ ok: true } | { ok: false; reason: string }>;
  agreement(): Promise<{ coders: { name: string; replies: number }[]; rows: BenchAgreement[] }>;
}
