/** Bounces, automatic and ordinary mail of public projects (shared/corpus/mail, read where it is, not copied). */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { assessMessage, type MessageVerdict } from '../../src/assess/assess-message.ts';
import { parseMail } from '../../src/assess/parse-mail.ts';

const dir = resolve(import.meta.dirname, '../../../shared/corpus/mail');
const present = existsSync(join(dir, 'labels.jsonl'));

if (!present) {
  it('is there in CI', () => {
    console.log(`no labelled mail at ${dir}: bounce precision and recall were not measured`);
    expect(process.env['CI'] === 'true', 'under CI the corpus must be there').toBe(false);
  });
}

const CONTEXT = {
  question: null,
  asked: [],
  languages: ['en', 'ru', 'uk', 'zh'],
  latencyMs: null,
  live: false,
  inOurThread: false,
  sameForOthers: 0,
  names: [],
};
const judge = async (file: string): Promise<MessageVerdict> =>
  assessMessage(await parseMail(readFileSync(join(dir, file))), CONTEXT);

/** Outright spam among the bounces of one source: no report by any reading. */
const NO_REPORT = ['bp/spam-with-image.msg', 'bp/spam-lots-of-bogus-addresses.msg'];

describe.runIf(present)('labelled mail of public projects', () => {
  const judged: { file: string; label: string; verdict: MessageVerdict }[] = [];
  beforeAll(async () => {
    const labels = readFileSync(join(dir, 'labels.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((l) => JSON.parse(l) as { file: string; label: string });
    for (const { file, label } of labels) judged.push({ file, label, verdict: await judge(file) });
    const counts = new Map<string, number>();
    for (const { label, verdict } of judged) {
      const key = `${label} read as ${verdict.responder}${verdict.bounce ? ` (${verdict.bounce})` : ''}${verdict.objection ? ` (${verdict.objection})` : ''}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    console.log(
      [...counts]
        .sort()
        .map(([k, n]) => `${String(n).padStart(4)}  ${k}`)
        .join('\n'),
    );
  }, 60_000);

  const isReport = (v: MessageVerdict): boolean => v.responder === 'bounce';

  it('finds reports: recall at least 0.99', () => {
    const bounces = judged.filter((j) => j.label === 'bounce' && !NO_REPORT.includes(j.file));
    expect(bounces.length).toBeGreaterThan(350);
    expect(bounces.filter((j) => isReport(j.verdict)).length / bounces.length).toBeGreaterThanOrEqual(0.99);
  });

  it('takes nothing else for one: precision at least 0.99', () => {
    const got = judged.filter((j) => isReport(j.verdict));
    const right = got.filter((j) => ['bounce', 'delayed', 'delivered'].includes(j.label));
    expect(right.length / got.length).toBeGreaterThanOrEqual(0.99);
  });

  it('takes at most 2% of ordinary mail for a bounce or automatic', () => {
    const human = judged.filter((j) => j.label === 'human');
    const wrong = human.filter((j) =>
      ['bounce', 'auto-acknowledgement', 'out-of-office', 'bot'].includes(j.verdict.responder),
    );
    // be/tt_1234210666.txt says "I am out of office" and is labelled as ordinary mail.
    expect(wrong.map((j) => j.file)).toEqual(['be/tt_1234210666.txt']);
  });

  it('knows complaints', () => {
    const arf = judged.filter((j) => j.label === 'arf');
    // sis/arf-18.eml is a DMARC failure report: nobody complains in it.
    expect(arf.filter((j) => j.verdict.objection === null).map((j) => j.file)).toEqual(['sis/arf-18.eml']);
    expect(
      judged.filter((j) => j.label !== 'arf' && j.verdict.objection === 'complaint').map((j) => j.file),
    ).toEqual([]);
  });

  it.each([
    ['mta/exim-1.eml', 'hard'],
    ['mta/opensmtpd-1.eml', 'hard'],
    ['mta/opensmtpd-2.eml', 'soft'],
    ['mta/postfix-1.eml', 'hard'],
  ])('reads %s as %s', async (file, kind) => {
    expect((await judge(file)).bounce).toBe(kind);
  });
});
