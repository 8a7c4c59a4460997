/** Advertised doors: how many of each kind are alive, silent or dead. */
import type { DoorRow, MarketFindings } from '../../model/market-findings.ts';
import { html, type Markup } from '../markup.ts';
import type { PublicResult } from '../redaction.ts';
import type { Speech } from '../speech.ts';
import { th, wideTable } from '../wide-table.ts';
import { barMarks, type Part, partsOf } from './bar-parts.ts';
import { figureOf } from './figure.ts';
import { drawRows, type Row } from './rows.ts';

const STATES = ['alive', 'silent', 'dead', 'unknown', 'untested'] as const;
type State = (typeof STATES)[number];

interface DoorsRow extends Row {
  parts: Part<State>[];
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
                parts: partsOf(
                  STATES.map((state) => [state, countOf(doors, state)] as const),
                  doors.doors,
                ),
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
            marks: (placed) =>
              barMarks(placed, frame, {
                number,
                title: (state) => say(`door.${state}`),
                fill: (state) => `var(--door-${state})`,
                ink: (state) =>
                  state === 'silent' ? 'var(--on-silence)' : state === 'untested' ? 'var(--ink)' : '#000',
              }),
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
