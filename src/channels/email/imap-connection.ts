/** Opens one IMAP connection, and says in our words why it could not. An imapflow instance is used once (channels.md 1.4). */
import { ImapFlow, type ImapFlowError } from 'imapflow';
import type { AliasBase } from '../../model/alias.ts';
import { InstrumentError, SetupError } from '../../model/errors.ts';
import type { ImapSource } from '../../model/settings.ts';
import type { Credentials } from './credentials.ts';
import { plain, reasonOf, withoutEchoes } from './plain-text.ts';
import { trustOf } from './transport-security.ts';

export interface Mailbox {
  source: ImapSource;
  baseDir: string;
  credentials: Credentials;
  /** What our addresses are made under. */
  base: AliasBase;
  /** How much of a message is kept. */
  maxBytes: number;
}

/**
 * A logged-in client whose later failures are heard by `lost` alone; `signal` gives the attempt up. Rejects with
 * SetupError or InstrumentError.
 */
export async function connect(
  box: Mailbox,
  lost: (error: unknown) => void,
  signal?: AbortSignal,
): Promise<ImapFlow> {
  const secret = await box.credentials.secret();
  try {
    return await logIn(box, secret, lost, signal);
  } catch (error) {
    if (!(error instanceof InstrumentError) || error.code !== 'imap-auth') throw error;
    box.credentials.refused();
    // A token that was revoked before its time is asked for anew, once; a password stays what it is.
    if ('pass' in secret || signal?.aborted) throw error;
    return logIn(box, await box.credentials.secret(), lost, signal);
  }
}

async function logIn(
  box: Mailbox,
  secret: Awaited<ReturnType<Credentials['secret']>>,
  lost: (error: unknown) => void,
  signal: AbortSignal | undefined,
): Promise<ImapFlow> {
  const { source } = box;
  const tls = trustOf(source, box.baseDir);
  const client = new ImapFlow({
    host: source.host,
    port: source.port,
    secure: source.security === 'tls',
    // Unset would fall back to plain text silently.
    ...(source.security === 'tls' ? {} : { doSTARTTLS: source.security === 'starttls' }),
    tls,
    auth: { user: box.credentials.user, ...secret },
    logger: false,
    disableAutoIdle: true,
    disableBinary: true,
    maxIdleTime: 60_000,
    socketTimeout: 90_000,
    connectionTimeout: 30_000,
    greetingTimeout: 16_000,
    // Backstops only: an oversized literal costs the connection. Messages are asked for in bounded pieces.
    maxLiteralSize: box.maxBytes + 1_000_000,
    maxLineLength: 16_000_000,
    maxResponseSize: box.maxBytes + 32_000_000,
  });
  let open = false;
  // Before connect(), or an error would end the process.
  client.on('error', (error) => open && lost(error));
  client.on(
    'close',
    () => open && lost(new InstrumentError('imap-closed', 'the server closed the connection')),
  );
  const giveUp = () => client.close();
  signal?.addEventListener('abort', giveUp);
  try {
    await client.connect();
    if (source.security !== 'none' && !client.secureConnection)
      throw new InstrumentError('imap-tls', 'the connection is not encrypted');
    open = true;
    return client;
  } catch (error) {
    client.close();
    throw imapFailure(error, box.credentials.hidden(), false);
  } finally {
    signal?.removeEventListener('abort', giveUp);
  }
}

/**
 * `imap-auth` only for refused credentials: a server that has too many connections also says "authentication
 * failed", and differs in its response code alone. Replies from before the log-in are kept with more care.
 */
export function imapFailure(error: unknown, hidden: string[], loggedIn = true): SetupError | InstrumentError {
  if (error instanceof SetupError || error instanceof InstrumentError) return error;
  const e = error as ImapFlowError;
  const reply = [e.serverResponseCode, e.responseText, e.response]
    .filter((t) => typeof t === 'string')
    .join(' ');
  const said = plain(loggedIn ? reply : withoutEchoes(reply), hidden);
  const text = said === '' ? reasonOf(error, hidden) : said;
  if (e.authenticationFailed) {
    const busy =
      /^(LIMIT|UNAVAILABLE|INUSE|SERVERBUG|OVERQUOTA)$/.test(e.serverResponseCode ?? '') ||
      /too many|maximum number|temporar/i.test(said);
    return new InstrumentError(busy ? 'imap-busy' : 'imap-auth', text);
  }
  if (e.tlsFailed || /CERT|SELF_SIGNED|ERR_TLS|ERR_SSL|UNABLE_TO_|STARTTLS/.test(`${e.code} ${e.message}`))
    return new InstrumentError('imap-tls', text);
  return new InstrumentError(
    e.code === 'NoConnection' || e.code === 'EConnectionClosed' ? 'imap-closed' : 'imap-unreachable',
    text,
  );
}

/** Says goodbye, but does not wait long for the answer. */
export async function disconnect(client: ImapFlow): Promise<void> {
  await Promise.race([
    client.logout().catch(() => {}),
    new Promise((done) => setTimeout(done, 1000).unref()),
  ]);
  client.close();
}
