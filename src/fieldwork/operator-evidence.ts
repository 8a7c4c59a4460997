/** What a person at the desk has seen: looks at a chat, replies, exports. Evidence first, then the event that names it. */
import { canonical, sha256 } from '../model/digest.ts';
import type { EventBody } from '../model/events.ts';
import type { Capture, ExportReading, Interval } from '../model/evidence.ts';
import { type Instant, instant, millis } from '../model/scalars.ts';
import type { Sighting } from '../model/sighting.ts';
import type { ProbeState } from '../model/wave-state.ts';
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

/** Bytes of one upload, at most. */
const LARGEST = 25_000_000;
/** Two clicks within this time are one, ms. */
const ONE_CLICK = 5_000;
const LONGEST_TEXT = 20_000;

/** "I looked, and there is no answer", or none beyond what is known. */
export const checkedNothing: Act = (work, by, probe) =>
  acting(work, async () => look(work, by, probe, 'nothing'));

export interface SeenReply {
  /** Pasted or typed off; may be empty where a picture is given. */
  text: string;
  /** The time printed beside it, word for word. */
  shownTime?: string;
  screenshot?: { bytes: Uint8Array };
}

/** "I looked, and there is an answer": a sighting, the picture if there is one, and the look. */
export const reportReply: Act<[seen: SeenReply]> = (work, by, id, { text, shownTime, screenshot }) =>
  acting(work, async () => {
    const words = text.trim();
    if (words === '' && !screenshot)
      return no('bad-input', 'give the words of the reply, or a picture of it');
    if (words.length > LONGEST_TEXT)
      return no('bad-input', `the words are longer than ${LONGEST_TEXT} characters`);
    const bad = tooLarge(screenshot?.bytes);
    if (bad) return bad;
    const state = work.state.probes.get(id);
    const refused = notLookedAt(state);
    if (!probeAt(work, id)) return noSuchTask(id);
    // The words of an answer that is known (a voice message, a picture) may come late; they make no silence an answer.
    const known = state?.phase === 'closed' ? firstAnswer(work, id) : null;
    if (refused && known === null) return refused;
    const from =
      known ??
      state!.checks?.at(-1)?.at ??
      state!.sentBetween?.from ??
      state!.acceptedAt ??
      state!.intendedAt!;
    const between = { from, to: instant(work.clock.now()) };
    const name = sha256(canonical([words, shownTime ?? '', screenshot ? sha256(screenshot.bytes) : '']));
    await sight(work, by, id, `sighting/${name}`, {
      side: 'other',
      text: words,
      between,
      shownTime,
      screenshot,
    });
    return known === null ? look(work, by, id, 'reply') : OK;
  });

/** The earliest moment of an answer that stands in evidence; null where there is none. */
function firstAnswer({ triaged }: DeskWork, id: string): Instant | null {
  const moments = [...triaged.values()].flatMap((t) =>
    t.probe === id && t.kind === 'reply' && t.at ? [t.at.from] : [],
  );
  return moments.sort()[0] ?? null;
}

/** "Our question stands in the chat": for a send that is unclear. The loop takes it as sent. */
export const reportOwn: Act<[seen: { screenshot?: { bytes: Uint8Array } }]> = (
  work,
  by,
  id,
  { screenshot },
) =>
  acting(work, async () => {
    const probe = probeAt(work, id);
    const state = work.state.probes.get(id);
    if (!probe) return noSuchTask(id);
    const bad = tooLarge(screenshot?.bytes);
    if (bad) return bad;
    if (!state?.intent) return no('not-taken', 'nobody has taken it');
    if (state.phase === 'sent') return no('already-sent', 'it was sent');
    if (state.phase !== 'intended' && state.phase !== 'unknown' && state.phase !== 'not-sent')
      return no('over', 'the probe has come to its end');
    if (state.intent.by !== by) return no('taken', `${state.intent.by} had it in hand`);
    const between = { from: state.intendedAt!, to: instant(work.clock.now()) };
    await sight(work, by, id, `own/${state.attempts}`, { side: 'own', text: '', between, screenshot });
    return OK;
  });

/**
 * An exported chat, which its reader has accepted before. It may come after the window has closed. One that shows an
 * answer is a look as well; one without is none: it may have been made long ago, and silence must be confirmed.
 */
