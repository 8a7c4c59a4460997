/**
 * A wave in which everything that anybody outside can write is a script: replies, their subjects, senders and file
 * names, names of lenders and legal entities, of askers and questions, a lender's letter. It goes the whole way (raw
 * mail, assessment, report by the command line), and the real browser opens every page that comes of it.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../../src/channels/browser/index.ts';
import { closedStudy } from '../cli/closed-study.ts';
import { doorbell } from '../cli/run-cli.ts';
import { hasBrowser } from '../support/need-browser.ts';

const RUN = 'window.__ran=(window.__ran||0)+1';
const VECTORS = [
  `<script>${RUN}</script>`,
  `"><img src=x onerror="${RUN}">`,
  `'><svg onload='${RUN}'></svg>`,
  `<iframe srcdoc="<script>parent.${RUN}</script>"></iframe>`,
  `</title></style></script><script>${RUN}</script>`,
  `<a href="javascript:${RUN}" autofocus onfocus="${RUN}">x</a>`,
  `--><details open ontoggle="${RUN}">`,
  `]]><body onload=${RUN}>`,
  `<math><mtext><table><mglyph><style><img src=x onerror=${RUN}>`,
  `\u003cscript\u003e${RUN}\u003c/script\u003e&lt;script&gt;`,
];

/** An answer that the rules credit, each of its sentences with a script in it. */
const reply = (to: string, n: number): Uint8Array => {
  const v = (i: number) => VECTORS[(n + i) % VECTORS.length]!;
  const text = [
    `Dear Sir ${v(0)},`,
    '',
    `The interest is 1.7% a day ${v(1)} on the outstanding balance.`,
    `You can choose any term from 7 to 60 days ${v(2)}.`,
    `The only documents we need are a photo ID ${v(3)} and two bank statements.`,
    `You can borrow between £100 and £600 ${v(4)} as a new customer.`,
    `Please call us on +44 20 7946 0123 ${v(5)} for the rest.`,
    '',
    'Kind regards',
    `Rebecca ${v(6)}`,
  ].join('\r\n');
  const page = `<html><body>${text.replace(/\r\n/g, '<br>')}<script>${RUN}</script></body></html>`;
  const file = v(7).replace(/["\\]/g, '\\$&');
  return Buffer.from(
    [
      `From: "${v(8).replace(/["\\]/g, '\\$&')}" <help@larkmoor-loans.example>`,
      `To: ${to}`,
      `Subject: Re: ${v(9)}`,
      'Date: Tue, 08 Sep 2026 12:00:00 +0000',
      `Message-ID: <hostile-${n}@larkmoor-loans.example>`,
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary=b1',
      '',
      '--b1',
      'Content-Type: multipart/alternative; boundary=b2',
      '',
      '--b2',
      'Content-Type: text/plain; charset=utf-8',
      '',
      text,
      '--b2',
      'Content-Type: text/html; charset=utf-8',
      '',
      page,
      '--b2--',
      '--b1',
      `Content-Type: text/html; name="${file}"`,
      `Content-Disposition: attachment; filename="${file}"`,
      '',
      page,
      '--b1--',
      '',
    ].join('\r\n'),
  );
};

describe.skipIf(!hasBrowser())('a wave of scripts', () => {
  let dir: string;
  let browser: Browser;
  const pages = () =>
    readdirSync(join(dir, 'out'), { recursive: true, encoding: 'utf8' }).filter((f) => f.endsWith('.html'));

  beforeAll(async () => {
    let n = 0;
    ({ dir } = await closedStudy({
      invalid: 1,
      change: ({ lenders, wave, scenarios }) => {
        lenders.lenders.forEach((l: { name: string }, i: number) => {
          l.name = VECTORS[i % VECTORS.length]!.slice(0, 110);
        });
        lenders.entities.forEach((e: { name: string }, i: number) => {
          e.name = `${VECTORS[(i + 3) % VECTORS.length]}`;
        });
        delete wave.scenarios;
        wave.title = VECTORS[1];
        wave.controller = `${VECTORS[0]} desk@consumer.example`;
        wave.purpose = VECTORS[4];
        wave.funder = VECTORS[5];
        wave.exclude = wave.exclude.map((e: object) => ({ ...e, reason: VECTORS[2] }));
        scenarios.forEach((s, i) => {
          s.title = VECTORS[i % VECTORS.length]!.slice(0, 110);
          for (const name of Object.values(s.persona.names) as { full: string; forms: string[] }[]) {
            name.full = VECTORS[(i + 1) % VECTORS.length]!.slice(0, 80);
            name.forms = [VECTORS[(i + 2) % VECTORS.length]!.slice(0, 80)];
          }
        });
      },
      reply: (_, to) => reply(to, n++),
    }));
    const letter = join(dir, 'letter.txt');
    writeFileSync(letter, VECTORS.join('\n'));
    const told = await doorbell(
      'replied',
      '-C',
      dir,
      'larkmoor-loans',
      '--file',
      letter,
      '--correction',
      VECTORS[1]!,
      '--by',
      VECTORS[0]!,
    );
    expect(told.err).not.toContain('--');
    expect(told.code).toBe(0);
    const { code, err } = await doorbell('report', '-C', dir, '--packets');
    expect(code, err).toBe(0);
    browser = await launchBrowser({});
  }, 120_000);
  afterAll(() => browser?.close());

  it('holds the scripts as text: in quotes, names, reasons', () => {
    const report = JSON.parse(readFileSync(join(dir, 'out', 'report.json'), 'utf8'));
    const quotes = report.probes.flatMap((p: { messages: { quotes: { quote: string }[] }[] }) =>
      p.messages.flatMap((m) => m.quotes.map((q) => q.quote)),
    );
    expect(
      quotes.filter((q: string) => /<(?:script|img|svg|iframe|a|details|body|math)/.test(q)).length,
    ).toBeGreaterThan(4);
    expect(report.lenders.filter((l: { name: string }) => l.name.includes('<')).length).toBe(
      report.lenders.length,
    );
    expect(pages().length).toBeGreaterThan(3);
  });

  it.each(['as it is', 'without its content security policy'])(
    'runs nothing in the browser, %s',
    async (how) => {
      const stripped = how !== 'as it is';
      for (const name of pages()) {
        const path = join(dir, 'out', name);
        let open = path;
        if (stripped) {
          const html = readFileSync(path, 'utf8');
          const bare = html.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, '');
          expect(bare, name).not.toBe(html);
          open = `${path}.bare.htm`;
          writeFileSync(open, bare);
        }
        const page = await browser.newPage();
        const asked: string[] = [];
        const shown: string[] = [];
        page.on('request', (r) => asked.push(r.url()));
        page.on('dialog', (d) => void d.dismiss().then(() => shown.push(d.message())));
        page.on('console', (m) => shown.push(m.text()));
        await page.goto(pathToFileURL(open).href, { waitUntil: 'load' });
        const found = await page.evaluate(() => {
          for (const d of document.querySelectorAll('details')) d.open = true;
          const all = [...document.querySelectorAll('*')];
          return {
            ran: (window as { __ran?: number }).__ran ?? 0,
            handlers: all.flatMap((e) =>
              [...e.attributes].filter((a) => /^on/i.test(a.name)).map((a) => a.name),
            ),
            // A table to save is no page: it is offered as a download, and a browser opens no CSV.
            links: all
              .filter(
                (e) =>
                  !(e.hasAttribute('download') && /^data:text\/csv[;,]/.test(e.getAttribute('href') ?? '')),
              )
              .map((e) => e.getAttribute('href') ?? e.getAttribute('src') ?? '')
              .filter((h) => /^\s*(?:javascript|data:text)/i.test(h)),
            foreign: all
              .map((e) => e.localName)
              .filter((n) => ['iframe', 'object', 'embed', 'img', 'base', 'math'].includes(n)),
          };
        });
        // Handlers that wait for the next frame have had their turn.
        await page.evaluate(
          () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
        );
        expect({ name, ...found, shown }).toEqual({
          name,
          ran: 0,
          handlers: [],
          links: [],
          foreign: [],
          shown: [],
        });
        expect(await page.evaluate(() => (window as { __ran?: number }).__ran ?? 0)).toBe(0);
        expect(asked, name).toEqual([pathToFileURL(open).href]);
        await page.close();
      }
    },
    120_000,
  );
});
