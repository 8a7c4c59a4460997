/** Where a message speaks to whoever scores it: in its text, in what its HTML hides, in headers, file names, base64. */
import type { Finding } from '../model/assessment.ts';
import type { ParsedMail } from '../model/mail.ts';
import { foldText } from './clean-text.ts';
import { type Addressed, withoutInjections } from './injection.ts';
import { spanOf } from './reply-text.ts';

/** One finding for the message, with its span where the words can be seen. */
export function injectionFinding(mail: ParsedMail, visible: readonly Addressed[]): Finding | null {
  const [seen] = visible;
  const at = seen ? { rule: seen.rule, where: '' } : hiddenInjection(mail);
  if (!at) return null;
  return {
    criterion: 'injection',
    value: true,
    rule: at.rule,
    reason: `Speaks to whoever scores the reply${at.where}; it changes no other code.`,
    ...(seen && { span: spanOf(mail.visibleText, seen.start, seen.end) }),
  };
}

/** Characters that are looked through of each place. */
const READ = 4_000;
const MOST_HEADERS = 60;

function hiddenInjection(mail: ParsedMail): { rule: string; where: string } | null {
  const headers = mail.headers.slice(0, MOST_HEADERS).map((h) => h.value.slice(0, 400));
  const text = `${mail.visibleText.slice(0, READ)}\n${mail.hiddenText ?? ''}`;
  const places: [string, string][] = [
    [' in what the HTML hides', mail.hiddenText ?? ''],
    [' in a header', [mail.subject, ...headers].join('\n')],
    [' in the name of an attachment', mail.attachments.map((a) => a.filename).join('\n')],
    [' in base64', decoded(text).join('\n')],
    [' in what it quotes', mail.quotedText],
  ];
  for (const [where, what] of places) {
    const [found] = what === '' ? [] : withoutInjections(foldText(what.slice(0, READ))).found;
    if (found) return { rule: found.rule, where };
  }
  return null;
}

/** What stands in base64 in the text itself. */
function decoded(text: string): string[] {
  const runs =
    text.replace(/([A-Za-z0-9+/]{40,})\n(?=[A-Za-z0-9+/]{4})/g, '$1').match(/[A-Za-z0-9+/]{24,}/g) ?? [];
  return runs.slice(0, 10).map((run) => {
    const whole = run.slice(0, run.length - (run.length % 4));
    return new TextDecoder().decode(Uint8Array.from(atob(whole), (c) => c.charCodeAt(0)));
  });
}
