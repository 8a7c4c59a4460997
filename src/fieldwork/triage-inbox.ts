/** Looks at what came in, only as far as the running wave must know: canaries, stop rules, progress. Not an assessment. */
import type { EventBody } from '../model/events.ts';
import type { Capture } from '../model/evidence.ts';
import { noteCanary } from './canary.ts';
import { type Fieldwork, isByHand, record, stateOf } from './context.ts';
import { bounceStop } from './guardrails.ts';
import type { Triage } from './ports.ts';

/** How many messages are parsed at once. */
const BATCH = 8;

/** Triages every capture that this run has not seen yet, and acts on the stop rules. */
export async function triageInbox(run: Fieldwork): Promise<void> {
  const { captures } = run.state;
  for (let from = run.triaged.size; from < captures.length; from = run.triaged.size) {
    const batch = captures.slice(from, from + BATCH);
    const found = await Promise.all(batch.map((capture) => triageOne(run, capture)));
    for (const [i, triage] of found.entries()) {
      run.triaged.set(from + i, triage);
      const capture = batch[i]!;
      if (triage.kind === 'canary') await noteCanary(run, capture, triage.token);
      else if (triage.kind === 'complaint' || triage.kind === 'stop-request')
        await leaveAlone(run, capture, triage.probe, triage.kind);
    }
  }
  await stopOnBounces(run);
}

/** A message that our reading chokes on must not keep the wave from collecting: it is counted, and its bytes are kept. */
export async function triageOne(
  run: Pick<Fieldwork, 'plan' | 'ledger' | 'triage' | 'state'>,
  capture: Capture,
): Promise<Triage> {
  // Pictures and page sources are for people.
  if (capture.media === 'dom' || capture.media === 'screenshot')
    return { probe: capture.probe ?? null, kind: 'other' };
  const raw = await run.ledger.evidence(capture.evidence);
  try {
    return await run.triage(capture, raw, run.plan);
  } catch (error) {
    const reason = `message ${capture.evidence} could not be read: ${String(error).slice(0, 300)}`;
    const known = run.state.failures.some((f) => f.code === 'triage-failed' && f.reason === reason);
    if (!known)
      await run.ledger.append(run.plan.wave.id, [
        { kind: 'instrument-failed', code: 'triage-failed', reason },
      ]);
    return { probe: null, kind: 'other' };
  }
}

/** Who asks us to stop is never written to again, in this wave or any other; a complaint stops the whole sending. */
async function leaveAlone(
  run: Fieldwork,
  capture: Capture,
  probeId: string | null,
  kind: 'complaint' | 'stop-request',
): Promise<void> {
  const probe = run.plan.probes.find((p) => p.id === probeId);
  const what = kind === 'complaint' ? 'a complaint about our message' : 'asked not to be written to';
  const reason = probe ? `${what} (probe ${probe.id})` : `${what} that could not be tied to a probe`;
  const events: EventBody[] = [];
  if (probe)
    for (const [scope, value] of [
      ['address', probe.address],
      ['entity', probe.entity],
    ] as const)
      if (!run.state.listed.has(`${scope} ${value}`))
        events.push({ kind: 'do-not-contact', scope, value, reason });
  // What had come before sending was last resumed was there for whoever resumed it to see.
  const news = capture.clocks.observed > (run.state.resumedAt ?? '');
  if (kind === 'complaint' && news && run.state.stopped === null)
    events.push({ kind: 'sending-stopped', reason: `${reason}: look at it before anything more is sent` });
  if (events.length > 0) await record(run, ...events);
}

/** Addresses that had bounced before sending was last resumed were reviewed by whoever resumed it. */
async function stopOnBounces(run: Fieldwork): Promise<void> {
  if (run.state.stopped !== null) return;
  const byId = new Map(run.plan.probes.map((p) => [p.id, p]));
  const resumed = run.state.resumedAt;
  const reviewed = new Set<string>();
  const bounces: { probe: string; address: string }[] = [];
  let sent = 0;
  for (const probe of run.plan.probes) {
    const state = stateOf(run, probe.id);
    if ((state.acceptedAt || state.rejected) && !isByHand(probe)) sent++;
    if (state.rejected) {
      bounces.push({ probe: probe.id, address: probe.address });
      if (resumed && state.intendedAt && state.intendedAt <= resumed) reviewed.add(probe.address);
    }
  }
  for (const [i, triage] of run.triaged) {
    if (triage.kind !== 'bounce' || !triage.probe) continue;
    const address = byId.get(triage.probe)?.address;
    if (!address) continue;
    bounces.push({ probe: triage.probe, address });
    if (resumed && run.state.captures[i]!.clocks.observed <= resumed) reviewed.add(address);
  }
  const open = new Set(bounces.filter((b) => !reviewed.has(b.address)).map((b) => b.probe));
  const reason = bounceStop(open.size, sent);
  if (reason) await record(run, { kind: 'sending-stopped', reason });
}
