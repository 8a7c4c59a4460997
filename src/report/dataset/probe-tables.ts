/** Tables with a row for each probe, and for each thing that was found in one. */
import { z } from 'zod';
import { Assessment, type CensoredClocks } from '../../model/assessment.ts';
import { ProbeId } from '../../model/plan.ts';
import { CRITERIA, Criterion, CriterionUse } from '../../model/rubric.ts';
import { Instant, Slug } from '../../model/scalars.ts';
import { Wording } from '../../model/scenario.ts';
import { ChannelKind, Disposition, Language, Responder, SlotKind } from '../../model/vocabulary.ts';
import {
  Contradiction,
  MessageQuote,
  ProbeCriterion,
  ProbeMessage,
  ProbeRow,
} from '../../model/wave-result.ts';
import type { PublicResult } from '../redaction.ts';
import { hours, known, rounded } from './cells.ts';
import { always, type Column, perhaps, type Table, tableOf } from './column.ts';
import { LENDER } from './lender-tables.ts';

const PROBE = ProbeId.describe('Id of the probe: one question to one lender by one channel.');
const CRITERION = Criterion.describe('Criterion of the rubric.');
const span = z.number().min(0);
const count = z.int().min(0);
const points = z.number().min(0).max(100);
const list = z.string();

export function probeTables(result: PublicResult, origin: Column<unknown>[]): Table[] {
  const { probes } = result;
  const messages = probes.flatMap((p) => p.messages.map((m, i) => ({ probe: p.id, n: i + 1, ...m })));
  const ofProbe = [{ column: 'probe', table: 'probes' }];
  const probe = always<{ probe: string }>('probe', PROBE, (r) => r.probe);
  return [
    tableOf(
      { name: 'probes', what: 'A probe.', key: ['probe'], links: [{ column: 'lender', table: 'lenders' }] },
      probes,
      [...origin, ...PROBE_COLUMNS],
    ),
    tableOf(
      {
        name: 'messages',
        what: 'A message that came for a probe.',
        key: ['probe', 'message'],
        links: ofProbe,
      },
      messages,
      [
        ...origin,
        probe,
        always('message', z.int().min(1).describe('Its number within the probe.'), (m) => m.n),
        always('evidence', ProbeMessage.shape.evidence, (m) => m.evidence),
        always(
          'received_from',
          Instant.describe('Earliest moment at which it can have come, UTC.'),
          (m) => m.received.from,
        ),
        always(
          'received_to',
          Instant.describe('Latest moment at which it can have come, UTC.'),
          (m) => m.received.to,
        ),
        always('responder', Responder.describe('What kind of thing wrote it.'), (m) => m.responder),
        perhaps(
          'bounce',
          z.enum(['hard', 'soft', 'delayed', 'delivered']).describe('What a delivery report says.'),
          (m) => m.bounce,
        ),
        always('late', ProbeMessage.shape.late, (m) => m.late),
      ],
    ),
    tableOf(
      { name: 'quotes', what: 'Words of a message on which a criterion rests, masked.', links: ofProbe },
      messages.flatMap((m) => m.quotes.map((q) => ({ ...m, ...q }))),
      [
        ...origin,
        probe,
        always('message', z.int().min(1).describe('Number of the message within the probe.'), (q) => q.n),
        always('criterion', MessageQuote.shape.criterion, (q) => q.criterion),
        always('quote', MessageQuote.shape.quote, (q) => q.quote),
      ],
    ),
    tableOf(
      {
        name: 'criteria',
        what: 'A criterion of the rubric on a probe that counts.',
        key: ['probe', 'criterion'],
        links: ofProbe,
      },
      probes.flatMap((p) => p.criteria.map((c) => ({ probe: p.id, ...c }))),
      [
        ...origin,
        probe,
        always('criterion', CRITERION, (c) => c.criterion),
        always('use', CriterionUse.describe('Whether it counts in the score, or why not.'), (c) => c.use),
        always(
          'status',
          z.enum(['scored', 'not-applicable', 'unscorable']).describe('Whether points could be given.'),
          (c) => c.points.status,
        ),
        perhaps('points', points.describe('Points, 0 to 100.'), (c) => rounded(known(c.points))),
        always('reason', ProbeCriterion.shape.reason, (c) => c.reason),
      ],
    ),
    tableOf(
      { name: 'contradictions', what: 'A figure that another one contradicts.', links: ofProbe },
      probes.flatMap((p) => p.contradictions.map((c) => ({ of: p.id, ...c }))),
      [
        ...origin,
        always('probe', PROBE, (c) => c.of),
        always('said', Contradiction.shape.said, (c) => c.said),
        always('known', Contradiction.shape.known, (c) => c.known),
        perhaps('source', Contradiction.shape.source, (c) => c.source),
        perhaps('seen_on', Contradiction.shape.seenOn, (c) => c.seenOn),
        perhaps('other_probe', Contradiction.shape.probe, (c) => c.probe),
      ],
    ),
  ];
}

