/** Advertised doors: how many of each kind are alive, silent or dead. */
import * as Plot from '@observablehq/plot';
import type { DoorRow, MarketFindings } from '../../model/market-findings.ts';
import { html, type Markup } from '../markup.ts';
import type { PublicResult } from '../redaction.ts';
import type { Speech } from '../speech.ts';
import { th, wideTable } from '../wide-table.ts';
import { figureOf } from './figure.ts';
import { drawRows, plotWidth, type Row } from './rows.ts';

const STATES = ['alive', 'silent', 'dead', 'unknown', 'untested'] as const;
type State = (typeof STATES)[number];

interface DoorsRow extends Row {
  parts: { state: State; n: number; from: number; to: number }[];
}

type Doors = Omit<DoorRow, 'kind' | 'advertised'>;

export function doorsChart(result: PublicResult, findings: MarketFindings, speech: Speech): Markup | null {
  const { say, number } = speech;
  const { kinds, all } = findings.deadChannels;
  if (all.tested === 0) return null;
  const rows = [
    ...(kinds.length > 1 ? [{ name: say('curves.all'), doors: all as Doors }] : []),
    ...kinds.map((k) => ({ name: say(`channel.${k.kind}`), doors: k as Doors })),
  ];
  const seen = STATES.filter((state) => countOf(all, state) > 0);
  const indexOf = ({ unanswering }: Doors) => speech.share(unanswering.count, unanswering.n);
  return figureOf(
    {
      id: 'doors',
      title: say('doors.finding', { n: number(all.unanswering.count), of: number(all.unanswering.n) }),
      note: say('doors.note'),
      key: html`<ul class="key">${seen.map((s) => html`<li><i class="d-${s}"></i>${say(`door.${s}`)}</li>`)}</ul>`,
      n: say('doors.n', { doors: all.doors, tested: all.tested }),
      draw: (frame) =>
        drawRows(
          frame,
          {
            top: rows.map(
              ({ name, doors }): DoorsRow => ({
                name,
                right: doors.unanswering.n === 0 ? '–' : say('doors.right', { count: indexOf(doors) }),
                parts: partsOf(doors),
              }),
            ),
            between: null,
            bottom: [],
          },
          {
            x: { domain: [0, 1] },
            top: 8,
            label: rows
              .map(
                ({ name, doors }) =>
                  `${name}: ${seen.map((s) => `${say(`door.${s}`)} ${number(countOf(doors, s))}`).join(', ')}`,
              )
              .join('; '),
            marks: (placed) => {
              const parts = placed.flatMap((r) => r.parts.map((p) => ({ ...p, y: r.y, k: r.k })));
              return [
                Plot.rect(parts, {
                  x1: 'from',
                  x2: 'to',
                  y1: (p) => p.y - 0.36 * p.k,
                  y2: (p) => p.y + 0.36 * p.k,
                  insetLeft: 0.5,
                  insetRight: 0.5,
                  fill: { value: (p: (typeof parts)[number]) => `var(--door-${p.state})`, scale: null },
                }),
                Plot.text(
                  parts.filter((p) => (p.to - p.from) * plotWidth(frame) > 8 * String(p.n).length + 6),
                  {
                    x: (p) => (p.from + p.to) / 2,
                    y: 'y',
                    text: (p) => number(p.n),
                    fill: {
                      value: (p: (typeof parts)[number]) =>
                        p.state === 'silent'
                          ? 'var(--on-silence)'
                          : p.state === 'untested'
                            ? 'var(--ink)'
                            : '#000',
                      scale: null,
                    },
                    fontSize: 12,
                    fontWeight: 600,
                  },
                ),
              ];
            },
          },
        ),
      table: wideTable(
        say('doors.title'),
        html`${th(say('groups.channel'), true)}${th(say('doors.advertised'))}${STATES.map((s) => th(say(`door.${s}`)))}${th(say('doors.index'))}${th(say('rate.interval'))}`,
        rows.map(
          ({ name, doors }) =>
            html`<tr><th scope="row">${name}</th><td>${doors.doors}</td>${STATES.map(
              (s) => html`<td>${countOf(doors, s)}</td>`,
            )}<td>${doors.unanswering.n > 0 ? indexOf(doors) : '–'}</td><td>${
              doors.unanswering.interval.status === 'scored' && doors.unanswering.n > 10
                ? say('range', {
                    low: speech.percent(doors.unanswering.interval.value.low),
                    high: speech.percent(doors.unanswering.interval.value.high),
                  })
                : '–'
            }</td></tr>
`,
        ),
      ),
    },
    result,
    speech,
  );
}

const countOf = (doors: Doors, state: State): number =>
  state === 'alive' ? doors.alive.count : state === 'untested' ? doors.doors - doors.tested : doors[state];

function partsOf(doors: Doors): DoorsRow['parts'] {
  let sum = 0;
  return STATES.flatMap((state) => {
    const n = countOf(doors, state);
    if (n === 0) return [];
    const from = sum / doors.doors;
    sum += n;
    return [{ state, n, from, to: sum / doors.doors }];
  });
}
