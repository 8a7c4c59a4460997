import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { SetupError } from '../../../src/model/errors.ts';
import { WidgetName } from '../../../src/sandbox/web/behaviour.ts';
import { requireWidget, writeAssets } from '../../../src/sandbox/web/widgets/assets.ts';
import { packageFolder } from '../../../src/sandbox/web/widgets/widget.ts';

const folder = mkdtempSync(join(tmpdir(), 'doorbell-assets-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('a built package carries every widget, without source maps', async () => {
  await writeAssets(folder);
  expect(readdirSync(folder).sort()).toEqual(
    [
      'LICENCES.txt',
      'advanced-chat.js',
      'beautiful-chat.js',
      'botpress.js',
      'chatbotify.js',
      'chatscope.js',
      'deepchat.js',
      'flowise.js',
      'parlant.js',
      'rocketchat',
    ].sort(),
  );
  expect(existsSync(join(folder, 'rocketchat/index.html'))).toBe(true);
  expect(readdirSync(join(folder, 'rocketchat')).filter((f) => f.endsWith('.map'))).toEqual([]);
  expect(readFileSync(join(folder, 'chatbotify.js'), 'utf8')).toContain('rcb-');
}, 120_000);

it('a missing package is one clear sentence', () => {
  expect(() => packageFolder('no-such-widget')).toThrow(SetupError);
  expect(() => packageFolder('no-such-widget')).toThrow(/npm package no-such-widget: run "npm ci"/);
});

it('every widget has what it needs', () => {
  for (const name of WidgetName.options) requireWidget(name);
});
