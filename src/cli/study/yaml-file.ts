/** One YAML file of a study, read with bounds, with the place of every value kept for messages. */
import { open } from 'node:fs/promises';
import { isAlias, isMap, isNode, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import type { z } from 'zod';
import { type Issue, type Path, sentencesOf, type Told } from './issue-sentence.ts';
import type { Problem } from './problems.ts';

const MAX_BYTES = 2_000_000;
/** A study's anchors are few; more is a "billion laughs" document. */
const MAX_ALIASES = 100;

export interface YamlFile<T> {
  /** As named in messages. */
  file: string;
  /** Undefined when there are problems. */
  data: T | undefined;
  /** What the file says, before it is held against the schema; undefined when it can't be read. */
  raw: unknown;
  problems: Problem[];
  /** A problem at the value with this path; of a missing one, at the map that should hold it. */
  problem(path: Path, text: string): Problem;
}

/** Never rejects for what is in the file, or for its absence: that comes back as problems. */
export async function readYamlFile<S extends z.ZodType>(
  file: string,
  schema: S,
): Promise<YamlFile<z.output<S>>> {
  const whole = (text: string): Problem => ({ file, place: null, path: '', text });
  const fail = (problems: Problem[]) => ({
    file,
    data: undefined,
    raw: undefined,
    problems,
    problem: (_: Path, text: string) => whole(text),
  });

  const text = await readBounded(file);
  if (typeof text !== 'string') return fail([whole(text.reason)]);

  const lines = new LineCounter();
  const placeAt = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), col: Math.max(col, 1) };
  };
  try {
    const doc = parseDocument(text, {
      lineCounter: lines,
      prettyErrors: false,
      stringKeys: true,
      // Not 'silent': that would also pass over a second document.
      logLevel: 'error',
    });
    // One slip makes the parser stumble on what follows too: only the first is told.
    const fault = [...doc.errors, ...doc.warnings].sort((a, b) => a.pos[0] - b.pos[0])[0];
    if (fault)
      return fail([
        {
          file,
          place: placeAt(fault.pos[0]),
          path: '',
          text:
            fault.code === 'DUPLICATE_KEY'
              ? `the key ${keyAt(text, fault.pos[0])} is given twice`
              : `not valid YAML: ${fault.message}`,
        },
      ]);
    const root: unknown = doc.toJS({ maxAliasCount: MAX_ALIASES });
    if (root === null || root === undefined) return fail([whole('is empty')]);
    const told = ({ path, text, key }: Told): Problem => ({
      file,
      place: placeAt(offsetOf(doc, path, key === true)),
      path: path.map(String).join('.'),
      text,
    });
    const problem = (path: Path, text: string) => told({ path, text });
    const parsed = schema.safeParse(root);
    if (parsed.success) return { file, data: parsed.data, raw: root, problems: [], problem };
    const problems = parsed.error.issues.flatMap((issue: Issue) =>
      sentencesOf(issue, root, schema).map(told),
    );
    return { file, data: undefined, raw: root, problems, problem };
  } catch (error) {
    // yaml reports an alias bomb by a ReferenceError, and runs out of stack on absurd nesting.
    if (error instanceof ReferenceError)
      return fail([
        whole(
          `too many aliases: at most ${MAX_ALIASES} are allowed, and each must have its anchor before it`,
        ),
      ]);
    if (error instanceof RangeError) return fail([whole('is nested too deeply')]);
    throw error;
  }
}

async function readBounded(file: string): Promise<string | { reason: string }> {
  let handle: Awaited<ReturnType<typeof open>>;
  try {
    handle = await open(file, 'r');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    return {
      reason:
        code === 'ENOENT' ? 'is missing: `doorbell init` writes an example of it' : `can't be read (${code})`,
    };
  }
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) return { reason: 'is not a file' };
    if (stat.size > MAX_BYTES) return { reason: `has ${stat.size} bytes; at most ${MAX_BYTES} are allowed` };
    const buffer = Buffer.alloc(stat.size);
    const { bytesRead } = await handle.read(buffer, 0, stat.size, 0);
    return new TextDecoder('utf-8', { fatal: true }).decode(buffer.subarray(0, bytesRead));
  } catch (error) {
    if (error instanceof TypeError) return { reason: 'is not UTF-8 text' };
    return { reason: `can't be read (${(error as NodeJS.ErrnoException).code})` };
  } finally {
    await handle.close();
  }
}

const keyAt = (text: string, offset: number): string =>
  JSON.stringify(/^[^\s:]{1,60}/.exec(text.slice(offset, offset + 60))?.[0] ?? '');

type Document = ReturnType<typeof parseDocument>;

/** Where the value at `path` (or its key) begins; else the nearest thing around it that exists. */
function offsetOf(doc: Document, path: Path, key: boolean): number {
  let node: unknown = doc.contents;
  let offset = startOf(node) ?? 0;
  for (const [depth, step] of path.entries()) {
    if (isAlias(node)) node = node.resolve(doc);
    if (isMap(node)) {
      const pair = node.items.find((item) => keyName(item.key) === String(step));
      if (!pair) break;
      const value = key && depth === path.length - 1 ? undefined : startOf(pair.value);
      offset = value ?? startOf(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      const item = node.items[Number(step)];
      offset = startOf(item) ?? offset;
      node = item;
    } else break;
  }
  return offset;
}

const keyName = (key: unknown): string =>
  isNode(key) ? String((key as Node & { value?: unknown }).value) : String(key);
const startOf = (node: unknown): number | undefined => (isNode(node) ? node.range?.[0] : undefined);
