/** The name in a question, where it is given only as text: for telling whether a reply uses it. */
import { foldText } from '../assess/clean-text.ts';
import { PACKS } from '../assess/languages/index.ts';

/** One to three capitalised words, or two to four Chinese signs. */
const NAME = /^(?:\p{Lu}[\p{L}'’-]{1,30}(?: \p{Lu}[\p{L}.'’-]{0,30}){0,2}|\p{Script=Han}{2,4})$/u;
/** What closes a question without a name, folded; beside what the packs know as the closing of a letter. */
const THANKS = [
  'thank',
  'bye',
  'hello',
  'дяку',
  'спасибі',
  'спасибо',
  'благодар',
  '感谢',
  '多谢',
  '您好',
  '你好',
];
const SIGN_OFF = [...THANKS, ...PACKS.flatMap((p) => p.signOff)];

const INTRODUCED =
  /(?:my name is|меня зовут|мене звати|мене звуть|我叫|我的名字是)\s?(\p{Lu}[\p{L}'’-]{1,30}(?: \p{Lu}[\p{L}.'’-]{0,30}){0,2}|\p{Script=Han}{2,3})/iu;

/**
 * What the asker is called, by the last line or by an introduction: the whole name and each word of it. Empty where no
 * name is found.
 */
export function askerNames(question: string): string[] {
  const line = question
    .slice(-1_000)
    .split('\n')
    .findLast((l) => l.trim() !== '');
  const last = line
    ?.trim()
    .split(/[,，!！。?？;；]\s*|\.\s+|\s[-–—]\s|^[-–—]\s*/u)
    .at(-1);
  const signed = last !== undefined && NAME.test(last) && !isClosing(last) ? last : undefined;
  const name = signed ?? introduced(question);
  return name === undefined ? [] : [...new Set([name, ...name.split(' ').filter((w) => !w.includes('.'))])];
}

const isClosing = (text: string): boolean => {
  const folded = foldText(text);
  return SIGN_OFF.some((s) => folded.startsWith(s));
};

function introduced(question: string): string | undefined {
  // The flag that ignores case is for the phrase: the name itself has its capital.
  const name = INTRODUCED.exec(question.slice(0, 5_000))?.[1];
  return name !== undefined && NAME.test(name.split(' ')[0]!)
    ? name
        .split(' ')
        .filter((w) => NAME.test(w))
        .join(' ')
    : undefined;
}
