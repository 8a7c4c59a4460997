/** Hosts and what they may be trusted with: whose they can be, and whether they are this machine. */

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

/** This machine, by address or by name. A name that only begins like a loopback address is not. */
export const isLoopback = (host: string): boolean => /^(127\.\d+\.\d+\.\d+|localhost|\[?::1\]?)$/i.test(host);
