/** Whole reports of made-up markets, small and large, and one in which every word is hostile. */
import { VariationSource } from '../../src/model/sensitivity.ts';
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

/** Adds what the fixtures' assessments lack: criteria, quotes, a contradiction, correspondence, a funder. */
const withWords = (result: WaveResult): WaveResult => ({
  ...result,
  funder: 'A foundation for tests',
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
  /^(status|disposition|channel|kind|key|slot|responder|bounce|publishable|band|criterion|use|verdict|clock|ending|estimator|mode|format|asked|answered|facet|scope|state|level|method|language|chief|sooner|a|b|against|untested|wording|on|resultsSent|disclosed|seenOn|starts|ends|firstSentAt|lastSentAt|sentAt|deadlineAt|from|to|at|first|last|claimed)$/;

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
