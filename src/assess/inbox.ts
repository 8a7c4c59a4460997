/** All captures of a wave sorted: to their probes, without duplicates; to a person where signals disagree; to nobody. */
import type { AliasBase } from '../model/alias.ts';
import type { AttributionSignal } from '../model/assessment.ts';
import { digestOf } from '../model/digest.ts';
import type { Capture, Interval, Precision } from '../model/evidence.ts';
import type { ParsedMail } from '../model/mail.ts';
import type { Plan } from '../model/plan.ts';
import { attribute, type Signal } from './attribution.ts';
import { momentOf, receivedOf } from './clocks.ts';

export interface Incoming {
  capture: Capture;
  mail: ParsedMail;
  by: AttributionSignal[];
  /** How well its moment is known; exact when left out. */
  precision?: Precision;
  /** A chat shows it where our question is not to be seen: an answer only if it has the substance of one. */
  doubtful?: true;
}

/** A message at which a person must look. */
export interface ReviewItem {
  evidence: string;
  /** The probes that it may concern, by id. */
  probes: string[];
  reason: string;
  signals: Signal[];
  received: Interval;
  /** It may be an answer to any of the probes: none of them may be called silent until a person has looked. */
  open: boolean;
}

export interface Unattributed {
  evidence: string;
  received: Interval;
  from: string;
  /** Probes to the same sender or its domain: hints only. */
  suggestions: string[];
}

export interface Inbox {
  /** In the order of arrival. */
  byProbe: Map<string, Incoming[]>;
  review: ReviewItem[];
  unattributed: Unattributed[];
}

export function sortInbox(
  captures: readonly Capture[],
  mails: Map<string, ParsedMail>,
  plan: Plan,
  base: AliasBase,
): Inbox {
  const byProbe = new Map<string, Incoming[]>();
  const review: ReviewItem[] = [];
  const unattributed: Unattributed[] = [];
  const seen = new Set<string>();
  for (const capture of [...captures].sort(byArrival)) {
    const mail = mails.get(capture.evidence)!;
    const owner = attribute(capture, mail, plan, base);
    if (owner.kind === 'canary' || owner.kind === 'own-copy') continue;
    // Inbound is at-least-once, and two accounts may get one message: the earliest stands for all.
    const keys = identities(capture, mail).map((k) => `${owner.kind === 'probe' ? owner.probe : ''} ${k}`);
    const known = keys.some((k) => seen.has(k));
    for (const k of keys) seen.add(k);
    if (known) continue;
    if (owner.kind === 'probe') {
      const list = byProbe.get(owner.probe) ?? [];
      list.push({ capture, mail, by: owner.by });
      byProbe.set(owner.probe, list);
      if (owner.against)
        review.push({
          evidence: capture.evidence,
          probes: [...new Set([owner.probe, ...owner.against.map((s) => s.probe)])].sort(),
          reason: `Message ${capture.evidence.slice(0, 12)} came to ${owner.probe}, but its text also names ${owner.against.map((s) => s.probe).join(', ')}.`,
          signals: owner.against,
          received: receivedOf(capture),
          open: false,
        });
      continue;
    }
    const suggestions =
      owner.kind === 'none' ? owner.suggestions : [...new Set(owner.signals.map((s) => s.probe))].sort();
    unattributed.push({
      evidence: capture.evidence,
      received: receivedOf(capture),
      from: mail.from
        .map((f) => f.address)
        .join(', ')
        .slice(0, 300),
      suggestions,
    });
    if (owner.kind === 'disputed')
      review.push({
        evidence: capture.evidence,
        probes: suggestions,
        reason: `Message ${capture.evidence.slice(0, 12)}: ${owner.signals.map((s) => `${s.by} names ${s.probe}`).join(', ')}.`,
        signals: owner.signals,
        received: receivedOf(capture),
        open: true,
      });
    else if (suggestions.length > 0)
      review.push({
        evidence: capture.evidence,
        probes: suggestions,
        reason: `Message ${capture.evidence.slice(0, 12)} comes from the lender's address or domain, but names no probe.`,
        signals: suggestions.map((probe) => ({ by: 'sender', probe })),
        received: receivedOf(capture),
        open: owner.exact === true,
      });
  }
  const order = (a: { evidence: string }, b: { evidence: string }): number =>
    a.evidence < b.evidence ? -1 : 1;
  return { byProbe, review: review.sort(order), unattributed: unattributed.sort(order) };
}

const byArrival = (a: Capture, b: Capture): number =>
  momentOf(receivedOf(a)) - momentOf(receivedOf(b)) ||
  (`${a.evidence} ${a.account} ${a.key}` < `${b.evidence} ${b.account} ${b.key}` ? -1 : 1);

/** The same bytes, or the same Message-ID with the same words: a Message-ID alone may be a broken sender's constant. */
function identities(capture: Capture, mail: ParsedMail): string[] {
  const id = mail.messageId ?? capture.correlation.messageId;
  const out = [capture.evidence];
  if (id !== undefined) out.push(digestOf([id, mail.subject, mail.visibleText]));
  return out;
}
