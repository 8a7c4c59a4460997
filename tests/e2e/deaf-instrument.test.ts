/**
 * An instrument that has gone deaf says `invalid`, never `no-reply`: real Dovecot and Postfix, the real loop, a ledger
 * on a real (small) disk. The lenders answer everything, so that every silence would be a false one.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assessLedger } from '../../src/cli/assessing.ts';
import { openParsePool, type ParsePool } from '../../src/cli/parse-pool.ts';
import { systemClock } from '../../src/cli/system-clock.ts';
import { emailChannel, waveInput } from '../../src/cli/wire-fieldwork.ts';
import type { Clock } from '../../src/fieldwork/ports.ts';
import { runWave } from '../../src/fieldwork/run-wave.ts';
import { InstrumentError } from '../../src/model/errors.ts';
import type { LedgerEvent } from '../../src/model/events.ts';
import { openLedger, openLedgerReadOnly } from '../../src/store/ledger.ts';
import { PACE } from '../kill/pace.ts';
import { missing } from '../servers/package-binaries.ts';
import { type RealMarket, startRealMarket } from '../support/real-market.ts';
import { diskOf } from '../support/small-disk.ts';

const absent = missing('dovecot') ?? missing('postfix');
const PROBES = 3;

/** An impatient loop: proof must come within seconds of the deadline. */
const IMPATIENT = { ...PACE, canaryPatience: 2000, closeGrace: 5000 };

describe.skipIf(absent !== null)('a deaf instrument', () => {
  let market: RealMarket;
  let parsers: ParsePool;
  let dir: string;

  beforeAll(async () => {
    parsers = openParsePool();
    dir = mkdtempSync(join(tmpdir(), 'doorbell-deaf-'));
    market = await startRealMarket({ dir, answerAfter: () => 200 });
  });
  afterAll(async () => {
    await market.close();
    await parsers.close();
    rmSync(dir, { recursive: true, force: true });
  });

  /** Plays a wave of three probes; returns what the rules say of each. */
  async function play(
    name: string,
    options: {
      deadlineSeconds?: number;
      clock?: Clock;
      folders?: string[];
      ledger?: string;
      slotSeconds?: number;
      onSent?: () => Promise<void> | void;
    } = {},
  ): Promise<{ dispositions: string[]; codes: string[]; events: LedgerEvent[]; failed: unknown }> {
    const clock = options.clock ?? systemClock;
    const setup = market.setup({
      name,
      probes: PROBES,
      deadlineSeconds: options.deadlineSeconds ?? 6,
      now: clock.now(),
      ...(options.folders ? { folders: options.folders } : {}),
      ...(options.slotSeconds ? { slotSeconds: options.slotSeconds } : {}),
      ...(options.ledger ? { ledger: options.ledger } : {}),
    });
    const ledger = await openLedger({ dir: setup.folder.ledger, clock });
    let told = false;
    let failed: unknown = null;
    try {
      await runWave({
        ...waveInput(setup, {
          mode: 'sandbox',
          clock,
          ledger,
          channel: emailChannel(setup, clock, () => 'secret'),
          parsers,
        }),
        pace: IMPATIENT,
        onProgress: (progress) => {
          if (progress.sent < PROBES || told) return;
          told = true;
          void options.onSent?.();
        },
      });
    } catch (error) {
      failed = error;
    } finally {
      await ledger.close().catch(() => {});
    }
    const reader = await openLedgerReadOnly({ dir: setup.folder.ledger });
    const { assessments, events } = await assessLedger(setup, reader, parsers);
    await reader.close();
    return {
      dispositions: assessments.map((a) => a.disposition),
      codes: events.flatMap(({ body }) => (body.kind === 'invalidated' ? [body.code] : [])),
      events,
      failed,
    };
  }

  it('hears everything when nothing is wrong', { timeout: 60_000 }, async () => {
    const { dispositions } = await play('sound');
    expect(dispositions).toEqual(['answered', 'answered', 'answered']);
  });

  it('with a wrong folder configured: nobody is written to, and nothing is silence', {
    timeout: 60_000,
  }, async () => {
    const { dispositions, codes } = await play('wrong-folder', { folders: ['Nowhere'], slotSeconds: 4 });
    expect(dispositions).not.toContain('no-reply');
    expect(new Set(dispositions)).toEqual(new Set(['invalid']));
    expect(codes).toEqual(['missed-slot', 'missed-slot', 'missed-slot']);
  });

  it('with one wrong folder beside the right one: the coverage is not complete', {
    timeout: 60_000,
  }, async () => {
    market.silent = true;
    const { dispositions, codes } = await play('half-wrong', { folders: ['INBOX', 'Nowhere'] });
    market.silent = false;
    expect(dispositions).toEqual(['invalid', 'invalid', 'invalid']);
    expect(codes).toEqual(['no-coverage', 'no-coverage', 'no-coverage']);
  });

  it('with the IMAP server down over the deadline', { timeout: 90_000 }, async () => {
    market.silent = true;
    const { dispositions, codes } = await play('server-down', { onSent: () => market.dovecot.stop() });
    await market.dovecot.start();
    market.silent = false;
    expect(dispositions).toEqual(['invalid', 'invalid', 'invalid']);
    for (const code of codes) expect(['no-canary', 'no-coverage']).toContain(code);
  });

  it('with a clock that leaps over the deadline', { timeout: 90_000 }, async () => {
    market.silent = true;
    let offset = 0;
    const leaping: Clock = {
      ...systemClock,
      now: () => Date.now() + offset,
      sleepUntil: (at, signal) => systemClock.sleepUntil(at - offset, signal),
    };
    const { dispositions, events } = await play('clock', {
      clock: leaping,
      deadlineSeconds: 3600,
      onSent: () => {
        offset = 2 * 3_600_000;
      },
    });
    market.silent = false;
    expect(events.some((e) => e.body.kind === 'clock-jumped')).toBe(true);
    expect(dispositions).toEqual(['invalid', 'invalid', 'invalid']);
  });

  it('with a full disk: the run ends with a sentence, and what it could not keep is never silence', {
    timeout: 90_000,
  }, async () => {
    const disk = diskOf(join(dir, 'small-disk'), 6_000_000);
    try {
      const { dispositions, failed } = await play('full-disk', {
        ledger: join(disk.path, 'ledger'),
        onSent: () => disk.fill(),
      });
      expect(failed).toBeInstanceOf(InstrumentError);
      expect((failed as InstrumentError).code).toBe('disk-full');
      expect(dispositions).not.toContain('no-reply');
    } finally {
      disk.remove();
    }
  });
});
