/** The style sheet, one for screen (light and dark), phone and print. Colours: Okabe and Ito's, safe for the colour-blind. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: #fdfcf9; --card: #ffffff; --ink: #16181d; --soft: #5a5f69; --rule: #dcd9d1; --grid: #e9e6df;
  --accent: #0072b2; --above: #00664a; --below: #a63f00; --band: #0072b22e; --dot: #16181d80;
  --answered: #009e73; --partly-answered: #56b4e9; --deflected: #f0e442; --gated: #e69f00; --refused: #cc79a7;
  --acknowledged-only: #b9b9b9; --silence: #2b2d33; --on-silence: #ffffff; --broken: #d55e00;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif;
  --serif: Georgia, "Noto Serif", "Times New Roman", "Songti SC", "Noto Serif CJK SC", serif;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14161a; --card: #1c1f25; --ink: #eceae4; --soft: #a3a7b0; --rule: #343842; --grid: #2a2e36;
    --accent: #6cc0f2; --above: #4fd0a8; --below: #ff9a5c; --band: #56b4e93d; --dot: #eceae48c;
    --acknowledged-only: #8b8e96; --silence: #f1efe9; --on-silence: #14161a;
  }
}
* { box-sizing: border-box; }
html { background: var(--paper); color: var(--ink); -webkit-text-size-adjust: 100%; scroll-behavior: smooth; }
body { margin: 0 auto; max-width: 70rem; padding: 0 1.25rem 4rem; font: 1rem/1.5 var(--sans); }
a { color: var(--accent); text-decoration-thickness: 1px; text-underline-offset: .15em; }
a:focus-visible, summary:focus-visible, .wide:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 2px; }
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
h2 { font: 700 1.65rem/1.2 var(--serif); margin: 0 0 .35rem; text-wrap: balance; }
h3 { font: 700 1.08rem/1.3 var(--sans); margin: 1.6rem 0 .3rem; }
.note { color: var(--soft); max-width: 46em; margin: 0 0 .9rem; text-wrap: pretty; }
figure { margin: 0; } figcaption { color: var(--soft); max-width: 46em; margin-bottom: .9rem; text-wrap: pretty; }
figcaption strong { color: var(--ink); display: block; margin-top: .35rem; }

.key { display: flex; flex-wrap: wrap; gap: .3rem 1.1rem; list-style: none; margin: 0 0 .8rem; padding: 0; font-size: .9rem; }
.key i { display: inline-block; width: .85rem; height: .85rem; margin-right: .4rem; vertical-align: -.08em; border-radius: 2px; } .key svg { width: 1.1rem; height: 1.1rem; margin-right: .35rem; vertical-align: -.22em; overflow: visible; }
.o-answered { background: var(--answered); color: #000; } .o-partly-answered { background: var(--partly-answered); color: #000; }
.o-deflected { background: var(--deflected); color: #000; } .o-gated { background: var(--gated); color: #000; }
.o-refused { background: var(--refused); color: #000; } .o-acknowledged-only { background: var(--acknowledged-only); color: #000; }
.o-no-reply { background: var(--silence); color: var(--on-silence); }
.o-undeliverable, .o-channel-unavailable, .o-blocked { background: var(--broken); color: #000; }
.o-invalid { background: repeating-linear-gradient(45deg, var(--rule) 0 3px, transparent 3px 7px); color: var(--ink); border: 1px solid var(--soft); }

.chart { list-style: none; margin: 0; padding: 0; }
.chart > li { display: grid; grid-template-columns: 12.5rem minmax(0, 1fr) 11rem; column-gap: 1rem; align-items: center; break-inside: avoid; }
.chart .who { font-weight: 600; line-height: 1.25; overflow-wrap: anywhere; } .chart .who a { color: inherit; text-decoration: none; } .chart .who a:hover { text-decoration: underline; }
.chart .figure { font-size: .9rem; line-height: 1.25; font-variant-numeric: tabular-nums; }
.chart .gap { display: block; padding: .7rem 0; color: var(--soft); font-style: italic; border-block: 1px dashed var(--rule); margin: .3rem 0; text-align: center; }
.bars > li { padding: .16rem 0; } .bars > li.total { border-bottom: 1px solid var(--rule); padding-bottom: .55rem; margin-bottom: .45rem; } .bars > li.axis { font-size: .82rem; color: var(--soft); }
.bar { display: flex; height: 1.55rem; gap: 1px; font-size: .82rem; font-weight: 600; }
.bar span { display: flex; align-items: center; justify-content: center; min-width: 0; overflow: hidden; }
.bar span:first-child { border-radius: 3px 0 0 3px; } .bar span:last-child { border-radius: 0 3px 3px 0; } .bar span:only-child { border-radius: 3px; }
.soft { color: var(--soft); font-weight: 400; }
.scores > li + li { border-top: 1px solid var(--grid); } .scores > li.axis { border: 0; font-size: .82rem; color: var(--soft); } .scores > li.gap { border-block: 1px dashed var(--rule); }
.strip { display: block; width: 100%; height: 40px; overflow: visible; }
.strip .grid { stroke: var(--grid); } .strip .mean { stroke: var(--soft); stroke-dasharray: 3 3; }
.strip .interval { fill: var(--band); } .strip .score { stroke: var(--accent); stroke-width: 3; } .strip .dot { fill: var(--dot); stroke: var(--paper); stroke-width: .8; }
.strip text { fill: var(--soft); font: .8rem var(--sans); }
.chart .figure b { font-size: 1.05rem; }
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
.lender > summary { display: grid; grid-template-columns: 1rem 1fr auto; gap: .7rem; align-items: center; padding: .6rem 0; list-style: none; }
.lender > summary::-webkit-details-marker { display: none; }
.lender > summary::before { content: ""; width: .5rem; height: .5rem; border: solid var(--soft); border-width: 0 2px 2px 0; transform: rotate(-45deg); }
.lender[open] > summary::before { transform: rotate(45deg); }
.lender h3 { margin: 0; } .lender h3 small { font-weight: 400; color: var(--soft); font-size: .88rem; }
.pips { display: flex; gap: 3px; } .pips i { width: .95rem; height: .95rem; border-radius: 2px; }
.probes { display: grid; grid-template-columns: repeat(auto-fill, minmax(25rem, 1fr)); gap: 1rem; padding: .3rem 0 1.4rem; }
.probe { background: var(--card); border: 1px solid var(--rule); border-radius: 5px; padding: .8rem .95rem; break-inside: avoid; min-width: 0; }
.probe h4 { margin: 0 0 .15rem; font-size: 1rem; display: flex; flex-wrap: wrap; gap: .3rem .6rem; align-items: baseline; }
.chip { font-size: .78rem; font-weight: 600; padding: .1rem .5rem; border-radius: 3px; }
.probe p { margin: .3rem 0; font-size: .88rem; line-height: 1.4; overflow-wrap: anywhere; }
.probe dl { display: grid; grid-template-columns: auto 1fr; gap: .1rem .8rem; margin: .4rem 0 0; font-size: .86rem; line-height: 1.4; } .probe dt { color: var(--soft); } .probe dd { margin: 0; overflow-wrap: anywhere; }
.probe ul { margin: 0; padding: 0; list-style: none; }
.timeline { display: block; width: 100%; height: 2.5rem; overflow: visible; margin-top: .35rem; }
.timeline .base, .timeline .tick { stroke: var(--rule); stroke-width: 2; } .timeline .tick { stroke-width: 1; } .timeline text { fill: var(--soft); font: .7rem var(--sans); }
.anything { stroke: var(--ink); stroke-width: 2; } .nonAutomatic { fill: var(--card); stroke: var(--accent); stroke-width: 2; } .substantive { fill: var(--answered); stroke: var(--card); }

footer { margin-top: 3.5rem; border-top: 6px solid var(--ink); padding-top: 1rem; font-size: .9rem; }
footer dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1.2rem; margin: 0; } footer dt { color: var(--soft); } footer dd { margin: 0; overflow-wrap: anywhere; }
.method p { max-width: 46em; margin: .5rem 0; }

@media (max-width: 44rem) {
  body { padding: 0 1rem 3rem; } .wide { margin: 0 -1rem; padding: 0 1rem .4rem; }
  .tiles { grid-template-columns: 1fr 1fr; } .tiles > div { padding-left: 0; border: 0; }
  .chart > li { grid-template-columns: minmax(0, 1fr) auto; padding: .45rem 0; } .chart .plot { grid-column: 1 / -1; grid-row: 2; }
  .chart .figure { text-align: right; } .chart > li.axis .who, .chart > li.axis .figure { display: none; }
  .half, .probes { grid-template-columns: minmax(0, 1fr); }
  .lender > summary { grid-template-columns: 1rem 1fr; } .lender .pips { grid-column: 2; }
  footer dl { grid-template-columns: 1fr; } footer dd { margin-bottom: .4rem; }
}
@media print {
  :root { --paper: #fff; --card: #fff; --ink: #000; --soft: #444; --rule: #bbb; --grid: #ddd; --accent: #005a8c; --above: #00664a; --below: #a63f00; --band: #0072b22e; --dot: #00000080; --acknowledged-only: #b9b9b9; --silence: #2b2d33; --on-silence: #fff; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  body { max-width: none; padding: 0; font-size: 9.5pt; } nav.page, .skip { display: none; } a { color: inherit; text-decoration: none; }
  section { margin-top: 1.6rem; } h2, h3, figcaption { break-after: avoid; } tr { break-inside: avoid; } thead { display: table-header-group; }
  .wide { overflow: visible; margin: 0; padding: 0; } th, td { padding: .2rem .35rem; white-space: normal; } table { font-size: 8pt; }
  details::details-content { content-visibility: visible; block-size: auto; } .probes { grid-template-columns: 1fr 1fr; }
  @page { size: A4; margin: 14mm 13mm; }
}
`;
