/** Drives the sandbox's chats through the real channel in one Chromium: the conversation, and later looks at it. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createWebChat } from '../../../src/channels/webchat/index.ts';
import { openSessions } from '../../../src/channels/webchat/sessions.ts';
import type { Clock, Closed, EvidenceSink, SendReceipt } from '../../../src/fieldwork/ports.ts';
import { ChatVisit } from '../../../src/model/chat.ts';
import type { Coverage } from '../../../src/model/evidence.ts';
import type { Web } from '../../../src/sandbox/web/web.ts';
import { aProbe } from '../../support/plan.ts';
import { sandboxLenders, sandboxScenarios } from '../../support/sandbox-web.ts';

export interface Driven {
  lender: string;
  receipt: SendReceipt | Closed;
  steps: ('asking' | 'asked')[];
  visit: ChatVisit;
  /** Later looks, in order. */
  again: { visit: ChatVisit; coverage: Coverage }[];
  /** Real ms from the page's first byte to the end of the conversation. */
  took: number;
}

export interface Drive {
  clock: Clock;
  web: Web;
  lenders: readonly string[];
  unaided: boolean;
  atOnce: number;
  chatMinutes: number;
  /** Hours after the start at which every asked chat is looked at again. */
  looks: readonly number[];
  onEnd?: (driven: Driven) => void;
}

/** The e-mail that a lender's form gets: private to it. */
export const aliasOf = (lender: string): string => `max.${tokenOf(lender)}@mailhome.example`;

const tokenOf = (lender: string): string =>
  lender
    .replace(/[^a-z2-7]/g, '')
    .padEnd(10, 'q')
    .slice(0, 10);

export async function driveMarket(drive: Drive): Promise<Driven[]> {
  const { clock, web } = drive;
  const folder = mkdtempSync(join(tmpdir(), 'doorbell-chats-'));
  const seen = new Map<string, ChatVisit[]>();
  const sink: EvidenceSink = {
    async commit({ items }) {
      for (const { capture, raw } of items)
        if (capture.media === 'chat') {
          const visit = ChatVisit.parse(JSON.parse(new TextDecoder().decode(raw)));
          seen.set(capture.probe!, [...(seen.get(capture.probe!) ?? []), visit]);
        }
      return { fresh: items.length };
    },
  };
  const channel = createWebChat({
    settings: {
      contact: 'https://study.example/',
      proxy: web.proxy,
      chatsAtOnce: drive.atOnce,
      chatMinutes: drive.chatMinutes,
      revisitHours: [],
      sessionKeyEnv: 'KEY',
      ...(process.env.DOORBELL_BROWSER === undefined ? {} : { browser: process.env.DOORBELL_BROWSER }),
    },
    sessions: openSessions(folder, randomBytes(32)),
    clock,
    aliasBase: { domain: 'mailhome.example' },
    sandbox: true,
    unaided: drive.unaided,
  });
  const scenario = sandboxScenarios()[0]!;
  const done: Driven[] = [];
  const started = clock.now();

  async function one(id: string): Promise<void> {
    const lender = sandboxLenders().find((l) => l.id === id)!;
    const language = lender.languages[0]!;
    const probe = aProbe({
      id: `w1-${id}-webchat-first-loan`,
      lender: id,
      channel: 'webchat',
      address: lender.channels.find((c) => c.kind === 'webchat')?.address ?? lender.site,
      language,
      token: tokenOf(id),
    });
    const order = {
      probe,
      persona: { ...scenario.persona, mailbox: 'max' },
      text: scenario.texts[language]!.a,
      at: clock.now(),
      attempt: 1,
    };
    const steps: Driven['steps'] = [];
    const t0 = performance.now();
    const receipt = await channel.converse(
      order,
      await channel.compose(order),
      {
        asking: async () => void steps.push('asking'),
        asked: async () => void steps.push('asked'),
        signal: new AbortController().signal,
      },
      sink,
    );
    const visit = seen.get(probe.id)?.at(-1);
    if (!visit) throw new Error(`${id}: no visit was handed over: ${JSON.stringify(receipt)}`);
    const driven: Driven = { lender: id, receipt, steps, visit, again: [], took: performance.now() - t0 };
    done.push(driven);
    drive.onEnd?.(driven);
  }

  async function lookAgain(driven: Driven, n: number): Promise<void> {
    const session = await channel.session(`w1-${driven.lender}-webchat-first-loan`);
    if (!session) throw new Error(`${driven.lender}: no session was kept`);
    const coverage = await channel.revisit(session, n, sink);
    driven.again.push({ visit: seen.get(session.probe)!.at(-1)!, coverage });
  }

  try {
    await side(drive.lenders, drive.atOnce, one);
    for (const [n, hours] of drive.looks.entries()) {
      await clock.sleepUntil(started + hours * 3_600_000);
      const asked = done.filter((d) => d.visit.outcome === 'asked' || d.visit.outcome === 'unknown');
      await side(asked, drive.atOnce, (d) => lookAgain(d, n + 2));
    }
    return done;
  } finally {
    await channel.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Works through the list, so many at one time. */
async function side<T>(list: readonly T[], atOnce: number, work: (item: T) => Promise<void>): Promise<void> {
  const left = [...list];
  await Promise.all(
    Array.from({ length: Math.min(atOnce, left.length) }, async () => {
      for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
    }),
  );
}
