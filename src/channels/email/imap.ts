/**
 * A mailbox at a provider. One connection: it idles on INBOX, and IDLE is only a dirty flag. Every look walks all
 * configured folders; what can't be looked at makes the look incomplete, never shorter.
 */
import type { ImapFlow } from 'imapflow';
import type { Clock, Cursor, EvidenceSink, InboundListener } from '../../fieldwork/ports.ts';
import { InstrumentError, SetupError } from '../../model/errors.ts';
import type { Coverage } from '../../model/evidence.ts';
import { instant } from '../../model/scalars.ts';
import { AFTER_REFUSAL, failuresAfter, type Pace, pause, pauseAfter, RECONNECT } from '../upkeep/back-off.ts';
import { createComplaints } from '../upkeep/complaints.ts';
import { connect, disconnect, imapFailure, type Mailbox } from './imap-connection.ts';
import { type Progress, readFolder } from './imap-folder.ts';
import { resolveFolders } from './imap-folders.ts';
import { type InboundSource, type Opened, once } from './inbound.ts';
import { imapChecks } from './preflight.ts';

/** How often the folders without IDLE are visited, real ms. */
const VISIT_MS = 60_000;
/** How long one look may take, real ms: a server that trickles must not hold everything up. */
const LONGEST_LOOK_MS = 10 * 60_000;

/** Trying again at once would only be refused again, or lock the account. */
const REFUSALS = new Set(['imap-auth', 'oauth-refused']);

interface Look {
  sink: EvidenceSink;
  since: number;
  done: (coverage: Coverage) => void;
}

