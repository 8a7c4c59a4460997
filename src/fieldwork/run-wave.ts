/**
 * The loop of fieldwork: sends what is due and collects until every window has closed. It can be killed at any moment
 * and started again: all it knows comes from the ledger.
 */
import { canonical } from '../model/digest.ts';
import { InstrumentError, SetupError } from '../model/errors.ts';
import { emptyWave } from '../model/wave-state.ts';
import { keepCanary } from './canary.ts';
import { settleChats } from './chats.ts';
import { type ClockReading, readClock, watchClock } from './clock-watch.ts';
import { closeWindows, lookEverywhere, waveStart } from './close-windows.ts';
import { type Fieldwork, isByHand, isFinal, record, refresh, stateOf } from './context.ts';
import { isLedgerFault } from './ledger-faults.ts';
import type { EvidenceSink, InboundListener } from './ports.ts';
import { type Progress, progressOf } from './progress.ts';
import { reconcileUnknown, recoverInterrupted } from './reconcile.ts';
import { recorderPolicy } from './recorder-watch.ts';
import { revisitDue } from './revisits.ts';
import { sendDue } from './send-due.ts';
import { settleByHand } from './settle-by-hand.ts';
import { triageInbox } from './triage-inbox.ts';

/** What the loop is given; state and triage are its own. */
export type WaveInput = Omit<Fieldwork, 'state' | 'triaged' | 'startedAt' | 'chats'> & {
  /** Called after every round; must not throw. */
  onProgress?: (progress: Progress) => void;
  /**
   * Asked when sending has been stopped: whoever looked into it, to go on; null leaves it stopped. Without it a stop
   * stays until a person resumes it.
   */
  onStopped?: (reason: string) => Promise<{ by: string } | null>;
  /** Handed the way to wake the loop, once: the desk rings when somebody has done something. */
  onBell?: (ring: () => void) => void;
  /** Ends the run early but in good order; the wave can be resumed. */
  signal?: AbortSignal;
};

export interface WaveOutcome {
  /** Whether every probe has come to its end. */
  finished: boolean;
  progress: Progress;
}

/** Rejects with SetupError (another plan in the ledger) or InstrumentError (the ledger can't be written). */
export async function runWave(input: WaveInput): Promise<WaveOutcome> {
  const { onProgress, onStopped, onBell, signal, ...given } = input;
  const bell = createBell();
  onBell?.(bell.ring);
  const stopListening = new AbortController();
  const leave = new AbortController();
  const run: Fieldwork = {
    ...given,
    state: emptyWave(),
    triaged: new Map(),
    startedAt: given.clock.now(),
    chats: {
      inFlight: new Map(),
      provenAt: null,
      retryAt: 0,
      broken: null,
      ring: bell.ring,
      leave: signal ? AbortSignal.any([leave.signal, signal]) : leave.signal,
    },
  };
  let release = run.clock.hold();
  try {
    await refresh(run);
    await openWave(run);
    await recoverInterrupted(run);

    const trouble: { account: string; code: string; reason: string }[] = [];
    let broken: unknown = null;
    const listener: InboundListener = {
      sink: ringing(run.ledger.sink(run.plan.wave.id), bell.ring),
      wake: bell.ring,
      failed: (account, code, reason) => {
        if (trouble.length < 1000) trouble.push({ account, code, reason });
        bell.ring();
      },
      cursor: (account, folder) => run.ledger.cursor(account, folder),
      since: waveStart(run),
    };
    const sources = [run.channel, ...(run.recorder ? [run.recorder] : [])].map((source) => {
      const listening = source.listen(listener, stopListening.signal).catch((error: unknown) => {
        broken = error;
        bell.ring();
      });
      return { source, listening };
    });
    await Promise.all(sources.map(({ source, listening }) => Promise.race([source.ready(), listening])));
    const taken = trouble.find((t) => t.code === 'mx-port-taken');
    if (taken)
      throw new SetupError(
        `settings.yml: email.inbound ${taken.account}: its port is in use by another process (${taken.reason}): end that one, or name another port`,
      );

    let clock: ClockReading = readClock(run);
    let lastLook = Number.NEGATIVE_INFINITY;
    let progress = progressOf(run, null);
    while (!signal?.aborted) {
      if (broken ?? run.chats.broken) throw broken ?? run.chats.broken;
      clock = await watchClock(run, clock);
      await recordTrouble(run, trouble);
      await refresh(run);
      await triageInbox(run);
      if (run.state.stopped !== null && onStopped) {
        const go = await onStopped(run.state.stopped);
        if (go) await record(run, { kind: 'sending-resumed', by: go.by });
      }
      await reconcileUnknown(run);
      const byHand = await settleByHand(run);
      const sending = await sendDue(run);
      let next: Progress['next'] = { at: sending.next, what: 'send' };
      const consider = (at: number, what: string) => {
        if (at < next!.at) next = { at, what };
      };
      consider(byHand, 'a slot at the desk ends');
      if (sending.needsCanary) consider(await keepCanary(run), 'canary');
      consider(await instrument(run, () => closeWindows(run)), 'close a window');
      consider(await instrument(run, () => revisitDue(run)), 'look at a chat again');
      if (windowsOpen(run)) {
        if (run.clock.now() - lastLook >= run.pace.heartbeat) {
          lastLook = run.clock.now();
          await instrument(run, async () => {
            await lookEverywhere(run);
            return 0;
          });
        }
        consider(lastLook + run.pace.heartbeat, 'look at the mailboxes');
      }
      await refresh(run);
      const done = run.plan.probes.every((p) => isFinal(stateOf(run, p.id)));
      progress = progressOf(run, done ? null : next, sending.needsCanary);
      onProgress?.(progress);
      if (done) break;
      const sleep = bell.listen(signal);
      release();
      const now = run.clock.now();
      // With nothing due but the end of a chat, which rings, there is no moment to name.
      const wake = Math.min(next.at, now + run.pace.heartbeat);
      await run.clock.sleepUntil(Math.max(wake, now + LEAST_SLEEP), sleep);
      release = run.clock.hold();
      bell.awake();
    }

    leave.abort();
    await settleChats(run);
    await refresh(run);
    const finished = run.plan.probes.every((p) => isFinal(stateOf(run, p.id)));
    if (!finished && windowsOpen(run))
      await instrument(run, async () => {
        await lookEverywhere(run);
        return 0;
      });
    await record(run, { kind: 'run-ended', reason: finished ? 'every window has closed' : 'asked to end' });
    stopListening.abort();
    await Promise.all(sources.map(({ listening }) => listening));
    return { finished, progress };
  } finally {
    leave.abort();
    await settleChats(run);
    stopListening.abort();
    release();
  }
}

