/** From a question and a behaviour to the messages that come back: what, when, and what they mean. A pure function. */
import { DateTime } from 'luxon';
import type { Lender } from '../model/lenders.ts';
import type { Facet } from '../model/vocabulary.ts';
import type { Action, HeaderSet, LenderBehaviour, MailShape, Script } from './behaviour.ts';
import { createChance } from './chance.ts';
import { momentOf } from './delay.ts';
import { type ReportKind, writeReport } from './delivery-report.ts';
import { writeMail } from './mime.ts';
import type { PhraseBook, Phrases } from './phrases.ts';
import type { Question } from './question.ts';
import { withQuote } from './quote.ts';
import { pickStaff, type Speaker, wordsOf } from './reply-text.ts';
import type { Effect } from './truth.ts';

export interface Reply {
  /** UTC ms at which it leaves. */
  at: number;
  envelope: { from: string; to: string };
  messageId: string;
  raw: Buffer;
  effect: Effect;
}

/** The relay that took our message, and reports what it could not deliver. */
export const RELAY = 'relay.mailhub.example';
const DESK = 'ticketdesk.example';

/** Draws depend on the seed, the lender and the question alone: a repeat gives the same replies and delays. */
export function repliesTo(
  question: Question,
  given: {
    lender: Lender;
    behaviour: LenderBehaviour;
    script: Script;
    phrases: PhraseBook;
    seed: number | string;
    hurry: number;
  },
): Reply[] {
  const { lender, behaviour, script, phrases, seed, hurry } = given;
  const key = [seed, lender.id, question.scenario ?? question.alias];
  const chance = createChance(...key);
  const language = behaviour.language ?? question.language ?? lender.languages[0]!;
  const own = phrasesIn(phrases, language);
  const speaker: Speaker = {
    lender,
    behaviour,
    phrases: own,
    home: phrasesIn(phrases, lender.languages[0]!),
    language,
    staff: pickStaff(own, chance),
    ticket: String(10_000 + Math.floor(chance.unit() * 89_999)),
  };
  return script.does.map((action, index) => {
    const own = createChance(...key, index);
    const at = momentOf(action.delay, { from: question.acceptedAt, lender, chance: own, hurry });
    const id = own.unit().toString(36).slice(2, 12);
    return action.send === 'bounce'
      ? bounce(action.kind, question, lender, at, id)
      : mail(action, question, speaker, at, id);
  });
}

function mail(
  action: Exclude<Action, { send: 'bounce' }>,
  question: Question,
  speaker: Speaker,
  at: number,
  id: string,
): Reply {
  const { lender, behaviour, phrases } = speaker;
  const effect = effectOf(action, question, behaviour);
  const shape: MailShape = { ...usualShape(action, behaviour.mail), ...action.mail };
  const domain = new URL(lender.site).hostname;
  const sender =
    action.send === 'stray'
      ? { name: phrases.stray.from, address: 'post@strayhome.example' }
      : action.send === 'marketing'
        ? { name: lender.name, address: `news@${domain}` }
        : shape.from === 'ticket'
          ? { name: lender.name, address: `support@${lender.id}.${DESK}` }
          : { name: lender.name, address: question.to };
  const words = wordsOf(action, effect.answered, question, speaker, shape);
  const subject =
    shape.subject === 'ticket'
      ? phrases.ticketSubject.replace('{ticket}', speaker.ticket).replace('{company}', lender.name)
      : (words.subject ?? `${phrases.replyPrefix}${question.subject}`);
  const { text, html } = withQuote(words.body, question, shape.quote, {
    phrases,
    language: speaker.language,
    zone: lender.timeZone,
  });
  const messageId = `<${id}@${sender.address.slice(sender.address.indexOf('@') + 1)}>`;
  const thread: [string, string][] =
    shape.threading === 'dropped' || question.messageId === ''
      ? []
      : [
          ['In-Reply-To', question.messageId],
          ['References', [...question.references, question.messageId].join('\r\n ')],
        ];
  const raw = writeMail({
    from: sender,
    to: question.alias,
    subject,
    date: dateHeader(at, lender.timeZone),
    messageId,
    headers: [...thread, ...(shape.headers ?? []).flatMap((set) => headersOf(set, sender.address, domain))],
    ...(shape.body === 'html' ? {} : { text }),
    ...(shape.body === 'html' || shape.body === 'both' ? { html } : {}),
    charset: shape.charset ?? 'utf-8',
  });
  return { at, envelope: { from: sender.address, to: question.alias }, messageId, raw, effect };
}

/** Machines and strangers do not write as the lender's staff do. */
function usualShape(action: Action, mail: MailShape): MailShape {
  switch (action.send) {
    case 'acknowledgement':
      return { ...mail, headers: ['auto-replied'], quote: 'none', body: 'text' };
    case 'out-of-office':
      return { ...mail, headers: ['auto-replied', 'x-autoreply', 'suppress'], quote: 'none', body: 'text' };
    case 'marketing':
      return { headers: ['precedence-bulk', 'list'], threading: 'dropped', body: 'both' };
    case 'stray':
      return { threading: 'dropped' };
    default:
      return mail;
  }
}

