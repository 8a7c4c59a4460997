/** What must hold after any number of kills. */
import { expect } from 'vitest';
import type { KilledWave } from './killed-wave.ts';

export interface KillSummary {
  kills: number;
  probes: number;
  answered: number;
  unknown: number;
  reconciled: number;
  unresolved: number;
  dispositions: Record<string, number>;
}

export function checkKilledWave(wave: KilledWave): KillSummary {
  const { events, assessments, received, answers } = wave;
  // Every lender got each message at most once.
  expect([...received].filter(([, times]) => times > 1)).toEqual([]);
  // Nothing was intended twice without the first having certainly not gone.
  const intents = new Map<string, number>();
  for (const { body } of events) {
    if (body.kind === 'send-intended') intents.set(body.probe, (intents.get(body.probe) ?? 0) + 1);
    if (body.kind === 'not-sent') intents.set(body.probe, (intents.get(body.probe) ?? 0) - 1);
  }
  expect([...intents].filter(([, open]) => open > 1)).toEqual([]);
  // No answer is lost.
  const captured = new Set(
    events.flatMap(({ body }) => (body.kind === 'captured' ? [body.capture.correlation.messageId] : [])),
  );
  expect([...answers.values()].filter((id) => !captured.has(id))).toEqual([]);
  // Each is tied to its probe, and no probe that was answered is called silent.
  for (const lender of answers.keys()) {
    const assessment = assessments.find((a) => a.probe === `w1-${lender}-email-first-loan`)!;
    expect(assessment.messages.map((m) => m.responder)).toSatisfy((who: string[]) =>
      who.some((r) => r === 'human' || r === 'bot'),
    );
    expect(['answered', 'partly-answered']).toContain(assessment.disposition);
  }
  // Who is called silent got the message and wrote nothing.
  for (const a of assessments.filter((x) => x.disposition === 'no-reply')) {
    const lender = a.probe.slice('w1-'.length, -'-email-first-loan'.length);
    expect(received.get(lender)).toBe(1);
    expect(answers.has(lender)).toBe(false);
  }
  // Every unknown send is resolved, or said not to be.
  const unknown = events.filter((e) => e.body.kind === 'send-unknown').length;
  const reconciled = events.flatMap(({ body }) => (body.kind === 'reconciled' ? [body.outcome] : []));
  expect(reconciled).toHaveLength(unknown);
  // Every probe came to an end, and the ledger is whole.
  const ends = events.filter((e) =>
    ['window-closed', 'invalidated', 'send-rejected'].includes(e.body.kind),
  ).length;
  expect(ends).toBe(assessments.length);
  expect(wave.verified.problems).toEqual([]);

  const dispositions: Record<string, number> = {};
  for (const a of assessments) dispositions[a.disposition] = (dispositions[a.disposition] ?? 0) + 1;
  return {
    kills: wave.kills,
    probes: assessments.length,
    answered: answers.size,
    unknown,
    reconciled: reconciled.filter((o) => o === 'sent').length,
    unresolved: reconciled.filter((o) => o === 'unresolved').length,
    dispositions,
  };
}
