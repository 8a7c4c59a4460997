/** How the desk is kept: hosts, forms, logins, sessions, headers. */
import { describe, expect, it, vi } from 'vitest';
import { gateOf } from '../../src/desk/guard/gate.ts';
import { ownPath } from '../../src/desk/guard/own-path.ts';
import { sentByUs } from '../../src/desk/guard/same-site.ts';
import { openSessions, SESSION_IDLE, SESSION_LONGEST } from '../../src/desk/guard/sessions.ts';
import { throttle } from '../../src/desk/guard/throttle.ts';
import { SetupError } from '../../src/model/errors.ts';
import { DeskSettings } from '../../src/model/settings.ts';
import { aDesk, anOperator, aVisitor, handProbe, PORT, TOKEN } from './a-desk.ts';

const settings = (over: object = {}) =>
  DeskSettings.parse({ operators: [{ name: 'Olena', timeZone: 'Europe/Kyiv' }], ...over });
const noSecret = () => undefined;
const PUBLIC = { host: '0.0.0.0', publicUrl: 'https://desk.example' };
const probes = [handProbe(1, 'telegram')];

describe('the gate', () => {
  it('needs no token on loopback, and one of 32 random characters beyond it', () => {
    expect(gateOf(settings(), noSecret).token).toBeNull();
    for (const secret of [undefined, '', 'short', 'x'.repeat(40)])
      expect(() => gateOf(settings(PUBLIC), () => secret)).toThrow(SetupError);
    expect(gateOf(settings(PUBLIC), () => TOKEN).token).toBe(TOKEN);
  });

  it('needs a token where a proxy stands before a desk on loopback', () => {
    expect(() => gateOf(settings({ publicUrl: 'https://desk.example' }), noSecret)).toThrow(
      /DOORBELL_DESK_TOKEN/,
    );
  });

  it('refuses to be reached by others without https, and never names the token', () => {
    expect(() => gateOf(settings({ host: '0.0.0.0' }), () => TOKEN)).toThrow(/desk\.publicUrl/);
    const http = () => gateOf(settings({ ...PUBLIC, publicUrl: 'http://desk.example' }), () => TOKEN);
    expect(http).toThrow(/https/);
    expect(http).not.toThrow(TOKEN);
  });

  it('refuses two operators of one name', () => {
    const same = { name: 'Olena', timeZone: 'Europe/Kyiv' };
    expect(() => gateOf(settings({ operators: [same, same] }), noSecret)).toThrow(/listed twice/);
  });

  it('knows its own names and no others', () => {
    const local = gateOf(settings(), noSecret);
    for (const host of ['127.0.0.1:8765', 'localhost:8765', '[::1]:8765'])
      expect(local.knowsHost(host, 8765), host).toBe(true);
    for (const host of [
      '',
      'evil.example:8765',
      '127.0.0.1.evil.example:8765',
      'localhost:1',
      'localhost',
      'a@localhost:8765',
    ])
      expect(local.knowsHost(host, 8765), host).toBe(false);
    const shared = gateOf(settings(PUBLIC), () => TOKEN);
    expect(shared.knowsHost('desk.example', 8765)).toBe(true);
    expect(shared.knowsHost('desk.example:443', 8765)).toBe(true);
    expect(shared.knowsHost('desk.example:8765', 8765)).toBe(false);
  });
});

