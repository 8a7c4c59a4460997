/** What a running wave must know of a visit to a chat at once. Not a finding. */
import { ChatVisit } from '../model/chat.ts';
import type { Capture } from '../model/evidence.ts';
import type { Triage } from '../model/triage.ts';

/** `own-copy`: our question stands there. `reply`: so does something that came after it. */
export function triage(capture: Capture, raw: Uint8Array): Triage {
  const probe = capture.probe ?? null;
  const visit = ChatVisit.parse(JSON.parse(new TextDecoder().decode(raw)));
  const said = visit.messages.filter((m) => !m.before);
  if (!said.some((m) => m.side === 'own')) return { probe, kind: 'other' };
  const answered = said.some((m) => m.side === 'agent' || m.side === 'bot');
  return { probe, kind: answered ? 'reply' : 'own-copy' };
}
