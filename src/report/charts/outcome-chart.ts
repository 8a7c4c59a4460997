/** One bar a lender: what became of each of its valid messages. */
import type { Disposition } from '../../model/vocabulary.ts';
import type { Results, Tally } from '../../model/wave-result.ts';
import { endsOf } from '../ends.ts';
import { html, type Markup } from '../markup.ts';
import { OUTCOMES } from '../outcomes.ts';
import type { PublicResult } from '../redaction.ts';
import type { Speech } from '../speech.ts';
import { th, wideTable } from '../wide-table.ts';
import { barMarks, type Part, partsOf } from './bar-parts.ts';
import { figureOf } from './figure.ts';
import { drawRows, type Row } from './rows.ts';

interface OutcomeRow extends Row {
  parts: Part<Disposition>[];
}

export function outcomeChart(result: PublicResult, speech: Speech): Markup | null {
  const { say, number } = speech;
  const rows = result.lenders.flatMap((lender) =>
    lender.results.status === 'scored' ? [{ lender, results: lender.results.value }] : [],
  );
  const totals = result.totals.results;
  if (rows.length === 0 || totals.status !== 'scored') return null;
  const seen = OUTCOMES.filter((o) => (totals.value.dispositions[o] ?? 0) > 0);
  // The two ends of a long list are ends of an order by score, which lenders with counts alone have not.
  const { top, between, bottom } = endsOf(rows, (r) => r.lender.publishable === 'ranked');
  const barOf = ({ lender, results }: (typeof rows)[number]) => rowOf(lender.name, lender, results, speech);
  const all = say('outcomes.all');
  return figureOf(
    {
      id: 'outcomes',
      title: say('outcomes.finding', {
        n: number(totals.value.answered),
        of: number(result.totals.valid),
        silent: number(totals.value.dispositions['no-reply'] ?? 0),
      }),
      note: say('outcomes.note'),
      key: html`<ul class="key">${seen.map((o) => html`<li><i class="o-${o}"></i>${say(`disposition.${o}`)}</li>`)}</ul>`,
      n: say('n.messages', { n: result.totals.valid, lenders: rows.length }),
      draw: (frame) =>
        drawRows(
          frame,
          {
            top: [rowOf(all, result.totals, totals.value, speech), ...top.map(barOf)],
            between: between > 0 ? say('middle', { n: between }) : null,
            bottom: bottom.map(barOf),
          },
          {
            x: { domain: [0, 1] },
            top: 8,
            label: say('outcomes.aria', {
              parts: seen
                .map((o) => `${say(`disposition.${o}`)} ${number(totals.value.dispositions[o] ?? 0)}`)
                .join(', '),
            }),
            marks: (placed) =>
              barMarks(placed, frame, {
                number,
                title: (outcome) => say(`disposition.${outcome}`),
                fill: (outcome) => `var(--${outcome})`,
                ink: (outcome) => (outcome === 'no-reply' ? 'var(--on-silence)' : '#000'),
              }),
          },
        ),
      table: wideTable(
        say('outcomes.title'),
        html`${th(say('table.lender'), true)}${seen.map((o) => th(say(`disposition.${o}`)))}${th(say('table.valid'))}`,
        [...top, ...bottom].map(
          ({ lender, results }) =>
            html`<tr><th scope="row">${lender.name}</th>${seen.map(
              (o) => html`<td>${results.dispositions[o] ?? 0}</td>`,
            )}<td>${say('of', { n: lender.valid, of: lender.fielded })}</td></tr>
`,
        ),
      ),
    },
    result,
    speech,
  );
}

function rowOf(name: string, tally: Tally, results: Results, speech: Speech): OutcomeRow {
  const { say } = speech;
  const excluded = tally.fielded - tally.valid;
  return {
    name,
    right: say('outcomes.answered', { count: say('of', { n: results.answered, of: tally.valid }) }),
    band:
      excluded > 0 ? { text: say('outcomes.excluded', { n: excluded }), colour: 'var(--soft)' } : undefined,
    parts: partsOf(
      OUTCOMES.map((outcome) => [outcome, results.dispositions[outcome] ?? 0] as const),
      tally.valid,
    ),
  };
}
