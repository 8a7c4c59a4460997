/**
 * A mailbox at a provider. One connection: it idles on the first folder, and IDLE is only a dirty flag. Every look
 * walks all configured folders; a folder that can't be looked at makes the look incomplete, never shorter.
 */
import type { ImapFlow } from 'imapflow';
import type { Clock, Cursor, EvidenceSink, InboundListener } from '../../fieldwork/ports.ts';
import { InstrumentError, SetupError } from '../../model/errors.ts';
import type { Coverage } from '../../model/evidence.ts';
import { instant } from '../../model/scalars.ts';
import { AFTER_REFUSAL, type Pace, pause, pauseAfter, RECONNECT } from './back-off.ts';
import { connect, disconnect, imapFailure, type Mailbox } from './imap-connection.ts';
import { type Progress, readFolder } from './imap-folder.ts';
import { resolveFolders } from './imap-folders.ts';
import { type InboundSource, type Opened, once } from './inbound.ts';
import { imapChecks } from './preflight.ts';

/** How often the folders without IDLE are visited, real ms. */
const VISIT_MS = 60_000;

/** Trying again at once would only be refused again, or lock the account. */
const REFUSALS = new Set(['imap-auth', 'oauth-refused']);

interface Look {
  sink: EvidenceSink;
  since: number;
  done: (coverage: Coverage) => void;
}

