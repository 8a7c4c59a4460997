import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadSettings, loadStudy } from '../../src/cli/study/load.ts';
import { SetupError } from '../../src/model/errors.ts';
import { folder, LENDERS, SCENARIO, SETTINGS, swap, WAVE } from './fixtures.ts';

/** What loading tells, with the folder's own name taken out; '' when it loads. */
async function told(
  files: Parameters<typeof folder>[0],
  load = loadStudy as (dir: string) => Promise<unknown>,
): Promise<string> {
  const dir = await folder(files);
  try {
    await load(dir);
    return '';
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    return error.message.replaceAll(`${dir}/`, '');
  }
}

const settings = (text: string) => told({ 'settings.yml': text }, loadSettings);

test('a sound study loads, with defaults filled in and scenarios in the order of their ids', async () => {
  const second = SCENARIO.replaceAll('first-loan', 'a-second').replaceAll('anna', 'berta');
  const dir = await folder({ 'scenarios/a-second.yml': second, 'scenarios/README.md': 'not a scenario' });
  const study = await loadStudy(dir);
  expect(study.scenarios.map((s) => s.id)).toEqual(['a-second', 'first-loan']);
  expect(study.wave.caps).toEqual({
    entityGapHours: 48,
    channelGapDays: 7,
    probesPerEntity: 8,
    mailboxPerDay: 40,
    minSendGapSeconds: 60,
  });
  expect(study.market.lenders[0]).toMatchObject({ id: 'acme', terms: [] });
  expect((await loadSettings(dir)).email.maxMessageBytes).toBe(2_000_000);
});

test('the repository itself is a sound study', async () => {
  const study = await loadStudy('.');
  expect(study.market.lenders.length).toBeGreaterThanOrEqual(24);
  expect(study.scenarios.length).toBeGreaterThanOrEqual(6);
  await loadSettings('.');
});

