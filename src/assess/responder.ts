/**
 * What kind of thing wrote a message: many weak signals together (rules/responder.json), never one header alone.
 * "Human" cannot be observed; it means that nothing in the message speaks for a machine (methods.md 1.1).
 */
import type { Finding } from '../model/assessment.ts';
import type { ParsedMail } from '../model/mail.ts';
import type { Responder } from '../model/vocabulary.ts';
import { offersChoices } from './choices.ts';
import { foldText } from './clean-text.ts';
import { clausesAt, packsFor } from './compiled.ts';
import { blanked } from './injection.ts';
import { PACKS } from './languages/index.ts';
import type { Pack } from './languages/pack.ts';
import { literal } from './phrases.ts';
import { type ReplyText, spanOf } from './reply-text.ts';
import rules from './rules/responder.json' with { type: 'json' };

export interface ResponderContext {
  /** Milliseconds since our accepted send; null when not known. */
  latencyMs: number | null;
  /** A live channel, where a person too answers within a minute, though not within seconds. */
  live: boolean;
  /** It refers to one of our Message-IDs. */
  inOurThread: boolean;
  /** Subject of our message. */
  ourSubject: string | null;
  /** Asked facets that it answers. */
  answers: boolean;
  /** It refuses, deflects or demands. */
  acts: boolean;
  /** Other probes to the same lender that got the same words. */
  sameForOthers: number;
  /** Forms of the persona's name, folded. */
  names: readonly string[];
  /** It comes from an address at the lender's own domain. */
  fromLender: boolean;
  /** The lender's domains are known, and its address is at none of them. */
  fromElsewhere: boolean;
}

type Signal = keyof typeof rules.signals;
type Class = keyof typeof rules.prior;

export interface ResponderVerdict {
  responder: Responder;
  /** Share of the winner among the classes, by softmax over the sums of votes. */
  confidence: number;
  /** For and against: `value` is the signal, the reason says what it speaks for. */
  findings: Finding[];
}

/** Typed in passing: it begins small, or goes on small behind a full stop; Chinese with blanks for commas. */
const UNPOLISHED =
  /^[^\p{L}/@]{0,3}\p{Ll}(?!\p{L}*\.\p{L})|\p{Ll}[.!?] \p{Ll}|^\p{sc=Han}[^，。！？,\n]{3,} \p{sc=Han}|^\p{sc=Han}[^。！？:：\n]{2,60}[，,][^。！？:：\n]{2,60}\p{sc=Han}$/u;

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
  if (inferred.some((p) => p.signal === 'off-topic'))
    present = present.filter((p) => p.signal !== 'answers' && p.signal !== 'acts-on-question');
  // What sells us something hours later does not send us away.
  const advertises =
    ['much-later-chat', 'marketing'].every((name) => present.some((p) => p.signal === name)) ||
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

const speaksOfTrade = (reply: ReplyText): boolean => {
  const text = reply.maskedAll.replace(/\n/g, ' ');
  return reply.packs.some((p) => p.responder.some(([k, r]) => k === 'trade' && r.test(text)));
};

