/** What a running wave must know of a message at once, for progress and the stop rules. Not a finding. */
export interface Triage {
  /** The probe that it certainly belongs to. */
  probe: string | null;
  kind: 'own-copy' | 'canary' | 'bounce' | 'complaint' | 'stop-request' | 'reply' | 'other';
  /** The private part of a canary's alias. */
  token?: string;
}
