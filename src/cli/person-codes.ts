/**
 * A person's codes of a wave's replies, as CSV or JSON Lines: one row a reply, named by its probe, its evidence (the
 * sha256 or at least its first eight digits, as `doorbell show` prints them), or both. Columns are the keys of
 * codebook.md; an empty cell (JSON: null or no key) was not coded, `none` is an empty list; `note` is for the coder.
 * `cannot_tell` lists keys of which the coder can't tell: what they said of them before does not stand any more.
 */
import { z } from 'zod';
import { type Codes, codesOf, criteriaOf, GRADED, ReplyCodes } from './codes.ts';
import { csvRows } from './csv-rows.ts';
import { sentencesOf } from './study/issue-sentence.ts';
import { hint } from './study/nearest.ts';

const Row = ReplyCodes.extend({
  probe: z.string().min(1).max(220).optional(),
  evidence: z
    .string()
    .regex(
      /^[0-9a-f]{8,64}(#\d{1,3})?$/,
      'must be the sha256 of the message, or at least its first eight digits',
    )
    .optional(),
  note: z.string().max(2_000).optional(),
  cannot_tell: z.array(ReplyCodes.keyof()).optional(),
});
const COLUMNS = Object.keys(Row.shape);

const MOST_ROWS = 100_000;
const MOST_PROBLEMS = 20;

/** A reply of the wave. */
export interface KnownReply {
  probe: string;
  evidence: string;
}

export const replyKey = (reply: KnownReply): string => `${reply.probe} ${reply.evidence}`;

/**
 * By `replyKey`; `takenBack` are criteria of which the coder can't tell. With problems there are no codes: each is a
 * sentence that begins with the line's number.
 */
export function readPersonCodes(
  bytes: Uint8Array,
  known: readonly KnownReply[],
): { codes: Map<string, Codes>; takenBack: Map<string, string[]>; problems: string[] } {
  const problems: string[] = [];
  const codes = new Map<string, Codes>();
  const takenBack = new Map<string, string[]>();
  const lineOf = new Map<string, number>();
  const find = finder(known);
  const { rows, problem } = rowsOf(bytes);
  if (problem) problems.push(problem);
  if (!problem && rows.length === 0) problems.push('no row of codes is in the file');
  if (rows.length > MOST_ROWS) problems.push(`more than ${MOST_ROWS} rows`);
  for (const { line, value, problem: broken } of rows.slice(0, MOST_ROWS)) {
    if (problems.length >= MOST_PROBLEMS) break;
    const tell = (text: string) => problems.push(`${line}: ${text}`);
    if (broken !== undefined) {
      tell(broken);
      continue;
    }
    const parsed = Row.safeParse(value);
    if (!parsed.success) {
      for (const issue of parsed.error.issues)
        for (const told of sentencesOf(issue, value, Row)) tell(`${told.path.join('.')} ${told.text}`);
      continue;
    }
    const { probe, evidence, note: _, cannot_tell, ...given } = parsed.data;
    const both = cannot_tell?.find((name) => given[name] !== undefined);
    if (both !== undefined) tell(`${both} is coded, and stands in cannot_tell too`);
    const found = find(probe, evidence);
    if (typeof found === 'string') {
      tell(found);
      continue;
    }
    const key = replyKey(found);
    const before = lineOf.get(key);
    if (before !== undefined) tell(`codes the same reply as line ${before}`);
    lineOf.set(key, line);
    codes.set(key, codesOf(given));
    if (cannot_tell) takenBack.set(key, cannot_tell.flatMap(criteriaOf));
  }
  return problems.length > 0
    ? { codes: new Map(), takenBack: new Map(), problems }
    : { codes, takenBack, problems };
}

/** The reply that a row means, or why it means none. */
function finder(known: readonly KnownReply[]) {
  const byProbe = Map.groupBy(known, (r) => r.probe);
  const sorted = [...known].sort((a, b) => (a.evidence < b.evidence ? -1 : 1));
  return (probe: string | undefined, evidence: string | undefined): KnownReply | string => {
    if (probe === undefined && evidence === undefined)
      return 'names no reply: give its probe or its evidence';
    if (probe !== undefined && !byProbe.has(probe))
      return `probe "${probe.slice(0, 100)}" has no reply in this wave${hint(probe, [...byProbe.keys()])}`;
    const among = probe === undefined ? startingWith(sorted, evidence!) : byProbe.get(probe)!;
    const fitting = evidence === undefined ? among : among.filter((r) => r.evidence.startsWith(evidence));
    // The first answer of a chat visit is no shorter name of its tenth.
    const whole = fitting.filter((r) => r.evidence === evidence);
    const found = whole.length > 0 ? whole : fitting;
    if (found.length === 1) return found[0]!;
    if (found.length === 0) return `no reply${probe ? ' of the probe' : ''} has evidence ${evidence}`;
    return `${found.length} replies fit: give more of the evidence, e.g. ${found[0]!.evidence.slice(0, 12)}`;
  };
}

/** Of a list sorted by evidence: those that begin so. */
function startingWith(sorted: readonly KnownReply[], evidence: string): KnownReply[] {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const mid = (low + high) >> 1;
    if (sorted[mid]!.evidence < evidence) low = mid + 1;
    else high = mid;
  }
  let end = low;
  while (end < sorted.length && sorted[end]!.evidence.startsWith(evidence)) end++;
  return sorted.slice(low, end);
}

