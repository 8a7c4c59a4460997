/** A saved wave, assessed again, gives the same bytes: a change of a rule shows as a diff of this file, or not at all. */
import { describe, expect, it } from 'vitest';
import { loadSavedWave, reassess, savedAssessments } from './wave.ts';

describe('the golden wave', () => {
  it('is re-assessed byte for byte', async () => {
    expect(await reassess(loadSavedWave())).toBe(savedAssessments());
  });

  it('does not depend on the order in which messages were captured', async () => {
    const wave = loadSavedWave();
    const captured = wave.events.filter((e) => e.body.kind === 'captured');
    const others = wave.events.filter((e) => e.body.kind !== 'captured');
    expect(await reassess({ ...wave, events: [...others, ...captured.reverse()] })).toBe(savedAssessments());
  });

  it('has the evidence of every capture, and more than one language and disposition', () => {
    const wave = loadSavedWave();
    for (const { body } of wave.events)
      if (body.kind === 'captured') expect(wave.evidence.has(body.capture.evidence)).toBe(true);
    expect(new Set(wave.plan.probes.map((p) => p.language)).size).toBe(4);
    const dispositions = savedAssessments()
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line).disposition);
    expect(new Set(dispositions).size).toBeGreaterThanOrEqual(7);
  });
});
