/** What lenders were told of a wave, and the one way to write down more of it. */
import { type Contact, contactsOf } from '../model/contacts.ts';
import { SetupError } from '../model/errors.ts';
import type { EventBody } from '../model/events.ts';
import { Day } from '../model/scalars.ts';
import { foldWave, type Phase, type WaveState } from '../model/wave-state.ts';
import { openLedger } from '../store/ledger.ts';
import { readEventsIfAny } from './assessing.ts';
import { studyFolder } from './folder.ts';
import { say } from './output.ts';
import { setupWave, type WaveSetup } from './setup-wave.ts';
import { hint } from './study/nearest.ts';
import { systemClock } from './system-clock.ts';

export interface ToldWave {
  setup: WaveSetup;
  state: WaveState;
  contacts: Map<string, Contact[]>;
}

/** Rejects with SetupError when the wave has no plan, was not run, or was run under another plan. */
export async function toldWave(study: string): Promise<ToldWave> {
  const setup = await setupWave(studyFolder(study), { rules: 'any', say });
  const state = foldWave(await readEventsIfAny(setup.folder, setup.plan.wave.id));
  requireOwnPlan(setup, state);
  return { setup, state, contacts: contactsOf(setup.plan, state) };
}

/** Throws SetupError unless the wave was run, and under the very plan that is on disk. */
export function requireOwnPlan(setup: WaveSetup, state: Pick<WaveState, 'opened'>): void {
  const wave = setup.plan.wave.id;
  if (!state.opened) throw new SetupError(`wave ${wave} has not been run yet: there is nothing to report`);
  if (state.opened.plan !== setup.planSha)
    throw new SetupError(
      `wave ${wave} was run under plan ${state.opened.plan}, but the plan on disk is ${setup.planSha}: the report is refused`,
    );
}

/** Appends to the wave's ledger. Rejects with SetupError while another process writes on it. */
export async function appendTo({ setup }: ToldWave, bodies: EventBody[]): Promise<void> {
  const ledger = await openLedger({ dir: setup.folder.ledger, clock: systemClock });
  try {
    await ledger.append(setup.plan.wave.id, bodies);
  } finally {
    await ledger.close();
  }
}

/** Throws SetupError for a lender that the wave did not contact. */
export function requireContacted({ setup, contacts }: ToldWave, lenders: readonly string[]): void {
  for (const lender of lenders)
    if (!contacts.has(lender))
      throw new SetupError(
        `wave ${setup.plan.wave.id} contacted no lender "${lender}"${hint(lender, [...contacts.keys()])}`,
      );
}

/** Throws SetupError without a name. */
export function requireBy(by: string | undefined): string {
  const name = by?.trim() ?? '';
  if (name === '' || name.length > 80)
    throw new SetupError('--by must name who did it, in at most 80 characters: it is kept in the ledger');
  return name;
}

/** A calendar day as given, else the present one in UTC. Throws SetupError for one that is none, or still to come. */
export function dayOf(on: string | undefined): string {
  const today = new Date(systemClock.now()).toISOString().slice(0, 10);
  if (on === undefined) return today;
  if (!Day.safeParse(on).success) throw new SetupError(`--on must be a day, e.g. ${today}, not "${on}"`);
  if (on > today) throw new SetupError(`--on is ${on}, and today is ${today} (UTC)`);
  return on;
}

/** Contacted lenders without a notice of that kind, in the order of their ids. */
export const untold = (
  { state, contacts }: Pick<ToldWave, 'state' | 'contacts'>,
  notice: 'results' | 'disclosure',
): string[] => {
  const told = new Set(state.notices.filter((n) => n.notice === notice).map((n) => n.lender));
  return [...contacts.keys()].filter((lender) => !told.has(lender)).sort();
};

const FINAL: readonly Phase[] = ['closed', 'rejected', 'barred', 'invalid'];

/** Probes of the plan of which fieldwork has not ended. */
export const openProbes = ({ setup, state }: Pick<ToldWave, 'setup' | 'state'>): string[] =>
  setup.plan.probes
    .map((p) => p.id)
    .filter((id) => !FINAL.includes(state.probes.get(id)?.phase ?? 'planned'));
