import http from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createManualClock } from '../../../src/sandbox/manual-clock.ts';
import { sandboxChatBehaviours } from '../../../src/sandbox/web/behaviour.ts';
import type { Web } from '../../../src/sandbox/web/web.ts';
import { sandboxLenders, startSandboxWeb } from '../../support/sandbox-web.ts';

const START = Date.UTC(2026, 8, 7);
const clock = createManualClock(START);
let web: Web;
beforeAll(async () => {
  web = await startSandboxWeb({ clock });
});
afterAll(() => web.stop());

function get(url: string, body?: string): Promise<{ status: number; type: string; text: string }> {
  const { port } = new URL(web.proxy);
  return new Promise((resolve, reject) => {
    const request = http.request(
      { host: '127.0.0.1', port, path: url, method: body === undefined ? 'GET' : 'POST' },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (d) => {
          text += d;
        });
        response.on('end', () =>
          resolve({ status: response.statusCode!, type: response.headers['content-type'] ?? '', text }),
        );
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}
const page = (id: string, path: string) => get(`http://${id}.example${path}`);

describe('the sites of the lenders', () => {
  const lenders = sandboxLenders();
  const shut = Object.entries(sandboxChatBehaviours().lenders)
    .filter(([, c]) => c.door === 'forbidden' || c.door === 'captcha')
    .map(([id]) => id);

  it.each(lenders.filter((l) => !shut.includes(l.id)))(
    '$id shows what it advertises, in its language',
    async (lender) => {
      const contact = await page(lender.id, '/contact');
      expect(contact.status).toBe(200);
      expect(contact.text).toContain(`<html lang="${lender.languages[0]}">`);
      for (const channel of lender.channels)
        if (channel.kind !== 'webchat') expect(contact.text).toContain(channel.address);
      const terms = await page(lender.id, '/terms');
      for (const term of lender.terms) expect(terms.text).toContain(term.text);
      for (const path of ['/', '/about', '/privacy', '/apply']) {
        const { status, text } = await page(lender.id, path);
        expect(status).toBe(200);
        expect(text).not.toMatch(/\{\w+\}<|undefined|NaN/);
      }
      expect((await page(lender.id, '/nothing-here')).status).toBe(404);
    },
  );

  it('have robots.txt and a sitemap that names every page', async () => {
    expect((await page('pennyfield', '/robots.txt')).text).toContain('Disallow: /apply');
    const { text } = await page('pennyfield', '/sitemap.xml');
    expect(text).toContain('<loc>https://pennyfield.example/contact</loc>');
  });

  it('shut some of us out', async () => {
    expect((await page('thistlewell', '/')).status).toBe(403);
    const captcha = await page('barvinok-finans', '/contact');
    expect(captcha.text).toContain('g-recaptcha');
    expect(captcha.text).not.toContain('mailto:');
  });

  it('advertise a chat without having one', async () => {
    const { text } = await page('kestrelby-cash', '/contact');
    expect(text).toContain('advertised-chat');
    expect(text).not.toContain('chat-vendor');
  });

  it('note what must never be done', async () => {
    expect(web.log.misuse).toEqual([]);
    await get('http://pennyfield.example/apply', 'name=Max');
    expect(web.log.misuse).toEqual([{ lender: 'pennyfield', what: '/apply: name=Max' }]);
  });

  it('count page views', async () => {
    const before = web.log.visits.length;
    await page('copperwick', '/about');
    expect(web.log.visits.slice(before)).toMatchObject([{ lender: 'copperwick', path: '/about' }]);
  });
});

describe('the vendors', () => {
  it('serve their scripts', async () => {
    for (const [host, path] of [
      ['larkmoor-loans.rocketchat', '/livechat/rocketchat-livechat.min.js'],
      ['larkmoor-loans.rocketchat', '/livechat'],
      ['brindlelend.flowise', '/npm/flowise-embed/dist/web.js'],
      ['qingheque.chatbotify', '/widget.js'],
      ['malva-kredyt.botpress', '/webchat/v4.5/inject.js'],
      ['tenge-tyrna.parlant', '/chat.js'],
    ]) {
      const { status, text } = await get(`http://${host}.chat-vendor.example${path}`);
      expect(status, host).toBe(200);
      expect(text.length, host).toBeGreaterThan(400);
    }
  });

  it('do not hand out anything else', async () => {
    const base = 'http://larkmoor-loans.rocketchat.chat-vendor.example/livechat';
    expect((await get(`${base}/../../package.json`)).status).toBe(404);
    expect((await get(`${base}/%2e%2e/package.json`)).status).toBe(404);
    expect((await get('http://nobody.flowise.chat-vendor.example/')).status).toBe(502);
  });

  it('break every connection where the backend is dead, and answer again where it came back', async () => {
    const api = 'http://aqsha-bulaq.rocketchat.chat-vendor.example/api/v1/livechat/config';
    await expect(get(api)).rejects.toThrow();
    const history = 'http://chenxilu.deepchat.chat-vendor.example/history?session=12345678';
    await expect(get(history)).rejects.toThrow();
    await clock.advanceTo(START + 2 * 3_600_000 - 1);
    await expect(get(history)).rejects.toThrow();
    await expect(get(api)).rejects.toThrow();
    await clock.advanceTo(START + 2 * 3_600_000);
    expect(await get(history)).toMatchObject({ status: 200, text: '[]' });
    await expect(get(api)).rejects.toThrow();
  });
});
