import { describe, expect, it } from 'vitest';
import { type LenderTraces, lenderGroups } from '../../src/assess/lender-groups.ts';

const traces = (
  lender: string,
  over: {
    entity?: string;
    mail?: readonly string[];
    phone?: readonly string[];
    telegram?: readonly string[];
    licences?: readonly string[];
    tax?: readonly string[];
    chat?: readonly string[];
    mx?: readonly string[];
  } = {},
): LenderTraces => ({
  lender,
  entity: over.entity ?? lender,
  reading: {
    site: `https://${lender}.example/`,
    channels: (['mail', 'phone', 'telegram'] as const).flatMap((k) =>
      (over[k] ?? []).map((address) => ({
        kind: k === 'mail' ? ('email' as const) : k,
        address,
        foundOn: `https://${lender}.example/`,
        steps: 0,
        quote: address,
        rule: 'test',
      })),
    ),
    identity: {
      licences: [...(over.licences ?? [])],
      taxNumbers: [...(over.tax ?? [])],
      chatAccounts: [...(over.chat ?? [])],
    },
  },
  ...(over.mx ? { mx: over.mx } : {}),
});

describe('lenders that share something', () => {
  it('strangers are no group', () => {
    expect(
      lenderGroups([traces('a', { mail: ['x@a.example'] }), traces('b', { mail: ['x@b.example'] })]),
    ).toEqual([]);
  });

  it.each([
    ['licence', { licences: ['АБ 12345'] }, 'АБ 12345'],
    ['tax-number', { tax: ['40123456'] }, '40123456'],
    ['phone', { phone: ['+380441234567'] }, '+380441234567'],
    ['mail-domain', { mail: ['x@desk.example'] }, 'desk.example'],
    ['mx', { mx: ['MX1.desk.example.'] }, 'mx1.desk.example'],
    ['chat-account', { chat: ['jivochat AbC'] }, 'jivochat AbC'],
  ] as const)('a shared %s', (what, over, value) => {
    const shared = over as Parameters<typeof traces>[1];
    expect(
      lenderGroups([traces('a', shared), traces('z'), traces('b', { ...shared, entity: 'b-llc' })]),
    ).toEqual([
      { lenders: ['a', 'b'], entities: ['a', 'b-llc'], shared: [{ what, value, lenders: ['a', 'b'] }] },
    ]);
  });

  it('ties over a third lender, each with what it shares; a number is one for calls and messages', () => {
    const groups = lenderGroups([
      traces('a', { phone: ['+380441234567'] }),
      traces('b', { telegram: ['+380441234567'], tax: ['40123456'] }),
      traces('c', { tax: ['40123456'] }),
      traces('d', { licences: ['LIC 999 1'] }),
      traces('e', { licences: ['lic  999 1'] }),
    ]);
    expect(groups.map((g) => g.lenders)).toEqual([
      ['a', 'b', 'c'],
      ['d', 'e'],
    ]);
    expect(groups[0]!.shared).toEqual([
      { what: 'tax-number', value: '40123456', lenders: ['b', 'c'] },
      { what: 'phone', value: '+380441234567', lenders: ['a', 'b'] },
    ]);
  });

  it('mail for everybody, exchangers of large providers and a digit or two tie nobody together', () => {
    const shared = {
      mail: ['x@gmail.com', 'y@ukr.net', 'z@qq.com'],
      mx: ['aspmx.l.google.com', 'mx.yandex.net'],
      licences: ['№ 1'],
    };
    expect(lenderGroups([traces('a', shared), traces('b', shared)])).toEqual([]);
  });
});
