/** What a running wave must know at once of a messenger's evidence: whether our question stands, whether an answer came. */
import type { Capture, Interval } from '../model/evidence.ts';
import { unreadableMail } from '../model/mail.ts';
import type { Plan, PlannedProbe } from '../model/plan.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Operator } from '../model/settings.ts';
import { Sighting } from '../model/sighting.ts';
import type { Transcript } from '../model/transcript.ts';
import type { Triage } from '../model/triage.ts';
import { assessMessage } from './assess-message.ts';
import { cleanText } from './clean-text.ts';
import { PACKS } from './languages/index.ts';
import { readExport } from './messengers/exports/index.ts';
import { readMailed } from './messengers/mailed.ts';
import { isQuestion, type Wording, wordingOf } from './messengers/questions.ts';
import { readUpdates, type Update, updateOf } from './messengers/updates.ts';

/**
 * `own-copy`: our question, and `at` when; `reply`: an answer, `at` the latest, and `own` the question of an exported chat.
 * What names no probe for certain, or can't be read, is `other`.
 */
export function triage(
  capture: Capture,
  raw: Uint8Array,
  plan: Plan,
  scenarios: readonly Scenario[],
): Triage {
  const probe = plan.probes.find((p) => p.id === capture.probe);
  if (!probe) return { probe: null, kind: 'other' };
  const question = wordingOf(probe, scenarios);
  if (capture.media === 'update') return ofUpdate(capture, updateOf(raw), probe, question);
  if (capture.media === 'sighting') {
    const { side, between, text } = Sighting.parse(JSON.parse(new TextDecoder().decode(raw)));
    return side === 'own'
      ? { probe: probe.id, kind: 'own-copy', at: between }
      : ofAnswer(probe, text, between);
  }
  if (capture.media !== 'export' || !capture.export) return { probe: probe.id, kind: 'other' };
  return ofExport(readExport(raw, capture.export, capture.clocks.observed), probe, question);
}

/** The same of a chat that came by mail. Null where the files are none; no moments where operators' phones differ. */
export function triageMailed(
  capture: Capture,
  files: readonly Uint8Array[],
  probe: PlannedProbe,
  scenarios: readonly Scenario[],
  operators: readonly Operator[],
): Triage | null {
  const question = wordingOf(probe, scenarios);
  const phones = new Map(operators.map((o) => [`${o.timeZone} ${o.daysFirst}`, o]));
  for (const file of files) {
    const read = [...phones.values()].map((o) =>
      question ? readMailed(file, { probe, ...question }, o, capture.clocks.observed) : null,
    );
    const first = read[0];
    if (!first) continue;
    return read.length === 1 ? ofExport(first, probe, question) : { probe: probe.id, kind: 'other' };
  }
  return null;
}

function ofUpdate(
  capture: Capture,
  update: Update | null,
  probe: PlannedProbe,
  question: Wording | null,
): Triage {
  const none: Triage = { probe: probe.id, kind: 'other' };
  if (!update) return none;
  const { chats, forwards } = readUpdates([{ capture, update }]);
  const [seen] = [...[...chats.values()].flat(), ...forwards.map((f) => f.seen)];
  if (!seen) return none;
  const { side, text, at } = seen.message;
  const ours = question !== null && isQuestion(text, question);
  if (ours && (side === 'own' || seen.source === 'forward'))
    return {
      probe: probe.id,
      kind: 'own-copy',
      at,
      ...(seen.source === 'business' && { heard: true as const }),
    };
  return side === 'other' ? ofAnswer(probe, text, at) : none;
}

function ofExport(
  read: { transcript: Transcript } | { problem: string },
  probe: PlannedProbe,
  question: Wording | null,
): Triage {
  if ('problem' in read || !question) return { probe: probe.id, kind: 'other' };
  const { messages } = read.transcript;
  // The newest: an older one in the same chat is another probe's.
  const own = messages.findLast((m) => m.side === 'own' && isQuestion(m.text, question));
  if (!own) return { probe: probe.id, kind: 'other' };
  const answers = messages.slice(messages.indexOf(own)).filter((m) => m.side === 'other');
  const last = answers.at(-1);
  if (!last) return { probe: probe.id, kind: 'own-copy', at: own.at };
  return { ...ofAnswer(probe, answers.map((m) => m.text).join('\n'), last.at), own: own.at };
}

/** An answer, unless it asks us to stop. */
function ofAnswer(probe: PlannedProbe, text: string, at: Interval): Triage {
  const mail = { ...unreadableMail(text.length, ''), malformed: undefined, visibleText: cleanText(text) };
  const { objection } = assessMessage(mail, {
    question: null,
    asked: probe.asks,
    languages: PACKS.map((p) => p.code),
    latencyMs: null,
    live: true,
    inOurThread: false,
    sameForOthers: 0,
    names: [],
  });
  return { probe: probe.id, kind: objection ?? 'reply', at };
}
