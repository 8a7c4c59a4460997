/** A labelled site read and compared with its label. */
import { readSite } from '../../../src/assess/advertised-channels/read-site.ts';
import type { ChannelKind } from '../../../src/model/vocabulary.ts';
import type { LabelledSite } from './load.ts';

interface Count {
  right: number;
  found: number;
  expected: number;
}

export interface SiteScore extends Count {
  precision: number;
  recall: number;
}

export interface JudgedSite {
  kinds: Map<ChannelKind, Count>;
  terms: Count;
  facts: Map<string, boolean>;
  errors: string[];
}

const tidy = (text: string): string => text.replace(/\s+/g, ' ').trim().toLowerCase();

interface Named {
  kind: ChannelKind;
  address?: string | undefined;
  url?: string | undefined;
  vendor?: string | undefined;
}

/** By what a channel of its kind is identified (README.md beside this). */
function nameOf(c: Named): string {
  const what = c.kind === 'webchat' ? c.vendor : c.kind === 'form' ? c.url?.replace(/\/$/, '') : c.address;
  return `${c.kind} ${tidy(what ?? '')}`;
}

export function judgeSite(site: LabelledSite): JudgedSite {
  const reading = readSite(site.site, site.saved, {
    languages: [site.lang],
    ...(site.country ? { country: site.country } : {}),
    seenOn: '2026-11-22',
  });
  const errors: string[] = [];
  const kinds = new Map<ChannelKind, Count>();
  const count = (kind: ChannelKind): Count => {
    const known = kinds.get(kind) ?? { right: 0, found: 0, expected: 0 };
    kinds.set(kind, known);
    return known;
  };
  const expected = new Set(site.expect.channels.map((c) => nameOf(c)));
  const found = new Set(reading.channels.map((c) => nameOf(c)));
  for (const c of site.expect.channels) {
    count(c.kind).expected++;
    if (found.has(nameOf(c))) count(c.kind).right++;
    else errors.push(`missing ${nameOf(c)}`);
  }
  for (const c of reading.channels) {
    count(c.kind).found++;
    if (!expected.has(nameOf(c))) errors.push(`extra ${nameOf(c)} (${c.rule}: ${c.quote} on ${c.foundOn})`);
  }
  const facets = new Set(reading.terms.map((t) => t.facet));
  const wanted = new Set(site.expect.terms.map((t) => t.facet));
  const right = [...wanted].filter((facet) =>
    site.expect.terms.some(
      (w) =>
        w.facet === facet &&
        reading.terms.some(
          (t) =>
            t.facet === facet && (tidy(t.text).includes(tidy(w.text)) || tidy(w.text).includes(tidy(t.text))),
        ),
    ),
  );
  for (const f of wanted) if (!right.includes(f)) errors.push(`missing term ${f}`);
  for (const t of reading.terms) if (!wanted.has(t.facet)) errors.push(`extra term ${t.facet}: ${t.text}`);
  const facts = new Map<string, boolean>();
  const fact = (name: string, want: string | null, got: string | null): void => {
    const same = tidy(want ?? '-').replace(/\/$/, '') === tidy(got ?? '-').replace(/\/$/, '');
    facts.set(name, same);
    if (!same) errors.push(`${name}: expected ${want}, got ${got}`);
  };
  fact('hours', site.expect.hours, reading.hours);
  fact('promise', site.expect.promise, reading.promise);
  fact('privacy policy', site.expect.privacyPolicy, reading.privacyPolicy);
  fact('complaint channel', site.expect.complaintChannel, reading.complaintChannel);
  for (const key of ['licences', 'taxNumbers', 'chatAccounts'] as const)
    if (site.expect.identity)
      fact(
        key,
        [...site.expect.identity[key]].sort().join(' | '),
        [...reading.identity[key]].sort().join(' | '),
      );
  return { kinds, terms: { right: right.length, found: facets.size, expected: wanted.size }, facts, errors };
}

const scored = (counts: readonly Count[]): SiteScore => {
  const sum = (key: keyof Count): number => counts.reduce((n, c) => n + c[key], 0);
  const [right, found, expected] = [sum('right'), sum('found'), sum('expected')];
  return {
    right,
    found,
    expected,
    precision: found === 0 ? 1 : right / found,
    recall: expected === 0 ? 1 : right / expected,
  };
};

export function scoreSites(sites: readonly JudgedSite[]): {
  kinds: Map<ChannelKind, SiteScore>;
  all: SiteScore;
  terms: SiteScore;
  facts: Map<string, [right: number, of: number]>;
} {
  const names = new Set(sites.flatMap((s) => [...s.kinds.keys()]));
  const facts = new Map<string, [number, number]>();
  for (const s of sites)
    for (const [name, same] of s.facts) {
      const [right, of] = facts.get(name) ?? [0, 0];
      facts.set(name, [right + (same ? 1 : 0), of + 1]);
    }
  return {
    kinds: new Map([...names].map((k) => [k, scored(sites.flatMap((s) => s.kinds.get(k) ?? []))])),
    all: scored(sites.flatMap((s) => [...s.kinds.values()])),
    terms: scored(sites.map((s) => s.terms)),
    facts,
  };
}
