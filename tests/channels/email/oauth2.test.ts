import { afterEach, beforeEach, expect, it } from 'vitest';
import { createTokenSource } from '../../../src/channels/email/oauth2.ts';
import { startTokenServer, type TokenServer } from '../../servers/token-server.ts';

let server: TokenServer;
let now: number;
beforeEach(async () => {
  server = await startTokenServer('research', 'refresh-secret');
  now = 1000;
});
afterEach(() => server.close());

const source = (env: Record<string, string> = { REFRESH: 'refresh-secret', CLIENT: 'client-secret' }) =>
  createTokenSource(
    {
      kind: 'oauth2',
      user: 'research',
      tokenUrl: server.tokenUrl,
      clientId: 'doorbell',
      clientSecretEnv: 'CLIENT',
      refreshTokenEnv: 'REFRESH',
    },
    (name) => env[name],
    () => now,
  );

it('asks once and keeps the token until a minute before it expires', async () => {
  const tokens = source();
  expect(await Promise.all([tokens.fresh(), tokens.fresh()])).toEqual(['token-1', 'token-1']);
  expect(Object.fromEntries(server.grants[0]!)).toEqual({
    grant_type: 'refresh_token',
    client_id: 'doorbell',
    client_secret: 'client-secret',
    refresh_token: 'refresh-secret',
  });
  now += 3_539_000;
  expect(await tokens.fresh()).toBe('token-1');
  now += 2_000;
  expect(await tokens.fresh()).toBe('token-2');
});

it('asks again after a refusal by the mail server', async () => {
  const tokens = source();
  await tokens.fresh();
  tokens.forget();
  expect(await tokens.fresh()).toBe('token-2');
});

it('goes on with a rotated refresh token', async () => {
  server.next.push({
    status: 200,
    body: JSON.stringify({ access_token: 'one', expires_in: 90, refresh_token: 'rotated' }),
  });
  const tokens = source();
  expect(await tokens.fresh()).toBe('one');
  now += 31_000;
  await expect(tokens.fresh()).rejects.toMatchObject({ code: 'oauth-refused' });
  expect(server.grants[1]!.get('refresh_token')).toBe('rotated');
});

it('says clearly that the grant is no good, without repeating what was sent', async () => {
  const tokens = source({ REFRESH: 'wrong-secret', CLIENT: 'client-secret' });
  const error = await tokens.fresh().catch((e: Error) => e);
  expect(error).toMatchObject({ code: 'oauth-refused', message: expect.stringContaining('invalid_grant') });
  expect(String(error)).not.toContain('wrong-secret');
});

it.each([
  [{ status: 503, body: 'busy' }, 'oauth-unreachable'],
  [{ status: 200, body: '{"access_token":42}' }, 'oauth-refused'],
  [{ status: 200, body: '{"access_token":"a\\u0001b"}' }, 'oauth-refused'],
  [{ status: 200, body: 'not json' }, 'oauth-refused'],
  [{ status: 200, body: 'x'.repeat(200_000) }, 'oauth-unreachable'],
])('takes no token from %o', async (answer, code) => {
  server.next.push(answer);
  await expect(source().fresh()).rejects.toMatchObject({ code });
});

it('names the variable that is missing', async () => {
  await expect(source({}).fresh()).rejects.toThrow('environment variable REFRESH is not set');
});

it('says that the provider can not be reached', async () => {
  const tokens = source();
  await server.close();
  await expect(tokens.fresh()).rejects.toMatchObject({ code: 'oauth-unreachable' });
});

it('gives no secret to an address without TLS', () => {
  expect(() =>
    createTokenSource(
      { kind: 'oauth2', user: 'u', tokenUrl: 'http://login.test/token', clientId: 'c', refreshTokenEnv: 'R' },
      () => 'x',
      () => 0,
    ),
  ).toThrow('must be https');
});
