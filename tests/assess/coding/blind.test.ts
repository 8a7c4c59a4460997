import { describe, expect, it } from 'vitest';
import { blindText } from '../../../src/assess/coding/blind.ts';

const mask = (text: string): string => text.replace(/\S+@\S+/g, '[address]').replaceAll('Anna', '[name]');
const blind = (visibleText: string, brands: string[], staff: string[] = [], signatureAt?: number): string =>
  blindText({ visibleText, signatureAt }, { brands, staff, mask });

describe('a reply without whose it is', () => {
  it.each([
    [
      'en',
      "Dear Anna, at Copper Kettle Loans' office we lend.",
      ['Copper Kettle Loans'],
      "Dear [name], at [lender]' office we lend.",
    ],
    [
      'uk',
      'Вас вітає Зорепада! У Зорепаді позика до 30 днів.',
      ['Зорепада'],
      'Вас вітає [lender]! У [lender] позика до 30 днів.',
    ],
    [
      'ru',
      'Компания «Быстрокоп» не работает с Быстрокопом-2.',
      ['Быстрокоп'],
      'Компания «[lender]» не работает с [lender]-2.',
    ],
    [
      'zh',
      '您好，我是星火小贷的客服，星火小贷最高可借5000元。',
      ['星火小贷'],
      '您好，我是[lender]的客服，[lender]最高可借5000元。',
    ],
  ])('%s: masks the brand in its cases', (_, text, brands, expected) => {
    expect(blind(text, brands)).toBe(expected);
  });

  it('masks domains, links, dates, addresses and people, and keeps what can be coded', () => {
    expect(
      blind(
        'Hello Anna, the rate is 0.8% a day from 500 to 15.000 for 5-30 days, see https://acme.example/rates?x=1 or www.acme.example. Olena, help@acme.example, 12.10.2026',
        ['acme.example'],
        ['Olena'],
      ),
    ).toBe(
      'Hello [name], the rate is 0.8% a day from 500 to 15.000 for 5-30 days, see [link] or [link] [staff], [address] [date]',
    );
  });

  it('masks the brand by the name in its domain', () => {
    expect(blind('Team Zorepad', ['zorepad.example'])).toBe('Team [lender]');
  });

  it('cuts the signature and says so', () => {
    const text = 'Yes, you can.\nBest regards\nOlena, Acme';
    expect(blind(text, [], [], text.indexOf('Best'))).toBe('Yes, you can.\n[signature]');
  });

  it('takes a brand with signs of patterns in it as words', () => {
    expect(blind('We are C++ (Loans)? yes', ['C++ (Loans)?'])).toContain('yes');
  });
});
