/** A wave of messengers alone, end to end: two simulated operators at the desk's real pages, and what is found of it. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseDocument, type YAMLSeq } from 'yaml';
import { type DemoResult, playDemo } from '../../src/cli/play-demo.ts';
import type { Assessment } from '../../src/model/assessment.ts';
import type { LedgerEvent } from '../../src/model/events.ts';
import { millis } from '../../src/model/scalars.ts';
import { openLedgerReadOnly } from '../../src/store/ledger.ts';

const repository = resolve(import.meta.dirname, '../..');

describe('messengers, end to end', () => {
  const root = mkdtempSync(join(tmpdir(), 'doorbell-messengers-'));
  const said: string[] = [];
  let demo: DemoResult;
  let events: LedgerEvent[];
  let found: Assessment[];

  beforeAll(async () => {
    for (const name of ['lenders.yml', 'scenarios', 'settings.yml'])
      cpSync(join(repository, name), join(root, name), { recursive: true });
    const wave = parseDocument(readFileSync(join(repository, 'wave.yml'), 'utf8'));
    wave.set('channels', ['telegram', 'whatsapp', 'viber', 'line']);
    wave.set('ends', '2026-10-04');
    wave.delete('exclude');
    for (const { key } of (wave.get('only') as unknown as YAMLSeq<{ key: { value: string } }>).items)
      if (key.value === 'webchat') wave.deleteIn(['only', 'webchat']);
    writeFileSync(join(root, 'wave.yml'), String(wave));
    demo = await playDemo({
      root,
      out: join(root, 'out'),
      language: 'en',
      say: (line) => said.push(line),
      onProgress: () => {},
    });
    const ledger = await openLedgerReadOnly({ dir: demo.setup.folder.ledger });
    events = await ledger.events(demo.setup.plan.wave.id);
    await ledger.close();
    found = demo.assessments
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
  }, 300_000);
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  const bodies = <K extends LedgerEvent['body']['kind']>(kind: K) =>
    events.flatMap(({ body }) =>
      body.kind === kind ? [body as Extract<LedgerEvent['body'], { kind: K }>] : [],
    );
  const of = (lender: string) => found.find((a) => a.probe.includes(`-${lender}-`))!;

  it('sends each question once, by the hand of an operator, inside its slot', () => {
    expect(demo.setup.plan.probes).toHaveLength(14);
    const intents = bodies('send-intended');
    expect(new Set(intents.map((i) => i.probe)).size).toBe(14);
    expect(new Set(intents.map((i) => i.by))).toEqual(new Set(['Olena', 'Mei']));
    expect(demo.comparison).toMatchObject({ probes: 14, notReceived: 0, sentTwice: [] });
    for (const { probe, between } of bodies('sent')) {
      const { sendAt, sendBy } = demo.setup.plan.probes.find((p) => p.id === probe)!;
      expect(millis(between!.from)).toBeGreaterThanOrEqual(millis(sendAt));
      expect(millis(between!.to)).toBeLessThanOrEqual(millis(sendBy));
      // The click follows the take by a person's time: seconds to minutes.
      expect(millis(between!.to) - millis(between!.from)).toBeGreaterThan(15_000);
      expect(millis(between!.to) - millis(between!.from)).toBeLessThan(5 * 60_000);
    }
  });

  it('calls nobody silent who was not, and recovers what became of each', () => {
    const { dispositions, messages, facets, silentInvented, silentMissed } = demo.comparison;
    expect({ silentInvented, silentMissed }).toEqual({ silentInvented: [], silentMissed: [] });
    expect(dispositions.right, JSON.stringify(dispositions.wrong)).toBeGreaterThanOrEqual(13);
    expect(messages).toMatchObject({ wrong: [], invented: [] });
    expect(facets.wrong).toEqual([]);
    expect(of('stepnaya-moneta').disposition).toBe('channel-unavailable');
    expect(of('aqsha-bulaq').disposition).toBe('no-reply');
    expect(of('altyn-zhapyraq').disposition).toBe('partly-answered');
  });

  it('knows each moment as well as its evidence does, and no better', () => {
    for (const clock of Object.values(demo.comparison.clocks)) {
      expect(clock.wrong).toEqual([]);
      // A moment on Telegram has whole seconds; everything else is bounds, and the truth lies within them.
      expect(clock.maxMs).toBeLessThan(2_000);
    }
    expect(demo.comparison.clocks.anything.bounded).toBeGreaterThan(2);
    const kinds = new Set(bodies('captured').map(({ capture }) => capture.media));
    expect(kinds).toEqual(new Set(['update', 'export', 'sighting']));
    const precisions = new Set(found.flatMap((a) => a.messages.map((m) => m.precision)));
    expect([...precisions]).toEqual(expect.arrayContaining(['exact', 'minute', 'interval']));
  });

  it('proves silence by a look after the deadline, or by a recorder that was there', () => {
    const proofs = bodies('window-closed').map((w) => w.canary);
    expect(proofs.filter((p) => p.startsWith('check ')).length).toBeGreaterThan(3);
    for (const proof of proofs) expect(proof).toMatch(/^(?:check (?:Olena|Mei)|recorder telegram)$/);
    expect(bodies('invalidated')).toEqual([]);
  });

  it('says what the operators did, and leaves a ledger that verifies', () => {
    expect(said.find((line) => line.startsWith('desk '))).toMatch(
      /2 simulated operators pressed Send 13 times and found 1 accounts missing/,
    );
    expect(demo.verified).toMatchObject({ ok: true, problems: [] });
    expect(bodies('desk-noted').filter((n) => n.what === 'refused-upload')).toEqual([]);
  });
});
