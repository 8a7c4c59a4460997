/** How the desk may be reached, told once at the start from the settings. */
import { SetupError } from '../../model/errors.ts';
import { isLoopback } from '../../model/hosts.ts';
import type { DeskSettings } from '../../model/settings.ts';

/** Least length of the login token, characters. */
const LEAST_TOKEN = 32;

export interface Gate {
  /** What must be given at the login; null on loopback, where choosing a name is enough. */
  token: string | null;
  /** Cookies only over TLS, which the proxy speaks. */
  secure: boolean;
  /** Whether a name in the Host header is ours: a page of somebody else's name that points here is refused. */
  knowsHost(host: string, port: number): boolean;
  /** Requests come through a proxy that appends the sender to X-Forwarded-For. */
  proxied: boolean;
}

/**
 * Throws SetupError where others than this machine could reach the desk without a strong token or without TLS.
 * `secret` reads an environment variable.
 */
export function gateOf(settings: DeskSettings, secret: (name: string) => string | undefined): Gate {
  const { host, publicUrl, tokenEnv, operators } = settings;
  const twice = operators.find((o, i) => operators.findIndex((p) => p.name === o.name) !== i);
  if (twice)
    throw new SetupError(
      `settings.yml: desk.operators: "${twice.name}" is listed twice: the name tells who did what, so give each another`,
    );
  const outside = publicUrl === undefined ? null : new URL(publicUrl);
  if (!isLoopback(host) && !outside)
    throw new SetupError(
      `settings.yml: desk.publicUrl is missing: a desk on ${host} is reached by others, and needs the https address of the proxy before it`,
    );
  if (outside && outside.protocol !== 'https:' && !isLoopback(outside.hostname))
    throw new SetupError(
      `settings.yml: desk.publicUrl must begin with https://: the login token would go over the net unencrypted`,
    );
  const shared = outside !== null || !isLoopback(host);
  return {
    token: shared ? strongToken(tokenEnv, secret(tokenEnv)) : null,
    secure: outside?.protocol === 'https:',
    proxied: outside !== null,
    knowsHost(given, port) {
      const at = parseHost(given);
      if (!at) return false;
      if (outside && at.name === outside.hostname && (at.port === null || at.port === portOf(outside)))
        return true;
      return isLoopback(at.name) && (at.port ?? 80) === port;
    },
  };
}

function strongToken(name: string, token: string | undefined): string {
  if (token === undefined || token === '')
    throw new SetupError(
      `${name} is not set in the environment or in .env: it holds the login token of the desk, at least ${LEAST_TOKEN} random characters, e.g. from \`openssl rand -base64 32\``,
    );
  if (token.length < LEAST_TOKEN)
    throw new SetupError(`${name} has ${token.length} characters: the login token needs ${LEAST_TOKEN}`);
  if (new Set(token).size < 12)
    throw new SetupError(`${name} is not random: make one with \`openssl rand -base64 32\``);
  return token;
}

const portOf = (url: URL): number => Number(url.port || (url.protocol === 'https:' ? 443 : 80));

function parseHost(given: string): { name: string; port: number | null } | null {
  const match = /^(\[[0-9a-f:]+\]|[a-z0-9.-]+)(?::(\d{1,5}))?$/i.exec(given);
  return match
    ? { name: match[1]!.toLowerCase(), port: match[2] === undefined ? null : Number(match[2]) }
    : null;
}
