/** The shape of a menu or of a list of articles: entries laid out for a reader to choose from, in any language. */

/** A number, letter, sign, picture or command, and a few words behind it. */
const ENTRY =
  /^\s{0,4}(?:\p{Nd}{1,2}\S{0,3}|\p{L}[.)、]|[-–—•·▪▫►➤✅*①-⑳]|\p{Extended_Pictographic}|\/\p{L}).{1,70}$/u;
const QUESTION = /[?？]\s*$/;
const LINK = /\p{L}\.\p{L}{2,}\/|https?:/u;
const COMMAND = /^\s*\//;
const BAR = /[|｜]/;
const MOST_LINES = 40;
const MOST_LETTERS = 4_000;
/** Longer is no line of buttons. */
const BUTTONS = 200;

const linesOf = (text: string): string[] => text.slice(0, MOST_LETTERS).split('\n', MOST_LINES);
/** Two buttons or more in one line: "[Apply] [Repay]", "【申请】【还款】". */
const inBrackets = (line: string): boolean =>
  line.length < BUTTONS && (line.match(/[[【][^\]】[【\n]{1,20}[\]】](?!\()/gu)?.length ?? 0) > 1;
const inBars = (line: string): boolean => line.length < BUTTONS && line.split(BAR).length > 2;

/** One entry of a menu, no sentence. */
export const isChoice = (line: string): boolean => isButtons(line) || ENTRY.test(line);
/** A line of them, whatever stands before. */
export const isButtons = (line: string): boolean => inBars(line) || inBrackets(line);

/** Two links or more in a list: articles to read. */
export const listsLinks = (text: string): boolean =>
  linesOf(text).filter((l) => ENTRY.test(l) && LINK.test(l)).length > 1;

/** Entries in bars, commands, questions or links in a list. */
export function offersChoices(text: string): boolean {
  const lines = linesOf(text);
  const count = (is: (line: string) => boolean): number => lines.filter(is).length;
  return (
    lines.some(isButtons) ||
    listsLinks(text) ||
    count((l) => l.length < 100 && QUESTION.test(l)) > 2 ||
    count((l) => COMMAND.test(l) && ENTRY.test(l)) > 1
  );
}
