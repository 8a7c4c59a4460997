/** Hosts and what they may be trusted with: whose they can be, and whether they are this machine. */
import { handleOf } from './handles.ts';
import { type ChannelKind, isAssisted } from './vocabulary.ts';

/** The host of a mail address or of an http(s) address, lower-case. */
export const hostOf = (address: string): string =>
  /^https?:\/\//i.test(address) && URL.canParse(address)
    ? new URL(address).hostname
    : address.slice(address.lastIndexOf('@') + 1).toLowerCase();

/** Hosts that can't belong to anybody (RFC 2606, RFC 6761): the only ones that the sandbox may write to. */
export function isReservedHost(host: string): boolean {
  return /(^|\.)(example|test|invalid|localhost)$|(^|\.)example\.(com|net|org)$/i.test(
    host.replace(/\.$/, ''),
  );
}

/**
 * Whether a door of this kind can only be the sandbox's: a reserved host, a handle that ends in `_example`, a number in
 * +380 00x, which no operator has (the country's codes begin with 3 to 9). What is no door at all is nobody's: false.
 */
export function isReservedDoor(kind: ChannelKind, address: string): boolean {
  if (/^https?:\/\//i.test(address) && isReservedHost(hostOf(address))) return true;
  if (kind === 'phone') return SANDBOX_PHONE.test(address.replace(/[^+\d]/g, ''));
  if (!isAssisted(kind)) return isReservedHost(hostOf(address));
  const handle = handleOf(kind, address);
  if (!handle) return false;
  return handle.by === 'phone' ? SANDBOX_PHONE.test(handle.value) : /_example$/i.test(handle.value);
}

const SANDBOX_PHONE = /^\+38000\d/;

/** This machine, by address or by name. A name that only begins like a loopback address is not. */
export const isLoopback = (host: string): boolean => /^(127\.\d+\.\d+\.\d+|localhost|\[?::1\]?)$/i.test(host);
