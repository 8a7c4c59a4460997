/**
 * What the chat driver measures and costs, on real widgets in one real Chromium:
 *   moments: how far the moment in our record lies from the stub backend's own log, beside looking once a second;
 *   crowd:   so many chats open at once: how many were asked and heard, and the browser's memory.
 * `node bench/chat.ts [moments] [crowd [N]]`; both when nothing is named. Times come from the machine: read the ratios.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../src/channels/browser/index.ts';
import { conversation } from '../src/channels/webchat/converse.ts';
import { holdOn, openTab, type Tab } from '../src/channels/webchat/tab.ts';
import type { ChatVisit } from '../src/model/chat.ts';
import type { Web } from '../src/sandbox/web/web.ts';
import { questionIn, sandboxLenders, startSandboxWeb, systemClock } from '../tests/support/sandbox-web.ts';

const clock = systemClock;
const bare = (text: string): string => text.normalize('NFKC').replace(/\s+/gu, '');

async function drive(
  browser: Browser,
  lender: string,
  listenMs: number,
  onTab?: (tab: Tab) => void,
): Promise<ChatVisit> {
  const { languages, channels, site } = sandboxLenders().find((l) => l.id === lender)!;
  const language = languages[0]!;
  const tab = await openTab(browser, { language, trustAnyCertificate: true, clock, hold: holdOn(clock) });
  try {
    onTab?.(tab);
    const { visit } = await conversation(
      tab,
      clock,
      {
        url: channels.find((c) => c.kind === 'webchat')?.address ?? site,
        name: 'Max',
        email: 'max.abcdefghij@mailhome.example',
        question: questionIn(language).replace(/\s+/g, ' ').trim(),
        language,
        listenMs,
        quietMs: listenMs,
        unaided: true,
      },
      { asking: async () => {}, asked: async () => {}, signal: new AbortController().signal },
    );
    return visit;
  } finally {
    await tab.close();
  }
}

/** A talkative person on each kind of widget: twelve bubbles a second and a bit apart. */
const TALKATIVE = {
  'larkmoor-loans': { widget: 'rocketchat', form: ['name', 'email'] },
  'leleka-pozyka': { widget: 'beautiful-chat' },
  'malva-kredyt': { widget: 'botpress' },
  'kovyl-kredit': { widget: 'chatscope' },
  'stepnaya-moneta': { widget: 'advanced-chat' },
  yunshanlu: { widget: 'deepchat' },
};
const ANSWERS = 12;
const APART = 1300;

async function moments(): Promise<void> {
  const lenders = Object.fromEntries(
    Object.entries(TALKATIVE).map(([id, more]) => [
      id,
      {
        about: 'Says one thing after another.',
        ...more,
        disposition: 'answered',
        does: Array.from({ length: ANSWERS }, (_, n) => ({
          send: n % 2 === 0 ? 'hello' : 'closing',
          delay: { fixed: `${((n + 1) * APART) / 1000}s` },
        })),
      },
    ]),
  );
  const web = await startSandboxWeb({ behaviours: { lenders } });
  const browser = await launchBrowser({ proxy: web.proxy });
  const own: number[] = [];
  const polled: number[] = [];
  try {
    for (const id of Object.keys(TALKATIVE)) {
      const sightings: { at: number; texts: string[] }[] = [];
      let timer: NodeJS.Timeout | undefined;
      const visit = await drive(browser, id, (ANSWERS + 3) * APART, (tab) => {
        timer = setInterval(
          () =>
            void tab.look().then((looks) => {
              const texts = looks.flatMap((l) => l.view.bubbles.map((b) => bare(b.text)));
              sightings.push({ at: Date.now(), texts });
            }),
          1000,
        );
      });
      clearInterval(timer);
      const truth = web.truth().find((t) => t.lender === id);
      // Each text is said six times: the n-th time it stands there counts.
      const count = (texts: string[], text: string) => texts.filter((t) => t.includes(text)).length;
      const seen = new Map<string, number>();
      for (const line of truth?.lines.filter((l) => l.at !== null && l.kind === 'script') ?? []) {
        const text = bare(line.text);
        const nth = (seen.get(text) ?? 0) + 1;
        seen.set(text, nth);
        const ours = visit.messages.filter((m) => !m.before && bare(m.text).includes(text))[nth - 1];
        if (ours) own.push(Date.parse(ours.at) - line.at!);
        const theirs = sightings.find((s) => count(s.texts, text) >= nth);
        if (theirs) polled.push(theirs.at - line.at!);
      }
    }
  } finally {
    await browser.close();
    await web.stop();
  }
  const row = (name: string, list: number[]) => {
    const sorted = list.map(Math.abs).sort((a, b) => a - b);
    const at = (share: number) =>
      sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
    console.log(
      `${name.padEnd(28)} ${String(sorted.length).padStart(4)} replies  p50 ${at(0.5)} ms  p99 ${at(0.99)} ms  max ${sorted.at(-1)} ms`,
    );
    return { p50: at(0.5), p99: at(0.99) };
  };
  console.log(`reply moments against the stub's own log, ${Object.keys(TALKATIVE).length} widgets`);
  const ours = row('mutation clock (doorbell)', own);
  const theirs = row('looking once a second', polled);
  console.log(
    `ratio                        p50 ${(theirs.p50 / ours.p50).toFixed(1)}x  p99 ${(theirs.p99 / ours.p99).toFixed(1)}x`,
  );
}

