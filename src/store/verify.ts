/**
 * Is everything still as it was recorded? Computes the chain again, makes the projections again, hashes every
 * evidence file, and trusts nothing that it reads. Holds a page of events at a time; the rest is in a scratch database.
 */
import { resolve } from 'node:path';
import Database from 'better-sqlite3';
import { InstrumentError } from '../model/errors.ts';
import { GENESIS } from './chain.ts';
import { type Db, openForVerifying, openScratch } from './database.ts';
import { diskError, onDisk } from './disk-errors.ts';
import { type Findings, findings, type Trouble } from './findings.ts';
import { type Head, headProblem, readHead } from './head.ts';
import { verifyChain } from './verify-chain.ts';
import { verifyEvidence } from './verify-evidence.ts';
import { verifyProjections, verifyShape } from './verify-projections.ts';

export interface VerifyReport {
  /** No problems. Warnings do not count: they are what a crash, or a run that is going on, leaves behind. */
  ok: boolean;
  events: number;
  evidenceFiles: number;
  /** Where the chain ends: publish it, and nobody can change the ledger unseen, with or without the head file. */
  head: Head;
  /** The first hundred, and how many there are in all. */
  problems: Trouble[];
  problemCount: number;
  warnings: Trouble[];
  warningCount: number;
}

/**
 * Checks a ledger's folder, also while a run writes on it. Whatever is wrong is in the report; rejects only with
 * SetupError when there is no ledger, and with InstrumentError `disk-failed` or `ledger-busy`.
 */
export async function verifyLedger(dir: string): Promise<VerifyReport> {
  const home = resolve(dir);
  const found = findings();
  const report = { events: 0, evidenceFiles: 0, head: { seq: 0, hash: GENESIS } };
  await onDisk(async () => {
    // Before the database: a run that goes on may only move the chain further ahead of it.
    const head = await readHead(home).catch((error: unknown) => {
      if (!(error instanceof InstrumentError)) throw error;
      found.problem('head-changed', 'head', error.message);
      return undefined;
    });
    await reading(found, async () => {
      const db = openForVerifying(home);
      const scratch = openScratch();
      try {
        db.$client.exec('BEGIN');
        Object.assign(report, await verifyDatabase(db, scratch, head, found));
        report.evidenceFiles = await verifyEvidence(home, scratch, found);
      } finally {
        db.$client.close();
        scratch.$client.close();
      }
    });
  });
  return { ...report, ...found.all(), ok: found.all().problemCount === 0 };
}

async function verifyDatabase(db: Db, scratch: Db, head: Head | null | undefined, found: Findings) {
  const sound = db.$client.pragma('integrity_check(20)') as { integrity_check: string }[];
  for (const { integrity_check: said } of sound)
    if (said !== 'ok') found.problem('database-damaged', 'ledger.sqlite', said);
  verifyShape(db, scratch, found);
  const chain = await verifyChain(db, scratch, found);
  const problem = head === undefined ? null : headProblem(db, head);
  if (problem) found.problem('head-differs', 'head', problem);
  else if (head && head.seq < chain.head.seq)
    found.warning(
      'head-behind',
      'head',
      `events ${head.seq + 1} to ${chain.head.seq} are after the head: a crash, or a run that is going on`,
    );
  verifyProjections(db, scratch, found);
  return chain;
}

/** A database too broken to be read is a finding, not a failure; that the disk fails or somebody holds it is none. */
async function reading(found: Findings, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const code = diskError(error)?.code ?? (isSqlite(error) ? 'ledger-damaged' : '');
    if (code !== 'ledger-damaged') throw error;
    found.problem('database-damaged', 'ledger.sqlite', (error as Error).message);
  }
}

const isSqlite = (error: unknown): boolean =>
  error instanceof Error &&
  (error instanceof Database.SqliteError || error.cause instanceof Database.SqliteError);
