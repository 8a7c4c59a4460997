/** Turns raw bytes and what is known of their arrival into a Capture. Pure. */
import type { AliasBase } from '../../model/alias.ts';
import { sha256 } from '../../model/digest.ts';
import type { Capture } from '../../model/evidence.ts';
import { instant } from '../../model/scalars.ts';
import { readHeaderBlock } from './header-block.ts';

export interface Arrival {
  account: string;
  /** What our addresses are made under. */
  base: AliasBase;
  key: string;
  raw: Uint8Array;
  /** Size of the original, when `raw` is only its beginning. */
  truncatedFrom?: number | undefined;
  /** When our server took it, UTC ms, both inclusive. */
  received?: { from: number; to: number } | undefined;
  /** When our process saw it, UTC ms. */
  observed: number;
  /** The SMTP envelope, where we were the server; else the header block must tell. */
  envelope?: { from: string; to: string[] } | undefined;
}

export function captureOf(arrival: Arrival): Capture {
  const header = readHeaderBlock(arrival.raw, arrival.base);
  const envelopeFrom = arrival.envelope ? arrival.envelope.from.toLowerCase() : header.envelopeFrom;
  return {
    account: arrival.account,
    key: arrival.key,
    evidence: sha256(arrival.raw),
    bytes: arrival.raw.byteLength,
    ...(arrival.truncatedFrom === undefined ? {} : { truncatedFrom: arrival.truncatedFrom }),
    clocks: {
      ...(header.date === undefined ? {} : { source: instant(header.date) }),
      ...(arrival.received === undefined
        ? {}
        : { received: { from: instant(arrival.received.from), to: instant(arrival.received.to) } }),
      observed: instant(arrival.observed),
    },
    correlation: {
      recipients: arrival.envelope ? arrival.envelope.to.map((a) => a.toLowerCase()) : header.recipients,
      ...(envelopeFrom === undefined ? {} : { envelopeFrom }),
      ...(header.messageId === undefined ? {} : { messageId: header.messageId }),
      inReplyTo: header.inReplyTo,
      references: header.references,
    },
  };
}
