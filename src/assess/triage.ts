/** What a running wave must know of a message at once. The pure half: the `cli` parses the bytes first. Not a finding. */
import type { AliasBase } from '../model/alias.ts';
import type { Capture } from '../model/evidence.ts';
import type { ParsedMail } from '../model/mail.ts';
import type { Plan } from '../model/plan.ts';
import type { Triage } from '../model/triage.ts';
import { assessMessage } from './assess-message.ts';
import { attribute } from './attribution.ts';
import { complaintOf } from './complaint.ts';
import { PACKS } from './languages/index.ts';

/** The shape of `Triage` in fieldwork/ports.ts, which this room may not import. */
/**
 * `bounce`: a delivery that failed; delay and delivery notices are `other`, as are acknowledgements, absence notices,
 * advertising and what belongs to no probe. A disputed message is nobody's.
 */
export function triage(capture: Capture, mail: ParsedMail, plan: Plan, base: AliasBase): Triage {
  const owner = attribute(capture, mail, plan, base);
  if (owner.kind === 'canary') return { probe: null, kind: 'canary', token: owner.token };
  if (owner.kind === 'own-copy') return { probe: owner.probe, kind: 'own-copy' };
  const probe = owner.kind === 'probe' ? owner.probe : null;
  if (complaintOf(mail)?.kind === 'complaint') return { probe, kind: 'complaint' };
  const planned = plan.probes.find((p) => p.id === probe);
  const verdict = assessMessage(mail, {
    question: null,
    asked: planned?.asks ?? [],
    languages: PACKS.map((p) => p.code),
    latencyMs: null,
    live: false,
    inOurThread: owner.kind === 'probe' && owner.by.includes('references'),
    sameForOthers: 0,
    names: [],
  });
  if (verdict.bounce !== undefined)
    return { probe, kind: verdict.bounce === 'hard' || verdict.bounce === 'soft' ? 'bounce' : 'other' };
  // Words of a stranger to an address of no probe stop nothing.
  if (verdict.objection && probe !== null) return { probe, kind: verdict.objection };
  if (probe !== null && (verdict.responder === 'human' || verdict.responder === 'bot'))
    return { probe, kind: 'reply' };
  return { probe, kind: 'other' };
}
