/** Coders at the bench in a real browser: by keyboard alone, without script, on a phone, and with a hostile reply. */
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';
import type { BenchCodes, CodingBench } from '../../../src/desk/coding/bench.ts';
import { codingPages } from '../../../src/desk/coding/index.ts';
import { QUESTIONS } from '../../../src/desk/coding/questions.ts';
import { handProbe } from '../../desk/a-desk.ts';
import { type GoldenBench, goldenBench } from '../../support/golden-bench.ts';
import { hasBrowser } from '../../support/need-browser.ts';
import { comeIn, type DeskInBrowser, deskInBrowser, PHONE } from './open-desk.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const DESKTOP = { width: 1280, height: 800 };
const LONG = 180_000;
let desk: DeskInBrowser | undefined;
let golden: GoldenBench;

afterEach(async () => {
  await desk?.close();
  expect(desk?.failures ?? []).toEqual([]);
  desk = undefined;
});

async function open(bench?: CodingBench): Promise<DeskInBrowser> {
  const zone = { timeZone: 'Europe/Kyiv', daysFirst: true };
  const operators = [
    { name: 'Coder One', ...zone },
    { name: 'Coder Two', ...zone },
    { name: 'Boss', ...zone, lead: true },
  ];
  golden = goldenBench(() => desk?.clock.now() ?? 0);
  await golden.assess();
  desk = await deskInBrowser([handProbe(1, 'vk')], {
    settings: { operators },
    options: { coding: codingPages(async () => bench ?? golden.open()) },
  });
  return desk;
}

/** What is pressed for one reply, and what it stands for. Lists end with Enter; one question is gone back to. */
const KEYS = [
  '5', // a person
  ...['f', 'd', 'b', 'b', 'Enter'], // rate and amount; eligibility put in and taken out
  '0', // no deflection
  '0', // no data
  ...['0', '1'], // refusal no, over-promise yes
  ...['p', '0'], // back: over-promise no
  ...['0', '1', '1', '1', '1'],
  ...['2', 'x', '2', '1', '0', '1'],
  's',
];
const CODED: BenchCodes = {
  responder: 'human',
  answered: ['amount', 'rate'],
  deflection: 'none',
  personal_data: [],
  refusal: false,
  over_promise: false,
  automation_disclosed: false,
  greets: true,
  uses_name: true,
  next_step: true,
  language_matches: true,
  competence: 2,
  convenience: 2,
  politeness: 1,
  personalisation: 0,
  empathy: 1,
  cannot_tell: ['accuracy'],
};

/** On a keyboard whose letters are not Latin: the same places give other letters. */
const CYRILLIC: Record<string, string> = { f: 'а', d: 'в', b: 'и', p: 'з', x: 'ч', s: 'і' };

async function press(page: Page, key: string, cyrillic: boolean): Promise<void> {
  const letter = cyrillic ? CYRILLIC[key] : undefined;
  if (letter === undefined) return page.keyboard.press(key);
  const devtools = await page.context().newCDPSession(page);
  const event = { key: letter, code: `Key${key.toUpperCase()}`, text: letter };
  await devtools.send('Input.dispatchKeyEvent', { type: 'keyDown', ...event });
  await devtools.send('Input.dispatchKeyEvent', { type: 'keyUp', key: letter, code: event.code });
  await devtools.detach();
}

async function tabTo(page: Page, text: string): Promise<void> {
  for (let i = 0; i < 30; i++) {
    await page.keyboard.press('Tab');
    if ((await page.locator(':focus').innerText()).trim() === text) return;
  }
  throw new Error(`never came to ${text}`);
}

/** Codes so many replies by keyboard alone; gives their names in the order met. */
async function codeByKeyboard(
  context: BrowserContext,
  coder: string,
  given: { replies: number; begin: string; cyrillic?: boolean; personal?: string },
): Promise<string[]> {
  const page = await comeIn(context, desk!.url, coder);
  await page.goto(`${desk!.url}/coding`);
  await tabTo(page, given.begin);
  await page.keyboard.press('Enter');
  const met: string[] = [];
  for (let i = 0; i < given.replies; i++) {
    await page.waitForURL((url) => /replies/.test(url.pathname) && !met.includes(url.pathname));
    await page.waitForLoadState();
    const path = new URL(page.url()).pathname;
    met.push(path);
    for (const [n, key] of KEYS.entries()) {
      const own = given.personal && n === KEYS.length - 3 && i % 2 === 0 ? given.personal : key;
      await press(page, own, given.cyrillic === true);
    }
  }
  await page.waitForURL((url) => !met.includes(url.pathname));
  expect(await page.locator('#progress').innerText()).toContain(String(given.replies));
  await page.close();
  return met;
}

