/** The one further message of a probe (channels.md 4, item 2): intent first, never tried again. */
import { sha256 } from '../model/digest.ts';
import { InstrumentError } from '../model/errors.ts';
import type { EventOf } from '../model/events.ts';
import { instant, millis } from '../model/scalars.ts';
import { deadlineOf } from '../model/wave-state.ts';
import {
  type Act,
  acting,
  type Done,
  decide,
  no,
  noSuchTask,
  OK,
  probeAt,
  type Refused,
} from './desk-answers.ts';
import type { DeskWork } from './desk-work.ts';
import { forbids } from './guardrails.ts';
import type { Recorder, SendReceipt } from './ports.ts';

const DAY = 24 * 3_600_000;
const LONGEST = 500;
/** Nothing that a question may not hold either: links, addresses, and numbers long enough to be somebody's. */
const UNFIT = /:\/\/|www\.|\S@\S|\d[\d\s().-]{5,}\d/u;

/**
 * Sends through the recorder, inside 24 hours after the lender's last message as the messenger itself dated it, while
 * the window is open. What the messenger answers is recorded whatever it is.
 */
export const sendFollowUp: Act<[recorder: Recorder, text: string]> = (work, by, id, recorder, words) =>
  acting(work, async () => {
    if (work.mode === null) return no('read-only', 'no run of this wave goes on beside the desk');
    const probe = probeAt(work, id);
    if (!probe) return noSuchTask(id);
    const text = words.trim();
    const unfit = unfitText(text);
    if (unfit) return unfit;
    const raw = new TextEncoder().encode(text);
    await work.ledger.keep(raw);
    const begun = await decide(work, probe, (state, history) => {
      const now = work.clock.now();
      if (state.followUp) return no('already-followed-up', 'a probe has one follow-up');
      if (state.phase !== 'sent')
        return state.acceptedAt
          ? no('over', 'its window has closed')
          : no('not-sent', 'it has not been sent');
      if (now > deadlineOf(state, work.plan.wave.deadlineHours)!) return no('over', 'its window has closed');
      if (history.stopped !== null) return no('stopped', history.stopped);
      const listed = history.doNotContact.find((entry) => forbids(entry, probe));
      if (listed) return no('do-not-contact', `${listed.scope} ${listed.value}: ${listed.reason}`);
      const last = lastIncoming(work, id);
      if (last === null || now - last >= DAY)
        return no('no-open-window', 'the lender has written nothing in the last 24 hours');
      return [{ kind: 'follow-up-intended', probe: id, by, evidence: sha256(raw) }];
    });
    if (!begun.ok) return begun;
    return answerOf(work, id, () => recorder.followUp(id, text));
  });

function unfitText(text: string): Refused | null {
  if (text === '' || text.length > LONGEST)
    return no('bad-input', `a follow-up has 1 to ${LONGEST} characters`);
  return UNFIT.test(text) ? no('bad-input', 'a follow-up has no links, addresses or long numbers') : null;
}

/** When the messenger itself says that the lender last wrote, UTC ms; the earliest it can have been. */
function lastIncoming(work: DeskWork, probe: string): number | null {
  const moments = [...work.triaged].flatMap(([i, triage]) => {
    const capture = work.state.captures[i]!;
    if (triage.kind !== 'reply' || triage.probe !== probe || capture.media !== 'update') return [];
    return [millis(triage.at?.from ?? capture.clocks.received?.from ?? capture.clocks.observed)];
  });
  return moments.length === 0 ? null : Math.max(...moments);
}

async function answerOf(work: DeskWork, probe: string, send: () => Promise<SendReceipt>): Promise<Done> {
  const ended = async (outcome: EventOf<'follow-up-ended'>['outcome'], reason: string): Promise<void> => {
    const at = instant(work.clock.now());
    await work.ledger.append(work.plan.wave.id, [
      { kind: 'follow-up-ended', probe, outcome, at, reason: reason.slice(0, 500) },
    ]);
  };
  let receipt: SendReceipt;
  try {
    receipt = await send();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    await ended('unknown', reason);
    if (!(error instanceof InstrumentError)) throw error;
    return no('unclear', reason);
  }
  if (receipt.outcome === 'sent') {
    await ended('sent', receipt.response);
    return OK;
  }
  const reason = 'reason' in receipt ? receipt.reason : `${receipt.code} ${receipt.response}`;
  await ended(receipt.outcome === 'unknown' ? 'unknown' : 'not-sent', reason);
  return no(receipt.outcome === 'unknown' ? 'unclear' : 'refused', reason);
}
