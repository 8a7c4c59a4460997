/**
 * Observable Plot's picture as our own markup. Plot needs a document: linkedom's, made here and never the reader's. The
 * tree is not taken as text but copied, so that nothing but the shapes below gets onto the page, whatever the data says.
 */
import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { type Content, element, type Markup } from '../markup.ts';

const { document } = parseHTML('<!doctype html><html lang="en"></html>');

const SHAPES = new Set(['g', 'path', 'line', 'rect', 'circle', 'text', 'tspan', 'title']);
/** Left out: Plot's names for screen readers (the picture has one of its own) and whatever a policy for style forbids. */
const LEFT_OUT = /^(?:class|style|aria-.*|xmlns.*|xlink.*|href|on.*|font-family)$/;

/**
 * `label` is what a screen reader says of the picture. The same options give the same bytes; so throws TypeError on
 * options with which Plot refers to parts by a number that it counts up (markers, clips).
 */
export function draw(options: Plot.PlotOptions, label: string): Markup {
  const svg = Plot.plot({ ...options, document } as Plot.PlotOptions);
  const size = ['width', 'height', 'viewBox'].map((name) => [name, svg.getAttribute(name) ?? ''] as const);
  return element(
    'svg',
    [
      ['xmlns', 'http://www.w3.org/2000/svg'],
      ['class', 'plot'],
      ['role', 'img'],
      ['aria-label', label],
      ...size,
      ['fill', 'currentColor'],
      ['font-size', '12'],
      ['text-anchor', 'middle'],
    ],
    contentOf(svg),
  );
}

const contentOf = (node: Node): Content => [...node.childNodes].map(copyOf);

function copyOf(node: Node): Content {
  if (node.nodeType === 3) return node.nodeValue;
  if (node.nodeType !== 1) return null;
  const { localName, attributes } = node as Element;
  if (!SHAPES.has(localName)) return null;
  return element(
    localName,
    [...attributes].filter((a) => !LEFT_OUT.test(a.name)).map((a) => [a.name, checked(a.value)] as const),
    contentOf(node),
  );
}

function checked(value: string): string {
  if (value.includes('url(')) throw new TypeError(`a picture that refers to a part of the page: ${value}`);
  return shortened(value);
}

/** A hundredth of a pixel is seen by nobody, and the last digits differ between machines. */
const shortened = (value: string): string =>
  value.replace(/-?\d+\.\d{3,}(?:e-?\d+)?/g, (number) => String(Math.round(Number(number) * 100) / 100 + 0));
