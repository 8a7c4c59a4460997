/** How well the instrument recovered the market's known truth. */
import type { Assessment, MessageAssessment } from '../model/assessment.ts';
import type { Measured } from '../model/measured.ts';
import type { Plan } from '../model/plan.ts';
import { millis } from '../model/scalars.ts';
import { type ChannelKind, type Disposition, type Facet, isAssisted } from '../model/vocabulary.ts';

export { renderComparison } from './comparison-text.ts';

import type { TruthClocks, TruthMessage, TruthRecord } from './truth.ts';

export interface Difference {
  probe: string;
  lender: string;
  truth: string;
  found: string;
}

export interface ClockComparison {
  /** Probes for which both sides have a time. */
  compared: number;
  /** Of them, those of which only bounds are known: their error is how far the truth lies outside. */
  bounded: number;
  /** Absolute error in ms; null when nothing was compared. */
  medianMs: number | null;
  maxMs: number | null;
  /** Probes for which only one side has a time. */
  wrong: Difference[];
}

export interface Comparison {
  /** Probes of the plan that a lender got at least once. */
  probes: number;
  /** Planned, but no lender got it: skipped by a guardrail, or lost. */
  notReceived: number;
  /** Probes that a lender got more than once: must be none. */
  sentTwice: string[];
  dispositions: {
    right: number;
    wrong: Difference[];
    /** Wrong ones counted as "truth > found". */
    confusion: Record<string, number>;
  };
  messages: {
    /** Messages that the market delivered for these probes. */
    delivered: number;
    right: number;
    wrong: Difference[];
    /** Assessed, but nothing of the kind was delivered at that time. */
    invented: Difference[];
  };
  facets: { right: number; wrong: Difference[] };
  /** Figures that contradict the lender's published terms. */
  contradictions: {
    /** Probes in which there is one. */
    real: number;
    found: number;
    missed: Difference[];
    /** Called a contradiction, and none. */
    invented: Difference[];
  };
  clocks: { [K in keyof TruthClocks]: ClockComparison };
  /** Truly silent, called something else. */
  silentMissed: string[];
  /** Truly answered in some way, called silent: the gravest error. */
  silentInvented: string[];
  /** Everything recovered: dispositions, responders, facets, and which clocks ran; times within a second. */
  exact: boolean;
}

/** An assessed message belongs to a delivered one when they are not further apart than this. */
const SAME_MS = 60_000;
/** INTERNALDATE has whole seconds (channels.md 1.2). */
const EXACT_MS = 1000;

/**
 * Compares by the token in each probe's alias; a chat, on a site or a messenger, by lender and question: it may carry no
 * address. Probes that no lender got have no truth and are only counted, but those at a door that lets nobody in: `shut`
 * says which, as "CHANNEL LENDER".
 */
