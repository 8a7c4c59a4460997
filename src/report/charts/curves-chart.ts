/** Answered-by curves: what share of messages had an answer by when, on a logarithmic axis of time. */
import * as Plot from '@observablehq/plot';
import type { Curve, Curves } from '../../model/curves.ts';
import { html, type Markup } from '../markup.ts';
import type { PublicResult } from '../redaction.ts';
import type { Speech } from '../speech.ts';
import { th, wideTable } from '../wide-table.ts';
import { apart, FIRST, type Line, linesOf, stepsOf } from './curve-lines.ts';
import { draw } from './draw.ts';
import { figureOf } from './figure.ts';
import { shortened, widthOf } from './frame.ts';
import { logHours, timeTicks } from './time-axis.ts';

const LEFT = 44;

/** Lines are the channels where there are several, else the three clocks of the one. */
export function curvesChart(result: PublicResult, curves: Curves, speech: Speech): Markup | null {
  const { say, number } = speech;
  const substantive = curves.all.curves.find((c) => c.clock === 'substantive');
  if (!substantive || substantive.n === 0) return null;
  const lines = linesOf(curves, speech);
  const day = substantive.counts.find((c) => c.hours === 24) ?? substantive.counts.at(-1);
  const severalChannels = curves.channels.length > 1;
  return figureOf(
    {
      id: 'curves',
      title: day
        ? say('curves.finding', {
            n: day.sure === day.possible ? number(day.sure) : `${number(day.sure)}–${number(day.possible)}`,
            of: number(day.n),
            time: speech.hours(day.hours),
          })
        : say('curves.title'),
      note: say(severalChannels ? 'curves.note' : 'curves.noteClocks'),
      n: say('n.messages', { n: substantive.n, lenders: substantive.lenders }),
      draw: (frame) => {
        const end = logHours(curves.deadlineHours);
        const room = frame.narrow ? 104 : 190;
        const decade = (frame.width - LEFT - room) / (end - logHours(FIRST));
        const labels = apart(
          lines.map((line) => ({ line, at: line.curve.points.at(-1)?.answered ?? 0 })),
          frame.narrow ? 0.062 : 0.048,
        );
        const stepped = lines.flatMap((line) => stepsOf(line, end));
        return draw(
          {
            width: frame.width,
            height: frame.narrow ? 330 : 440,
            marginLeft: LEFT,
            marginRight: room,
            marginTop: 26,
            marginBottom: 46,
            x: { domain: [logHours(FIRST), end], axis: null },
            y: { domain: [0, 1], axis: null },
            marks: [
              Plot.ruleY([0, 0.25, 0.5, 0.75, 1], { stroke: 'var(--grid)' }),
              Plot.text([0, 0.25, 0.5, 0.75, 1], {
                y: (at: number) => at,
                frameAnchor: 'left',
                dx: -8,
                textAnchor: 'end',
                text: (at: number) => speech.percent(at),
                fill: 'var(--soft)',
              }),
              Plot.text([say('curves.y')], {
                frameAnchor: 'top-left',
                dx: -LEFT,
                dy: -22,
                textAnchor: 'start',
                text: (words: string) => words,
                fontWeight: 600,
              }),
              timeTicks(FIRST, curves.deadlineHours, decade, speech).map((tick) => [
                Plot.ruleX([tick.at], { stroke: 'var(--grid)' }),
                Plot.text([tick], {
                  x: 'at',
                  frameAnchor: 'bottom',
                  dy: 16,
                  text: 'label',
                  fill: 'var(--soft)',
                }),
              ]),
              Plot.text([say('curves.x')], {
                frameAnchor: 'bottom',
                dy: 36,
                text: (words: string) => words,
                fill: 'var(--soft)',
              }),
              curves.deadlineHours > 24
                ? [
                    Plot.ruleX([logHours(24)], { stroke: 'var(--ink)', strokeDasharray: '2 3' }),
                    Plot.text([logHours(24)], {
                      x: (at: number) => at,
                      frameAnchor: 'top',
                      dy: -4,
                      lineAnchor: 'bottom',
                      text: () => speech.elapsed(24 * 3_600_000),
                      fontWeight: 600,
                    }),
                  ]
                : null,
              Plot.areaY(
                stepped.filter((p) => p.low !== undefined && p.high !== undefined),
                {
                  x: 'x',
                  y1: 'low',
                  y2: 'high',
                  z: 'name',
                  curve: 'step-after',
                  fill: { value: 'colour', scale: null },
                  fillOpacity: 0.13,
                },
              ),
              ...lines.map((line) =>
                Plot.lineY(stepsOf(line, end), {
                  x: 'x',
                  y: 'answered',
                  curve: 'step-after',
                  stroke: line.colour,
                  strokeWidth: 2.4,
                  ...(line.dash !== undefined && { strokeDasharray: line.dash }),
                }),
              ),
              Plot.text(labels, {
                x: () => end,
                y: 'at',
                dx: 6,
                textAnchor: 'start',
                text: ({ line }) => {
                  const count = say('of', { n: line.curve.answered, of: line.curve.n });
                  return frame.narrow || widthOf(`${line.name} ${count}`, 12) > room
                    ? shortened(line.name, room - 10, 12)
                    : `${line.name} ${count}`;
                },
                fill: { value: ({ line }: { line: Line }) => line.colour, scale: null },
                fontWeight: 600,
              }),
            ],
          },
          lines.map((line) => countsInWords(line, speech)).join('; '),
        );
      },
      table: wideTable(
        say('curves.title'),
        html`${th(say('curves.line'), true)}${substantive.counts.map((c) =>
          th(say('curves.by', { time: speech.elapsed(Math.round(c.hours * 3_600_000)) })),
        )}${th(say('table.median'))}${th(say('table.wait'))}${th(say('table.n'))}`,
        lines.map(
          ({ name, curve }) =>
            html`<tr><th scope="row">${name}</th>${curve.counts.map(
              (c) =>
                html`<td>${
                  c.sure === c.possible
                    ? speech.share(c.sure, c.n)
                    : say('of', { n: say('range', { low: c.sure, high: c.possible }), of: c.n })
                }</td>`,
            )}<td>${estimate(curve.median, curves.deadlineHours, speech)}</td><td>${estimate(curve.cappedWait, curves.deadlineHours, speech)}</td><td>${number(curve.n)}</td></tr>
`,
        ),
      ),
    },
    result,
    speech,
  );
}

const countsInWords = ({ name, curve }: Line, { say, elapsed }: Speech): string =>
  `${name}: ${curve.counts
    .map(
      (c) =>
        `${say('curves.by', { time: elapsed(Math.round(c.hours * 3_600_000)) })} ${say('of', { n: c.sure, of: c.n })}`,
    )
    .join(', ')}`;

function estimate(value: Curve['median'], deadlineHours: number, speech: Speech): string {
  if (value.status !== 'scored') return `> ${speech.wait(deadlineHours)}`;
  const { hours, low, high } = value.value;
  if (low === undefined && high === undefined) return speech.wait(hours);
  return `${speech.wait(hours)} (${speech.say('range', {
    low: low === undefined ? '0' : speech.wait(low),
    high: high === undefined ? `> ${speech.wait(deadlineHours)}` : speech.wait(high),
  })})`;
}
