import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type Check, examine } from '../../src/cli/commands/doctor.ts';
import { studyFolder, writeWhole } from '../../src/cli/folder.ts';
import { loadStudy } from '../../src/cli/study/load.ts';
import { freezePlan, planBytes } from '../../src/plan/freeze.ts';
import { folder, SETTINGS, swap, WAVE } from './fixtures.ts';

/** A socket that is taken until the test ends. */
async function takenPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise((resolve) => server.close(() => resolve())));
  return (server.address() as AddressInfo).port;
}

/** Mail out to a port of this machine where nobody speaks SMTP, and in by a port of this machine. */
const settingsWith = (mxPort: number): string =>
  `email:\n  domain: study.example\n  smtp: { host: 127.0.0.1, port: 1, security: none }\n  inbound:\n    - { kind: mx, name: mx, host: 127.0.0.1, port: ${mxPort} }\n`;

async function examined(
  files: Parameters<typeof folder>[0],
  options: { canary?: boolean; plan?: boolean; pid?: string } = {},
): Promise<Check[]> {
  const at = studyFolder(await folder(files));
  if (options.plan) {
    const study = await loadStudy(at.root);
    const plan = freezePlan({ study, code: 'test', rubric: { coder: 'rules', ingredients: {} } });
    await writeWhole(at.plan('w1'), planBytes(plan));
  }
  if (options.pid !== undefined) {
    await mkdir(at.ledger, { recursive: true });
    await writeFile(join(at.ledger, 'lock.pid'), options.pid);
  }
  const checks = await examine(at, { canary: options.canary === true, secrets: () => undefined });
  return checks.map((c) => ({ ...c, detail: c.detail.replaceAll(`${at.root}/`, '') }));
}

const rows = (checks: Check[], name: string) => checks.filter((c) => c.name === name);

test('a settings.yml with a fault is one row, and what rests on it is left out', async () => {
  const files = { 'settings.yml': swap(SETTINGS, 'port: 587', 'port: many') };
  for (const canary of [false, true]) {
    const checks = await examined(files, { plan: true, canary });
    expect(checks.filter((c) => c.detail.includes('settings.yml:5'))).toEqual([
      { name: 'settings', ok: false, detail: expect.stringMatching(/email\.smtp\.port: is "many", must be/) },
    ]);
    expect(checks.filter((c) => !c.ok)).toHaveLength(1);
    expect(checks.some((c) => c.name.startsWith('mail') || c.name === 'sign-off')).toBe(false);
    expect(rows(checks, 'clock')[0]!.detail).toBe(
      `not checked: ${canary ? 'settings.yml is to be put right first' : 'add --canary'}`,
    );
  }
});

test('a wave.yml with a fault is one row', async () => {
  const checks = await examined({
    'wave.yml': swap(WAVE, 'seed: 41', 'seed: true'),
    'settings.yml': settingsWith(await takenPort()),
  });
  expect(checks.filter((c) => c.detail.includes('wave.yml')).map((c) => c.name)).toEqual(['study']);
});

test('nothing is made in a study that has not begun', async () => {
  const at = studyFolder(await folder({ 'settings.yml': settingsWith(await takenPort()) }));
  const checks = await examine(at, { canary: false, secrets: () => undefined });
  expect(rows(checks, 'disk')).toMatchObject([{ ok: true, detail: expect.stringMatching(/^\d+ GB free$/) }]);
  expect(existsSync(at.ledger)).toBe(false);
});

test('each objection to a live run is a row of its own', async () => {
  const files = { 'settings.yml': settingsWith(await takenPort()) };
  expect(rows(await examined(files), 'plan')).toEqual([
    { name: 'plan', ok: false, detail: expect.stringMatching(/^wave w1 has no frozen plan/) },
  ]);
  const checks = await examined(files, { plan: true });
  expect(rows(checks, 'plan')[0]).toMatchObject({
    ok: true,
    detail: expect.stringMatching(/^frozen as [0-9a-f]{12}/),
  });
  const objections = rows(checks, 'sign-off');
  expect(objections.every((c) => !c.ok)).toBe(true);
  expect(objections.map((c) => c.detail.split(' ').slice(0, 2).join(' '))).toEqual([
    'wave.yml: controller',
    'wave.yml: purpose',
    'wave.yml: country',
    'wave.yml: approval',
    'lenders.yml: help@acme.example',
    'settings.yml: email.domain',
  ]);
  expect(rows(checks, 'clock')).toEqual([{ name: 'clock', ok: true, detail: 'not checked: add --canary' }]);
});

test('a port that our own run listens on is in order; one that another process took is not', async () => {
  const port = await takenPort();
  const files = { 'settings.yml': settingsWith(port) };
  const portOf = (checks: Check[]) => rows(checks, `mail: mx mx: port ${port} on 127.0.0.1`)[0];

  const ours = await examined(files, { pid: `${process.pid}\n`, canary: true });
  expect(portOf(ours)).toMatchObject({ ok: true, detail: `in use by our own run, pid ${process.pid}` });
  // The other check of mail that fails is SMTP: nobody is there.
  expect(rows(ours, 'mail')[0]!.detail).toMatch(/^1 of \d checks failed$/);
  expect(rows(ours, 'clock')[0]!.detail).toMatch(/^not checked: our own run, pid \d+, takes the mail/);

  const gone = spawnSync(process.execPath, ['-e', '']).pid;
  for (const pid of [`${gone}\n`, 'unknown', '', '0', '-1', undefined])
    expect(portOf(await examined(files, pid === undefined ? {} : { pid }))).toMatchObject({
      ok: false,
      detail: expect.stringContaining('EADDRINUSE'),
    });
});

test('the browser is started and heard; a chat study needs web and a key, one of mail alone needs neither', async () => {
  const port = await takenPort();
  const chats = swap(WAVE, 'channels: [email]', 'channels: [email, webchat]');
  const web = 'web: {contact: https://study.example/who}\n';
  const of = (checks: Check[]) =>
    checks
      .filter((c) => c.name === 'browser' || c.name === 'session key')
      .map((c) => [c.name, c.ok, c.detail]);

  expect(of(await examined({ 'settings.yml': settingsWith(port) }))).toEqual([]);
  expect(of(await examined({ 'settings.yml': settingsWith(port), 'wave.yml': chats }))).toEqual([
    ['browser', false, expect.stringContaining('settings.yml: web is missing')],
  ]);
  expect(of(await examined({ 'settings.yml': settingsWith(port) + web, 'wave.yml': chats }))).toEqual([
    ['browser', true, expect.stringMatching(/ starts, and a chat of our own in it was asked and heard$/)],
    ['session key', false, expect.stringMatching(/^DOORBELL_SESSION_KEY must hold 32 bytes in base64/)],
  ]);
  const lost = web.replace('}', ', browser: /no/such/browser}');
  expect(of(await examined({ 'settings.yml': settingsWith(port) + lost }))).toEqual([
    ['browser', false, 'settings.yml: web.browser: there is no file /no/such/browser'],
  ]);
});
