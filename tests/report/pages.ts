/** Whole reports of made-up markets, small and large, and one in which every word is hostile. */
import { scored } from '../../src/model/measured.ts';
import { VariationSource } from '../../src/model/sensitivity.ts';
import type { Trend, TrendLine } from '../../src/model/trend.ts';
import type { WaveResult } from '../../src/model/wave-result.ts';
import { rankWave } from '../../src/ranking/rank-wave.ts';
import { renderHtml } from '../../src/report/html.ts';
import { type PublicResult, redact } from '../../src/report/redaction.ts';
import { makeWave, PERSONAS } from './fixtures.ts';

export const LANGUAGES = ['en', 'uk', 'ru', 'zh'] as const;

const results = new Map<number, PublicResult>();

/** A market of 12 or of 600: three channels, some of them closed, a lender's word beside its score, quotes. */
export function resultOf(lenders: number): PublicResult {
  const known = results.get(lenders);
  if (known) return known;
  const ranked = rankWave(
    makeWave({
      lenders,
      probes: lenders > 60 ? 6 : 8,
      channels: ['email', 'webchat', 'telegram'],
    }),
  );
  const made = redact(withWords(ranked), PERSONAS);
  results.set(lenders, made);
  return made;
}

export const pageOf = (lenders: number, language: string): string =>
  renderHtml(resultOf(lenders), { language });

/** As if every third lender had been ten points lower half a year ago, and every fourth fifteen points higher. */
function trendOf({ lenders, plan }: WaveResult): Trend {
  const wave = (id: string, title: string, starts: string, ends: string): Trend['waves'][number] => ({
    wave: id,
    title,
    plan,
    starts,
    ends,
    code: 'doorbell@0.1.0',
    valid: 90,
    changed: id === 'w0' ? ['wave/deadlineHours', 'scenarios/student/uk/a'] : [],
  });
  const line = (now: number, difference: number): TrendLine => {
    const was = Math.min(100, Math.max(0, now - difference));
    const point = (id: string, mean: number) => ({
      wave: id,
      n: 5,
      substantive: 3,
      score: scored({ mean, low: Math.max(0, mean - 8), high: Math.min(100, mean + 8) }),
    });
    return {
      points: [point('w0', was), point('w1', now)],
      change: scored({
        from: 'w0',
        to: 'w1',
        n: 5,
        difference: now - was,
        low: now - was - 6,
        high: now - was + 6,
        verdict:
          now - was > 8
            ? ('better' as const)
            : now - was < -8
              ? ('worse' as const)
              : ('not-distinguishable' as const),
      }),
    };
  };
  return {
    waves: [
      wave('w0', 'Spring wave', '2026-04-06', '2026-05-10'),
      wave('w1', 'Autumn wave', '2026-10-05', '2026-11-15'),
    ],
    questions: [{ scenario: 'first-loan', channel: 'email' }],
    leftOut: ['student: its Ukrainian wording changed'],
    lenders: lenders.flatMap((l, i) =>
      l.standing.status === 'scored'
        ? [{ lender: l.id, ...line(l.standing.value.score, i % 3 === 0 ? 10 : i % 4 === 0 ? -15 : 2) }]
        : [],
    ),
    market: { lenders: lenders.length, ...line(45, 3) },
  };
}

/** Adds what the fixtures' assessments lack: criteria, quotes, a contradiction, correspondence, a funder. */
const withWords = (result: WaveResult): WaveResult => ({
  ...result,
  funder: 'A foundation for tests',
  trend: { status: 'scored', value: trendOf(result) },
  lenders: result.lenders.map((l, i) =>
    i % 3 > 0
      ? l
      : {
          ...l,
          correspondence: {
            resultsSent: '2026-12-01',
            disclosed: '2026-12-02',
            replies:
              i % 2 > 0
                ? []
                : [
                    {
                      on: '2026-12-05',
                      text: 'We answer every letter.\nThe one of October was lost by a colleague.',
                      correction: 'Checked against the mailbox: nothing had come; the score stands.',
                    },
                  ],
          },
        },
  ),
  probes: result.probes.map((p) =>
    p.excluded !== undefined || p.messages.length === 0
      ? p
      : {
          ...p,
          criteria: [
            {
              criterion: 'speed' as const,
              use: 'in-score' as const,
              points: { status: 'scored' as const, value: 65 },
              reason: 'The first substantive reply came after 3 h 10 min.',
            },
            {
              criterion: 'politeness' as const,
              use: 'tentative' as const,
              points: { status: 'scored' as const, value: 50 },
              reason: 'Greets, without a polite form.',
            },
          ],
          contradictions: [
            {
              said: 'The rate is 1.5% a day.',
              known: 'The standard rate is 0.9% a day.',
              source: 'https://acme.example/terms',
              seenOn: '2026-08-18',
            },
          ],
          messages: p.messages.map((m) => ({
            ...m,
            quotes: [{ criterion: 'accuracy' as const, quote: 'The rate is 1.5% a day.' }],
          })),
        },
  ),
});

/** Fields whose strings are words of the model (or moments) and not anybody's text. */
const WORDS =
  /^(status|disposition|channel|kind|key|slot|responder|bounce|publishable|band|criterion|use|verdict|clock|ending|estimator|mode|format|asked|answered|facet|scope|state|level|method|language|chief|ties|sooner|a|b|against|untested|wording|on|resultsSent|disclosed|seenOn|starts|ends|firstSentAt|lastSentAt|sentAt|deadlineAt|from|to|at|first|last|claimed)$/;

/** In the sensitivity a source is a word of the model, in a contradiction an address. */
const SOURCES: ReadonlySet<string> = new Set(VariationSource.options);

/**
 * The same result with `text` at the end of every string that is not a word of the model: names, reasons, quotes,
 * ids, digests, addresses, and the codes by which exclusions are counted.
 */
export function spokenBy(result: PublicResult, text: string): PublicResult {
  const walk = (value: unknown, key: string): unknown => {
    if (typeof value === 'string') return WORDS.test(key) || SOURCES.has(value) ? value : `${value} ${text}`;
    if (Array.isArray(value)) return value.map((item) => walk(item, key));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(
      Object.entries(value).map(([k, v]) => [key === 'excluded' ? `${k} ${text}` : k, walk(v, k)]),
    );
  };
  return walk(result, '') as PublicResult;
}
