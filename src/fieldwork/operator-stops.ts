/** What a person at the desk may forbid, for a lender or for the whole wave. */
import { Slug } from '../model/scalars.ts';
import { acting, type Done, no, OK, oneLine } from './desk-answers.ts';
import type { DeskWork } from './desk-work.ts';

/** Puts an entry on the do-not-contact list, which holds in every wave from the next claim on. */
export const forbidContact = (
  work: DeskWork,
  by: string,
  entry: { scope: 'address' | 'domain' | 'entity'; value: string; reason: string },
): Promise<Done> =>
  acting(work, async () => {
    const value = entry.value.trim();
    const reason = oneLine(entry.reason);
    if (value === '' || value.length > 254)
      return no('bad-input', 'name the address, domain or legal entity');
    if (entry.scope === 'entity' && !Slug.safeParse(value).success)
      return no('bad-input', 'a legal entity is named by its id in lenders.yml');
    if (reason === '') return no('bad-input', 'say why');
    if (work.state.listed.has(`${entry.scope} ${value}`)) return no('no-change', 'it is on the list already');
    await work.ledger.append(work.plan.wave.id, [
      { kind: 'do-not-contact', scope: entry.scope, value, reason, by },
    ]);
    return OK;
  });

/** Stops all sending of the wave; collecting goes on. */
export const pauseSending = (work: DeskWork, by: string, reason: string): Promise<Done> =>
  acting(work, async () => {
    if (work.state.stopped !== null) return no('no-change', `sending is stopped: ${work.state.stopped}`);
    const why = oneLine(reason) || 'paused at the desk';
    await work.ledger.append(work.plan.wave.id, [{ kind: 'sending-stopped', reason: why, by }]);
    return OK;
  });

/** Whoever resumes has looked into why it was stopped. */
export const resumeSending = (work: DeskWork, by: string): Promise<Done> =>
  acting(work, async () => {
    if (work.state.stopped === null) return no('no-change', 'sending is not stopped');
    await work.ledger.append(work.plan.wave.id, [{ kind: 'sending-resumed', by }]);
    return OK;
  });
