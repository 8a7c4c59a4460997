/**
 * The Telegram recorder: a bot that an operator connects to their own account. It hears both sides of the chats in which
 * a person presses Send, keeps the updates of watched chats as they came, and says for which stretch nothing is missing.
 */
import type { Update } from 'grammy/types';
import type { Clock, EvidenceSink, Recorder } from '../../fieldwork/ports.ts';
import { SetupError } from '../../model/errors.ts';
import type { Coverage } from '../../model/evidence.ts';
import { instant } from '../../model/scalars.ts';
import type { Operator, TelegramSettings } from '../../model/settings.ts';
import { AFTER_REFUSAL, type Pace, pauseAfter, RECONNECT } from '../upkeep/back-off.ts';
import { createComplaints } from '../upkeep/complaints.ts';
import { createChatBook, type WatchedChat } from './chat-book.ts';
import { createClient } from './client.ts';
import { createConnections } from './connections.ts';
import { createContinuity } from './continuity.ts';
import { CONFLICT, type Failure, failureOf, WEBHOOK_IN_THE_WAY } from './failure.ts';
import { sendFollowUp } from './follow-up.ts';
import { createIntake } from './intake.ts';
import { ACCOUNT, type CursorReader, createMarks } from './marks.ts';
import { telegramChecks } from './preflight.ts';
import type { RawUpdate } from './raw-updates.ts';
import { createSource } from './source.ts';

export type { WatchedChat } from './chat-book.ts';
export { KEPT_MS } from './continuity.ts';

/**
 * How far its coverage can be trusted (AccountPolicy): to the letter. The 24 hours for which Telegram keeps updates are
 * in the coverage itself, since a connection that was switched off for an hour loses that hour.
 */
export const TELEGRAM_ACCOUNT = { name: ACCOUNT, maxGap: 0, ownClock: false } as const;

export interface TelegramRecorder extends Recorder {
  /** How many updates were none of our business. */
  dropped(): number;
  close(): Promise<void>;
}

interface Look {
  sink: EvidenceSink;
  done: (coverage: Coverage) => void;
}

/**
 * `chats` is asked at every update for what is to be recorded now. `cursor` reads the ledger where nobody listens (a
 * check); `listen` brings its own. Throws SetupError where the webhook's secret is missing. Contacts nobody yet.
 */
