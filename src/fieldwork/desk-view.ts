/** What the desk shows of the wave at a glance. */
import type { PlannedProbe } from '../model/plan.ts';
import { millis } from '../model/scalars.ts';
import { isAssisted } from '../model/vocabulary.ts';
import type { Phase, ProbeState } from '../model/wave-state.ts';
import type { DeskWork } from './desk-work.ts';
import type { ContactHistory } from './ports.ts';
import { KEPT_FOR, lastContact, recorderWarning } from './recorder-watch.ts';

export { lenderTimeline, type Moment } from './desk-timeline.ts';

/** Where a probe stands, in the words of the desk. */
export type Standing =
  | 'coming'
  | 'due'
  /** Begun, and its end not known yet; by hand: taken. */
  | 'in-hand'
  /** Not known whether it went. */
  | 'unclear'
  /** Sent, no answer yet, window open. */
  | 'waiting'
  /** Something has been answered. Its window may still be open. */
  | 'answered'
  /** Its window closed without an answer. */
  | 'silent'
  /** The lender's side refused it: a bounce, a shut door. */
  | 'refused'
  | 'invalid';

export interface ProbeGlance {
  probe: PlannedProbe;
  standing: Standing;
  /** Worked by hand at this desk. */
  assisted: boolean;
  /** UTC ms; present where it happened. */
  sentAt?: number;
  answeredAt?: number;
  takenBy?: string;
  /** Why it is invalid or refused. */
  reason?: string;
}

export interface DeskView {
  now: number;
  /** Over all channels of the wave. `sent` and `answered` count what ever was; the others where it stands now. */
  counts: {
    planned: number;
    due: number;
    sent: number;
    answered: number;
    waiting: number;
    invalid: number;
    closed: number;
  };
  probes: ProbeGlance[];
  /** Why sending is stopped, or null. */
  stopped: string | null;
  canary: { at: number; fate: 'under-way' | 'seen' | 'lost'; reason?: string } | null;
  /** The last complete look at each account, UTC ms; null before the first. */
  accounts: { name: string; recorder: boolean; lastContact: number | null }[];
  warnings: {
    code: 'recorder-silent' | 'recorder-gap' | 'stopped' | 'canary-lost' | 'failing';
    text: string;
  }[];
  /** The whole do-not-contact list: what this wave put there, newest first, then that of other waves, without `at`. */
  doNotContact: { at?: number; scope: string; value: string; reason: string; by?: string }[];
}

/** Faults of the instrument in this time are shown, ms. */
const LATELY = 3_600_000;

/** The wave at a glance, on what the ledger says now. */
export async function deskView(work: DeskWork): Promise<DeskView> {
  await work.refresh();
  const { state, plan } = work;
  const now = work.clock.now();
  const replies = firstReplies(work);
  const probes = plan.probes.map((probe) => glance(work, probe, replies.get(probe.id), now));
  const count = (...standings: Standing[]): number =>
    probes.filter((p) => standings.includes(p.standing)).length;
  const last = [...state.canaries.values()].at(-1);
  return {
    now,
    counts: {
      planned: probes.length,
      due: count('due'),
      sent: probes.filter((p) => p.sentAt !== undefined).length,
      answered: probes.filter((p) => p.answeredAt !== undefined).length,
      waiting: probes.filter((p) => OPEN.has(state.probes.get(p.probe.id)?.phase ?? 'planned')).length,
      invalid: count('invalid'),
      closed: probes.filter((p) => CLOSED.has(state.probes.get(p.probe.id)?.phase ?? 'planned')).length,
    },
    probes,
    stopped: state.stopped,
    canary: last
      ? {
          at: millis(last.acceptedAt),
          fate: last.seen ? 'seen' : last.lost ? 'lost' : 'under-way',
          ...(last.lost ? { reason: last.lost } : {}),
        }
      : null,
    accounts: work.accounts.map(({ name, recorder }) => ({
      name,
      recorder: recorder === true,
      lastContact: lastContact(state, name),
    })),
    warnings: warningsOf(work, now),
    doNotContact: await allListed(work),
  };
}

