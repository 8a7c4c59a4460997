/** Whether the body itself says that it is automatic or from a bot; footers count, the quoted question does not. */
import type { Finding } from '../../model/assessment.ts';
import { type ReplyText, spanOf } from '../reply-text.ts';
import { unitsOf } from '../sentences.ts';
import { readingPacks } from './compiled.ts';

const READ = 4_000;

export function disclosureOf(reply: ReplyText): Finding | null {
  const folded = reply.folded.slice(0, READ);
  const readings = readingPacks(reply.packs.map((p) => p.code));
  const patterns: [string, RegExp][] = [
    ...reply.packs.flatMap((p) =>
      p.responder.flatMap(([k, r]): [string, RegExp][] => (k === 'automation' ? [[p.code, r]] : [])),
    ),
    ...readings.flatMap((p): [string, RegExp][] =>
      p.lists.automation ? [[p.pack.code, p.lists.automation]] : [],
    ),
  ];
  for (const unit of unitsOf(folded)) {
    if (unit.kind !== 'sentence') continue;
    const text = folded.slice(unit.start, unit.end).replace(/\n/g, ' ');
    const hit = patterns.find(([, r]) => r.test(text));
    if (hit)
      return {
        criterion: 'automation-disclosed',
        value: true,
        rule: `${hit[0]}.automation`,
        reason: 'Says itself that it is automatic or from a bot.',
        span: spanOf(reply.text, unit.start, unit.end),
      };
  }
  return null;
}
