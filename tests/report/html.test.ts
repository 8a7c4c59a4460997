import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { SetupError } from '../../src/model/errors.ts';
import { rankWave } from '../../src/ranking/rank-wave.ts';
import { renderCsv } from '../../src/report/csv.ts';
import { renderChartData } from '../../src/report/datawrapper.ts';
import { renderHtml } from '../../src/report/html.ts';
import { redact } from '../../src/report/redaction.ts';
import { makeWave, PERSONAS, type WaveInputs } from './fixtures.ts';

const LANGUAGES = ['en', 'uk', 'ru', 'zh'];
const VOID = new Set(['meta', 'br', 'img', 'input', 'link', 'hr']);

const wave = makeWave({ lenders: 26, probes: 6 });
const render = (inputs: WaveInputs, language = 'en') =>
  renderHtml(redact(rankWave(inputs), PERSONAS), { language });

interface Tag {
  name: string;
  attributes: Record<string, string>;
  text: string;
  children: Tag[];
}

/** A strict reader of what `renderHtml` writes: throws where a tag is not closed in its place. */
function parse(page: string): Tag {
  const root: Tag = { name: '#root', attributes: {}, text: '', children: [] };
  const open = [root];
  const body = page
    .replace(/^<!doctype html>\n/, '')
    .replace(/<style>[^<]*<\/style>/, '')
    .replace(/<script>[\s\S]*?<\/script>/, '');
  for (const [, close, name, attributes, selfClosed, text] of body.matchAll(
    /<(\/?)([a-z0-9]+)((?: [a-zA-Z0-9-]+="[^"<>]*"| open)*)(\/?)>|([^<]+)/g,
  )) {
    const top = open.at(-1)!;
    if (text !== undefined) {
      if (text.includes('>')) throw new Error(`a bare > in ${text.slice(0, 60)}`);
      for (const tag of open) tag.text += text;
    } else if (close) {
      if (top.name !== name) throw new Error(`</${name}> closes <${top.name}>`);
      open.pop();
    } else {
      const tag: Tag = {
        name: name!,
        attributes: Object.fromEntries(
          [...attributes!.matchAll(/ ([a-zA-Z0-9-]+)="([^"]*)"/g)].map(([, k, v]) => [k!, v!]),
        ),
        text: '',
        children: [],
      };
      top.children.push(tag);
      if (!selfClosed && !VOID.has(name!)) open.push(tag);
    }
  }
  if (open.length !== 1) throw new Error(`<${open.at(-1)!.name}> is not closed`);
  return root;
}
const all = (tag: Tag): Tag[] => [tag, ...tag.children.flatMap(all)];
const named = (tag: Tag, name: string) => all(tag).filter((t) => t.name === name);

describe.each(LANGUAGES)('the page in %s', (language) => {
  const page = render(wave, language);
  const tree = parse(page);
  const tags = all(tree);

  it('fetches nothing and runs nothing', () => {
    expect(page.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(
      /https?:|\/\/[a-z]|url\(|@import|<link|<iframe|<object|<embed|<form|<base/i,
    );
    expect(page.split('<script').length).toBe(2);
    for (const t of tags) {
      expect(Object.keys(t.attributes).filter((a) => /^on|^src|^srcset|^action/.test(a))).toEqual([]);
      if (t.attributes.href !== undefined)
        expect(t.attributes.href).toMatch(
          t.attributes.download === undefined
            ? /^#/
            : /^data:(?:text\/csv|application\/json);charset=utf-8,[^<>"]*$/,
        );
    }
    const policy = tags.find((t) => t.attributes['http-equiv'] === 'Content-Security-Policy')!.attributes
      .content;
    const hashOf = (tag: string) =>
      createHash('sha256')
        .update(new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(page)![1]!)
        .digest('base64');
    expect(policy!.replaceAll('&#39;', "'")).toBe(
      `default-src 'none'; script-src 'sha256-${hashOf('script')}'; style-src 'sha256-${hashOf('style')}'; base-uri 'none'; form-action 'none'`,
    );
    expect(page).not.toMatch(/ style="| on[a-z]+="/);
  });

  it('has headings in order, one h1, and a language', () => {
    expect(named(tree, 'html')[0]!.attributes.lang).toBe(language);
    const levels = tags.flatMap((t) => (/^h[1-6]$/.test(t.name) ? [Number(t.name[1])] : []));
    expect(levels.filter((l) => l === 1)).toHaveLength(1);
    levels.slice(1).forEach((l, i) => {
      expect(l - levels[i]!).toBeLessThanOrEqual(1);
    });
  });

  it('names every table, column and row', () => {
    const tables = named(tree, 'table');
    expect(tables.length).toBeGreaterThanOrEqual(8);
    for (const table of tables) {
      expect(named(table, 'caption')).toHaveLength(1);
      const heads = named(named(table, 'thead')[0]!, 'th');
      expect(heads.length).toBeGreaterThan(1);
      for (const h of heads) {
        expect(h.attributes.scope).toBe('col');
        expect(h.text.trim()).not.toBe('');
      }
      for (const row of named(named(table, 'tbody')[0]!, 'tr')) {
        expect(row.children[0]!).toMatchObject({ name: 'th', attributes: { scope: 'row' } });
        expect(row.children).toHaveLength(heads.length);
      }
    }
  });

  it('describes every picture, and every link leads somewhere', () => {
    for (const figure of named(tree, 'figure')) expect(named(figure, 'figcaption')).toHaveLength(1);
    for (const svg of named(tree, 'svg'))
      if (svg.attributes['aria-hidden'] !== 'true') {
        expect(svg.attributes.role).toBe('img');
        expect(svg.attributes['aria-label']!.length).toBeGreaterThan(5);
      }
    const ids = tags.flatMap((t) => (t.attributes.id === undefined ? [] : [t.attributes.id]));
    expect(new Set(ids).size).toBe(ids.length);
    for (const a of named(tree, 'a'))
      if (a.attributes.download === undefined) expect(ids).toContain(a.attributes.href!.slice(1));
  });

  it('carries its data: what a reader saves is what is published beside it', () => {
    const result = redact(rankWave(wave), PERSONAS);
    const saved = Object.fromEntries(
      named(tree, 'a').flatMap(({ attributes: { download, href } }) =>
        download === undefined
          ? []
          : [
              [
                download.slice(result.wave.id.length + 1),
                decodeURIComponent(href!.slice(href!.indexOf(',') + 1)),
              ],
            ],
      ),
    );
    expect(saved['lenders.csv']).toBe(renderCsv(result)['lenders.csv']);
    expect(saved['chart-scores.csv']).toBe(renderChartData(result, language)['scores.csv']);
    const { probes: _probes, ...rest } = result;
    expect(JSON.parse(saved['result.json']!)).toEqual(JSON.parse(JSON.stringify(rest)));
  });

  it('leaves no place in a sentence unfilled', () => {
    expect(tree.text).not.toMatch(/\{\w+\}|undefined|NaN|null|\[object/);
  });
});

describe('the page', () => {
  it('never calls chance what is withheld because other rubrics would say otherwise', () => {
    const result = redact(rankWave(wave), PERSONAS);
    const [first, ...others] = result.lenders;
    if (first?.standing.status !== 'scored') throw new Error('not ranked');
    const standing = { ...first.standing.value, band: 'not-distinguishable' as const, withheld: true };
    const page = renderHtml(
      { ...result, lenders: [{ ...first, standing: { status: 'scored', value: standing } }, ...others] },
      { language: 'en' },
    );
    const own = page.slice(page.lastIndexOf('<summary>', page.indexOf(`id="lender-${first.id}"`)));
    expect(own.slice(0, own.indexOf('</summary>'))).toContain('≈ depends on the rubric');
    expect(page).toContain('so nothing is claimed');
  });

  const page = render(wave);
  const text = parse(page).text;

  it('is called by its finding and carries what it rests on', () => {
    const result = rankWave(wave);
    const title = /<title>([^<]*)/.exec(page)![1]!;
    const named = result.lenders.filter((l) => l.results.status === 'scored');
    const all = named.filter(
      (l) => l.results.status === 'scored' && l.results.value.answered === l.valid,
    ).length;
    expect(title).toContain(`${all} of ${named.length} lenders answered every message`);
    for (const fact of [
      result.plan,
      'rules@0.1.0',
      'doorbell@0.1.0',
      'local time.',
      '156 fielded = 145 valid + 11 excluded',
      '72 hours',
      'Consumer Desk',
    ])
      expect(text).toContain(fact);
    expect(page).toContain('<meta name="generator" content="doorbell@0.1.0">');
    expect(page).not.toContain('doorbell doorbell');
    expect(text).toContain('Simulated market');
    for (const l of result.lenders) expect(text).toContain(l.name);
  });

  it('gives small counts as counts: a percentage stands only beside more than ten', () => {
    for (const [, of] of text.matchAll(/of ([\d,]+) \(\d+%\)/g))
      expect(Number(of!.replace(',', ''))).toBeGreaterThan(10);
    expect(text).toMatch(/of \d+ \(\d+%\)/);
  });

  it('says nothing of a lender with too few valid messages but their number', () => {
    const few = rankWave(wave).lenders.find((l) => l.publishable === 'too-few')!;
    const at = page.indexOf(`id="lender-${few.id}"`);
    const own = page.slice(at, page.indexOf('</details>', at));
    expect(own).toContain('invalid (our fault)');
    expect(own).not.toMatch(/chip o-(?!invalid)/);
    expect(text).toContain('Too few to say anything');
  });

  it('is the same bytes for the same wave', () => {
    expect(render(makeWave({ lenders: 26, probes: 6 })) === page).toBe(true);
  });

  it('shows both ends of a market of 600 and all of it in the table', () => {
    const big = parse(render(makeWave({ lenders: 600, probes: 6 })));
    const rows = (tag: Tag) => named(tag, 'tr').length;
    const figures = named(big, 'figure');
    expect(figures.map((f) => f.attributes.id)).toContain('chart-funnel');
    for (const figure of figures) {
      expect(rows(figure)).toBeLessThan(40);
      if (/-(outcomes|scores|ranks|weights|hours)$/.test(figure.attributes.id!))
        expect(figure.text).toMatch(/\d+ other lenders are in the table below/);
    }
    const searchable = named(big, 'table').filter((t) => t.attributes['data-search'] !== undefined);
    expect(searchable.map(rows)).toEqual([595]);
  });

  it('can say that all, none, or nobody in particular answered', () => {
    const only = (disposition: 'answered' | 'no-reply') => ({
      ...wave,
      assessments: wave.assessments.map((a) => ({ ...a, disposition, messages: [] })),
    });
    expect(render(only('answered'))).toContain('<h1>All 25 lenders answered every message</h1>');
    expect(render(only('no-reply'))).toContain('<h1>None of 25 lenders replied at all</h1>');
    expect(render({ ...wave, assessments: [] })).toContain(
      '<h1>Too few valid messages for a finding about any lender</h1>',
    );
    expect(render({ ...wave, events: [] })).toContain('Nothing has been sent under this plan yet.');
  });

  it('calls only those silent of whom nothing came', () => {
    const lenders = [...new Set(wave.assessments.map((a) => a.probe.split('-')[1]!))].sort();
    const [silent, late, ...others] = lenders;
    const replies = (['refused', 'deflected', 'gated', 'undeliverable', 'acknowledged-only'] as const).map(
      (disposition) => ({ disposition, messages: [] }),
    );
    const message = wave.assessments.find((a) => a.messages.length > 0)!.messages[0]!;
    const told = (by: (lender: string, i: number) => object) => {
      const assessments = wave.assessments.map((a, i) => ({ ...a, ...by(a.probe.split('-')[1]!, i) }));
      return /<h1>([^<]*)/.exec(render({ ...wave, assessments }))![1];
    };
    const nobodySilent = (_: string, i: number) => replies[i % replies.length]!;
    expect(told(nobodySilent)).toBe('None of 25 lenders answered every message');
    expect(
      told((lender, i) =>
        lender === silent
          ? { disposition: 'no-reply', messages: [] }
          : lender === late
            ? { disposition: 'no-reply', messages: [{ ...message, responder: 'human', late: true }] }
            : lender === others[0]
              ? { disposition: i % 2 === 0 ? 'no-reply' : 'refused', messages: [] }
              : nobodySilent(lender, i),
      ),
    ).toBe('None of 25 lenders answered every message; 1 never replied at all');
  });

  it('refuses a language without strings', () => {
    for (const language of ['de', 'constructor', ''])
      expect(() => render(wave, language)).toThrow(SetupError);
  });
});

describe('hostile text', () => {
  const VECTORS = [
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    '</title></style></textarea><svg/onload=alert(1)>',
    '<!--<script>-->',
    'javascript:alert(1)//',
    '&lt;script&gt;alert(1)&lt;/script&gt;',
    '{n}{of}{{constructor}}',
    ']]><a xlink:href="javascript:alert(1)">',
  ];
  const tags = (page: string) => all(parse(page)).map((t) => [t.name, Object.keys(t.attributes)]);

  it.each(VECTORS)('%s stays text wherever it stands', (vector) => {
    const hostile: WaveInputs = {
      ...wave,
      plan: {
        ...wave.plan,
        wave: { ...wave.plan.wave, title: vector, controller: vector, purpose: vector, country: vector },
        code: vector,
        excluded: [{ lender: 'closed-lender', reason: vector }],
      },
      market: {
        entities: wave.market.entities.map((e) => ({ ...e, name: vector })),
        lenders: wave.market.lenders.map((l) => ({ ...l, name: vector })),
      },
      assessments: wave.assessments.map((a) => ({
        ...a,
        coder: vector,
        reason: vector,
        review: a.review.map(() => vector),
      })),
      events: wave.events
        .filter((e) => e.body.kind !== 'wave-opened')
        .map((e) => ({
          ...e,
          body: 'reason' in e.body ? { ...e.body, reason: vector } : e.body,
        })),
    };
    // The same wave with harmless words: the tree of tags and attributes must be the same.
    const harmless = JSON.parse(
      JSON.stringify(hostile).replaceAll(JSON.stringify(vector).slice(1, -1), 'word'),
    );
    const page = render(hostile);
    expect(tags(page)).toEqual(tags(render(harmless)));
    if (/[<>"']/.test(vector)) expect(page.includes(vector)).toBe(false);
  });
});
