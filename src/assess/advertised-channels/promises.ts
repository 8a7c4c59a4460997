/** "We answer within 15 minutes": an answering time that the lender promises, word for word. */
import { foldText } from '../clean-text.ts';
import { quantify } from '../quantities.ts';
import type { PageFacts } from './page-facts.ts';
import { sentencesOf } from './page-sentences.ts';
import { wordPattern } from './words.ts';

export interface PagePromise {
  text: string;
  line: number;
}

const REPLY = wordPattern((w) => w.reply);
const NOT_REPLY = wordPattern((w) => w.notReply);
const PRODUCT = wordPattern((w) => w.product);
const ANSWERS = wordPattern((w) => w.answers);
const COMPLAINT = wordPattern((w) => w.complaint);
const WITHIN =
  /within|in (?:under|less)|in (?:a|one|\d)|up to|usually|typically|under|протягом|впродовж|упродовж|за |до |не пізніше|в течение|в теч\.|не позднее|в среднем|зазвичай|обычно|через|у той же день|в тот же день|same (?:working |business )?day|[内內]|分钟|分鐘|小时|小時|工作[日天]|当[天日]|當[天日]|次日|隔[日天]|next (?:working|business) day|наступн\S+ (?:робоч\S+ )?дн|следующ\S+ (?:рабоч\S+ )?дн|до кінця|до конца|response time|average|час відповіді|время (?:ответа|реакции)|середн/iu;
const WORDED =
  /within (?:an?|the|one|two|three|half an) (?:\S+ )?(?:hour|day|minute)|(?:протягом|упродовж|впродовж) (?:години|доби|дня|робочого)|в течение (?:часа|суток|дня|рабочего)|рабоч\S{0,4} дн|робоч\S{0,4} дн|working day|business day|next day|кінця (?:робоч\S+ )?дня|конца (?:рабоч\S+ )?дня|півгодини|получаса|[一二两兩三]个?個?\s?(?:工作[日天]|小时|小時|分钟|分鐘)|次日|隔[日天]/iu;
const TODAY = /same (?:working |business )?day|у той (?:же|самий) день|в тот же день|[当當][天日]/iu;
const MOST = 10;

export function promisesOn(facts: PageFacts, language: string): PagePromise[] {
  const out: PagePromise[] = [];
  facts.lines.forEach((l, i) => {
    if (out.length >= MOST || l.text.length > 900 || !REPLY.test(l.text)) return;
    if (underComplaints(facts, i)) return;
    for (const s of sentencesOf(l.text)) {
      if (
        s.length > 300 ||
        !REPLY.test(s) ||
        NOT_REPLY.test(s) ||
        (PRODUCT.test(s) && !ANSWERS.test(s)) ||
        COMPLAINT.test(s) ||
        !WITHIN.test(s) ||
        /[?？]$/.test(s)
      )
        continue;
      const timed =
        TODAY.test(s) ||
        quantify(foldText(s), language).quantities.some((q) => q.kind === 'time' || q.kind === 'days');
      if (timed || WORDED.test(s)) {
        out.push({ text: s.replace(/\s+/g, ' '), line: i });
        return;
      }
    }
  });
  return out;
}

/** How long a complaint takes is set by law, and no answer to a question. */
function underComplaints(facts: PageFacts, line: number): boolean {
  for (let i = line - 1; i >= Math.max(0, line - 5); i--)
    if (facts.lines[i]!.heading) return COMPLAINT.test(facts.lines[i]!.text);
  return false;
}
