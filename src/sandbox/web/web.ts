/** The sandbox's web: the lenders' sites with real chat widgets on stub backends, behind one proxy on loopback. */
import type { Clock } from '../../fieldwork/ports.ts';
import type { Lender } from '../../model/lenders.ts';
import type { Scenario } from '../../model/scenario.ts';
import type { Facts } from '../behaviour.ts';
import { sandboxPhrases } from '../phrases.ts';
import type { ChatBehaviour, ChatBehaviours, WidgetName } from './behaviour.ts';
import type { LeftMessage } from './chat.ts';
import { sandboxChatWords } from './chat-words.ts';
import { createDesk, type Desk } from './desk.ts';
import type { Host } from './http.ts';
import { sandboxSiteTexts } from './pages/texts.ts';
import { type ProxyLog, startProxy } from './proxy.ts';
import { createSite } from './site.ts';
import { type ChatTruth, chatTruth } from './truth.ts';
import { WIDGETS } from './widgets/all.ts';
import { requireWidget } from './widgets/assets.ts';
import { type Site, vendorHostOf } from './widgets/widget.ts';

export type { LeftMessage } from './chat.ts';
export type { ChatTruth } from './truth.ts';

export interface WebInput {
  clock: Clock;
  lenders: readonly Lender[];
  behaviours: ChatBehaviours;
  /** The study's questions, by which agents understand what is asked. */
  scenarios: readonly Scenario[];
  seed: number | string;
  deadlineHours: number;
  /** Divides every delay, for chats on a real clock. 1 when left out. */
  hurry?: number;
  /** Takes what was left in an offline form; the market answers it by mail. */
  leave?: (message: LeftMessage) => void;
  /** How long the clock is held after a line was said, real ms, so that the browser can draw it. 1000 when left out. */
  drawMs?: number;
  /** Further hosts of a test's own, asked before the sandbox's. */
  hosts?: (hostname: string) => Host | null;
  port?: number;
}

export interface WebLog {
  proxy: ProxyLog;
  /** Page views: lender, path, UTC ms by the study clock. At most 100,000. */
  visits: { lender: string; path: string; at: number }[];
  /** What was left in offline forms. */
  left: LeftMessage[];
  /** Applications, codes, uploads: must be none. */
  misuse: { lender: string; what: string }[];
}

export interface Web {
  /** http://127.0.0.1:PORT, for `settings.web.proxy`. */
  proxy: string;
  log: WebLog;
  /** One record for each chat in which a question arrived, in the order of lenders and arrival. */
  truth(): ChatTruth[];
  /** What is declared of each lender's chat, for those that never let a question in. */
  declared(): { lender: string; behaviour: ChatBehaviour }[];
  stop(): Promise<void>;
}

const MAX_VISITS = 100_000;

/** Starts the proxy with all sites. Rejects with SetupError when a widget's package is not installed. */
export async function startWeb(input: WebInput): Promise<Web> {
  const { clock, lenders, behaviours } = input;
  const texts = sandboxSiteTexts();
  const words = sandboxChatWords();
  const phrases = sandboxPhrases();
  const hosts = new Map<string, Host>();
  const desks: Desk[] = [];
  const log: Omit<WebLog, 'proxy'> = { visits: [], left: [], misuse: [] };

  for (const lender of lenders) {
    const behaviour = behaviours.lenders[lender.id];
    const language = lender.languages[0]!;
    const own = texts.get(language);
    const spoken = words.get(language);
    const home = phrases.get(language);
    if (!own || !spoken || !home) throw new RangeError(`the sandbox has no site in "${language}"`);
    let deadSince: number | null = null;
    let chat: { site: Site; widget: (typeof WIDGETS)[WidgetName] | null } | null = null;
    if (behaviour) {
      const desk = createDesk({
        lender,
        behaviour,
        words: spoken,
        phrases,
        scenarios: input.scenarios,
        clock,
        seed: input.seed,
        hurry: input.hurry ?? 1,
        drawMs: input.drawMs ?? 1000,
        leave(message) {
          log.left.push(message);
          input.leave?.(message);
        },
      });
      desks.push(desk);
      if (behaviour.widget !== 'none') requireWidget(behaviour.widget);
      const widget = behaviour.widget === 'none' ? null : WIDGETS[behaviour.widget];
      const site: Site = {
        desk,
        vendorHost: widget ? vendorHostOf(lender.id, behaviour.widget as WidgetName) : '',
        dead() {
          if (behaviour.door !== 'dead') return false;
          deadSince ??= clock.now();
          return (
            clock.now() - deadSince < (behaviour.deadFor ?? Number.POSITIVE_INFINITY) / (input.hurry ?? 1)
          );
        },
      };
      chat = { site, widget };
      if (widget) hosts.set(site.vendorHost, widget.host(site));
    }
    const site = createSite({
      lender,
      texts: own,
      facts: { ...home.facts, ...behaviour?.facts } as Facts,
      money: home.money,
      chat,
      visited(path) {
        if (log.visits.length < MAX_VISITS) log.visits.push({ lender: lender.id, path, at: clock.now() });
      },
      misused: (what) => void log.misuse.push({ lender: lender.id, what }),
    });
    const { hostname } = new URL(lender.site);
    hosts.set(hostname, site);
    hosts.set(`www.${hostname}`, site);
  }

  const proxy = await startProxy({
    hosts: (hostname) => input.hosts?.(hostname) ?? hosts.get(hostname) ?? null,
    ...(input.port === undefined ? {} : { port: input.port }),
  });
  return {
    proxy: proxy.address,
    log: { proxy: proxy.log, ...log },
    truth: () => desks.flatMap((desk) => chatTruth(desk, input.deadlineHours)),
    declared: () => desks.map((desk) => ({ lender: desk.lender.id, behaviour: desk.behaviour })),
    async stop() {
      for (const desk of desks) desk.stop();
      await proxy.stop();
    },
  };
}
