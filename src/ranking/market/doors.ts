/** What became of each advertised door: the dead-channel index (advertised is not alive). */
import type { DoorFailure } from '../../model/conduct.ts';
import type { Lender, LendersFile } from '../../model/lenders.ts';
import type { DeadChannels, Door, DoorRow, Untested } from '../../model/market-findings.ts';
import type { Plan } from '../../model/plan.ts';
import { CHANNEL_KINDS, type ChannelKind } from '../../model/vocabulary.ts';
import type { ProbeRow } from '../../model/wave-result.ts';
import { type DeskOf, rateOf } from './rates.ts';

/** `named`: lenders with enough valid probes to be named. */
export function deadChannels(input: {
  plan: Plan;
  market: LendersFile;
  rows: readonly ProbeRow[];
  named: ReadonlySet<string>;
  deskOf: DeskOf;
}): DeadChannels {
  const { plan, rows, named, deskOf } = input;
  const lenders = input.market.lenders.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const addresses = new Map(plan.probes.map((p) => [p.id, p.address]));
  const byDoor = Map.groupBy(rows, (r) => `${r.lender} ${r.channel} ${addresses.get(r.id)}`);
  const probed = new Set(rows.map((r) => r.lender));
  const doors = lenders.flatMap((lender) => doorsOf(lender, plan, byDoor, probed.has(lender.id)));
  const kinds = CHANNEL_KINDS.filter((kind) => doors.some((d) => d.kind === kind));
  return {
    kinds: kinds.map((kind) => {
      const own = doors.filter((d) => d.kind === kind);
      const advertised = { lenders: new Set(own.map((d) => d.lender)).size, of: lenders.length };
      return { kind, advertised, ...summary(own, deskOf) };
    }),
    all: summary(doors, deskOf),
    lenders: lenders.flatMap(({ id }) => {
      const own = doors.filter((d) => d.lender === id);
      if (!named.has(id)) return [];
      return [
        {
          lender: id,
          advertised: own.length,
          tested: own.filter(isKnown).length,
          unanswering: own.filter(isUnanswering).length,
          unknown: own.filter((d) => d.state === 'unknown').length,
        },
      ];
    }),
    doors: doors.filter((d) => named.has(d.lender)),
  };
}

const isKnown = (d: Door): boolean => ['alive', 'silent', 'dead'].includes(d.state);
const isUnanswering = (d: Door): boolean => d.state === 'silent' || d.state === 'dead';

function doorsOf(
  lender: Lender,
  plan: Plan,
  byDoor: ReadonlyMap<string, ProbeRow[]>,
  probed: boolean,
): Door[] {
  const nth = new Map<ChannelKind, number>();
  return lender.channels.map(({ kind, address }): Door => {
    nth.set(kind, (nth.get(kind) ?? 0) + 1);
    const probes = byDoor.get(`${lender.id} ${kind} ${address}`) ?? [];
    const valid = probes.filter((p) => p.excluded === undefined);
    const replied = valid.filter(hasReply).length;
    const failures = countsOf(valid.flatMap((p) => p.conduct?.failure ?? []));
    const untested = probes.length > 0 ? undefined : whyNot(lender, kind, plan, probed);
    return {
      lender: lender.id,
      kind,
      nth: nth.get(kind)!,
      state: untested
        ? 'not-tested'
        : valid.length === 0
          ? 'unknown'
          : replied > 0
            ? 'alive'
            : Object.keys(failures).length > 0
              ? 'dead'
              : 'silent',
      ...(untested && { untested }),
      valid: valid.length,
      replied,
      substantive: valid.filter((p) => p.clocks.substantive.status === 'scored').length,
      failures,
    };
  });
}

/** Also where the moment of our own send is not known. */
const hasReply = ({ clocks }: ProbeRow): boolean => clocks.anything.status !== 'not-applicable';

function whyNot(lender: Lender, kind: ChannelKind, plan: Plan, probed: boolean): Untested {
  if (kind === 'form' || kind === 'phone') return 'never-tried';
  if (!plan.wave.channels.includes(kind)) return 'not-in-wave';
  if (!probed) return 'lender-excluded';
  return plan.probes.some((p) => p.lender === lender.id && p.channel === kind)
    ? 'other-address-tried'
    : 'not-in-wave';
}

function summary(doors: readonly Door[], deskOf: DeskOf): Omit<DoorRow, 'kind' | 'advertised'> {
  const known = doors.filter(isKnown);
  const dead = known.filter((d) => d.state === 'dead');
  const rate = (hit: (d: Door) => boolean) =>
    rateOf(
      known.map((d) => ({ lender: d.lender, hit: hit(d) })),
      deskOf,
    );
  return {
    doors: doors.length,
    tested: doors.filter((d) => d.state !== 'not-tested').length,
    alive: rate((d) => d.state === 'alive'),
    unanswering: rate(isUnanswering),
    dead: dead.length,
    silent: known.filter((d) => d.state === 'silent').length,
    unknown: doors.filter((d) => d.state === 'unknown').length,
    untested: countsOf(doors.flatMap((d) => d.untested ?? [])),
    failures: countsOf(dead.map(mainFailure)),
  };
}

/** The most frequent; of several as frequent, the first in the alphabet. */
const mainFailure = ({ failures }: Door): DoorFailure =>
  Object.entries(failures).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]![0] as DoorFailure;

/** Keys in the order of the alphabet, so that the order of what is counted can't show. */
export function countsOf<K extends string>(keys: readonly K[]): Partial<Record<K, number>> {
  const counts: Partial<Record<K, number>> = {};
  for (const key of keys.toSorted()) counts[key] = (counts[key] ?? 0) + 1;
  return counts;
}
