/** Machine-readable parts of reports: message/delivery-status (RFC 3464) and message/feedback-report (RFC 5965). */
import { type DeliveryRecipient, MAIL_LIMITS, type MailHeader, type ParsedMail } from '../model/mail.ts';

type Fields = Map<string, string>;

/** Groups of header-like fields, separated by empty lines. Folded lines are joined; other lines are skipped. */
export function fieldGroups(text: string): Fields[] {
  const groups: Fields[] = [];
  let group: Fields = new Map();
  let last = '';
  for (const line of text.replace(/\r\n?/g, '\n').split('\n').slice(0, 2_000)) {
    if (line.trim() === '') {
      if (group.size > 0) groups.push(group);
      group = new Map();
      continue;
    }
    const field = /^([A-Za-z][A-Za-z0-9-]{0,60})\s*:(.*)$/.exec(line.slice(0, 2_000));
    if (field && !/^\s/.test(line)) {
      last = field[1]!.toLowerCase();
      if (!group.has(last)) group.set(last, field[2]!.trim());
    } else if (/^\s/.test(line) && last !== '')
      group.set(last, `${group.get(last) ?? ''} ${line.trim()}`.slice(0, 2_000));
    if (groups.length >= MAIL_LIMITS.recipients) break;
  }
  if (group.size > 0) groups.push(group);
  return groups;
}

const address = (value: string | undefined): string | undefined =>
  value
    ?.replace(/^[^;]{1,40};/, '')
    .trim()
    .replace(/^<|>$/g, '')
    .toLowerCase();

/** A part is a delivery report if any group names an action or a status; several recipients are kept apart. */
export function readDeliveryStatus(text: string): ParsedMail['deliveryStatus'] {
  const groups = fieldGroups(text);
  const recipients: DeliveryRecipient[] = [];
  for (const g of groups) {
    if (!g.has('action') && !g.has('status') && !g.has('final-recipient')) continue;
    recipients.push({
      ...opt('finalRecipient', address(g.get('final-recipient'))),
      ...opt('originalRecipient', address(g.get('original-recipient'))),
      ...opt('action', /^[a-z-]+/.exec((g.get('action') ?? '').toLowerCase())?.[0]),
      ...opt('status', /[245]\.\d{1,3}\.\d{1,3}/.exec(g.get('status') ?? '')?.[0]),
      ...opt('diagnostic', g.get('diagnostic-code')?.slice(0, 1_000)),
    });
  }
  if (recipients.length === 0) return undefined;
  return { ...opt('reportingMta', groups[0]?.get('reporting-mta')?.slice(0, 300)), recipients };
}

/** Feedback-Type is the one field that RFC 5965 demands. */
export function readFeedback(text: string): ParsedMail['feedbackReport'] {
  for (const g of fieldGroups(text)) {
    const type = g.get('feedback-type');
    if (type) return { type: type.toLowerCase(), ...opt('source', g.get('user-agent')?.slice(0, 200)) };
  }
  return undefined;
}

/** The header block of an enclosed message: fields up to the first empty line. */
export function readHeaderBlock(text: string): MailHeader[] {
  const [first] = fieldGroups(`${text.replace(/^[\r\n]+/, '')}\n`);
  return [...(first ?? [])].slice(0, MAIL_LIMITS.headers).map(([name, value]) => ({ name, value }));
}

const opt = <K extends string>(key: K, value: string | undefined): { [k in K]?: string } =>
  value === undefined || value === '' ? {} : ({ [key]: value } as { [k in K]?: string });
