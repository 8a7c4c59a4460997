/** Yes or no of what a reply says in so many words: each a list of phrases in the packs, with what takes it back. */
import type { Finding } from '../../model/assessment.ts';
import { type ReadUnit, type ReplyText, spanOf } from '../reply-text.ts';
import { type CompiledReading, type ReadingList, readingPacks } from './compiled.ts';

/** A sentence in its folded words and with its quantities masked: a phrase may hold in either. */
export interface Sentence {
  unit: { start: number; end: number };
  words: string;
  masked: string;
  packs: CompiledReading[];
  question: boolean;
}

/** The sentences of the answer, without signature. */
export function sentencesOf(reply: ReplyText): Sentence[] {
  const folded = reply.folded;
  return reply.units.flatMap((unit: ReadUnit) =>
    unit.kind === 'sentence' && unit.text.trim() !== ''
      ? [
          {
            unit,
            words: folded.slice(unit.start, unit.end).replace(/\n/g, ' '),
            masked: unit.text,
            packs: readingPacks(unit.packs.map((p) => p.code)),
            question: unit.question,
          },
        ]
      : [],
  );
}

export const says = (s: Sentence, list: ReadingList): CompiledReading | undefined =>
  s.packs.find((p) => p.lists[list]?.test(s.words) || p.lists[list]?.test(s.masked));

interface Signal {
  criterion: string;
  list: ReadingList;
  /** A sentence that also holds one of these does not count. */
  unless?: ReadingList;
  reason: string;
}

const SIGNALS = {
  overPromise: {
    criterion: 'over-promise',
    list: 'overPromise',
    unless: 'notOverPromise',
    reason: 'Promises approval or money without condition.',
  },
  csatPrompt: { criterion: 'csat-prompt', list: 'csat', reason: 'Asks to rate the service.' },
  complaintChannel: { criterion: 'complaint-channel', list: 'complaint', reason: 'Says where to complain.' },
  statusLink: {
    criterion: 'status-link',
    list: 'statusLink',
    reason: 'Gives a link at which the state of the request can be seen.',
  },
} as const satisfies Record<string, Signal>;

export type SignalName = keyof typeof SIGNALS;

/** The first sentence that says it, one finding each. */
export function signalsIn(
  reply: ReplyText,
  sentences: readonly Sentence[],
): { found: Record<SignalName, boolean>; findings: Finding[] } {
  const findings: Finding[] = [];
  const found = {} as Record<SignalName, boolean>;
  for (const [name, signal] of Object.entries(SIGNALS) as [SignalName, Signal][]) {
    found[name] = false;
    for (const s of sentences) {
      const pack = says(s, signal.list);
      if (!pack || (signal.unless && says(s, signal.unless))) continue;
      found[name] = true;
      findings.push(flag(reply, s, signal.criterion, `${pack.pack.code}.${signal.criterion}`, signal.reason));
      break;
    }
  }
  return { found, findings };
}

export const flag = (
  reply: ReplyText,
  s: { unit: { start: number; end: number } },
  criterion: string,
  rule: string,
  reason: string,
): Finding => ({ criterion, value: true, rule, reason, span: spanOf(reply.text, s.unit.start, s.unit.end) });
