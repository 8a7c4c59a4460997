/** Closes windows on proof only: complete coverage past the deadline, and a canary that came back (design.md, rule 2). */
import { InstrumentError } from '../model/errors.ts';
import type { Coverage } from '../model/evidence.ts';
import type { PlannedProbe } from '../model/plan.ts';
import { instant, millis } from '../model/scalars.ts';
import { deadlineOf, type Phase } from '../model/wave-state.ts';
import { decideOn, heardIn, lateLook, lookEnd, proofByHand } from './by-hand.ts';
import { keepCanary } from './canary.ts';
import { type Fieldwork, graceEnd, isByHand, isChat, record, refresh, stateOf } from './context.ts';
import { accountsIn, missingCoverage, witness } from './coverage.ts';
import { isLedgerFault } from './ledger-faults.ts';
import type { Recorder } from './ports.ts';
import { lastContact } from './recorder-watch.ts';
import { chatAccounts } from './revisits.ts';

/** Closes what can be closed; returns when to look again, UTC ms. */
export async function closeWindows(run: Fieldwork): Promise<number> {
  const all = overdue(run);
  if (all.length === 0) return nextDeadline(run);
  const byHand = all.filter((w) => isByHand(w.probe));
  const next = Math.min(await closeByMachine(run, all), await closeByHand(run, byHand));
  return Math.min(next, nextDeadline(run));
}

async function closeByMachine(run: Fieldwork, all: OverdueWindow[]): Promise<number> {
  const over = all.filter((w) => !isByHand(w.probe));
  let next = Number.POSITIVE_INFINITY;
  const tolerance = run.pace.clockTolerance;
  const unwitnessed = over.some((w) => witness(run.state, run.accounts, w.deadline, tolerance) === null);
  if (unwitnessed) next = await keepCanary(run);
  const ready = over.filter((w) => witness(run.state, run.accounts, w.deadline, tolerance) !== null);
  if (ready.some((w) => missingInMail(run, w) !== null)) await lookEverywhere(run);
  for (const window of over) {
    const canary = witness(run.state, run.accounts, window.deadline, tolerance);
    const missing = missingFor(run, window);
    const heard = isChat(window.probe) || heardOf(run, window.probe.id);
    if (canary !== null && missing === null && heard) {
      await record(run, {
        kind: 'window-closed',
        probe: window.probe.id,
        coveredTo: coveredTo(run),
        canary,
      });
      continue;
    }
    const giveUpAt = graceEnd(run, window.deadline);
    if (run.clock.now() > giveUpAt)
      await record(run, { kind: 'invalidated', probe: window.probe.id, ...whyNot(run, canary, missing) });
    else next = Math.min(next, giveUpAt + 1, run.clock.now() + run.pace.canaryEvery);
  }
  return next;
}

/** No canary comes back from a messenger: what proves these is that the recorder or an operator looked. */
async function closeByHand(run: Fieldwork, over: OverdueWindow[]): Promise<number> {
  const proofOf = ({ probe, from, deadline }: OverdueWindow) =>
    proofByHand(run, probe.id, { from, to: deadline });
  const heard = heardIn(run.triaged);
  if (over.some((w) => heard.has(w.probe.id) && 'code' in proofOf(w))) await lookEverywhere(run);
  let next = Number.POSITIVE_INFINITY;
  for (const window of over) {
    const probe = window.probe.id;
    const proof = proofOf(window);
    const giveUpAt = lookEnd(run, window.deadline);
    if ('canary' in proof) await record(run, { kind: 'window-closed', probe, ...proof });
    else if (run.clock.now() > giveUpAt)
      await decideOn(run, window.probe, (state) =>
        // A look of this very moment is proof all the same: the next round closes on it.
        lateLook(state, window.deadline) ? [] : [{ kind: 'invalidated', probe, ...proof }],
      );
    // A check rings the loop.
    else next = Math.min(next, giveUpAt + 1, run.clock.now() + run.pace.heartbeat);
  }
  return next;
}

interface OverdueWindow {
  probe: PlannedProbe;
  from: number;
  deadline: number;
}

function overdue(run: Fieldwork): OverdueWindow[] {
  const now = run.clock.now();
  const windows: OverdueWindow[] = [];
  for (const probe of run.plan.probes) {
    const state = stateOf(run, probe.id);
    if (state.phase !== 'sent') continue;
    const deadline = deadlineOf(state, run.plan.wave.deadlineHours)!;
    if (deadline < now) windows.push({ probe, from: millis(state.acceptedAt!), deadline });
  }
  return windows;
}

