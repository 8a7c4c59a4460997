/** Everybody who coded a wave's replies, as the ledger has it: the rules' latest assessment, and people's codes. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Ledger } from '../fieldwork/ports.ts';
import { SetupError } from '../model/errors.ts';
import type { EventOf, LedgerEvent } from '../model/events.ts';
import { type Codes, codesOfMessage, rubricCodesOf, SavedAssessment } from './codes.ts';
import { inputsDigest, isPerson } from './inputs-digest.ts';
import { type KnownReply, readPersonCodes, replyKey } from './person-codes.ts';

/** What a person may be called. Rules and models have an @ in theirs. */
export const CoderName = z
  .string()
  .regex(
    /^[\p{L}\p{N}][\p{L}\p{M}\p{N} ._'’ʼ-]{0,59}$/u,
    'must be up to 60 letters, digits, blanks, dots, underscores, hyphens and apostrophes',
  );

/** Codes of one coder, by `replyKey`. */
export interface Coder {
  name: string;
  codes: Map<string, Codes>;
  /** The events that carry them. */
  seqs: number[];
}

export type AssessedEvent = LedgerEvent & { body: EventOf<'assessed'> };

export const assessedEvents = (events: readonly LedgerEvent[]): AssessedEvent[] =>
  events.filter((e): e is AssessedEvent => e.body.kind === 'assessed');

/** The assessments that an event of a coder with rules carries. */
export async function savedAssessments(
  event: AssessedEvent,
  reader: Pick<Ledger, 'evidence'>,
): Promise<SavedAssessment[]> {
  const text = new TextDecoder().decode(await reader.evidence(event.body.evidence));
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => SavedAssessment.parse(JSON.parse(line)));
}

/**
 * One coder for the rules (their last assessment) and one for each person (all that they entered; the later code of a
 * reply stands). `upTo` is the last event that is looked at.
 */
export async function readCoders(
  events: readonly LedgerEvent[],
  reader: Pick<Ledger, 'evidence'>,
  upTo = Number.POSITIVE_INFINITY,
): Promise<{ coders: Coder[]; replies: KnownReply[] }> {
  const people = new Map<string, Coder>();
  let rules: Coder | undefined;
  let replies: KnownReply[] = [];
  for (const event of assessedEvents(events)) {
    if (event.seq > upTo) break;
    const { coder } = event.body;
    if (!isPerson(coder)) {
      const saved = await savedAssessments(event, reader);
      replies = repliesOf(saved);
      rules = { name: coder, codes: codesOfRules(saved), seqs: [event.seq] };
      continue;
    }
    // A file names replies as they were known when it was entered.
    const { codes, takenBack } = readPersonCodes(await reader.evidence(event.body.evidence), replies);
    const person: Coder = people.get(coder) ?? { name: coder, codes: new Map(), seqs: [] };
    for (const [key, said] of codes) {
      const gone = takenBack.get(key) ?? [];
      const before = [...(person.codes.get(key) ?? [])].filter(([criterion]) => !gone.includes(criterion));
      person.codes.set(key, new Map([...before, ...said]));
    }
    person.seqs.push(event.seq);
    people.set(coder, person);
  }
  return { coders: [...(rules ? [rules] : []), ...people.values()], replies };
}

export const repliesOf = (saved: readonly SavedAssessment[]): KnownReply[] =>
  saved.flatMap((a) => a.messages.map(({ evidence }) => ({ probe: a.probe, evidence })));

export const codesOfRules = (saved: readonly SavedAssessment[]): Map<string, Codes> =>
  new Map(
    saved.flatMap((a) =>
      a.messages.map(
        (m) =>
          [
            replyKey({ probe: a.probe, evidence: m.evidence }),
            new Map([...codesOfMessage(m), ...rubricCodesOf(a, m.evidence)]),
          ] as const,
      ),
    ),
  );

/** Bytes of a file of codes. */
const CODES_LIMIT = 16_000_000;

/** Rejects with SetupError when the file can't be read or is too long. */
export async function readCodesFile(file: string): Promise<Uint8Array> {
  const bytes = await readFile(file).catch((cause: Error) => {
    throw new SetupError(`${file} can't be read: ${cause.message}`);
  });
  if (bytes.length > CODES_LIMIT) throw new SetupError(`${file} is longer than ${CODES_LIMIT} bytes`);
  return bytes;
}

/**
 * Enters a person's file as it is: kept as evidence, named by an `assessed` event with their name. Rejects with
 * SetupError, and then nothing was entered: for a name that is none, a wave not yet assessed, and each line at fault.
 */
export async function enterCodes(
  ledger: Pick<Ledger, 'events' | 'evidence' | 'keep' | 'append'>,
  wave: string,
  given: { coder: string; file: string; bytes: Uint8Array },
): Promise<{ event: LedgerEvent; replies: number; codes: number }> {
  const name = CoderName.safeParse(given.coder);
  if (!name.success)
    throw new SetupError(
      `--coder ${JSON.stringify(given.coder.slice(0, 80))}: ${name.error.issues[0]!.message}`,
    );
  const events = await ledger.events(wave);
  const { replies } = await readCoders(events, ledger);
  if (!assessedEvents(events).some((e) => !isPerson(e.body.coder)))
    throw new SetupError(`wave ${wave} has not been assessed yet: run \`doorbell assess\` first`);
  const { codes, problems } = readPersonCodes(given.bytes, replies);
  if (problems.length > 0)
    throw new SetupError(`nothing was entered:\n${problems.map((p) => `  ${given.file}:${p}`).join('\n')}`);
  const evidence = await ledger.keep(given.bytes);
  const [event] = await ledger.append(wave, [
    { kind: 'assessed', coder: name.data, evidence, inputs: inputsDigest(events) },
  ]);
  return { event: event!, replies: codes.size, codes: [...codes.values()].reduce((n, c) => n + c.size, 0) };
}
