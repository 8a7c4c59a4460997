/** Access tokens for XOAUTH2 by the refresh token grant (RFC 6749, section 6). */
import { InstrumentError, SetupError } from '../../model/errors.ts';
import { isLoopback } from '../../model/hosts.ts';
import type { MailAuth } from '../../model/settings.ts';
import { requireSecret, type SecretReader } from './secret.ts';

const TIMEOUT_MS = 15_000;
const BODY_LIMIT = 64 * 1024;
const EARLY_MS = 60_000;
const DEFAULT_LIFE_S = 300;

export interface TokenSource {
  /** A token that is good for another minute at least; asked for anew when the last one is not. */
  fresh(): Promise<string>;
  /** Drops the cached token. */
  forget(): void;
  current(): string | undefined;
}

/**
 * Caches one token until 60 s before it expires; calls made together share one request. `fresh` rejects with
 * InstrumentError `oauth-refused` (the provider says no: the user must renew the grant) or `oauth-unreachable`.
 * A refresh token that the provider rotates is used for the rest of this process.
 */
export function createTokenSource(
  auth: Extract<MailAuth, { kind: 'oauth2' }>,
  secrets: SecretReader,
  monotonic: () => number,
): TokenSource {
  const url = new URL(auth.tokenUrl);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname)))
    throw new SetupError(`tokenUrl must be https (http only on loopback): ${url.origin}`);

  let token: { value: string; until: number } | undefined;
  let rotated: string | undefined;
  let asking: Promise<string> | undefined;

  const ask = async (): Promise<string> => {
    const form = new URLSearchParams({
      grant_type: 'refresh_token',
      client_id: auth.clientId,
      refresh_token: rotated ?? requireSecret(secrets, auth.refreshTokenEnv),
    });
    if (auth.clientSecretEnv !== undefined)
      form.set('client_secret', requireSecret(secrets, auth.clientSecretEnv));
    const asked = monotonic();
    const { status, body } = await post(url, form);
    if (status >= 500 || status === 429)
      throw new InstrumentError('oauth-unreachable', `${url.host} answered ${status}`);
    const said = parse(body);
    if (
      status !== 200 ||
      typeof said.access_token !== 'string' ||
      !/^[\x21-\x7e]{1,8192}$/.test(said.access_token)
    ) {
      // Only the registered error word (RFC 6749, 5.2) is repeated: a description could echo what was sent.
      const word =
        typeof said.error === 'string' && /^[a-z_]{1,40}$/.test(said.error) ? said.error : 'no token';
      throw new InstrumentError('oauth-refused', `${url.host} gave no access token: ${word} (${status})`);
    }
    if (typeof said.refresh_token === 'string' && said.refresh_token !== '') rotated = said.refresh_token;
    const life =
      typeof said.expires_in === 'number' && said.expires_in > 0 ? said.expires_in : DEFAULT_LIFE_S;
    token = { value: said.access_token, until: asked + life * 1000 - EARLY_MS };
    return token.value;
  };

  return {
    fresh: () => {
      if (token && monotonic() < token.until) return Promise.resolve(token.value);
      asking ??= ask().finally(() => {
        asking = undefined;
      });
      return asking;
    },
    forget: () => {
      token = undefined;
    },
    current: () => token?.value,
  };
}

async function post(url: URL, form: URLSearchParams): Promise<{ status: number; body: string }> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      body: form,
      headers: { accept: 'application/json' },
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    let body = '';
    const decoder = new TextDecoder();
    for await (const chunk of answer.body ?? []) {
      body += decoder.decode(chunk as Uint8Array, { stream: true });
      if (body.length > BODY_LIMIT) throw new Error('answer is too long');
    }
    return { status: answer.status, body };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : undefined;
    throw new InstrumentError(
      'oauth-unreachable',
      `${url.host}: ${cause ?? (error instanceof Error ? error.message : 'failed')}`,
    );
  }
}

function parse(body: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
