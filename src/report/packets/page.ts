/** A lender's own results as one page that opens anywhere: no script, no outside resource. */
import type { Deviation, ProbeRow } from '../../model/wave-result.ts';
import type { LetterSpeech } from '../letters/letters.ts';
import { html, type Markup, trusted, written } from '../markup.ts';
import { reasonIn } from '../reasons.ts';
import type { Packet } from './packet.ts';

const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

const STYLE = `:root { color-scheme: light dark; } body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
.soft { opacity: .75; } article { border-top: 1px solid; padding: .6rem 0 1rem; break-inside: avoid; } h1, h2, h3 { line-height: 1.25; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: .4rem 0; } dd { margin: 0; } dd, blockquote, code, p { overflow-wrap: anywhere; }
blockquote { margin: .3rem 0 .3rem 1rem; border-left: 3px solid; padding-left: .7rem; } code { font-size: .8rem; }`;

export function packetPage(packet: Packet, letter: LetterSpeech, summary: string): string {
  const { write } = letter;
  const { lender, wave } = packet;
  return `<!doctype html>\n${written(html`<html lang="${letter.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${write('page.title')} · ${lender.name}</title>
<style>${trusted(STYLE)}</style>
</head>
<body>
<header><p class="soft">${wave.title}</p><h1>${write('page.title')}: ${lender.name}</h1><p class="soft">${lender.entity.name}</p>
${packet.mode === 'sandbox' && html`<p><b>${letter.speech.say('sandbox')}</b></p>`}
<p>${summary}</p></header>
<main>
${packet.probes.map((p) => probeOf(p, letter))}
${packet.deviations.length > 0 && html`<section><h2>${write('page.deviations')}</h2>${packet.deviations.map((d) => deviationOf(d, letter))}</section>`}
${
  lender.correspondence.replies.length > 0 &&
  html`<section><h2>${write('page.correspondence')}</h2>${lender.correspondence.replies.map(
    (r) =>
      html`<article><p class="soft">${r.on}</p><blockquote>${r.text}</blockquote>${r.correction !== undefined && html`<p>${write('page.correction')}: ${r.correction}</p>`}</article>`,
  )}</section>`
}
</main>
<footer class="soft"><p>${wave.controller} · ${wave.starts} – ${wave.ends}<br><code>${packet.plan}</code> ${packet.code} ${packet.coder}</p></footer>
</body>
</html>
`)}`;
}

function probeOf(p: ProbeRow, { write, speech }: LetterSpeech): Markup {
  const { say } = speech;
  const wait = p.clocks.substantive;
  const facts: [string, string][] = [
    [write('page.sent'), p.sentAt ?? say('probe.notSent')],
    [
      write('page.outcome'),
      p.excluded === undefined
        ? `${say(`disposition.${p.disposition}`)}. ${reasonIn(p.reason, speech).text}`
        : `${write('page.excluded')} (${p.excluded})`,
    ],
  ];
  if (p.excluded === undefined)
    facts.push(
      [write('page.first'), wait.status === 'scored' ? speech.elapsed(wait.value) : write('page.none')],
      [write('page.score'), p.score.status === 'scored' ? speech.number(p.score.value) : p.score.reason],
      ...p.criteria.map((c): [string, string] => [
        say(`criterion.${c.criterion}`),
        `${c.points.status === 'scored' ? speech.number(c.points.value) : say('probe.unknown')}. ${reasonIn(c.reason, speech).text}`,
      ]),
    );
  return html`<article><h3>${write('page.question')}: ${p.scenario} · ${say(`channel.${p.channel}`)} <small class="soft">${p.id}</small></h3>
<dl>${facts.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
${p.messages.length > 0 && html`<h4>${write('page.messages')}</h4>`}${p.messages.map(
  (m) =>
    html`<p>${m.received.to} · ${say(`responder.${m.responder}`)}${m.late && html` · ${write('page.late')}`}<br><code>${m.evidence}</code></p>${m.quotes.map(
      (q) =>
        html`<blockquote>${q.quote} <small class="soft">${say(`criterion.${q.criterion}`)}</small></blockquote>`,
    )}`,
)}${p.contradictions.map(
  (c) =>
    html`<blockquote>${c.said}</blockquote><p>${write('page.contradiction')}:</p><blockquote>${c.known} <small class="soft">${c.source ?? c.probe ?? ''} ${c.seenOn ?? ''}</small></blockquote>`,
)}</article>
`;
}

const deviationOf = (d: Deviation, { speech }: LetterSpeech): Markup =>
  html`<p>${speech.say(`deviation.${d.kind}`)}: <span lang="en">${d.detail}</span><br><code>${d.probes.join(', ')}</code></p>`;
