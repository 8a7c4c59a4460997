/** What the census writes into lenders.yml, and what it leaves as it was. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { applyDiffs } from '../../src/cli/census/apply.ts';
import type { LenderDiff } from '../../src/cli/census/compare.ts';
import { LendersFile } from '../../src/model/lenders.ts';

const MARKET = readFileSync(join(import.meta.dirname, '../../lenders.yml'), 'utf8');
const detail = { steps: 1, quote: 'q', rule: 'r' };

const diffOf = (lender: string, over: Partial<LenderDiff>): LenderDiff => ({
  lender,
  site: `https://${lender}.example/`,
  seenOn: '2026-11-22',
  pages: 9,
  added: [],
  changed: [],
  vanished: [],
  unread: [],
  confirmed: [],
  terms: { added: [], changed: [], vanished: [], unread: [], confirmed: 0 },
  ...over,
});

const SMALL = `# the market
entities:
- {id: a, name: A}   # the only one
lenders:
- id: a-loans
  name: A
  entity: a
  site: https://a-loans.example/
  timeZone: Europe/Kyiv
  languages: [uk,   ru]
  channels:
  # how they are written to
  - kind: email
    address: help@a-loans.example # checked by hand
    seenAt: https://a-loans.example/contact
    seenOn: 2026-08-01
    hours: "Mo-Fr 09:00-18:00" # as printed
  - {kind: phone, address: "+380 44 123 45 67", seenAt: https://a-loans.example/, seenOn: 2026-08-01}

- id: b-loans
  name: B
  entity: a
  site: https://b-loans.example/
  timeZone: Europe/Kyiv
  languages: [uk]
  channels: []
# the end
`;
const email = {
  kind: 'email' as const,
  address: 'help@a-loans.example',
  seenAt: 'https://a-loans.example/contact',
  seenOn: '2026-08-01',
  hours: 'Mo-Fr 09:00-18:00',
};
const phone = {
  kind: 'phone' as const,
  address: '+380 44 123 45 67',
  seenAt: 'https://a-loans.example/',
  seenOn: '2026-08-01',
};
const telegram = {
  kind: 'telegram' as const,
  address: 'b_loans_bot',
  seenAt: 'https://b-loans.example/contact',
  seenOn: '2026-11-22',
};

describe('proposals in lenders.yml', () => {
  it('nothing proposed: every byte as it was', () => {
    expect(applyDiffs(MARKET, [], true)).toBe(MARKET);
    expect(applyDiffs(SMALL, [diffOf('a-loans', {})], true)).toBe(SMALL);
  });

  it('only the lines of what changed differ; comments, order, quotes and odd spacing stay', () => {
    const to = { ...email, seenOn: '2026-11-22', hours: 'Mo-Su 08:00-20:00' };
    const text = applyDiffs(
      SMALL,
      [
        diffOf('a-loans', { changed: [{ channel: email, to, detail }] }),
        diffOf('b-loans', { added: [{ channel: telegram, detail }] }),
      ],
      false,
    );
    expect(text).toBe(
      SMALL.replace(
        'seenOn: 2026-08-01\n    hours: "Mo-Fr 09:00-18:00"',
        'seenOn: 2026-11-22\n    hours: "Mo-Su 08:00-20:00"',
      ).replace(
        '  channels: []\n',
        '  channels:\n  - kind: telegram\n    address: b_loans_bot\n    seenAt: https://b-loans.example/contact\n    seenOn: 2026-11-22\n',
      ),
    );
  });

  it('what vanished stays unless it is to be dropped', () => {
    const diffs = [diffOf('a-loans', { vanished: [{ channel: phone, why: 'gone' }] })];
    expect(applyDiffs(SMALL, diffs, false)).toBe(SMALL);
    const dropped = applyDiffs(SMALL, diffs, true);
    expect(dropped).not.toContain('+380');
    expect(dropped).toContain('# as printed');
    expect(parse(dropped).lenders[0].channels).toHaveLength(1);
  });

  it('a blocked site changes nothing, whatever stands in its diff', () => {
    const added = [{ channel: telegram, detail }];
    expect(applyDiffs(SMALL, [diffOf('b-loans', { added, blocked: 'forbidden: 403' })], true)).toBe(SMALL);
  });

  it('hostile text from a site stays text', () => {
    const term = {
      facet: 'rate' as const,
      text: 'rate: 1% # not a comment\n- {id: x}\n\'"',
      source: 'https://larkmoor-loans.example/terms',
      seenOn: '2026-11-22',
    };
    const diff = diffOf('larkmoor-loans', {
      terms: { added: [term], changed: [], vanished: [], unread: [], confirmed: 0 },
    });
    const read = LendersFile.parse(parse(applyDiffs(MARKET, [diff], false)));
    expect(read.lenders[0]!.terms.at(-1)).toEqual(term);
    expect(read.lenders.slice(1)).toEqual(LendersFile.parse(parse(MARKET)).lenders.slice(1));
  });

  it('terms are added, changed and dropped', () => {
    const [first, second] = LendersFile.parse(parse(MARKET)).lenders[0]!.terms;
    const to = { ...first!, text: 'Interest is 0.9% a day.', seenOn: '2026-11-22' };
    const text = applyDiffs(
      MARKET,
      [
        diffOf('larkmoor-loans', {
          terms: {
            added: [],
            changed: [{ term: first!, to }],
            vanished: [second!],
            unread: [],
            confirmed: 0,
          },
        }),
      ],
      true,
    );
    const { terms } = LendersFile.parse(parse(text)).lenders[0]!;
    expect(terms[0]).toEqual(to);
    expect(terms).toHaveLength(2);
  });
});
