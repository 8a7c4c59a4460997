/** The rules of a plan, checked on the plan alone and written without a look at how it is made. */
import { DateTime } from 'luxon';
import type { Plan, PlannedProbe } from '../../src/model/plan.ts';
import type { Study } from '../../src/model/study.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Sentences for all that is broken; empty for a good plan. */
export function brokenRules(plan: Plan, study: Study): string[] {
  const { caps } = plan.wave;
  const zone = new Map(study.market.lenders.map((lender) => [lender.id, lender.timeZone]));
  const at = (p: PlannedProbe) => Date.parse(p.sendAt);
  const local = (p: PlannedProbe, iso: string) => DateTime.fromISO(iso, { zone: zone.get(p.lender)! });
  const broken: string[] = [];
  const expect = (holds: boolean, sentence: string) => {
    if (!holds) broken.push(sentence);
  };
  const gaps = (probes: PlannedProbe[], least: number, rule: string) => {
    const times = probes.map(at).sort((a, b) => a - b);
    times.slice(1).forEach((t, i) => {
      expect(t - times[i]! >= least, `${rule}: ${t - times[i]!} ms`);
    });
  };

  const scenarios = study.wave.scenarios ?? study.scenarios.map((s) => s.id);
  for (const [door, probes] of Map.groupBy(plan.probes, (p) => `${p.lender} ${p.channel}`)) {
    expect(
      [...probes.map((p) => p.scenario)].sort().join() === [...scenarios].sort().join(),
      `${door}: each scenario once`,
    );
    gaps(probes, Math.max(caps.channelGapDays * DAY, plan.wave.deadlineHours * HOUR), `${door}: channel gap`);
    for (const field of ['wording', 'persona'] as const) {
      const keys = field === 'wording' ? ['a', 'b'] : study.scenarios.map((s) => s.persona.id);
      const used = keys.map((key) => probes.filter((p) => p[field] === key).length);
      expect(Math.max(...used) - Math.min(...used) <= 1, `${door}: ${field} uneven: ${used}`);
    }
  }
  for (const [entity, probes] of Map.groupBy(plan.probes, (p) => p.entity)) {
    expect(probes.length <= caps.probesPerEntity, `${entity}: too many probes`);
    gaps(probes, caps.entityGapHours * HOUR, `${entity}: entity gap`);
  }
  const most = (probes: PlannedProbe[], cap: number, what: string) => {
    const times = probes.map(at).sort((a, b) => a - b);
    times.forEach((t, i) => {
      const later = times[i + cap];
      expect(later === undefined || later - t >= DAY, `more than ${cap} ${what} in 24 h from ${t}`);
    });
  };
  const byMachine = plan.probes.filter((p) => p.channel === 'email' || p.channel === 'webchat');
  gaps(byMachine, caps.minSendGapSeconds * 1000, 'gap between sends');
  most(byMachine, caps.mailboxPerDay, 'messages');
  most(
    plan.probes.filter((p) => p.channel === 'telegram'),
    10,
    'Telegram chats',
  );

  const deskDays = new Set<string>();
  for (const p of plan.probes) {
    const slot = plan.wave.slots.find((s) => s.kind === p.slot)!;
    const sent = local(p, p.sendAt);
    const end = local(p, p.sendBy);
    const clock = sent.toFormat('HH:mm:ss.SSS');
    const overnight = slot.to < slot.from;
    expect(
      overnight ? clock >= slot.from || clock < slot.to : clock >= slot.from && clock < slot.to,
      `${p.id}: ${clock} is not in ${slot.from}-${slot.to}`,
    );
    expect(end.toFormat('HH:mm') === slot.to && end > sent, `${p.id}: sendBy is ${end.toISO()}`);
    expect(end.toMillis() - sent.toMillis() <= DAY, `${p.id}: sendBy on another day`);
    expect(sent.weekday >= 6 === (p.slot === 'weekend'), `${p.id}: ${sent.weekdayLong} in ${p.slot}`);
    expect(
      sent.toISODate()! >= plan.wave.starts && sent.toISODate()! <= plan.wave.ends,
      `${p.id}: outside the wave`,
    );
    if (p.desk !== undefined) {
      const began = overnight && clock < slot.to ? sent.minus({ days: 1 }) : sent;
      const key = `${p.desk} ${p.slot} ${began.toISODate()}`;
      expect(!deskDays.has(key), `two probes to ${key}`);
      deskDays.add(key);
    }
    expect(/^[a-z2-7]{10}$/.test(p.token), `${p.id}: token ${p.token}`);
  }
  expect(new Set(plan.probes.map((p) => p.token)).size === plan.probes.length, 'tokens are unique');
  expect(new Set(plan.probes.map((p) => p.id)).size === plan.probes.length, 'ids are unique');
  expect(
    plan.probes.every((p, i) => i === 0 || plan.probes[i - 1]!.sendAt <= p.sendAt),
    'in the order of sendAt',
  );
  return broken;
}
