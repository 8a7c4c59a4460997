/** What a simulated agent understands of a line that a visitor wrote. */
import type { Scenario } from '../../model/scenario.ts';
import { WORDINGS } from '../../model/scenario.ts';
import type { Facet, Language } from '../../model/vocabulary.ts';
import type { Question } from '../question.ts';
import type { LeftMessage } from './chat.ts';

/** An unknown question is taken as one about these. */
const USUAL: Facet[] = ['eligibility', 'documents', 'amount', 'rate'];
/** The least share of a wording's sentences that must stand in the line. */
const ENOUGH = 0.5;
/** Shorter lines are greetings, thanks or a button's words. */
const SHORTEST = 20;

export interface Visitor {
  name?: string;
  email?: string;
  phone?: string;
}

/** Whether a line asks something, rather than saying hello or thanks. */
export const isQuestion = (text: string): boolean =>
  [...text.trim()].length >= SHORTEST && /[?？]/.test(text);

/**
 * The question as the market's mail side knows it, so that the same words answer it. Recognised by its sentences: a
 * chat carries no subject, and a widget may cut or join lines.
 */
export function readChatQuestion(
  text: string,
  visitor: Visitor,
  session: string,
  acceptedAt: number,
  scenarios: readonly Scenario[],
): Question {
  const known = recognise(text, scenarios);
  const names = scenarios.flatMap((s) => Object.entries(s.persona.names));
  const persona = names.find(
    ([language, n]) =>
      (visitor.name === n.full || visitor.name === n.given || (!visitor.name && text.includes(n.given))) &&
      (known === null || language === known.language),
  )?.[1];
  const name = visitor.name ?? persona?.full ?? '';
  return {
    alias: (visitor.email ?? '').toLowerCase(),
    envelopeFrom: visitor.email ?? '',
    to: '',
    name,
    messageId: session,
    references: [],
    subject: '',
    text,
    head: '',
    scenario: known?.scenario.id ?? null,
    language: known?.language ?? null,
    asks: known?.scenario.asks ?? USUAL,
    persona: persona ?? { full: name, given: name.split(' ')[0] ?? '', forms: [] },
    acceptedAt,
  };
}

function recognise(
  text: string,
  scenarios: readonly Scenario[],
): { scenario: Scenario; language: Language } | null {
  const got = squeeze(text);
  let best: { scenario: Scenario; language: Language; share: number } | null = null;
  for (const scenario of scenarios)
    for (const [language, texts] of Object.entries(scenario.texts))
      for (const wording of WORDINGS) {
        const sentences = texts[wording].body
          .split(/(?<=[.?!。？！])|\n/u)
          .map(squeeze)
          .filter((s) => s.length >= 12 && !s.includes('{name}'));
        const share = sentences.filter((s) => got.includes(s)).length / Math.max(1, sentences.length);
        if (share >= ENOUGH && share > (best?.share ?? 0)) best = { scenario, language, share };
      }
  return best;
}

const squeeze = (text: string): string => text.normalize('NFKC').replace(/\s+/g, '');

/** What was left in an offline form, as the mail side knows a question: answered by mail to the address in it. */
export function questionLeft(left: LeftMessage, scenarios: readonly Scenario[]): Question {
  const { lender, name, email, text, at } = left;
  return {
    ...readChatQuestion(text, { name, email }, '', at, scenarios),
    to: lender.channels.find((c) => c.kind === 'email')?.address ?? `info@${new URL(lender.site).hostname}`,
  };
}
