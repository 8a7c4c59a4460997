/** Signals of wording. */
import type { ParsedMail } from '../../model/mail.ts';
import { offersChoices } from '../choices.ts';
import { foldText } from '../clean-text.ts';
import { clausesAt } from '../compiled.ts';
import { blanked } from '../injection.ts';
import type { Pack } from '../languages/pack.ts';
import { type ReplyText, spanOf } from '../reply-text.ts';
import {
  LIVE_AT_ONCE_MS,
  LIVE_LONG_MS,
  LIVE_SOON_MS,
  type Present,
  type ResponderContext,
} from './signals.ts';

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
  'mistaken',
] as const;

/** Two pictures or strings of exclamation marks; single ones are in people's letters too. */
const SHOUTING = /(?:[!！]{2,}|[🔥💰💸🎁🎉⏰‼💥🖤🤑].{0,200}[🔥💰💸🎁🎉⏰‼💥🖤🤑])/su;

/** Typed in passing: it begins small, or goes on small behind a full stop; Chinese with blanks for commas. */
const UNPOLISHED =
  /^[^\p{L}/@]{0,3}\p{Ll}(?!\p{L}*\.\p{L})|\p{Ll}[.!?] \p{Ll}|\p{L}!{1,3} \p{Ll}|^\p{sc=Han}[^，。！？,\n]{3,} \p{sc=Han}|^\p{sc=Han}[^。！？:：\n]{2,60}[，,][^。！？:：\n]{2,60}\p{sc=Han}$/u;

/** Fewer letters ("up to 6000") say nothing about their trade. A Chinese sign counts as one here. */
const ENOUGH_LETTERS = 20;

/** In a chat a person reads and types no more letters a second than this; after so long the speed says nothing. */
const LETTERS_A_SECOND = 2.9;

const TYPED_MS = 26_000;

/** A short name stands inside other words. */
const startsWord = (text: string, name: string): boolean => {
  const at = text.indexOf(name);
  return at >= 0 && (/\p{sc=Han}/u.test(name) || !/\p{L}/u.test(text[at - 1] ?? ' '));
};

export function textSignals(mail: ParsedMail, reply: ReplyText, context: ResponderContext): Present[] {
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
