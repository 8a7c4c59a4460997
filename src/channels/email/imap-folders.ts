/** Finds the folders that the settings name, by path or by special use. */
import type { ImapFlow } from 'imapflow';

/**
 * `\Junk` and its like are found by the server's own mark (RFC 6154) or, without one, by the localized name (imapflow
 * knows them). What is not there is named in `missing`: it must never be passed over in silence.
 */
export async function resolveFolders(
  client: ImapFlow,
  wanted: readonly string[],
): Promise<{ paths: string[]; missing: string[] }> {
  const listed = (await client.list()).filter((f) => !hasFlag(f.flags, '\\noselect', '\\nonexistent'));
  const paths: string[] = [];
  const missing: string[] = [];
  for (const name of wanted) {
    const found = listed.filter((folder) =>
      name.startsWith('\\')
        ? folder.specialUse?.toLowerCase() === name.toLowerCase()
        : // RFC 3501, 5.1: INBOX is the one name without regard to case.
          folder.path === name || (name.toUpperCase() === 'INBOX' && folder.path.toUpperCase() === 'INBOX'),
    );
    if (found.length === 0) missing.push(name);
    for (const folder of found) if (!paths.includes(folder.path)) paths.push(folder.path);
  }
  return { paths, missing };
}

const hasFlag = (flags: Set<string>, ...unwanted: string[]): boolean =>
  [...flags].some((flag) => unwanted.includes(flag.toLowerCase()));
