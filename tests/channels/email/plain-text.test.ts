import { describe, expect, it } from 'vitest';
import { credentialsOf } from '../../../src/channels/email/credentials.ts';
import { plain, withoutEchoes } from '../../../src/channels/email/plain-text.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('a secret that a server echoes', () => {
  const secret = 'correct horse/battery?';
  const user = 'u@x.test';
  const byPassword = credentialsOf(
    { kind: 'password', user, passwordEnv: 'P' },
    () => secret,
    () => 0,
  );
  const byToken = credentialsOf(
    { kind: 'oauth2', user, tokenUrl: 'https://x.test/', clientId: 'c', refreshTokenEnv: 'R' },
    () => secret,
    () => 0,
  );
  it.each([
    secret,
    encodeURIComponent(secret),
    base64(secret),
    base64(secret).replace(/=+$/, ''),
    base64(`\0${user}\0${secret}`),
    base64(`${user}\0${user}\0${secret}`),
    base64(`user=${user}\x01auth=Bearer ${secret}\x01\x01`),
  ])('is hidden as %j', (echo) => {
    for (const { hidden } of [byPassword, byToken])
      expect(plain(`500 unknown command ${echo}.`, hidden())).toMatch(/^500 unknown command \*\*\*=*\.$/);
  });
  it('is hidden whole when one form is a part of another', () => {
    expect(plain('it was secret-and-more', ['secret', 'secret-and-more'])).toBe('it was ***');
  });
});

describe('what is said before the log-in', () => {
  it.each([
    ['535 5.7.8 AHUAcGFzc3dvcmQtMQ== is wrong', '535 5.7.8 *** is wrong'],
    ['NO [AUTHENTICATIONFAILED] Authentication failed.', 'NO [AUTHENTICATIONFAILED] Authentication failed.'],
    ['535 5.7.8 see https://help.provider.test/x', '535 5.7.8 see https://help.provider.test/x'],
  ])('%s', (reply, kept) => {
    expect(withoutEchoes(reply)).toBe(kept);
  });
});