export function createImapSource(
  box: Mailbox,
  clock: Clock,
  pace: Pace = RECONNECT,
  longestLook = LONGEST_LOOK_MS,
): InboundSource {
  const account = box.source.name;
  const progress = new Map<string, Progress>();
  const opened = once<Opened>();
  let cursorOf: InboundListener['cursor'] = async () => null;
  /** Looks that wait for the listening connection; null while there is none. */
  let asked: Look[] | null = null;
  let wakeUp: () => void = () => {};
  let turn: Promise<unknown> = Promise.resolve();
  /** Messages that vanished while they were read, and that no coverage has told of yet. */
  let vanished = 0;
  let flush: () => void = () => {};

  /**
   * One complete walk over all folders, never two at a time. Rejects only when the connection is lost, and closes it
   * when the walk takes too long.
   */
  async function look(
    client: ImapFlow,
    sink: EvidenceSink,
    since: number,
  ): Promise<{ coverage: Coverage; fresh: number }> {
    const mine = turn.then(() => walk(client, sink, since));
    turn = mine.catch(() => {});
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(new InstrumentError(TOO_SLOW, `a look took longer than ${longestLook / 1000} s`));
        // Afterwards: the reason is to be this one, not that the connection was closed.
        setImmediate(() => client.close());
      }, longestLook);
    });
    return Promise.race([mine, tooLong]).finally(() => clearTimeout(timer));
  }

  async function walk(client: ImapFlow, sink: EvidenceSink, since: number) {
    if (!client.usable) throw new InstrumentError('imap-closed', 'the connection was closed');
    const release = clock.hold();
    try {
      const to = clock.now();
      const { paths, missing } = await resolveFolders(client, box.source.folders);
      const said = (error: unknown) => imapFailure(error, box.credentials.hidden()).message;
      const reasons = new Set(missing.map((name) => `there is no folder ${name}`));
      const folders = new Map<string, Coverage['folders'][number]>();
      let fresh = 0;
      for (const path of thereAndBack(paths)) {
        try {
          const before = progress.get(path) ?? fromCursor(await cursorOf(account, path));
          const read = await readFolder(
            { client, account, base: box.base, path, sink, clock, since, maxBytes: box.maxBytes },
            before,
          );
          progress.set(path, read.progress);
          fresh += read.fresh;
          vanished += read.vanished;
          for (const { uid, error } of read.refused) reasons.add(`${path}: message ${uid}: ${said(error)}`);
          const { uidValidity, lastUid } = read.progress;
          folders.set(path, { path, uidValidity, lastUid });
        } catch (error) {
          if (!client.usable || isOurs(error)) throw error;
          reasons.add(`${path}: ${said(error)}`);
        }
      }
      if (vanished > 0)
        reasons.add(`${vanished} message${vanished === 1 ? '' : 's'} vanished while being read`);
      return { coverage: coverageOf(since, to, [...reasons], [...folders.values()]), fresh };
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
  async function watch(
    listener: InboundListener,
    signal: AbortSignal,
    connected: () => void,
    failed: (code: string, reason: string) => void,
  ): Promise<void> {
    let dirty = false;
    let complaint: string | undefined;
    let breakIdle: () => void = () => {};
    const lost = new Promise<never>((_, reject) => {
      wakeUp = () => breakIdle();
      lostBy = reject;
    });
    lost.catch(() => {});
    const client = await connect(
      box,
      (error) => lostBy(error),
      AbortSignal.any([signal, AbortSignal.timeout(longestLook)]),
    );
    connected();
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
          if (requests.length > 0) vanished = 0;
          if (coverage.reason !== complaint && coverage.reason !== undefined)
            failed('imap-incomplete', coverage.reason);
          complaint = coverage.reason;
          opened.resolve({ account });
          if (fresh > 0) listener.wake();
        } catch (error) {
          if (isTooSlow(error))
            for (const { since, done } of requests) done(coverageOf(since, clock.now(), [error.message], []));
          else queue.unshift(...requests);
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
      const client = await connect(box, (error) => lose(error), AbortSignal.timeout(longestLook));
      try {
        const { coverage } = await Promise.race([lost, look(client, sink, since)]);
        vanished = 0;
        return coverage;
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
      flush();
      if (!asked) return direct(sink, since);
      const queue = asked;
      return new Promise<Coverage>((done) => {
        queue.push({ sink, since, done });
        wakeUp();
      });
    },
    async listen(listener, signal) {
      cursorOf = listener.cursor;
      const complaints = createComplaints(
        (code, reason) => listener.failed(account, code, reason),
        () => clock.now(),
      );
      flush = complaints.flush;
      let failures = 0;
      while (!signal.aborted) {
        let since: number | undefined;
        try {
          await watch(
            listener,
            signal,
            () => {
              since = performance.now();
            },
            complaints.failed,
          );
        } catch (error) {
          if (signal.aborted) return;
          const failure = imapFailure(error, box.credentials.hidden());
          opened.resolve({ account, failed: failure.message });
          if (failure instanceof SetupError) throw failure;
          const { code } = failure;
          complaints.failed(code, failure.message);
          failures = failuresAfter(failures, since);
          await pause(pauseAfter(failures, REFUSALS.has(code) ? AFTER_REFUSAL : pace, Math.random()), signal);
        }
      }
    },
  };
}

const TOO_SLOW = 'imap-slow';
const isTooSlow = (error: unknown): error is InstrumentError =>
  error instanceof InstrumentError && error.code === TOO_SLOW;

/**
 * INBOX first, then the others, then all but the last again, backwards: a message that the provider moves between two
 * folders while they are read is in one of the two when that is read. Ends on INBOX, which is then idled on.
 */
function thereAndBack(paths: string[]): string[] {
  const isInbox = (path: string) => path.toUpperCase() === 'INBOX';
  const there = [...paths.filter(isInbox), ...paths.filter((path) => !isInbox(path))];
  return [...there, ...there.slice(0, -1).reverse()];
}

/** A failure of our own side (the sink, the settings), as against one of the server. */
const isOurs = (error: unknown): boolean =>
  error instanceof SetupError || (error instanceof InstrumentError && !error.code.startsWith('imap-'));

const fromCursor = (cursor: Cursor | null): Progress | null =>
  cursor && { uidValidity: cursor.uidValidity, lastUid: cursor.lastUid, known: new Set() };
