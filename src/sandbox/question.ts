/** What a simulated lender understands of a message that it got. */
import PostalMime from 'postal-mime';
import type { Persona, Scenario } from '../model/scenario.ts';
import { WORDINGS } from '../model/scenario.ts';
import type { Facet, Language } from '../model/vocabulary.ts';

type PersonaName = Persona['names'][string];

export interface Question {
  /** Our From address, lower-case: where replies go. */
  alias: string;
  /** The envelope sender: where bounces go. */
  envelopeFrom: string;
  to: string;
  name: string;
  messageId: string;
  references: string[];
  subject: string;
  text: string;
  /** Header lines of the original, for delivery reports. */
  head: string;
  /** Null when it is none of the study's questions. */
  scenario: string | null;
  language: Language | null;
  asks: Facet[];
  persona: PersonaName;
  /** UTC ms of the 250. */
  acceptedAt: number;
}

/** An unknown question is taken as one about these. */
const USUAL: Facet[] = ['eligibility', 'documents', 'amount', 'rate'];

/** Reads the raw bytes. Rejects when they are no message at all. */
export async function readQuestion(
  raw: Buffer,
  envelope: { from: string; to: string; acceptedAt: number },
  scenarios: readonly Scenario[],
): Promise<Question> {
  const mail = await PostalMime.parse(raw);
  const text = mail.text ?? '';
  const subject = mail.subject ?? '';
  const known = recognise(subject, text, scenarios);
  const name = mail.from?.name ?? '';
  const end = raw.indexOf('\r\n\r\n');
  return {
    alias: (mail.replyTo?.[0]?.address ?? mail.from?.address ?? envelope.from).toLowerCase(),
    envelopeFrom: envelope.from,
    to: envelope.to,
    name,
    messageId: mail.messageId ?? '',
    references: mail.references ? mail.references.split(/\s+/).filter(Boolean) : [],
    subject,
    text,
    head: raw.subarray(0, end < 0 ? raw.length : end).toString('latin1'),
    scenario: known?.scenario.id ?? null,
    language: known?.language ?? null,
    asks: known?.scenario.asks ?? USUAL,
    persona: personaOf(
      name,
      scenarios.map((s) => s.persona),
      known?.language,
    ),
    acceptedAt: envelope.acceptedAt,
  };
}

/** By the subject and the whole text around the name; white space doesn't count. */
function recognise(
  subject: string,
  text: string,
  scenarios: readonly Scenario[],
): { scenario: Scenario; language: Language } | null {
  const got = squeeze(text);
  for (const scenario of scenarios)
    for (const [language, texts] of Object.entries(scenario.texts))
      for (const wording of WORDINGS) {
        const { subject: asked, body } = texts[wording];
        if (squeeze(asked) !== squeeze(subject)) continue;
        if (body.split('{name}').every((piece) => got.includes(squeeze(piece))))
          return { scenario, language };
      }
  return null;
}

const squeeze = (text: string): string => text.normalize('NFKC').replace(/\s+/g, '');

function personaOf(name: string, personas: Persona[], language: Language | undefined): PersonaName {
  const all = personas.flatMap((p) =>
    Object.entries(p.names).filter(([l]) => language === undefined || l === language),
  );
  return (
    all.find(([, n]) => n.full === name)?.[1] ?? { full: name, given: name.split(' ')[0] ?? '', forms: [] }
  );
}
