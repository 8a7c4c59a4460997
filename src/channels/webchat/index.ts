/** The web chat channel: one Chromium, one isolated context a chat, every visit kept as evidence. */
import type { Browser } from 'playwright-core';
import type { Clock, Closed, EvidenceSink, LiveChannel, SendReceipt } from '../../fieldwork/ports.ts';
import { type AliasBase, messageIdOf, replyAlias } from '../../model/alias.ts';
import type { ChatVisit } from '../../model/chat.ts';
import { canonical, sha256 } from '../../model/digest.ts';
import { InstrumentError } from '../../model/errors.ts';
import type { Capture } from '../../model/evidence.ts';
import { instant } from '../../model/scalars.ts';
import type { WebSettings } from '../../model/settings.ts';
import { launchBrowser } from '../browser/index.ts';
import { conversation, type Talk } from './converse.ts';
import { firstLine } from './open-page.ts';
import { hearOwnPage } from './own-page.ts';
import { lookAgain } from './revisit.ts';
import type { KeptSession, Sessions } from './sessions.ts';
import { type Hold, holdOn, openTab, storedBy, type Tab } from './tab.ts';

export interface WebChatOptions {
  settings: WebSettings;
  sessions: Sessions;
  clock: Clock;
  aliasBase: AliasBase;
  /** Behind the sandbox's proxy every certificate is its own; never on the real web. */
  sandbox: boolean;
  /** Recipes are left out: every chat is driven unaided. */
  unaided?: boolean;
}

/** Nothing new for so long after an answer: it is complete. ms. */
const QUIET = 180_000;

export function createWebChat(options: WebChatOptions): LiveChannel {
  const { settings, sessions, clock } = options;
  const unaided = options.unaided ?? false;
  let browser: Promise<Browser> | null = null;

  /** The one browser; a dead one is replaced. */
  async function theBrowser(): Promise<Browser> {
    const open = await browser?.catch(() => null);
    if (open?.isConnected()) return open;
    browser = launchBrowser({ path: settings.browser, proxy: settings.proxy });
    return browser;
  }

  async function withTab<T>(
    language: string,
    kept: KeptSession | null,
    work: (tab: Tab, hold: Hold) => Promise<T>,
  ): Promise<T> {
    const hold = holdOn(clock);
    hold.take();
    let tab: Tab | null = null;
    try {
      tab = await openTab(await theBrowser(), {
        language,
        trustAnyCertificate: options.sandbox,
        clock,
        hold,
        stored: kept ?? undefined,
      });
      return await work(tab, hold);
    } finally {
      await tab?.close();
      hold.release();
    }
  }

  return {
    atOnce: settings.chatsAtOnce,
    revisitHours: settings.revisitHours,

    async preflight() {
      try {
        const heard = await withTab('en', null, (tab) => hearOwnPage(tab, clock));
        return { ok: heard.ok, checks: [{ name: 'a chat of our own in this browser', ...heard }] };
      } catch (error) {
        const detail = firstLine(error);
        return { ok: false, checks: [{ name: 'browser', ok: false, detail }] };
      }
    },

    compose: async (order) => {
      const { probe, persona, text, attempt } = order;
      const alias = replyAlias(options.aliasBase, persona.mailbox, probe.token);
      const messageId = messageIdOf(options.aliasBase, probe.token, attempt);
      const name = (persona.names[probe.language] ?? Object.values(persona.names)[0])!;
      const copy = {
        format: 'doorbell-chat-question/1',
        probe: probe.id,
        url: probe.address,
        messageId,
        name: name.given,
        email: alias,
        question: questionLine(text.body, name.full),
        language: probe.language,
      };
      return { raw: new TextEncoder().encode(canonical(copy)), messageId, alias };
    },

    async converse(order, message, steps, sink): Promise<SendReceipt | Closed> {
      const copy = JSON.parse(new TextDecoder().decode(message.raw)) as {
        url: string;
        name: string;
        email: string;
        question: string;
        language: string;
      };
      const talk: Talk = {
        ...copy,
        listenMs: settings.chatMinutes * 60_000,
        quietMs: QUIET,
        unaided,
      };
      const probe = order.probe.id;
      try {
        return await withTab(copy.language, null, async (tab) => {
          const keep = () => keepSession(tab, sessions, probe, talk);
          const { visit, receipt } = await conversation(tab, clock, talk, {
            asking: async () => {
              // Kept first: after a crash it is by coming back that we learn whether it was asked.
              await keep();
              await steps.asking();
            },
            asked: async (at) => {
              await steps.asked(at);
              await keep();
            },
            signal: steps.signal,
          });
          if (visit.outcome === 'asked') await keep();
          await handOver(tab, clock, sink, probe, visit);
          return receipt;
        });
      } catch (error) {
        // The question may stand in the chat: whoever called knows whether the keystroke had been announced.
        return { outcome: 'unknown', reason: `the browser failed: ${firstLine(error)}` };
      }
    },

    async revisit(session, visit, sink) {
      const kept = await sessions.find(session.probe);
      if (!kept) throw new InstrumentError('session-missing', `no session of ${session.probe} was kept`);
      try {
        return await withTab(kept.language, kept, async (tab) => {
          const { question, url } = session;
          const from = instant(clock.now());
          const seen = await lookAgain(tab, clock, { url, question, visit, unaided });
          await handOver(tab, clock, sink, session.probe, seen.visit);
          if (seen.visit.persisted === 'yes')
            await keepSession(tab, sessions, session.probe, { ...kept.ref, language: kept.language });
          return {
            account: `chat:${session.probe}`,
            from,
            to: instant(clock.now()),
            complete: seen.complete,
            ...(seen.complete ? {} : { reason: seen.reason }),
            folders: [],
          };
        });
      } catch (error) {
        if (error instanceof InstrumentError) throw error;
        throw new InstrumentError('browser-failed', `the browser failed: ${firstLine(error)}`);
      }
    },

    session: async (probe) => (await sessions.find(probe))?.ref ?? null,

    async close() {
      const open = await browser?.catch(() => null);
      browser = null;
      await open?.close().catch(() => {});
    },
  };
}

