/** Puts a lender's words together: greeting, answers, signature. */
import type { Lender } from '../model/lenders.ts';
import type { Facet } from '../model/vocabulary.ts';
import type { Action, Facts, LenderBehaviour, MailShape } from './behaviour.ts';
import type { Chance } from './chance.ts';
import { inHouseStyle } from './houses.ts';
import type { Phrases } from './phrases.ts';
import type { Question } from './question.ts';

export interface Speaker {
  lender: Lender;
  behaviour: LenderBehaviour;
  /** In the language in which it answers. */
  phrases: Phrases;
  /** In the lender's own language: for money and usual numbers. */
  home: Phrases;
  language: string;
  /** The member of staff who writes. */
  staff: string;
  ticket: string;
}

/** The subject (null: a reply's usual one) and the body without any quote. Bounces have none of it. */
export function wordsOf(
  action: Exclude<Action, { send: 'bounce' }>,
  answered: Facet[],
  question: Question,
  speaker: Speaker,
  shape: MailShape,
): { subject: string | null; body: string } {
  const { phrases, behaviour } = speaker;
  const tone = behaviour.tone;
  const fill = (text: string) => fillIn(text, question, speaker);
  const letter = (...paragraphs: string[]) =>
    fill(sign([phrases.greeting[tone], ...inHouseStyle(speaker.lender.id, paragraphs)], speaker, shape));

  switch (action.send) {
    case 'answer': {
      const said = answered.map((facet) => wordingOf(facet, question.scenario, phrases)[tone]);
      const text = tone === 'plain' ? said.join('\n') : said.join('\n\n');
      if (action.by === 'bot') {
        const more = answered.length < question.asks.length ? [phrases.bot.outro] : [];
        const said = inHouseStyle(speaker.lender.id, [text]);
        return { subject: null, body: fill([phrases.bot.intro, ...said, ...more].join('\n\n')) };
      }
      if (action.facets === 'rest')
        return { subject: null, body: letter(phrases.rest, text, phrases.closing[tone]) };
      const promised = behaviour.does.some((a) => a.send === 'answer' && a.facets === 'rest');
      const end = promised && action.facets === 'first' ? phrases.promise : phrases.closing[tone];
      return { subject: null, body: letter(phrases.thanks[tone], text, end) };
    }
    case 'acknowledgement':
      return {
        subject: fill(phrases.acknowledgement.subject),
        body: fill(action.wording === 'plain' ? phrases.acknowledgement.plain : phrases.acknowledgement.body),
      };
    case 'out-of-office':
      return { subject: fill(phrases.outOfOffice.subject), body: fill(phrases.outOfOffice.body) };
    case 'menu':
      return { subject: null, body: fill(phrases.bot.menu) };
    case 'deflection':
      return { subject: null, body: letter(phrases.deflection[action.to]) };
    case 'refusal':
    case 'demand':
    case 'complaint':
      return { subject: null, body: letter(phrases[action.send]) };
    case 'marketing':
    case 'stray':
      return { subject: fill(phrases[action.send].subject), body: fill(phrases[action.send].body) };
  }
}

export const wordingOf = (facet: Facet, scenario: string | null, phrases: Phrases) =>
  (scenario === null ? undefined : phrases.byScenario[scenario]?.[facet]) ?? phrases.facets[facet];

function sign(paragraphs: string[], speaker: Speaker, shape: MailShape): string {
  const { phrases, staff, behaviour } = speaker;
  const signature = shape.sentFrom
    ? `${staff.split(' ')[0]}\n\n${phrases.sentFrom}`
    : `${phrases.farewell[behaviour.tone]}\n${staff}\n${phrases.role}\n{company}`;
  return [...paragraphs, signature, ...(shape.disclaimer ? [`--\n${phrases.disclaimer}`] : [])].join('\n\n');
}

export const pickStaff = (phrases: Phrases, chance: Chance): string => chance.pick(phrases.staff);

/** A phrase with its {..} filled in. */
export function fillIn(text: string, question: Question, speaker: Speaker): string {
  const { lender, behaviour, home, language } = speaker;
  const facts: Facts = { ...home.facts, ...behaviour.facts } as Facts;
  const number = (n: number) => new Intl.NumberFormat(language, { maximumFractionDigits: 2 }).format(n);
  // Who answers in another language still lends in the currency at home.
  const money = (n: number) => home.money.replace('{n}', number(n));
  const interest = Math.round((facts.sum * facts.rate * 30) / 100);
  const { given, forms, full } = question.persona;
  const values: Record<string, string> = {
    given: given || full,
    vocative: forms[0] ?? given,
    form: forms.find((f) => f.includes('/')) ?? forms[0] ?? full,
    company: lender.name,
    site: lender.site.endsWith('/') ? lender.site : `${lender.site}/`,
    phone: lender.channels.find((c) => c.kind === 'phone')?.address ?? '0 000 000 000',
    ticket: speaker.ticket,
    subject: question.subject,
    least: money(facts.least),
    limit: money(facts.limit),
    sum: money(facts.sum),
    total: money(facts.sum + interest),
    overpay: money(interest),
    fee: money(facts.fee),
    rate: number(facts.rate),
    days: String(facts.days),
  };
  return text.replace(/\{(\w+)\}/g, (whole, key: string) => values[key] ?? whole);
}
