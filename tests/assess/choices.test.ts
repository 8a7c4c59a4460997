/** Menus and lists of articles are told by their shape, whatever the language. */
import { describe, expect, it } from 'vitest';
import { isChoice, listsLinks, offersChoices } from '../../src/assess/choices.ts';

describe('choices laid out for a reader', () => {
  it.each([
    'Rates | Fees | Branches | My account',
    '利率费用｜申请流程｜如何还款｜联系我们',
    'Обери тему\n/taryfy\n/dokumenty\n/operator',
    'Hello!\n- What does it cost? help.example/h/1\n- How is it worked out? help.example/h/2',
    'How do I borrow?\nIn three steps.\nCan I repay sooner?\nYes.\nHow do I extend?\nIn your account.',
  ])('%j', (text) => expect(offersChoices(text)).toBe(true));
  it.each([
    'You need:\n- a passport\n- a bank card\nThe rate is 0.7% a day.',
    'Would you like more? Ask me.\nNora',
    'See help.example/h/1 or write to us.',
    '',
  ])('not %j', (text) => expect(offersChoices(text)).toBe(false));
  it('takes an entry for one, and a sentence for none', () => {
    expect(isChoice('2. Repay')).toBe(true);
    expect(isChoice('D. 致電我哋')).toBe(true);
    expect(isChoice('Please visit the nearest branch.')).toBe(false);
  });
  it('wants two links for a list of articles', () => {
    expect(listsLinks('1. help.example/a\n2. help.example/b')).toBe(true);
    expect(listsLinks('1. help.example/a\n2. nothing')).toBe(false);
  });
  it('reads a line of a million signs within a tenth of a second', () => {
    const from = performance.now();
    offersChoices(`${'1. a '.repeat(200_000)}\n${'|'.repeat(200_000)}\n${'/a\n'.repeat(200_000)}`);
    expect(performance.now() - from).toBeLessThan(100);
  });
});
