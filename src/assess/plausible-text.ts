/** How much a text looks like one of the languages that mails come in, for choosing between readings of the same bytes. */
import { simplifyHan } from './han-variants.ts';

/** The commonest pairs of letters of Russian and Ukrainian. */
const PAIRS = new Set(
  'ст но то на ен ов ни ра во ко го пр ро ре ер ва ли ос от ор та ал ет те не по ка ан ль ве де ол ел ит ом ам ор ин ск ть ти ес ат ая ия ой ый ие их ых ам ше ся до за об из бу ду ем ує ть ві ні ів ки ан ом ку ті ті ла ло ми ри ма мо да що як яв зв ад ит ля ви ся ту ди зд ий ос їх її ро'.split(
    ' ',
  ),
);
const HAN = new Set(
  '的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运您好请款贷息率额借还费申限收费款谢客服'.split(
    '',
  ),
);

/** 0 (noise) to 1 (plain text), by the letters that are neither Latin nor digits. 0 where there are too few to tell. */
export function plausibility(text: string): number {
  const sample = simplifyHan(text.slice(0, 20_000));
  let pairs = 0;
  let common = 0;
  let han = 0;
  let commonHan = 0;
  let odd = 0;
  let before = '';
  for (const c of sample) {
    const code = c.codePointAt(0)!;
    if (code >= 0x400 && code <= 0x52f) {
      const lower = c.toLowerCase();
      if (before !== '') {
        pairs++;
        if (PAIRS.has(before.toLowerCase() + lower)) common++;
        // A capital behind a small letter: two alphabets that swap cases (koi8-r and windows-1251).
        if (c !== lower && before === before.toLowerCase()) odd++;
      }
      before = c;
      continue;
    }
    before = '';
    if (code >= 0x4e00 && code <= 0x9fff) {
      han++;
      if (HAN.has(c)) commonHan++;
    } else if (
      code === 0xfffd ||
      (code >= 0x80 && code < 0xa0) ||
      (code >= 0x2500 && code < 0x25a0) ||
      code >= 0xe000
    )
      odd += 2;
    else if (code >= 0xa1 && code < 0x400) odd++;
  }
  const seen = pairs + han + odd;
  if (seen < 4) return 0;
  return Math.max(
    0,
    (Math.min(1, 2.2 * (common / Math.max(1, pairs))) * pairs + Math.min(han, 1.5 * commonHan) - odd) / seen,
  );
}