describe('every problem is told with file, line, column, field, and what would be right', () => {
  test.each([
    [
      'a missing field',
      'lenders.yml',
      swap(LENDERS, '    timeZone: Europe/Kyiv\n', ''),
      'lenders.yml:5:5: lenders.0.timeZone: is missing: must be text',
    ],
    [
      'a field without value',
      'lenders.yml',
      swap(LENDERS, 'timeZone: Europe/Kyiv', 'timeZone:'),
      /^lenders\.yml:9:\d+: lenders\.0\.timeZone: is missing: must be text$/,
    ],
    [
      'a typo in a key',
      'lenders.yml',
      swap(LENDERS, 'timeZone:', 'timezone:'),
      'lenders.yml:5:5: lenders.0.timeZone: is missing: must be text\nlenders.yml:9:5: lenders.0.timezone: unknown key (did you mean "timeZone"?)',
    ],
    [
      'a key nobody knows',
      'wave.yml',
      `${WAVE}colour: red\n`,
      /^wave\.yml:13:1: colour: unknown key; known here: id, title, starts,/,
    ],
    [
      'a typo deep inside a union',
      'wave.yml',
      `${WAVE}caps: { entityGapHour: 50 }\n`,
      'wave.yml:13:9: caps.entityGapHour: unknown key (did you mean "entityGapHours"?)',
    ],
    [
      'a wrong value',
      'lenders.yml',
      swap(LENDERS, 'Europe/Kyiv', 'Kyiv'),
      'lenders.yml:9:15: lenders.0.timeZone: is "Kyiv", must be an IANA time zone, e.g. "Europe/Kyiv"',
    ],
    [
      'a typo in a word of the vocabulary',
      'lenders.yml',
      swap(LENDERS, 'kind: email', 'kind: e-mail'),
      /^lenders\.yml:12:15: lenders\.0\.channels\.0\.kind: is "e-mail", must be one of email, webchat, .* \(did you mean "email"\?\)$/,
    ],
    [
      'a number where text is wanted',
      'wave.yml',
      swap(WAVE, 'id: w1', 'id: 1'),
      'wave.yml:1:5: id: is 1, must be text: put it in quotes',
    ],
    [
      'text where a number is wanted',
      'wave.yml',
      swap(WAVE, 'deadlineHours: 72', 'deadlineHours: three days'),
      'wave.yml:5:16: deadlineHours: is "three days", must be a number',
    ],
    [
      'a day that does not exist',
      'wave.yml',
      swap(WAVE, '2026-10-05', '2026-02-30'),
      'wave.yml:3:9: starts: is "2026-02-30", must be a day that exists, as YYYY-MM-DD',
    ],
    [
      'looser than a ceiling',
      'wave.yml',
      `${WAVE}caps: { entityGapHours: 24, mailboxPerDay: 400 }\n`,
      'wave.yml:13:25: caps.entityGapHours: is 24, must be at least 48\nwave.yml:13:44: caps.mailboxPerDay: is 400, must be at most 40',
    ],
    [
      'an empty list',
      'wave.yml',
      swap(WAVE, '[email]', '[]'),
      'wave.yml:7:11: channels: is a list of 0, must have at least 1 entries',
    ],
    [
      'a seed of no kind',
      'wave.yml',
      swap(WAVE, 'seed: 41', 'seed: true'),
      'wave.yml:6:7: seed: is true, must be a number or text',
    ],
    [
      'an address that is two',
      'lenders.yml',
      swap(LENDERS, 'help@acme.example', 'a@b.example, c@d.example'),
      'lenders.yml:13:18: lenders.0.channels.0.address: is "a@b.example, c@d.example", must be one plain mail address, e.g. "help@acme.example"',
    ],
    [
      'an entity that is not there',
      'lenders.yml',
      swap(LENDERS, 'entity: acme-finance', 'entity: acme'),
      'lenders.yml:7:13: lenders.0.entity: entity "acme" is not in entities',
    ],
    [
      'a language in three letters',
      'scenarios/first-loan.yml',
      swap(SCENARIO, '  en:\n    a:', '  eng:\n    a:'),
      /^scenarios\/first-loan\.yml:20:3: texts\.eng: the key must be a two-letter ISO 639-1 code/,
    ],
  ])('%s', async (_, file, text, message) => {
    const given = await told({ [file]: text });
    if (typeof message === 'string') expect(given).toBe(message);
    else expect(given).toMatch(message);
  });

  test('all files at once, 20 at most', async () => {
    const many = Array.from({ length: 30 }, (_, i) => `bogus${i}: 1\n`).join('');
    const lines = (
      await told({ 'wave.yml': WAVE + many, 'lenders.yml': swap(LENDERS, 'name: Acme\n', 'name: 1\n') })
    ).split('\n');
    expect(lines).toHaveLength(21);
    expect(lines[0]).toMatch(/^lenders\.yml:6:11: lenders\.0\.name: is 1/);
    expect(lines[1]).toMatch(/^wave\.yml:13:1: bogus0:/);
    expect(lines[20]).toBe('... and 11 more.');
  });

  test('behind an alias, at the anchor', async () => {
    const text = `${swap(WAVE, "'18:00', share: 1 }", "'18:00', share: &s 0 }")}`;
    expect(await told({ 'wave.yml': `${text}caps: { probesPerEntity: *s }\n` })).toMatch(
      /wave\.yml:13:26: caps\.probesPerEntity: is 0, must be at least 1/,
    );
  });
});

