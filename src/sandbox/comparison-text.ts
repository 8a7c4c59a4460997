/** The comparison with the known truth, as it is printed at the end of the demo. */
import type { ClockComparison, Comparison, Difference } from './comparison.ts';

const SHOWN = 12;

/** Plain text of a few lines, every wrong one named (the first 12 of each kind). Ends with a newline. */
export function renderComparison(c: Comparison): string {
  const { dispositions, messages, facets, contradictions, clocks } = c;
  const lines = [
    `Recovered from the sandbox market's known truth (${c.probes} probes${c.notReceived ? `, ${c.notReceived} more were not sent` : ''}):`,
    `  dispositions     ${dispositions.right} of ${c.probes}`,
    ...Object.entries(dispositions.confusion).map(([cell, n]) => `    ${n} x ${cell.replace('>', 'called')}`),
    ...named(dispositions.wrong),
    `  responders       ${messages.right} of ${messages.delivered} messages`,
    ...named(messages.wrong),
    ...(messages.invented.length
      ? [`  invented         ${messages.invented.length} messages`, ...named(messages.invented)]
      : []),
    `  answered facets  ${facets.right} of ${c.probes}`,
    ...named(facets.wrong),
    `  contradictions   ${contradictions.found} of ${contradictions.real} figures that are not as published${contradictions.invented.length ? `; ${contradictions.invented.length} called so that are none` : ''}`,
    ...named(contradictions.missed),
    ...named(contradictions.invented),
    ...clock('first anything', clocks.anything),
    ...clock('non-automatic', clocks.nonAutomatic),
    ...clock('substantive', clocks.substantive),
    `  silence          ${c.silentInvented.length} called silent that were not, ${c.silentMissed.length} silent not recognised`,
    ...(c.sentTwice.length ? [`  SENT TWICE       ${c.sentTwice.join(', ')}`] : []),
    c.exact ? '  Everything was recovered.' : '  Not everything was recovered.',
  ];
  return `${lines.join('\n')}\n`;
}

function clock(name: string, c: ClockComparison): string[] {
  const error =
    c.medianMs === null
      ? 'nothing to compare'
      : `${c.compared} times${c.bounded ? ` (${c.bounded} within bounds)` : ''}, error median ${ms(c.medianMs)}, at most ${ms(c.maxMs!)}`;
  return [
    `  ${name.padEnd(16)} ${error}${c.wrong.length ? `; ${c.wrong.length} wrong` : ''}`,
    ...named(c.wrong),
  ];
}

const ms = (n: number): string => `${Math.round(n)} ms`;

const named = (wrong: Difference[]): string[] => [
  ...wrong.slice(0, SHOWN).map((w) => `    ${w.probe}: ${w.truth}, found ${w.found}`),
  ...(wrong.length > SHOWN ? [`    and ${wrong.length - SHOWN} more`] : []),
];
