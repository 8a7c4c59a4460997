/** A made-up wave in which lenders also say something: quotes, a contradiction, letters about their results. */

import type { Assessment } from '../../src/model/assessment.ts';
import type { LedgerEvent } from '../../src/model/events.ts';
import { RUBRIC_WEIGHTS } from '../../src/model/rubric.ts';
import { millis } from '../../src/model/scalars.ts';
import { ledger, type WaveInputs } from './fixtures.ts';

/** `said`: what the first message of every answered probe says, in the quote of a criterion. */
export function spokenWave(
  wave: WaveInputs,
  said = 'Добрий день, Олено! Ставка 1,5% на день. Ганна Рудик, 0 800 123 456, заявка #48213',
): WaveInputs {
  const day = wave.plan.wave.ends;
  const lenders = [...new Set(wave.plan.probes.map((p) => p.lender))].sort();
  const bodies = wave.events.map(({ at, body }): [number, LedgerEvent['body']] => [millis(at), body]);
  const after = bodies.at(-1)![0] + 1000;
  for (const lender of lenders.slice(0, 3)) {
    bodies.push([
      after,
      { kind: 'lender-notified', lender, notice: 'results', on: day, how: 'mail to its office', by: 'Desk' },
    ]);
    bodies.push([
      after + 1,
      {
        kind: 'lender-replied',
        lender,
        on: day,
        text: `We do answer. ${said}`,
        correction: 'Nothing was changed: the mail came after the deadline.',
        by: 'Desk',
      },
    ]);
  }
  return {
    ...wave,
    market: {
      ...wave.market,
      lenders: wave.market.lenders.map((l) => ({
        ...l,
        channels: [
          { kind: 'email', address: `help@${l.id}.example`, seenAt: l.site, seenOn: '2026-08-18' },
          { kind: 'telegram', address: `@${l.id}_help`, seenAt: l.site, seenOn: '2026-08-18' },
        ],
      })),
    },
    assessments: wave.assessments.map((a, i) => withQuotes(i % 20 === 0 ? withMarketing(a) : a, said)),
    events: ledger(wave.plan.wave.id, bodies),
  };
}

/** An offer that came a week later. */
function withMarketing(a: Assessment): Assessment {
  const [first] = a.messages;
  if (!first || a.sentAt === undefined) return a;
  const at = new Date(millis(a.sentAt) + 7 * 86_400_000).toISOString();
  const offer = { ...first, evidence: 'e'.repeat(64), received: { from: at, to: at } };
  return { ...a, messages: [...a.messages, { ...offer, responder: 'marketing', late: true }] };
}

function withQuotes(a: Assessment, said: string): Assessment {
  const message = a.messages.find((m) => m.responder === 'human' && !m.late);
  if (!message) return a;
  const own = { quote: said, start: 0, end: said.length, evidence: message.evidence.slice(0, 64) };
  const published = {
    quote: 'Стандартна ставка 0,9% на день.',
    start: 0,
    end: 31,
    source: 'https://terms.example/rates',
    seenOn: '2026-08-18',
  };
  const scored = { status: 'scored', points: 50, reason: 'One of two.' } as const;
  return {
    ...a,
    criteria: [
      {
        criterion: 'effectiveness',
        weight: RUBRIC_WEIGHTS.effectiveness,
        use: 'in-score',
        verdict: { ...scored, rule: 'effectiveness.share', quotes: [own] },
      },
      {
        criterion: 'accuracy',
        weight: RUBRIC_WEIGHTS.accuracy,
        use: 'in-score',
        verdict: { ...scored, rule: 'accuracy.published.rate', quotes: [{ ...own, start: 1 }, published] },
      },
      {
        criterion: 'empathy',
        weight: 0,
        use: 'no-weight',
        verdict: { status: 'unscorable', reason: 'coded by persons only' },
      },
    ],
  };
}
