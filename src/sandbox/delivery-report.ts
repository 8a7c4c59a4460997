/** Delivery status notifications as RFC 3464 describes them, from our relay or from a lender's own server. */
import { multipart, part } from './mime.ts';
import type { Question } from './question.ts';

export interface ReportKind {
  action: 'failed' | 'delayed';
  /** Enhanced status code, RFC 3463. */
  status: string;
  /** What the other server said. */
  diagnostic: string;
  /** Who reports. */
  reporter: string;
}

/** The raw report; it goes to the envelope sender, with the null sender in its own envelope. */
export function writeReport(
  kind: ReportKind,
  question: Question,
  head: { date: string; messageId: string },
): Buffer {
  const failed = kind.action === 'failed';
  const text = failed
    ? `This is the mail system at host ${kind.reporter}.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. It's attached below.

<${question.to}>: ${kind.diagnostic}
`
    : `This is the mail system at host ${kind.reporter}.

####################################################################
# THIS IS A WARNING ONLY.  YOU DO NOT NEED TO RESEND YOUR MESSAGE. #
####################################################################

Your message could not be delivered for more than 4 hour(s).
It will be retried until it is 5 day(s) old.

<${question.to}>: ${kind.diagnostic}
`;
  const status = [
    `Reporting-MTA: dns; ${kind.reporter}`,
    `Arrival-Date: ${new Date(question.acceptedAt).toUTCString().replace('GMT', '+0000')}`,
    '',
    `Final-Recipient: rfc822; ${question.to}`,
    `Original-Recipient: rfc822;${question.to}`,
    `Action: ${kind.action}`,
    `Status: ${kind.status}`,
    `Remote-MTA: dns; mx.${question.to.slice(question.to.lastIndexOf('@') + 1)}`,
    `Diagnostic-Code: smtp; ${kind.diagnostic}`,
    '',
  ].join('\r\n');
  const parts = [
    part('text/plain', text, 'utf-8'),
    `Content-Description: Delivery report\r\nContent-Type: message/delivery-status\r\n\r\n${status}\r\n`,
    `Content-Description: Undelivered Message Headers\r\nContent-Type: text/rfc822-headers\r\n\r\n${question.head}\r\n`,
  ];
  const headers = [
    `From: Mail Delivery System <MAILER-DAEMON@${kind.reporter}>`,
    `To: ${question.envelopeFrom}`,
    `Subject: ${failed ? 'Undelivered Mail Returned to Sender' : 'Delayed Mail (still being retried)'}`,
    `Date: ${head.date}`,
    `Message-ID: ${head.messageId}`,
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
  ].join('\r\n');
  const body = multipart('multipart/report; report-type=delivery-status', parts, head.messageId);
  return Buffer.from(`${headers}\r\n${body}`, 'latin1');
}
