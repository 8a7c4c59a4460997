/** Language packs as patterns: compiled once, the same for every message. */
import type { Deflection, Facet, PersonalData } from '../model/vocabulary.ts';
import { foldText } from './clean-text.ts';
import { withoutNeighbours } from './language.ts';
import { PACKS } from './languages/index.ts';
import type { Pack, Statement } from './languages/pack.ts';
import { compilePhrases, type Phrases } from './phrases.ts';
import { isLatinCode, packInLatin } from './transliteration.ts';

export interface CompiledStatement {
  id: string;
  all: Phrases[];
  none: Phrases | null;
  paragraph: boolean;
  clause: boolean;
}

export interface CompiledPack {
  code: string;
  script: Pack['script'];
  facets: [Facet, CompiledStatement[]][];
  letters: string;
  notFacet: Phrases | null;
  refers: Phrases | null;
  yesNo: Phrases | null;
  vague: Phrases | null;
  signs: [Facet, Phrases][];
  labels: [Facet, Phrases][];
  clauses: Phrases | null;
  deflection: [Deflection, CompiledStatement[]][];
  destinations: [Deflection, Phrases][];
  tells: Phrases | null;
  optionalContact: Phrases | null;
  personalData: [PersonalData, Phrases][];
  notPersonalData: Phrases | null;
  demand: Phrases | null;
  demandedFirst: Phrases | null;
  notDemand: Phrases | null;
  refusal: CompiledStatement[];
  refusalReason: Phrases | null;
  responder: [keyof Pack['responder'], Phrases][];
  stop: [keyof Pack['stop'], Phrases][];
}

function compile(pack: Pack): CompiledPack {
  const phrases = (list: readonly string[]): Phrases | null =>
    compilePhrases(list.map(foldText), pack.spaced);
  const one = (list: readonly string[]): [Phrases] | [] => {
    const found = phrases(list);
    return found ? [found] : [];
  };
  const statements = (name: string, list: readonly Statement[] | undefined): CompiledStatement[] =>
    (list ?? []).map((s, i) => ({
      id: `${pack.code}.${name}.${i + 1}`,
      all: s.all.map((p) => phrases([p])!),
      none: phrases(s.none),
      paragraph: s.paragraph,
      clause: s.clause,
    }));
  const entries = <K extends string, V>(record: Partial<Record<K, V>>): [K, V][] =>
    Object.entries(record) as [K, V][];
  return {
    code: pack.code,
    script: pack.script,
    facets: entries(pack.facets).map(([f, list]) => [f, statements(f, list)]),
    letters: pack.letters,
    notFacet: phrases(pack.notFacet),
    refers: phrases(pack.refers),
    yesNo: phrases(pack.yesNo),
    labels: entries(pack.labels).flatMap(([f, list]) => one(list).map((r): [Facet, Phrases] => [f, r])),
    vague: phrases(pack.vague),
    signs: entries(pack.signs).flatMap(([f, list]) => one(list).map((r): [Facet, Phrases] => [f, r])),
    clauses: phrases(pack.clauses),
    deflection: entries(pack.deflection).map(([d, list]) => [d, statements(d, list)]),
    tells: compilePhrases(pack.tells, pack.spaced),
    destinations: entries(pack.destinations).flatMap(([d, list]) =>
      one(list).map((r): [Deflection, Phrases] => [d, r]),
    ),
    optionalContact: phrases(pack.optionalContact),
    personalData: entries(pack.personalData).flatMap(([k, list]) =>
      one(list).map((r): [PersonalData, Phrases] => [k, r]),
    ),
    notPersonalData: phrases(pack.notPersonalData),
    demand: phrases(pack.demand),
    demandedFirst: phrases(pack.demandedFirst),
    notDemand: phrases(pack.notDemand),
    refusal: statements('refusal', pack.refusal),
    refusalReason: phrases(pack.refusalReason),
    responder: entries(pack.responder).flatMap(([k, list]) =>
      one(list).map((r): [keyof Pack['responder'], Phrases] => [k, r]),
    ),
    stop: entries(pack.stop).flatMap(([k, list]) =>
      one(list).map((r): [keyof Pack['stop'], Phrases] => [k, r]),
    ),
  };
}

