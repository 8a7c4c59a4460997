/** What is wrong in the study's files, each with its place, told together in one SetupError. */
import { SetupError } from '../../model/errors.ts';

/** Line and column count from 1; null where the file as a whole is meant. */
export interface Problem {
  file: string;
  place: { line: number; col: number } | null;
  /** Field path, e.g. "lenders.0.hours"; empty for the file as a whole. */
  path: string;
  text: string;
}

const SHOWN = 20;

/** Throws when there is anything to tell: `FILE:LINE:COL: field.path: what is wrong and what would be right`. */
export function refuse(problems: readonly Problem[]): void {
  if (problems.length === 0) return;
  const lines = problems.slice(0, SHOWN).map(lineOf);
  if (problems.length > SHOWN) lines.push(`... and ${problems.length - SHOWN} more.`);
  throw new SetupError(lines.join('\n'));
}

const lineOf = ({ file, place, path, text }: Problem): string =>
  [place ? `${file}:${place.line}:${place.col}` : file, ...(path === '' ? [] : [path]), text].join(': ');
