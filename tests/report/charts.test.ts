/** What the charts are made of: pictures that are ours alone, axes that people can read, both ends of long lists. */
import * as Plot from '@observablehq/plot';
import { describe, expect, it } from 'vitest';
import { draw } from '../../src/report/charts/draw.ts';
import { shortened, widthOf } from '../../src/report/charts/frame.ts';
import { rankTicks } from '../../src/report/charts/rank-ticks.ts';
import { stacked } from '../../src/report/charts/stacked.ts';
import { timeTicks } from '../../src/report/charts/time-axis.ts';
import { endsOf } from '../../src/report/ends.ts';
import { written } from '../../src/report/markup.ts';
import { speechOf } from '../../src/report/speech.ts';
import { LANGUAGES, pageOf } from './pages.ts';

const HOSTILE = '"><script>alert(1)</script><a href="javascript:x">';

describe('a drawn picture', () => {
  const options = (text: string): Plot.PlotOptions => ({
    x: { domain: [0, 1] },
    marks: [
      Plot.dot([{ x: 1 / 3, y: 1 / 7 }], { x: 'x', y: 'y', title: () => text, href: () => text }),
      Plot.text([text], { frameAnchor: 'middle', text: (t: string) => t, fill: 'var(--ink)' }),
    ],
  });

  it('has shapes and words only: no style, no link, and hostile text as text', () => {
    const svg = written(draw(options(HOSTILE), HOSTILE));
    expect(svg).toMatch(
      /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" class="plot" role="img" aria-label="/,
    );
    expect(svg).not.toMatch(/<(?!\/?(?:svg|g|path|line|rect|circle|text|tspan|title)\b)/);
    expect(svg).not.toMatch(/ (?:style|href|on\w+|xlink:href)="/);
    expect(svg).toContain('&lt;script&gt;alert(1)');
  });

  it('is the same bytes each time, without digits that nobody sees', () => {
    const svg = written(draw(options('x'), 'x'));
    expect(written(draw(options('x'), 'x'))).toBe(svg);
    expect(svg).not.toMatch(/="[^"]*\d\.\d{3}/);
  });

  it('refuses marks that Plot numbers as it goes', () => {
    const counted = { marks: [Plot.line([[0, 0] as const, [1, 1] as const], { markerEnd: 'arrow' })] };
    expect(() => draw(counted, 'x')).toThrow(TypeError);
  });
});

describe('axes', () => {
  it.each(LANGUAGES)('of time have labels that do not touch in %s', (language) => {
    const speech = speechOf(language);
    for (const decade of [40, 60, 120, 250]) {
      const ticks = timeTicks(1 / 60, 72, decade, speech);
      expect(ticks.at(-1)!.label).toBe(speech.elapsed(72 * 3_600_000));
      ticks.slice(1).forEach((tick, i) => {
        const before = ticks[i]!;
        expect((tick.at - before.at) * decade).toBeGreaterThan(
          (widthOf(tick.label, 12) + widthOf(before.label, 12)) / 2,
        );
      });
    }
    expect(timeTicks(1 / 60, 72, 250, speech).length).toBeGreaterThanOrEqual(7);
  });

  it('of ranks have both ends and few steps', () => {
    for (const last of [1, 2, 5, 11, 12, 26, 60, 99, 594, 2000]) {
      const ticks = rankTicks(last);
      expect([ticks[0], ticks.at(-1)]).toEqual([1, last]);
      expect(ticks.length).toBeLessThanOrEqual(8);
      expect(ticks).toEqual([...new Set(ticks)].sort((a, b) => a - b));
    }
  });
});

describe('rows', () => {
  it('shorten a name to its room, and only then', () => {
    expect(shortened('Amber Credit', 200)).toBe('Amber Credit');
    for (const name of ['An Extraordinarily Long Lender Name Ltd', '非常非常非常非常非常长的贷款公司名称']) {
      const short = shortened(name, 120);
      expect(short).toMatch(/…$/);
      expect(widthOf(short)).toBeLessThanOrEqual(120);
    }
  });

  it('show every value of a stack at a place of its own', () => {
    const dots = stacked([0, 0, 0, 50, 50.2, 100]);
    expect(dots).toHaveLength(6);
    expect(new Set(dots.map((d) => `${d.at} ${d.step}`)).size).toBe(6);
    for (const d of stacked(Array.from({ length: 40 }, () => 0)))
      expect(Math.abs(d.step)).toBeLessThanOrEqual(2);
  });

  it('are both ends of more than sixty', () => {
    const items = Array.from({ length: 61 }, (_, i) => i);
    expect(endsOf(items.slice(1))).toEqual({ top: items.slice(1), between: 0, bottom: [] });
    expect(endsOf(items)).toEqual({ top: items.slice(0, 15), between: 31, bottom: items.slice(-15) });
    expect(endsOf(items, (i) => i < 20)).toMatchObject({ between: 41, bottom: [15, 16, 17, 18, 19] });
  });
});

describe('a figure', () => {
  it.each(LANGUAGES)('has its finding, its reading, two sizes, its n and its table in %s', (language) => {
    const figures = pageOf(12, language).split('<figure ').slice(1);
    const ids = figures.map((f) => /id="chart-([a-z]+)"/.exec(f)![1]);
    expect(ids).toEqual([
      'outcomes',
      'curves',
      'scores',
      'funnel',
      'ranks',
      'weights',
      'channels',
      'trend',
      'doors',
      'hours',
      'slots',
      'conduct',
    ]);
    for (const figure of figures) {
      const own = figure.slice(0, figure.indexOf('</figure>'));
      expect(own).toMatch(
        /<figcaption><h3 id="[^"]+">[^<]*\p{Nd}[^<]*<\/h3><p class="note">[^<]+<\/p><\/figcaption>/u,
      );
      expect(own.split('<svg ')).toHaveLength(3);
      expect(own).toMatch(/<p class="source">[^<]*\p{Nd}/u);
      expect(own).toMatch(/<details class="data">[\s\S]*<table/);
    }
  });

  it('never calls anybody the best', () => {
    expect(pageOf(12, 'en').replace(/Best rank/g, '')).not.toMatch(/\bbest\b/i);
  });
});
