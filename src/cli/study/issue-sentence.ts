/** zod's issues as sentences for the person who wrote the file: what is there, and what would be right. */
import type { z } from 'zod';
import { hint } from './nearest.ts';
import { keysAt } from './schema-keys.ts';

export type Path = readonly PropertyKey[];
export type Issue = z.core.$ZodIssue;

const KINDS: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map of keys',
  record: 'a map of keys',
};
const kind = (expected: string): string => KINDS[expected] ?? expected;

/** Values under these names might be a secret put in the wrong place: never shown. */
const SECRET = /env$|pass|secret|token/i;

export function valueAt(root: unknown, path: Path): unknown {
  let value = root;
  for (const step of path)
    value =
      typeof value === 'object' && value !== null && Object.hasOwn(value, step)
        ? (value as Record<PropertyKey, unknown>)[step]
        : undefined;
  return value;
}

export interface Told {
  path: Path;
  text: string;
  /** The key itself is meant, not its value. */
  key?: true;
}

/** One or more sentences, each with the path that it is about: every unknown key gets its own. */
export function sentencesOf(issue: Issue, root: unknown, schema: z.ZodType): Told[] {
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(schema, issue.path, root);
    return issue.keys.map((key) => ({
      path: [...issue.path, key],
      key: true,
      text: `unknown key${hint(key, known) || (known.length > 0 ? `; known here: ${known.join(', ')}` : '')}`,
    }));
  }
  if (issue.code === 'invalid_key')
    return [
      {
        path: issue.path,
        key: true,
        text: `the key ${issue.issues.map((i) => i.message).join(', ') || 'is not allowed'}`,
      },
    ];
  const value = valueAt(root, issue.path);
  const secret = issue.path.some((step) => SECRET.test(String(step)));
  return [{ path: issue.path, text: sentence(issue, value, secret) }];
}

function sentence(issue: Issue, value: unknown, secret: boolean): string {
  const wanted = wantedBy(issue, value);
  if (value === undefined || value === null) return `is missing: ${wanted}`;
  if (!wanted.startsWith('must ')) return wanted;
  return `is ${secret ? 'not right (not shown here)' : shown(value)}, ${wanted}`;
}

function wantedBy(issue: Issue, value: unknown): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${kind(issue.expected)}${issue.expected === 'string' && isPlain(value) ? ': put it in quotes' : ''}`;
    case 'invalid_value':
      return `must be ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.join(', ')}${hint(value, issue.values.map(String))}`;
    case 'invalid_union': {
      const options = 'options' in issue && Array.isArray(issue.options) ? issue.options.map(String) : [];
      if (options.length > 0) return `must be one of ${options.join(', ')}${hint(value, options)}`;
      const kinds = issue.errors.flatMap((errors) =>
        errors.map((e) => (e.code === 'invalid_type' ? kind(e.expected) : e.message)),
      );
      return `must be ${[...new Set(kinds)].join(' or ')}`;
    }
    case 'too_small':
      return `must ${size(issue.origin)} ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}${unit(issue.origin)}`;
    case 'too_big':
      return `must ${size(issue.origin)} ${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}${unit(issue.origin)}`;
    case 'invalid_format':
      return issue.format === 'date' ? 'must be a day that exists, as YYYY-MM-DD' : issue.message;
    default:
      return issue.message;
  }
}

const isPlain = (value: unknown): boolean => typeof value === 'number' || typeof value === 'boolean';
const size = (origin: string): string => (origin === 'string' || origin === 'array' ? 'have' : 'be');
const unit = (origin: string): string =>
  origin === 'string' ? ' characters' : origin === 'array' ? ' entries' : '';

/** The value as a message quotes it: never long. */
export function shown(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object') return 'a map of keys';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}..."` : text;
}
