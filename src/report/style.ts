/** The style sheet, one for screen (light and dark), phone and print. Colours: Okabe and Ito's, safe for the colour-blind. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: #fdfcf9; --card: #ffffff; --ink: #16181d; --soft: #5a5f69; --rule: #dcd9d1; --grid: #e9e6df;
  --accent: #0072b2; --above: #00664a; --below: #a63f00; --band: #0072b22e; --dot: #16181d80;
  --variants: #56b4e9; --sampling: #5a5f69;
  --line-1: #0072b2; --line-2: #b84e00; --line-3: #00795a; --line-4: #a5487e; --line-5: #8a6200; --line-6: #16181d;
  --h0: #f1eee8; --h1: #cfe3f1; --h2: #8fc1e3; --h3: #3d8fc6; --h4: #004f80; --on-h0: #16181d; --on-h1: #16181d; --on-h2: #16181d; --on-h3: #000000; --on-h4: #ffffff;
  --answered: #009e73; --partly-answered: #56b4e9; --deflected: #f0e442; --gated: #e69f00; --refused: #cc79a7;
  --acknowledged-only: #b9b9b9; --silence: #2b2d33; --on-silence: #ffffff; --broken: #d55e00;
  --door-alive: var(--answered); --door-silent: var(--silence); --door-dead: var(--broken); --door-unknown: var(--acknowledged-only); --door-untested: var(--grid); --no-reply: var(--silence); --undeliverable: var(--broken); --channel-unavailable: var(--broken); --blocked: var(--broken);
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif;
  --serif: Georgia, "Noto Serif", "Times New Roman", "Songti SC", "Noto Serif CJK SC", serif;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14161a; --card: #1c1f25; --ink: #eceae4; --soft: #a3a7b0; --rule: #343842; --grid: #2a2e36;
    --accent: #6cc0f2; --above: #4fd0a8; --below: #ff9a5c; --band: #56b4e93d; --dot: #eceae48c;
    --variants: #56b4e9; --sampling: #a3a7b0;
    --line-1: #6cc0f2; --line-2: #ff9a5c; --line-3: #4fd0a8; --line-4: #e8a0cb; --line-5: #f0c04a; --line-6: #eceae4;
    --h0: #262a31; --h1: #173a52; --h2: #1f5f8b; --h3: #56b4e9; --h4: #cfeaff; --on-h0: #eceae4; --on-h1: #eceae4; --on-h2: #ffffff; --on-h3: #000000; --on-h4: #000000;
    --acknowledged-only: #8b8e96; --silence: #f1efe9; --on-silence: #14161a;
  }
}
* { box-sizing: border-box; }
html { background: var(--paper); color: var(--ink); -webkit-text-size-adjust: 100%; scroll-behavior: smooth; }
body { margin: 0 auto; max-width: 70rem; padding: 0 1.25rem 4rem; font: 1rem/1.5 var(--sans); }
a { color: var(--accent); text-decoration-thickness: 1px; text-underline-offset: .15em; }
a:focus-visible, summary:focus-visible, .wide:focus-visible, button:focus-visible, input:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 2px; }
.skip { position: absolute; left: -99rem; } .skip:focus { left: 1rem; top: .5rem; background: var(--card); padding: .5rem 1rem; z-index: 2; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
header.top { border-top: 6px solid var(--ink); padding-top: .9rem; margin-top: 1.5rem; }
.kicker { margin: 0; font-weight: 600; font-size: .9rem; color: var(--soft); }
.kicker b { color: var(--accent); }
h1 { font: 700 clamp(1.9rem, 1.1rem + 3.6vw, 3.35rem)/1.12 var(--serif); letter-spacing: -.012em; margin: .5rem 0 .8rem; max-width: 24em; text-wrap: balance; }
.standfirst { font: 1.16rem/1.55 var(--serif); max-width: 42em; margin: 0 0 1.2rem; text-wrap: pretty; }
.banner { border: 1px solid var(--below); border-left-width: 6px; background: var(--card); padding: .6rem .9rem; margin: 1rem 0; font-weight: 600; }
.tiles { display: grid; grid-template-columns: repeat(4, 1fr); margin: 1.6rem 0 .5rem; padding: 0; border-top: 1px solid var(--rule); border-bottom: 1px solid var(--rule); }
.tiles > div { padding: .8rem 1rem; border-left: 1px solid var(--rule); display: flex; flex-direction: column; }
.tiles > div:first-child { border-left: 0; padding-left: 0; }
.tiles dd { margin: 0; order: -1; font: 700 1.5rem/1.25 var(--serif); font-variant-numeric: lining-nums; }
.tiles dt { color: var(--soft); font-size: .88rem; line-height: 1.35; }
nav.page { margin: 1rem 0 0; font-size: .92rem; } nav.page ul { list-style: none; display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: 0; padding: 0; }
section { margin-top: 3.2rem; }
section { border-top: 3px solid var(--ink); padding-top: .5rem; }
h2 { font: 700 1.65rem/1.2 var(--serif); margin: 0 0 .35rem; text-wrap: balance; }
h2.topic { font: 600 .9rem/1.4 var(--sans); color: var(--accent); margin: 0 0 .3rem; }
h3 { font: 700 1.08rem/1.3 var(--sans); margin: 1.6rem 0 .3rem; }
.note { color: var(--soft); max-width: 46em; margin: 0 0 .9rem; text-wrap: pretty; }
figure { margin: 0; } figure + figure { margin-top: 2.6rem; } figcaption { margin-bottom: .9rem; } figcaption .note { margin: 0; }
figcaption h3 { font: 700 1.5rem/1.22 var(--serif); margin: 0 0 .35rem; max-width: 32em; text-wrap: balance; }

.key { display: flex; flex-wrap: wrap; gap: .3rem 1.1rem; list-style: none; margin: 0 0 .8rem; padding: 0; font-size: .9rem; }
.key i { display: inline-block; width: .85rem; height: .85rem; margin-right: .4rem; vertical-align: -.08em; border-radius: 2px; } .key svg { width: 1.1rem; height: 1.1rem; margin-right: .35rem; vertical-align: -.22em; overflow: visible; }
.o-answered { background: var(--answered); color: #000; } .o-partly-answered { background: var(--partly-answered); color: #000; }
.o-deflected { background: var(--deflected); color: #000; } .o-gated { background: var(--gated); color: #000; }
.o-refused { background: var(--refused); color: #000; } .o-acknowledged-only { background: var(--acknowledged-only); color: #000; }
.o-no-reply { background: var(--silence); color: var(--on-silence); }
.o-undeliverable, .o-channel-unavailable, .o-blocked { background: var(--broken); color: #000; }
.o-invalid { background: repeating-linear-gradient(45deg, var(--rule) 0 3px, transparent 3px 7px); color: var(--ink); border: 1px solid var(--soft); }

.d-alive { background: var(--door-alive); } .d-silent { background: var(--door-silent); } .d-dead { background: var(--door-dead); } .d-unknown { background: var(--door-unknown); } .d-untested { background: var(--door-untested); }
.findings { max-width: 46em; padding-left: 1.2rem; } .findings li { margin: .3rem 0; }
.h-0 { background: var(--h0); outline: 1px solid var(--rule); } .h-1 { background: var(--h1); } .h-2 { background: var(--h2); } .h-3 { background: var(--h3); } .h-4 { background: var(--h4); }
.key .dot-clock, .key .dot-business { border-radius: 50%; background: var(--accent); } .key .dot-business { background: none; border: 2px solid var(--accent); }
.key .bar-variants, .key .bar-sampling { width: 1.6rem; height: .7rem; background: var(--variants); } .key .bar-sampling { height: .3rem; background: var(--sampling); vertical-align: .18em; }
.soft { color: var(--soft); font-weight: 400; }
.plot { display: block; width: 100%; height: auto; overflow: visible; color: var(--ink); font-family: var(--sans); }
.on-narrow { display: none; }
.source { color: var(--soft); font-size: .8rem; margin: .5rem 0 0; border-top: 1px solid var(--grid); padding-top: .35rem; }
.tools { display: flex; flex-wrap: wrap; gap: .4rem 1rem; align-items: center; margin: .2rem 0 .6rem; font-size: .92rem; }
.tools label { font-weight: 600; } .tools input { font: inherit; margin-left: .4rem; padding: .35rem .6rem; width: min(18rem, 70vw); color: var(--ink); background: var(--card); border: 1px solid var(--soft); border-radius: 4px; } .tools [role=status] { color: var(--soft); }
th button { font: inherit; color: inherit; background: none; border: 0; padding: 0; cursor: pointer; text-align: inherit; text-decoration: underline dotted var(--soft); text-underline-offset: .2em; }
th[aria-sort=ascending] button::after { content: " ↑"; } th[aria-sort=descending] button::after { content: " ↓"; }
.above-market { color: var(--above); font-weight: 600; } .below-market { color: var(--below); font-weight: 600; } .not-distinguishable { color: var(--soft); }

.wide { overflow-x: auto; margin: 0 -1.25rem; padding: 0 1.25rem .4rem; }
table { border-collapse: collapse; width: 100%; font-size: .88rem; line-height: 1.35; font-variant-numeric: tabular-nums; }
th, td { text-align: right; padding: .42rem .5rem; border-bottom: 1px solid var(--grid); vertical-align: top; white-space: nowrap; }
th:first-child, td:first-child { padding-left: 0; } th:last-child, td:last-child { padding-right: 0; }
thead th { border-bottom: 2px solid var(--ink); vertical-align: bottom; font-size: .82rem; white-space: normal; line-height: 1.25; }
th[scope=row], td.text, th.text { text-align: left; } th[scope=row] { font-weight: 600; min-width: 11rem; max-width: 16rem; white-space: normal; overflow-wrap: break-word; }
td.text { white-space: normal; overflow-wrap: break-word; } td.prose { min-width: 14rem; max-width: 24rem; } td.line { white-space: nowrap; text-align: left; }
th[scope=row] a { color: inherit; text-decoration-color: var(--rule); } th small, td small { display: block; white-space: normal; font-weight: 400; color: var(--soft); font-size: .82rem; }
tbody tr:hover { background: var(--card); }
.half { display: grid; grid-template-columns: repeat(auto-fill, minmax(25rem, 1fr)); gap: 1.6rem 2.5rem; } .half > * { min-width: 0; } .half th[scope=row] { min-width: 7rem; }
code { font: .86em ui-monospace, "SF Mono", Menlo, Consolas, monospace; } code.id { white-space: nowrap; } dd code { overflow-wrap: anywhere; }

details.data { margin-top: .8rem; } summary { cursor: pointer; }
details.data > summary { color: var(--accent); font-size: .92rem; }
.lender { border-top: 1px solid var(--rule); }
.lender > summary { display: grid; grid-template-columns: 1rem minmax(0, 1fr) auto 11rem; gap: .3rem .9rem; align-items: center; padding: .55rem 0; list-style: none; }
.lender .verdict { font-size: .88rem; font-variant-numeric: tabular-nums; }
.lender { content-visibility: auto; contain-intrinsic-size: auto 3rem; }
.lender > summary::-webkit-details-marker { display: none; }
.lender > summary::before { content: ""; width: .5rem; height: .5rem; border: solid var(--soft); border-width: 0 2px 2px 0; transform: rotate(-45deg); }
.lender[open] > summary::before { transform: rotate(45deg); }
.lender h3 { margin: 0; } .lender h3 small { font-weight: 400; color: var(--soft); font-size: .88rem; }
.pips { display: flex; flex-wrap: wrap; gap: 3px; } .pips i { width: .85rem; height: .85rem; border-radius: 2px; }
.dossier { padding: .2rem 0 1.4rem 1.9rem; } .dossier > p { margin: 0 0 .6rem; }
.reply { border-left: 3px solid var(--rule); padding: .1rem 0 .1rem .9rem; margin: 0 0 1rem; max-width: 46em; } .reply h4 { margin: 0; font-size: .95rem; } .reply p { margin: .2rem 0; font-size: .92rem; }
blockquote { margin: .5rem 0; padding: 0; font-family: var(--serif); } blockquote p { white-space: pre-line; overflow-wrap: anywhere; } blockquote footer { margin: 0; padding: 0; border: 0; color: var(--soft); font-size: .85rem; }
.quote { margin: .1rem 0 .25rem .6rem; overflow-wrap: anywhere; } .quote q { font-family: var(--serif); } .quote .soft { font-size: .92em; }
.probes { display: grid; grid-template-columns: repeat(auto-fill, minmax(25rem, 1fr)); gap: 1rem; }
.probe { background: var(--card); border: 1px solid var(--rule); border-radius: 5px; padding: .8rem .95rem; break-inside: avoid; min-width: 0; }
.probe h4 { margin: 0 0 .15rem; font-size: 1rem; display: flex; flex-wrap: wrap; gap: .3rem .6rem; align-items: baseline; }
.chip { font-size: .78rem; font-weight: 600; padding: .1rem .5rem; border-radius: 3px; }
.probe p { margin: .3rem 0; font-size: .88rem; line-height: 1.4; overflow-wrap: anywhere; }
.probe dl { display: grid; grid-template-columns: auto 1fr; gap: .1rem .8rem; margin: .4rem 0 0; font-size: .86rem; line-height: 1.4; } .probe dt { color: var(--soft); } .probe dd { margin: 0; overflow-wrap: anywhere; }
.probe ul { margin: 0; padding: 0; list-style: none; }
.timeline { display: block; width: 100%; height: 2.5rem; overflow: visible; margin-top: .35rem; }
.timeline .base, .timeline .tick { stroke: var(--rule); stroke-width: 2; } .timeline .tick { stroke-width: 1; } .timeline text { fill: var(--soft); font: .7rem var(--sans); }
.anything { stroke: var(--ink); stroke-width: 2; } .nonAutomatic { fill: var(--card); stroke: var(--accent); stroke-width: 2; } .substantive { fill: var(--answered); stroke: var(--card); }

body > footer { margin-top: 3.5rem; border-top: 6px solid var(--ink); padding-top: 1rem; font-size: .9rem; }
body > footer dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1.2rem; margin: 0; } body > footer dt { color: var(--soft); } body > footer dd { margin: 0; overflow-wrap: anywhere; }
.files { display: flex; flex-wrap: wrap; gap: .5rem 1.6rem; list-style: none; padding: 0; }
.method p { max-width: 46em; margin: .5rem 0; }

@media (max-width: 44rem) {
  body { padding: 0 1rem 3rem; } .wide { margin: 0 -1rem; padding: 0 1rem .4rem; }
  .tiles { grid-template-columns: 1fr 1fr; } .tiles > div { padding-left: 0; border: 0; }
  .half, .probes { grid-template-columns: minmax(0, 1fr); }
  .lender > summary { grid-template-columns: 1rem minmax(0, 1fr); } .lender .pips, .lender .verdict { grid-column: 2; } .dossier { padding-left: 0; }
  figcaption h3 { font-size: 1.3rem; }
  body > footer dl { grid-template-columns: 1fr; } body > footer dd { margin-bottom: .4rem; }
}
@media screen and (max-width: 56rem) {
  .on-wide { display: none; } .on-narrow { display: block; max-width: 32rem; }
}
@media print {
  :root { --paper: #fff; --card: #fff; --ink: #000; --soft: #444; --rule: #bbb; --grid: #ddd; --accent: #005a8c; --above: #00664a; --below: #a63f00; --band: #0072b22e; --dot: #00000080; --acknowledged-only: #b9b9b9; --silence: #2b2d33; --on-silence: #fff;
    --variants: #56b4e9; --sampling: #5a5f69; --line-1: #0072b2; --line-2: #b84e00; --line-3: #00795a; --line-4: #a5487e; --line-5: #8a6200; --line-6: #000;
    --h0: #f1eee8; --h1: #cfe3f1; --h2: #8fc1e3; --h3: #3d8fc6; --h4: #004f80; --on-h0: #000; --on-h1: #000; --on-h2: #000; --on-h3: #000; --on-h4: #fff; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  body { max-width: none; padding: 0; font-size: 9.5pt; } nav.page, .skip, .tools, #data { display: none; } figcaption, .on-wide { break-inside: avoid; } th button { text-decoration: none; } .key, .source, figcaption .note { font-size: 8pt; } a { color: inherit; text-decoration: none; }
  section { margin-top: 1.6rem; } h2, h3, figcaption { break-after: avoid; } tr { break-inside: avoid; } thead { display: table-header-group; }
  .wide { overflow: visible; margin: 0; padding: 0; } th, td { padding: .2rem .35rem; white-space: normal; } table { font-size: 8pt; } thead th { font-size: 7.5pt; hyphens: auto; overflow-wrap: anywhere; }
  details::details-content { content-visibility: visible; block-size: auto; } .probes { grid-template-columns: 1fr 1fr; }
  @page { size: A4; margin: 14mm 13mm; }
}
`;
