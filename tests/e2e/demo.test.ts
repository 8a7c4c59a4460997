/** The demo tells the truth: what it recovers of the sandbox market, held to floors. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DemoResult, playDemo } from '../../src/cli/play-demo.ts';
import { isAssisted } from '../../src/model/vocabulary.ts';
import { sandboxLeaks } from '../report/sandbox-names.ts';

describe('npm run demo', () => {
  const out = mkdtempSync(join(tmpdir(), 'doorbell-demo-'));
  let demo: DemoResult;

  beforeAll(async () => {
    demo = await playDemo({ out, language: 'en', say: () => {}, onProgress: () => {} });
  }, 600_000);
  afterAll(() => rmSync(out, { recursive: true, force: true }));

  it('sends nothing twice and calls nobody silent who was not', () => {
    expect(demo.comparison.sentTwice).toEqual([]);
    expect(demo.comparison.silentInvented).toEqual([]);
  });

  it('recovers what became of each probe', () => {
    const { probes, dispositions, messages } = demo.comparison;
    expect(probes).toBeGreaterThan(165);
    expect(dispositions.right / probes).toBeGreaterThanOrEqual(0.955);
    expect(messages.invented).toEqual([]);
    expect(messages.right / messages.delivered).toBeGreaterThanOrEqual(0.98);
  });

  it('works four messengers by the hands of two operators', () => {
    const byHand = demo.setup.plan.probes.filter((p) => isAssisted(p.channel));
    expect(byHand).toHaveLength(14);
    expect(new Set(byHand.map((p) => p.channel)).size).toBe(4);
    const asked = new Set(byHand.map((p) => p.id));
    const { dispositions, facets, messages } = demo.comparison;
    const wrong = [...facets.wrong, ...messages.wrong].filter((d) => asked.has(d.probe));
    expect(wrong).toEqual([]);
    expect(dispositions.wrong.filter((d) => asked.has(d.probe)).length).toBeLessThanOrEqual(1);
    expect(demo.comparison.clocks.anything.bounded).toBeGreaterThan(2);
  });

  it('finds the desk that two lenders share, and no other', () => {
    const { findings } = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8'));
    expect(findings.sharedDesks.desks.map((d: { lenders: string[] }) => d.lenders)).toEqual([
      ['copperwick', 'pennyfield'],
    ]);
  });

  it('recovers the figures that contradict what a lender publishes, and makes up none', () => {
    const { real, found, missed, invented } = demo.comparison.contradictions;
    expect(real).toBeGreaterThanOrEqual(2);
    expect({ found, missed, invented }).toEqual({ found: real, missed: [], invented: [] });
  });

  it('measures the clocks to the second, half of them to a tenth of it', () => {
    for (const clock of Object.values(demo.comparison.clocks)) {
      expect(clock.medianMs ?? 0).toBeLessThan(100);
      // A browser on a busy machine draws late.
      expect(clock.maxMs ?? 0).toBeLessThan(3000);
    }
  });

  it('leaves a ledger that verifies', () => {
    expect(demo.verified).toMatchObject({ ok: true, problems: [] });
  });

  it('stops at too many bounces, and says so', () => {
    expect(demo.stops.length).toBeGreaterThan(0);
    expect(demo.stops[0]).toContain('bounced');
  });

  it('writes a report that holds the hash of the plan and no name of a persona or mailbox', () => {
    const { setup, published } = demo;
    const html = readFileSync(published.html, 'utf8');
    expect(html).toContain(setup.planSha);
    expect(html).not.toMatch(/(?:src|href)="https?:/);
    for (const file of published.files) {
      const text = readFileSync(file, 'utf8');
      for (const { persona } of setup.study.scenarios)
        for (const name of Object.values(persona.names)) expect(text, file).not.toContain(name.full);
      for (const { token } of setup.plan.probes) expect(text, file).not.toContain(token);
    }
  });

  it('names no asker, member of staff, mailbox or telephone of the sandbox in any file that it publishes', () => {
    const leaks = sandboxLeaks(demo.setup.plan, demo.setup.study.scenarios);
    const texts = demo.published.files.filter((f) => /\.(?:html|json|csv)$/.test(f));
    expect(texts.length).toBeGreaterThan(20);
    for (const file of texts) expect(leaks(readFileSync(file, 'utf8')), file).toBeNull();
  });
});
