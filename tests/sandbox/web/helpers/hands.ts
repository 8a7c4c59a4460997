/** How a person's hands work each widget in a test: this knows the widgets, which our driver must not need to. */
import type { Frame, Page } from 'playwright-core';
import type { WidgetName } from '../../../../src/sandbox/web/behaviour.ts';

interface Hands {
  /** Opens the chat, fills its form if it has one, and leaves the composer ready. */
  open(page: Page): Promise<void>;
  /** Puts the question in and sends it. */
  ask(page: Page, text: string): Promise<void>;
}

const type = async (page: Page, text: string): Promise<void> => {
  await page.keyboard.insertText(text);
  await page.keyboard.press('Enter');
};

async function livechat(page: Page): Promise<Frame> {
  await page.locator('#rocketchat-iframe').waitFor();
  const frame = page.frames().find((f) => f.url().includes('/livechat'))!;
  await frame.locator('button:visible').last().waitFor();
  return frame;
}

const at = (opener: string | null, composer: string): Hands => ({
  async open(page) {
    if (opener) await page.locator(opener).first().click();
    await page.locator(composer).first().waitFor();
  },
  async ask(page, text) {
    await page.locator(composer).first().click();
    await type(page, text);
  },
});

export const HANDS: Readonly<Record<WidgetName, Hands>> = {
  rocketchat: {
    async open(page) {
      const frame = await livechat(page);
      // It opens by itself where it was left open.
      if (!(await page.locator('.rocketchat-widget[data-state=opened]').isVisible()))
        await frame.locator('button:visible').last().click();
      const composer = frame.locator('[contenteditable=true]');
      const name = frame.locator('input[name=name]');
      await composer.or(name).first().waitFor();
      // The form is shown a moment after the empty chat.
      await page.waitForTimeout(300);
      if (await name.isVisible()) {
        await name.fill('Max Koval');
        await frame.locator('input[name=email]').fill('max.abcdefghij@mailhome.example');
        await frame.locator('form button').first().click();
      }
      await composer.waitFor();
    },
    async ask(page, text) {
      await (await livechat(page)).locator('[contenteditable=true]').click();
      await type(page, text);
    },
  },
  flowise: at('flowise-chatbot button', 'flowise-chatbot textarea'),
  chatbotify: at('.rcb-toggle-button', '.rcb-chat-input-textarea:enabled'),
  botpress: at('#webchat-root > *:last-child', '#webchat-root textarea'),
  deepchat: at(null, 'deep-chat #text-input'),
  'beautiful-chat': at('.sc-launcher', '.sc-user-input--text'),
  parlant: at('#parlant-root button', 'textarea'),
  chatscope: at('#q1', '#q2 [contenteditable=true]'),
  'advanced-chat': at('body > button:last-of-type', 'vue-advanced-chat textarea'),
};

/** All text that stands in the page, in frames and shadow roots too, white space taken out. */
export async function textOf(page: Page): Promise<string> {
  const parts = await Promise.all(
    page.frames().map((frame) => frame.evaluate(COLLECT).catch(() => '') as Promise<string>),
  );
  return squeeze(parts.join(' '));
}

export const squeeze = (text: string): string => text.normalize('NFKC').replace(/\s+/g, '');

/** Runs in the page. */
const COLLECT = `(() => {
  const parts = [];
  const walk = (node) => {
    if (node.nodeType === 3) parts.push(node.data);
    if (node.shadowRoot) walk(node.shadowRoot);
    if (!['SCRIPT', 'STYLE'].includes(node.nodeName)) for (const child of node.childNodes) walk(child);
  };
  walk(document.body);
  return parts.join('');
})()`;
