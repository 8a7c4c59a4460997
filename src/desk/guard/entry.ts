/** What every request must pass before any page sees it: whose name it was sent to, how often, by whom, from which page. */
import type { Context, Hono, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { getCookie, setCookie } from 'hono/cookie';
import type { Operator } from '../../model/settings.ts';
import type { Page } from '../page.ts';
import { tongueOf, wordsOf } from '../words.ts';
import type { Gate } from './gate.ts';
import { headers } from './headers.ts';
import { sentByUs } from './same-site.ts';
import { randomId, type Sessions } from './sessions.ts';
import { throttle } from './throttle.ts';
import { MOST_UPLOAD } from './uploads.ts';

/** Requests of one source within a minute. */
const PER_MINUTE = 400;
/** Forms with a file that are being read at one time: each may hold so many bytes in memory. */
const UPLOADS_AT_ONCE = 3;
const MOST_FORM = 64_000;
const UPLOADS = /^\/tasks\/[^/]+\/(?:reply|export|own)$/;
/** Pages for those who have not come in yet. */
const OPEN = new Set(['/login', '/language']);

export interface EntryGiven {
  gate: Gate;
  sessions: Sessions;
  operators: readonly Operator[];
  now: () => number;
  /** The port that is listened on. */
  port: () => number;
  /** Draws a refusal in the visitor's language. */
  refuse: (
    c: Context<Page>,
    status: 400 | 403 | 413 | 429,
    why: 'stale' | 'large' | 'often',
  ) => Response | Promise<Response>;
}

export const cookieNames = (secure: boolean) => ({
  session: secure ? '__Host-doorbell' : 'doorbell',
  visitor: secure ? '__Host-doorbell-visitor' : 'doorbell-visitor',
  language: 'doorbell-language',
});

export const cookieRules = (secure: boolean) =>
  ({ httpOnly: true, sameSite: 'Strict', secure, path: '/' }) as const;

/** Where a request comes from: the peer, or what the proxy says of it. */
export function sourceOf(c: Context, gate: Gate): string {
  const peer = (c.env as { incoming?: { socket?: { remoteAddress?: string } } } | undefined)?.incoming?.socket
    ?.remoteAddress;
  const forwarded = gate.proxied ? c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim() : undefined;
  return (forwarded ?? peer ?? 'unknown').slice(0, 60);
}

/** Puts the guards before everything that is added to `app` after it. */
export function guardEntry(app: Hono<Page>, given: EntryGiven): void {
  const requests = throttle(PER_MINUTE, 60_000);
  app.use(headers);
  app.use(async (c, next) => {
    if (!given.gate.knowsHost(c.req.header('host') ?? '', given.port()))
      return c.text('This is not the address of this desk.', 421);
    const source = sourceOf(c, given.gate);
    if (!requests.open(source, given.now()))
      return c.text('Too many requests.', 429, { 'Retry-After': '60' });
    requests.count(source, given.now());
    await next();
  });
  app.use(visitorOf(given));
  app.use(ownFormsOnly(given));
}

/** Who it is: an operator with a session, or a visitor on the way to the login. */
function visitorOf({ gate, sessions, operators, now }: EntryGiven): MiddlewareHandler<Page> {
  const names = cookieNames(gate.secure);
  return async (c, next) => {
    const id = getCookie(c, names.session);
    const session = sessions.find(
      id,
      now(),
      c.req.header('x-desk-live') !== undefined || c.req.path === '/events',
    );
    const operator = session && operators.find((o) => o.name === session.by);
    const language = tongueOf(getCookie(c, names.language), c.req.header('accept-language'));
    c.set('words', wordsOf(language, operator?.timeZone ?? operators[0]!.timeZone));
    c.set('operator', operator ?? null);
    let visitor = id;
    if (!operator) {
      visitor = getCookie(c, names.visitor);
      if (visitor === undefined || !/^[\w-]{43}$/.test(visitor)) {
        visitor = randomId();
        setCookie(c, names.visitor, visitor, cookieRules(gate.secure));
      }
    }
    c.set('visitor', visitor!);
    c.set('csrf', sessions.csrfFor(visitor!));
    if (operator || OPEN.has(c.req.path) || c.req.path.startsWith('/assets/')) return next();
    if (c.req.method !== 'GET' || c.req.path === '/events') return c.text('Not logged in.', 401);
    return c.redirect(`/login?next=${encodeURIComponent(c.req.path)}`, 303);
  };
}

/** Only GET and POST; a POST is a bounded form, sent by one of our own pages, with that visitor's token. */
function ownFormsOnly({ gate, sessions, port, refuse }: EntryGiven): MiddlewareHandler<Page> {
  let uploads = 0;
  const isOurs = (host: string) => gate.knowsHost(host, port());
  return async (c, next) => {
    if (c.req.method === 'GET' || c.req.method === 'HEAD') return next();
    if (c.req.method !== 'POST') return c.text('No such method.', 405);
    if (!sentByUs((name) => c.req.header(name), isOurs)) return refuse(c, 403, 'stale');
    const withFile = UPLOADS.test(c.req.path);
    if (withFile && uploads >= UPLOADS_AT_ONCE) return refuse(c, 429, 'often');
    if (withFile) uploads++;
    try {
      return await bodyLimit({
        maxSize: withFile ? MOST_UPLOAD + MOST_FORM : MOST_FORM,
        onError: (limited) => refuse(limited as Context<Page>, 413, 'large'),
      })(c, async () => {
        const form = await c.req.parseBody().catch(() => null);
        if (form === null || !sessions.csrfHolds(c.get('visitor'), form.csrf)) {
          c.res = await refuse(c, form === null ? 400 : 403, 'stale');
          return;
        }
        c.set('form', form);
        await next();
      });
    } finally {
      if (withFile) uploads--;
    }
  };
}