async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env.DESK_PICTURES;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `coding-${name}.png`), fullPage: true });
  await page.screenshot({ path: join(folder, `top-${name}.png`) });
}

const ran = (page: Page) => page.evaluate(() => (globalThis as { ran?: string }).ran ?? null);

describe.skipIf(!hasBrowser())('the coding bench in a browser', () => {
  it(
    'two coders code ten replies each by keyboard alone; the lead sees how far they agree, and they do not',
    async () => {
      const { url } = await open();
      const one = await desk!.person({ size: DESKTOP });
      const two = await desk!.person({ size: DESKTOP, language: 'uk-UA' });
      const first = await codeByKeyboard(one, 'Coder One', { replies: 10, begin: 'Begin' });
      const second = await codeByKeyboard(two, 'Coder Two', {
        replies: 10,
        begin: 'Почати',
        cyrillic: true,
        personal: '2',
      });
      expect(second).not.toEqual(first);

      const entered = await golden.entered();
      expect(entered.map((e) => e.coder)).toEqual([
        ...Array<string>(10).fill('Coder One'),
        ...Array<string>(10).fill('Coder Two'),
      ]);
      expect(new Set(entered.slice(0, 10).map(({ row }) => `${row.probe} ${row.evidence}`)).size).toBe(10);
      for (const [i, { at, row }] of entered.entries()) {
        const { probe, evidence, ...codes } = row;
        expect(at).toBe(new Date(desk!.clock.now()).toISOString());
        const personalisation = i >= 10 && i % 2 === 0 ? 2 : 0;
        expect(codes, `${probe} ${evidence}`).toEqual({ ...CODED, personalisation });
      }

      const page = await one.newPage();
      expect((await page.goto(`${url}/coding/agreement`))?.status()).toBe(403);
      expect(await page.locator('table').count()).toBe(0);
      const boss = await comeIn(await desk!.person({ size: DESKTOP }), url, 'Boss');
      await boss.goto(`${url}/coding`);
      await boss.getByRole('link', { name: 'Agreement' }).click();
      await boss.getByRole('table').waitFor();
      expect(await boss.locator('main').innerText()).toMatch(/Coder One\s+10 replies/);
      expect(await boss.getByRole('row').count()).toBeGreaterThan(20);
      await picture(boss, 'agreement');
    },
    LONG,
  );

  it('says what is open, keeps what was chosen, and asks before it is lost', async () => {
    const { url } = await open();
    const page = await comeIn(await desk!.person({ size: DESKTOP }), url, 'Coder One');
    await page.goto(`${url}/coding/next`);
    const at = page.url();
    // The keys are for the page's form: elsewhere they do nothing.
    await page.getByRole('link', { name: 'Wave' }).focus();
    await page.keyboard.press('5');
    expect(await page.locator('input:checked').count()).toBe(0);
    await page.locator('[data-reply]').focus();
    for (const key of ['5', '0', 's']) await page.keyboard.press(key);
    await page.locator('[data-note]').waitFor();
    expect(await page.locator('[data-note]').innerText()).toMatch(/^Nothing was saved\. Still open: Is the/);
    expect(page.url()).toBe(at);
    expect(await page.locator('input:checked').count()).toBe(2);
    await picture(page, 'open');
    const asked = page.waitForEvent('dialog');
    const pressed = page.keyboard.press('r');
    const dialog = await asked;
    expect(dialog.type()).toBe('beforeunload');
    await dialog.dismiss();
    await pressed;
    expect(page.url()).toBe(at);
    // "None" and "can't tell" stand alone.
    const answered = page.locator('#q-answered');
    await answered.getByLabel('Rate, per period').check();
    expect(await answered.locator('input:checked').count()).toBe(1);
    await answered.getByLabel('Can’t tell').check();
    expect(await answered.locator('input:checked').evaluateAll((all) => all.length)).toBe(1);
    // The page of keys opens beside, and nothing is lost by it.
    await page.locator('[data-reply]').focus();
    const beside = page.context().waitForEvent('page');
    await page.keyboard.press('?');
    const keys = await beside;
    await keys.getByRole('heading', { name: 'Keys' }).waitFor();
    await picture(keys, 'keys');
    expect(await golden.entered()).toEqual([]);
  });

  it('is a plain form on a phone without script', async () => {
    const { url } = await open();
    const page = await comeIn(await desk!.person({ script: false }), url, 'Coder One');
    await page.goto(`${url}/coding`);
    await page.getByRole('link', { name: 'Begin' }).click();
    const at = page.url();
    const choose = async (pick: number) => {
      for (const { id, kind } of QUESTIONS) {
        const inputs = page.locator(`#q-${id} input`);
        await inputs.nth(kind === 'list' ? pick : 0).check();
      }
    };
    await choose(0);
    await page.locator('#q-answered input[value="none"]').check();
    await page.getByRole('button', { name: 'Save and go on' }).click();
    await page.getByRole('alert').first().waitFor();
    expect(await page.locator('main').innerText()).toContain('can’t stand beside');
    expect(await golden.entered()).toEqual([]);
    await page.locator('#q-answered input[value="none"]').uncheck();
    await page.getByRole('button', { name: 'Save and go on' }).click();
    await page.getByText('Saved.').waitFor();
    expect(page.url()).not.toContain(at);
    expect((await golden.entered()).map((e) => e.coder)).toEqual(['Coder One']);
    await page.goto(at);
    await page.getByText('You have coded this reply').waitFor();
    await page.getByRole('button', { name: 'Save the change' }).click();
    await page.getByText('Saved as a new entry').waitFor();
    expect(await golden.entered()).toHaveLength(2);
  });

  it('a hostile reply stays words', async () => {
    const PAYLOAD = [
      '"><script>window.ran = "script"</script>',
      '<img src="data:," onerror="window.ran = \'img\'">',
      '</form></fieldset><form action="https://evil.example/"><button>Save</button></form>',
      '<a href="javascript:window.ran = 1" autofocus onfocus="window.ran = 2">Click</a>',
      '<style>body{display:none}</style>\u202Egnp.exe\u202C',
    ].join('\n');
    const item = {
      name: 'aaaaaaaaaaaa',
      language: 'uk',
      question: PAYLOAD,
      worry: PAYLOAD,
      asked: [],
      text: PAYLOAD,
    };
    const codes: BenchCodes[] = [];
    const { url } = await open({
      sheet: async () => ({ items: [item], coded: new Map() }),
      async enter(_coder, _item, given) {
        codes.push(given);
        return { ok: false, reason: PAYLOAD };
      },
      agreement: async () => ({ coders: [{ name: PAYLOAD, replies: 1 }], rows: [] }),
    });
    const page = await comeIn(await desk!.person({ size: DESKTOP }), url, 'Boss');
    const safe = async (where: string) => {
      await page.getByText('window.ran = "script"').first().waitFor();
      expect(await ran(page), where).toBeNull();
      expect(
        await page.locator('main iframe, main img, main style, a[href^="javascript:"]').count(),
        where,
      ).toBe(0);
      expect(await page.locator('main script:not([src="/assets/coding.js"])').count(), where).toBe(0);
      expect(await page.locator('main').isVisible(), where).toBe(true);
    };
    await page.goto(`${url}/coding/next`);
    await safe('the reply');
    for (const key of KEYS) await page.keyboard.press(key);
    await page.getByText('Nothing was saved').waitFor();
    await safe('the refusal');
    expect(codes).toHaveLength(1);
    await page.goto(`${url}/coding/agreement`);
    await safe('agreement');
  });

  it.each(['en-GB', 'uk-UA', 'ru-RU', 'zh-CN'])(
    '%s: no serious finding, light and dark, and nothing wider than a phone',
    async (language) => {
      const { url } = await open();
      const found: string[] = [];
      for (const size of [PHONE, DESKTOP]) {
        const page = await comeIn(await desk!.person({ language, size }), url, 'Boss');
        if (size === PHONE) await enterTwo(await golden.open());
        const rest = size === PHONE ? ['/coding', '/coding/keys', '/coding/agreement'] : [];
        for (const path of ['/coding/next', ...rest]) {
          await page.goto(url + path);
          await page.evaluate('document.querySelectorAll("details").forEach((d) => { d.open = true; })');
          const wide = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
          if (Number(wide) > 0) found.push(`${path}: ${wide} px wider than ${size.width}`);
          await page.evaluate(AXE);
          for (const colorScheme of size === PHONE ? (['light', 'dark'] as const) : (['light'] as const)) {
            await page.emulateMedia({ colorScheme });
            await picture(page, `${language}-${size.width}-${colorScheme}${path.replaceAll('/', '-')}`);
            const { violations } = (await page.evaluate('axe.run(document)')) as {
              violations: { id: string; impact: string; nodes: { html: string }[] }[];
            };
            for (const v of violations)
              if (v.impact === 'serious' || v.impact === 'critical')
                found.push(...v.nodes.map((n) => `${path} ${size.width}: ${v.id}: ${n.html.slice(0, 160)}`));
          }
        }
      }
      expect(found).toEqual([]);
    },
    LONG,
  );
});

/** So that there is something to agree on. */
async function enterTwo(bench: CodingBench): Promise<void> {
  const { cannot_tell: _, ...codes } = CODED;
  for (const coder of ['Coder One', 'Coder Two'])
    for (const { name } of (await bench.sheet(coder)).items.slice(0, 8))
      await bench.enter(coder, name, codes);
}
