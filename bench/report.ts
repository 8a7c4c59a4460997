/**
 * The report of 600 lenders written to disk, and what Observable Plot on linkedom costs against strips of SVG put
 * together by hand (what the report had before): `node bench/report.ts`. Exit code 1 when the report takes ten seconds,
 * or the process a gibibyte.
 */
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MOST_SECONDS = 10;
const MOST_BYTES = 2 ** 30;
const LENDERS = 600;
const PROBES = 10;
const ROUNDS = 5;

const from = performance.now();
const { renderHtml } = await import('../src/report/html.ts');
const loaded = performance.now() - from;
const { scoreChart } = await import('../src/report/charts/score-chart.ts');
const { rankedOf } = await import('../src/report/standing-words.ts');
const { speechOf } = await import('../src/report/speech.ts');
const { written } = await import('../src/report/markup.ts');
const { rankWave } = await import('../src/ranking/rank-wave.ts');
const { redact } = await import('../src/report/redaction.ts');
const { makeWave, PERSONAS } = await import('../tests/report/fixtures.ts');

type Result = ReturnType<typeof redact>;
const resultOf = (lenders: number): Result =>
  redact(
    rankWave(makeWave({ lenders, probes: PROBES, channels: ['email', 'webchat', 'telegram'] })),
    PERSONAS,
  );

const large = resultOf(LENDERS);
const folder = mkdtempSync(join(tmpdir(), 'doorbell-report-'));
const file = join(folder, 'report.html');
const start = performance.now();
writeFileSync(file, renderHtml(large, { language: 'en' }));
const seconds = (performance.now() - start) / 1000;
const bytes = statSync(file).size;
rmSync(folder, { recursive: true });
const memory = process.resourceUsage().maxRSS * 1024;

// The same rows in both: sixty lenders, the most that a chart shows one by one.
const small = resultOf(60);
const speech = speechOf('en');
const plot = best(() => written(scoreChart(small, speech)!));
const hand = best(() => byHand(small));

console.log(`loading Plot and linkedom          ${loaded.toFixed(0)} ms, once`);
console.log(
  `${LENDERS} lenders x ${PROBES}, written          ${seconds.toFixed(2)} s, ${(bytes / 1e6).toFixed(1)} MB (at most ${MOST_SECONDS} s)`,
);
console.log(
  `memory at its highest              ${(memory / 2 ** 20).toFixed(0)} MiB, ranking and all (at most ${MOST_BYTES / 2 ** 20})`,
);
console.log(`chart of 60 scores, two sizes      ${plot.toFixed(1)} ms by Plot on linkedom`);
console.log(
  `the same rows as strips            ${hand.toFixed(1)} ms by hand-made SVG: no axis, one size, no table`,
);
process.exitCode = seconds < MOST_SECONDS && memory < MOST_BYTES ? 0 : 1;

/** Milliseconds, the best of the rounds after one that warms up. */
function best(work: () => unknown): number {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round <= ROUNDS; round++) {
    const at = performance.now();
    work();
    if (round > 0) least = Math.min(least, performance.now() - at);
  }
  return least;
}

/** Interval, score and dots of each lender, as the report drew them before it had Plot. */
function byHand(result: Result): string {
  const scores = Map.groupBy(result.probes, (p) => p.lender);
  return rankedOf(result)
    .map(
      ({ lender, standing: s }) =>
        `<svg class="strip"><rect x="${s.low}%" width="${s.high - s.low}%" y="11" height="18"/><line x1="${s.score}%" x2="${s.score}%" y1="6" y2="34"/>${(
          scores.get(lender.id) ?? []
        )
          .map((p) => (p.score.status === 'scored' ? `<circle cx="${p.score.value}%" cy="20" r="2.8"/>` : ''))
          .join('')}</svg>`,
    )
    .join('\n');
}