export function createTelegram(parts: {
  settings: TelegramSettings;
  token: string;
  webhookSecret?: string;
  clock: Clock;
  chats: () => readonly WatchedChat[];
  operators: readonly Operator[];
  cursor?: CursorReader;
  /** Whether `preflight` may look through what waits for a connection nobody told it of; not while another process polls. */
  peeks?: boolean;
  pace?: Pace;
}): TelegramRecorder {
  const { settings, clock, chats, operators, pace = RECONNECT } = parts;
  const client = createClient(parts.token, settings.apiRoot);
  let cursorOf: CursorReader = parts.cursor ?? (async () => null);
  const marks = createMarks(() => cursorOf);
  const connections = createConnections({ client, operators, marks });
  const continuity = createContinuity(marks);
  const book = createChatBook(chats, marks);
  let bot: number | null = null;
  let failed: (code: string, reason: string) => void = () => {};
  const intake = createIntake({
    clock,
    client,
    bot: () => bot ?? 0,
    operators,
    chats,
    book,
    connections,
    continuity,
    failed: (code, reason) => failed(code, reason),
  });
  const source = createSource({ clock, client, intake }, settings, parts.webhookSecret, (error) =>
    report(failureOf(error)),
  );
  const opened = Promise.withResolvers<{ account: string; failed?: string }>();

  /** Looks that wait for the loop of `listen`; null while there is none. */
  let asked: Look[] | null = null;
  let cut = new AbortController();
  /** We ended a poll of our own and have not been answered since: a conflict may be with that one. */
  let mayMeetItself = false;
  let loaded: Promise<void> | null = null;

  const report = ({ error }: Failure) => failed(error.code, error.message);

  /** Who the bot is, and what the ledger knows of it; once, and again after a failure. */
  function load(): Promise<void> {
    loaded ??= (async () => {
      bot ??= (await client.api.getMe()).id;
      await continuity.load(String(bot));
      await connections.load();
    })().catch((error: unknown) => {
      loaded = null;
      throw error;
    });
    return loaded;
  }

  const coverageOf = (from: number, to: number, reasons: string[]): Coverage => ({
    account: ACCOUNT,
    from: instant(from),
    to: instant(to),
    complete: reasons.length === 0,
    ...(reasons.length === 0 ? {} : { reason: reasons.join('; ').slice(0, 500) }),
    folders: [],
  });
  const incomplete = (reason: string): Coverage => coverageOf(clock.now(), clock.now(), [reason]);

  /** Takes in all that waits, and looks whether all that was said could come. Rejects with what the Bot API throws. */
  async function look(sink: EvidenceSink): Promise<{ coverage: Coverage; fresh: number }> {
    const release = clock.hold();
    try {
      await load();
      const { at, fresh } = await source.drain(sink);
      const lost = await connections.refresh(sink);
      if (lost || connections.isDeaf()) await continuity.broke(at, sink);
      const problems = connections.problems();
      const from = continuity.from(at);
      if (problems.length === 0) await continuity.contact(at, sink);
      return { coverage: coverageOf(from, at, problems), fresh };
    } finally {
      release();
    }
  }

  /** Says what is wrong with the connections, if anything is. */
  function complain(): void {
    const problems = connections.problems();
    if (problems.length > 0) failed('telegram-connection', problems.join('; '));
    if (connections.strangers() > 0)
      failed(
        'telegram-stranger',
        'somebody who is no operator in settings.yml (desk.operators[].telegram) connected the bot to their account; nothing of it is kept',
      );
  }

  /** What a failure means for what we can vouch for, and how long to leave Telegram alone, ms. */
  async function afterFailure(failure: Failure, failures: number, sink: EvidenceSink): Promise<number> {
    const { code } = failure.error;
    const taken = code === WEBHOOK_IN_THE_WAY || (code === CONFLICT && !mayMeetItself);
    if (code === CONFLICT) mayMeetItself = false;
    if (taken) await continuity.broke(clock.now(), sink).catch(() => {});
    const ours = pauseAfter(failures, code === 'telegram-token' ? AFTER_REFUSAL : pace, Math.random());
    return Math.max(failure.retryAfter ?? 0, ours);
  }

  async function direct(sink: EvidenceSink): Promise<Coverage> {
    try {
      return (await look(sink)).coverage;
    } catch (error) {
      const failure = failureOf(error);
      await afterFailure(failure, 1, sink);
      return incomplete(failure.error.message);
    }
  }

  return {
    account: ACCOUNT,
    dropped: () => intake.dropped(),
    ready: () => opened.promise,
    async preflight() {
      const checks = await telegramChecks({
        clock,
        client,
        connections,
        continuity,
        webhook: settings.webhook?.url,
        load: async () => {
          await load();
          const mayPeek = parts.peeks !== false && !asked && !settings.webhook;
          if (mayPeek && connections.all().length === 0) await peek();
        },
      });
      return { ok: checks.every((c) => c.ok), checks };
    },
    async followUp(probe, text) {
      const watched = chats().find((c) => c.probe === probe);
      if (!watched)
        return { outcome: 'not-sent', code: 'telegram-no-chat', reason: 'no chat of this probe is open' };
      try {
        await load();
      } catch (error) {
        const { error: failure } = failureOf(error);
        return { outcome: 'not-sent', code: failure.code, reason: failure.message };
      }
      return sendFollowUp({ clock, client, book, connections }, watched.handle, text);
    },
    async collect(sink) {
      if (!asked) return [await direct(sink)];
      const queue = asked;
      return [
        await new Promise<Coverage>((done) => {
          queue.push({ sink, done });
          cut.abort();
        }),
      ];
    },
    async listen(listener, signal) {
      cursorOf = listener.cursor;
      const complaints = createComplaints(
        (code, reason) => listener.failed(ACCOUNT, code, reason),
        () => clock.now(),
      );
      failed = complaints.failed;
      const looks: Look[] = [];
      asked = looks;
      let requests: Look[] = [];
      let isOpen = false;
      let isHeard = false;
      let failures = 0;
      const answer = (coverage: Coverage) => {
        for (const { done } of requests.splice(0)) done(coverage);
      };

      /** Leaves Telegram alone; a look that comes meanwhile ends the rest, or is told why there is none. */
      async function rest(ms: number, obeyed: string | null): Promise<void> {
        const until = clock.now() + ms;
        while (!signal.aborted && clock.now() < until) {
          cut = new AbortController();
          if (looks.length === 0) await clock.sleepUntil(until, AbortSignal.any([cut.signal, signal]));
          if (looks.length === 0) continue;
          if (obeyed === null) return;
          requests = looks.splice(0);
          answer(incomplete(obeyed));
        }
      }

      try {
        while (!signal.aborted) {
          cut = new AbortController();
          requests = looks.splice(0);
          const wasAsked = requests.length > 0;
          try {
            await load();
            if (!isOpen) {
              await source.open(listener);
              isOpen = true;
            }
            if (!isHeard && !wasAsked) {
              const { fresh, at } = await source.drain(listener.sink);
              if (connections.problems().length === 0) await continuity.contact(at, listener.sink);
              isHeard = true;
              if (fresh > 0) listener.wake();
            } else if (wasAsked) {
              const { coverage, fresh } = await look(requests[0]!.sink);
              complaints.flush();
              answer(coverage);
              if (fresh > 0) listener.wake();
            } else {
              const { fresh, at } = await source.wait(listener.sink, AbortSignal.any([cut.signal, signal]));
              if (at !== null && connections.problems().length === 0) await continuity.contact(at);
              if (fresh > 0) listener.wake();
            }
            complain();
            opened.resolve({ account: ACCOUNT });
            mayMeetItself = false;
            failures = 0;
          } catch (error) {
            // Cut short by ourselves, for a look or for good.
            if (signal.aborted) continue;
            if (!wasAsked && cut.signal.aborted) {
              mayMeetItself = true;
              continue;
            }
            if (error instanceof SetupError) throw error;
            const failure = failureOf(error);
            failures += 1;
            const ms = await afterFailure(failure, failures, listener.sink);
            report(failure);
            answer(incomplete(failure.error.message));
            opened.resolve({ account: ACCOUNT, failed: failure.error.message });
            await rest(ms, failure.retryAfter === undefined ? null : failure.error.message);
          }
        }
      } finally {
        asked = null;
        requests.push(...looks.splice(0));
        answer(incomplete('the recorder was closed'));
        if (isOpen) await source.close();
      }
    },
    close: () => source.close(),
  };

  /** Looks through what waits for news of a connection, without taking anything away. */
  async function peek(): Promise<void> {
    const waiting: RawUpdate<Update>[] = await client.updates({ limit: 100, timeout: 0 });
    const through = new Set<string>();
    for (const { update } of waiting) {
      if (update.business_connection) connections.see(update.business_connection);
      const { business_connection_id: id } = update.business_message ?? {};
      if (id !== undefined) through.add(id);
    }
    for (const id of connections.all().length === 0 ? through : [])
      connections.see(await client.api.getBusinessConnection(id));
  }
}
