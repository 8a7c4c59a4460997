/** Second coders and diff, through the real command line on a real ledger. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { studyFolder } from '../../src/cli/folder.ts';
import { assessmentRules } from '../../src/cli/rules.ts';
import { sha256 } from '../../src/model/digest.ts';
import type { Facet } from '../../src/model/vocabulary.ts';
import { openLedgerReadOnly } from '../../src/store/ledger.ts';
import { verifyLedger } from '../../src/store/verify.ts';
import { anAssessment, aReply, codedStudy } from './coded-study.ts';
import { doorbell } from './run-cli.ts';
import { temporaryFolder } from './temporary.ts';

const RULES = assessmentRules().coder;

interface Row {
  criterion: string;
  language: string;
  units: number;
  alpha: { status: string; value: number };
  interval: { status: string; value: { low: number; high: number } };
  verdict: string;
}

describe('a person who codes the replies of the rules', () => {
  it('enters them append-only, and agreement says what they may do', async () => {
    // Rules: every other reply answers the rate, every third deflects to the phone.
    const study = await codedStudy(10, (_, i) => ({
      answered: i % 2 === 0 ? ['rate'] : [],
      deflection: i % 3 === 0 ? 'phone' : 'none',
    }));
    expect(new Set(study.probes.map((p) => p.language)).size).toBe(4);
    // The person agrees on the rate, differs on the deflection of every fifth reply, and never sees a refusal.
    const table = study.probes.map((p, i) => {
      const rules = i % 3 === 0 ? 'phone' : 'none';
      const deflection = i % 5 === 0 ? (rules === 'phone' ? 'none' : 'phone') : rules;
      return `${p.id};${i % 2 === 0 ? 'rate' : 'none'};${deflection};${i % 4};no`.replace(/;3;no$/, ';;no');
    });
    const csv = join(temporaryFolder(), 'maria.csv');
    const bytes = `\uFEFFprobe;answered;deflection;empathy;refusal\r\n${table.join('\r\n')}\r\n`;
    writeFileSync(csv, bytes);
    const entered = await doorbell(
      'assess',
      '-C',
      study.dir,
      '--codes',
      csv,
      '--coder',
      'Марія К.',
      '--json',
    );
    expect(entered.err).toBe('');
    expect(JSON.parse(entered.out)).toMatchObject({
      coder: 'Марія К.',
      wave: study.wave,
      replies: 40,
      seq: 2,
    });

    const ledger = await openLedgerReadOnly({ dir: studyFolder(study.dir).ledger });
    const events = await ledger.events(study.wave);
    expect(events.map((e) => e.body)).toEqual([
      expect.objectContaining({ kind: 'assessed', coder: RULES }),
      expect.objectContaining({ kind: 'assessed', coder: 'Марія К.', evidence: sha256(bytes) }),
    ]);
    await ledger.close();

    const { code, out, err } = await doorbell('agreement', '-C', study.dir, '--json');
    expect(err).toBe('');
    expect(code).toBe(0);
    const { agreement, coders, notices } = JSON.parse(out) as {
      agreement: Row[];
      coders: string[];
      notices: string[];
    };
    expect(coders).toEqual([RULES, 'Марія К.']);
    const row = (criterion: string, language = 'all') =>
      agreement.find((r) => r.criterion === criterion && r.language === language);
    expect(row('facet:rate')).toMatchObject({ units: 40, alpha: { value: 1 }, verdict: 'in-score' });
    for (const language of ['en', 'ru', 'uk', 'zh'])
      expect(row('facet:rate', language)).toMatchObject({ units: 10, verdict: 'in-score' });
    expect(row('refusal')).toMatchObject({ alpha: { status: 'unscorable' }, verdict: 'undecided' });
    // Only the person coded empathy: nobody to agree with.
    expect(row('empathy')).toBeUndefined();
    const deflection = row('deflection')!;
    // 8 of 40 disagree; alpha = 1 - (n - 1) * observed / expected over the 80 codes.
    expect(deflection.alpha.value).toBeCloseTo(alphaOfTwo(study.probes.length), 12);
    expect(deflection.verdict).toBe('dropped');
    expect(deflection.interval.value.low).toBeLessThan(deflection.alpha.value);
    expect(deflection.interval.value.high).toBeGreaterThan(deflection.alpha.value);
    expect(notices.join('\n')).toMatch(/^deflection: alpha 0\.\d+ is below \.667: dropped from the score$/m);
    expect((await doorbell('agreement', '-C', study.dir, '--json')).out).toBe(out);
    expect((await verifyLedger(studyFolder(study.dir).ledger)).ok).toBe(true);

    const differ = await doorbell('diff', '-C', study.dir, RULES, 'Марія К.', '--json');
    expect(differ.code).toBe(1);
    const found = JSON.parse(differ.out);
    expect(found).toMatchObject({ compared: 40, counts: { deflection: 8 } });
    expect(found.differences[0]).toMatchObject({
      criterion: 'deflection',
      unit: expect.stringContaining(' '),
    });
    expect((await doorbell('diff', '-C', study.dir, '2', 'Марія К.')).code).toBe(0);
  });

  it('may correct a code later: the later one stands, and the first file stays', async () => {
    const study = await codedStudy(2, () => ({}));
    const [one, two] = study.probes;
    const dir = temporaryFolder();
    const write = (name: string, rows: object[]): string => {
      const path = join(dir, name);
      writeFileSync(path, rows.map((r) => `${JSON.stringify(r)}\n`).join(''));
      return path;
    };
    const first = write('a.jsonl', [
      { probe: one!.id, responder: 'bot', greets: null, note: 'a menu' },
      { evidence: study.evidenceOf(two!).slice(0, 10), responder: 'human' },
    ]);
    const second = write('b.jsonl', [{ probe: one!.id, responder: 'human' }]);
    for (const file of [first, second])
      expect((await doorbell('assess', '-C', study.dir, '--codes', file, '--coder', 'li')).code).toBe(0);
    expect((await doorbell('diff', '-C', study.dir, 'li', RULES)).code).toBe(0);
    const before = await doorbell('diff', '-C', study.dir, '2', '3');
    expect(before.code).toBe(1);
    expect(before.out).toContain('responder: bot -> human');
  });

  it('is told every line at fault, and then nothing is entered', async () => {
    const study = await codedStudy(1, () => ({}));
    const [one, two] = study.probes;
    const file = join(temporaryFolder(), 'bad.csv');
    writeFileSync(
      file,
      [
        'probe,evidence,responder,answered,empathy,note',
        `${one!.id},,humann,,,`,
        `${one!.id},,human,"rate, terms",,`,
        `${one!.id},,human,,3,"over`,
        'two lines"',
        `${two!.id},,human,,,`,
        `${two!.id},,bot,,,`,
        'w9-nobody,,human,,,',
        ',,human,,,',
        ',abcdef0123,human,,,',
        `${two!.id},,human,,`,
      ].join('\n'),
    );
    const { code, err, out } = await doorbell('assess', '-C', study.dir, '--codes', file, '--coder', 'li');
    expect(code).toBe(2);
    expect(out).toBe('');
    for (const told of [
      ':2: responder is "humann"',
      'did you mean "human"',
      ':3: answered.1 is "terms"',
      ':4: empathy is 3',
      ':7: codes the same reply as line 6',
      ':8: probe "w9-nobody" has no reply',
      ':9: names no reply',
      ':10: no reply has evidence abcdef0123',
      ':11: has 5 cells, and the first line 6',
    ])
      expect(err).toContain(told);
    const name = await doorbell('assess', '-C', study.dir, '--codes', file, '--coder', 'rules@9');
    expect(name).toMatchObject({ code: 2, err: expect.stringContaining('--coder "rules@9"') });
    expect((await doorbell('assess', '-C', study.dir, '--codes', file)).code).toBe(2);
    expect((await doorbell('agreement', '-C', study.dir)).err).toContain(`only ${RULES} has coded`);
    const ledger = await openLedgerReadOnly({ dir: studyFolder(study.dir).ledger });
    expect((await ledger.events(study.wave)).length).toBe(1);
    await ledger.close();
  });
});

describe('diff of two files', () => {
  it('names each change by probe and criterion, without a study', async () => {
    const dir = temporaryFolder();
    const study = await codedStudy(2, () => ({}));
    const write = (name: string, change: (i: number) => { answered?: Facet[]; score?: number }): string => {
      const path = join(dir, name);
      const lines = study.probes.slice(0, 5).map((p, i) => {
        const { answered = [], score = 80 } = change(i);
        return { ...anAssessment(p, aReply(p, { answered })), score: { status: 'scored', value: score } };
      });
      writeFileSync(path, lines.map((l) => `${JSON.stringify(l)}\n`).join(''));
      return path;
    };
    const a = write('a.jsonl', () => ({}));
    const same = await doorbell(
      'diff',
      a,
      write('same.jsonl', () => ({})),
    );
    expect(same).toMatchObject({ code: 0, err: '' });
    expect(same.out).toContain('10 compared, 0 differences');
    const b = write('b.jsonl', (i) => (i === 3 ? { answered: ['rate'], score: 90 } : {}));
    const { code, out } = await doorbell('diff', a, b, '--json');
    expect(code).toBe(1);
    const changed = study.probes[3]!;
    expect(JSON.parse(out).differences).toEqual([
      { unit: changed.id, criterion: 'score', a: 80, b: 90 },
      { unit: changed.id, criterion: 'answered', a: '', b: 'rate' },
      { unit: `${changed.id} ${study.evidenceOf(changed)}`, criterion: 'facet:rate', a: false, b: true },
    ]);
  });

  it('compares verdicts on replies collected elsewhere, and says which are on one side only', async () => {
    const dir = temporaryFolder();
    const replies = join(dir, 'r.jsonl');
    writeFileSync(
      replies,
      ['The rate is 0.8% a day.', 'Please call us: 0 800 000 000.']
        .map((text, id) => `${JSON.stringify({ id, asked: ['rate'], latency_s: 60, text })}\n`)
        .join(''),
    );
    const { out } = await doorbell('assess', replies);
    const [a, b] = [join(dir, 'a.jsonl'), join(dir, 'b.jsonl')];
    writeFileSync(a, out);
    expect((await doorbell('diff', a, a)).code).toBe(0);
    writeFileSync(b, out.split('\n')[0]!);
    const shorter = await doorbell('diff', a, b, '--json');
    expect(shorter.code).toBe(1);
    expect(JSON.parse(shorter.out).differences).toEqual([
      { unit: '1', criterion: 'unit', a: 'present', b: null },
    ]);
  });

  it('refuses what is no assessment, with file and line', async () => {
    const dir = temporaryFolder();
    const path = join(dir, 'x.jsonl');
    writeFileSync(path, '\n{"a":1}\n');
    expect(await doorbell('diff', path, path)).toMatchObject({
      code: 2,
      err: expect.stringContaining(`${path}:2: is neither`),
    });
    const study = await codedStudy(1, () => ({}));
    expect(await doorbell('diff', '-C', study.dir, 'nobody', '1')).toMatchObject({
      code: 2,
      err: expect.stringContaining('"nobody" is no file, and no coder'),
    });
  });
});

/** Alpha of the deflections above, by the textbook's formula for two coders and two values. */
function alphaOfTwo(n: number): number {
  const codes = Array.from({ length: n }, (_, i) => {
    const rules = i % 3 === 0;
    return [rules, i % 5 === 0 ? !rules : rules];
  });
  const phone = codes.flat().filter(Boolean).length;
  const disagreeing = codes.filter(([a, b]) => a !== b).length;
  return 1 - ((2 * n - 1) * disagreeing) / (phone * (2 * n - phone));
}
