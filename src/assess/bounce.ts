/**
 * Delivery reports. A message/delivery-status part decides wherever it stands (RFC 3464): many reports are not
 * multipart/report. The many that carry none are told by several signs together, none of them enough alone.
 * `Action: delayed` is a notice and no failure, unless its status is 4.4.7, with which some servers give up (OpenSMTPD).
 */
import type { Finding } from '../model/assessment.ts';
import type { DeliveryRecipient, ParsedMail } from '../model/mail.ts';
import rules from './rules/bounce.json' with { type: 'json' };

/** `blame`: `lender` when its address or server failed, `us` when our message or server was refused for what it is. */
export interface Bounce {
  kind: 'hard' | 'soft' | 'delayed' | 'delivered';
  blame: 'lender' | 'us';
  confidence: number;
  findings: Finding[];
}

/** Below this sum of signs a message without a delivery-status part is no report. */
const THRESHOLD = 3.5;
const READ = 8_000;

/** Null where the message is no delivery report. */
export function bounceOf(mail: ParsedMail): Bounce | null {
  if (mail.feedbackReport) return null;
  const text =
    `${mail.subject}\n${mail.visibleText.slice(0, READ)}\n${mail.quotedText.slice(0, READ)}`.toLowerCase();
  if (mail.deliveryStatus) return fromStatus(mail.deliveryStatus.recipients, text);
  return fromSigns(mail, text);
}

function fromStatus(recipients: DeliveryRecipient[], text: string): Bounce {
  const failed = recipients.filter(isFailure);
  const worst =
    failed[0] ??
    recipients.find((r) => r.action === 'delayed' || /^4/.test(r.status ?? '')) ??
    recipients[0]!;
  const said = `action ${worst.action ?? 'unstated'}, status ${worst.status ?? 'unstated'}`;
  const details = `${worst.diagnostic ?? ''}`.toLowerCase();
  if (failed.length > 0) return failure(worst.status, details === '' ? text : details, 'dsn', said, 0.99);
  if (worst.action === 'delayed' || /^4/.test(worst.status ?? '')) {
    if (worst.status === '4.4.7') return failure('4.4.7', details, 'dsn-expired', said, 0.95);
    return report(
      'delayed',
      'lender',
      'bounce.dsn-delayed',
      `A delivery report (RFC 3464) says: ${said}.`,
      0.99,
    );
  }
  return report(
    'delivered',
    'lender',
    'bounce.dsn-delivered',
    `A delivery report (RFC 3464) says: ${said}.`,
    0.97,
  );
}

/** Failed, or an action that RFC 3464 does not know ("expired") with no status that says otherwise. */
const isFailure = (r: DeliveryRecipient): boolean =>
  r.action === undefined
    ? /^5/.test(r.status ?? '')
    : !['delayed', 'delivered', 'relayed', 'expanded'].includes(r.action) && !/^2/.test(r.status ?? '');

interface Sign {
  weight: number;
  rule: string;
  reason: string;
}

function fromSigns(mail: ParsedMail, text: string): Bounce | null {
  const signs = signsOf(mail, text);
  const sum = signs.reduce((s, x) => s + x.weight, 0);
  // A person may write "unknown user" in subject and text: one sign must be of the machinery.
  if (sum < THRESHOLD || !signs.some((s) => s.rule !== 'subject' && s.rule !== 'wording')) return null;
  const confidence = Math.min(0.97, 0.6 + 0.06 * sum);
  const status = /(?<![\d.])[245]\.\d{1,2}\.\d{1,3}(?![\d.])/.exec(text)?.[0];
  const hay = text.slice(0, 6_000);
  let bounce: Bounce;
  if (has(hay, rules.delivered))
    bounce = report(
      'delivered',
      'lender',
      'bounce.delivered-wording',
      'The report says that it was delivered.',
      confidence,
    );
  else if (has(hay, rules.delayed) && !/5\d\d[ -]5\.\d/.test(hay))
    bounce = report(
      'delayed',
      'lender',
      'bounce.delayed-wording',
      'The report says that delivery is still being tried.',
      confidence,
    );
  else bounce = failure(status, hay, 'signs', `${signs.length} signs of a delivery failure`, confidence);
  return {
    ...bounce,
    findings: [
      ...bounce.findings,
      ...signs.map(
        (s): Finding => ({
          criterion: 'responder',
          value: 'bounce',
          rule: `bounce.${s.rule}`,
          reason: s.reason,
        }),
      ),
    ],
  };
}