const CLOCKS = Assessment.shape.clocks.shape;
const waited = (clock: keyof typeof CLOCKS): z.ZodType =>
  span.describe(
    `Hours from the accepted send. ${CLOCKS[clock].description} Empty where none came by the deadline.`,
  );

const AT_MOST = span.describe(
  'Where the moment is known only within bounds: the later bound; the column without at_most has the earlier. Else empty.',
);
const atMost = (p: ProbeRow, clock: keyof typeof CensoredClocks.shape): number | undefined => {
  const bounds = p.bounds?.[clock];
  return bounds && hours({ status: 'scored', value: bounds.to });
};

const PROBE_COLUMNS: Column<ProbeRow>[] = [
  always('probe', PROBE, (p) => p.id),
  always('lender', LENDER, (p) => p.lender),
  always('channel', ChannelKind.describe('The advertised way in that was tried.'), (p) => p.channel),
  always('scenario', Slug.describe('Which question was asked.'), (p) => p.scenario),
  always('language', Language.describe('Language of the question, ISO 639-1.'), (p) => p.language),
  always('wording', Wording.describe('Which of its two wordings.'), (p) => p.wording),
  always('persona', z.string().describe('Which asker, by a number in place of a name.'), (p) => p.persona),
  always('slot', SlotKind.describe("Part of the week, in the lender's time zone."), (p) => p.slot),
  always('disposition', Disposition.describe('The outcome of the probe.'), (p) => p.disposition),
  perhaps('excluded', ProbeRow.shape.excluded, (p) => p.excluded),
  always('reason', ProbeRow.shape.reason, (p) => p.reason),
  perhaps('sent_at', ProbeRow.shape.sentAt, (p) => p.sentAt),
  perhaps('deadline_at', Instant.describe('Until when a reply counted, UTC.'), (p) => p.deadlineAt),
  perhaps('hours_to_anything', waited('anything'), (p) => hours(p.clocks.anything)),
  perhaps('hours_to_non_automatic', waited('nonAutomatic'), (p) => hours(p.clocks.nonAutomatic)),
  perhaps('hours_to_substantive', waited('substantive'), (p) => hours(p.clocks.substantive)),
  perhaps('hours_to_anything_at_most', AT_MOST, (p) => atMost(p, 'anything')),
  perhaps('hours_to_non_automatic_at_most', AT_MOST, (p) => atMost(p, 'nonAutomatic')),
  perhaps('hours_to_substantive_at_most', AT_MOST, (p) => atMost(p, 'substantive')),
  perhaps('business_hours_to_substantive', waited('substantiveBusiness'), (p) =>
    hours(p.clocks.substantiveBusiness),
  ),
  perhaps('asked', list.describe('What was asked, parted by spaces.'), (p) => p.asked.join(' ') || undefined),
  perhaps(
    'answered',
    list.describe('What of it was answered by the deadline, parted by spaces.'),
    (p) => p.answered.join(' ') || undefined,
  ),
  perhaps('score', points.describe('Score of the probe, 0 to 100.'), (p) => rounded(known(p.score))),
  ...CRITERIA.map((criterion) =>
    perhaps<ProbeRow>(
      `points_${criterion}`,
      points.describe(`Points for ${criterion}, 0 to 100; empty where it could not be told.`),
      (p) => {
        const found = p.criteria.find((c) => c.criterion === criterion);
        return found && rounded(known(found.points));
      },
    ),
  ),
  perhaps(
    'outside_score',
    list.describe('Criteria that coders did not agree on: shown, not counted.'),
    (p) =>
      p.criteria
        .filter((c) => c.use === 'tentative' || c.use === 'dropped')
        .map((c) => c.criterion)
        .join(' ') || undefined,
  ),
  always(
    'contradictions',
    count.describe('Figures that contradict published terms or other replies.'),
    (p) => p.contradictions.length,
  ),
  always('messages', count.describe('Messages that came for it.'), (p) => p.messages.length),
  always(
    'late_messages',
    count.describe('Those of them that came after the deadline.'),
    (p) => p.messages.filter((m) => m.late).length,
  ),
  perhaps(
    'responders',
    list.describe('What wrote them, in their order, parted by spaces.'),
    (p) => p.messages.map((m) => m.responder).join(' ') || undefined,
  ),
  perhaps(
    'evidence',
    list.describe('sha256 of the raw messages, parted by spaces.'),
    (p) => p.messages.map((m) => m.evidence).join(' ') || undefined,
  ),
  always('review', count.describe('Open questions that a person must look at.'), (p) => p.review.length),
];
