/**
 * Replies assessed per second, and reading a mail plus assessing it against the bare parser on the same mails:
 * `node bench/assess.ts`. The mails are the labelled replies of tests/corpus; one round warms up, three are measured.
 */
import PostalMime from 'postal-mime';
import { assessMessage } from '../src/assess/assess-message.ts';
import { foldText } from '../src/assess/clean-text.ts';
import { parseMail } from '../src/assess/parse-mail.ts';
import { LABELLED_LANGUAGES, loadLabelled, rawOfLabelled } from '../tests/corpus/labelled.ts';

const ROUNDS = 3;
const replies = LABELLED_LANGUAGES.flatMap((l) => loadLabelled(l));
const raws = replies.map(rawOfLabelled);
const mails = await Promise.all(raws.map((raw) => parseMail(raw)));

const assessAt = (i: number): void => {
  const r = replies[i]!;
  assessMessage(mails[i]!, {
    question: { language: r.lang, subject: '', body: r.question },
    asked: r.asked,
    languages: [...LABELLED_LANGUAGES],
    latencyMs: r.latency_s * 1_000,
    live: r.channel !== 'email',
    inOurThread: false,
    sameForOthers: 0,
    names: [r.persona.full, r.persona.given, ...r.persona.forms].map(foldText),
  });
};

/** Milliseconds a mail, the best of the rounds. */
async function measure(work: (i: number) => unknown): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round <= ROUNDS; round++) {
    const from = performance.now();
    for (let i = 0; i < replies.length; i++) await work(i);
    if (round > 0) best = Math.min(best, (performance.now() - from) / replies.length);
  }
  return best;
}

const bare = await measure((i) => PostalMime.parse(raws[i]!));
const read = await measure((i) => parseMail(raws[i]!));
const assess = await measure(assessAt);
const line = (what: string, ms: number): string =>
  `${what.padEnd(28)} ${ms.toFixed(3)} ms a mail   ${Math.round(1_000 / ms)} a second`;
console.log(`${replies.length} replies, ${LABELLED_LANGUAGES.join(' ')}`);
console.log(line('bare parser (postal-mime)', bare));
console.log(line('read (parseMail)', read));
console.log(line('assess (assessMessage)', assess));
console.log(line('read and assess', read + assess));
console.log(`read and assess takes ${((read + assess) / bare).toFixed(1)} times the bare parser`);
