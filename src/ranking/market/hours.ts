/** Night, evening and weekend against office hours, within lender; and the hours claimed against the answers given. */
import type { Hours } from '../../model/market-findings.ts';
import { SLOT_KINDS, type SlotKind } from '../../model/vocabulary.ts';
import type { ProbeRow } from '../../model/wave-result.ts';
import { type AnswerInput, answersBy, boundsOf } from './answers.ts';
import { pairedMean } from './paired-mean.ts';

const HOUR = 3_600_000;
const OFFICE: SlotKind = 'working-hours';
/** Within how many hours a probe counts as answered where slots are compared. */
const WITHIN = [3, 24];
const CLAIMS = ['inside', 'outside', 'none-claimed', 'unreadable'] as const;

/** `least`: probes out of office hours of a lender before its silence in them is said. */
export function hoursFinding(input: AnswerInput, named: ReadonlySet<string>, least: number): Hours {
  const { rows, deadlineHours } = input;
  const substantive = (list: readonly ProbeRow[]) => answersBy({ ...input, rows: list }, 'substantive');
  const slots = SLOT_KINDS.filter((slot) => rows.some((r) => r.slot === slot));
  const always = rows.filter((r) => r.conduct?.claimsAlways === true);
  const off = always.filter((r) => r.slot !== OFFICE);
  return {
    slots: slots.map((slot) => ({ slot, substantive: substantive(rows.filter((r) => r.slot === slot)) })),
    paired: slots
      .filter((slot) => slot !== OFFICE && slots.includes(OFFICE))
      .flatMap((slot) =>
        WITHIN.filter((h) => h <= deadlineHours).map((hours) => ({
          slot,
          hours,
          difference: pairedMean(differences(rows, slot, hours)),
        })),
      ),
    claimed: CLAIMS.flatMap((asked) => {
      const list = rows.filter((r) => r.conduct?.asked === asked);
      return list.length === 0 ? [] : [{ asked, substantive: substantive(list) }];
    }),
    always: {
      lenders: new Set(always.map((r) => r.lender)).size,
      off: substantive(off),
      silent: [...Map.groupBy(off, (r) => r.lender)]
        .filter(([id, list]) => named.has(id) && list.length >= least && list.every(isUnanswered))
        .map(([id]) => id)
        .sort(),
    },
  };
}

const isUnanswered = (row: ProbeRow): boolean => row.clocks.substantive.status === 'not-applicable';

/** One a lender that was asked in both: share answered in time in this slot, minus that in office hours. */
function differences(rows: readonly ProbeRow[], slot: SlotKind, hours: number): number[] {
  return [...Map.groupBy(rows, (r) => r.lender).values()].flatMap((list) => {
    const [here, office] = [slot, OFFICE].map((kind) =>
      shareWithin(
        list.filter((r) => r.slot === kind),
        hours,
      ),
    );
    return here === null || here === undefined || office === null || office === undefined
      ? []
      : [here - office];
  });
}

/** Of probes whose moment is known; a moment within bounds counts by its first, as in the clocks. */
function shareWithin(rows: readonly ProbeRow[], hours: number): number | null {
  const known = rows.map((r) => boundsOf(r, 'substantive')).filter((b) => b !== undefined);
  if (known.length === 0) return null;
  return known.filter((b) => b !== null && b.from <= hours * HOUR).length / known.length;
}
