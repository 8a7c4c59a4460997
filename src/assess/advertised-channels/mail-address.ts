/** What counts as a lender's mail address, and what merely looks like one. */
import { getDomain, parse } from 'tldts';
import { MailAddress } from '../../model/scalars.ts';
import { toUnicode } from './punycode.ts';
import { wordPattern } from './words.ts';

/** Normal form: lower-case, Unicode domain; null where it is no address or one of nobody. */
export function mailAddress(raw: string): string | null {
  const text = raw
    .normalize('NFKC')
    .replace(/^mailto:/i, '')
    .replace(NO_SPAM, '')
    .split('?')[0]!
    .trim()
    .replace(/^[<("'«.,:;]+|[>)"'».,:;]+$/g, '');
  const at = text.lastIndexOf('@');
  if (at < 1) return null;
  const domain = toUnicode(text.slice(at + 1));
  const address = `${text.slice(0, at).toLowerCase()}@${domain}`;
  if (!MailAddress.safeParse(address).success || isNoise(address)) return null;
  const { publicSuffix, isIcann } = parse(domain);
  // Reserved names (RFC 2606, 6761) are no registry's, but tests and demonstrations live on them.
  return isIcann || /^(?:example|test|invalid|localhost|local)$/.test(publicSuffix ?? '') ? address : null;
}

/** "info@NOSPAM.acme.example": to be taken out by the reader. */
const NO_SPAM =
  /(?:[-._]?(?:no-?spam|anti-?spam|remove-?this|delete-?this)(?=[-._]?@)|(?<=@)(?:no-?spam|anti-?spam|remove-?this|delete-?this)[-._]?|\.(?:no-?spam|remove-?this)(?=\.|$))/gi;

const FILE = /\.(?:png|jpe?g|gif|svg|webp|avif|ico|css|m?js|json|woff2?|ttf|eot|mp4|pdf|map)$/i;
const TECHNICAL =
  /(?:^|[@.])(?:sentry(?:-next)?\.(?:io|wixpress\.com)|wixpress\.com|schema\.org|w3\.org|googletagmanager\.com|sentry\.[\w.-]+)$/i;
const PLACEHOLDER_DOMAIN =
  /^(?:example\.(?:com|org|net|ru|ua)|domain\.(?:com|ru|ua|tld)|yourdomain\.\w+|your-?(?:site|company)\.\w+|email\.(?:com|tld)|mysite\.com|company\.com|site\.(?:com|ru|ua)|xxx+\.\w+|test\.(?:com|ru))$/i;
const PLACEHOLDER_LOCAL =
  /^(?:you|your|your[._-]?(?:name|mail|email|address)|first[._-]?last|name|user(?:name)?|e?-?mail|example|sample|test|john\.?doe|jane\.?doe|johndoe|ivan(?:ov)?|x{2,}|имя|почта|ваш|ваша|ім'?я|someone|somebody)$/iu;
const NO_REPLY = /^(?:no-?_?\.?reply|do-?not-?reply|mailer-daemon|postmaster|abuse|hostmaster|webmaster)$/i;

function isNoise(address: string): boolean {
  const [local, domain] = [
    address.slice(0, address.lastIndexOf('@')),
    address.slice(address.lastIndexOf('@') + 1),
  ];
  return (
    FILE.test(address) ||
    TECHNICAL.test(domain) ||
    PLACEHOLDER_DOMAIN.test(domain) ||
    NO_REPLY.test(local) ||
    /^[0-9a-f]{24,}$/.test(local) ||
    (PLACEHOLDER_LOCAL.test(local) && !/^(?:e?-?mail|почта)$/u.test(local))
  );
}

/** Functions that an address may be named after, in Latin letters as addresses are, whatever the language. */
const ROLES =
  /info|office|support|help|hello|contact|kontakt|mail|post|client|klient|kliyent|customer|cust|service|serv|care|desk|team|sales|credit|kredit|loan|zaim|zaym|pozyk|pozik|money|hr|job|career|kadr|vacan|press|media|pr|market|partner|legal|law|yur|jur|compl|grievance|redress|nodal|escal|skarg|zhalob|jalob|pretenz|pretenc|claim|dpo|gdpr|privacy|data|personal|feedback|zvyaz|otziv|vidguk|question|ask|vopros|admin|account|billing|pay|oplat|finance|fin|bank|bond|invest|collect|debt|dolg|borg|recover|ombud|risk|security|secur|safe|fraud|zapit|zapros|request|inquir|enquir|reception|general|main|manager|director|dir|call|center|centre|tech|it|web|site|online|shop|order|zakaz|zayav|bux|buh|accounting|secretar|kanc|document|doc|reg|apply|application|welcome|hi|talk|chat|welcom|kefu|tousu|fuwu|zixun|lianxi|cs|crm|mfo|mkk|mfk|lombard|public|relations|advert|reklam|community|social|group|company|corp|head|branch|region|city|msk|kiev|kyiv|lviv|spb/;
const ROLE_WORDS = new Set(ROLES.source.split('|'));

const POST = wordPattern((w) => w.people);
const PLACE = wordPattern((w) => w.places);
const SURNAMES = new Map(
  '王wang 李li 张zhang 張zhang 刘liu 劉liu 陈chen 陳chen 杨yang 楊yang 赵zhao 趙zhao 黄huang 黃huang 周zhou 吴wu 吳wu 徐xu 孙sun 孫sun 胡hu 朱zhu 高gao 林lin 何he 郭guo 马ma 馬ma 罗luo 羅luo 梁liang 宋song 郑zheng 鄭zheng 谢xie 謝xie 韩han 韓han 唐tang 冯feng 馮feng 于yu 董dong 萧xiao 蕭xiao 程cheng 曹cao 袁yuan 邓deng 鄧deng 许xu 許xu 傅fu 沈shen 曾zeng 彭peng 吕lv 呂lu 苏su 蘇su 卢lu 盧lu 蒋jiang 蔣jiang 蔡cai 贾jia 丁ding 魏wei 薛xue 叶ye 葉ye 余yu 潘pan 杜du 戴dai 夏xia 钟zhong 汪wang 田tian 任ren 姜jiang 范fan 方fang 石shi 姚yao 谭tan 廖liao 邹zou 熊xiong 金jin 陆lu 郝hao 孔kong 白bai 崔cui 康kang 毛mao 邱qiu 秦qin 江jiang 史shi 顾gu 侯hou 邵shao 孟meng 龙long 万wan 段duan 钱qian 汤tang 尹yin 黎li 易yi 常chang 武wu 乔qiao 贺he 赖lai 龚gong 文wen'
    .split(' ')
    .map((pair): [string, string] => [pair[0]!, pair.slice(1)]),
);
/** A name of two or three signs, standing by itself or before its title. */
const CHINESE_NAME =
  /(?<=^|\P{sc=Han}|联系|联系人|聯絡|聯繫|经理|經理)(\p{sc=Han})\p{sc=Han}{1,2}(?=$|[^\p{sc=Han}]|先生|女士|小姐|经理|經理|主任)/gu;

/** "王小丽 wangxiaoli@", "王小姐 amy@" after "contact:". */
function isChinesePersons(local: string, around: string): boolean {
  if (!/^[a-z]{3,20}\d{0,4}$/.test(local) || isRole(local)) return false;
  return [...around.matchAll(CHINESE_NAME)].some((m) => {
    const surname = SURNAMES.get(m[1]!);
    return (
      surname !== undefined && (local.startsWith(surname) || local.replace(/\d+$/, '').endsWith(surname))
    );
  });
}

/** Guardrail 1 of the methods: a person's own address is never a channel. `around`: the words beside it; `site`: the lender's domain. */
export function isPersonal(address: string, around: string, site = ''): boolean {
  const local = address.slice(0, address.lastIndexOf('@'));
  const domain = getDomain(address.slice(address.lastIndexOf('@') + 1)) ?? '';
  const parts = local.split(/[._-]/).filter((p) => p !== '');
  const stem = `${domain.split('.')[0] ?? ''} ${site.split('.')[0] ?? ''}`;
  if (parts.some((p) => ROLE_WORDS.has(p.replace(/\d+$/, '')) || (p.length >= 3 && stem.includes(p))))
    return false;
  if (isChinesePersons(local, around)) return true;
  // A place or a department is named after itself too; a person's name is two words, or has a post beside it.
  const pairs = [...around.matchAll(/\p{Lu}[\p{L}'’-]+\s+\p{Lu}[\p{L}'’-]+/gu)].filter(
    (m) => !PLACE.test(m[0]),
  );
  const names = [...around.matchAll(/\p{Lu}[\p{L}'’-]{2,30}/gu)].map((m) => m[0]);
  const posted = POST.test(around);
  if ((posted || pairs.length > 0) && names.some((n) => resembles(local, n))) return true;
  if (parts.some((p) => isRole(p))) return false;
  const letters = (p: string): boolean => /^\p{L}+\d{0,4}$/u.test(p);
  if (/^\p{L}+[._]\p{L}+$/u.test(local)) return true;
  if (parts.length === 2 && parts.every(letters) && parts.some((p) => p.length === 1)) return true;
  return posted && pairs.length > 0;
}

function isRole(part: string): boolean {
  const bare = part.replace(/\d+$/, '');
  if (ROLE_WORDS.has(bare)) return true;
  return [...ROLE_WORDS].some((r) => r.length >= 4 && bare.includes(r));
}

const LATIN: Record<string, string> = {};
for (const pair of 'аa бb вv гg дd еe ёe жz зz иi йi кk лl мm нn оo пp рr сs тt уu фf хh цc чc шs щs ъ ыy ь эe юu яa іi їi єe ґg'.split(
  ' ',
))
  LATIN[pair[0]!] = pair.slice(1);

/** Consonants carry a name through every way of writing it in Latin letters. */
export const bones = (word: string): string =>
  [...word.toLowerCase()]
    .map((c) => LATIN[c] ?? c)
    .join('')
    .replace(/[^a-z]/g, '')
    .replace(/[aeiouyhj]/g, '')
    .replace(/(.)\1+/g, '$1');

function resembles(local: string, name: string): boolean {
  const a = local.toLowerCase().replace(/[^\p{L}]/gu, '');
  if (a.length >= 4 && a === name.toLowerCase()) return true;
  // "gwanjiku", "wanjikug", "gracew".
  const plain = name.toLowerCase();
  if (plain.length >= 4 && a.length - plain.length <= 2 && (a.startsWith(plain) || a.endsWith(plain)))
    return true;
  const [x, y] = [bones(a), bones(name)];
  return (
    y.length >= 3 &&
    a.length >= 4 &&
    /\p{sc=Cyrillic}/u.test(name) &&
    (x === y || (x.length > y.length && x.endsWith(y)) || (x.length === y.length + 1 && x.startsWith(y)))
  );
}
