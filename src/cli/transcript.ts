/** One probe's timeline as text for the terminal: what was sent, what came, when, and what it was taken for. */
import { stripVTControlCharacters } from 'node:util';
import type { Assessed } from './assessing.ts';

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

/** The ledger's events of a probe with the messages that came for it, in the order of time. */
export function timeline(probe: string, assessed: Assessed): Moment[] {
  const moments: Moment[] = [];
  for (const { at, body } of assessed.events) {
    if (!('probe' in body) || body.probe !== probe) continue;
    const { kind, probe: _probe, ...rest } = body;
    moments.push({ at: body.kind === 'sent' ? body.acceptedAt : at, what: `${kind}  ${details(rest)}` });
  }
  const judged = new Map(
    assessed.assessments.find((a) => a.probe === probe)?.messages.map((m) => [m.evidence, m]),
  );
  for (const { capture, mail, by } of assessed.arrived.get(probe) ?? []) {
    const message = judged.get(capture.evidence);
    const who = message ? `${message.responder} (${Math.round(message.confidence * 100)}%), ` : '';
    moments.push({
      at: capture.clocks.received?.from ?? capture.clocks.observed,
      what: `received  ${who}tied by ${by.join(', ')}${message?.late ? ', after the deadline' : ''}; evidence ${capture.evidence.slice(0, 12)}...`,
      // A chat has no subject.
      body: `${mail.subject === '' ? '' : `Subject: ${inert(mail.subject)}\n`}${inert(mail.visibleText).split('\n').slice(0, MOST_LINES).join('\n')}`,
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
    .map(([name, value]) => `${name}=${shown(value)}`)
    .join(' ');
}

function shown(value: unknown): string {
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return /^[0-9a-f]{64}$/.test(text) ? `${text.slice(0, 12)}...` : inert(text);
}
