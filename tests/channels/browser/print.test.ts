/** Charts for the press: every figure of a report as a picture, and never one with boxes for letters. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { printCharts } from '../../../src/channels/browser/print.ts';
import { SetupError } from '../../../src/model/errors.ts';
import { pageOf } from '../../report/pages.ts';

const folders: string[] = [];
afterEach(() => {
  delete process.env.FONTCONFIG_FILE;
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Width and height of a PNG, from its first chunk (PNG, 11.2.2). */
function sizeOf(png: Uint8Array): { width: number; height: number } {
  const bytes = Buffer.from(png);
  expect(bytes.subarray(1, 4).toString()).toBe('PNG');
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

describe('printing', () => {
  it('makes a picture of each chart, in the order of the page, at double density', async () => {
    const html = pageOf(12, 'uk');
    const charts = await printCharts(html);
    const ids = [...html.matchAll(/<figure id="([^"]+)"/g)].map((m) => m[1]);
    expect(charts.map((c) => c.name)).toEqual(ids);
    expect(charts.length).toBeGreaterThanOrEqual(9);
    for (const { png } of charts) {
      const { width, height } = sizeOf(png);
      expect(width).toBe(2000);
      expect(height).toBeGreaterThan(400);
      expect(height).toBeLessThan(4000);
      // A picture of nothing takes a few kilobytes.
      expect(png.length).toBeGreaterThan(20_000);
    }
  });

  it('runs nothing of the page', async () => {
    const charts = await printCharts(
      `<figure id="chart-x"><p>words</p></figure><script>document.querySelector('figure').remove()</script>`,
    );
    expect(charts.map((c) => c.name)).toEqual(['chart-x']);
  });

  it('refuses to print boxes: names the missing script and what to install', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'doorbell-fonts-'));
    folders.push(folder);
    const config = join(folder, 'fonts.conf');
    writeFileSync(
      config,
      `<?xml version="1.0"?><fontconfig><dir>/usr/share/fonts/truetype</dir><cachedir>${folder}</cachedir></fontconfig>`,
    );
    process.env.FONTCONFIG_FILE = config;
    await expect(printCharts('<figure id="chart-x">信贷</figure>')).rejects.toThrow(SetupError);
    await expect(printCharts('<figure id="chart-x">信贷</figure>')).rejects.toThrow(
      /no font for Chinese.*fonts-noto-cjk/,
    );
    expect(await printCharts('<figure id="chart-x">Кредит</figure>')).toHaveLength(1);
  });
});