export function compareWithTruth(
  assessments: readonly Assessment[],
  truth: readonly TruthRecord[],
  plan: Plan,
  shut: ReadonlyMap<string, Disposition> = new Map(),
): Comparison {
  const found = new Map(assessments.map((a) => [a.probe, a]));
  const records = new Map<string, TruthRecord[]>();
  for (const record of truth) {
    const token = /([a-z2-7]{10})@/.exec(record.alias)?.[1];
    const key = token ?? chatKey(record.channel ?? 'webchat', record.lender, record.scenario);
    records.set(key, [...(records.get(key) ?? []), record]);
  }

  const result: Comparison = {
    probes: 0,
    notReceived: 0,
    sentTwice: [],
    dispositions: { right: 0, wrong: [], confusion: {} },
    messages: { delivered: 0, right: 0, wrong: [], invented: [] },
    facets: { right: 0, wrong: [] },
    contradictions: { real: 0, found: 0, missed: [], invented: [] },
    clocks: { anything: noClock(), nonAutomatic: noClock(), substantive: noClock() },
    silentMissed: [],
    silentInvented: [],
    exact: false,
  };
  const errors: { [K in keyof TruthClocks]: number[] } = { anything: [], nonAutomatic: [], substantive: [] };

  for (const probe of plan.probes) {
    const got = records.get(probe.token) ?? records.get(chatKey(probe.channel, probe.lender, probe.scenario));
    const seen = found.get(probe.id);
    const called = seen?.disposition ?? 'not assessed';
    const differ = (a: string, b: string): Difference => ({
      probe: probe.id,
      lender: probe.lender,
      truth: a,
      found: b,
    });
    const compareDisposition = (real: Disposition): void => {
      if (called === real) {
        result.dispositions.right += 1;
        return;
      }
      result.dispositions.wrong.push(differ(real, called));
      const cell = `${real} > ${called}`;
      result.dispositions.confusion[cell] = (result.dispositions.confusion[cell] ?? 0) + 1;
    };
    const barred = got ? undefined : shut.get(`${probe.channel} ${probe.lender}`);
    if (barred) {
      result.probes += 1;
      result.facets.right += 1;
      compareDisposition(barred);
      continue;
    }
    if (!got) {
      result.notReceived += 1;
      continue;
    }
    result.probes += 1;
    if (got.length > 1) result.sentTwice.push(probe.id);
    const real = got[0]!;
    compareDisposition(real.disposition);
    if (called !== real.disposition) {
      if (real.disposition === 'no-reply') result.silentMissed.push(probe.id);
      if (called === 'no-reply') result.silentInvented.push(probe.id);
    }

    const asked = (facets: readonly string[]) =>
      probe.asks.filter((f) => facets.includes(f)).join(' ') || 'none';
    if (asked(real.answered) === asked(seen?.answered ?? [])) result.facets.right += 1;
    else result.facets.wrong.push(differ(asked(real.answered), asked(seen?.answered ?? [])));

    const contradicted = real.contradicts.join(' ') || 'none';
    const charged = contradictionIn(seen);
    if (real.contradicts.length > 0) result.contradictions.real += 1;
    if (charged !== null && real.contradicts.includes(charged)) result.contradictions.found += 1;
    else if (charged !== null) result.contradictions.invented.push(differ(contradicted, charged));
    else if (real.contradicts.length > 0) result.contradictions.missed.push(differ(contradicted, 'none'));

    // A chat's bubbles are joined into answers: one by one they can't be paired.
    const pairs = probe.channel === 'webchat' ? [] : pairUp(real.messages, seen?.messages ?? []);
    for (const { was, said } of pairs) {
      // Nobody looks at a chat any more once its window has closed.
      if (was?.late && !said && isAssisted(probe.channel)) continue;
      if (was) result.messages.delivered += 1;
      if (!was) result.messages.invented.push(differ('nothing', kindOf(said!)));
      else if (said && kindOf(said) === kindOf(was)) result.messages.right += 1;
      else result.messages.wrong.push(differ(kindOf(was), said ? kindOf(said) : 'not seen'));
    }

    for (const name of CLOCKS) {
      // A widget's own lines (queue, who joined) are messages to the market's truth, and none to the instrument.
      if (name === 'anything' && probe.channel === 'webchat') continue;
      const was = real.clocks[name];
      const said = timeOf(seen?.clocks[name]);
      if (was !== null && said !== null) {
        errors[name].push(errorOf(name, real, was, seen!, said));
        if (seen!.bounds?.[name]) result.clocks[name].bounded += 1;
      } else if (was !== said) result.clocks[name].wrong.push(differ(timeText(was), timeText(said)));
    }
  }

  for (const name of CLOCKS) {
    const sorted = errors[name].sort((a, b) => a - b);
    Object.assign(result.clocks[name], {
      compared: sorted.length,
      medianMs: sorted[Math.floor((sorted.length - 1) / 2)] ?? null,
      maxMs: sorted.at(-1) ?? null,
    });
  }
  const { dispositions, messages, facets, contradictions, clocks, sentTwice } = result;
  result.exact =
    result.probes > 0 &&
    [
      dispositions.wrong,
      messages.wrong,
      messages.invented,
      facets.wrong,
      contradictions.missed,
      contradictions.invented,
      sentTwice,
    ].every((w) => w.length === 0) &&
    CLOCKS.every((c) => clocks[c].wrong.length === 0 && (clocks[c].maxMs ?? 0) <= EXACT_MS);
  return result;
}

