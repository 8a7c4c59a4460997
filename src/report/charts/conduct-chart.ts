/** What askers met on the way to an answer: sent elsewhere, asked for data, promised too much, contradicted, advertised to. */
import type { MarketFindings, Met } from '../../model/market-findings.ts';
import type { Markup } from '../markup.ts';
import type { PublicResult } from '../redaction.ts';
import type { Phrase, Speech } from '../speech.ts';
import { figureOf } from './figure.ts';
import { drawRates, type RateRow, rateTable } from './rate-rows.ts';

/** How many lenders a cell names. */
const NAMED = 5;

export function conductChart(result: PublicResult, findings: MarketFindings, speech: Speech): Markup | null {
  const { say } = speech;
  const met: [Phrase, Met][] = [
    ['conduct.deflected', findings.deflection.any],
    ['conduct.personalData', findings.personalData.any],
    ['conduct.overPromise', findings.overPromises],
    ['conduct.published', findings.contradictions.published],
    ['conduct.own', findings.contradictions.own],
    ['conduct.aftermath', findings.aftermath.any],
  ];
  const shown = met.filter(([, m]) => m.rate.n > 0);
  if (shown.length === 0) return null;
  const rows = shown.map(
    ([phrase, { rate }]): RateRow => ({ ...rate, possible: rate.count, name: say(phrase) }),
  );
  const names = new Map(result.lenders.map((l) => [l.id, l.name]));
  const { any } = findings.deflection;
  return figureOf(
    {
      id: 'conduct',
      title: say('conduct.finding', {
        n: speech.number(any.rate.count),
        of: speech.number(any.rate.n),
        data: speech.number(findings.personalData.any.rate.count),
      }),
      note: `${say('conduct.note')} ${findings.contradictions.unconfirmed > 0 ? say('conduct.unconfirmed', { n: findings.contradictions.unconfirmed }) : ''}`,
      n: say('n.messages', { n: findings.basis.valid, lenders: findings.basis.lenders }),
      draw: (frame) =>
        drawRates(
          rows,
          frame,
          rows.map((r) => `${r.name}: ${say('of', { n: r.count, of: r.n })}`).join(', '),
          speech,
        ),
      table: rateTable(say('conduct.title'), rows, speech, {
        head: say('conduct.most'),
        cell: (_, i) =>
          shown[i]![1].lenders.slice(0, NAMED)
            .map((l) => `${names.get(l.lender) ?? l.lender} (${say('of', { n: l.count, of: l.n })})`)
            .join(', '),
      }),
    },
    result,
    speech,
  );
}
