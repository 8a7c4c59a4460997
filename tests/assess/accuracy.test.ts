/** How often the rules are right on the labelled replies: printed for both parts, held to a floor on the set-aside one. */
import { beforeAll, describe, expect, it } from 'vitest';
import { assessMessage, type MessageVerdict } from '../../src/assess/assess-message.ts';
import { parseMail } from '../../src/assess/parse-mail.ts';
import { type Entry, latencyOf, loadCorpus, NAMES, QUESTIONS, rawOf } from '../corpus/load.ts';
import { Confusion } from '../corpus/measure.ts';

const LANGUAGES = ['en', 'ru', 'uk', 'zh'];

/** What the set-aside part must reach in every language (micro F1). Raise it when the rules do. */
const FLOOR = { responder: 0.9, facets: 0.85, deflection: 0.85, personal: 0.85, refusal: 0.6 };
type Aspect = keyof typeof FLOOR;

interface Judged {
  entry: Entry;
  verdict: MessageVerdict;
}
const judged: Judged[] = [];

const labels: Record<Aspect, (j: Judged) => [expected: readonly string[], got: readonly string[]]> = {
  responder: ({ entry, verdict }) => [[entry.expect.responder], [verdict.responder]],
  facets: ({ entry, verdict }) => [entry.expect.answered, verdict.answered],
  deflection: ({ entry, verdict }) => [only(entry.expect.deflection), only(verdict.deflection)],
  personal: ({ entry, verdict }) => [entry.expect.personal, verdict.personalData],
  refusal: ({ entry, verdict }) => [
    entry.expect.refusal ? ['refusal'] : [],
    verdict.refusal ? ['refusal'] : [],
  ],
};
const only = (d: string): string[] => (d === 'none' ? [] : [d]);

const confusion = (aspect: Aspect, among: readonly Judged[]): Confusion => {
  const c = new Confusion();
  for (const j of among) c.add(...labels[aspect](j));
  return c;
};

beforeAll(async () => {
  for (const entry of loadCorpus()) {
    const mail = await parseMail(rawOf(entry));
    const question = { language: entry.language, ...QUESTIONS[entry.language]! };
    judged.push({
      entry,
      verdict: assessMessage(mail, {
        question,
        asked: entry.asks,
        languages: LANGUAGES,
        latencyMs: latencyOf(entry),
        live: false,
        inOurThread: false,
        sameForOthers: 0,
        names: NAMES[entry.language]!,
      }),
    });
  }
  const lines: string[] = [];
  for (const held of [false, true])
    for (const language of LANGUAGES) {
      const some = judged.filter((j) => j.entry.held === held && j.entry.language === language);
      lines.push(`\n${held ? 'set aside' : 'tuned on'}, ${language}, ${some.length} replies`);
      for (const aspect of Object.keys(FLOOR) as Aspect[]) {
        const c = confusion(aspect, some);
        lines.push(`  ${aspect}: micro F1 ${c.micro().toFixed(3)}, macro F1 ${c.macro().toFixed(3)}`);
        if (aspect === 'responder' || process.env['ACCURACY_ALL'])
          lines.push(...c.table().map((l) => `    ${l}`));
      }
    }
  for (const j of judged)
    for (const aspect of Object.keys(FLOOR) as Aspect[]) {
      const [expected, got] = labels[aspect](j).map((l) => [...l].sort().join(' ') || '-');
      if (expected !== got && process.env['ACCURACY_ALL'])
        lines.push(`${j.entry.held ? 'held ' : ''}${j.entry.id} ${aspect}: ${expected} but got ${got}`);
    }
  console.log(lines.join('\n'));
});

describe('the set-aside replies', () => {
  for (const language of LANGUAGES)
    for (const aspect of Object.keys(FLOOR) as Aspect[])
      it(`${language}: ${aspect} at least ${FLOOR[aspect]}`, () => {
        const some = judged.filter((j) => j.entry.held && j.entry.language === language);
        expect(some.length).toBeGreaterThanOrEqual(12);
        expect(confusion(aspect, some).micro()).toBeGreaterThanOrEqual(FLOOR[aspect]);
      });
});

describe('every labelled reply', () => {
  it('has at least 120 entries, 30 in each language, a third set aside', () => {
    expect(judged.length).toBeGreaterThanOrEqual(120);
    for (const language of LANGUAGES)
      expect(judged.filter((j) => j.entry.language === language).length).toBeGreaterThanOrEqual(30);
    expect(judged.filter((j) => j.entry.held).length).toBeGreaterThanOrEqual(judged.length / 3);
  });

  it('has its language told, or unknown, but never another', () => {
    for (const { entry, verdict } of judged)
      expect([entry.language, 'unknown'], entry.id).toContain(verdict.language);
  });

  it('carries the objection that the guardrails need', () => {
    for (const { entry, verdict } of judged) expect(verdict.objection, entry.id).toBe(entry.expect.stop);
  });

  it('gives a rule and a reason for every finding, and spans that quote the text', async () => {
    for (const { entry, verdict } of judged) {
      const mail = await parseMail(rawOf(entry));
      for (const f of verdict.findings) {
        expect(f.rule, entry.id).not.toBe('');
        expect(f.reason, entry.id).not.toBe('');
        if (f.span) expect(mail.visibleText.slice(f.span.start, f.span.end), entry.id).toBe(f.span.quote);
      }
    }
  });
});
