/** Lender by lender: each message with its clocks, outcome, reason and evidence. */

import type { Interval } from '../model/evidence.ts';
import { LEAST_FOR_COUNTS, type LenderRow, type ProbeRow } from '../model/wave-result.ts';
import { type ChannelScore, channelScores } from './channel-scores.ts';
import { html, type Markup } from './markup.ts';
import { OUTCOMES } from './outcomes.ts';
import { sayReason } from './reasons.ts';
import type { PublicResult } from './redaction.ts';
import type { Speech } from './speech.ts';
import { sayBand, sayRange, sayRank } from './standing-words.ts';
import { CLOCKS, timeline, timelineKey } from './timeline.ts';

export function lenderPages(result: PublicResult, speech: Speech): Markup {
  const byLender = Map.groupBy(result.probes, (p) => p.lender);
  const channels = channelScores(result.probes);
  const bands = new Map(
    result.sensitivity.status === 'scored'
      ? result.sensitivity.value.lenders.map((l) => [l.lender, l.band])
      : [],
  );
  return html`${timelineKey(speech)}${result.lenders.map((lender) =>
    lenderPage(
      lender,
      {
        probes: byLender.get(lender.id) ?? [],
        channels: channels.get(lender.id) ?? [],
        flips: bands.get(lender.id)?.flips.share,
      },
      result.wave.deadlineHours,
      speech,
    ),
  )}`;
}

interface Behind {
  probes: ProbeRow[];
  channels: ChannelScore[];
  /** Share of other rubrics in which the verdict against the market fails. */
  flips: number | undefined;
}

function lenderPage(
  lender: LenderRow,
  { probes, channels, flips }: Behind,
  deadlineHours: number,
  speech: Speech,
): Markup {
  const { say, number } = speech;
  const standing = lender.standing.status === 'scored' ? lender.standing.value : null;
  const place = (p: ProbeRow) =>
    p.excluded === undefined ? OUTCOMES.indexOf(p.disposition) : OUTCOMES.length;
  return html`<details class="lender"><summary><h3>${lender.name} <small>${lender.entity.name}</small></h3><span class="verdict">${
    lender.results.status === 'scored'
      ? `${say('table.answered')}: ${say('of', { n: lender.results.value.answered, of: lender.valid })}`
      : say('tooFew.title')
  }${standing && html` · <b>${number(standing.score)}</b> · <span class="${standing.band}">${sayBand(standing, speech)}</span>`}</span><span class="pips" aria-hidden="true">${probes
    .toSorted((a, b) => place(a) - place(b))
    .map((p) => html`<i class="o-${p.disposition}"></i>`)}</span></summary>
<div class="dossier" id="lender-${lender.id}">${
    standing &&
    html`<p>${say('lender.standing', {
      score: number(standing.score),
      range: sayRange(Math.round(standing.low), Math.round(standing.high), speech),
      rank: sayRank(standing, speech),
      n: standing.n,
    })}${
      channels.length > 1 &&
      html` ${say('lender.channels', {
        channels: channels
          .map((c) =>
            say('lender.channel', {
              channel: say(`channel.${c.channel}`),
              score: number(c.score),
              n: c.n,
            }),
          )
          .join('; '),
      })}`
    }${standing.withheld && flips !== undefined && html` ${say('lender.withheld', { percent: speech.percent(flips) })}`}</p>`
  }${correspondence(lender, speech)}${
    lender.valid < LEAST_FOR_COUNTS && html`<p class="note">${say('tooFew.note')}</p>`
  }<div class="probes">${probes.map((p) => probeCard(p, deadlineHours, speech))}</div></div></details>
`;
}

function probeCard(probe: ProbeRow, deadlineHours: number, speech: Speech): Markup {
  const { say } = speech;
  const counts = probe.excluded === undefined;
  return html`<article class="probe"><h4><span class="chip o-${probe.disposition}">${say(`disposition.${probe.disposition}`)}</span> ${probe.scenario}</h4>
<p class="soft">${say(`channel.${probe.channel}`)} · ${say(`slot.${probe.slot}`)} · ${speech.tongue(probe.language)} · ${say('probe.persona', { persona: probe.persona, wording: probe.wording })}</p>
${counts && timeline(probe, deadlineHours, speech)}
<p>${sayReason(probe.reason, speech)}${probe.excluded !== undefined && html` <code>${probe.excluded}</code>`}</p>
<dl><dt>${say('probe.sent')}</dt><dd>${probe.sentAt === undefined ? say('probe.notSent') : speech.moment(probe.sentAt)}</dd>${
    counts &&
    html`${CLOCKS.map(
      (clock) =>
        html`<dt>${say(`probe.${clock}`)}</dt><dd>${latency(probe, clock, speech)}${
          clock === 'substantive' &&
          probe.bounds?.substantive === undefined &&
          probe.clocks.substantiveBusiness.status === 'scored' &&
          html` <span class="soft">(${speech.elapsed(probe.clocks.substantiveBusiness.value)} ${say('probe.business')})</span>`
        }</dd>`,
    )}<dt>${say('probe.points')}</dt><dd>${say('of', { n: answeredOf(probe).length, of: probe.asked.length })}${
      answeredOf(probe).length > 0 &&
      html`: ${answeredOf(probe).map((f, i) => html`${i > 0 && ', '}${say(`facet.${f}`)}`)}`
    }</dd><dt>${say('probe.score')}</dt><dd>${
      probe.score.status === 'scored' ? speech.number(probe.score.value) : say('probe.unknown')
    }</dd>${criteria(probe, speech)}`
  }<dt>${say('probe.messages')}</dt><dd>${messages(probe, speech)}</dd>${
    probe.review.length > 0 &&
    html`<dt>${say('probe.review')}</dt><dd lang="en">${probe.review.join('; ')}</dd>`
  }</dl></article>
`;
}

