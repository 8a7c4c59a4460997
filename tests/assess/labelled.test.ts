/**
 * Accuracy on the labelled replies of independent authors (tests/corpus/labelled). The floors hold the set-aside part,
 * which no rule was tuned on: responder .93 (macro F1), the rest .88, in every language.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { type Aspect, scoreOfAspect } from '../corpus/aspects.ts';
import {
  type Judged,
  judge,
  LABELLED_LANGUAGES,
  type LabelledLanguage,
  loadLabelled,
} from '../corpus/labelled.ts';

const WANTED = { responder: 0.93, facets: 0.88, deflection: 0.88, personal_data: 0.88 } as const;
const judged = new Map<LabelledLanguage, Judged[]>();

beforeAll(async () => {
  for (const language of LABELLED_LANGUAGES) {
    const all: Judged[] = [];
    for (const reply of loadLabelled(language)) all.push(await judge(reply));
    judged.set(language, all);
  }
}, 300_000);

describe('the labelled replies', () => {
  for (const language of LABELLED_LANGUAGES) {
    it(`${language}: far more than 150, and 250 set aside`, () => {
      const all = judged.get(language)!;
      expect(all.length).toBeGreaterThanOrEqual(150);
      expect(all.filter((j) => j.reply.held).length).toBeGreaterThanOrEqual(250);
    });
    it.each(Object.entries(WANTED) as [Aspect, number][])(
      `${language}, set aside: %s at least %d`,
      (aspect, floor) => {
        const held = judged.get(language)!.filter((j) => j.reply.held);
        expect(scoreOfAspect(aspect, held)).toBeGreaterThanOrEqual(floor);
      },
    );
    it(`${language}: every finding has a rule and a reason, every span quotes the text`, () => {
      for (const { reply, mail, verdict } of judged.get(language)!) {
        for (const f of verdict.findings) {
          expect(f.rule, reply.id).not.toBe('');
          expect(f.reason, reply.id).not.toBe('');
          if (f.span) expect(mail.visibleText.slice(f.span.start, f.span.end), reply.id).toBe(f.span.quote);
        }
      }
    });
  }
});