describe('small guards', () => {
  it('take a form only from our own pages', () => {
    const from = (headers: Record<string, string>) =>
      sentByUs(
        (name) => headers[name],
        (host) => host === '127.0.0.1:8765',
      );
    expect(from({ 'sec-fetch-site': 'same-origin' })).toBe(true);
    expect(from({ origin: 'http://127.0.0.1:8765' })).toBe(true);
    for (const site of ['cross-site', 'same-site', 'none'])
      expect(from({ 'sec-fetch-site': site, origin: 'http://127.0.0.1:8765' })).toBe(false);
    for (const origin of ['http://evil.example', 'null', 'x']) expect(from({ origin })).toBe(false);
    expect(from({})).toBe(false);
  });

  it('lead nowhere but to the desk', () => {
    expect(ownPath('/tasks/a%2Fb?x=1')).toBe('/tasks/a%2Fb');
    for (const path of [
      'https://evil.example',
      '//evil.example',
      '/\\evil.example',
      '\t//evil',
      'x',
      undefined,
      '/a'.repeat(300),
    ])
      expect(ownPath(path)).toBe('/');
  });

  it('count what one source does, forget it after a while, and remember so many', () => {
    const wrong = throttle(2, 1000);
    for (const at of [0, 1]) wrong.count('a', at);
    expect(wrong.open('a', 2)).toBe(false);
    expect(wrong.open('b', 2)).toBe(true);
    expect(wrong.open('a', 1000)).toBe(true);
    for (let i = 0; i < 5000; i++) wrong.count(`s${i}`, 3);
    expect(wrong.open('a', 4)).toBe(true);
  });

  it('end a session when it is idle, and in any case', () => {
    const sessions = openSessions();
    const id = sessions.begin('Olena', 0);
    expect(id).toMatch(/^[\w-]{43}$/);
    expect(sessions.find(id, SESSION_IDLE)?.by).toBe('Olena');
    expect(sessions.find(id, 2 * SESSION_IDLE + 1)).toBeNull();
    const busy = sessions.begin('Olena', 0);
    for (let at = 0; at <= SESSION_LONGEST; at += SESSION_IDLE)
      expect(sessions.find(busy, at)).not.toBeNull();
    expect(sessions.find(busy, SESSION_LONGEST + 1)).toBeNull();
    const open = sessions.begin('Olena', 0);
    expect(sessions.find(open, SESSION_IDLE, true)).not.toBeNull();
    expect(sessions.find(open, SESSION_IDLE + 1), 'an open page is no sign of life').toBeNull();
  });

  it('keep at most so many sessions', () => {
    const sessions = openSessions();
    const first = sessions.begin('Olena', 0);
    for (let i = 1; i <= 200; i++) sessions.begin('Olena', i);
    expect(sessions.find(first, 300)).toBeNull();
  });
});

