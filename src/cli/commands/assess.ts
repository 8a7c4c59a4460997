/** `doorbell assess` */
import { once } from 'node:events';
import { join } from 'node:path';
import type { Command } from 'commander';
import { criterionNotices } from '../../assess/rubric-agreement.ts';
import { SetupError } from '../../model/errors.ts';
import { openLedger } from '../../store/ledger.ts';
import { assessLines, assessMails, type Done } from '../assess-file.ts';
import { type Assessed, assessLedger, keepAssessment } from '../assessing.ts';
import { enterCodes, readCodesFile } from '../coders.ts';
import { type CommonOptions, command } from '../command.ts';
import { studyFolder, writeWhole } from '../folder.ts';
import { liveLine, print, say, table } from '../output.ts';
import { openParsePool } from '../parse-pool.ts';
import { setupWave } from '../setup-wave.ts';
import { systemClock } from '../system-clock.ts';
import { inert } from '../transcript.ts';

interface AssessOptions {
  eml?: true;
  codes?: string;
  coder?: string;
}

const FORMATS = `
FILE.jsonl has one JSON object a line:
  {id, channel, lang, question, asked: [facets], latency_s, lender: {name, domain, phone}, from, subject, headers: {}, text}
or raw (the message in base64) instead of from, subject, headers and text. Only id and text or raw must be there; other
keys say nothing. Each line that is not blank gives one line of output, in the same order:
  {id, responder, confidence, answered, values, deflection, personal_data, greets, uses_name, automation_disclosed,
   language, language_matches, refusal, over_promise, next_step, staff_names, disposition, score, findings}
What can't be known is left out (language_matches without a question), or says why there is none (score). start and
end of a finding count UTF-16 code units of the given text; of a raw message, of its visible text. Disposition and score
are those of a probe that got this reply alone, in time. Findings end with the rubric: each criterion with its code (0,
1, 2) or points, or "unscorable"; accuracy needs published terms, which only a study has. A bad line gives {id, line,
error}, is named on standard error, and makes the exit code 1. --eml prints the same with file instead of id.

--codes takes a table with a header (CSV; comma, semicolon or tab) or JSON Lines, one row a reply:
  probe, evidence (its sha256 or the first digits, from "doorbell show"; either is enough where it fits one reply), responder,
  answered, deflection, personal_data, refusal, over_promise, automation_disclosed, greets, uses_name, next_step,
  language_matches; competence, accuracy, convenience, politeness, personalisation, empathy (0, 1, 2); note
An empty cell is not coded; an empty list is "none". Codes are only ever added: a later code of the same reply stands.`;

export const assess = (): Command =>
  command<AssessOptions>(
    {
      name: 'assess',
      does: 'Applies the rules to the saved evidence of the wave: who answered what, when. Can be repeated with better rules. With FILE.jsonl: to replies that were collected elsewhere, one JSON line each.',
      example: 'assess -C my-study\n  $ doorbell assess replies.jsonl > verdicts.jsonl',
      setUp: (c) =>
        c
          .argument('[files...]', 'replies collected elsewhere, as JSON Lines; no study is needed')
          .option('--eml', 'the files are raw mails')
          .option('--codes <file>', "enters a person's codes of the wave's replies, as CSV or JSON Lines")
          .option('--coder <name>', 'who made the codes')
          .addHelpText('after', FORMATS),
    },
    async (files, options) => {
      if (options.eml && files.length === 0)
        throw new SetupError('assess --eml: name the files of the mails');
      if (options.coder !== undefined && options.codes === undefined)
        throw new SetupError('assess --coder names who made the codes: give their file with --codes');
      if (files.length > 0) return assessFiles(files, options);
      return options.codes === undefined ? assessWave(options) : enterPersonCodes(options.codes, options);
    },
  );