export const handInExport: Act<[handed: { bytes: Uint8Array; reading: ExportReading }]> = (
  work,
  by,
  id,
  { bytes, reading },
) =>
  acting(work, async () => {
    if (!probeAt(work, id)) return noSuchTask(id);
    if (bytes.length === 0) return no('bad-input', 'the file is empty');
    const bad = tooLarge(bytes);
    if (bad) return bad;
    if (!work.state.probes.get(id)?.intent) return no('not-sent', 'nobody has taken it');
    const key = `export/${sha256(canonical([sha256(bytes), reading]))}`;
    const fresh = await hand(work, by, [piece(work, id, key, bytes, 'export', { export: reading })]);
    if (fresh === 0) return no('no-change', 'this file was handed in before');
    await work.refresh();
    const shows = work.triaged.get(work.state.captures.findIndex((c) => c.key === key && c.probe === id));
    const open = notLookedAt(work.state.probes.get(id)) === null;
    return open && shows?.kind === 'reply' ? look(work, by, id, 'reply') : OK;
  });

function notLookedAt(state: ProbeState | undefined): Refused | null {
  const phase = state?.phase ?? 'planned';
  if (phase === 'sent' || phase === 'unknown') return null;
  return phase === 'planned' || phase === 'intended' || phase === 'not-sent'
    ? no('not-sent', 'it has not been sent')
    : no('over', 'the probe has come to its end');
}

async function look(work: DeskWork, by: string, id: string, saw: 'nothing' | 'reply'): Promise<Done> {
  const probe = probeAt(work, id);
  if (!probe) return noSuchTask(id);
  return decide(work, probe, (state): EventBody[] | Refused => {
    const refused = notLookedAt(state);
    if (refused) return refused;
    const now = work.clock.now();
    const last = state.checks?.at(-1);
    if (last?.by === by && last.saw === saw && now - millis(last.at) < ONE_CLICK)
      return no('no-change', 'this look is recorded already');
    return [{ kind: 'operator-checked', probe: id, by, lookedAt: instant(now), saw }];
  });
}

const tooLarge = (bytes: Uint8Array | undefined): Refused | null =>
  bytes && bytes.length > LARGEST
    ? no('bad-input', `the file is larger than ${LARGEST / 1_000_000} MB`)
    : null;

interface Seen {
  side: Sighting['side'];
  text: string;
  between: Interval;
  shownTime?: string | undefined;
  screenshot?: { bytes: Uint8Array } | undefined;
}

/** What comes again under the same key is dropped by the store: the first moment it was seen is the best. */
async function sight(work: DeskWork, by: string, probe: string, key: string, seen: Seen): Promise<void> {
  const { screenshot, shownTime, ...rest } = seen;
  const picture =
    screenshot &&
    piece(work, probe, `screenshot/${sha256(screenshot.bytes)}`, screenshot.bytes, 'screenshot');
  const sighting: Sighting = {
    format: 'doorbell-sighting/1',
    probe,
    by,
    seenAt: instant(work.clock.now()),
    ...rest,
    ...(shownTime === undefined || shownTime.trim() === ''
      ? {}
      : { shownTime: shownTime.trim().slice(0, 60) }),
    ...(picture ? { screenshot: picture.capture.evidence } : {}),
  };
  const raw = new TextEncoder().encode(canonical(sighting));
  await hand(work, by, [...(picture ? [picture] : []), piece(work, probe, key, raw, 'sighting')]);
}

interface Piece {
  capture: Capture;
  raw: Uint8Array;
}

function piece(
  work: DeskWork,
  probe: string,
  key: string,
  raw: Uint8Array,
  media: NonNullable<Capture['media']>,
  more: Partial<Capture> = {},
): Piece {
  const observed: Instant = instant(work.clock.now());
  const capture: Capture = {
    account: `desk:${probe}`,
    key,
    evidence: sha256(raw),
    media,
    probe,
    bytes: raw.length,
    clocks: { observed },
    correlation: { recipients: [], inReplyTo: [], references: [] },
    ...more,
  };
  return { capture, raw };
}

/** How many pieces were new. */
const hand = async (work: DeskWork, by: string, items: Piece[]): Promise<number> =>
  (await work.ledger.sink(work.plan.wave.id, by).commit({ items })).fresh;
