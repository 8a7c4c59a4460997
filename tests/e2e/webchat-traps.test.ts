/** What is never pressed, filled in or sent, whatever a page puts before us: each refusal on a page made for it. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../../src/channels/browser/index.ts';
import { type Conversation, conversation } from '../../src/channels/webchat/converse.ts';
import { holdOn, openTab } from '../../src/channels/webchat/tab.ts';
import { hasBrowser } from '../support/need-browser.ts';
import { systemClock } from '../support/sandbox-web.ts';
import { serveTraps, type Trap } from './webchat/bait-pages.ts';

/** What was done on the page, but for the polite end. */
const hits = (trap: Trap): string[] => pages.hits(trap).filter((what) => !what.startsWith('ask Thank you'));
const QUESTION = 'Hello, could a new customer borrow 200 for a month, and what would it cost?';
let browser: Browser;
let pages: Awaited<ReturnType<typeof serveTraps>>;

async function drive(trap: Trap, listenMs = 2500): Promise<Conversation> {
  const clock = systemClock;
  const tab = await openTab(browser, {
    language: 'en',
    trustAnyCertificate: false,
    clock,
    hold: holdOn(clock),
  });
  try {
    return await conversation(
      tab,
      clock,
      {
        url: pages.url(trap),
        name: 'Max',
        email: 'max.abcdefghij@mailhome.example',
        question: QUESTION,
        language: 'en',
        listenMs,
        quietMs: listenMs,
        unaided: true,
      },
      { asking: async () => {}, asked: async () => {}, signal: new AbortController().signal },
    );
  } finally {
    await tab.close();
  }
}

describe.skipIf(!hasBrowser())('traps', { timeout: 60_000 }, () => {
  beforeAll(async () => {
    pages = await serveTraps();
    browser = await launchBrowser({ path: process.env.DOORBELL_BROWSER });
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await pages?.stop();
  });

  it.concurrent.each(['floating-application', 'application-as-chat-icon'] as const)(
    '%s: what looks like a launcher and leads to the application is left alone',
    async (trap) => {
      const { visit } = await drive(trap);
      expect(visit).toMatchObject({ outcome: 'no-chat', pressed: [] });
      expect(hits(trap)).toEqual([]);
    },
  );

  it.concurrent('a chat whose only reply is "get the money"', async () => {
    const { visit, receipt } = await drive('only-money');
    expect(visit.outcome).toBe('dead');
    expect(receipt).toMatchObject({ outcome: 'closed', disposition: 'channel-unavailable' });
    expect(hits('only-money')).toEqual([]);
  });

  it.concurrent.each([
    ['wants-a-card', 'gated', /account: Card number/],
    ['customers-only', 'gated', /already have a loan/],
    ['phone-by-asterisk', 'gated', /phone/],
    ['riddle-in-the-form', 'blocked', /riddle/],
  ] as const)('%s: %s, and the form is not sent', async (trap, outcome, reason) => {
    const { visit } = await drive(trap);
    expect(visit.outcome).toBe(outcome);
    expect(visit.reason).toMatch(reason);
    expect(visit.prechat.some((f) => f.filled)).toBe(false);
    expect(hits(trap)).toEqual([]);
  });

  it.concurrent('a telephone that only shows to be demanded when the form is sent: gated, never made up', async () => {
    const { visit } = await drive('phone-after-sending');
    expect(visit).toMatchObject({ outcome: 'gated' });
    expect(visit.reason).toMatch(/phone/);
    expect(hits('phone-after-sending')).toEqual(['form ']);
  });

  it.concurrent('a demanded consent is ticked, one to advertising is not', async () => {
    const { visit } = await drive('consent-demanded');
    expect(visit.outcome).toBe('asked');
    expect(hits('consent-demanded')).toEqual(['ok true ads false', `ask ${QUESTION}`]);
  });

  it.concurrent('the file beside the field is not touched', async () => {
    const { visit } = await drive('file-beside-the-field');
    expect(visit.outcome).toBe('asked');
    expect(hits('file-beside-the-field')).toEqual([`ask ${QUESTION}`]);
  });

  it.concurrent("a newsletter's form over the page is none of the chat's", async () => {
    const { visit } = await drive('newsletter-over-the-page');
    expect(visit).toMatchObject({ outcome: 'asked', prechat: [] });
    expect(hits('newsletter-over-the-page')).toEqual([`ask ${QUESTION}`]);
  });

  it.concurrent('a chat that keeps our text for five seconds while it sends it: asked once', async () => {
    const { visit } = await drive('slow-to-clear');
    expect(visit.outcome).toBe('asked');
    expect(hits('slow-to-clear')).toEqual([`ask ${QUESTION}`]);
  });

  it.concurrent('a chat in a closed shadow root is reached', async () => {
    const { visit } = await drive('closed-shadow');
    expect(visit.messages.filter((m) => !m.before).map((m) => [m.side, m.text])).toEqual([
      ['own', QUESTION],
      ['agent', 'Yes.'],
    ]);
  });
});
