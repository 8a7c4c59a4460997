/** People's codes in the ledger change what counts in the score of a real wave, and the report says so. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Assessed, assessLedger, assessmentLines } from '../../src/cli/assessing.ts';
import { openParsePool, type ParsePool } from '../../src/cli/parse-pool.ts';
import { publish } from '../../src/cli/reporting.ts';
import type { WaveSetup } from '../../src/cli/setup-wave.ts';
import { sha256 } from '../../src/model/digest.ts';
import type { LedgerEvent } from '../../src/model/events.ts';
import { loadSavedWave } from '../golden/wave.ts';
import { temporaryFolder } from './temporary.ts';

const saved = loadSavedWave();
const setup = {
  plan: saved.plan,
  planSha: 'x',
  study: { market: saved.study.market, scenarios: saved.study.scenarios, wave: {} },
  settings: { email: { domain: saved.study.domain, inbound: [] } },
} as unknown as WaveSetup;

/** The saved wave's ledger with assessments appended, each as its bytes. */
function readerWith(assessed: { coder: string; text: string }[]) {
  const kept = new Map(saved.evidence);
  const events = [...saved.events];
  for (const { coder, text } of assessed) {
    const bytes = new TextEncoder().encode(text);
    kept.set(sha256(bytes), bytes);
    events.push({
      seq: events.length + 1,
      at: '2026-11-05T10:00:00.000Z',
      wave: saved.plan.wave.id,
      body: { kind: 'assessed', coder, evidence: sha256(bytes), inputs: sha256('x') },
      previous: sha256('x'),
      hash: sha256(`${events.length}`),
    } as LedgerEvent);
  }
  return { events: async () => events, evidence: async (name: string) => kept.get(name)! };
}

describe('a wave that people coded', () => {
  let parsers: ParsePool;
  let alone: Assessed;
  let coded: Assessed;

  const reassess = async () => {
    /** Replies of probes with one reply that tried to serve. */
    const replies = alone.assessments.flatMap((a) => {
      const judged = a.messages.filter((m) => !m.late && ['human', 'bot'].includes(m.responder));
      return judged.length === 1 ? [{ a, evidence: judged[0]!.evidence }] : [];
    });
    const codeOf = (a: (typeof alone.assessments)[number], name: string): number | undefined => {
      const verdict = a.criteria.find((c) => c.criterion === name)?.verdict;
      return verdict?.status === 'scored' ? verdict.code : undefined;
    };
    const file = (shift: number): string =>
      replies
        .map(({ a, evidence }, i) => {
          const convenience = codeOf(a, 'convenience');
          return JSON.stringify({
            probe: a.probe,
            evidence,
            personalisation: codeOf(a, 'personalisation'),
            // Nobody agrees with anybody on the barriers.
            convenience: convenience === undefined ? undefined : (convenience + 1 + ((i + shift) % 2)) % 3,
            empathy: i % 3,
          });
        })
        .join('\n');
    return assessLedger(
      setup,
      readerWith([
        { coder: 'rules@0.1.0', text: assessmentLines(alone.assessments) },
        { coder: 'Maria', text: file(0) },
        { coder: 'Li Wei', text: file(1) },
      ]),
      parsers,
    );
  };

  beforeAll(async () => {
    parsers = openParsePool();
    alone = await assessLedger(setup, readerWith([]), parsers);
    coded = await reassess();
  }, 120_000);
  afterAll(() => parsers.close());

  it('drops what they do not agree on, and takes in what they do', () => {
    expect(alone.agreement).toEqual({ people: [], rows: [] });
    expect(coded.agreement.people).toEqual(['Maria', 'Li Wei']);
    const row = (criterion: string) =>
      coded.agreement.rows.find((r) => r.criterion === criterion && r.language === 'all');
    expect(row('convenience')).toMatchObject({ by: 'convenience', verdict: 'dropped' });
    expect(row('personalisation')).toMatchObject({ verdict: 'in-score', alpha: { value: 1 } });
    expect(row('empathy')).toMatchObject({ verdict: 'in-score' });
    const scored = coded.assessments.filter(
      (a) => a.clocks.substantive.status === 'scored' && a.criteria.length > 0,
    );
    expect(scored.length).toBeGreaterThan(5);
    for (const a of scored) {
      const counting = a.criteria.flatMap((c) =>
        c.use === 'in-score' && c.verdict.status === 'scored' ? [{ ...c, points: c.verdict.points }] : [],
      );
      expect(counting.map((c) => c.criterion)).not.toContain('convenience');
      const weights = counting.reduce((n, c) => n + c.weight, 0);
      const mean = counting.reduce((n, c) => n + c.weight * c.points, 0) / weights;
      expect(a.score).toMatchObject({ value: expect.closeTo(mean, 2) });
    }
    expect(
      scored.some((a) => a.criteria.some((c) => c.criterion === 'empathy' && c.use === 'in-score')),
    ).toBe(true);
  });

  it('gives the same bytes again', async () => {
    expect(assessmentLines((await reassess()).assessments)).toBe(assessmentLines(coded.assessments));
  });

  it('is told in the report, and so is that nobody coded', async () => {
    const reportOf = async (assessed: Assessed) => {
      const { html, result } = await publish(setup, assessed, { language: 'en', out: temporaryFolder() });
      return { text: readFileSync(html, 'utf8'), result };
    };
    const without = await reportOf(alone);
    expect(without.text).toContain('agreement with the rules was not measured');
    expect(without.result.agreement).toEqual({ people: 0, rows: [] });
    const withPeople = await reportOf(coded);
    expect(withPeople.result.agreement.people).toBe(2);
    expect(withPeople.text).toMatch(
      /<li>convenience \(all languages\): alpha -?0\.\d{3} over \d+ codes, dropped from the score\.<\/li>/,
    );
    expect(withPeople.text).not.toContain('Maria');
  });
});