interface GivenRow {
  line: number;
  value: Record<string, unknown>;
  problem?: string;
}

/** A file whose first sign is a brace is JSON Lines. */
function rowsOf(bytes: Uint8Array): { rows: GivenRow[]; problem?: string } {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return { rows: [], problem: 'the file is not UTF-8 text' };
  }
  return /^\s*\{/.test(text) ? { rows: jsonRows(text) } : tableRows(text);
}

const jsonRows = (text: string): GivenRow[] =>
  text.split('\n').flatMap((source, i): GivenRow[] => {
    if (source.trim() === '') return [];
    const line = i + 1;
    try {
      const value: unknown = JSON.parse(source);
      if (typeof value !== 'object' || value === null || Array.isArray(value))
        return [{ line, value: {}, problem: 'must be one JSON object' }];
      return [{ line, value: Object.fromEntries(Object.entries(value).filter(([, v]) => v !== null)) }];
    } catch {
      return [{ line, value: {}, problem: 'is no JSON' }];
    }
  });

function tableRows(text: string): { rows: GivenRow[]; problem?: string } {
  const { rows, problem } = csvRows(text);
  if (problem) return { rows: [], problem: `${problem.line}: ${problem.text}` };
  const [head, ...rest] = rows;
  const names = head?.cells.map((c) => c.trim().toLowerCase()) ?? [];
  const strange = names.find((n) => !COLUMNS.includes(n));
  if (strange !== undefined)
    return {
      rows: [],
      problem: `1: unknown column ${JSON.stringify(strange.slice(0, 60))}${hint(strange, COLUMNS) || `; known are ${COLUMNS.join(', ')}`}`,
    };
  const twice = names.find((n, i) => names.indexOf(n) !== i);
  if (twice !== undefined) return { rows: [], problem: `1: column "${twice}" stands there twice` };
  return {
    rows: rest.map(({ line, cells }) =>
      cells.length === names.length
        ? { line, value: Object.fromEntries(names.flatMap((n, i) => cellOf(n, cells[i]!))) }
        : { line, value: {}, problem: `has ${cells.length} cells, and the first line ${names.length}` },
    ),
  };
}

const LISTS = ['answered', 'personal_data', 'cannot_tell'];
const TEXTS = ['probe', 'evidence', 'note', 'responder', 'deflection'];
const YES_NO = new Map<string, boolean>([
  ...['true', 'yes', '1'].map((w) => [w, true] as const),
  ...['false', 'no', '0'].map((w) => [w, false] as const),
]);

/** A cell as the value that JSON would hold; what is none stays text, and is told by the shape. */
function cellOf(name: string, cell: string): [string, unknown][] {
  const text = cell.trim();
  if (text === '') return [];
  if (TEXTS.includes(name)) return [[name, text]];
  if (LISTS.includes(name))
    return [[name, text === 'none' ? [] : text.split(/[\s;,|]+/).filter((w) => w !== '')]];
  if (GRADED.includes(name)) return [[name, /^\d$/.test(text) ? Number(text) : text]];
  return [[name, YES_NO.get(text.toLowerCase()) ?? text]];
}
