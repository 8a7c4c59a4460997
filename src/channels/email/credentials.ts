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
  /** Everything that must never appear in a text, in every form in which it goes over the wire. */
  hidden(): string[];
}

/** `monotonic` gives ms that never jump. Throws SetupError for a token address that is neither https nor loopback. */
export function credentialsOf(auth: MailAuth, secrets: SecretReader, monotonic: () => number): Credentials {
  if (auth.kind === 'password')
    return {
      user: auth.user,
      secret: async () => ({ pass: requireSecret(secrets, auth.passwordEnv) }),
      refused: () => {},
      hidden: () => disguises(auth.user, [secrets(auth.passwordEnv)]),
    };
  const tokens: TokenSource = createTokenSource(auth, secrets, monotonic);
  return {
    user: auth.user,
    secret: async () => ({ accessToken: await tokens.fresh() }),
    refused: tokens.forget,
    hidden: () =>
      disguises(auth.user, [
        secrets(auth.refreshTokenEnv),
        auth.clientSecretEnv === undefined ? undefined : secrets(auth.clientSecretEnv),
        tokens.current(),
      ]),
  };
}

/** Each secret as it is, and as it goes over the wire: a server may echo what it did not understand. */
function disguises(user: string, values: (string | undefined)[]): string[] {
  // Without padding, so that an echo that lost it is found too.
  const base64 = (text: string) => Buffer.from(text).toString('base64').replace(/=+$/, '');
  return values.flatMap((secret) =>
    secret === undefined || secret === ''
      ? []
      : [
          secret,
          encodeURIComponent(secret),
          base64(secret),
          // PLAIN (RFC 4616) without and with an authorization identity; XOAUTH2.
          base64(`\0${user}\0${secret}`),
          base64(`${user}\0${user}\0${secret}`),
          base64(`user=${user}\x01auth=Bearer ${secret}\x01\x01`),
        ],
  );
}
