/** An explicit action for the asker: an imperative, a numbered procedure, a digit to send, a link to act on. */
import type { Finding } from '../../model/assessment.ts';
import type { ReplyText } from '../reply-text.ts';
import { flag, type Sentence, says } from './signals.ts';

/** `sent`: the finding that sends the asker elsewhere or demands data, if there is one. */
export function nextStepOf(
  reply: ReplyText,
  sentences: readonly Sentence[],
  sent: Finding | null,
): Finding | null {
  for (const s of sentences) {
    const pack = says(s, 'nextStep');
    if (!pack || says(s, 'notNextStep')) continue;
    return flag(reply, s, 'next-step', `${pack.pack.code}.next-step`, 'Tells the asker what to do.');
  }
  if (!sent) return null;
  const reason = 'Sends the asker on, or asks for data.';
  return { ...sent, criterion: 'next-step', value: true, rule: 'next-step.sent', reason };
}