describe('the entry', () => {
  it('refuses a foreign Host, whatever is asked for', async () => {
    const desk = await aDesk(probes);
    const visitor = aVisitor(desk, 'evil.example:8765');
    for (const path of ['/', '/login', '/assets/desk.css', '/events'])
      expect((await visitor.get(path)).status, path).toBe(421);
  });

  it('lets nobody in who has not said who they are', async () => {
    const visitor = aVisitor(await aDesk(probes));
    for (const path of [
      '/',
      '/next',
      '/lenders',
      '/leave-alone',
      '/tasks/x',
      `/evidence/${'0'.repeat(64)}`,
    ]) {
      const answer = await visitor.get(path);
      expect(answer.status, path).toBe(303);
      expect(answer.headers.get('location')).toContain('/login?next=');
    }
    expect((await visitor.get('/events')).status).toBe(401);
    expect((await visitor.post('/pause', { reason: 'mine' })).status).toBe(401);
  });

  it('takes a POST with the token of that visitor from our own page, and no other', async () => {
    const desk = await aDesk(probes);
    const olena = await anOperator(desk);
    const petro = await anOperator(desk, 'Petro');
    await olena.get('/leave-alone');
    const fields = { scope: 'entity', value: 'lender1-llc', reason: 'asked' };
    const refused = [
      await olena.post('/leave-alone', { ...fields, csrf: '' }),
      await olena.post('/leave-alone', { ...fields, csrf: petro.csrf() }),
      await olena.post('/leave-alone', fields, { 'sec-fetch-site': 'cross-site' }),
      await olena.post('/leave-alone', fields, { 'sec-fetch-site': undefined }),
      await olena.post('/leave-alone', fields, {
        'sec-fetch-site': undefined,
        origin: 'https://evil.example',
      }),
    ];
    expect(refused.map((r) => r.status)).toEqual([403, 403, 403, 403, 403]);
    await desk.work.refresh();
    expect(desk.work.state.listed.size).toBe(0);
    expect((await olena.post('/leave-alone', fields)).status).toBe(303);
    await desk.work.refresh();
    expect([...desk.work.state.listed]).toEqual(['entity lender1-llc']);
  });

  it('takes nothing but GET and POST, and no more than a form may hold', async () => {
    const desk = await aDesk(probes);
    const olena = await anOperator(desk);
    const put = await desk.app.fetch(
      new Request(`http://127.0.0.1:${PORT}/pause`, {
        method: 'PUT',
        headers: {
          host: `127.0.0.1:${PORT}`,
          cookie: [...olena.cookies].map(([k, v]) => `${k}=${v}`).join('; '),
        },
      }),
    );
    expect(put.status).toBe(405);
    const large = await olena.post('/pause', { reason: 'x'.repeat(70_000) });
    expect(large.status).toBe(413);
  });

  it('says on every answer what a page may do: nothing of its own', async () => {
    const desk = await aDesk(probes);
    const olena = await anOperator(desk);
    for (const path of ['/login', '/leave-alone', '/assets/desk.js', '/nowhere']) {
      const { headers } = await olena.get(path);
      const policy = headers.get('content-security-policy')!;
      expect(policy, path).toContain("default-src 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/unsafe|\*|data:|blob:/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
    }
    const page = await (await olena.get('/leave-alone')).text();
    expect(page).not.toMatch(/<script(?![^>]* src=)|\son[a-z]+=|\sstyle=/i);
  });

  it('limits how often one source may ask', async () => {
    const visitor = aVisitor(await aDesk(probes));
    const answers = new Set<number>();
    for (let i = 0; i < 420; i++) answers.add((await visitor.get('/assets/icon.svg')).status);
    expect([...answers]).toEqual([200, 429]);
  });
});

describe('the login', () => {
  const shared = { settings: PUBLIC, options: {} };
  const host = 'desk.example';

  it('needs the name of an operator and the token; notes who came and went, and keeps the token nowhere', async () => {
    const desk = await aDesk(probes, shared);
    const visitor = aVisitor(desk, host);
    await visitor.get('/login');
    for (const fields of [
      { operator: 'Olena', token: 'wrong' },
      { operator: 'Olena', token: '' },
      { operator: 'Mallory', token: TOKEN },
    ]) {
      const answer = await visitor.post('/login', fields);
      expect(answer.headers.get('location')).toContain('wrong=wrong');
      expect((await visitor.get('/leave-alone')).status).toBe(303);
    }
    const before = new Map(visitor.cookies);
    const answer = await visitor.post('/login', { operator: 'Olena', token: TOKEN, next: '//evil.example' });
    expect(answer.headers.get('location')).toBe('/');
    const [cookie] = answer.headers.getSetCookie();
    expect(cookie).toMatch(/^__Host-doorbell=[\w-]{43};.*HttpOnly.*Secure.*SameSite=Strict/);
    expect([...before.values()]).not.toContain(visitor.cookies.get('__Host-doorbell'));
    expect((await visitor.get('/leave-alone')).status).toBe(200);

    const left = await visitor.post('/logout', { csrf: visitor.csrf() });
    expect(left.headers.get('location')).toBe('/login');
    expect((await visitor.get('/leave-alone')).status).toBe(303);
    const events = await desk.ledger.events('w1');
    expect(
      events.flatMap((e) => (e.body.kind === 'desk-noted' ? [`${e.body.by} ${e.body.what}`] : [])),
    ).toEqual(['Olena logged-in', 'Olena logged-out']);
    expect(JSON.stringify(events)).not.toContain(TOKEN);
  });

  it('an ended session is of no use, though its cookie lives on', async () => {
    const desk = await aDesk(probes, shared);
    const olena = await anOperator(desk, 'Olena', host);
    const kept = new Map(olena.cookies);
    await olena.get('/leave-alone');
    await olena.post('/logout');
    for (const [name, value] of kept) olena.cookies.set(name, value);
    expect((await olena.get('/leave-alone')).status).toBe(303);
  });

  it('stops guessing from one source, and lets others in meanwhile', async () => {
    const desk = await aDesk(probes, shared);
    const guesser = aVisitor(desk, host);
    const from = (ip: string) => ({ 'x-forwarded-for': `1.2.3.4, ${ip}` });
    await guesser.get('/login');
    for (let i = 0; i < 10; i++)
      await guesser.post('/login', { operator: 'Olena', token: `guess ${i}` }, from('10.0.0.9'));
    const late = await guesser.post('/login', { operator: 'Olena', token: TOKEN }, from('10.0.0.9'));
    expect(late.headers.get('location')).toContain('wrong=often');
    const other = aVisitor(desk, host);
    await other.get('/login');
    const ok = await other.post('/login', { operator: 'Olena', token: TOKEN }, from('10.0.0.7'));
    expect(ok.headers.get('location')).toBe('/');
  });

  it('an idle session ends by the real clock', async () => {
    const desk = await aDesk(probes);
    const olena = await anOperator(desk);
    vi.spyOn(Date, 'now').mockReturnValue(Date.now() + SESSION_IDLE + 1000);
    expect((await olena.get('/leave-alone')).status).toBe(303);
    vi.restoreAllMocks();
  });

  it('a choice of language is kept, and leads back to the same page', async () => {
    const olena = await anOperator(await aDesk(probes));
    await olena.get('/leave-alone');
    const answer = await olena.post('/language', { language: 'uk', back: '/leave-alone' });
    expect(answer.headers.get('location')).toBe('/leave-alone');
    expect(await (await olena.get('/leave-alone')).text()).toContain('<html lang="uk">');
  });
});