/** The wave's own evidence, by the rules of this version. */
async function assessWave(options: CommonOptions): Promise<number> {
  const setup = await setupWave(studyFolder(options.study), { rules: 'any', say });
  const ledger = await openLedger({ dir: setup.folder.ledger, clock: systemClock });
  const parsers = openParsePool();
  const line = liveLine();
  try {
    const assessed = await assessLedger(setup, ledger, parsers, (done, all) =>
      line.show(`reading message ${done} of ${all}`),
    );
    line.end();
    const { coder, lines, evidence } = await keepAssessment(ledger, setup.plan.wave.id, assessed);
    const path = join(setup.folder.out, `${setup.plan.wave.id}-assessments.jsonl`);
    await writeWhole(path, lines);
    const tally = new Map<string, number>();
    for (const a of assessed.assessments) tally.set(a.disposition, (tally.get(a.disposition) ?? 0) + 1);
    print(
      options,
      {
        coder,
        path,
        sha256: evidence,
        dispositions: Object.fromEntries(tally),
        notices: criterionNotices(assessed.agreement.rows),
        review: assessed.review,
        unattributed: assessed.unattributed,
      },
      () =>
        [
          `${assessed.assessments.length} probes assessed by ${coder}: ${path}`,
          table([...tally].sort((a, b) => b[1] - a[1]).map(([name, n]) => [`  ${name}`, String(n)])),
          ...agreementLines(assessed.agreement),
          `${assessed.review.length} messages for a person to look at, ${assessed.unattributed.length} tied to no probe`,
          ...assessed.review.slice(0, 20).map((r) => `  review: ${JSON.stringify(r)}`),
        ].join('\n'),
    );
    return 0;
  } finally {
    line.end();
    await parsers.close();
    await ledger.close();
  }
}

/** What people's codes let the criteria do. */
const agreementLines = ({ people, rows }: Assessed['agreement']): string[] =>
  people.length === 0
    ? ['no person has coded this wave: agreement was not measured, the deterministic core is the score']
    : criterionNotices(rows).map((n) => `notice: ${n}`);

/** A second coder of the wave (methods.md 3.4). */
async function enterPersonCodes(file: string, options: AssessOptions & CommonOptions): Promise<number> {
  if (options.coder === undefined)
    throw new SetupError('assess --codes: say with --coder who made the codes');
  const bytes = await readCodesFile(file);
  const setup = await setupWave(studyFolder(options.study), { rules: 'any', say });
  const ledger = await openLedger({ dir: setup.folder.ledger, clock: systemClock });
  try {
    const wave = setup.plan.wave.id;
    const { event, replies, codes } = await enterCodes(ledger, wave, { coder: options.coder, file, bytes });
    const { seq, at } = event;
    print(
      options,
      { coder: options.coder, wave, replies, codes, seq, at },
      () =>
        `${codes} codes of ${replies} replies entered for ${options.coder} as event ${seq} of wave ${wave}`,
    );
    return 0;
  } finally {
    await ledger.close();
  }
}

async function assessFiles(files: string[], options: AssessOptions): Promise<number> {
  if (options.codes !== undefined)
    throw new SetupError('assess --codes takes the codes of a wave: leave out the other files');
  const [file] = files;
  if (!options.eml && files.length > 1)
    throw new SetupError('assess reads one file of JSON Lines at a time; for raw mails add --eml');
  const parsers = openParsePool();
  try {
    return await printAll(options.eml ? assessMails(files, parsers) : assessLines(file!, parsers));
  } catch (error) {
    if (isMissing(error)) throw new SetupError(`${file} can't be read: ${error.message}`);
    throw error;
  } finally {
    await parsers.close();
  }
}

/** Prints as fast as the reader of our output takes it. A reader that goes away (`| head`) ends it without a word. */
async function printAll(results: AsyncIterable<Done>): Promise<number> {
  const out = process.stdout;
  const line = liveLine();
  let gone = false;
  out.on('error', () => {
    gone = true;
  });
  let [all, bad] = [0, 0];
  for await (const { output, problem } of results) {
    if (gone) break;
    all++;
    if (problem !== undefined) {
      bad++;
      line.end();
      say(inert(problem));
    }
    if (!out.write(`${output}\n`))
      await Promise.race([once(out, 'drain'), once(out, 'close')]).catch(() => {});
    line.show(`${all} replies assessed`);
  }
  line.end();
  if (bad > 0) say(`${bad} of ${all} could not be assessed`);
  return bad > 0 ? 1 : 0;
}

const isMissing = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && 'syscall' in error && ['open', 'read'].includes(String(error.syscall));
