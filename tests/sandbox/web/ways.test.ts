/** The ways in which a chat can go other than question and answer, in a real browser. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { sandboxChatWords } from '../../../src/sandbox/web/chat-words.ts';
import type { Web } from '../../../src/sandbox/web/web.ts';
import { questionIn, startBrowser, startSandboxWeb } from '../../support/sandbox-web.ts';
import { HANDS, squeeze, textOf } from './helpers/hands.ts';

const words = sandboxChatWords();
let web: Web;
let browser: Browser;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  web = await startSandboxWeb({ hurry: 600 });
  browser = await startBrowser(web);
}, 120_000);
afterEach(() => context?.close());
afterAll(async () => {
  await browser?.close();
  await web?.stop();
});

async function visit(id: string): Promise<void> {
  context = await browser.newContext({ ignoreHTTPSErrors: true, viewport: { width: 1200, height: 800 } });
  page = await context.newPage();
  await page.goto(`https://${id}.example/`);
}
const seen = (text: string) =>
  expect.poll(() => textOf(page), { timeout: 15_000, interval: 50 }).toContain(squeeze(text));
const livechat = () => page.frames().find((f) => f.url().includes('/livechat'))!;

describe('nobody there: a form whose message is answered by mail', () => {
  it('Rocket.Chat', async () => {
    await visit('quillharbour-credit');
    await page.locator('#rocketchat-iframe').waitFor();
    const frame = livechat();
    await frame.locator('button:visible').last().click();
    await frame.locator('input[name=name]').fill('Max Koval');
    await frame.locator('input[name=email]').fill('max.abcdefghij@mailhome.example');
    await frame.locator('textarea').fill(questionIn('en'));
    await frame.locator('form button').first().click();
    await seen(words.get('en')!.offlineDone);
    expect(web.log.left.at(-1)).toMatchObject({
      lender: { id: 'quillharbour-credit' },
      name: 'Max Koval',
      email: 'max.abcdefghij@mailhome.example',
    });
    expect(squeeze(web.log.left.at(-1)!.text)).toBe(squeeze(questionIn('en')));
  });

  it('a home-made form', async () => {
    await visit('haitangli');
    await page.locator('#q1').click();
    await page.locator('#q2 [name=name]').fill('高明凯');
    await page.locator('#q2 [name=email]').fill('max.abcdefghij@mailhome.example');
    await page.locator('#q2 [name=message]').fill(questionIn('zh'));
    await page.locator('#q2 button').click();
    await seen(words.get('zh')!.offlineDone);
    await expect.poll(() => web.log.left.at(-1)?.lender.id).toBe('haitangli');
  });
});

describe('a form that demands a telephone', () => {
  it('flowise lets nobody write before it', async () => {
    await visit('pennyfield');
    await page.locator('flowise-chatbot button').first().click();
    await page.locator('flowise-chatbot input[name=phone]').waitFor();
    expect(await page.locator('flowise-chatbot textarea').isDisabled()).toBe(true);
  });

  it('the home-made one is not sent without it', async () => {
    await visit('lastivka-hryvnia');
    await page.locator('#q1').click();
    await page.locator('#q2 [name=name]').fill('Max');
    await page.locator('#q2 button').click();
    expect(await page.locator('#q2 [name=phone]').isVisible()).toBe(true);
    expect(await page.locator('#q2 [contenteditable]').count()).toBe(0);
  });
});

describe('a backend that can not be reached', () => {
  it('leaves the frame of Rocket.Chat empty', async () => {
    await visit('aqsha-bulaq');
    await page.locator('#rocketchat-iframe').waitFor();
    await page.waitForLoadState('networkidle');
    expect(await livechat().locator('[contenteditable=true]:visible').count()).toBe(0);
  });

  it('makes react-chatbotify say so to what is written', async () => {
    await visit('oakmarrow-finance');
    await HANDS.chatbotify.open(page);
    await HANDS.chatbotify.ask(page, 'What do I need for a loan?');
    await seen(words.get('en')!.lost);
  });
});

it('a menu comes first: the composer opens with the button to a person', async () => {
  await visit('qingheque');
  await page.locator('.rcb-toggle-button').click();
  const { topics, person, connecting } = words.get('zh')!;
  await page.locator('.rcb-options', { hasText: topics[0]! }).waitFor();
  // Not disabled, but inert: the widget takes out again what is typed.
  const composer = page.locator('.rcb-chat-input-textarea');
  await expect.poll(() => composer.getAttribute('placeholder')).toBe(words.get('zh')!.pickFirst);
  await composer.fill('你好');
  expect(await composer.inputValue()).toBe('');
  await page.locator('.rcb-options', { hasText: person }).click();
  await seen(connecting);
  await HANDS.chatbotify.ask(page, questionIn('zh').replace(/\s+/g, ' '));
  await expect.poll(() => web.truth().find((t) => t.lender === 'qingheque')?.scenario).toBe('first-loan');
});

it('the end of a home-made chat wants a rating before anything else', async () => {
  await visit('kovyl-kredit');
  await HANDS.chatscope.open(page);
  await HANDS.chatscope.ask(page, questionIn('ru').replace(/\s+/g, ' '));
  await seen(words.get('ru')!.ended);
  await seen(words.get('ru')!.rate);
});

it('a cookie banner lies over the launcher until it is answered', async () => {
  await visit('malva-kredyt');
  await page.locator('.cookie-bar').waitFor();
  const launcher = page.locator('#webchat-root > *:last-child');
  await expect(launcher.click({ timeout: 1500 })).rejects.toThrow(/cookie-bar/);
  await page.locator('.cookie-bar [data-choice=none]').click();
  await HANDS.botpress.open(page);
});

it('a widget that forgets begins anew', async () => {
  await visit('zhaivir-hroshi');
  const start = async () => {
    await page.locator('#q1').click();
    await page.locator('#q2 [name=name]').fill('Max Koval');
    await page.locator('#q2 [name=email]').fill('max.abcdefghij@mailhome.example');
    await page.locator('#q2 button').click();
    await page.locator('#q2 [contenteditable=true]').waitFor();
  };
  await start();
  await HANDS.chatscope.ask(page, questionIn('uk').replace(/\s+/g, ' '));
  await seen(questionIn('uk'));
  await page.reload();
  await start();
  expect(await textOf(page)).not.toContain(squeeze(questionIn('uk')));
  expect(web.truth().find((t) => t.lender === 'zhaivir-hroshi')).toMatchObject({
    alias: 'max.abcdefghij@mailhome.example',
    declared: 'no-reply',
  });
});