function signsOf(mail: ParsedMail, text: string): Sign[] {
  const sender = mail.from
    .map((f) => `${f.name} ${f.address}`)
    .join(' ')
    .toLowerCase();
  const header = (name: string): string | undefined =>
    mail.headers.find((h) => h.name === name)?.value.toLowerCase();
  const subject = mail.subject.toLowerCase();
  const body = text.slice(subject.length, 4_000);
  const signs: Sign[] = [];
  const sign = (when: boolean, weight: number, rule: string, reason: string): void => {
    if (when) signs.push({ weight, rule, reason });
  };
  sign(
    has(sender, rules.senders) || (sender === '' && header('return-path') === '<>'),
    2,
    'sender',
    'Sent by a mail system, not by a person.',
  );
  sign(
    mail.returnPath === '' || /<>/.test(header('envelope-from') ?? ''),
    1,
    'null-return-path',
    'The return path is empty, as RFC 5321 (4.5.5) asks of reports.',
  );
  sign(
    /(?:^|[\s<._-])(?:no-?reply|do-?not-?reply)/.test(sender) ||
      /^auto-/.test(header('auto-submitted') ?? ''),
    0.5,
    'robot',
    'Sent by a robot: a no-reply address, or the header Auto-Submitted.',
  );
  sign(has(subject, rules.subjects), 2, 'subject', 'The subject is one of a delivery report.');
  sign(has(body, rules.bodies), 1.5, 'wording', 'The text says that a message could not be delivered.');
  sign(
    /(?:^|[^\d.])5\d\d[ -]#?5\.\d{1,2}\.\d{1,3}|(?:said|replied|response|error|answer|reason|smtp)[^\n]{0,80}(?<!\d)5[0-5]\d(?!\d)|(?:^|\n)\s{0,8}(?:<[^>\n]{1,120}>[^\n]{0,60}|out: |<<< ?)?(?:5[0-5]|45)\d[ -]|(?:код|code|status|статус|代码)[^\n]{0,12}[ :：]5\.[1-7]\.\d{1,2}(?!\d)|(?:код|code|代码)[: ：]{1,3}5[0-5]\d(?!\d)|(?:reason|reference|rejection|ref)[^\n]{0,12}[ :]5\.[1-7]\.\d{1,3}(?!\d)|nxdomain|(?:причина|помилка|ошибка|відповідь|ответ|原因|错误)[^\n]{0,80}(?<!\d)5[0-5]\d(?!\d)|(?<![\d.])55[0-4] (?:no such|user|unknown|mailbox|address|recipient|relay|requested)/.test(
      body,
    ),
    1.5,
    'smtp-reply',
    'The text quotes a 5xx reply of a mail server.',
  );
  sign(
    (body.match(/^(?:final-recipient|original-recipient|action|status|diagnostic-code|remote-mta):/gm)
      ?.length ?? 0) > 2,
    4,
    'report-fields',
    'The text holds the fields of a delivery report (RFC 3464).',
  );
  sign(
    /(?:поштов|почтов)[а-яіїєы]{2,3} (?:служб|сервер|систем|робот)|систем[аи] (?:електронної пошти|электронной почты)|(?:ящик|скриньк[аиу]|сервер|вузол) (?:одержувача|отримувача|адресата)|(?:ящик|сервер|узел) (?:получателя|адресата)|mail (?:system|server|delivery service)|邮件系统|邮件服务器|系统退信/.test(
      body,
    ),
    1,
    'mail-system',
    'A mail system speaks, or is spoken of.',
  );
  sign(
    header('x-failed-recipients') !== undefined,
    3,
    'failed-recipients',
    'The header X-Failed-Recipients names an address.',
  );
  sign(
    text.includes('"notificationtype":"'),
    4,
    'notification',
    'A machine-readable delivery notification of a sending service.',
  );
  sign(
    /report-type="?delivery-status|multipart\/report/.test(header('content-type') ?? ''),
    2,
    'report-type',
    'The content type is that of a delivery report.',
  );
  sign(
    mail.enclosed !== undefined && !/^(?:re|fw|fwd|aw|отв|відп|回复)[:：]/i.test(subject),
    1,
    'encloses-original',
    'A message is enclosed.',
  );
  sign(
    /-{2,}\s?(?:this is a copy of|below this line is a copy|original message|returned message|unsent message below|message header|included is a copy|the body of the message|body of message)/.test(
      text,
    ) ||
      /(?:this is a copy of the message|below this line is a copy|copy of the original message|unsent message|original mail as follows|message text follows)/.test(
        text,
      ),
    1,
    'copy-below',
    'A copy of the message follows.',
  );
  return signs;
}

/** A refusal in the SMTP dialogue itself: is it our message or server that was refused, not the address? */
export function rejectionBlamesUs(response: string): boolean {
  const status = /(?<![\d.])[45]\.\d{1,2}\.\d{1,3}/.exec(response)?.[0];
  return failure(status, response.toLowerCase(), 'rejection', '', 1).blame === 'us';
}

/** Hard: the address will never work. Soft: full, unreachable, given up. Ours: refused as spam, for reputation or policy. */
function failure(
  status: string | undefined,
  details: string,
  rule: string,
  said: string,
  confidence: number,
): Bounce {
  const unknown = has(details, rules.unknownRecipient);
  const ours = !unknown && (/^[45]\.7\./.test(status ?? '') || has(details, rules.policy));
  const soft =
    !unknown &&
    !ours &&
    (/^4\./.test(status ?? '') ||
      /^5\.2\.2$|^5\.3\.4$|^5\.4\.7$/.test(status ?? '') ||
      has(details, rules.temporary));
  const kind = soft || ours ? 'soft' : 'hard';
  const blame = ours ? 'us' : 'lender';
  return report(
    kind,
    blame,
    `bounce.${rule}`,
    `The message was not delivered: ${said}${ours ? '; refused for what it is or where it comes from' : ''}.`,
    confidence,
  );
}

function report(
  kind: Bounce['kind'],
  blame: Bounce['blame'],
  rule: string,
  reason: string,
  confidence: number,
): Bounce {
  return { kind, blame, confidence, findings: [{ criterion: 'bounce', value: kind, rule, reason }] };
}

const has = (text: string, words: readonly string[]): boolean => words.some((w) => text.includes(w));