export function createImapSource(box: Mailbox, clock: Clock, pace: Pace = RECONNECT): InboundSource {
  const account = box.source.name;
  const progress = new Map<string, Progress>();
  const opened = once<Opened>();
  let cursorOf: InboundListener['cursor'] = async () => null;
  /** Looks that wait for the listening connection; null while there is none. */
  let asked: Look[] | null = null;
  let wakeUp: () => void = () => {};
  let turn: Promise<unknown> = Promise.resolve();

  /** One complete walk over all folders, never two at a time. Rejects only when the connection is lost. */
  const look = (
    client: ImapFlow,
    sink: EvidenceSink,
    since: number,
  ): Promise<{ coverage: Coverage; fresh: number }> => {
    const mine = turn.then(() => walk(client, sink, since));
    turn = mine.catch(() => {});
    return mine;
  };

  async function walk(client: ImapFlow, sink: EvidenceSink, since: number) {
    const release = clock.hold();
    try {
      const to = clock.now();
      const { paths, missing } = await resolveFolders(client, box.source.folders);
      const reasons = missing.map((name) => `there is no folder ${name}`);
      const folders: Coverage['folders'] = [];
      let fresh = 0;
      // The first folder comes last, so that it is the one that stays selected for IDLE.
      for (const path of [...paths].reverse()) {
        try {
          const before = progress.get(path) ?? fromCursor(await cursorOf(account, path));
          const read = await readFolder(
            { client, account, path, sink, clock, since, maxBytes: box.maxBytes },
            before,
          );
          progress.set(path, read.progress);
          fresh += read.fresh;
          folders.push({ path, uidValidity: read.progress.uidValidity, lastUid: read.progress.lastUid });
        } catch (error) {
          if (!client.usable || isOurs(error)) throw error;
          reasons.push(`${path}: ${imapFailure(error, box.credentials.hidden()).message}`);
        }
      }
      return { coverage: coverageOf(since, to, reasons, folders), fresh };
    } finally {
      release();
    }
  }

  const coverageOf = (
    since: number,
    to: number,
    reasons: string[],
    folders: Coverage['folders'],
  ): Coverage => ({
    account,
    from: instant(Math.min(since, to)),
    to: instant(to),
    complete: reasons.length === 0,
    ...(reasons.length === 0 ? {} : { reason: reasons.join('; ').slice(0, 500) }),
    folders,
  });

  /** Connected and watching until `signal` aborts. Rejects when the connection is lost. */
  async function watch(listener: InboundListener, signal: AbortSignal, healthy: () => void): Promise<void> {
    let dirty = false;
    let complaint: string | undefined;
    let breakIdle: () => void = () => {};
    const lost = new Promise<never>((_, reject) => {
      wakeUp = () => breakIdle();
      lostBy = reject;
    });
    lost.catch(() => {});
    const client = await connect(box, (error) => lostBy(error), signal);
    const onAbort = () => breakIdle();
    signal.addEventListener('abort', onAbort);
    client.on('exists', () => {
      dirty = true;
      breakIdle();
    });
    const queue: Look[] = [];
    asked = queue;
    try {
      while (!signal.aborted) {
        dirty = false;
        const requests = queue.splice(0);
        try {
          const sink = requests[0]?.sink ?? listener.sink;
          const since = Math.min(listener.since, ...requests.map((r) => r.since));
          const { coverage, fresh } = await Promise.race([lost, look(client, sink, since)]);
          for (const request of requests) request.done(coverage);
          healthy();
          if (coverage.reason !== complaint && coverage.reason !== undefined)
            listener.failed(account, 'imap-incomplete', coverage.reason);
          complaint = coverage.reason;
          opened.resolve({ account });
          if (fresh > 0) listener.wake();
        } catch (error) {
          queue.unshift(...requests);
          throw error;
        }
        if (dirty || queue.length > 0 || signal.aborted) continue;
        let timer: NodeJS.Timeout | undefined;
        const stirred = new Promise<void>((resolve) => {
          breakIdle = resolve;
          timer = setTimeout(resolve, VISIT_MS);
        });
        // The next command ends the IDLE; its own outcome is of no interest, a lost connection is heard by `lost`.
        if (client.mailbox) client.idle().catch(() => {});
        await Promise.race([lost, stirred]).finally(() => clearTimeout(timer));
      }
      await disconnect(client);
    } finally {
      signal.removeEventListener('abort', onAbort);
      client.close();
      asked = null;
      // Whoever still waits looks for himself.
      for (const request of queue.splice(0)) void direct(request.sink, request.since).then(request.done);
    }
  }
  let lostBy: (error: unknown) => void = () => {};

  /** A look over a connection of its own. */
  async function direct(sink: EvidenceSink, since: number): Promise<Coverage> {
    const to = clock.now();
    try {
      let lose: (error: unknown) => void = () => {};
      const lost = new Promise<never>((_, reject) => {
        lose = reject;
      });
      lost.catch(() => {});
      const client = await connect(box, (error) => lose(error));
      try {
        return (await Promise.race([lost, look(client, sink, since)])).coverage;
      } finally {
        lose = () => {};
        await disconnect(client);
      }
    } catch (error) {
      return coverageOf(since, to, [imapFailure(error, box.credentials.hidden()).message], []);
    }
  }

  return {
    account,
    ready: () => opened.promise,
    preflight: () => imapChecks(box),
    async collect(sink, since) {
      if (!asked) return direct(sink, since);
      const queue = asked;
      return new Promise<Coverage>((done) => {
        queue.push({ sink, since, done });
        wakeUp();
      });
    },
    async listen(listener, signal) {
      cursorOf = listener.cursor;
      let failures = 0;
      while (!signal.aborted) {
        try {
          await watch(listener, signal, () => {
            failures = 0;
          });
        } catch (error) {
          if (signal.aborted) return;
          const failure = imapFailure(error, box.credentials.hidden());
          opened.resolve({ account, failed: failure.message });
          if (failure instanceof SetupError) throw failure;
          const { code } = failure;
          listener.failed(account, code, failure.message);
          failures += 1;
          await pause(pauseAfter(failures, REFUSALS.has(code) ? AFTER_REFUSAL : pace, Math.random()), signal);
        }
      }
    },
  };
}

/** A failure of our own side (the sink, the settings), as against one of the server. */
const isOurs = (error: unknown): boolean =>
  error instanceof SetupError || (error instanceof InstrumentError && !error.code.startsWith('imap-'));

const fromCursor = (cursor: Cursor | null): Progress | null =>
  cursor && { uidValidity: cursor.uidValidity, lastUid: cursor.lastUid, known: new Set() };
