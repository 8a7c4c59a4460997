/**
 * Which probe a message belongs to (channels.md 1.7): the private alias it was sent to, the bounce envelope, a reference
 * to our Message-ID, the enclosed original, our token in its text. The sender's address alone proves nothing and only
 * suggests. Signals that name different probes decide nothing: a person looks.
 */
import { type AliasBase, readAlias, readMessageId } from '../model/alias.ts';
import type { AttributionSignal } from '../model/assessment.ts';
import type { Capture } from '../model/evidence.ts';
import { hostOf } from '../model/hosts.ts';
import type { ParsedMail } from '../model/mail.ts';
import type { Plan, PlannedProbe } from '../model/plan.ts';

export interface Signal {
  by: AttributionSignal;
  probe: string;
}

export type Attribution =
  /** `against`: a token in its text that names another probe. The mail is this probe's; a person may look. */
  | { kind: 'probe'; probe: string; by: AttributionSignal[]; against?: Signal[] }
  /** Our own message come back: a sent copy, a Bcc, a list that reflects it. */
  | { kind: 'own-copy'; probe: string | null }
  | { kind: 'canary'; token: string }
  | { kind: 'disputed'; signals: Signal[] }
  /** `exact`: the suggestions are by the very address that the lender advertises, not by its domain alone. */
  | { kind: 'none'; suggestions: string[]; exact?: true };

/** Only the plan's own tokens count: an address that merely looks like one of ours is nobody's. */
export function attribute(capture: Capture, mail: ParsedMail, plan: Plan, base: AliasBase): Attribution {
  const byToken = new Map(plan.probes.map((p) => [p.token, p]));
  const recipients = [...capture.correlation.recipients, ...mail.deliveredTo];
  const canary = canaryToken(mail, recipients, base);
  if (canary !== null && !byToken.has(canary)) return { kind: 'canary', token: canary };
  const own = ownCopy(capture, mail, byToken, base);
  if (own) return own;

  const signals: Signal[] = [];
  const see = (by: AttributionSignal, token: string | undefined): void => {
    const probe = token === undefined ? undefined : byToken.get(token);
    if (probe && !signals.some((s) => s.by === by && s.probe === probe.id))
      signals.push({ by, probe: probe.id });
  };
  // Envelope recipients first; the To header stands in where a source knows none.
  const known = (address: string): boolean => byToken.has(readAlias(base, address)?.token ?? '');
  const addressed = recipients.some(known) ? recipients : mail.to.map((t) => t.address);
  for (const address of addressed) {
    const alias = readAlias(base, address);
    if (alias) see(alias.use === 'bounce' ? 'bounce-envelope' : 'alias', alias.token);
  }
  const referred = [
    ...capture.correlation.inReplyTo,
    ...capture.correlation.references,
    ...mail.inReplyTo,
    ...mail.references,
  ];
  for (const id of referred) see('references', readMessageId(base, id)?.token);
  for (const token of enclosedTokens(mail, base)) see('enclosed-original', token);
  for (const token of textTokens(mail, base)) see('serial-token', token);

  // What a text quotes may be an older question to the same lender: it counts only where nothing stronger speaks.
  const strong = signals.filter((s) => s.by !== 'serial-token');
  const deciding = strong.length > 0 ? strong : signals;
  const probes = new Set(deciding.map((s) => s.probe));
  if (probes.size > 1) return { kind: 'disputed', signals };
  const [only] = probes;
  if (only !== undefined) {
    const by = [...new Set(signals.filter((s) => s.probe === only).map((s) => s.by))];
    const against = signals.filter((s) => s.probe !== only);
    return { kind: 'probe', probe: only, by, ...(against.length > 0 && { against }) };
  }
  return { kind: 'none', ...suggestionsFor(mail, plan.probes) };
}

