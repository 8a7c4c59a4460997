/** Whom the wave has contacted, from its ledger: each of them must be told after the study. */
import type { Plan } from './plan.ts';
import type { Instant } from './scalars.ts';
import type { ChannelKind } from './vocabulary.ts';
import type { ProbeState, WaveState } from './wave-state.ts';

/** One message that went to a lender, or may have gone. `at`: when it was accepted, else when the send began. */
export interface Contact {
  probe: string;
  at: Instant;
  channel: ChannelKind;
  address: string;
}

/** Contacts by the lender's id, each in the order of time. A lender at whose doors nothing was left is not among them. */
export function contactsOf(
  plan: Pick<Plan, 'probes'>,
  state: Pick<WaveState, 'probes'>,
): Map<string, Contact[]> {
  const contacts = new Map<string, Contact[]>();
  for (const probe of plan.probes) {
    const at = contactedAt(state.probes.get(probe.id));
    if (at === null) continue;
    const list = contacts.get(probe.lender) ?? [];
    list.push({ probe: probe.id, at, channel: probe.channel, address: probe.address });
    contacts.set(probe.lender, list);
  }
  for (const list of contacts.values()) list.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  return contacts;
}

/** Where it is not certain that nothing went, something did. */
function contactedAt(state: ProbeState | undefined): Instant | null {
  if (!state) return null;
  if (state.acceptedAt !== undefined) return state.acceptedAt;
  if (state.intendedAt === undefined || state.phase === 'not-sent') return null;
  return state.intendedAt;
}
