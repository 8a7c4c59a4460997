/**
 * A reply as the rules read it: visible text without signature, legal footer and our own words, folded, with its
 * quantities found. Codes are about the message itself (codebook.md), so what is masked here can answer nothing.
 * All offsets are those of `ParsedMail.visibleText`.
 */
import type { Finding, Span } from '../model/assessment.ts';
import type { ParsedMail } from '../model/mail.ts';
import { cutText, foldText } from './clean-text.ts';
import { type CompiledPack, packsFor, packsOfSentence } from './compiled.ts';
import { type Addressed, withoutInjections } from './injection.ts';
import { languageOf } from './language.ts';
import { type LenderIdentity, signatureByPhone } from './lender-identity.ts';
import { type Quantity, quantify } from './quantities.ts';
import { type Unit, unitsOf } from './sentences.ts';
import { latinCode, skeletonOf, transliteratedFrom } from './transliteration.ts';

/** Code units of a reply that rules read. A longer one is no letter; the flag in the assessment says so. */
export const READ_LIMIT = 8_000;

export interface ReadUnit extends Unit {
  /** What rules match: masked, on one line. */
  text: string;
  packs: CompiledPack[];
  /** Where the label or the column's heading stands of a line or cell that has one. */
  head?: { start: number; end: number };
}

export interface ReplyText {
  /** The visible text, as a reader sees it. */
  text: string;
  /** The text folded, and in skeletons where it is transliterated (transliteration.ts). Same offsets as `text`. */
  folded: string;
  /** Folded; signature and our own words blanked; quantities as placeholders. Same offsets as `text`. */
  masked: string;
  /** Like `masked`, the signature included: for salutation, staff, sender's self-description. */
  maskedAll: string;
  quantities: Quantity[];
  units: ReadUnit[];
  language: string;
  packs: CompiledPack[];
  cut: boolean;
  /** Words to whoever scores, blanked in all but `text`. */
  injections: Addressed[];
}

/** What was asked, for telling our own words and figures from the lender's. */
export interface Question {
  language: string;
  subject: string;
  /** With the persona's name filled in. */
  body: string;
}

/** `languages`: those of the study. */
export function readReply(
  mail: Pick<ParsedMail, 'visibleText' | 'signatureAt'>,
  question: Question | null,
  languages: readonly string[],
  lender?: LenderIdentity,
): ReplyText {
  const text = cutText(mail.visibleText, READ_LIMIT);
  const answerEnd = Math.min(mail.signatureAt ?? signatureByPhone(text, lender) ?? text.length, text.length);
  const { text: shown, found: injections } = withoutInjections(foldText(text));
  const latin = transliteratedFrom(shown, languages, question?.language ?? null);
  const read = latin ? skeletonOf : (t: string): string => t;
  const own = question ? blankOwnWords(shown, foldText(question.body)) : shown;
  const folded = read(own);
  const answer = own.slice(0, answerEnd).trim() === '' ? own : own.slice(0, answerEnd);
  const language = latin ?? languageOf(answer, languages, question?.language ?? null);
  const first = latin ? latinCode(latin) : language === 'unknown' ? (question?.language ?? null) : language;
  const packs = packsFor(folded, first);
  const { masked: maskedAll, quantities } = quantify(folded, first);
  const masked = maskedAll.slice(0, answerEnd) + ' '.repeat(text.length - answerEnd);
  return {
    text,
    folded: read(shown),
    masked,
    maskedAll,
    quantities: quantities.filter((q) => q.end <= answerEnd),
    units: unitsOf(masked, text).map((unit) => {
      const sentence = masked.slice(unit.start, unit.end).replace(/\n/g, ' ');
      return { ...unit, text: sentence, packs: packsOfSentence(sentence, packs, first ?? 'unknown') };
    }),
    language,
    packs,
    cut: text.length < mail.visibleText.length,
    injections,
  };
}

/** Sentences of ours that come back unmarked: a quotation without quote marks, a ticket system's transcript. */
function blankOwnWords(folded: string, ownBody: string): string {
  const bare = (s: string): string => s.replace(/[^\p{L}\p{N}]+/gu, '');
  const own = bare(ownBody);
  if (own.length < 20) return folded;
  const blank = (piece: string): string => piece.replace(/[^\n]/g, ' ');
  const pieces = folded.split(/(?<=[\n.!?。！？])/u);
  const ours = pieces.map((piece) => {
    const words = bare(piece);
    return words.length > 12 && own.includes(words);
  });
  // Short pieces are ours where they end the text behind a long one: "谢谢", the name.
  const first = ours.indexOf(true);
  for (let i = pieces.length - 1; first >= 0 && i > first && own.includes(bare(pieces[i]!)); i--)
    ours[i] = true;
  return pieces.map((piece, i) => (ours[i] ? blank(piece) : piece)).join('');
}

/** The quotation of a stretch of the reply, trimmed and at most 300 code units long. */
export function spanOf(text: string, start: number, end: number): Span {
  let from = start;
  let to = Math.min(end, start + 300);
  while (from < to && /\s/.test(text[from]!)) from++;
  while (to > from && /\s/.test(text[to - 1]!)) to--;
  return { start: from, end: to, quote: text.slice(from, to) };
}

export const sentencesOf = (reply: ReplyText): ReadUnit[] => reply.units.filter((u) => u.kind === 'sentence');

/** A finding that quotes a unit of the reply. */
export const findingOn = (
  reply: ReplyText,
  unit: ReadUnit,
  criterion: string,
  value: string | boolean,
  rule: string,
  reason: string,
): Finding => ({ criterion, value, rule, reason, span: spanOf(reply.text, unit.start, unit.end) });