function canaryToken(mail: ParsedMail, recipients: string[], base: AliasBase): string | null {
  for (const address of [...recipients, ...mail.to.map((t) => t.address)]) {
    const alias = readAlias(base, address);
    if (alias?.use === 'canary') return alias.token;
  }
  return null;
}

/**
 * The Message-ID is ours and the sender is ours: somebody else who only repeats our Message-ID is no copy of ours. Some
 * providers give a message a new Message-ID when they take it (M365, SES): then it is ours when it comes from a private
 * alias, went to that same alias, and is addressed to that probe's lender. Who forges that knows the token.
 */
function ownCopy(
  capture: Capture,
  mail: ParsedMail,
  byToken: Map<string, PlannedProbe>,
  base: AliasBase,
): Attribution | null {
  const id = mail.messageId ?? capture.correlation.messageId;
  const ours = id === undefined ? null : readMessageId(base, id);
  if (!ours) return renamedCopy(capture, mail, byToken, base);
  const fromUs = mail.from.some((f) => {
    const alias = readAlias(base, f.address);
    return alias !== null && (alias.token === ours.token || alias.use !== 'reply');
  });
  return fromUs ? { kind: 'own-copy', probe: byToken.get(ours.token)?.id ?? null } : null;
}

function renamedCopy(
  capture: Capture,
  mail: ParsedMail,
  byToken: Map<string, PlannedProbe>,
  base: AliasBase,
): Attribution | null {
  const to = new Set(mail.to.map((t) => t.address.toLowerCase()));
  const gotIt = new Set(
    [...capture.correlation.recipients, ...mail.deliveredTo].map((r) => readAlias(base, r)?.token),
  );
  for (const { address } of mail.from) {
    const token = readAlias(base, address)?.token;
    const probe = token === undefined ? undefined : byToken.get(token);
    if (probe && gotIt.has(token) && to.has(probe.address.toLowerCase()))
      return { kind: 'own-copy', probe: probe.id };
  }
  return null;
}

function enclosedTokens(mail: ParsedMail, base: AliasBase): string[] {
  const out: string[] = [];
  for (const { name, value } of mail.enclosed?.headers ?? []) {
    if (name === 'message-id') out.push(...tokensIn(value, base));
    if (name === 'from' || name === 'return-path' || name === 'reply-to') out.push(...tokensIn(value, base));
  }
  return out;
}

/** Reports without parts carry the original, or its header block, in their text. */
const textTokens = (mail: ParsedMail, base: AliasBase): string[] =>
  tokensIn(`${mail.subject}\n${mail.visibleText}\n${mail.quotedText}\n${mail.enclosed?.text ?? ''}`, base);

/** Tokens of our Message-IDs and reply aliases that occur in a text; at most 50 places are looked at. */
function tokensIn(text: string, base: AliasBase): string[] {
  const out: string[] = [];
  const pattern = /[a-z0-9._%+=-]{1,80}@[a-z0-9.-]{1,120}/gi;
  let places = 0;
  for (const m of text.matchAll(pattern)) {
    if (++places > 50) break;
    const bare = m[0].replace(/[.-]+$/, '');
    const token = readMessageId(base, bare)?.token ?? readAlias(base, bare)?.token;
    if (token) out.push(token);
  }
  return out;
}

/** Probes to the sender's address, else to its domain. A lender's many senders share a domain: only a hint. */
function suggestionsFor(
  mail: ParsedMail,
  probes: readonly PlannedProbe[],
): { suggestions: string[]; exact?: true } {
  const senders = mail.from.map((f) => f.address);
  const exact = probes.filter((p) => senders.includes(p.address.toLowerCase()));
  const domains = senders.map(hostOf);
  const some =
    exact.length > 0
      ? exact
      : probes.filter((p) => p.address.includes('@') && domains.includes(hostOf(p.address)));
  const suggestions = some
    .map((p) => p.id)
    .sort()
    .slice(0, 20);
  return { suggestions, ...(exact.length > 0 && { exact: true as const }) };
}
