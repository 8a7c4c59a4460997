/** Which code this is: stands in plans, ledgers and reports. */
import { readFileSync } from 'node:fs';

export const VERSION: string = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
).version;
export const BUILD = `doorbell@${VERSION}`;
