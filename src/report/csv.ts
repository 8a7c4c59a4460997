/** The wave result for spreadsheets: tidy tables, RFC 4180, one header line, UTF-8. */
import type { Measured } from '../model/measured.ts';
import { CRITERIA } from '../model/rubric.ts';
import { DISPOSITIONS } from '../model/vocabulary.ts';
import type { Deviation, LenderRow, ProbeRow } from '../model/wave-result.ts';
import type { PublicResult } from './redaction.ts';

type Cell = string | number | undefined;

/** A table as its columns: name, and what stands there for an item. */
type Columns<T> = Record<string, (item: T) => Cell>;

const HOUR = 3_600_000;

/**
 * Files by name. Times are UTC, waits clock hours, an unknown is an empty cell. Text that a spreadsheet would take for
 * a formula gets an apostrophe in front (OWASP, CSV injection).
 */
export function renderCsv(result: PublicResult): Record<string, string> {
  const wave = { wave: () => result.wave.id, plan: () => result.plan };
  return {
    'lenders.csv': table(result.lenders, { ...wave, ...lenderColumns(result.wave.deadlineHours) }),
    'probes.csv': table(result.probes, { ...wave, ...PROBE_COLUMNS }),
    'deviations.csv': table(result.deviations, { ...wave, ...DEVIATION_COLUMNS }),
  };
}

const lenderColumns = (deadlineHours: number): Columns<LenderRow> => ({
  lender: (l) => l.id,
  name: (l) => l.name,
  entity: (l) => l.entity.id,
  entity_name: (l) => l.entity.name,
  publishable: (l) => l.publishable,
  fielded: (l) => l.fielded,
  valid: (l) => l.valid,
  excluded: (l) => l.fielded - l.valid,
  excluded_reasons: (l) =>
    Object.entries(l.excluded)
      .map(([code, n]) => `${code}:${n}`)
      .join(' '),
  answered: (l) => known(l.results)?.answered,
  answered_in_full: (l) => known(l.results)?.answeredInFull,
  within_24h: (l) => known(l.results)?.within24h,
  deadline_hours: () => deadlineHours,
  capped_wait_hours: (l) => rounded(cappedWait(l)?.hours),
  capped_wait_n: (l) => cappedWait(l)?.n,
  median_hours: (l) =>
    rounded(l.results.status === 'scored' ? known(l.results.value.medianHours) : undefined),
  ...Object.fromEntries(
    DISPOSITIONS.filter((d) => d !== 'invalid').map((d) => [
      `outcome_${d.replaceAll('-', '_')}`,
      (l: LenderRow) => (l.results.status === 'scored' ? (l.results.value.dispositions[d] ?? 0) : undefined),
    ]),
  ),
  scored_probes: (l) => known(l.standing)?.n,
  score: (l) => rounded(known(l.standing)?.score),
  score_low: (l) => rounded(known(l.standing)?.low),
  score_high: (l) => rounded(known(l.standing)?.high),
  rank_low: (l) => known(l.standing)?.rankLow,
  rank_high: (l) => known(l.standing)?.rankHigh,
  tie: (l) => known(l.standing)?.tie,
  band: (l) => known(l.standing)?.band,
});

const PROBE_COLUMNS: Columns<ProbeRow> = {
  probe: (p) => p.id,
  lender: (p) => p.lender,
  channel: (p) => p.channel,
  scenario: (p) => p.scenario,
  language: (p) => p.language,
  wording: (p) => p.wording,
  persona: (p) => p.persona,
  slot: (p) => p.slot,
  disposition: (p) => p.disposition,
  excluded: (p) => p.excluded,
  reason: (p) => p.reason,
  sent_at: (p) => p.sentAt,
  deadline_at: (p) => p.deadlineAt,
  hours_to_anything: (p) => hours(p.clocks.anything),
  hours_to_non_automatic: (p) => hours(p.clocks.nonAutomatic),
  hours_to_substantive: (p) => hours(p.clocks.substantive),
  business_hours_to_substantive: (p) => hours(p.clocks.substantiveBusiness),
  asked: (p) => p.asked.join(' '),
  answered: (p) => p.answered.join(' '),
  score: (p) => rounded(known(p.score)),
  ...Object.fromEntries(
    CRITERIA.map((criterion) => [
      `points_${criterion}`,
      (p: ProbeRow) => {
        const found = p.criteria.find((c) => c.criterion === criterion);
        return found && rounded(known(found.points));
      },
    ]),
  ),
  outside_score: (p) =>
    p.criteria
      .filter((c) => c.use === 'tentative' || c.use === 'dropped')
      .map((c) => c.criterion)
      .join(' '),
  contradictions: (p) => p.contradictions.length,
  messages: (p) => p.messages.length,
  late_messages: (p) => p.messages.filter((m) => m.late).length,
  responders: (p) => p.messages.map((m) => m.responder).join(' '),
  evidence: (p) => p.messages.map((m) => m.evidence).join(' '),
  review: (p) => p.review.length,
};

const DEVIATION_COLUMNS: Columns<Deviation> = {
  kind: (d) => d.kind,
  code: (d) => d.code,
  n: (d) => d.n,
  first: (d) => d.first,
  last: (d) => d.last,
  detail: (d) => d.detail,
  probes: (d) => d.probes.join(' '),
};

const cappedWait = (l: LenderRow) =>
  l.results.status === 'scored' ? known(l.results.value.cappedWait) : undefined;

const known = <T>(measured: Measured<T>): T | undefined =>
  measured.status === 'scored' ? measured.value : undefined;

/** Six decimals: far below what the instrument can tell, and the same on every machine. */
const rounded = (value: number | undefined): number | undefined =>
  value === undefined ? undefined : Math.round(value * 1e6) / 1e6;

const hours = (latency: Measured<number>): number | undefined => {
  const ms = known(latency);
  return ms === undefined ? undefined : rounded(ms / HOUR);
};

const table = <T>(items: readonly T[], columns: Columns<T>): string =>
  [Object.keys(columns), ...items.map((item) => Object.values(columns).map((value) => value(item)))]
    .map((cells) => `${cells.map(cell).join(',')}\r\n`)
    .join('');

function cell(value: Cell): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const guarded = /^[=+\-@＝＋－＠\t\r\n]/u.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(guarded) || guarded !== guarded.trim()
    ? `"${guarded.replaceAll('"', '""')}"`
    : guarded;
}
