/** What stands around an address or number in its line: the words that name it, not those that name its neighbours. */
import { type PageFacts, wordsBefore } from './page-facts.ts';

export interface Around {
  /** The words before it: back to the end of the number or address before, or to the sentence's beginning. */
  label: string;
  /** The words behind it that are still its own: "(fax)", "– the ombudsman's line". */
  behind: string;
  /** From the sentence's beginning to what is still its own behind it. */
  sentence: string;
}

const BACK = 220;
const AHEAD = 90;
const ADDRESS = /\+?\(?\d(?:[ ().\-‐-―−]{0,3}\d){5,14}|[^\s@]{1,64}@[^\s@,;]{3,80}/gu;
/** A full stop ends a sentence only behind a word: "тел. 044", "no. 5" go on. */
const ENDS =
  /(?<=[\p{L}\p{N})"»”][\p{L}\p{N})"»”]{3})\.(?=\s{1,3}\p{Lu})|[?!](?=\s{1,3}\p{Lu})|[。！？；;|•·]/gu;
/** Anything but "and", "or". */
const WORD = /(?<!\p{L})(?!(?:and|or|или|та|або|по)(?!\p{L}))\p{L}{2}|\p{sc=Han}{2}/iu;

export function around(facts: PageFacts, line: number, at: number, end: number): Around {
  const text = facts.lines[line]?.text ?? '';
  const from = Math.max(0, at - BACK);
  const before = text.slice(from, at);
  const stop = [...before.matchAll(ENDS)].at(-1);
  const sentence = stop ? before.slice(stop.index + 1) : before;
  let label = sentence;
  // "Fax: 44-55-66, 44-55-67": what names the first names the second too.
  for (const m of [...sentence.matchAll(ADDRESS)].reverse()) {
    const between = sentence.slice(m.index + m[0].length);
    if (WORD.test(between)) {
      label = between;
      break;
    }
  }
  if (!WORD.test(label)) label = wordsBefore(facts, line, stop ? from + stop.index + 1 : at);
  const behind = behindOf(text.slice(end, end + AHEAD));
  return { label, behind, sentence: `${sentence} ${behind}` };
}

function behindOf(rest: string): string {
  const inBrackets = /^\s{0,2}[(（]([^)）]{0,60})/u.exec(rest);
  if (inBrackets) return inBrackets[1]!.search(ADDRESS) >= 0 ? '' : inBrackets[1]!;
  const stop = rest.search(ENDS);
  const own = stop < 0 ? rest : rest.slice(0, stop);
  // With another number to come the words between are that one's.
  return own.search(ADDRESS) >= 0 ? '' : own;
}
