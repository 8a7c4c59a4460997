/** Raw messages for tests. */

export interface MailSpec {
  from?: string;
  to?: string;
  subject?: string;
  messageId?: string;
  headers?: Record<string, string>;
  /** Content-Type of the whole. */
  type?: string;
  body?: string | Uint8Array;
}

/** RFC 5322 bytes; the body goes out as it is (8bit). */
export function rawMail(spec: MailSpec): Uint8Array {
  const head: Record<string, string> = {
    From: spec.from ?? 'Help Desk <help@acme.example>',
    To: spec.to ?? 'anna.abcdefghij@probe.example',
    Subject: spec.subject ?? 'Re: A question',
    Date: 'Tue, 01 Sep 2026 12:00:00 +0300',
    'Message-ID': spec.messageId ?? '<reply-1@acme.example>',
    'MIME-Version': '1.0',
    'Content-Type': spec.type ?? 'text/plain; charset=utf-8',
    ...(!spec.type?.startsWith('multipart') && { 'Content-Transfer-Encoding': '8bit' }),
    ...spec.headers,
  };
  const lines = Object.entries(head)
    .map(([k, v]) => `${k}: ${v}\r\n`)
    .join('');
  const body =
    typeof spec.body === 'string'
      ? Buffer.from(spec.body.replace(/\r?\n/g, '\r\n'))
      : (spec.body ?? Buffer.from('Hello\r\n'));
  return Buffer.concat([Buffer.from(`${lines}\r\n`), body]);
}

/** Bytes of a text in a single-byte charset that this runtime can decode. */
export function encodeSingleByte(text: string, charset: string): Uint8Array {
  const all = new TextDecoder(charset).decode(Uint8Array.from({ length: 256 }, (_, i) => i));
  const table = new Map([...all].map((c, i) => [c, i]));
  return Uint8Array.from([...text].map((c) => table.get(c) ?? 0x3f));
}

export const HARD_BOUNCE = `--b1
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.acme.example.

I'm sorry to have to inform you that your message could not be delivered.

<help@acme.example>: host mx.acme.example said: 550 5.1.1 User unknown

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.acme.example
Arrival-Date: Tue, 01 Sep 2026 09:00:00 +0000

Final-Recipient: rfc822; help@acme.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 User unknown

--b1
Content-Type: message/rfc822

From: Anna <anna.abcdefghij@probe.example>
To: help@acme.example
Subject: A question
Message-ID: <abcdefghij.1@probe.example>

Hello there

--b1--
`;

/** A delivery report (RFC 3464) about a message of ours. */
export const bounceMail = (
  over: { action?: string; status?: string; to?: string; type?: string } = {},
): Uint8Array =>
  rawMail({
    from: 'Mail Delivery System <MAILER-DAEMON@mx.acme.example>',
    to: over.to ?? 'b-abcdefghij@probe.example',
    subject: 'Undelivered Mail Returned to Sender',
    messageId: '<bounce-1@mx.acme.example>',
    headers: { 'Return-Path': '<>' },
    type: over.type ?? 'multipart/report; report-type=delivery-status; boundary=b1',
    body: HARD_BOUNCE.replace('Action: failed', `Action: ${over.action ?? 'failed'}`).replace(
      'Status: 5.1.1',
      `Status: ${over.status ?? '5.1.1'}`,
    ),
  });
