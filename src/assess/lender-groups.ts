/**
 * Which lenders belong together: a licence, tax number, telephone, mail domain, mail exchanger or chat account that two
 * of them share means one desk or one owner. The caps protect whoever sits there, so this is to be known before a wave.
 */
import type { SiteReading } from '../model/census.ts';

export const SHARED = ['licence', 'tax-number', 'phone', 'mail-domain', 'mx', 'chat-account'] as const;
export type SharedKind = (typeof SHARED)[number];

export interface LenderTraces {
  lender: string;
  entity: string;
  reading: Pick<SiteReading, 'site' | 'channels' | 'identity'>;
  /** Mail exchangers of its mail domains, lower-case; left out where nobody looked. */
  mx?: readonly string[];
}

export interface LenderGroup {
  /** In the order of the study. */
  lenders: string[];
  /** Legal entities that the study names for them; more than one is what is to be looked into. */
  entities: string[];
  shared: { what: SharedKind; value: string; lenders: string[] }[];
}

/** Mail for everybody: a shared one ties nobody together. */
const PUBLIC_MAIL =
  /^(?:gmail|googlemail|outlook|hotmail|live|yahoo|icloud|aol|proton|protonmail|gmx|zoho)\.[a-z.]+$|^(?:ukr\.net|i\.ua|meta\.ua|bigmir\.net|mail\.ru|bk\.ru|list\.ru|inbox\.ru|internet\.ru|yandex\.[a-z.]+|ya\.ru|rambler\.ru|mail\.kz|qq\.com|163\.com|126\.com|sina\.com|sina\.cn|sohu\.com|foxmail\.com|aliyun\.com|139\.com|189\.cn)$/;
/** Exchangers of large providers. */
const PUBLIC_MX =
  /(?:^|\.)(?:google|googlemail|outlook|office365|yandex|mail|zoho|qq|mxhichina|aliyun|163|secureserver|ukraine|hostinger|mailgun|amazonaws|cloudflare|pphosted|mimecast|beget|timeweb|reg)\.(?:com|net|ru|cn|eu|org|com\.cn|com\.ua)$/;
const MOST_GROUPS = 200;

export function lenderGroups(lenders: readonly LenderTraces[]): LenderGroup[] {
  const holders = new Map<string, { what: SharedKind; value: string; lenders: Set<string> }>();
  for (const traces of lenders)
    for (const [what, value] of tracesOf(traces)) {
      const key = `${what} ${value}`;
      const known = holders.get(key) ?? { what, value, lenders: new Set<string>() };
      known.lenders.add(traces.lender);
      holders.set(key, known);
    }
  const shared = [...holders.values()].filter((h) => h.lenders.size > 1);
  const leader = new Map(lenders.map((l) => [l.lender, l.lender]));
  const find = (id: string): string => {
    let at = id;
    while (leader.get(at) !== at) at = leader.get(at)!;
    return at;
  };
  for (const { lenders: ids } of shared) {
    const [first, ...others] = ids;
    for (const other of others) leader.set(find(other), find(first!));
  }
  const groups = new Map<string, LenderTraces[]>();
  for (const l of lenders) groups.set(find(l.lender), [...(groups.get(find(l.lender)) ?? []), l]);
  return [...groups.values()]
    .filter((members) => members.length > 1)
    .slice(0, MOST_GROUPS)
    .map((members) => {
      const ids = members.map((m) => m.lender);
      return {
        lenders: ids,
        entities: [...new Set(members.map((m) => m.entity))],
        shared: shared
          .filter((s) => s.lenders.has(ids[0]!) || ids.some((id) => s.lenders.has(id)))
          .sort((a, b) => SHARED.indexOf(a.what) - SHARED.indexOf(b.what) || (a.value < b.value ? -1 : 1))
          .map((s) => ({ ...s, lenders: ids.filter((id) => s.lenders.has(id)) })),
      };
    });
}

function tracesOf({ reading, mx }: LenderTraces): [SharedKind, string][] {
  const { identity, channels } = reading;
  const own = (kinds: readonly string[]): string[] =>
    channels.flatMap((c) => (kinds.includes(c.kind) && c.address ? [c.address] : []));
  // One number answers calls and messages alike.
  const numbers = own(['phone', 'whatsapp', 'viber', 'telegram']).filter((a) => /^\+\d{7,15}$/.test(a));
  const domains = own(['email'])
    .map((a) => a.slice(a.lastIndexOf('@') + 1))
    .filter((d) => !PUBLIC_MAIL.test(d));
  return [
    ...plain(identity.licences).map((v): [SharedKind, string] => ['licence', v]),
    ...plain(identity.taxNumbers).map((v): [SharedKind, string] => ['tax-number', v]),
    ...numbers.map((v): [SharedKind, string] => ['phone', v]),
    ...domains.map((v): [SharedKind, string] => ['mail-domain', v]),
    ...(mx ?? [])
      .map((v) => v.toLowerCase().replace(/\.$/, ''))
      .filter((v) => !PUBLIC_MX.test(v))
      .map((v): [SharedKind, string] => ['mx', v]),
    ...identity.chatAccounts.map((v): [SharedKind, string] => ['chat-account', v]),
  ];
}

/** The same number however it is spaced; a few digits are nobody's in particular. */
const plain = (numbers: readonly string[]): string[] =>
  numbers
    .map((n) => n.toUpperCase().replace(/\s+/g, ' ').trim())
    .filter((n) => n.replace(/\D/g, '').length >= 4);