/** What a message means, by what the behaviour calls it. */
export function effectOf(
  action: Exclude<Action, { send: 'bounce' }>,
  question: Question,
  behaviour: LenderBehaviour,
): Effect {
  const none: Effect = {
    responder: 'human',
    answered: [],
    deflection: 'none',
    refusal: false,
    personalData: [],
  };
  switch (action.send) {
    case 'answer': {
      const answered = facetsOf(action.facets, question.asks);
      const pointsAway = action.by === 'bot' && answered.length < question.asks.length;
      return {
        ...none,
        responder: action.by,
        answered,
        deflection: pointsAway ? 'website' : 'none',
        contradicts: answered.filter((f) => behaviour.contradicts.includes(f)),
      };
    }
    case 'acknowledgement':
      return { ...none, responder: 'auto-acknowledgement' };
    case 'out-of-office':
      return { ...none, responder: 'out-of-office' };
    case 'menu':
      return { ...none, responder: 'bot', deflection: 'website' };
    case 'deflection':
      return { ...none, deflection: action.to };
    case 'refusal':
    case 'complaint':
      return { ...none, refusal: true };
    case 'demand':
      return { ...none, personalData: ['full-name', 'date-of-birth', 'passport', 'photo-of-document'] };
    case 'marketing':
      return { ...none, responder: 'marketing' };
    case 'stray':
      return { ...none, responder: 'unrelated' };
  }
}

/** The asked facets that an answer covers. */
export function facetsOf(which: 'all' | 'first' | 'rest' | Facet[], asks: Facet[]): Facet[] {
  if (which === 'all') return asks;
  if (which === 'first') return asks.slice(0, 1);
  if (which === 'rest') return asks.slice(1);
  return asks.filter((f) => which.includes(f));
}

function bounce(
  kind: Extract<Action, { send: 'bounce' }>['kind'],
  question: Question,
  lender: Lender,
  at: number,
  id: string,
): Reply {
  const domain = question.to.slice(question.to.lastIndexOf('@') + 1);
  const reports: Record<typeof kind, ReportKind> = {
    hard: {
      action: 'failed',
      status: '5.1.1',
      diagnostic: `550 5.1.1 <${question.to}>: Recipient address rejected: User unknown`,
      reporter: RELAY,
    },
    late: {
      action: 'failed',
      status: '5.1.1',
      diagnostic: `550 5.1.1 <${question.to}>: mailbox does not exist`,
      reporter: `mx.${domain}`,
    },
    soft: {
      action: 'failed',
      status: '5.2.2',
      diagnostic: `552 5.2.2 <${question.to}>: mailbox is full, over quota`,
      reporter: RELAY,
    },
    delayed: {
      action: 'delayed',
      status: '4.4.1',
      diagnostic: `connect to mx.${domain}:25: Connection timed out`,
      reporter: RELAY,
    },
  };
  const report = reports[kind];
  const messageId = `<${id}@${report.reporter}>`;
  const raw = writeReport(report, question, {
    date: dateHeader(at, report.reporter === RELAY ? 'UTC' : lender.timeZone),
    messageId,
  });
  const means = kind === 'late' ? 'hard' : kind;
  return {
    at,
    envelope: { from: '', to: question.envelopeFrom },
    messageId,
    raw,
    effect: {
      responder: 'bounce',
      bounce: means,
      answered: [],
      deflection: 'none',
      refusal: false,
      personalData: [],
    },
  };
}

/** The report on an address that nobody in the market has. */
export function unknownAddress(question: Question, seed: number | string): Reply {
  const at = question.acceptedAt;
  const messageId = `<${createChance(seed, question.to, question.messageId).unit().toString(36).slice(2, 12)}@${RELAY}>`;
  const raw = writeReport(
    {
      action: 'failed',
      status: '5.1.2',
      diagnostic: `550 5.1.2 <${question.to}>: Host or domain name not found`,
      reporter: RELAY,
    },
    question,
    { date: dateHeader(at, 'UTC'), messageId },
  );
  const effect: Effect = {
    responder: 'bounce',
    bounce: 'hard',
    answered: [],
    deflection: 'none',
    refusal: false,
    personalData: [],
  };
  return { at, envelope: { from: '', to: question.envelopeFrom }, messageId, raw, effect };
}

function headersOf(set: HeaderSet, sender: string, domain: string): [string, string][] {
  switch (set) {
    case 'auto-replied':
    case 'auto-generated':
      return [['Auto-Submitted', set]];
    case 'x-autoreply':
      return [['X-Autoreply', 'yes']];
    case 'precedence-bulk':
      return [['Precedence', 'bulk']];
    case 'suppress':
      return [['X-Auto-Response-Suppress', 'All']];
    case 'list':
      return [
        ['List-Id', `<${sender.replace('@', '.')}>`],
        ['List-Unsubscribe', `<https://${domain}/unsubscribe>`],
      ];
  }
}

const dateHeader = (at: number, zone: string): string => DateTime.fromMillis(at, { zone }).toRFC2822()!;

/** Throws when there is no file of that language. */
export function phrasesIn(book: PhraseBook, language: string): Phrases {
  const found = book.get(language);
  if (!found) throw new RangeError(`the sandbox has no phrases in "${language}"`);
  return found;
}
