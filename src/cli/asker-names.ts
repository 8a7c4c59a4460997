/** The name in a question, where it is given only as text: for telling whether a reply uses it. */
import { foldText } from '../assess/clean-text.ts';
import { PACKS } from '../assess/languages/index.ts';

/** Family names that nine of ten Chinese names begin with: a short phrase is told from a name by nothing else. */
const FAMILIES =
  '王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧冯曾程蔡彭潘袁于董余苏叶吕魏蒋田杜丁沈姜范江傅钟卢汪戴崔任陆廖姚方金邱夏谭韦贾邹石熊孟秦阎薛侯雷白龙段郝孔邵史毛常万顾赖武康贺严尹钱施牛洪龚';
const HAN_NAME = `[${FAMILIES}]\\p{Script=Han}{1,3}`;
/** One to three capitalised words. */
const WORDS_NAME = "\\p{Lu}[\\p{L}'’-]{1,30}(?: \\p{Lu}[\\p{L}.'’-]{0,30}){0,2}";
const NAME = new RegExp(`^(?:${WORDS_NAME}|${HAN_NAME})$`, 'u');

/** Before a name in a sentence. A capital may begin it. */
const INTRODUCTIONS = ['my name is', 'меня зовут', 'мене звати', 'мене звуть', '我叫', '我的名字是'];
const INTRODUCED = new RegExp(
  `(?:${INTRODUCTIONS.map((p) => `[${p[0]!.toUpperCase()}${p[0]}]${p.slice(1)}`).join('|')}) ?(${WORDS_NAME}|${HAN_NAME})`,
  'u',
);

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

/**
 * What the asker is called, by an introduction or by the last line: the whole name and each word of it. Empty where no
 * name is found.
 */
export function askerNames(question: string): string[] {
  const name = INTRODUCED.exec(question.slice(0, 5_000))?.[1] ?? signature(question);
  return name === undefined ? [] : [...new Set([name, ...name.split(' ').filter((w) => !w.includes('.'))])];
}

function signature(question: string): string | undefined {
  const last = question
    .slice(-1_000)
    .split('\n')
    .findLast((l) => l.trim() !== '')
    ?.trim()
    .split(/[,，!！。?？;；]\s*|\.\s+|\s[-–—]\s|^[-–—]\s*/u)
    .at(-1);
  return last !== undefined && NAME.test(last) && !isClosing(last) ? last : undefined;
}

const isClosing = (text: string): boolean => {
  const folded = foldText(text);
  return SIGN_OFF.some((s) => folded.startsWith(s));
};

/** What is said to anybody, folded. */
const ANYBODY =
  /^(?:valued|customer|client|borrower|applicant|friend|user|sir|madam|team|all|everyone|colleague|support|клиент|клієнт|друг|друз|пользовател|користувач|заемщик|позичальник|заявник|заявител|коллег|колег|客户|用户|顾客|会员|朋友|亲|您|你|大家|同学|女士|先生|i['’])/u;
const TITLE =
  '(?:(?:[Mm](?:rs?|s|iss)|[Dd]r|[Пп]ан[іе]?|[Гг]осподин|[Гг]оспожа|[Уу]важаем(?:ый|ая)|[Шш]ановн(?:а|ий))\\.? )?';
const AFTER = new RegExp(`^[ ,]{0,3}${TITLE}(${WORDS_NAME})\\s*(?:[,!.:;\\n<]|$)`, 'u');
const BEFORE = new RegExp(`(?:^|\\n)\\s*${TITLE}(${WORDS_NAME})[,!]?\\s*$`, 'u');
const BEFORE_HAN =
  /(?:^|\n|尊敬的|亲爱的)\s*(\p{Script=Han}{1,4}?(?:女士|先生|小姐)|\p{Script=Han}{2,3})[，,：:\s]*$/u;

/** Whom a reply's salutation names: it speaks to the asker. Offsets of the salutation in `text`. */
export function salutedName(text: string, salutation: { start: number; end: number }): string | undefined {
  const before = text.slice(Math.max(0, salutation.start - 60), salutation.start);
  const after = text.slice(salutation.end, salutation.end + 120);
  const name = [AFTER.exec(after), BEFORE.exec(before), BEFORE_HAN.exec(before)].find((m) => m)?.[1];
  return name !== undefined && !name.split(' ').some((w) => ANYBODY.test(foldText(w))) ? name : undefined;
}