const OPEN: ReadonlySet<Phase> = new Set(['intended', 'unknown', 'sent']);
const CLOSED: ReadonlySet<Phase> = new Set(['closed', 'barred', 'rejected']);

function glance(
  work: DeskWork,
  probe: PlannedProbe,
  answeredAt: number | undefined,
  now: number,
): ProbeGlance {
  const state = work.state.probes.get(probe.id) ?? { phase: 'planned', attempts: 0 };
  const reason = state.invalid?.reason ?? state.barred?.reason ?? state.rejected?.response;
  return {
    probe,
    standing: standingOf(state, probe, answeredAt !== undefined, now),
    assisted: isAssisted(probe.channel),
    ...(state.acceptedAt === undefined ? {} : { sentAt: millis(state.acceptedAt) }),
    ...(answeredAt === undefined ? {} : { answeredAt }),
    ...(state.phase === 'intended' && state.intent?.by !== undefined ? { takenBy: state.intent.by } : {}),
    ...(reason === undefined ? {} : { reason }),
  };
}

function standingOf(state: ProbeState, probe: PlannedProbe, answered: boolean, now: number): Standing {
  switch (state.phase) {
    case 'planned':
    case 'not-sent':
      return now < millis(probe.sendAt) ? 'coming' : 'due';
    case 'intended':
      return 'in-hand';
    case 'unknown':
      return 'unclear';
    case 'sent':
      return answered ? 'answered' : 'waiting';
    case 'closed':
      return answered ? 'answered' : 'silent';
    case 'rejected':
    case 'barred':
      return 'refused';
    case 'invalid':
      return 'invalid';
  }
}

/** When each probe was first answered, as far as a running wave knows it: UTC ms. */
function firstReplies({ triaged, state }: DeskWork): Map<string, number> {
  const first = new Map<string, number>();
  for (const [i, { kind, probe, at }] of triaged) {
    if (kind !== 'reply' || probe === null) continue;
    const { clocks } = state.captures[i]!;
    const moment = millis(at?.to ?? clocks.received?.to ?? clocks.observed);
    first.set(probe, Math.min(moment, first.get(probe) ?? moment));
  }
  return first;
}

function warningsOf(work: DeskWork, now: number): DeskView['warnings'] {
  const { state } = work;
  const warnings: DeskView['warnings'] = [];
  if (state.stopped !== null) warnings.push({ code: 'stopped', text: state.stopped });
  for (const { name, recorder } of work.accounts) {
    if (!recorder) continue;
    const silent = recorderWarning(state, name, work.openedAt, now);
    const gone = now - (lastContact(state, name) ?? work.openedAt) > KEPT_FOR;
    if (silent !== null) warnings.push({ code: gone ? 'recorder-gap' : 'recorder-silent', text: silent });
  }
  const last = [...state.canaries.values()].at(-1);
  if (last?.lost) warnings.push({ code: 'canary-lost', text: last.lost });
  const lately = state.failures.filter((f) => now - millis(f.at) <= LATELY);
  const newest = lately.at(-1);
  if (newest)
    warnings.push({
      code: 'failing',
      text: `${lately.length} in the last hour, the last: ${newest.account ? `${newest.account}: ` : ''}${newest.reason}`,
    });
  return warnings;
}

async function allListed({ ledger, plan }: DeskWork): Promise<DeskView['doNotContact']> {
  const here = (await ledger.events(plan.wave.id))
    .flatMap(({ at, body }) => {
      if (body.kind !== 'do-not-contact') return [];
      const { scope, value, reason, by } = body;
      return [{ at: millis(at), scope, value, reason, ...(by === undefined ? {} : { by }) }];
    })
    .reverse();
  const known = new Set(here.map(nameOf));
  let all: ContactHistory['doNotContact'] = [];
  const [probe] = plan.probes;
  // The list of all waves is told to whoever decides; here nothing is.
  if (probe)
    await ledger.appendWhen(plan.wave.id, { probe: probe.id, entity: probe.entity }, (history) => {
      all = history.doNotContact;
      return [];
    });
  return [...here, ...all.filter((entry) => !known.has(nameOf(entry)))];
}

const nameOf = ({ scope, value }: { scope: string; value: string }): string => `${scope} ${value}`;