describe('files that are no YAML, or hostile', () => {
  test.each([
    ['missing', 'lenders.yml', null, 'lenders.yml: is missing: `doorbell init` writes an example of it'],
    ['empty', 'wave.yml', '# nothing\n', 'wave.yml: is empty'],
    ['a list', 'wave.yml', '- 1\n', /^wave\.yml:1:1: is a list of 1, must be a map of keys$/],
    ['a broken line', 'wave.yml', `${WAVE}x: [1, 2\n`, /^wave\.yml:14:1: not valid YAML: /],
    ['a tab for a blank', 'wave.yml', 'caps:\n\tentityGapHours: 50\n', /^wave\.yml:2:1: not valid YAML: /],
    ['a key given twice', 'wave.yml', `${WAVE}seed: 42\n`, 'wave.yml:13:1: the key "seed" is given twice'],
    ['two documents', 'wave.yml', `${WAVE}---\nid: w2\n`, /not valid YAML: .*multiple documents/],
    [
      'a tag of its own',
      'wave.yml',
      swap(WAVE, 'seed: 41', 'seed: !!js/function "x"'),
      /^wave\.yml:6:7: not valid YAML: Unresolved tag/,
    ],
    ['an alias without anchor', 'wave.yml', swap(WAVE, 'seed: 41', 'seed: *none'), /alias/i],
    ['not UTF-8', 'wave.yml', Uint8Array.of(0x69, 0x64, 0x3a, 0x20, 0xff), 'wave.yml: is not UTF-8 text'],
    [
      'over 2 MB',
      'lenders.yml',
      `# ${'x'.repeat(2_000_000)}`,
      'lenders.yml: has 2000002 bytes; at most 2000000 are allowed',
    ],
    ['an alias bomb', 'wave.yml', bomb(), /^wave\.yml: too many aliases/],
    [
      'nested without end',
      'wave.yml',
      `seed: ${'['.repeat(20_000)}`,
      /^wave\.yml(: is nested too deeply|:\d+:\d+: not valid YAML)/,
    ],
    ['a prototype', 'wave.yml', `${WAVE}__proto__: { id: x }\n`, /__proto__: unknown key/],
  ] as const)(
    '%s',
    async (_, file, content, message) => {
      const given = await told({ [file]: content });
      if (typeof message === 'string') expect(given).toBe(message);
      else expect(given).toMatch(message);
    },
    20_000,
  );

  test('one slip is told once in a file, and beside those of other files', async () => {
    const slip = swap(WAVE, 'slots:\n', 'slots: [\n').replace('controller:', '\tcontroller: : [');
    const given = (await told({ 'wave.yml': slip, 'lenders.yml': `${LENDERS}x: [1\ny: {\n` })).split('\n');
    expect(given).toHaveLength(2);
    expect(given[0]).toMatch(/^lenders\.yml:\d+:\d+: not valid YAML: /);
    expect(given[1]).toMatch(/^wave\.yml:\d+:\d+: not valid YAML: /);
  });

  test('a folder in place of a file', async () => {
    const dir = await folder({ 'wave.yml': null });
    await mkdir(join(dir, 'wave.yml'));
    await expect(loadStudy(dir)).rejects.toThrow(/wave\.yml: (is not a file|can't be read)/);
  });

  test('no scenarios', async () => {
    const dir = await folder();
    await rm(join(dir, 'scenarios'), { recursive: true });
    await expect(loadStudy(dir)).rejects.toThrow(
      /scenarios: can't be read \(ENOENT\): it holds one \.yml file/,
    );
    await mkdir(join(dir, 'scenarios'));
    await expect(loadStudy(dir)).rejects.toThrow(/scenarios: has no \.yml file/);
  });

  test('a scenario with the other ending is not passed over in silence', async () => {
    expect(await told({ 'scenarios/other.yaml': SCENARIO })).toBe('scenarios: other.yaml must end in .yml');
  });
});

function bomb(): string {
  const levels = Array.from(
    { length: 9 },
    (_, i) => `a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(', ')}]`,
  );
  return `a0: &a0 [x]\n${levels.join('\n')}\n`;
}

describe('settings', () => {
  test('a secret written where a name belongs is not repeated', async () => {
    const message = await settings(swap(SETTINGS, 'DOORBELL_SMTP_PASSWORD', 'hunter2-hunter2'));
    expect(message).toMatch(
      /^settings\.yml:10:20: email\.smtp\.auth\.passwordEnv: is not right \(not shown here\), must be the name of an environment variable/,
    );
    const unknown = await settings(
      swap(SETTINGS, 'passwordEnv: DOORBELL_SMTP_PASSWORD', 'password: hunter2-hunter2'),
    );
    expect(unknown).toMatch(/email\.smtp\.auth\.passwordEnv: is missing/);
    expect(unknown).toMatch(/email\.smtp\.auth\.password: unknown key; known here: kind, user, passwordEnv/);
    expect(message + unknown).not.toContain('hunter2');
  });

  test('a discriminator that is a typo', async () => {
    expect(await settings(swap(SETTINGS, 'kind: mx', 'kind: imapp'))).toBe(
      'settings.yml:12:13: email.inbound.0.kind: is "imapp", must be one of imap, mx (did you mean "imap"?)',
    );
  });

  test('a key inside the chosen member of a union', async () => {
    expect(await settings(swap(SETTINGS, '      port: 2525', '      port: 2525\n      certfile: x'))).toBe(
      'settings.yml:15:7: email.inbound.0.certfile: unknown key (did you mean "certFile"?)',
    );
  });

  test('no plain text beyond loopback', async () => {
    expect(await settings(swap(SETTINGS, 'security: starttls', 'security: none'))).toMatch(
      /email\.smtp\.security: is "none", must be "tls" or "starttls" for a host that is not loopback/,
    );
  });
});