/** Chats that nobody closes from the other side. */
const CROWD = ['larkmoor-loans', 'tenge-tyrna', 'copperwick', 'stepnaya-moneta', 'yunshanlu'];

/** All chats are open together: none leaves before the last has come. */
async function crowd(count: number): Promise<void> {
  const web = await startSandboxWeb({ hurry: 60 });
  const browser = await launchBrowser({ proxy: web.proxy });
  const empty = memory();
  const started = performance.now();
  const apart = 2800;
  let open = 0;
  let most = { open: 0, pss: 0, rss: 0 };
  const sampling = setInterval(() => {
    if (open >= most.open && open > 0) most = { open, ...memory() };
  }, 5000);
  try {
    const visits = await Promise.all(
      Array.from({ length: count }, async (_, n) => {
        await clock.sleepUntil(Date.now() + n * apart);
        const stays = (count - n) * apart + 20_000;
        open++;
        const visit = await drive(browser, CROWD[n % CROWD.length]!, stays).catch(() => null);
        open--;
        return visit;
      }),
    );
    report(web, visits, most, empty, count, performance.now() - started);
  } finally {
    clearInterval(sampling);
    await browser.close();
    await web.stop();
  }
}

function report(
  web: Web,
  visits: (ChatVisit | null)[],
  most: { open: number; pss: number; rss: number },
  empty: { pss: number; rss: number },
  count: number,
  took: number,
): void {
  const asked = visits.filter((v) => v?.outcome === 'asked');
  const heard = asked.filter((v) => v?.messages.some((m) => !m.before && m.side === 'agent'));
  const twice = web.truth().filter((t) => t.askedAgain.length > 0).length;
  const mib = (bytes: number) => `${Math.round(bytes / 1_048_576)} MiB`;
  console.log(`${count} chats in one browser, ${Math.round(took / 1000)} s`);
  console.log(
    `asked ${asked.length}, by the stubs' log ${web.truth().length}, twice ${twice}, heard ${heard.length}, misuse ${web.log.misuse.length}`,
  );
  console.log(
    `open together ${most.open}: PSS ${mib(most.pss)}, RSS ${mib(most.rss)} (empty browser: PSS ${mib(empty.pss)}); a chat: PSS ${mib((most.pss - empty.pss) / Math.max(1, most.open))}`,
  );
}

/** Memory of this process's browser, bytes: of all its descendants. Linux only; zeros elsewhere. */
function memory(): { pss: number; rss: number } {
  const sum = { pss: 0, rss: 0 };
  let pids: string[] = [];
  try {
    pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return sum;
  }
  const parents = new Map<string, string>();
  for (const pid of pids) {
    const status = read(`/proc/${pid}/stat`);
    const parent = status.slice(status.lastIndexOf(')') + 2).split(' ')[1];
    if (parent) parents.set(pid, parent);
  }
  const ours = (pid: string | undefined): boolean =>
    pid !== undefined && (parents.get(pid) === String(process.pid) || ours(parents.get(pid)));
  for (const pid of pids.filter(ours)) {
    const rollup = read(`/proc/${pid}/smaps_rollup`);
    sum.pss += Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0) * 1024;
    sum.rss += Number(/^Rss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0) * 1024;
  }
  return sum;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

const [first, ...rest] = process.argv.slice(2);
if (first === undefined || first === 'moments') await moments();
if (first === undefined || first === 'crowd') await crowd(Number(rest[0] ?? 50));
