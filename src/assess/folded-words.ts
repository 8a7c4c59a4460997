/**
 * Letters and digits of the scripts that write blanks, in few ranges; below them stands », which closes a word. A class
 * of all Unicode letters says much the same and takes V8 far longer to compile, which with thousands of phrases is
 * seconds at start.
 */
export const WORD = '0-9a-z\\u00C0-\\u1FFF';
