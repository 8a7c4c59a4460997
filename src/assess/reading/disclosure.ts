/** Whether the body itself says that it is automatic or from a bot; footers count, the quoted question does not. */
import type { Finding } from '../../model/assessment.ts';
import { packsOfSentence } from '../compiled.ts';
import { type ReplyText, spanOf } from '../reply-text.ts';
import { unitsOf } from '../sentences.ts';
import { readingPacks } from './compiled.ts';

const READ = 4_000;
/** An account may be called "wallet_bot", whoever writes. */
const ACCOUNT = /(?:https?:\/\/|t\.me\/|@)[\w./?=&%+~#:-]{1,100}/gu;

export function disclosureOf(reply: ReplyText): Finding | null {
  const folded = reply.folded.slice(0, READ);
  for (const unit of unitsOf(folded)) {
    if (unit.kind !== 'sentence') continue;
    const text = folded.slice(unit.start, unit.end).replace(/\n/g, ' ').replace(ACCOUNT, ' ');
    const packs = packsOfSentence(text, reply.packs, reply.language);
    const hit =
      packs.find((p) => p.responder.some(([k, r]) => k === 'automation' && r.test(text)))?.code ??
      readingPacks(packs.map((p) => p.code)).find((p) => p.lists.automation?.test(text))?.pack.code;
    if (hit)
      return {
        criterion: 'automation-disclosed',
        value: true,
        rule: `${hit}.automation`,
        reason: 'Says itself that it is automatic or from a bot.',
        span: spanOf(reply.text, unit.start, unit.end),
      };
  }
  return null;
}
