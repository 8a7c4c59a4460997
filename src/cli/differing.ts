/** What differs between two assessments of the same replies, criterion by criterion. */
import { existsSync } from 'node:fs';
import { z } from 'zod';
import type { Ledger } from '../fieldwork/ports.ts';
import { canonical } from '../model/digest.ts';
import { SetupError } from '../model/errors.ts';
import type { LedgerEvent } from '../model/events.ts';
import { OfferValue } from '../model/reading.ts';
import { CRITERIA } from '../model/rubric.ts';
import { assessedEvents, readCoders, savedAssessments } from './coders.ts';
import { codesOf, codesOfMessage, ReplyCodes, rubricCodesOf, SavedAssessment } from './codes.ts';
import { isPerson } from './inputs-digest.ts';
import { replyKey } from './person-codes.ts';
import { textLines } from './text-lines.ts';

type Value = string | number | boolean;

/** One assessment: by unit (a probe, a reply of it as "PROBE EVIDENCE", or a reply's own id) what was said of it. */
export interface Side {
  name: string;
  units: Map<string, Map<string, Value>>;
  /** A person codes a sample: what they did not code is no difference. */
  sample: boolean;
}

/** `a` or `b` null: said on one side only. */
export interface Difference {
  unit: string;
  criterion: string;
  a: Value | null;
  b: Value | null;
}

/** Units of one side only differ in the criterion "unit", unless the other side is a sample. */
export function differencesOf(a: Side, b: Side): { compared: number; differences: Difference[] } {
  const differences: Difference[] = [];
  const [inA, inB] = [criteriaOf(a), criteriaOf(b)];
  const common = new Set([...inA].filter((c) => inB.has(c)));
  let compared = 0;
  for (const unit of [...new Set([...a.units.keys(), ...b.units.keys()])].sort()) {
    const [x, y] = [a.units.get(unit), b.units.get(unit)];
    if (!x || !y) {
      if (!(x ? b : a).sample)
        differences.push({ unit, criterion: 'unit', a: x ? 'present' : null, b: y ? 'present' : null });
      continue;
    }
    compared++;
    for (const criterion of new Set([...x.keys(), ...y.keys()])) {
      if (!common.has(criterion)) continue;
      const [was, is] = [x.get(criterion), y.get(criterion)];
      if (was === is || ((a.sample || b.sample) && (was === undefined || is === undefined))) continue;
      differences.push({ unit, criterion, a: was ?? null, b: is ?? null });
    }
  }
  return { compared, differences };
}

const criteriaOf = (side: Side): Set<string> =>
  new Set([...side.units.values()].flatMap((u) => [...u.keys()]));

/** A line of `doorbell assess FILE.jsonl`; numbers and words beside the codes are compared as they stand. */
const VerdictLine = z.object({
  ...ReplyCodes.shape,
  id: z.union([z.string(), z.number()]).optional(),
  file: z.string().optional(),
  language: z.string().optional(),
  disposition: z.string().optional(),
  score: z.unknown(),
  values: z.record(z.string(), z.unknown()).optional(),
  findings: z
    .array(z.object({ criterion: z.string(), value: z.union([z.string(), z.number(), z.boolean()]) }))
    .optional(),
  error: z.string().optional(),
  line: z.number().optional(),
});

/** JSON Lines: assessments of a wave, or verdicts on replies. Rejects with SetupError that names the line. */
export async function readSide(file: string): Promise<Side> {
  const units: Side['units'] = new Map();
  for await (const { number, text, problem } of textLines(file)) {
    const fail = (why: string): never => {
      throw new SetupError(`${file}:${number}: ${why}`);
    };
    let value: unknown;
    try {
      value = JSON.parse(text ?? fail(problem ?? ''));
    } catch (error) {
      if (error instanceof SetupError) throw error;
      fail('is no JSON');
    }
    const assessment = SavedAssessment.safeParse(value);
    if (assessment.success) {
      for (const [unit, codes] of unitsOf(assessment.data)) units.set(unit, codes);
      continue;
    }
    const verdict = VerdictLine.safeParse(value);
    const name =
      verdict.data?.id ?? verdict.data?.file ?? (verdict.data?.error && `line ${verdict.data.line}`);
    if (!verdict.success || name === undefined)
      fail('is neither an assessment of a probe nor a verdict on a reply (doorbell assess writes both)');
    else if (units.has(String(name))) fail(`says something of "${name}" for a second time`);
    else units.set(String(name), unitOf(verdict.data));
  }
  return { name: file, units, sample: false };
}

