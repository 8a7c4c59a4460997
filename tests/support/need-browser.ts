/** Whether a Chromium is there to test with. Where CI says that it should be, its absence is a failure, no skip. */
import { findBrowser } from '../../src/channels/browser/index.ts';

export function hasBrowser(): boolean {
  try {
    findBrowser(process.env.DOORBELL_BROWSER);
    return true;
  } catch (error) {
    if (process.env.CI === 'true') throw error;
    return false;
  }
}
