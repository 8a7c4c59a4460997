/** A local OAuth2 provider: a token endpoint for the refresh grant, and introspection (RFC 7662) for Dovecot. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface TokenServer {
  tokenUrl: string;
  introspectionUrl: string;
  /** Every grant asked for, in order. */
  grants: URLSearchParams[];
  /** Tokens given and not revoked. */
  valid: Set<string>;
  /** Answers of the token endpoint instead of a token, used up one by one. */
  next: { status: number; body: string }[];
  /** Seconds of life that are promised. */
  life: number;
  close(): Promise<void>;
}

export async function startTokenServer(user: string, refreshToken: string): Promise<TokenServer> {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      const form = new URLSearchParams(body);
      const say = (status: number, value: unknown) => {
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(typeof value === 'string' ? value : JSON.stringify(value));
      };
      if (request.url === '/introspect') {
        const ok = self.valid.has(form.get('token') ?? '');
        return say(200, ok ? { active: true, username: user } : { active: false });
      }
      self.grants.push(form);
      const planned = self.next.shift();
      if (planned) return say(planned.status, planned.body);
      if (form.get('grant_type') !== 'refresh_token' || form.get('refresh_token') !== refreshToken)
        return say(400, {
          error: 'invalid_grant',
          error_description: `no such grant ${form.get('refresh_token')}`,
        });
      const token = `token-${self.grants.length}`;
      self.valid.add(token);
      say(200, { access_token: token, token_type: 'Bearer', expires_in: self.life });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const self: TokenServer = {
    tokenUrl: `${origin}/token`,
    introspectionUrl: `${origin}/introspect`,
    grants: [],
    valid: new Set(),
    next: [],
    life: 3600,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return self;
}
