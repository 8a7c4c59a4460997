/**
 * Probes that a person sends (assisted channels): where each stands by its own events, and what proves its silence.
 */
import type { EventBody } from '../model/events.ts';
import type { PlannedProbe } from '../model/plan.ts';
import { millis } from '../model/scalars.ts';
import { foldWave, type ProbeState } from '../model/wave-state.ts';
import { type Fieldwork, refresh } from './context.ts';
import { missingCoverage, recordersIn } from './coverage.ts';
import type { ContactHistory, Triage } from './ports.ts';

/** How long after its slot a task that was taken may stay unconfirmed before it is unclear whether it went. ms. */
export const CONFIRM_WITHIN = 24 * 3_600_000;

/**
 * How long after its deadline a window by hand may wait for a look, ms: over a weekend with a holiday. A chat shows later
 * what it showed then, so a late look proves as much.
 */
export const LOOK_WITHIN = 4 * 24 * 3_600_000;

/** When a window by hand is given up, UTC ms; a run that begins after the deadline has its time for a look too. */
export const lookEnd = ({ startedAt }: Pick<Fieldwork, 'startedAt'>, deadline: number): number =>
  Math.max(deadline, startedAt) + LOOK_WITHIN;

/** Where a probe stands by its own events. */
export const probeIn = (history: ContactHistory, probe: string): ProbeState =>
  foldWave(history.probe).probes.get(probe) ?? { phase: 'planned', attempts: 0 };

/** Decides on one probe in the transaction that writes: what the desk did a moment ago is known. */
export async function decideOn(
  run: Fieldwork,
  { id: probe, entity }: PlannedProbe,
  decide: (state: ProbeState, history: ContactHistory) => EventBody[],
): Promise<boolean> {
  const written = await run.ledger.appendWhen(run.plan.wave.id, { probe, entity }, (history) =>
    decide(probeIn(history, probe), history),
  );
  await refresh(run);
  return written.length > 0;
}

/** Probes whose own question a recorder heard in the chat itself. */
export const heardIn = (triaged: ReadonlyMap<number, Triage>): Set<string> =>
  new Set(
    [...triaged.values()].flatMap((t) => (t.heard && t.kind === 'own-copy' && t.probe ? [t.probe] : [])),
  );

/** The first look at a chat after a moment (UTC ms). */
export const lateLook = (state: ProbeState | undefined, after: number) =>
  state?.checks?.find((check) => millis(check.at) > after);

/** What proves that a window was watched to its end, and from when; or what is missing. */
export type HandProof = { coveredTo: string; canary: string } | { code: string; reason: string };

/**
 * Silence by hand is proven by a look after the deadline, or by a recorder that was in the chat and watched all the
 * window long. Pure.
 */
export function proofByHand(
  run: Pick<Fieldwork, 'state' | 'triaged'>,
  probe: string,
  window: { from: number; to: number },
): HandProof {
  const look = lateLook(run.state.probes.get(probe), window.to);
  if (look) return { coveredTo: look.at, canary: `check ${look.by}` };
  const noCheck = 'nobody looked at the chat after the deadline';
  if (!heardIn(run.triaged).has(probe)) return { code: 'no-check', reason: noCheck };
  const recorders = recordersIn(run.state, window);
  const missing =
    recorders.length === 0
      ? 'no recorder was in force'
      : missingCoverage(run.state.coverages, recorders, window);
  if (missing !== null) return { code: 'no-check', reason: `${noCheck}, and of the recorder: ${missing}` };
  const names = recorders.map((r) => r.name);
  const to = run.state.coverages.findLast((c) => names.includes(c.account) && c.complete)!.to;
  return { coveredTo: to, canary: `recorder ${names.join(', ')}` };
}
