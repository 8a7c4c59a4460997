/**
 * What kind of thing wrote a message: many weak signals together (rules/responder.json), never one header alone.
 * "Human" cannot be observed; it means that nothing in the message speaks for a machine (methods.md 1.1).
 */
import type { Finding } from '../../model/assessment.ts';
import type { ParsedMail } from '../../model/mail.ts';
import type { Responder } from '../../model/vocabulary.ts';
import type { ReplyText } from '../reply-text.ts';
import rules from '../rules/responder.json' with { type: 'json' };
import { betweenTheLines } from './between-lines.ts';
import { headerSignals } from './header-signals.ts';
import { type Class, LIVE_SOON_MS, type ResponderContext, type Signal, speaksOfTrade } from './signals.ts';
import { textSignals } from './text-signals.ts';

export interface ResponderVerdict {
  responder: Responder;
  /** Share of the winner among the classes, by softmax over the sums of votes. */
  confidence: number;
  /** For and against: `value` is the signal, the reason says what it speaks for. */
  findings: Finding[];
}

export function responderOf(mail: ParsedMail, reply: ReplyText, context: ResponderContext): ResponderVerdict {
  let present = [...headerSignals(mail, context), ...textSignals(mail, reply, context)];
  // A lender's courier brings loans, and nobody strays into a conversation within seconds.
  const trade = speaksOfTrade(reply);
  const soonest = context.live && !trade ? LIVE_SOON_MS : 180_000;
  const prompt = (context.latencyMs ?? Number.POSITIVE_INFINITY) < soonest;
  // A stranger's honey has its price too.
  const strange = context.fromElsewhere && !context.live && !trade;
  if (strange && present.some((p) => p.signal === 'elsewhere'))
    present = present.filter((p) => p.signal !== 'answers');
  else if (context.answers || prompt || (context.fromLender && trade))
    present = present.filter((p) => p.signal !== 'elsewhere');
  // Strangers type in passing as well.
  if (present.some((p) => p.signal === 'elsewhere'))
    present = present.filter((p) => p.signal !== 'unpolished');
  const inferred = betweenTheLines(present, reply, context);
  // A line of a person's, whatever its subject.
  if (inferred.some((p) => p.signal === 'from-lender'))
    present = present.filter((p) => p.signal !== 'own-subject');
  present.push(...inferred);
  // What a stranger writes about something else answers nothing of ours.
  if (present.some((p) => p.signal === 'off-topic' || p.signal === 'mistaken'))
    present = present.filter((p) => p.signal !== 'answers' && p.signal !== 'acts-on-question');
  // What sells us something hours later does not send us away.
  const all = (...signals: Signal[]): boolean => signals.every((s) => present.some((p) => p.signal === s));
  const advertises =
    all('much-later-chat', 'marketing') ||
    // "BRING A FRIEND!!" a quarter of an hour later.
    (context.live && !context.answers && all('marketing', 'shouting', 'after-a-quarter-hour')) ||
    (context.live && inferred.some((p) => p.signal === 'stranger-offers'));
  if (advertises)
    present = present.filter((p) => p.signal !== 'acts-on-question' && p.signal !== 'unpolished');
  // Who is sent elsewhere within seconds is sent by a machine as well as by a person.
  if (present.some((p) => p.signal === 'live-soon'))
    present = present.filter((p) => p.signal !== 'acts-on-question');
  const classes = Object.keys(rules.prior) as Class[];
  const scores = new Map<Class, number>(classes.map((c) => [c, rules.prior[c]]));
  for (const { signal } of present)
    for (const [c, vote] of Object.entries(rules.signals[signal].votes))
      scores.set(c as Class, scores.get(c as Class)! + vote);
  const winner = classes.reduce((best, c) => (scores.get(c)! > scores.get(best)! ? c : best));
  const total = classes.reduce((sum, c) => sum + Math.exp(scores.get(c)!), 0);
  const findings = present.map(({ signal, span }): Finding => {
    const vote = (rules.signals[signal].votes as Partial<Record<Class, number>>)[winner] ?? 0;
    return {
      criterion: 'responder',
      value: vote < 0 ? 'against' : vote > 0 ? 'for' : 'neutral',
      rule: `responder.${signal}`,
      reason: rules.signals[signal].reason,
      ...(span && { span }),
    };
  });
  return {
    responder: winner,
    confidence: Math.round((Math.exp(scores.get(winner)!) / total) * 1000) / 1000,
    findings,
  };
}