/** Each criterion with its points and the reason for them; what stands outside the score says so. */
function criteria(probe: ProbeRow, speech: Speech): Markup {
  const { say } = speech;
  const told = probe.criteria.flatMap(({ criterion, use, points, reason }) =>
    points.status === 'scored' ? [{ criterion, use, points: points.value, reason }] : [],
  );
  return html`${
    told.length > 0 &&
    html`<dt>${say('probe.criteria')}</dt><dd><ul class="criteria">${told.map(
      (c) =>
        html`<li><b>${say(`criterion.${c.criterion}`)} ${speech.number(c.points)}</b>${
          c.use !== 'in-score' && html` <span class="soft">(${say(`use.${c.use}`)})</span>`
        } <span class="soft">${sayReason(c.reason, speech)}</span></li>`,
    )}</ul></dd>`
  }${probe.contradictions.map(
    ({ said, known, source, seenOn }) =>
      html`<dt>${say('probe.contradiction')}</dt><dd>${
        source !== undefined && seenOn !== undefined
          ? say('contradiction.published', { said, known, source, day: speech.day(seenOn) })
          : say('contradiction.own', { said, known })
      }</dd>`,
  )}`;
}

const answeredOf = (probe: ProbeRow) => probe.asked.filter((f) => probe.answered.includes(f));

/** A moment that was not seen itself is never said as if it had been. */
function latency({ clocks, bounds }: ProbeRow, clock: (typeof CLOCKS)[number], speech: Speech): string {
  const within = bounds?.[clock];
  if (within)
    return `${speech.say('probe.within', { from: speech.elapsed(within.from), to: speech.elapsed(within.to) })} (${speech.say('probe.bounded')})`;
  const value = clocks[clock];
  if (value.status === 'scored') return speech.elapsed(value.value);
  return speech.say(value.status === 'not-applicable' ? 'probe.never' : 'probe.unknown');
}

/** Its words stand as it wrote them, beside its score. */
function correspondence({ correspondence: c }: LenderRow, speech: Speech): Markup {
  const { say, day } = speech;
  return html`<div class="reply"><h4>${say('reply.title')}</h4>${
    c.resultsSent === undefined && c.disclosed === undefined && c.replies.length === 0
      ? html`<p class="soft">${say('reply.none')}</p>`
      : html`<p class="soft">${c.resultsSent !== undefined && say('reply.sent', { day: day(c.resultsSent) })} ${
          c.disclosed !== undefined && say('reply.disclosed', { day: day(c.disclosed) })
        } ${c.replies.length === 0 && say('reply.silent')}</p>`
  }${c.replies.map(
    (r) =>
      html`<blockquote><p>${r.text}</p><footer>${day(r.on)}</footer></blockquote>${
        r.correction !== undefined && html`<p><b>${say('reply.correction')}</b> ${r.correction}</p>`
      }`,
  )}</div>`;
}

/** When it came; where only bounds are known, both. */
const seen = ({ from, to }: Interval, speech: Speech): string =>
  Date.parse(to) - Date.parse(from) < 60_000
    ? speech.moment(to)
    : speech.say('probe.within', { from: speech.moment(from), to: speech.moment(to) });

function messages(probe: ProbeRow, speech: Speech): Markup | string {
  const { say } = speech;
  if (probe.messages.length === 0) return say('probe.noMessages');
  return html`<ul>${probe.messages.map(
    (m) =>
      html`<li>${say(`responder.${m.responder}`)}${m.bounce !== undefined && `, ${say(`bounce.${m.bounce}`)}`}, ${seen(m.received, speech)}${
        m.late && html` <b>${say('probe.late')}</b>`
      } <span class="soft">${say('probe.evidence', { sha: m.evidence.slice(0, 12) })}</span>${m.quotes.map(
        (q) =>
          html`<div class="quote"><q>${q.quote}</q> <span class="soft">${say(`criterion.${q.criterion}`)}</span></div>`,
      )}</li>`,
  )}</ul>`;
}
