/**
 * Names of persons as Chinese letters give them: 王经理, 客服小雅, 我是陈静, 张敏 above the company, 柳依依 behind it.
 * Written without blanks, a name is told by what stands around it and by its family name.
 */

import type { ReadingPack } from '../languages/reading/pack.ts';
import { literal } from '../phrases.ts';
import type { ReplyText } from '../reply-text.ts';

export interface Place {
  start: number;
  end: number;
}

/** Lines at the end in which a name needs no word before it. */
const LAST_LINES = 4;
const DOUBLE =
  '欧阳|司马|诸葛|上官|令狐|皇甫|尉迟|公孙|慕容|端木|夏侯|东方|独孤|南宫|司徒|闻人|长孙|宇文|轩辕|呼延';
const LATIN = '[A-Z][a-z]{1,14}(?:-[A-Za-z]{1,14})?(?: [A-Z][a-z]{1,14}){0,2}';
/** How departments, companies, closings and places end, and no person's name. */
const NOT_A_NAME = /(?:[部组贷司队心店行款们上启网号楼层室路市区省县线局站台务好祺利题料邮件付]|谢谢|您好)$/u;

/** Addresses, numbers and legal words, which stand under the name. */
const UNDER_A_NAME =
  /^[ 　【[(（*※-]{0,3}(?:地址|座机|电话|手机|传真|邮箱|网址|网站|官网|工作时间|营业时间|服务时间|热线|客服热线|牌照|放债人|许可证|忠告|发自|从我|来自我|保密|免责|声明|投诉|confidential|disclaimer|tel|fax|www|http)|@|(?:牌照号|许可证)/u;

/** `person`: whether a name may be one of the lender's side. */
export function chineseNames(
  reply: ReplyText,
  staff: ReadingPack['staff'],
  person: (name: string) => boolean,
): Place[] {
  if (staff.surnames === '') return [];
  const any = (words: readonly string[]): string => words.map(literal).join('|');
  const title = any(staff.titles);
  const roles = any([...staff.titles, ...staff.intro]);
  const family = `(?:${DOUBLE}|[${staff.surnames}])`;
  const nick = `(?:${any(staff.prefixes)})(?:\\p{sc=Han}|[a-z]{2,12}(?![a-z]))`;
  const open = '[「“"\'『【]?';
  const end = '(?=[\\s,，。.!！?？、;；)）(（~～|／/」”"』】:：-]|$)';
  const goesOn =
    '(?=[\\s,，。.!！、)）(（~～|／/」”"』】]|$|为您|为你|很|竭诚|将|会|已|的|来|正|在|帮|跟|和|联|回|哦|呀|哈|啦|呢|吧|说|给|就|再|收|会|这|今|明|稍|代|接|负责|详)';
  const out: Place[] = [];
  const take = (pattern: RegExp, text: string, offset = 0): void => {
    for (const m of text.matchAll(pattern)) {
      const start = offset + m.index + m[0].lastIndexOf(m[1]!);
      const name = reply.text.slice(start, start + m[1]!.length);
      if (!NOT_A_NAME.test(m[1]!) && person(name)) out.push({ start, end: start + m[1]!.length });
    }
  };
  const folded = reply.folded;
  // "客服小雅为您服务", "您的客户经理陈晨", "我是禾木的小雨".
  take(new RegExp(`(?:${roles})[:：, ]{0,2}${open}(${nick})${goesOn}`, 'gu'), folded);
  take(new RegExp(`(?:${roles})[:：, ]{0,2}${open}(${family}\\p{sc=Han}{1,2}?)${goesOn}`, 'gu'), folded);
  take(
    new RegExp(
      `(?:我是|我叫|这里是|找|联系)[^\\n，。,]{1,14}?(?:的|员|理|服|部|家|问)(${nick}|${family}\\p{sc=Han}{1,2})${end}`,
      'gu',
    ),
    folded,
  );
  take(
    new RegExp(`(?:我是|我叫|找|联系|由)[^\\n，。,]{0,12}?(${family}\\p{sc=Han}{0,2}(?:${title}))`, 'gu'),
    folded,
  );
  take(new RegExp(`(?:^|[^\\p{sc=Han}]|[的找由系])(${family}(?:${title}))`, 'gmu'), folded);
  take(
    new RegExp(
      `(?:请|可|急事|代理人|交接给|移交给|转给|交由|搵|找)(?:为|是|[:：])?(?:联系|找|联络|同事|同仁)?(?:同事|同仁)?[ 　]?(${family}\\p{sc=Han}{1,2})${end}`,
      'gu',
    ),
    folded,
  );
  // A name that no list knows, behind a role and a mark: "姓名：覃朗", "班主任 苗青".
  take(new RegExp(`(?:${roles})[:： ]\\s?(\\p{sc=Han}{2,3})${end}`, 'gu'), folded);
  take(new RegExp(`(?:${roles}|搵我|找我|服务|搵|[請请]找)[,，:： ]{0,2}(${LATIN})`, 'gu'), reply.text);
  const lines = [...reply.maskedAll.matchAll(/[^\n]+/g)]
    .filter(
      (m) => /\p{L}/u.test(m[0]) && !UNDER_A_NAME.test(folded.slice(m.index, m.index + m[0].length).trim()),
    )
    .slice(-LAST_LINES);
  for (const m of lines) {
    const line = folded.slice(m.index, m.index + m[0].length);
    if (line.length > 60 || /[。！？]$/u.test(line.trim())) continue;
    const own = `(${family}\\p{sc=Han}{1,2}|${nick})`;
    take(new RegExp(`^[-—–~ ·]{0,4}${own}[ 　]*(?:$|[ 　/|,，(（].{0,30}$)`, 'gu'), line, m.index);
    take(new RegExp(`[\\s·/—–|、。！!-]${own}[ 　]*(?:[/(（|\\d+].{0,20})?$`, 'gu'), line, m.index);
    take(new RegExp(`${own}[ 　]*(?:敬上|谨上|敬启|谨启|拜上|敬复)$`, 'gu'), line, m.index);
    // "凯哥".
    take(/^[-—–~ ]{0,4}(\p{sc=Han}[哥姐])$/gu, line.trim(), m.index);
    // "贷后中心 郑": the family name alone, behind a department or a role.
    take(new RegExp(`(?:[部组心处]|\\d号|${roles})[:：]?[ 　]{1,2}(${family})[ 　]*$`, 'gu'), line, m.index);
    // "慢贷小和": a nickname right behind the company.
    if (line.trim().length <= 14) take(new RegExp(`\\p{sc=Han}(${nick})[ 　]*$`, 'gu'), line, m.index);
    take(
      new RegExp(`^(?=.*\\p{sc=Han}).*?[ 　·|/](${LATIN})[ 　]*$`, 'gu'),
      reply.text.slice(m.index, m.index + m[0].length),
      m.index,
    );
  }
  return out;
}
