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

/** How far the coders agree on one criterion: for the lead alone. */
export interface BenchAgreement {
  criterion: string;
  language: string;
  units: number;
  alpha: number | null;
  low: number | null;
  high: number | null;
  verdict: string;
}

export interface CodingBench {
  /** The sample in this coder's own order, and the names of what they have coded. */
  sheet(coder: string): Promise<{ items: BenchItem[]; coded: ReadonlySet<string> }>;
  /**
   * Appends this coder's codes of one reply, in the words of codebook.md; what is left out was not coded, and a later
   * code of the same reply stands. The reason is a sentence for the coder.
   */
  enter(
    coder: string,
    item: string,
    codes: Record<string, unknown>,
  ): Promise<{ ok: true } | { ok: false; reason: string }>;
  agreement(): Promise<{
    coders: { name: string; replies: number }[];
    rows: BenchAgreement[];
    notices: string[];
  }>;
}
