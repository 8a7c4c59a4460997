/** What each request carries through the desk, once the guards have let it in. */
import type { Operator } from '../model/settings.ts';
import type { Words } from './words.ts';

export interface Page {
  Variables: {
    words: Words;
    /** Present on every page but the login. */
    operator: Operator | null;
    /** The session's id, or that of the anonymous visitor at the login. */
    visitor: string;
    csrf: string;
    /** Of a POST: its fields, read once. */
    form: Record<string, unknown>;
  };
}
