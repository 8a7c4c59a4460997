/** `notify`, `replied`, `close` and the refusals of `report`, by the real command line on a played-out ledger. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readEventsIfAny } from '../../src/cli/assessing.ts';
import { studyFolder } from '../../src/cli/folder.ts';
import { program } from '../../src/cli/program.ts';
import { SetupError } from '../../src/model/errors.ts';
import { verifyLedger } from '../../src/store/verify.ts';
import { closedStudy } from './closed-study.ts';
import { doorbell } from './run-cli.ts';

/** The command in this process, which rejects with the sentence that a user would read; anything else fails the test. */
async function refusalOf(...args: string[]): Promise<void> {
  try {
    await (await program(args[0])).parseAsync(['node', 'doorbell', ...args]);
  } catch (error) {
    if (error instanceof SetupError) throw error;
    throw new Error('it broke instead of refusing', { cause: error });
  }
}

describe('the right of reply', () => {
  let dir: string;
  let lenders: string[];

  beforeAll(async () => {
    ({ dir, lenders } = await closedStudy());
  });

  const kinds = async () => (await readEventsIfAny(studyFolder(dir), 'demo')).map((e) => e.body.kind);

  it('shows that nobody has been told yet', async () => {
    const { code, out } = await doorbell('notify', '-C', dir, '--json');
    expect(code).toBe(0);
    const told = JSON.parse(out).lenders;
    expect(told.map((l: { lender: string }) => l.lender)).toEqual(lenders);
    for (const l of told) expect(l).toEqual({ lender: l.lender, contacts: 2, replies: 0 });
  });

  it('refuses to close while lenders have not been told, and names them', async () => {
    const { code, err } = await doorbell('close', '-C', dir, '--by', 'R. Desk');
    expect(code).toBe(2);
    for (const lender of lenders) expect(err).toContain(lender);
    expect(await kinds()).not.toContain('wave-closed');
  });

  it.each([
    [
      ['notify', 'nobody-there', '--notice', 'results', '--how', 'a letter', '--by', 'R'],
      'contacted no lender',
    ],
    [
      ['notify', 'larkmoor-lons', '--notice', 'results', '--how', 'a letter', '--by', 'R'],
      'did you mean "larkmoor-loans"',
    ],
    [['notify', 'larkmoor-loans', '--how', 'a letter', '--by', 'R'], '--notice'],
    [['notify', 'larkmoor-loans', '--notice', 'results', '--by', 'R'], '--how'],
    [['notify', 'larkmoor-loans', '--notice', 'results', '--how', 'a letter'], '--by'],
    [['notify', '--notice', 'results', '--how', 'a letter', '--by', 'R'], '--all'],
    [
      ['notify', 'larkmoor-loans', '--notice', 'results', '--how', 'a letter', '--by', 'R', '--on', 'soon'],
      '--on',
    ],
    [
      [
        'notify',
        'larkmoor-loans',
        '--notice',
        'results',
        '--how',
        'a letter',
        '--by',
        'R',
        '--on',
        '2999-01-01',
      ],
      'today is',
    ],
    [['replied', 'larkmoor-loans', '--by', 'R'], '--text'],
    [['replied', 'larkmoor-loans', '--text', 'x', '--file', 'y', '--by', 'R'], '--text'],
    [['replied', 'larkmoor-loans', '--text', 'a'.repeat(4001), '--by', 'R'], '4001'],
    [['replied', 'larkmoor-loans', '--file', '/nowhere/x.txt', '--by', 'R'], '/nowhere/x.txt'],
    [['close'], '--by'],
  ])('refuses %j', async (args, says) => {
    const before = await kinds();
    await expect(refusalOf(args[0]!, '-C', dir, ...args.slice(1))).rejects.toThrow(says);
    expect(await kinds()).toEqual(before);
  });

  it('keeps what was sent and what came back, with who and when; the report prints it beside the score', async () => {
    const sent = await doorbell(
      'notify',
      '-C',
      dir,
      'larkmoor-loans',
      '--notice',
      'results',
      '--how',
      'by post',
      '--by',
      'R. Desk',
      '--on',
      '2026-11-05',
      '--json',
    );
    expect(JSON.parse(sent.out)).toEqual({
      notice: 'results',
      on: '2026-11-05',
      lenders: ['larkmoor-loans'],
    });
    const file = join(dir, 'reply.txt');
    writeFileSync(file, 'Our server was down. Ask Maksym, +44 20 7946 0123.');
    const reply = await doorbell(
      'replied',
      '-C',
      dir,
      'larkmoor-loans',
      '--file',
      file,
      '--correction',
      'None.',
      '--by',
      'R. Desk',
      '--on',
      '2026-11-09',
    );
    expect(reply.code).toBe(0);
    const events = await readEventsIfAny(studyFolder(dir), 'demo');
    expect(events.slice(-2).map((e) => e.body)).toEqual([
      {
        kind: 'lender-notified',
        lender: 'larkmoor-loans',
        notice: 'results',
        on: '2026-11-05',
        how: 'by post',
        by: 'R. Desk',
      },
      {
        kind: 'lender-replied',
        lender: 'larkmoor-loans',
        on: '2026-11-09',
        text: 'Our server was down. Ask Maksym, +44 20 7946 0123.',
        correction: 'None.',
        by: 'R. Desk',
      },
    ]);
    const { code } = await doorbell('report', '-C', dir, '--packets', '--reply-by', '2026-12-05');
    expect(code).toBe(0);
    const out = (name: string) => readFileSync(join(dir, 'out', name), 'utf8');
    const row = JSON.parse(out('report.json')).lenders.find((l: { id: string }) => l.id === 'larkmoor-loans');
    expect(row.correspondence).toEqual({
      resultsSent: '2026-11-05',
      replies: [
        { on: '2026-11-09', text: 'Our server was down. Ask [name], [number].', correction: 'None.' },
      ],
    });
    expect(out('correspondence.csv')).toContain('Our server was down.');
    expect(out('packets/larkmoor-loans/results.html')).toContain('Our server was down.');
    expect(out('packets/larkmoor-loans/letter.txt')).toContain('December 5, 2026');
    expect(out('packets/pennyfield/results.html')).not.toContain('Our server was down.');
  });

  it('closes once every contacted lender has been told, and once only', async () => {
    await doorbell(
      'notify',
      '-C',
      dir,
      'larkmoor-loans',
      '--notice',
      'disclosure',
      '--how',
      'by post',
      '--by',
      'R. Desk',
    );
    const early = await doorbell('close', '-C', dir, '--by', 'R. Desk');
    expect(early.code).toBe(2);
    expect(early.err).not.toContain('larkmoor-loans');
    expect(early.err).toContain('pennyfield');
    const rest = await doorbell(
      'notify',
      '-C',
      dir,
      '--all',
      '--notice',
      'disclosure',
      '--how',
      'by post',
      '--by',
      'R. Desk',
      '--json',
    );
    expect(JSON.parse(rest.out).lenders).toEqual(lenders.filter((l) => l !== 'larkmoor-loans'));
    const closed = await doorbell('close', '-C', dir, '--by', 'R. Desk', '--json');
    expect(JSON.parse(closed.out)).toEqual({ wave: 'demo', closedBy: 'R. Desk', told: lenders.length });
    const again = await doorbell('close', '-C', dir, '--by', 'Somebody');
    expect(again.code).toBe(2);
    expect(again.err).toContain('closed already, by R. Desk');
    expect(await verifyLedger(studyFolder(dir).ledger)).toMatchObject({ ok: true });
  });
});

