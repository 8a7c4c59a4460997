/** How we log in. Secrets come from the environment at the moment of use, and are kept out of every text. */
import type { MailAuth } from '../../model/settings.ts';
import { createTokenSource, type TokenSource } from './oauth2.ts';
import { requireSecret, type SecretReader } from './secret.ts';

export interface Credentials {
  user: string;
  /** The password or a fresh access token; read anew at each log-in. */
  secret(): Promise<{ pass: string } | { accessToken: string }>;
  /** The server refused what `secret` gave: a cached token must not be offered again. */
  refused(): void;
  /** Everything that must never appear in a text. */
  hidden(): string[];
}

/** `monotonic` gives ms that never jump. Throws SetupError for a token address that is neither https nor loopback. */
export function credentialsOf(auth: MailAuth, secrets: SecretReader, monotonic: () => number): Credentials {
  if (auth.kind === 'password')
    return {
      user: auth.user,
      secret: async () => ({ pass: requireSecret(secrets, auth.passwordEnv) }),
      refused: () => {},
      hidden: () => present([secrets(auth.passwordEnv)]),
    };
  const tokens: TokenSource = createTokenSource(auth, secrets, monotonic);
  return {
    user: auth.user,
    secret: async () => ({ accessToken: await tokens.fresh() }),
    refused: tokens.forget,
    hidden: () =>
      present([
        secrets(auth.refreshTokenEnv),
        auth.clientSecretEnv === undefined ? undefined : secrets(auth.clientSecretEnv),
        tokens.current(),
      ]),
  };
}

const present = (values: (string | undefined)[]): string[] =>
  values.filter((v) => v !== undefined && v !== '') as string[];
