/** Every page for everybody: axe-core on a phone and a desktop, in four languages, light and dark. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { instant } from '../../../src/model/scalars.ts';
import { handProbe, NOW } from '../../desk/a-desk.ts';
import { hasBrowser } from '../../support/need-browser.ts';
import { type DeskInBrowser, deskInBrowser } from './open-desk.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const HOUR = 3_600_000;

interface Violation {
  id: string;
  impact: string;
  nodes: { html: string; failureSummary: string }[];
}

async function serious(page: Page, coloursAlone: boolean): Promise<string[]> {
  const run = coloursAlone ? "axe.run(document, { runOnly: ['color-contrast'] })" : 'axe.run(document)';
  const { violations } = (await page.evaluate(run)) as { violations: Violation[] };
  return violations
    .filter((v) => v.impact === 'serious' || v.impact === 'critical')
    .flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.html.slice(0, 160)} ${n.failureSummary.slice(0, 200)}`));
}

describe.skipIf(!hasBrowser())('the desk for everybody', () => {
  let desk: DeskInBrowser;
  const ids = { take: '', send: '', check: '', last: '' };

  beforeAll(async () => {
    const long = { sendBy: instant(NOW + 200 * HOUR) };
    const probes = [
      handProbe(1, 'whatsapp'),
      handProbe(2, 'vk'),
      handProbe(3, 'telegram', long),
      handProbe(4, 'viber', { ...long, sendAt: instant(NOW + 70 * HOUR) }),
    ];
    desk = await deskInBrowser(probes, { operators: ['Olena', 'Petro'] });
    const [last, check, send, take] = probes.map((p) => p.id) as [string, string, string, string];
    Object.assign(ids, { last, check, send, take });
    const { takeTask, confirmSent, reportReply } = await import('../../../src/fieldwork/operator.ts');
    const ok = (done: { ok: boolean }) => expect(done.ok, JSON.stringify(done)).toBe(true);
    ok(await takeTask(desk.work, 'Olena', last));
    ok(await confirmSent(desk.work, 'Olena', last));
    ok(await takeTask(desk.work, 'Olena', check));
    ok(await confirmSent(desk.work, 'Olena', check));
    await desk.clock.advanceTo(NOW + 2 * HOUR);
    ok(await reportReply(desk.work, 'Olena', check, { text: 'Так, можна. <b>Чекаємо</b>' }));
    await desk.ledger.append('w1', [
      { kind: 'canary-sent', token: 'abcdefghij', messageId: '<x@study.example>', acceptedAt: instant(NOW) },
      { kind: 'canary-lost', token: 'abcdefghij', reason: 'our own message did not come back' },
      { kind: 'do-not-contact', scope: 'entity', value: 'lender9-llc', reason: 'asked us', by: 'Petro' },
    ]);
    await desk.clock.advanceTo(NOW + 73 * HOUR);
    ok(await takeTask(desk.work, 'Olena', send));
  });
  afterAll(() => desk?.close());

  it.each(['en-GB', 'uk-UA', 'ru-RU', 'zh-CN'])(
    '%s, light and dark: no serious finding, nothing wider than a phone',
    async (language) => {
      const context = await desk.person({ language });
      const page = await context.newPage();
      await page.goto(`${desk.url}/`);
      expect(await page.locator('html').getAttribute('lang')).toBe(language.slice(0, 2));
      const found: string[] = [];
      const look = async (name: string) => {
        await page.evaluate('document.querySelectorAll("details").forEach((d) => { d.open = true; })');
        const wide = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
        if (Number(wide) > 0) found.push(`${name}: ${wide} px wider than the screen`);
        await page.evaluate(AXE);
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme });
          // Light is looked at whole; in the dark only colours can be different.
          for (const one of await serious(page, colorScheme === 'dark')) found.push(`${name}: ${one}`);
          if (process.env.DESK_PICTURES)
            await page.screenshot({
              path: `${process.env.DESK_PICTURES}/desk-${language}-${colorScheme}-${name}.png`,
              fullPage: true,
            });
        }
      };
      await look('login');
      await page.getByLabel('Olena').check();
      await page.locator('main button.primary').click();
      await page.waitForURL(`${desk.url}/`);
      for (const [name, path] of Object.entries({
        wave: '/',
        lenders: '/lenders',
        lender: '/lenders/lender2',
        list: '/leave-alone',
        ...Object.fromEntries(Object.entries(ids).map(([k, id]) => [k, `/tasks/${id}`])),
      })) {
        await page.goto(desk.url + path);
        await look(name);
      }
      expect(found).toEqual([]);
      await context.close();
    },
  );
});
