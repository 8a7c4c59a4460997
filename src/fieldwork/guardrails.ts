/**
 * What may never be sent (channels.md, section 4; design.md, rule 5). Pure: judged inside the transaction that claims
 * the send, on the history read there. The ceilings hold even if a plan says otherwise.
 */
import { handleOf } from '../model/handles.ts';
import { hostOf, isReservedDoor } from '../model/hosts.ts';
import type { Plan, PlannedProbe } from '../model/plan.ts';
import { millis } from '../model/scalars.ts';
import { isAssisted } from '../model/vocabulary.ts';
import { CEILINGS } from '../model/wave.ts';
import type { ContactHistory, Refusal } from './ports.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** How often a send that certainly did not go may be begun anew inside its slot. */
export const MAX_ATTEMPTS = 3;

export type RunMode = 'sandbox' | 'live';

interface Order {
  probe: PlannedProbe;
  plan: Plan;
  now: number;
  mode: RunMode;
  by?: string;
}

interface Wait {
  until: number;
  reason: string;
}

/** Whether `entry` of the do-not-contact list covers this probe. A domain covers its subdomains. */
export function forbids(entry: ContactHistory['doNotContact'][number], probe: PlannedProbe): boolean {
  const value = entry.value.toLowerCase();
  const host = hostOf(probe.address);
  switch (entry.scope) {
    case 'address':
      return probe.address.toLowerCase() === value || sameHandle(probe, entry.value);
    case 'domain':
      return host === value || host.endsWith(`.${value}`);
    case 'entity':
      return probe.entity === entry.value;
  }
}

/** One account of a messenger is printed in many ways: "@acme", "t.me/acme", a phone with and without spaces. */
function sameHandle({ channel, address }: PlannedProbe, value: string): boolean {
  if (!isAssisted(channel)) return false;
  const ours = handleOf(channel, address);
  const listed = handleOf(channel, value);
  return ours !== null && listed !== null && ours.by === listed.by && ours.value === listed.value;
}

/**
 * Null when the send may be; else why not. `now` is UTC ms; `by` is the operator who takes it in hand, absent where
 * Doorbell sends.
 */
export function guardSend(order: Order, history: ContactHistory): Refusal | null {
  const { probe, plan, now, mode, by } = order;
  const caps = plan.wave.caps;
  const assisted = isAssisted(probe.channel);

  if (probe.channel === 'form' || probe.channel === 'phone')
    return skip('never-tried', `${probe.channel} is listed and never tried`);
  if (assisted && by === undefined)
    return skip('by-hand', `on ${probe.channel} a person writes first, never Doorbell: take it at the desk`);

  if (now > millis(probe.sendBy))
    return skip(
      'missed-slot',
      `its slot ended at ${probe.sendBy}; sending later would change what is measured`,
    );

  if (history.stopped !== null) return { verdict: 'stop', reason: history.stopped };

  const reserved = isReservedDoor(probe.channel, probe.address);
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

  const inHand = history.operatorSends.find((s) => s.by === by && s.wave === plan.wave.id && s.open);
  if (inHand) return skip('busy', `${by} has ${inHand.probe} in hand: confirm or release it first`);

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

  const waits: Wait[] = [];
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
  waits.push(...(assisted ? telegramWaits(order, history) : machineWaits(order, history)));

  const longest = waits.filter((w) => w.until > now).sort((a, b) => b.until - a.until)[0];
  if (!longest) return null;
  if (longest.until > millis(probe.sendBy))
    return skip('cap-gap', `${longest.reason} would end after its slot`);
  return { verdict: 'wait', ...longest };
}

/** What protects our mailbox's name: a person who writes by hand does not wear it out. */
function machineWaits({ plan: { wave }, now }: Order, { recentSends }: ContactHistory): Wait[] {
  const perDay = Math.min(wave.caps.mailboxPerDay, CEILINGS.mailboxPerDay);
  const gap = wave.caps.minSendGapSeconds;
  const [last, ...more] = recentSends.filter((at) => now - at < DAY);
  if (last === undefined) return [];
  const between = { until: last + gap * 1000, reason: `the gap of ${gap} s between sends` };
  const oldest = [last, ...more][perDay - 1];
  if (oldest === undefined) return [between];
  return [between, { until: oldest + DAY, reason: `the cap of ${perDay} messages in 24 hours` }];
}

/** Telegram limits accounts that open many chats with strangers. */
function telegramWaits({ probe, now, by }: Order, { operatorSends }: ContactHistory): Wait[] {
  const cap = CEILINGS.telegramChatsPerDay;
  const opened = operatorSends.filter(
    (s) => s.by === by && s.channel === 'telegram' && now - s.at < DAY && s.probe !== probe.id,
  );
  const oldest = opened[cap - 1];
  if (probe.channel !== 'telegram' || !oldest) return [];
  return [{ until: oldest.at + DAY, reason: `the cap of ${cap} new Telegram chats of ${by} in 24 hours` }];
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
