/** Language packs as patterns: compiled once, the same for every message. */
import type { Deflection, Facet, PersonalData } from '../model/vocabulary.ts';
import { foldText } from './clean-text.ts';
import { PACKS } from './languages/index.ts';
import type { Pack, Statement } from './languages/pack.ts';
import { compilePhrases } from './phrases.ts';

export interface CompiledStatement {
  id: string;
  all: RegExp[];
  none: RegExp | null;
  paragraph: boolean;
}

export interface CompiledPack {
  code: string;
  script: Pack['script'];
  facets: [Facet, CompiledStatement[]][];
  notFacet: RegExp | null;
  deflection: [Deflection, CompiledStatement[]][];
  optionalContact: RegExp | null;
  personalData: [PersonalData, RegExp][];
  demand: RegExp | null;
  demandedFirst: RegExp | null;
  notDemand: RegExp | null;
  refusal: CompiledStatement[];
  refusalReason: RegExp | null;
  responder: [keyof Pack['responder'], RegExp][];
  stop: [keyof Pack['stop'], RegExp][];
}

function compile(pack: Pack): CompiledPack {
  const phrases = (list: readonly string[]): RegExp | null => compilePhrases(list.map(foldText), pack.spaced);
  const one = (list: readonly string[]): [RegExp] | [] => {
    const found = phrases(list);
    return found ? [found] : [];
  };
  const statements = (name: string, list: readonly Statement[] | undefined): CompiledStatement[] =>
    (list ?? []).map((s, i) => ({
      id: `${pack.code}.${name}.${i + 1}`,
      all: s.all.map((p) => phrases([p])!),
      none: phrases(s.none),
      paragraph: s.paragraph,
    }));
  const entries = <K extends string, V>(record: Partial<Record<K, V>>): [K, V][] =>
    Object.entries(record) as [K, V][];
  return {
    code: pack.code,
    script: pack.script,
    facets: entries(pack.facets).map(([f, list]) => [f, statements(f, list)]),
    notFacet: phrases(pack.notFacet),
    deflection: entries(pack.deflection).map(([d, list]) => [d, statements(d, list)]),
    optionalContact: phrases(pack.optionalContact),
    personalData: entries(pack.personalData).flatMap(([k, list]) =>
      one(list).map((r): [PersonalData, RegExp] => [k, r]),
    ),
    demand: phrases(pack.demand),
    demandedFirst: phrases(pack.demandedFirst),
    notDemand: phrases(pack.notDemand),
    refusal: statements('refusal', pack.refusal),
    refusalReason: phrases(pack.refusalReason),
    responder: entries(pack.responder).flatMap(([k, list]) =>
      one(list).map((r): [keyof Pack['responder'], RegExp] => [k, r]),
    ),
    stop: entries(pack.stop).flatMap(([k, list]) =>
      one(list).map((r): [keyof Pack['stop'], RegExp] => [k, r]),
    ),
  };
}

const COMPILED: readonly CompiledPack[] = PACKS.map(compile);

const SCRIPTS = { Latin: /[a-z]{2}/i, Cyrillic: /[\u0400-\u04FF]{2}/, Han: /\p{sc=Han}/u } as const;

/** The packs whose script occurs in the text, that of `first` in front: replies mix languages. */
export function packsFor(text: string, first: string | null): CompiledPack[] {
  return COMPILED.filter((p) => SCRIPTS[p.script].test(text)).sort(
    (a, b) => Number(b.code === first) - Number(a.code === first),
  );
}

/** Where a statement holds in `text`: from its first to its last match. Null where it does not. */
export function matchStatement(text: string, s: CompiledStatement): { start: number; end: number } | null {
  let start = Number.POSITIVE_INFINITY;
  let end = 0;
  for (const pattern of s.all) {
    const m = pattern.exec(text);
    if (!m) return null;
    start = Math.min(start, m.index);
    end = Math.max(end, m.index + m[0].length);
  }
  return s.none?.test(text) ? null : { start, end };
}