export const COMPILED: readonly CompiledPack[] = PACKS.map(compile);

/** Two letters of a script that writes words, one of a script that writes signs. */
const SCRIPTS = new Map(
  PACKS.map((p) => [p.script, new RegExp(`\\p{sc=${p.script}}{${p.spaced ? 2 : 1}}`, 'u')]),
);

const inLatin = new Map<string, CompiledPack>();

function latinPack(code: string): CompiledPack[] {
  const pack = inLatin.has(code) ? undefined : packInLatin(code);
  if (pack) inLatin.set(code, compile(pack));
  return inLatin.has(code) ? [inLatin.get(code)!] : [];
}

/**
 * The packs whose script occurs in the text, that of `first` in front: replies mix languages. A transliterated text is
 * read with the pack of its language in Latin letters.
 */
export function packsFor(text: string, first: string | null): CompiledPack[] {
  if (first !== null && isLatinCode(first)) return latinPack(first);
  return COMPILED.filter((p) => SCRIPTS.get(p.script)!.test(text)).sort(
    (a, b) => Number(b.code === first) - Number(a.code === first),
  );
}

/** No word in its script stands there, unless it is a command or an account: "/menu", "@wallet". */
const wordless = (text: string, pack: CompiledPack): boolean =>
  pack.script === 'Latin' &&
  /\p{sc=Cyrillic}/u.test(text) &&
  !/[a-z]{2}/.test(text.replace(/[/@]\w{1,64}/g, ' '));

/**
 * The packs for one sentence. Sister languages share words and forms: a sentence with letters that only another one has
 * is not read with this pack; one without any such letter is read in the language of the whole reply.
 */
export function packsOfSentence(
  text: string,
  packs: readonly CompiledPack[],
  language: string,
): CompiledPack[] {
  const own = withoutNeighbours(text);
  const has = (p: CompiledPack): boolean => p.letters !== '' && [...p.letters].some((c) => own.includes(c));
  return packs.filter((p) => {
    if (wordless(text, p)) return false;
    const sisters = packs.filter((o) => o !== p && o.script === p.script);
    if (sisters.length === 0 || has(p)) return true;
    if (sisters.some(has)) return false;
    return p.code === language || !sisters.some((o) => o.code === language);
  });
}

/** Marks between clauses; before a Chinese sign a blank is one too. */
const CLAUSE_END =
  /[,，;；|｜~～]|\p{Extended_Pictographic}|(?<=\p{sc=Han}) (?=\p{sc=Han})|(?<=[\uE001-\uE00B]) (?=[\p{sc=Han}\uE001-\uE00B])/gu;
const MOST_CLAUSES = 40;

/** Where the clauses of one sentence stand. */
export function clausesAt(text: string): { start: number; end: number }[] {
  const out: { start: number; end: number }[] = [];
  let start = 0;
  for (const m of [...text.matchAll(CLAUSE_END)].slice(0, MOST_CLAUSES)) {
    out.push({ start, end: m.index });
    start = m.index + 1;
  }
  return [...out, { start, end: text.length }];
}

/** Where a statement holds in `text`: from its first to its last match. Null where it does not. */
export function matchStatement(text: string, s: CompiledStatement): { start: number; end: number } | null {
  for (const pattern of s.all) if (!pattern.possible(text)) return null;
  if (!s.clause) return matchWhole(text, s);
  for (const { start, end } of clausesAt(text)) {
    const at = matchWhole(text.slice(start, end), s);
    if (at) return { start: start + at.start, end: start + at.end };
  }
  return null;
}

function matchWhole(text: string, s: CompiledStatement): { start: number; end: number } | null {
  let start = Number.POSITIVE_INFINITY;
  let end = 0;
  let done = 0;
  for (const pattern of s.all) {
    const m = pattern.exec(done === 0 ? text : text.slice(done));
    if (!m) return null;
    start = Math.min(start, m.index + done);
    end = Math.max(end, m.index + done + m[0].length);
    // Steps of a procedure are different words, one after the other.
    if (s.paragraph) done = end;
  }
  return s.none?.test(text) ? null : { start, end };
}
