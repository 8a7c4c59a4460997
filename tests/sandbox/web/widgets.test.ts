/** Every real widget in a real browser: a person can ask in it and sees what the desk says, then and at the next visit. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { createJumpingClock } from '../../../src/sandbox/jumping-clock.ts';
import type { ChatTruth, Web } from '../../../src/sandbox/web/web.ts';
import { questionIn, startBrowser, startSandboxWeb } from '../../support/sandbox-web.ts';
import { HANDS, squeeze, textOf } from './helpers/hands.ts';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 8, 7, 9);
const does = [
  { send: 'answer', delay: { fixed: '2m' }, typing: '20s', bubbles: 2, apart: '5s' },
  { send: 'closing', delay: { fixed: '3h' } },
];
const common = { about: 'a test', disposition: 'answered', does };

/** Each in a language of the market; `later` is whether the widget shows at the next visit what was said meanwhile. */
const CASES = [
  ['rocketchat', 'larkmoor-loans', 'en', true],
  ['flowise', 'pennyfield', 'en', false],
  ['chatbotify', 'qingheque', 'zh', true],
  ['botpress', 'malva-kredyt', 'uk', true],
  ['deepchat', 'yunshanlu', 'zh', true],
  ['beautiful-chat', 'leleka-pozyka', 'uk', true],
  ['parlant', 'tenge-tyrna', 'ru', true],
  ['chatscope', 'kovyl-kredit', 'ru', true],
  ['advanced-chat', 'stepnaya-moneta', 'ru', true],
] as const;

const clock = createJumpingClock(START);
let web: Web;
let browser: Browser;
let context: BrowserContext;
/** Lets go of the clock that the test holds while it works. */
let busy = (): void => {};

beforeAll(async () => {
  const lenders = Object.fromEntries(
    CASES.map(([widget, id]) => [
      id,
      { ...common, widget, ...(widget === 'rocketchat' ? { form: ['name', 'email'] } : {}) },
    ]),
  );
  web = await startSandboxWeb({ clock, drawMs: 1500, behaviours: { lenders } });
  browser = await startBrowser(web);
}, 120_000);
afterEach(async () => {
  busy();
  await context?.close();
});
afterAll(async () => {
  await browser?.close();
  await web?.stop();
});

const visit = async (id: string): Promise<Page> => {
  const page = await context.newPage();
  await page.goto(`https://${id}.example/contact`);
  return page;
};
const truthOf = (id: string): ChatTruth => web.truth().find((t) => t.lender === id)!;
const seen = (page: Page, text: string) =>
  expect.poll(() => textOf(page), { timeout: 20_000, interval: 50 }).toContain(squeeze(text));

it.each(CASES)(
  '%s',
  async (widget, id, language, later) => {
    context = await browser.newContext({ ignoreHTTPSErrors: true, viewport: { width: 1200, height: 800 } });
    busy = clock.hold();
    const page = await visit(id);
    const question = questionIn(language).replace(/\s+/g, ' ').trim();
    await HANDS[widget].open(page);
    await HANDS[widget].ask(page, question);
    await seen(page, question);
    await expect.poll(() => truthOf(id)?.text.trim()).toBe(question);

    busy();
    const [first, second] = truthOf(id).lines;
    await seen(page, first!.text);
    await seen(page, second!.text);
    busy = clock.hold();
    const { acceptedAt, askedAgain, lines } = truthOf(id);
    // What is due in two minutes of study time is said then, and the browser drew it meanwhile.
    for (const line of lines.slice(0, 2)) expect(Math.abs(line.at! - line.dueAt)).toBeLessThan(50);
    expect(lines.map((l) => l.dueAt - acceptedAt)).toEqual([120_000, 125_000, 3 * HOUR]);
    expect(lines.map((l) => l.live)).toEqual([true, true, false]);
    expect(askedAgain).toEqual([]);
    await page.close();

    const wait = clock.sleepUntil(acceptedAt + 4 * HOUR);
    busy();
    await wait;
    busy = clock.hold();
    const closing = truthOf(id).lines.at(-1)!;
    expect(closing).toMatchObject({ at: acceptedAt + 3 * HOUR, live: false });
    const again = await visit(id);
    await HANDS[widget].open(again);
    if (widget !== 'chatbotify') await seen(again, question);
    if (later) await seen(again, closing.text);
    else expect(await textOf(again)).not.toContain(squeeze(closing.text));
    busy();
  },
  90_000,
);

it('asked for nothing outside, and nothing that must not be done was done', () => {
  expect(web.log.misuse).toEqual([]);
  expect(web.truth()).toHaveLength(CASES.length);
});
