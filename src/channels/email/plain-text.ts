/** What other machines say, made fit for a ledger line: one line, bounded, without our secrets. */

const LIMIT = 300;

/** Control characters become spaces, known secrets become "***", the rest is cut at 300 characters. */
export function plain(text: string, secrets: readonly string[] = []): string {
  let line = text;
  // The longest first: one may be a part of another.
  for (const secret of [...secrets].sort((a, b) => b.length - a.length))
    if (secret.length >= 4) line = line.replaceAll(secret, '***');
  line = line
    .replace(/[\p{Cc}\p{Cf}]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return line.length > LIMIT ? `${line.slice(0, LIMIT - 1)}…` : line;
}

/** Any thrown value in one line. */
export const reasonOf = (error: unknown, secrets: readonly string[] = []): string =>
  plain(error instanceof Error ? error.message : String(error), secrets);

/**
 * What a server says before we are logged in, without anything that could be an echo of the log-in: every run of 16
 * base64 digits or more. Words in capitals stay: they are response codes (RFC 5530: AUTHENTICATIONFAILED).
 */
export const withoutEchoes = (reply: string): string =>
  reply.replace(/[A-Za-z0-9+/=]{16,}/g, (run) => (/^[A-Z]{16,24}$/.test(run) ? run : '***'));