async function openWave(run: Fieldwork): Promise<void> {
  if (run.accounts.some((a) => a.name === run.recorder?.account))
    throw new SetupError(
      `settings.yml: email.inbound: an account is called "${run.recorder?.account}" like the recorder of the messenger: call it otherwise`,
    );
  const { opened } = run.state;
  if (opened && opened.plan !== run.planSha)
    throw new SetupError(
      `the ledger holds wave ${run.plan.wave.id} under plan ${opened.plan.slice(0, 12)}..., not ${run.planSha.slice(0, 12)}...: ` +
        'a plan can not change after the first send; give the new plan another wave id',
    );
  if (opened && opened.mode !== run.mode)
    throw new SetupError(
      `wave ${run.plan.wave.id} was begun as a ${opened.mode} wave and can't go on as a ${run.mode} one`,
    );
  if (!opened) {
    // The plan itself is evidence: the ledger can be read without the study's folder.
    const kept = await run.ledger.keep(new TextEncoder().encode(canonical(run.plan)));
    if (kept !== run.planSha) throw new Error(`the plan's sha256 is ${kept}, not ${run.planSha}`);
    await record(run, { kind: 'wave-opened', plan: run.planSha, mode: run.mode });
  }
  await record(run, {
    kind: 'run-started',
    build: run.build,
    node: process.version,
    accounts: [...run.accounts, ...(run.recorder ? [recorderPolicy(run.recorder)] : [])],
  });
}

const windowsOpen = (run: Fieldwork): boolean =>
  run.plan.probes.some((p) => {
    const { phase } = stateOf(run, p.id);
    // What an operator has in hand may have gone already: the recorder knows.
    return phase === 'sent' || phase === 'unknown' || (phase === 'intended' && isByHand(p));
  });

/** ms between two rounds, so that a moment that stays due can't make the loop spin. */
const LEAST_SLEEP = 100;

/** A fault of a channel is recorded and counted, and the loop goes on; one of the ledger ends the run. */
async function instrument(run: Fieldwork, step: () => Promise<number>): Promise<number> {
  try {
    return await step();
  } catch (error) {
    if (!(error instanceof InstrumentError) || isLedgerFault(error)) throw error;
    await record(run, { kind: 'instrument-failed', code: error.code, reason: error.message });
    return run.clock.now() + run.pace.retryAfter;
  }
}

async function recordTrouble(
  run: Fieldwork,
  trouble: { account: string; code: string; reason: string }[],
): Promise<void> {
  if (trouble.length === 0) return;
  const events = trouble.splice(0).map((t) => ({ kind: 'instrument-failed' as const, ...t }));
  await record(run, ...events);
}

/** A sink that rings when something new was kept. */
const ringing = (sink: EvidenceSink, ring: () => void): EvidenceSink => ({
  async commit(batch) {
    const result = await sink.commit(batch);
    if (result.fresh > 0) ring();
    return result;
  },
});

/** Cuts a sleep short when something happened, also when it happened just before the sleep began. */
function createBell() {
  let rung = false;
  let sleeping: AbortController | null = null;
  return {
    ring() {
      if (sleeping) sleeping.abort();
      else rung = true;
    },
    /** The signal for one sleep, which `awake` ends. */
    listen(outer?: AbortSignal): AbortSignal {
      sleeping = new AbortController();
      if (rung) sleeping.abort();
      rung = false;
      return outer ? AbortSignal.any([sleeping.signal, outer]) : sleeping.signal;
    },
    awake() {
      sleeping = null;
    },
  };
}
