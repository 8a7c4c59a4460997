/** Who asks us to stop, or complains: for the guardrails of the running wave (channels.md 4, rules 6 and 7). */
import type { Finding } from '../model/assessment.ts';
import type { ParsedMail } from '../model/mail.ts';
import type { ReplyText } from './reply-text.ts';
import { spanOf } from './reply-text.ts';
import rules from './rules/bounce.json' with { type: 'json' };

export interface Objection {
  kind: 'complaint' | 'stop-request';
  finding: Finding;
}

/** A feedback report (RFC 5965), one of the large providers' without such a part, or a mail program's "unsubscribe". */
export function complaintOf(mail: ParsedMail): Objection | null {
  const report = mail.feedbackReport;
  const subject = mail.subject.toLowerCase();
  if (report && report.type !== 'not-spam' && report.type !== 'auth-failure')
    return {
      kind: report.type === 'opt-out' ? 'stop-request' : 'complaint',
      finding: finding('stop.feedback-report', `A feedback report (RFC 5965) of type "${report.type}" came.`),
    };
  if (mail.enclosed && rules.complaintSubjects.some((s) => subject.includes(s)))
    return {
      kind: 'complaint',
      finding: finding('stop.complaint-mail', 'The message forwards ours as a complaint.'),
    };
  if (/^\s*(?:unsubscribe|opt.?out)\s*$/.test(subject))
    return {
      kind: 'stop-request',
      finding: finding('stop.unsubscribe-subject', 'The subject asks to be unsubscribed.'),
    };
  return null;
}

/** "Do not write to us again", a legal threat, or our message called spam, in the visible text. */
export function objectionOf(reply: ReplyText): Objection | null {
  for (const unit of reply.units) {
    if (unit.kind !== 'sentence') continue;
    const { text } = unit;
    for (const pack of unit.packs)
      for (const [name, pattern] of pack.stop) {
        if (!pattern.test(text)) continue;
        const kind = name === 'request' ? 'stop-request' : 'complaint';
        return {
          kind,
          finding: {
            ...finding(
              `${pack.code}.stop.${name}`,
              name === 'request' ? 'Asks us not to write again.' : 'Threatens, or calls our message spam.',
            ),
            value: kind,
            span: spanOf(reply.text, unit.start, unit.end),
          },
        };
      }
  }
  return null;
}

const finding = (rule: string, reason: string): Finding => ({
  criterion: 'objection',
  value: 'objection',
  rule,
  reason,
});
