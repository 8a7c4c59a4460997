/** What else a message says, beside the codes that decide about the probe: each by a small rule of its own. */
import type { Finding } from '../../model/assessment.ts';
import type { Reading } from '../../model/reading.ts';
import { foldText } from '../clean-text.ts';
import type { AnsweringUnits } from '../facets/index.ts';
import { blanked } from '../injection.ts';
import { languageOf } from '../language.ts';
import type { ReplyText } from '../reply-text.ts';
import { disclosureOf } from './disclosure.ts';
import { greetingOf, nameUseOf } from './greeting.ts';
import { nextStepOf } from './next-step.ts';
import { promisedReplyOf, ticketOf } from './reply-time.ts';
import { sentencesOf, signalsIn } from './signals.ts';
import { staffIn } from './staff.ts';
import { valuesOf, withWholeRange } from './values.ts';

export interface ReadingContext {
  /** Forms of the persona's name, folded. */
  names: readonly string[];
  /** Name of the lender, under letters like a person's; empty where it is not known. */
  lender: string;
  /** Language of the question; null when not known. */
  asked: string | null;
  languages: readonly string[];
  answering: readonly AnsweringUnits[];
  /** The message is of a machine that offers nothing to do: a bounce. */
  inert: boolean;
  /** It only says that something came or that nobody is there, or is not for the asker: it gives nothing to do. */
  idle: boolean;
  /** What sends the asker elsewhere or demands data: that is a step, in whatever words. */
  sent: Finding | null;
}

export function readMessage(
  reply: ReplyText,
  context: ReadingContext,
): { reading: Reading; findings: Finding[] } {
  const sentences = sentencesOf(reply);
  const greeting = greetingOf(reply, context.names);
  const name = nameUseOf(reply, context.names);
  const disclosure = disclosureOf(reply);
  const step = context.inert || context.idle ? null : nextStepOf(reply, sentences, context.sent);
  const { found, findings } = signalsIn(reply, sentences);
  const promised = promisedReplyOf(reply, sentences);
  const ticket = ticketOf(reply, sentences);
  const own = [...context.names, context.lender]
    .flatMap((n) => foldText(n).split(/[ .«»"“”]+/))
    .filter((w) => w.length > 1);
  const staff = context.inert
    ? { names: [], findings: [] }
    : staffIn({ ...reply, text: blanked(reply.text, reply.injections) }, own);
  return {
    reading: {
      greets: greeting !== null,
      usesName: name !== null,
      automationDisclosed: disclosure !== null,
      nextStep: step !== null,
      ...found,
      injection: reply.injections.length > 0,
      languageMatches: matches(reply, context),
      staffNames: staff.names,
      ...(promised && { promisedReply: promised.promised }),
      ...(ticket && { ticket: ticket.ticket }),
      values: context.inert ? [] : withWholeRange(valuesOf(reply, context.answering)),
    },
    findings: [
      ...[greeting, name, disclosure, step, promised?.finding, ticket?.finding].filter((f) => f != null),
      ...findings,
      ...staff.findings,
    ],
  };
}

/** A reply in two languages matches when one of its paragraphs is in the language of the question. */
function matches(reply: ReplyText, { asked, languages }: ReadingContext): boolean {
  if (asked === null || reply.language === 'unknown' || reply.language === asked) return true;
  return reply.units.some((u) => u.kind === 'paragraph' && languageOf(u.text, languages) === asked);
}
