/** What several signals say together. */
import type { ReplyText } from '../reply-text.ts';
import {
  BY_ITSELF,
  OURS,
  type Present,
  type ResponderContext,
  type Signal,
  speaksOfTrade,
} from './signals.ts';

/** Letters of an answer that need not say what it is about: "sure, no problem at all". */
const ONE_LINER = 40;

/** A mailing of the lender's own is longer. */
const SHORT_LETTER = 120;

export function betweenTheLines(
  present: readonly Present[],
  reply: ReplyText,
  context: ResponderContext,
): Present[] {
  const has = (...signals: Signal[]): boolean => present.some((p) => signals.includes(p.signal));
  const out: Present[] = [];
  const serves = has('live-at-once') || (has('at-once') && has('answers'));
  if (serves && !has('acknowledgement', 'ticket', 'promise', 'unattended', 'absence'))
    out.push({ signal: 'nothing-acknowledged' });
  const trade = speaksOfTrade(reply);
  // The lender's own staff answer in a thread of their own too; its mailings and its stray mail do not speak to us.
  const letters = reply.masked.match(/\p{L}/gu)?.length ?? 0;
  const ours = has('answers', 'acts-on-question')
    ? trade || letters <= ONE_LINER || names(reply, 'money', 'percent')
    : trade && letters <= SHORT_LETTER;
  const theirs =
    context.fromLender &&
    ours &&
    !has('list-header', 'precedence-bulk', 'marketing', 'shouting', 'no-reply-sender') &&
    (!has('own-subject') || letters <= ONE_LINER);
  const outside = context.live
    ? (has('much-later-chat') || (has('elsewhere') && !trade)) &&
      !theirs &&
      !has('answers') &&
      (!has('acts-on-question') || has('marketing')) &&
      (!has('unpolished') || has('elsewhere') || !trade)
    : !has(...OURS) && !theirs;
  const more = has('answers', 'acts-on-question', 'person', 'menu', 'marketing', 'absence', 'hours');
  if (has('acknowledgement') && has('after-a-quarter-hour') && !more)
    out.push({ signal: 'only-acknowledges' });
  const itself =
    has(...BY_ITSELF) && !has('acknowledgement', 'ticket', 'unattended', 'answers', 'menu', 'marketing');
  const times = names(reply, 'date', 'clock') || has('hours');
  if (itself && !has('acts-on-question', 'absence') && times) out.push({ signal: 'names-a-day' });
  if (theirs && !has(...OURS)) out.push({ signal: 'from-lender' });
  if (context.fromElsewhere && !context.live && !has('in-our-thread', 'quotes-us'))
    out.push({ signal: 'foreign-sender' });
  if (outside && !context.live) out.push({ signal: 'outside-our-conversation' });
  // A sum or an imperative alone advertises nothing: neighbours and shops name prices too.
  const offers = trade || has('marketing', 'shouting', 'list-header') || names(reply, 'percent', 'link');
  if (outside && context.fromLender && has('own-subject') && offers && !has('elsewhere'))
    out.push({ signal: 'lender-mailing' });
  // A stranger's list that advertises sells something, whatever it is; so does the lender's own chat hours later.
  else if (outside) {
    const sells =
      has('much-marketing') || (context.live && has('marketing', 'shouting') && !has('elsewhere'));
    out.push({ signal: trade || sells ? 'stranger-offers' : 'off-topic' });
  }
  if (
    has('list-header') &&
    !has('reply-subject', 'in-our-thread', 'quotes-us', 'automatic-subject', 'ticket')
  )
    out.push({ signal: 'own-subject-list' });
  return out;
}

const names = (reply: ReplyText, ...kinds: string[]): boolean =>
  reply.quantities.some((q) => kinds.includes(q.kind));
