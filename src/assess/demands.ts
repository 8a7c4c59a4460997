/** What a reply demands of the asker before it answers (codebook.md). */
import type { Finding } from '../model/assessment.ts';
import type { Facet, PersonalData } from '../model/vocabulary.ts';
import type { CompiledPack } from './compiled.ts';
import { readingPacks } from './reading/compiled.ts';
import { findingOn, type ReadUnit, type ReplyText, sentencesOf } from './reply-text.ts';

/** Asks the reader for personal data, other than by saying what an application will need. */
export const demandsIn = (unit: ReadUnit): boolean =>
  unit.packs.some((p) => demands(p, unit.text) && p.personalData.some(([, r]) => r.test(unit.text)));

/** Personal data asked for before an answer; nothing when every asked facet is answered. */
export function personalDataOf(
  reply: ReplyText,
  unanswered: readonly Facet[],
  answered: readonly Facet[],
): { kinds: PersonalData[]; findings: Finding[] } {
  const found = new Map<PersonalData, Finding>();
  if (unanswered.length === 0) return { kinds: [], findings: [] };
  let head: ReadUnit | null = null;
  for (const unit of sentencesOf(reply)) {
    const { text } = unit;
    // The list of what is wanted often stands on lines of its own under the demand, or goes on behind a semicolon.
    const own: number =
      head !== null && unit.start <= head.start ? text.length - head.text.length : text.length;
    const listed: boolean = head !== null && own < LIST_LINE;
    const stretch: string = listed ? `${head!.text} ${text}` : text;
    const end = /[:：;；]\s*$/.exec(reply.text.slice(unit.start, unit.end))?.[0][0];
    if (end === ':' || end === '：' || (end && !listed)) head = unit;
    else if (!listed) head = null;
    for (const pack of unit.packs) {
      if (!wanted(pack, stretch, answered.includes('documents'))) continue;
      // A step of a procedure that was asked for.
      if (answered.includes('how-to-apply') && !pack.demandedFirst?.test(text)) continue;
      const aside = pack.notPersonalData?.exec(text);
      const asked = aside ? text.replace(aside[0], ' ') : text;
      for (const [kind, pattern] of pack.personalData)
        if (pattern.test(asked) && !found.has(kind))
          found.set(
            kind,
            findingOn(
              reply,
              unit,
              'personal-data',
              kind,
              `${pack.code}.personal-data.${kind}`,
              `Asks for ${kind} before it answers.`,
            ),
          );
    }
  }
  if (found.has('photo-of-document') && !found.has('passport')) {
    const photo = found.get('photo-of-document')!;
    if (reply.packs.some((p) => p.personalData.find(([k]) => k === 'passport')?.[1].test(reply.masked)))
      found.set('passport', { ...photo, value: 'passport' });
  }
  const kinds = [...found.keys()].sort();
  return { kinds, findings: kinds.map((k) => found.get(k)!) };
}

/** A longer line is no item of a list. */
const LIST_LINE = 120;
/** Kinds of data that are papers an application needs. */
const PAPERS: readonly PersonalData[] = ['passport', 'tax-id', 'income', 'photo-of-document'];
/** Blanks to be filled in. */
const BLANK_FIELD = /_{3,}/;

/** Asked for, or so many kinds in one breath that nothing else can be meant; never what an application will need. */
function wanted(pack: CompiledPack, stretch: string, papersTold: boolean): boolean {
  if (pack.notDemand?.test(stretch)) return false;
  if (pack.demand?.test(stretch)) return true;
  const kinds = pack.personalData.filter(([, r]) => r.test(stretch)).length;
  const told = readingPacks([pack.code]).some((r) => r.lists.nextStep?.test(stretch));
  if (kinds > 1 && told) return true;
  if (kinds > 0 && BLANK_FIELD.test(stretch)) return true;
  // Papers in a row are the answer where papers were asked for.
  const others = pack.personalData.filter(([k, r]) => !PAPERS.includes(k) && r.test(stretch)).length;
  if (others === 0 && papersTold) return false;
  return kinds >= (pack.demandedFirst?.test(stretch) ? 2 : 3);
}

const demands = (pack: CompiledPack, text: string): boolean =>
  (pack.demand?.test(text) ?? false) && !(pack.notDemand?.test(text) ?? false);
