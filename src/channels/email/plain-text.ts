/** What other machines say, made fit for a ledger line: one line, bounded, without our secrets. */

const LIMIT = 300;

/** Control characters become spaces, known secrets become "***", the rest is cut at 300 characters. */
export function plain(text: string, secrets: readonly string[] = []): string {
  let line = text;
  for (const secret of secrets) if (secret.length >= 4) line = line.replaceAll(secret, '***');
  line = line
    .replace(/[\p{Cc}\p{Cf}]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return line.length > LIMIT ? `${line.slice(0, LIMIT - 1)}…` : line;
}

/** Any thrown value in one line. */
export const reasonOf = (error: unknown, secrets: readonly string[] = []): string =>
  plain(error instanceof Error ? error.message : String(error), secrets);