describe('close', () => {
  it('is refused while fieldwork goes on', async () => {
    const { dir } = await closedStudy({ open: 1 });
    await expect(refusalOf('close', '-C', dir, '--by', 'R. Desk')).rejects.toThrow(
      'fieldwork has not ended for 1 of its probes',
    );
  });
});

describe('report', () => {
  it('refuses a wave that was run under another plan, in every output', async () => {
    const { dir } = await closedStudy({ ranUnder: new TextEncoder().encode('{}') });
    for (const args of [[], ['--packets'], ['--json'], ['--lang', 'zh']])
      await expect(refusalOf('report', '-C', dir, ...args)).rejects.toThrow('the report is refused');
    for (const args of [['notify'], ['close', '--by', 'R']])
      await expect(refusalOf(args[0]!, '-C', dir, ...args.slice(1))).rejects.toThrow('refused');
    expect(() => readFileSync(join(dir, 'out', 'report.html'))).toThrow('ENOENT');
  });

  it('refuses a plan that was edited after the wave was run', async () => {
    const { dir } = await closedStudy();
    const path = studyFolder(dir).plan('demo');
    writeFileSync(path, readFileSync(path, 'utf8').replace('"deadlineHours":72', '"deadlineHours":71'));
    await expect(refusalOf('report', '-C', dir, '--packets')).rejects.toThrow(/plan/);
    expect(() => readFileSync(join(dir, 'out', 'report.html'))).toThrow('ENOENT');
  });

  it('refuses a day that is none', async () => {
    const { dir } = await closedStudy();
    await expect(refusalOf('report', '-C', dir, '--packets', '--reply-by', 'soon')).rejects.toThrow(
      '--reply-by',
    );
    await expect(refusalOf('report', '-C', dir, '--reply-by', '2026-12-05')).rejects.toThrow('--packets');
  });

  it('prints every deviation, in the table and the CSV', async () => {
    const { dir } = await closedStudy({ open: 1, late: 1, invalid: 1 });
    expect((await doorbell('report', '-C', dir)).code).toBe(0);
    const csv = readFileSync(join(dir, 'out', 'deviations.csv'), 'utf8');
    const html = readFileSync(join(dir, 'out', 'report.html'), 'utf8');
    for (const [kind, words] of [
      ['late-send', 'Sent after its slot'],
      ['invalid', 'no-coverage'],
      ['unfinished', 'window-open'],
      ['lender-excluded', 'zorepad-lite'],
      ['other-coder', 'rules@'],
    ] as const) {
      if (kind !== 'other-coder') expect(csv, kind).toContain(`,${kind},`);
      if (kind !== 'other-coder') expect(html, kind).toContain(words);
    }
  });
});
