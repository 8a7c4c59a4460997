/** What can be said to be impossible by counting, before any search: each refusal names the numbers and the way out. */
import { DateTime } from 'luxon';
import { SetupError } from '../model/errors.ts';
import { CEILINGS, type Wave } from '../model/wave.ts';
import { DAY, HOUR, SEND_SLACK } from './calendar.ts';
import { counted } from './counted.ts';
import type { Door } from './schedule.ts';

/** A wave is one round, not a standing programme; also bounds the search. */
const LONGEST_WAVE_DAYS = 366;

/** Throws SetupError when the wave can't hold the probes of all doors. */
export function refuseImpossible(wave: Wave, doors: readonly Door[]): void {
  const starts = DateTime.fromISO(wave.starts, { zone: 'utc' });
  const days =
    Math.round((DateTime.fromISO(wave.ends, { zone: 'utc' }).toMillis() - starts.toMillis()) / DAY) + 1;
  const refuse = (field: string, sentence: string): never => {
    throw new SetupError(`wave.yml: ${field}: ${sentence}`);
  };
  if (days < 1)
    refuse('ends', `is ${wave.ends}, before starts (${wave.starts}): must be the same day or a later one.`);
  if (days > LONGEST_WAVE_DAYS)
    refuse('ends', `the wave runs ${days} days; at most ${LONGEST_WAVE_DAYS} are allowed. Make it shorter.`);

  const lenders = new Set(doors.map((door) => door.lender.id)).size;
  if (lenders > CEILINGS.lendersPerWave)
    refuse(
      'exclude',
      `${lenders} lenders are in the wave; at most ${CEILINGS.lendersPerWave} are allowed. Exclude ${lenders - CEILINGS.lendersPerWave} of them, or split the study.`,
    );

  for (const [entity, group] of Map.groupBy(doors, (door) => door.entity)) {
    const brands = [...new Set(group.map((door) => door.lender.id))].sort().join(', ');
    const probes = sum(group);
    const each = [...new Set(group.map((door) => door.size))]
      .sort()
      .map((n) => counted(n, 'scenario'))
      .join(' or ');
    if (probes > wave.caps.probesPerEntity)
      refuse(
        'caps.probesPerEntity',
        `legal entity ${entity} (${brands}) would get ${counted(probes, 'probe')} (${group.length} lender x channel, ${each} each); it is ${wave.caps.probesPerEntity} and can't be over ${CEILINGS.probesPerEntity}. Use at most ${counted(Math.floor(wave.caps.probesPerEntity / group.length), 'scenario')}, or exclude a brand of this entity.`,
      );
    const needed = Math.ceil(((probes - 1) * (wave.caps.entityGapHours * HOUR + SEND_SLACK)) / DAY);
    if (needed > days)
      refuse(
        'ends',
        `legal entity ${entity} (${brands}) would get ${counted(probes, 'probe')} at least ${wave.caps.entityGapHours} hours apart (caps.entityGapHours): that takes ${counted(needed, 'day')}, and the wave has ${days}. Make the wave longer, use fewer scenarios, or exclude a brand of this entity.`,
      );
  }

  const byUs = doors.filter((door) => door.sentBy === 'machine');
  const total = sum(byUs);
  const room =
    Math.floor((days * DAY * wave.caps.mailboxPerDay) / (DAY + SEND_SLACK)) + wave.caps.mailboxPerDay;
  if (total > room)
    refuse(
      'ends',
      `${counted(total, 'probe')} (${byUs.length} lender x channel) don't fit into ${counted(days, 'day')} at ${wave.caps.mailboxPerDay} messages in any 24 hours (caps.mailboxPerDay): there is room for ${room}. Make the wave longer, use fewer scenarios, or exclude lenders.`,
    );
}

const sum = (doors: readonly Door[]): number => doors.reduce((all, door) => all + door.size, 0);
