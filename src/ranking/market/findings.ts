/** All findings about the market, from the rows of the probes (model/market-findings.ts says what each is). */
import type { LendersFile } from '../../model/lenders.ts';
import type { MarketFindings } from '../../model/market-findings.ts';
import type { Plan } from '../../model/plan.ts';
import { type KnownTie, SAME_WORDING, type Wordings } from '../../model/shared-wording.ts';
import { LEAST_FOR_COUNTS, type ProbeRow } from '../../model/wave-result.ts';
import { tallyOf } from '../tally.ts';
import { answerRates } from './answers.ts';
import { automaticAgainstHuman } from './automatic.ts';
import { channelPairs } from './channels.ts';
import { desksOf } from './desks.ts';
import { deadChannels } from './doors.ts';
import { hoursFinding } from './hours.ts';
import { metFindings } from './met.ts';

/** `rows`: all of the wave, by id. `ties`, `wordings`: what is known and was found of shared desks. */
export function marketFindings(input: {
  plan: Plan;
  market: LendersFile;
  rows: readonly ProbeRow[];
  ties: readonly KnownTie[];
  wordings: Wordings;
}): MarketFindings {
  const { plan, market, rows, wordings } = input;
  const { channels, deadlineHours, weights } = plan.wave;
  const { fielded, excluded } = tallyOf(rows, deadlineHours, 1);
  const valid = rows.filter((r) => r.excluded === undefined);
  const lenders = [...new Set(rows.map((r) => r.lender))].sort();
  const named = new Set(
    [...Map.groupBy(valid, (r) => r.lender)]
      .filter(([, list]) => list.length >= LEAST_FOR_COUNTS)
      .map(([id]) => id),
  );
  const { desks, deskOf } = desksOf(lenders, market, input.ties, wordings.shared);
  const counted = { rows: valid, deskOf, deadlineHours };
  return {
    basis: { fielded, valid: valid.length, excluded, lenders: lenders.length },
    deadChannels: deadChannels({ plan, market, rows, named, deskOf }),
    answerRates: answerRates(counted, channels, LEAST_FOR_COUNTS),
    hours: hoursFinding(counted, named, LEAST_FOR_COUNTS),
    chatAgainstMail: channelPairs(valid, channels, deadlineHours),
    automaticAgainstHuman: automaticAgainstHuman(valid, weights),
    ...metFindings({ rows: valid, named, deskOf }),
    sharedDesks: { wordings: namedOnly(wordings, rows, named), threshold: SAME_WORDING, desks },
  };
}

/** Groups as far as their lenders may be named. */
function namedOnly(
  { compared, shared }: Wordings,
  rows: readonly ProbeRow[],
  named: ReadonlySet<string>,
): Wordings {
  const shown = new Set(rows.filter((r) => named.has(r.lender)).map((r) => r.id));
  return {
    compared,
    shared: shared
      .map((group) => ({
        ...group,
        lenders: group.lenders.filter((id) => named.has(id)),
        probes: group.probes.filter((id) => shown.has(id)),
      }))
      .filter((group) => group.lenders.length > 1),
  };
}
