/** Which of the thirteen facets a reply answers with concrete, usable information (codebook.md, "answered"). */
import type { Finding } from '../../model/assessment.ts';
import { FACETS, type Facet } from '../../model/vocabulary.ts';
import { demandsIn } from '../demands.ts';
import { type LabelledCell, labelledCells, saysSomething } from '../labelled-lines.ts';
import type { Quantity } from '../quantities.ts';
import { type Question, type ReadUnit, type ReplyText, spanOf } from '../reply-text.ts';
import { bareAnswer } from './bare-answer.ts';
import { askedFigures, mayNotCount, supposed, voided } from './figures.ts';
import { dropParts } from './parts.ts';
import { answerOf, MOST_UNITS, sendsAway } from './statements.ts';

/** The stretches of a reply that answer a facet, and the quantities that may not count for it. */
export interface AnsweringUnits {
  facet: Facet;
  units: ReadUnit[];
  void: ReadonlySet<Quantity>;
}

/** Facets in the vocabulary's order, one finding each: the first sentence that answers it. */
export function answeredFacets(
  reply: ReplyText,
  question: Question | null,
  wanted: readonly Facet[],
): { facets: Facet[]; findings: Finding[]; answering: AnsweringUnits[] } {
  const asked = question ? askedFigures(question) : [];
  const examples = reply.units.filter(
    (u) => u.kind === 'sentence' && answerOf(reply, 'total-cost', u, reply.masked) !== null,
  );
  const cells = labelledCells(reply.masked, reply.packs);
  const procedure =
    wanted.includes('how-to-apply') && answersIn(reply, 'how-to-apply', reply.masked, false).length > 0;
  const findings: Finding[] = [];
  const answering: AnsweringUnits[] = [];
  for (const facet of FACETS) {
    const excluded = new Set(
      reply.quantities.filter(
        (q) => mayNotCount(q, facet, asked, reply) || supposed(q, facet, examples, reply),
      ),
    );
    const masked = voided(reply, excluded);
    const stated = [
      ...labelledAnswers(reply, facet, masked, cells),
      ...answersIn(reply, facet, masked, procedure),
    ].filter(
      // Steps that hand over one's data for something else that was asked.
      ({ unit }) => facet !== 'how-to-apply' || wanted.includes(facet) || !onlyDemands(reply, unit),
    );
    const found =
      stated.length > 0 || !wanted.includes(facet) ? stated : bareAnswer(reply, facet, masked, wanted, asked);
    if (found.length === 0) continue;
    findings.push(found[0]!.finding);
    answering.push({ facet, units: found.map((f) => f.unit), void: excluded });
  }
  const open = wanted.filter((f) => !answering.some((a) => a.facet === f));
  const steps = answering.findIndex((a) => a.facet === 'how-to-apply');
  // "Fill in the form and you will see the rate there": a way to the answer, not one to the loan.
  if (steps >= 0 && open.length > 0 && !wanted.includes('how-to-apply'))
    if (answering[steps]!.units.every((u) => u.kind === 'paragraph' && leadsAway(reply, u))) {
      answering.splice(steps, 1);
      findings.splice(steps, 1);
    }
  dropParts(wanted, findings, answering, reply);
  return { facets: answering.map((a) => a.facet), findings, answering };
}

function answersIn(
  reply: ReplyText,
  facet: Facet,
  masked: string,
  procedure: boolean,
): { unit: ReadUnit; finding: Finding }[] {
  const out: { unit: ReadUnit; finding: Finding }[] = [];
  for (const unit of reply.units) {
    if (out.length >= MOST_UNITS) break;
    const finding = answerOf(reply, facet, unit, masked, procedure);
    if (finding) out.push({ unit, finding });
  }
  return out;
}

/** Answers that a label or a column's heading names. */
function labelledAnswers(
  reply: ReplyText,
  facet: Facet,
  masked: string,
  cells: readonly LabelledCell[],
): { unit: ReadUnit; finding: Finding }[] {
  return cells
    .filter((c) => c.facet === facet)
    .flatMap(({ start, end, head }) => {
      const text = masked.slice(start, end);
      const unit: ReadUnit = {
        start,
        end,
        kind: 'sentence',
        question: false,
        text,
        packs: reply.packs,
        head,
      };
      const figures = /[\uE001-\uE005]/.test(text);
      const elsewhere = reply.packs.some((p) => (!figures && p.vague?.test(text)) || sendsAway(p, text));
      if (!saysSomething(text, facet) || elsewhere || demandsIn(unit)) return [];
      return [
        {
          unit,
          finding: {
            criterion: `facet:${facet}`,
            value: true,
            rule: `label.${facet}`,
            reason: `Stands under a label that names ${facet}.`,
            span: spanOf(reply.text, start, end),
          },
        },
      ];
    })
    .slice(0, MOST_UNITS);
}

/** One of several sentences sends the asker elsewhere: steps told in one breath are a procedure. */
const leadsAway = (reply: ReplyText, unit: ReadUnit): boolean => {
  const within = reply.units.filter(
    (u) => u.kind === 'sentence' && unit.start <= u.start && u.end <= unit.end,
  );
  return within.length > 1 && within.some((u) => u.packs.some((p) => sendsAway(p, u.text)));
};

/** Every sentence of the stretch asks for data. */
const onlyDemands = (reply: ReplyText, unit: ReadUnit): boolean => {
  const within = reply.units.filter(
    (u) => u.kind === 'sentence' && unit.start <= u.start && u.end <= unit.end,
  );
  return within.length > 0 && within.every(demandsIn);
};
