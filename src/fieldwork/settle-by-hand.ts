/**
 * What the loop does about probes by hand: it never sends one, ends those that nobody took, and takes the recorder's
 * and the operators' evidence as word of what went.
 */
import type { EventBody } from '../model/events.ts';
import type { Interval } from '../model/evidence.ts';
import type { PlannedProbe } from '../model/plan.ts';
import { millis } from '../model/scalars.ts';
import { deadlineOf, type Phase, type ProbeState } from '../model/wave-state.ts';
import { CONFIRM_WITHIN, decideOn, lookEnd } from './by-hand.ts';
import { type Fieldwork, isByHand, stateOf } from './context.ts';
import { forbids } from './guardrails.ts';
import type { ContactHistory, Triage } from './ports.ts';
import { unresolved } from './reconcile.ts';

/** Brings every probe by hand up to the evidence and the time; returns when to look again, UTC ms. */
export async function settleByHand(run: Fieldwork): Promise<number> {
  let next = Number.POSITIVE_INFINITY;
  const own = ownMoments(run);
  const probes = run.plan.probes.filter(isByHand);
  const forbidden = await doNotContact(run, probes);
  for (const probe of probes) {
    const state = stateOf(run, probe.id);
    const now = run.clock.now();
    const slotEnd = millis(probe.sendBy);
    switch (state.phase) {
      case 'planned':
        next = Math.min(next, await endUntaken(run, probe, forbidden));
        break;
      case 'not-sent':
        // The operator may have erred: where our question stands in the chat, it went.
        if (!(await takeAsSent(run, probe, own.get(probe.id))))
          next = Math.min(next, await endUntaken(run, probe, forbidden));
        break;
      case 'intended':
        if (await takeAsSent(run, probe, own.get(probe.id))) break;
        if (now > slotEnd + CONFIRM_WITHIN)
          await decideOn(run, probe, ({ phase }) =>
            phase === 'intended'
              ? [
                  {
                    kind: 'send-unknown',
                    probe: probe.id,
                    reason: `${state.intent?.by} took it and never said whether it went`,
                  },
                ]
              : [],
          );
        else next = Math.min(next, slotEnd + CONFIRM_WITHIN + 1);
        break;
      case 'unknown':
        if (!(await takeAsSent(run, probe, own.get(probe.id))))
          next = Math.min(next, await giveUp(run, probe, state));
        break;
      default:
        break;
    }
  }
  return next;
}

/** What nobody may take, and what nobody took by the end of its slot, is over. */
async function endUntaken(
  run: Fieldwork,
  probe: PlannedProbe,
  forbidden: ContactHistory['doNotContact'],
): Promise<number> {
  const now = run.clock.now();
  const slotEnd = millis(probe.sendBy);
  const dueAt = millis(probe.sendAt);
  if (now < dueAt) return dueAt;
  const listed = forbidden.find((entry) => forbids(entry, probe));
  if (now <= slotEnd && !listed) return slotEnd + 1;
  await decideOn(run, probe, ({ phase }, { stopped }) => {
    if (!OPEN.has(phase)) return [];
    const end = (code: string, reason: string): EventBody[] => [
      { kind: 'invalidated', probe: probe.id, code, reason },
    ];
    if (listed)
      return end(
        'do-not-contact',
        `${listed.scope} ${listed.value} is on the do-not-contact list: ${listed.reason}`,
      );
    return end(
      'missed-slot',
      stopped === null
        ? `nobody took it in its slot, which ended at ${probe.sendBy}`
        : `sending was stopped (${stopped}) until its slot was over`,
    );
  });
  return Number.POSITIVE_INFINITY;
}

const OPEN: ReadonlySet<Phase> = new Set(['planned', 'not-sent']);

/** The do-not-contact list of all waves; empty where nothing is due that it could end. */
async function doNotContact(run: Fieldwork, probes: PlannedProbe[]): Promise<ContactHistory['doNotContact']> {
  const now = run.clock.now();
  const due = probes.find((p) => OPEN.has(stateOf(run, p.id).phase) && millis(p.sendAt) <= now);
  if (!due) return [];
  let list: ContactHistory['doNotContact'] = [];
  await decideOn(run, due, (_, history) => {
    list = history.doNotContact;
    return [];
  });
  return list;
}

/** An unclear send that nothing has cleared up by the end of the grace is lost. */
async function giveUp(run: Fieldwork, probe: PlannedProbe, state: ProbeState): Promise<number> {
  const at = lookEnd(run, deadlineOf(state, run.plan.wave.deadlineHours)!);
  if (run.clock.now() <= at) return at + 1;
  await decideOn(run, probe, ({ phase }) => (phase === 'unknown' ? unresolved(probe.id) : []));
  return Number.POSITIVE_INFINITY;
}

/** Our question stands in the chat: it went, at the moment that the evidence gives. */
async function takeAsSent(run: Fieldwork, probe: PlannedProbe, moments: Interval[] = []): Promise<boolean> {
  // An older question to the same lender can stand in the same chat; before its slot this one was nobody's to take.
  const began = millis(probe.sendAt) - run.pace.clockTolerance;
  const seen = moments.find((m) => millis(m.to) >= began);
  if (!seen) return false;
  return decideOn(run, probe, ({ phase }) =>
    phase === 'intended' || phase === 'unknown' || phase === 'not-sent'
      ? [{ kind: 'reconciled', probe: probe.id, outcome: 'sent', by: 'own-copy', acceptedAt: seen.to }]
      : [],
  );
}

/** When our own question was sent, by all that shows it, for each probe; the best known first. */
function ownMoments(run: Fieldwork): Map<string, Interval[]> {
  const moments = new Map<string, Interval[]>();
  for (const [i, triage] of run.triaged) {
    const own = triage.probe === null ? null : ownMoment(triage);
    if (!own) continue;
    const capture = run.state.captures[i]!;
    const at = own === 'unsaid' ? (capture.clocks.received ?? both(capture.clocks.observed)) : own;
    moments.set(triage.probe!, [...(moments.get(triage.probe!) ?? []), at]);
  }
  for (const list of moments.values()) list.sort((a, b) => width(a) - width(b));
  return moments;
}

const ownMoment = (triage: Triage): Interval | 'unsaid' | null =>
  triage.own ?? (triage.kind === 'own-copy' ? (triage.at ?? 'unsaid') : null);
const both = (at: string): Interval => ({ from: at, to: at });
const width = ({ from, to }: Interval): number => millis(to) - millis(from);