function nextDeadline(run: Fieldwork): number {
  const now = run.clock.now();
  let next = Number.POSITIVE_INFINITY;
  for (const probe of run.plan.probes) {
    const state = stateOf(run, probe.id);
    if (state.phase !== 'sent' && state.phase !== 'unknown') continue;
    const deadline = deadlineOf(state, run.plan.wave.deadlineHours)!;
    if (deadline >= now) next = Math.min(next, deadline + 1);
  }
  return next;
}

function missingInMail(run: Fieldwork, { from, deadline }: OverdueWindow): string | null {
  const window = { from, to: deadline };
  return missingCoverage(run.state.coverages, accountsIn(run.state, window), window);
}

/** A chat can be answered by mail too, to the address that its form asked for: both must have been watched. */
export function missingFor(run: Fieldwork, { probe, from, deadline }: OverdueWindow): string | null {
  const window = { from, to: deadline };
  const accounts = [...accountsIn(run.state, window), ...chatAccounts(run, probe)];
  return missingCoverage(run.state.coverages, accounts, window);
}

/**
 * Whether anything has come to the probe's own alias, our copy if nothing else: a canary shows that mail comes in, but
 * only this shows that mail to *this* address does (channels.md 4, item 10: "no reply" only with our sent copy).
 */
const heardOf = (run: Fieldwork, probe: string): boolean =>
  [...run.triaged.values()].some((t) => t.probe === probe);

function whyNot(
  run: Fieldwork,
  canary: string | null,
  missing: string | null,
): { code: string; reason: string } {
  if (canary === null) return { code: 'no-canary', reason: whyNoCanary(run) };
  if (missing !== null) return { code: 'no-coverage', reason: `the window can't be proven: ${missing}` };
  return {
    code: 'no-own-copy',
    reason: 'our own copy never came to its reply address: an answer might not have either',
  };
}

/** A complete look at every account, recorded whatever it found. */
export async function lookEverywhere(run: Fieldwork): Promise<void> {
  const since = waveStart(run);
  const sink = run.ledger.sink(run.plan.wave.id);
  const coverages = await run.channel.collect(sink, since);
  if (run.recorder && isWanted(run, run.recorder))
    coverages.push(...(await lookAtMessenger(run, run.recorder, since)));
  await refresh(run);
  await record(run, ...coverages.map((coverage) => ({ kind: 'covered' as const, coverage })));
}

/** Between the windows on its messenger the recorder listens by itself, and need only stay in touch. ms. */
const IN_TOUCH = 6 * 3_600_000;

function isWanted(run: Fieldwork, { account }: Recorder): boolean {
  const last = lastContact(run.state, account);
  if (last === null || run.clock.now() - last >= IN_TOUCH) return true;
  return run.plan.probes.some((p) => p.channel === 'telegram' && WATCHED.has(stateOf(run, p.id).phase));
}

const WATCHED: ReadonlySet<Phase> = new Set(['intended', 'not-sent', 'sent', 'unknown']);

/** A messenger that can't be reached keeps no mail window open: it was not looked at, and that is recorded. */
async function lookAtMessenger(run: Fieldwork, recorder: Recorder, since: number): Promise<Coverage[]> {
  try {
    return await recorder.collect(run.ledger.sink(run.plan.wave.id), since);
  } catch (error) {
    if (!(error instanceof InstrumentError) || isLedgerFault(error)) throw error;
    const { account } = recorder;
    await record(run, { kind: 'instrument-failed', code: error.code, reason: error.message, account });
    const now = instant(run.clock.now());
    const reason = error.message.slice(0, 300);
    return [{ account, from: now, to: now, complete: false, reason, folders: [] }];
  }
}

/** Mail before this moment is of no interest: a day before the first send. UTC ms. */
export const waveStart = (run: Fieldwork): number =>
  millis(run.plan.probes[0]?.sendAt ?? instant(run.clock.now())) - 86_400_000;

/** The earliest moment to which all accounts are covered. */
function coveredTo(run: Fieldwork): string {
  const ends = run.accounts.map(
    (a) => run.state.coverages.findLast((c) => c.account === a.name && c.complete)?.to ?? instant(0),
  );
  return ends.sort()[0]!;
}

function whyNoCanary(run: Fieldwork): string {
  const last = [...run.state.canaries.values()].at(-1);
  if (!last) return 'no message of our own was sent through the path after its deadline';
  if (last.lost) return `our own message after its deadline was lost: ${last.lost}`;
  if (last.seen) return "the mail server's clock does not agree with ours about when its deadline passed";
  return 'our own message after its deadline has not come back';
}
