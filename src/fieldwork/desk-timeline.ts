/** Everything that is known about one lender's probes, moment by moment. */
import type { EventBody, EventKind } from '../model/events.ts';
import type { Capture, Interval, Precision } from '../model/evidence.ts';
import { millis } from '../model/scalars.ts';
import type { DeskWork } from './desk-work.ts';

export interface Moment {
  /** UTC ms at which it was recorded. */
  at: number;
  probe: string;
  /** What was recorded; `message` is one message out of a piece of evidence. */
  kind: EventKind | 'message';
  by?: string;
  /** A sentence in English about an event; empty for a message. */
  detail: string;
  /** sha256 of the evidence it comes from. */
  evidence?: string;
  media?: string;
  message?: { side: 'own' | 'other' | 'system'; text: string; sent: Interval; precision: Precision };
}

/** The lender's probes and everything recorded about them, oldest first; the words of replies are hostile plain text. */
export async function lenderTimeline(work: DeskWork, lender: string): Promise<Moment[]> {
  await work.refresh();
  const mine = new Set(work.plan.probes.filter((p) => p.lender === lender).map((p) => p.id));
  const moments: Moment[] = [];
  let place = -1;
  for (const { at, body } of await work.ledger.events(work.plan.wave.id)) {
    if (body.kind === 'captured') {
      place++;
      const probe = body.capture.probe ?? work.triaged.get(place)?.probe;
      if (!probe || !mine.has(probe)) continue;
      moments.push(...(await wordsIn(work, body.capture, probe, millis(at), body.by)));
      continue;
    }
    if (!('probe' in body) || !mine.has(body.probe)) continue;
    const by = 'by' in body && body.kind !== 'reconciled' ? body.by : undefined;
    moments.push({
      at: millis(at),
      probe: body.probe,
      kind: body.kind,
      detail: detailOf(body),
      ...(by === undefined ? {} : { by }),
      ...('evidence' in body ? { evidence: body.evidence } : {}),
    });
  }
  return moments;
}

/** One piece of evidence as the moments that stand in it, or one moment where there are no words in it. */
async function wordsIn(
  work: DeskWork,
  capture: Capture,
  probe: string,
  at: number,
  by: string | undefined,
): Promise<Moment[]> {
  const { evidence } = capture;
  const media = capture.media ?? 'mail';
  const whole: Moment = {
    at,
    probe,
    kind: 'captured',
    detail: media,
    evidence,
    media,
    ...(by ? { by } : {}),
  };
  if (media === 'dom' || media === 'screenshot') return [whole];
  const messages = await work.read(capture, await work.ledger.evidence(evidence));
  if (messages.length === 0) return [whole];
  return messages.map(({ side, text, at: sent, precision }) => ({
    ...whole,
    kind: 'message' as const,
    detail: '',
    message: { side, text, sent, precision },
  }));
}

function detailOf(body: Extract<EventBody, { probe: string }>): string {
  switch (body.kind) {
    case 'send-intended':
      return body.by === undefined ? `to be sent to ${body.address}` : `taken, to be sent to ${body.address}`;
    case 'sent':
      return body.between === undefined
        ? body.response
        : `between ${body.between.from} and ${body.between.to}`;
    case 'send-rejected':
      return `${body.code} ${body.response}`;
    case 'door-closed':
      return `${body.disposition}: ${body.reason}`;
    case 'reconciled':
      return `${body.outcome}, by ${body.by}`;
    case 'operator-checked':
      return body.saw === 'reply' ? 'an answer was there' : 'no answer was there';
    case 'follow-up-ended':
      return `${body.outcome}: ${body.reason}`;
    case 'window-closed':
      return `watched until ${body.coveredTo}`;
    case 'not-sent':
    case 'send-unknown':
    case 'invalidated':
      return body.reason;
    default:
      return '';
  }
}
