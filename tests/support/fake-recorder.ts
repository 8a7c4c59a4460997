/** A recorder made of plain functions, and the triage of what it and the desk hand in. */
import type {
  Clock,
  InboundListener,
  Recorder,
  SendReceipt,
  Triage,
  Triager,
} from '../../src/fieldwork/ports.ts';
import { canonical, sha256 } from '../../src/model/digest.ts';
import { InstrumentError } from '../../src/model/errors.ts';
import type { Capture, Interval } from '../../src/model/evidence.ts';
import { instant } from '../../src/model/scalars.ts';
import { Sighting } from '../../src/model/sighting.ts';
import { fakeTriage } from './fake-channel.ts';

export interface Heard {
  probe: string;
  side: 'own' | 'other';
  /** UTC ms at which the messenger says that it was sent. */
  at: number;
  text?: string;
  /** Handed on by the operator instead of heard in the chat. */
  forwarded?: boolean;
}

export interface FakeMessenger {
  /** Delivers an update at once, or as soon as the recorder is in touch again. */
  hear(heard: Heard): Promise<void>;
  /** Why it can't be reached, or null. */
  down: string | null;
  followUps: { probe: string; text: string }[];
  onFollowUp: () => SendReceipt | Promise<SendReceipt>;
}

export const RECORDER = 'telegram';

export function fakeRecorder(clock: Clock): { recorder: Recorder; messenger: FakeMessenger } {
  let listener: InboundListener | null = null;
  let lastContact = clock.now();
  let key = 0;
  let readyNow = () => {};
  const isReady = new Promise<void>((resolve) => {
    readyNow = resolve;
  });
  const waiting: Heard[] = [];
  const deliver = async (heard: Heard): Promise<void> => {
    const raw = new TextEncoder().encode(canonical({ ...heard, update: ++key }));
    const capture: Capture = {
      account: RECORDER,
      key: `${key}`,
      evidence: sha256(raw),
      media: 'update',
      probe: heard.probe,
      bytes: raw.length,
      clocks: { observed: instant(clock.now()) },
      correlation: { recipients: [], inReplyTo: [], references: [] },
    };
    const release = clock.hold();
    await listener!.sink.commit({ items: [{ capture, raw }] });
    release();
  };
  const messenger: FakeMessenger = {
    down: null,
    followUps: [],
    onFollowUp: () => ({ outcome: 'sent', acceptedAt: clock.now(), response: 'ok' }),
    async hear(heard) {
      if (messenger.down === null && listener) await deliver(heard);
      else waiting.push(heard);
    },
  };
  const recorder: Recorder = {
    account: RECORDER,
    preflight: async () => ({ ok: true, checks: [] }),
    async listen(given, signal) {
      listener = given;
      readyNow();
      if (!signal.aborted)
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      listener = null;
    },
    ready: () => isReady,
    async collect() {
      if (messenger.down !== null) throw new InstrumentError('telegram-unreachable', messenger.down);
      for (const heard of waiting.splice(0)) await deliver(heard);
      const from = lastContact;
      lastContact = clock.now();
      return [
        { account: RECORDER, from: instant(from), to: instant(lastContact), complete: true, folders: [] },
      ];
    },
    async followUp(probe, text) {
      messenger.followUps.push({ probe, text });
      return messenger.onFollowUp();
    },
  };
  return { recorder, messenger };
}

const both = (at: number): Interval => ({ from: instant(at), to: instant(at) });

/** Updates and sightings as `assess` will read them; exports hold the JSON of a Triage. */
export const handTriage: Triager = async (capture, raw, plan): Promise<Triage> => {
  const text = new TextDecoder().decode(raw);
  switch (capture.media) {
    case 'update': {
      const { probe, side, at, forwarded } = JSON.parse(text) as Heard;
      if (side === 'other') return { probe, kind: 'reply', at: both(at) };
      return { probe, kind: 'own-copy', at: both(at), ...(forwarded ? {} : { heard: true }) };
    }
    case 'sighting': {
      const { probe, side, between } = Sighting.parse(JSON.parse(text));
      return { probe, kind: side === 'own' ? 'own-copy' : 'reply', at: between };
    }
    case 'export':
      return JSON.parse(text) as Triage;
    default:
      return fakeTriage(capture, raw, plan);
  }
};
