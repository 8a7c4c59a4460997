/**
 * What may never be sent (channels.md, section 4; design.md, rule 5). Pure: judged inside the transaction that claims
 * the send, on the history read there. The ceilings hold even if a plan says otherwise.
 */
import { hostOf, isReservedHost } from '../model/hosts.ts';
import type { Plan, PlannedProbe } from '../model/plan.ts';
import { millis } from '../model/scalars.ts';
import { CEILINGS } from '../model/wave.ts';
import type { ContactHistory, Refusal } from './ports.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** How often a send that certainly did not go may be begun anew inside its slot. */
export const MAX_ATTEMPTS = 3;

export type RunMode = 'sandbox' | 'live';

/** Whether `entry` of the do-not-contact list covers this probe. A domain covers its subdomains. */
export function forbids(entry: ContactHistory['doNotContact'][number], probe: PlannedProbe): boolean {
  const value = entry.value.toLowerCase();
  const host = hostOf(probe.address);
  switch (entry.scope) {
    case 'address':
      return probe.address.toLowerCase() === value;
    case 'domain':
      return host === value || host.endsWith(`.${value}`);
    case 'entity':
      return probe.entity === entry.value;
  }
}

/** Null when the send may be; else why not. `now` is UTC ms. */
export function guardSend(
  order: { probe: PlannedProbe; plan: Plan; now: number; mode: RunMode },
  history: ContactHistory,
): Refusal | null {
  const { probe, plan, now, mode } = order;
  const caps = plan.wave.caps;

  if (now > millis(probe.sendBy))
    return skip(
      'missed-slot',
      `its slot ended at ${probe.sendBy}; sending later would change what is measured`,
    );

  if (history.stopped !== null) return { verdict: 'stop', reason: history.stopped };

  const reserved = isReservedHost(hostOf(probe.address));
  if (mode === 'live' && reserved)
    return skip('sandbox-address', `${probe.address} is a sandbox address: a live wave never writes to it`);
  if (mode === 'sandbox' && !reserved)
    return skip('real-address', `${probe.address} is a real address: a sandbox wave never writes to it`);

  const listed = history.doNotContact.find((entry) => forbids(entry, probe));
  if (listed)
    return skip(
      'do-not-contact',
      `${listed.scope} ${listed.value} is on the do-not-contact list: ${listed.reason}`,
    );

  const previous = history.probe.filter((e) => e.body.kind === 'send-intended').length;
  if (previous >= MAX_ATTEMPTS)
    return skip('not-sent', `${MAX_ATTEMPTS} attempts ended before anything was sent`);

  // Attempts of this same probe that certainly did not go are no contact; the store leaves them out of the history.
  const contacts = history.entityContacts.filter((c) => c.probe !== probe.id);
  const inWave = contacts.filter((c) => c.wave === plan.wave.id);
  const perEntity = Math.min(caps.probesPerEntity, CEILINGS.probesPerEntity);
  if (inWave.length >= perEntity)
    return skip(
      'cap-entity',
      `legal entity ${probe.entity} has had ${inWave.length} probes in this wave; the cap is ${perEntity}`,
    );

  const lastOther = contacts.find((c) => c.wave !== plan.wave.id);
  if (lastOther && now - lastOther.at < CEILINGS.daysBetweenWaves * DAY)
    return skip(
      'cap-waves',
      `legal entity ${probe.entity} was contacted in wave ${lastOther.wave} less than ${CEILINGS.daysBetweenWaves} days ago`,
    );

  const waits: { until: number; reason: string }[] = [];
  const lastContact = inWave[0];
  if (lastContact)
    waits.push({
      until: lastContact.at + Math.max(caps.entityGapHours, CEILINGS.entityGapHours) * HOUR,
      reason: `the gap of ${caps.entityGapHours} h between contacts with legal entity ${probe.entity}`,
    });
  const lastSame = inWave.find((c) => c.lender === probe.lender && c.channel === probe.channel);
  if (lastSame)
    waits.push({
      until: lastSame.at + Math.max(caps.channelGapDays, CEILINGS.channelGapDays) * DAY,
      reason: `the gap of ${caps.channelGapDays} days between two probes to ${probe.lender} by ${probe.channel}`,
    });
  const perDay = Math.min(caps.mailboxPerDay, CEILINGS.mailboxPerDay);
  const today = history.recentSends.filter((at) => now - at < DAY);
  if (today.length >= perDay)
    waits.push({ until: today[perDay - 1]! + DAY, reason: `the cap of ${perDay} messages in 24 hours` });
  if (today[0] !== undefined)
    waits.push({
      until: today[0] + caps.minSendGapSeconds * 1000,
      reason: `the gap of ${caps.minSendGapSeconds} s between sends`,
    });

  const longest = waits.filter((w) => w.until > now).sort((a, b) => b.until - a.until)[0];
  if (!longest) return null;
  if (longest.until > millis(probe.sendBy))
    return skip('cap-gap', `${longest.reason} would end after its slot`);
  return { verdict: 'wait', ...longest };
}

/**
 * Whether sending must stop because too many messages bounce (channels.md 4, item 7). `bounced` are probes with a hard
 * bounce that nobody has reviewed yet; `sent` all probes that went out. Null when it may go on.
 */
export function bounceStop(bounced: number, sent: number): string | null {
  if (bounced === 0 || bounced / Math.max(sent, 1) <= CEILINGS.bounceShare) return null;
  return `${bounced} of ${sent} messages bounced, more than ${CEILINGS.bounceShare * 100}%: check the addresses and our own sender reputation, then resume`;
}

const skip = (code: string, reason: string): Refusal => ({ verdict: 'skip', code, reason });
