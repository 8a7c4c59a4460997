import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { initStudy } from '../../src/cli/init/init-study.ts';
import { loadSettings, loadStudy } from '../../src/cli/study/load.ts';
import { SetupError } from '../../src/model/errors.ts';
import { Settings } from '../../src/model/settings.ts';
import { freezePlan } from '../../src/plan/freeze.ts';
import { folder } from './fixtures.ts';

const today = new Date('2026-11-22T10:00:00Z');
const fresh = async () => join(await folder(), 'my-study');

test('a new study loads, and plans', async () => {
  const dir = await fresh();
  const files = await initStudy(dir, { seed: '00ff'.repeat(8), today });
  expect(files).toEqual(
    expect.arrayContaining([
      'lenders.yml',
      'wave.yml',
      'settings.yml',
      '.gitignore',
      'schemas/wave.schema.json',
    ]),
  );
  const study = await loadStudy(dir);
  await loadSettings(dir);
  expect(study.wave).toMatchObject({
    seed: '00ff'.repeat(8),
    starts: '2026-11-30',
    ends: '2026-12-27',
    controller: '',
  });
  expect(study.wave.approval).toBeUndefined();
  expect(study.scenarios).toHaveLength(2);
  for (const scenario of study.scenarios)
    expect(Object.keys(scenario.texts).sort()).toEqual(['en', 'ru', 'uk', 'zh']);
  const plan = freezePlan({
    study,
    code: 'test',
    rubric: { coder: 'rules@0', ingredients: {} },
    now: today.getTime(),
  });
  expect(plan.probes).toHaveLength(2);
  for (const probe of plan.probes) expect(probe.address).toMatch(/\.example$/);
});

test('a seed that looks like a number stays text', async () => {
  for (const seed of ['1'.repeat(32), '12345e67'.padEnd(32, '0'), `0x${'1'.repeat(30)}`]) {
    const dir = await fresh();
    await initStudy(dir, { seed, today });
    expect((await loadStudy(dir)).wave.seed).toBe(seed);
  }
});

test('both ways of reaching mail in settings.yml are right, the commented one too', async () => {
  const dir = await fresh();
  await initStudy(dir, { seed: 'x', today });
  const text = await readFile(join(dir, 'settings.yml'), 'utf8');
  const other = text
    .slice(text.indexOf('# email:'))
    .split('\n')
    .map((line) => line.replace(/^# ?/, ''))
    .join('\n');
  const settings = Settings.parse(parse(other));
  expect(settings.email.inbound[0]!.kind).toBe('mx');
  expect(settings.web?.contact).toMatch(/^https:/);
});

test('every file names a schema that is there', async () => {
  const dir = await fresh();
  const files = await initStudy(dir, { seed: 'x', today });
  for (const name of files.filter((file) => file.endsWith('.yml'))) {
    const [, schema] = /^# yaml-language-server: \$schema=(\S+)\n/.exec(
      await readFile(join(dir, name), 'utf8'),
    )!;
    expect(files).toContain(join(name, '..', schema!));
  }
});

test('nothing is overwritten, and nothing is written beside what is there', async () => {
  const dir = await fresh();
  await initStudy(dir, { seed: 'x', today });
  await writeFile(join(dir, 'wave.yml'), 'mine');
  const again = initStudy(dir, { seed: 'y', today });
  await expect(again).rejects.toThrow(SetupError);
  await expect(again).rejects.toThrow(
    /already has lenders\.yml, wave\.yml, settings\.yml and 7 more: nothing was written/,
  );
  expect(await readFile(join(dir, 'wave.yml'), 'utf8')).toBe('mine');

  const half = await folder({ 'wave.yml': null, 'settings.yml': null, 'scenarios/first-loan.yml': null });
  await expect(initStudy(half, { seed: 'x', today })).rejects.toThrow(
    /already has lenders\.yml: nothing was written/,
  );
  await expect(readFile(join(half, 'wave.yml'))).rejects.toThrow(/ENOENT/);
});

test('a file in place of the folder', async () => {
  const dir = await folder();
  await expect(initStudy(join(dir, 'wave.yml'), { seed: 'x', today })).rejects.toThrow(
    /can't be used as a folder \(ENOTDIR\)/,
  );
});