/** What several signals say together. */
function betweenTheLines(
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

/** Letters of an answer that need not say what it is about: "sure, no problem at all". */
const ONE_LINER = 40;
/** A mailing of the lender's own is longer. */
const SHORT_LETTER = 120;

/** No person sent it just now. */
const BY_ITSELF: readonly Signal[] = [
  'auto-submitted',
  'autoreply-header',
  'automatic-subject',
  'platform-away',
  'at-once',
  'live-at-once',
];

/** Signs that a message belongs to the conversation that we began. */
const OURS: readonly Signal[] = [
  'reply-subject',
  'in-our-thread',
  'quotes-us',
  'automatic-subject',
  'ticket',
  'acknowledgement',
  'person',
];

interface Present {
  signal: Signal;
  span?: Finding['span'];
}

function headerSignals(mail: ParsedMail, context: ResponderContext): Present[] {
  const values = (name: string): string[] =>
    mail.headers.filter((h) => h.name === name).map((h) => h.value.trim().toLowerCase());
  const has = (...names: string[]): boolean => names.some((n) => values(n).length > 0);
  const out: Present[] = [];
  const add = (when: boolean, signal: Signal): void => {
    if (when) out.push({ signal });
  };
  add(
    values('auto-submitted').some((v) => v !== '' && !v.startsWith('no')),
    'auto-submitted',
  );
  add(
    has(
      'x-autoreply',
      'x-autorespond',
      'x-auto-reply',
      'x-autoreply-from',
      'x-mail-autoreply',
      'x-autogenerated',
      'x-ms-exchange-inbox-rules-loop',
    ),
    'autoreply-header',
  );
  // What the platform itself says of a message (Bot API, Message; a chat's own label).
  const says = (...names: string[]): boolean =>
    names.some((n) => values(n).some((v) => ['true', '1', 'yes'].includes(v)));
  add(says('from.is_bot', 'is_bot', 'from-is-bot'), 'platform-bot');
  add(says('is_from_offline', 'is-from-offline'), 'platform-away');
  const precedence = values('precedence').join(' ');
  add(/auto/.test(precedence), 'precedence-auto');
  add(/bulk|list|junk/.test(precedence), 'precedence-bulk');
  add(mail.returnPath === '', 'null-return-path');
  add(has('x-auto-response-suppress'), 'suppress');
  add(
    has('list-unsubscribe', 'list-id', 'list-post', 'feedback-id', 'x-campaign', 'x-campaign-id'),
    'list-header',
  );
  const subject = foldText(mail.subject);
  const isAutomatic = packsFor(subject, null).some((p) =>
    p.responder.some(([k, r]) => k === 'automation' && r.test(subject)),
  );
  add(isAutomatic || AUTOMATIC_SUBJECT.test(subject), 'automatic-subject');
  const continues = REPLY_SUBJECT.test(subject) || sharesSubject(subject, context.ourSubject);
  add(continues, 'reply-subject');
  add(context.inOurThread, 'in-our-thread');
  const ofItsOwn = /\p{L}/u.test(subject) && !continues && !isAutomatic && !AUTOMATIC_SUBJECT.test(subject);
  const unasked = !context.inOurThread && mail.quotedText.length <= 40 && (context.latencyMs ?? 0) > 900_000;
  add(!context.live && ofItsOwn && unasked, 'own-subject');
  add(
    mail.from.some((f) => /(?:^|[._-])(?:no-?reply|do-?not-?reply|noreply\w*)(?:[._@+-]|$)/.test(f.address)),
    'no-reply-sender',
  );
  const ms = context.latencyMs;
  add(ms !== null && !context.live && ms < 60_000, 'at-once');
  add(ms !== null && context.live && ms < LIVE_AT_ONCE_MS, 'live-at-once');
  add(ms !== null && context.live && ms > LIVE_LONG_MS, 'much-later-chat');
  add(ms !== null && !context.live && ms >= 60_000 && ms < 180_000, 'within-three-minutes');
  add(ms !== null && ms > 900_000, 'after-a-quarter-hour');
  return out;
}

const subjectStart = (pick: (p: Pack) => string[]): string => PACKS.flatMap(pick).map(literal).join('|');
/** Nobody reads a question in a chat and types an answer in less. */
const LIVE_AT_ONCE_MS = 6_000;
/** Few operators have read, thought and written by then. */
const LIVE_SOON_MS = 30_000;
/** In a chat a person reads and types no more letters a second than this; after so long the speed says nothing. */
const LETTERS_A_SECOND = 2.9;
const TYPED_MS = 26_000;
/** A chat answered after so long is written to anew. */
const LIVE_LONG_MS = 5 * 3_600_000;

const AUTOMATIC_SUBJECT = new RegExp(`^(?:${subjectStart((p) => p.subject.automatic)})\\s?[:：(\\]-]`, 'u');
/** A ticket system's tag may stand before it: "[Shop] Re: rate". */
const REPLY_SUBJECT = new RegExp(
  `^(?:\\[[^\\]]{1,60}\\]\\s?)?(?:${subjectStart((p) => p.subject.reply)})\\s?(?:\\[\\d+\\])?[:：]`,
  'u',
);

const sharesSubject = (subject: string, ours: string | null): boolean =>
  ours !== null && foldText(ours).trim().length >= 6 && subject.includes(foldText(ours).trim());

/** A short name stands inside other words. */
const startsWord = (text: string, name: string): boolean => {
  const at = text.indexOf(name);
  return at >= 0 && (/\p{sc=Han}/u.test(name) || !/\p{L}/u.test(text[at - 1] ?? ' '));
};

/** Groups of phrases that become a signal by themselves. */
const TEXT_SIGNALS = [
  'acknowledgement',
  'ticket',
  'promise',
  'unattended',
  'absence',
  'hours',
  'automation',
  'menu',
  'marketing',
  'person',
  'elsewhere',
] as const;

/** Two pictures or strings of exclamation marks; single ones are in people's letters too. */
const SHOUTING = /(?:[!！]{2,}|[🔥💰💸🎁🎉⏰‼💥🖤🤑].{0,200}[🔥💰💸🎁🎉⏰‼💥🖤🤑])/su;

/** Fewer letters ("up to 6000") say nothing about their trade. A Chinese sign counts as one here. */
const ENOUGH_LETTERS = 20;

function textSignals(mail: ParsedMail, reply: ReplyText, context: ResponderContext): Present[] {
  const out: Present[] = [];
  const found = new Map<keyof Pack['responder'], { start: number; end: number; count: number }>();
  for (const unit of reply.units) {
    if (unit.kind !== 'sentence') continue;
    const { text } = unit;
    for (const pack of unit.packs)
      for (const [name, pattern] of pack.responder) {
        const before = found.get(name);
        if (before && (name !== 'marketing' || before.count > 2)) continue;
        if (!pattern.test(text)) continue;
        const count =
          name === 'marketing'
            ? clausesAt(text).filter((c) => pattern.test(text.slice(c.start, c.end))).length
            : 1;
        if (before) before.count += count;
        else found.set(name, { start: unit.start, end: unit.end, count });
      }
  }
  // Footers are no answer, but they say who speaks: "this is an automatic message", "unsubscribe".
  const tail = reply.maskedAll
    .slice(mail.signatureAt ?? reply.maskedAll.length)
    .replace(/\n/g, ' ')
    .slice(0, 1_500);
  for (const pack of reply.packs)
    for (const [name, pattern] of pack.responder)
      if (['automation', 'unattended', 'marketing'].includes(name) && !found.has(name) && pattern.test(tail))
        found.set(name, { start: mail.signatureAt ?? 0, end: reply.text.length, count: 1 });
  for (const name of TEXT_SIGNALS) {
    const at = found.get(name);
    if (at) out.push({ signal: name, span: spanOf(reply.text, at.start, at.end) });
  }
  if ((found.get('marketing')?.count ?? 0) > 1) out.push({ signal: 'much-marketing' });
  const letters = reply.masked.match(/\p{L}/gu)?.length ?? 0;
  // A Chinese sign says as much as two or three letters.
  const shown = blanked(reply.text, reply.injections).trim();
  const strokes =
    (shown.match(/[\p{L}\p{Nd}]/gu)?.length ?? 0) + 1.5 * (shown.match(/\p{sc=Han}/gu)?.length ?? 0);
  const opening = foldText(shown.slice(0, 200));
  const namesUs = context.names.some((n) => n.length >= 2 && startsWord(opening, n));
  if (letters === 0) out.push({ signal: 'empty' });
  else if (
    letters >= ENOUGH_LETTERS &&
    ![...found.keys()].some((k) => k !== 'person') &&
    !context.answers &&
    !context.acts
  ) {
    const ms = context.latencyMs ?? 0;
    if (!context.live || ms >= LIVE_LONG_MS)
      out.push({ signal: context.fromLender ? 'no-known-words' : 'no-trade-words' });
    else if (ms > TYPED_MS && !namesUs) out.push({ signal: 'stray-line' });
  }
  if (context.answers) out.push({ signal: 'answers' });
  // A notice that came by itself may name a number to call, or what to send: it answers nobody.
  const notice = found.has('acknowledgement') || found.has('ticket') || found.has('absence');
  const soonest = notice && !context.live ? 180_000 : notice || !context.live ? 60_000 : 0;
  const byItself = (context.latencyMs ?? Number.POSITIVE_INFINITY) < soonest;
  if (context.acts && (context.answers || !byItself)) out.push({ signal: 'acts-on-question' });
  const ms = context.latencyMs;
  if (context.live && ms !== null && ms < TYPED_MS && (letters * 1_000) / ms > LETTERS_A_SECOND)
    out.push({ signal: 'faster-than-typing' });
  // "Yes" is typed at once.
  const soon = ms !== null && ms >= LIVE_AT_ONCE_MS && ms < LIVE_SOON_MS && strokes * 1_000 > ms;
  if (context.live && soon) out.push({ signal: 'live-soon' });
  const prompt = ms !== null && ms < (context.live ? LIVE_SOON_MS : 180_000);
  if (prompt && offersChoices(shown)) out.push({ signal: 'choices' });
  if (context.live && UNPOLISHED.test(shown.slice(0, 400))) out.push({ signal: 'unpolished' });
  if (SHOUTING.test(reply.text.slice(0, 1_000))) out.push({ signal: 'shouting' });
  if (mail.quotedText.length > 40) out.push({ signal: 'quotes-us' });
  if (context.sameForOthers > 0) out.push({ signal: 'same-for-others' });
  if (namesUs) out.push({ signal: 'names-us' });
  return out;
}
