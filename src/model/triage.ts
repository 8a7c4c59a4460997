import type { Interval } from './evidence.ts';

/** What a running wave must know of a message at once, for progress and the stop rules. Not a finding. */
export interface Triage {
  /** The probe that it certainly belongs to. */
  probe: string | null;
  kind: 'own-copy' | 'canary' | 'bounce' | 'complaint' | 'stop-request' | 'reply' | 'other';
  /** The private part of a canary's alias. */
  token?: string;
  /** Of a messenger's evidence: when the message was sent; of our own question or of the latest answer. */
  at?: Interval;
  /** Of an exported chat with answers in it: when our own question was sent, where it shows that too. */
  own?: Interval;
  /** Of our own question: the recorder was in the chat and heard it itself, so it hears the answer too. */
  heard?: true;
}
