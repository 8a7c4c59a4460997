/** What did not go as the frozen plan says, grouped by kind and code, so that a report can print all of it. */
import type { LedgerEvent } from '../model/events.ts';
import type { Plan } from '../model/plan.ts';
import type { Instant } from '../model/scalars.ts';
import type { Deviation, DeviationKind, ProbeRow } from '../model/wave-result.ts';
import { DeviationKind as Kinds } from '../model/wave-result.ts';
import type { WaveState } from '../model/wave-state.ts';

interface Happening {
  kind: DeviationKind;
  code: string;
  detail: string;
  at?: Instant | undefined;
  probe?: string | undefined;
}

/** Ordered by kind, then code. `coders` are those of the assessments in use; `laterRules` differ from the frozen ones. */
export function deviationsOf(input: {
  plan: Plan;
  events: LedgerEvent[];
  state: WaveState;
  rows: ProbeRow[];
  coders: string[];
  laterRules: readonly string[];
}): Deviation[] {
  const happenings = [
    ...ofPlan(input.plan, input.coders),
    ...input.laterRules.map(
      (code): Happening => ({
        kind: 'rules-changed',
        code,
        detail: 'not as the plan froze it: results by it are exploratory',
      }),
    ),
    ...input.plan.probes.flatMap((p) => lateSend(p.id, p.sendBy, input.state)),
    ...input.rows.flatMap((row) => ofRow(row, input.state)),
    ...input.events.flatMap(ofEvent),
  ];
  const groups = new Map<string, Deviation>();
  for (const h of happenings) {
    const key = `${Kinds.options.indexOf(h.kind).toString().padStart(2, '0')} ${h.code}`;
    const group = groups.get(key) ?? { kind: h.kind, code: h.code, n: 0, probes: [], detail: h.detail };
    group.n++;
    if (h.probe !== undefined && !group.probes.includes(h.probe)) group.probes.push(h.probe);
    if (h.at !== undefined) {
      if (group.first === undefined || h.at < group.first) group.first = h.at;
      if (group.last === undefined || h.at > group.last) group.last = h.at;
    }
    groups.set(key, group);
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}

const ofPlan = (plan: Plan, coders: string[]): Happening[] => [
  ...plan.excluded.map((e): Happening => ({ kind: 'lender-excluded', code: e.lender, detail: e.reason })),
  ...coders
    .filter((coder) => coder !== plan.rubric)
    .map(
      (coder): Happening => ({ kind: 'other-coder', code: coder, detail: `the plan names ${plan.rubric}` }),
    ),
];

function lateSend(probe: string, sendBy: Instant, state: WaveState): Happening[] {
  const at = state.probes.get(probe)?.acceptedAt;
  return at !== undefined && at > sendBy
    ? [{ kind: 'late-send', code: 'after-slot', detail: `sent after the end of its slot`, at, probe }]
    : [];
}

function ofRow(row: ProbeRow, state: WaveState): Happening[] {
  if (row.excluded === undefined) return [];
  const left = state.probes.get(row.id)?.intent !== undefined;
  const kind = row.excluded === 'window-open' ? 'unfinished' : left ? 'invalid' : 'skipped';
  return [{ kind, code: row.excluded, detail: row.reason, at: row.sentAt, probe: row.id }];
}

function ofEvent({ at, body }: LedgerEvent): Happening[] {
  switch (body.kind) {
    case 'not-sent':
      return [{ kind: 'retried', code: body.code, detail: body.reason, at, probe: body.probe }];
    case 'reconciled':
      return [
        {
          kind: 'reconciled',
          code: `${body.outcome}/${body.by}`,
          detail: `a send whose end was not seen: ${body.outcome}, by ${body.by}`,
          at,
          probe: body.probe,
        },
      ];
    case 'canary-lost':
      return [{ kind: 'canary-lost', code: 'canary', detail: body.reason, at }];
    case 'sending-stopped':
      return [{ kind: 'sending-stopped', code: 'stopped', detail: body.reason, at }];
    case 'instrument-failed':
      return [
        {
          kind: 'instrument-failed',
          code: body.account === undefined ? body.code : `${body.code}/${body.account}`,
          detail: body.reason,
          at,
        },
      ];
    case 'clock-jumped':
      return [{ kind: 'clock-jumped', code: 'jump', detail: `by ${(body.byMs / 1000).toFixed(1)} s`, at }];
    default:
      return [];
  }
}
