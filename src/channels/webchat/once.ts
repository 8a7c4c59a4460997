/** One chat driven by hand: asked, heard, left, and looked at once more to see whether it keeps what was said. */
import type { Clock } from '../../fieldwork/ports.ts';
import type { ChatVisit } from '../../model/chat.ts';
import { launchBrowser } from '../browser/index.ts';
import { conversation } from './converse.ts';
import { lookAgain } from './revisit.ts';
import { holdOn, openTab, type Stored, storedBy, type Tab } from './tab.ts';

export interface OnceOrder {
  url: string;
  question: string;
  name: string;
  email: string;
  language: string;
  /** How long to listen after the question, ms. */
  waitMs: number;
  unaided: boolean;
  browser?: string | undefined;
  proxy?: string | undefined;
  clock: Clock;
  signal: AbortSignal;
}

/** The visit, with `persisted` told by a second look after the tab was closed. */
export async function askOnce(order: OnceOrder): Promise<ChatVisit> {
  const { clock } = order;
  const browser = await launchBrowser({ path: order.browser, proxy: order.proxy });
  const hold = holdOn(clock);
  hold.take();
  const tabs: Tab[] = [];
  const open = async (stored?: Stored): Promise<Tab> => {
    const tab = await openTab(browser, {
      language: order.language,
      trustAnyCertificate: true,
      clock,
      hold,
      stored,
    });
    tabs.push(tab);
    return tab;
  };
  try {
    const tab = await open();
    const { visit } = await conversation(
      tab,
      clock,
      {
        ...order,
        listenMs: order.waitMs,
        quietMs: order.waitMs,
      },
      { asking: async () => {}, asked: async () => {}, signal: order.signal },
    );
    if (visit.outcome !== 'asked' || order.signal.aborted) return visit;
    const stored = await storedBy(tab);
    await tab.close();
    const again = await open(stored);
    const seen = await lookAgain(again, clock, {
      url: order.url,
      question: order.question,
      visit: 2,
      unaided: order.unaided,
    });
    return { ...visit, persisted: seen.visit.persisted };
  } finally {
    for (const tab of tabs) await tab.close();
    await browser.close().catch(() => {});
    hold.release();
  }
}
