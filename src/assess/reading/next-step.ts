/** An explicit action for the asker: an imperative, a numbered procedure, a digit to send, a link to act on. */
import type { Finding } from '../../model/assessment.ts';
import type { ReplyText } from '../reply-text.ts';
import { flag, type Sentence, says } from './signals.ts';

export function nextStepOf(reply: ReplyText, sentences: readonly Sentence[]): Finding | null {
  for (const s of sentences) {
    const pack = says(s, 'nextStep');
    if (!pack || says(s, 'notNextStep')) continue;
    return flag(reply, s, 'next-step', `${pack.pack.code}.next-step`, 'Tells the asker what to do.');
  }
  return null;
}
