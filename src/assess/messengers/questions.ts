/**
 * Our own questions in a chat: where the conversation of one probe begins, and that of the one before ends. A question is
 * known by its words and by when it was sent; where that leaves two probes nothing is decided.
 */
import type { Interval } from '../../model/evidence.ts';
import type { Plan, PlannedProbe } from '../../model/plan.ts';
import { millis } from '../../model/scalars.ts';
import type { Scenario } from '../../model/scenario.ts';
import { isAssisted } from '../../model/vocabulary.ts';
import type { ProbeState, WaveState } from '../../model/wave-state.ts';
import { foldText } from '../clean-text.ts';
import { fromOf, isWithin, type Seen, toOf } from './seen.ts';

/** The words of a question, as pairs of letters with their number. */
export interface Wording {
  pairs: Map<string, number>;
}

/** A question that was sent, or may have been. */
export interface Asked extends Wording {
  probe: PlannedProbe;
  state: ProbeState;
  /** UTC ms between which it went. */
  from: number;
  to: number;
}

/** Clocks of phones and of ours stand no further apart; time zones do, by a quarter of an hour at least. */
const CLOCK_SLACK = 10 * 60_000;
/** A server's clock needs no such doubt: who says "sent" and presses Send hours later has sent it then. */
const PRESSED_LATER = 24 * 3_600_000;
/** How long a task that was taken may stay unconfirmed. */
const UNCONFIRMED = 48 * 3_600_000;
/** Share of the pairs of letters that two texts have in common; a name at the end and a corrected slip change few. */
const SAME = 0.75;
/** Two questions nearer to each other than this are not told apart by their words. */
const CLEARLY = 0.08;

/** The words that were planned for a probe; null where the study has none. */
export function wordingOf(probe: PlannedProbe, scenarios: readonly Scenario[]): Wording | null {
  const body = scenarios.find((s) => s.id === probe.scenario)?.texts[probe.language]?.[probe.wording].body;
  if (body === undefined) return null;
  const persona = scenarios.map((s) => s.persona).find((p) => p.id === probe.persona);
  return { pairs: pairsOf(body.replaceAll('{name}', persona?.names[probe.language]?.full ?? '')) };
}

/** The probes on messengers whose question was taken in hand. */
export function questionsAsked(plan: Plan, state: WaveState, scenarios: readonly Scenario[]): Asked[] {
  return plan.probes.flatMap((probe) => {
    const its = state.probes.get(probe.id);
    const wording = isAssisted(probe.channel) ? wordingOf(probe, scenarios) : null;
    if (its?.intendedAt === undefined || !wording) return [];
    const from = millis(its.intendedAt);
    const known = its.sentBetween?.to ?? its.acceptedAt;
    return [
      { probe, state: its, ...wording, from, to: known === undefined ? from + UNCONFIRMED : millis(known) },
    ];
  });
}

/** The stretch in which the operator's word, or the ledger, has it sent. */
export const sentWithin = ({ state }: Asked): Interval | null =>
  state.sentBetween ??
  (state.acceptedAt === undefined ? null : { from: state.acceptedAt, to: state.acceptedAt });

const pairsOf = (text: string): Map<string, number> => {
  const letters = foldText(text.slice(0, 4_000)).replace(/[^\p{L}\p{N}]+/gu, '');
  const pairs = new Map<string, number>();
  for (let i = 0; i + 1 < letters.length; i++) {
    const pair = letters.slice(i, i + 2);
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
  }
  return pairs;
};

/** Dice's coefficient: 0 nothing in common, 1 the same letters. */
function likeness(a: Map<string, number>, b: Map<string, number>): number {
  let common = 0;
  let all = 0;
  for (const [pair, n] of a) {
    common += Math.min(n, b.get(pair) ?? 0);
    all += n;
  }
  for (const n of b.values()) all += n;
  return all === 0 ? 0 : (2 * common) / all;
}

/** How much a text of ours is the question of that probe. */
export const isQuestion = (text: string, asked: Wording): boolean =>
  likeness(pairsOf(text), asked.pairs) >= SAME;

export type Verdict =
  | { kind: 'question'; asked: Asked }
  /** Words of a question, but of several at that time, or at a time when it was not asked. */
  | { kind: 'unclear'; among: Asked[]; why: 'several' | 'time' }
  | { kind: 'other' };

/** Which question a message of ours is. `hint`: the probe that the recorder took it for. */
export function questionIn(seen: Seen, all: readonly Asked[], hint: string | undefined): Verdict {
  const pairs = pairsOf(seen.message.text);
  const alike = all
    .map((asked) => ({ asked, by: likeness(pairs, asked.pairs) }))
    .filter(({ by }) => by >= SAME);
  if (alike.length === 0) return { kind: 'other' };
  const slack = seen.source === 'business' ? PRESSED_LATER : CLOCK_SLACK;
  const timely = alike.filter(({ asked }) => isWithin(seen, asked.from - CLOCK_SLACK, asked.to + slack));
  if (timely.length === 0) return { kind: 'unclear', among: alike.map((a) => a.asked), why: 'time' };
  const best = Math.max(...timely.map((t) => t.by));
  const near = timely.filter((t) => best - t.by < CLEARLY).map((t) => t.asked);
  const only = near.length === 1 ? near[0] : near.find((a) => a.probe.id === hint);
  return only ? { kind: 'question', asked: only } : { kind: 'unclear', among: near, why: 'several' };
}

/** One probe's share of a chat, our question first. */
export interface Cut {
  asked: Asked;
  seen: Seen[];
}

export interface Cuts {
  cuts: Cut[];
  /** What stands above the first question of ours. */
  before: Seen[];
  unclear: { seen: Seen; verdict: Extract<Verdict, { kind: 'unclear' }> }[];
}

/** Takes a chat, in the order of time, apart at our questions. What follows an unclear one is nobody's. */
export function cutAtQuestions(chat: readonly Seen[], all: readonly Asked[]): Cuts {
  const out: Cuts = { cuts: [], before: [], unclear: [] };
  let here: Seen[] | null = out.before;
  for (const seen of chat) {
    const { message, capture } = seen;
    const verdict = message.side === 'own' ? questionIn(seen, all, capture.probe) : null;
    if (verdict?.kind === 'question') {
      const last: Cut | undefined = out.cuts.at(-1);
      // Sent twice by a slip of the hand: one conversation.
      if (last?.asked === verdict.asked && here === last.seen) here.push(seen);
      else {
        here = [seen];
        out.cuts.push({ asked: verdict.asked, seen: here });
      }
      continue;
    }
    if (verdict?.kind === 'unclear') {
      out.unclear.push({ seen, verdict });
      here = null;
    }
    here?.push(seen);
  }
  return out;
}

/** Where no words tell: the message of ours in the very stretch in which the operator says to have sent it. */
export function sentWhenSaid(chat: readonly Seen[], asked: Asked): Seen | null {
  const said = sentWithin(asked);
  if (said === null) return null;
  const [from, to] = [millis(said.from), millis(said.to)];
  const ours = chat.filter((s) => s.message.side === 'own' && isWithin(s, from, to));
  return ours.length === 1 && toOf(ours[0]!) - fromOf(ours[0]!) <= 60_000 ? ours[0]! : null;
}

/** From one message of a chat to the next question of ours. */
export function stretchFrom(chat: readonly Seen[], first: Seen, all: readonly Asked[]): Seen[] {
  const from = chat.indexOf(first);
  const next = chat.findIndex(
    ({ message }, i) => i > from && message.side === 'own' && all.some((a) => isQuestion(message.text, a)),
  );
  return chat.slice(from, next < 0 ? undefined : next);
}
