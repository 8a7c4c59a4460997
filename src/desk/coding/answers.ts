/** Between the fields of the form and the codes of codebook.md: what is ticked, as "question:choice". */
import type { BenchCodes } from './bench.ts';
import { NONE, OPEN, QUESTIONS, type Question } from './questions.ts';

export type Ticked = ReadonlySet<string>;

/** The name of a choice's field: the choices of a list are fields of their own. */
export const fieldOf = ({ id, kind }: Question, value: string): string =>
  kind === 'list' ? `${id}:${value}` : id;

/** Fields that no form of ours has are left alone. */
export const tickedIn = (form: Record<string, unknown>): Ticked =>
  new Set(
    QUESTIONS.flatMap((q) =>
      q.choices
        .filter(({ value }) => form[fieldOf(q, value)] === value)
        .map(({ value }) => `${q.id}:${value}`),
    ),
  );

/** What a coder said before, as it would stand in the form. */
export const tickedOf = (codes: BenchCodes): Ticked =>
  new Set(QUESTIONS.flatMap((q) => valuesOf(codes[q.id]).map((value) => `${q.id}:${value}`)));

function valuesOf(code: unknown): string[] {
  if (code === undefined) return [OPEN];
  if (Array.isArray(code)) return code.length === 0 ? [NONE] : code.map(String);
  return [typeof code === 'boolean' ? (code ? 'yes' : 'no') : String(code)];
}

/** `open`: questions without an answer. `torn`: lists with "none" or "can't tell" beside something else. */
export function codesIn(ticked: Ticked): { codes: BenchCodes; open: string[]; torn: string[] } {
  const codes: BenchCodes = {};
  const open: string[] = [];
  const torn: string[] = [];
  for (const q of QUESTIONS) {
    const values = q.choices.map((c) => c.value).filter((value) => ticked.has(`${q.id}:${value}`));
    const alone = values.includes(OPEN) || (q.kind === 'list' && values.includes(NONE));
    if (values.length === 0) open.push(q.id);
    else if (alone && values.length > 1) torn.push(q.id);
    else if (values[0] !== OPEN) codes[q.id] = codeOf(q, values);
  }
  return { codes, open, torn };
}

function codeOf({ kind }: Question, values: string[]): unknown {
  if (kind === 'list') return values.filter((value) => value !== NONE);
  const [value] = values;
  if (kind === 'yes-no') return value === 'yes';
  return kind === 'grade' ? Number(value) : value;
}