function unitOf(verdict: z.infer<typeof VerdictLine>): Map<string, Value> {
  const {
    id: _id,
    file: _file,
    line: _line,
    language,
    disposition,
    score,
    values,
    findings,
    error,
    ...codes
  } = verdict;
  const unit = new Map<string, Value>([
    ...codesOf(codes),
    ...(values ? figuresOf(Object.entries(values)) : []),
  ]);
  if (typeof score === 'number') unit.set('score', score);
  for (const { criterion, value } of findings ?? [])
    if (RUBRIC.has(criterion)) unit.set(`rubric:${criterion}`, value);
  for (const [name, value] of Object.entries({ language, disposition, error }))
    if (value !== undefined) unit.set(name, value);
  return unit;
}

const RUBRIC: ReadonlySet<string> = new Set(CRITERIA);

function unitsOf(assessment: SavedAssessment): [string, Map<string, Value>][] {
  const { probe, disposition, score, clocks, answered, messages, criteria } = assessment;
  const outcome = new Map<string, Value>([
    ['disposition', disposition],
    ['score', score.value ?? score.status],
    ['answered', answered.join(' ')],
    ...Object.entries(clocks).map(([name, c]) => [`clock:${name}`, c.value ?? c.status] as const),
    ...(criteria ?? []).flatMap(({ criterion, use, verdict }): [string, Value][] => [
      [`rubric:${criterion}`, verdict.points ?? verdict.status],
      [`rubric-use:${criterion}`, use],
    ]),
  ]);
  return [
    [probe, outcome],
    ...messages.map((m): [string, Map<string, Value>] => {
      const values = Map.groupBy(m.reading?.values ?? [], (v) => v.facet);
      const figures = [...values].map(
        ([facet, some]) => [facet, some.map(({ facet: _f, start: _s, end: _e, ...value }) => value)] as const,
      );
      return [
        replyKey({ probe, evidence: m.evidence }),
        new Map([
          ...codesOfMessage(m),
          ...rubricCodesOf(assessment, m.evidence),
          ...(m.reading?.values ? figuresOf(figures) : []),
        ]),
      ];
    }),
  ];
}

/** One text for each facet that can have figures: the same figures give the same text. */
const figuresOf = (figures: readonly (readonly [string, unknown])[]): [string, Value][] => {
  const found = new Map(figures);
  return OfferValue.shape.facet.options.map((facet) => [
    `values:${facet}`,
    canonical(found.get(facet) ?? []),
  ]);
};

/** Opened only when a side is not a file. */
export interface WaveReader {
  wave: string;
  events: LedgerEvent[];
  reader: Pick<Ledger, 'evidence'>;
}

/**
 * What `name` means: a file; else the number of an `assessed` event, or a coder, whose last assessment it is (of a
 * person: all that they coded, up to that event). Rejects with SetupError for anything else.
 */
export async function sideOf(name: string, wave: () => Promise<WaveReader>): Promise<Side> {
  if (existsSync(name)) return readSide(name);
  const { wave: id, events, reader } = await wave();
  const all = assessedEvents(events);
  const event = /^\d+$/.test(name)
    ? all.find((e) => e.seq === Number(name))
    : all.findLast((e) => e.body.coder === name);
  if (!event)
    throw new SetupError(
      `"${name}" is no file, and no coder or assessment of wave ${id}${all.length > 0 ? `; there are: ${all.map((e) => `${e.seq} (${e.body.coder}, ${e.at.slice(0, 16)})`).join(', ')}` : ''}`,
    );
  const { coder } = event.body;
  const label = `${coder}, event ${event.seq}`;
  if (!isPerson(coder))
    return {
      name: label,
      units: new Map((await savedAssessments(event, reader)).flatMap(unitsOf)),
      sample: false,
    };
  const { coders } = await readCoders(events, reader, event.seq);
  return { name: label, units: coders.find((c) => c.name === coder)!.codes, sample: true };
}