/** A chat takes one line: paragraphs become spaces, so that no part of it is sent before the rest. */
export const questionLine = (body: string, name: string): string =>
  body.replaceAll('{name}', name).replace(/\s+/gu, ' ').trim();

async function keepSession(
  tab: Tab,
  sessions: Sessions,
  probe: string,
  { url, question, language }: { url: string; question: string; language: string },
): Promise<void> {
  await sessions.keep({ ref: { probe, url, key: probe, question }, language, ...(await storedBy(tab)) });
}

/** The visit, the page's source and a picture of it: evidence, in one commit. */
async function handOver(
  tab: Tab,
  clock: Clock,
  sink: EvidenceSink,
  probe: string,
  visit: ChatVisit,
): Promise<void> {
  const at = instant(clock.now());
  const pieces: { media: NonNullable<Capture['media']>; raw: Uint8Array }[] = [];
  const picture = await tab.page.screenshot({ timeout: 8000 }).catch(() => null);
  if (picture) pieces.push({ media: 'screenshot', raw: picture });
  const sources = await Promise.all(
    tab.page
      .frames()
      .slice(0, 10)
      .map((f) => f.content().catch(() => '')),
  );
  const dom = new TextEncoder().encode(
    sources
      .filter((s) => s !== '')
      .join('\n<!-- next frame -->\n')
      .slice(0, 4_000_000),
  );
  if (dom.length > 0) pieces.push({ media: 'dom', raw: dom });
  const told: ChatVisit = {
    ...visit,
    artifacts: pieces.map((p) => ({ what: p.media as 'dom' | 'screenshot', at, sha256: sha256(p.raw) })),
  };
  pieces.push({ media: 'chat', raw: new TextEncoder().encode(canonical(told)) });
  await sink.commit({
    items: pieces.map(({ media, raw }) => ({
      raw,
      capture: {
        account: 'webchat',
        key: `${probe}/${visit.visit}/${visit.startedAt}/${media}`.slice(0, 300),
        evidence: sha256(raw),
        media,
        probe,
        bytes: raw.length,
        clocks: { observed: at },
        correlation: { recipients: [], inReplyTo: [], references: [] },
      },
    })),
  });
}