const chatKey = (channel: ChannelKind, lender: string, scenario: string | null): string =>
  `${channel} ${lender} ${scenario ?? ''}`;

const CLOCKS = ['anything', 'nonAutomatic', 'substantive'] as const;
const noClock = (): ClockComparison => ({ compared: 0, bounded: 0, medianMs: null, maxMs: null, wrong: [] });
const timeOf = (clock: Measured<number> | undefined): number | null =>
  clock?.status === 'scored' ? clock.value : null;
const timeText = (ms: number | null): string => (ms === null ? 'none' : `${(ms / 3_600_000).toFixed(2)} h`);

/**
 * ms. What was seen only at a later look came within an interval: there is no error while the truth lies in it. So with
 * a chat on a messenger, of which the send too is known within bounds only.
 */
function errorOf(
  name: keyof TruthClocks,
  real: TruthRecord,
  was: number,
  seen: Assessment,
  said: number,
): number {
  const bounds = seen.bounds?.[name];
  if (bounds) return Math.max(0, bounds.from - was, was - bounds.to);
  const from = seen.sentAt === undefined ? Number.NaN : millis(seen.sentAt) + said;
  const looked = seen.messages.find(
    ({ received: r }) => r.to !== r.from && Math.abs(millis(r.from) - from) <= 1,
  );
  if (!looked) return Math.abs(was - said);
  const at = real.acceptedAt + was;
  return Math.max(0, millis(looked.received.from) - at, at - millis(looked.received.to));
}

/** The facet on which the assessment says that a figure contradicts another one of the lender. */
function contradictionIn(assessment: Assessment | undefined): Facet | null {
  const verdict = assessment?.criteria.find((c) => c.criterion === 'accuracy')?.verdict;
  if (verdict?.status !== 'scored') return null;
  const facet = /^accuracy\.(?:published|own-replies)\.(.+)$/.exec(verdict.rule)?.[1];
  return facet === undefined ? null : (facet as Facet);
}

/** Responder, and for delivery reports which kind. */
const kindOf = (
  m: Pick<MessageAssessment, 'responder'> & { bounce?: MessageAssessment['bounce'] },
): string => (m.responder === 'bounce' ? `bounce (${m.bounce ?? 'unknown'})` : m.responder);

/** ms from a moment to an interval. */
const apart = ({ from, to }: MessageAssessment['received'], at: number): number =>
  Math.max(0, millis(from) - at, at - millis(to));

/** Pairs what was delivered with what was assessed, the nearest in time first; what is left over stands alone. */
function pairUp(
  real: readonly TruthMessage[],
  seen: readonly MessageAssessment[],
): { was?: TruthMessage; said?: MessageAssessment }[] {
  const delivered = real.filter((m) => m.deliveredAt !== null);
  const near = delivered
    .flatMap((was) => seen.map((said) => ({ was, said, apart: apart(said.received, was.deliveredAt!) })))
    .filter((p) => p.apart <= SAME_MS)
    .sort((a, b) => a.apart - b.apart);
  const pairs: { was: TruthMessage; said: MessageAssessment }[] = [];
  for (const { was, said } of near)
    if (!pairs.some((p) => p.was === was || p.said === said)) pairs.push({ was, said });
  return [
    ...pairs,
    ...delivered.filter((was) => !pairs.some((p) => p.was === was)).map((was) => ({ was })),
    ...seen.filter((said) => !pairs.some((p) => p.said === said)).map((said) => ({ said })),
  ];
}
