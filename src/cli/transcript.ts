/** One probe's timeline as text for the terminal: what was sent, what came, when, and what it was taken for. */
import { stripVTControlCharacters } from 'node:util';
import type { Assessment } from '../model/assessment.ts';
import type { LedgerEvent } from '../model/events.ts';
import type { ParsedMail } from '../model/mail.ts';

/** Lines of a reply that are shown. */
const MOST_LINES = 30;

/** Inbound text is hostile: no control sequence of it may reach the terminal. */
export const inert = (text: string): string =>
  stripVTControlCharacters(text).replace(/[\p{Cc}\p{Cf}]/gu, keepLayout);

const keepLayout = (character: string): string => (character === '\n' || character === '\t' ? character : '');

export interface Moment {
  at: string;
  what: string;
  body?: string;
}

/** The ledger's events of a probe with the messages that were tied to it, in the order of time. */
export function timeline(
  probe: string,
  events: LedgerEvent[],
  assessment: Assessment | undefined,
  mails: Map<string, ParsedMail>,
): Moment[] {
  const moments: Moment[] = [];
  for (const { at, body } of events) {
    if (!('probe' in body) || body.probe !== probe) continue;
    const { kind, probe: _probe, ...rest } = body;
    moments.push({ at: body.kind === 'sent' ? body.acceptedAt : at, what: `${kind}  ${details(rest)}` });
  }
  for (const message of assessment?.messages ?? []) {
    const mail = mails.get(message.evidence);
    moments.push({
      at: message.received.from,
      what: `received  ${message.responder} (${Math.round(message.confidence * 100)}%), tied by ${message.by.join(', ')}${message.late ? ', after the deadline' : ''}; evidence ${message.evidence.slice(0, 12)}...`,
      ...(mail
        ? {
            body: `Subject: ${inert(mail.subject)}\n${inert(mail.visibleText).split('\n').slice(0, MOST_LINES).join('\n')}`,
          }
        : {}),
    });
  }
  return moments.sort((a, b) => a.at.localeCompare(b.at));
}

export const renderTimeline = (moments: Moment[]): string =>
  moments
    .map((m) => `${m.at.replace('T', ' ')}  ${m.what}${m.body ? `\n${m.body.replace(/^/gm, '    | ')}` : ''}`)
    .join('\n');

function details(fields: Record<string, unknown>): string {
  return Object.entries(fields)
    .map(
      ([name, value]) =>
        `${name}=${/^[0-9a-f]{64}$/.test(String(value)) ? `${String(value).slice(0, 12)}...` : inert(String(value))}`,
    )
    .join(' ');
}
