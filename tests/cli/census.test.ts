/** `doorbell census` as a user runs it: on sites of this machine, and on a study whose lenders are behind the sandbox's proxy. */
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { PACKAGE_ROOT } from '../../src/cli/version.ts';
import { LendersFile } from '../../src/model/lenders.ts';
import { SiteCrawl } from '../../src/model/site.ts';
import { loopbackSite, namedSites, type Pages, page, status } from '../channels/website/helpers/small-web.ts';
import { doorbell, startDoorbell } from './run-cli.ts';
import { temporaryFolder } from './temporary.ts';

const filler = `<p>${'Позика онлайн для всіх. '.repeat(30)}</p>`;
const SITE: Record<string, string> = {
  '/': page(
    `${filler}<a href="/kontakty">Контакти</a> <a href="/umovy">Умови</a> <a href="/privacy">Конфіденційність</a>`,
  ),
  '/kontakty': page(
    `${filler}<p>Пишіть: <a href="mailto:help@badger-loans.test">help@badger-loans.test</a>, Пн-Пт 9:00-18:00</p>
<p>Telegram: <a href="https://t.me/badger_loans_bot">бот</a></p>`,
  ),
  '/umovy': page(`${filler}<p>Денна процентна ставка становить 0,9%.</p>`),
  '/privacy': page(filler),
};

describe('census --site', { timeout: 120_000 }, () => {
  it('prints what a site advertises, in the names that are promised, and needs no study', async () => {
    const { site, log } = await loopbackSite(SITE);
    const empty = temporaryFolder();
    const { code, out } = await doorbell('census', '-C', empty, '--site', site, '--lang', 'uk', '--json');
    expect(code).toBe(0);
    const found = JSON.parse(out);
    expect(found).toMatchObject({
      site,
      channels: [
        {
          kind: 'email',
          address: 'help@badger-loans.test',
          foundOn: `${site}kontakty`,
          steps: 1,
          hours: 'Mo-Fr 09:00-18:00',
        },
        { kind: 'telegram', address: 'badger_loans_bot', foundOn: `${site}kontakty`, steps: 1 },
      ],
      terms: [{ facet: 'rate', text: 'Денна процентна ставка становить 0,9%.', source: `${site}umovy` }],
      privacyPolicy: `${site}privacy`,
      complaintChannel: null,
    });
    expect(found).toHaveProperty('hours');
    expect(found).not.toHaveProperty('blocked');
    expect(log[0]!.agent).toMatch(/^DoorbellCensus\/\d.*set--contact\)$/);
    expect(readdirSync(empty)).toEqual([]);
  });

  it('a blocked site: said, exit code 1', async () => {
    const { site } = await loopbackSite({ '/': status(403, 'no') });
    const { code, out } = await doorbell('census', '--site', site, '--json', '-C', temporaryFolder());
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ blocked: 'forbidden: the site answers 403', channels: [] });
  });

  it("somebody else's server is not asked without a page that says who asks", async () => {
    const empty = temporaryFolder();
    for (const [args, sentence] of [
      [
        ['--site', 'https://kestrel-credit.com/'],
        /kestrel-credit\.com must be able to see who reads its pages.*--contact/,
      ],
      [['--site', 'https://example.com/'], /example\.com must be able to see who reads/],
      [['--site', 'ftp://x'], /--site ftp:\/\/x: must be an absolute http\(s\) address/],
      [['--site', 'http://127.0.0.1:9/', '--contact', 'me'], /--contact me: must be an absolute/],
      [['--drop-vanished'], /only goes with --write/],
    ] as const) {
      const { code, out, err } = await doorbell('census', '-C', empty, ...args);
      expect([code, out]).toEqual([2, '']);
      expect(err).toMatch(sentence);
    }
  });
});

/** A sound study of three lenders: one that can be read, one that is shut, one whose server is broken. */
function studyBehind(proxy: string): string {
  const dir = temporaryFolder();
  for (const name of ['wave.yml', 'scenarios', 'settings.yml'])
    cpSync(join(PACKAGE_ROOT, name), join(dir, name), { recursive: true });
  const edit = (name: string, change: (text: string) => string) =>
    writeFileSync(join(dir, name), change(readFileSync(join(dir, name), 'utf8')));
  edit('wave.yml', (t) =>
    t
      .replace(/^starts: .*$/m, 'starts: 2099-09-07')
      .replace(/^ends: .*$/m, 'ends: 2099-11-01')
      .replace(/^exclude:[\s\S]*?(?=^#|^\w)/m, ''),
  );
  edit(
    'settings.yml',
    (t) =>
      `${t.replace(/^web:\n(?:[ #].*\n)*/m, '')}\nweb: {contact: 'https://study.example/who', proxy: '${proxy}'}\n`,
  );
  const lender = (id: string, channels: string) => `  - id: ${id}
    name: ${id}
    entity: ${id}
    site: http://${id}.test/
    timeZone: Europe/Kyiv
    languages: [uk]
    channels:${channels}
`;
  const email = (id: string) => `
      # by hand
      - kind: email
        address: old@${id}.test
        seenAt: http://${id}.test/kontakty
        seenOn: 2026-08-01`;
  const ids = ['badger-loans', 'civet-credit', 'dingo-kredyt'];
  writeFileSync(
    join(dir, 'lenders.yml'),
    `entities:\n${ids.map((id) => `  - {id: ${id}, name: ${id}}\n`).join('')}lenders:\n${ids.map((id) => lender(id, email(id))).join('')}`,
  );
  return dir;
}

const sites = (over: Record<string, Pages> = {}) =>
  namedSites({
    'badger-loans.test': SITE,
    'civet-credit.test': () => status(403, 'no'),
    'dingo-kredyt.test': () => status(500, 'broken'),
    ...over,
  });

describe('census of a study', { timeout: 180_000 }, () => {
  it('keeps evidence, proposes, writes only when told to, and never crawls twice a day', async () => {
    const { proxy, log } = await sites();
    const dir = studyBehind(proxy);
    const before = readFileSync(join(dir, 'lenders.yml'), 'utf8');

    const first = await doorbell('census', '-C', dir, '--json');
    expect(first.err).not.toMatch(/Error/);
    expect(first.code).toBe(1);
    const { day, diffs } = JSON.parse(first.out);
    expect(diffs.map((d: { lender: string; blocked?: string }) => [d.lender, d.blocked])).toEqual([
      ['badger-loans', undefined],
      ['civet-credit', 'forbidden: the site answers 403'],
      ['dingo-kredyt', expect.stringContaining('robots.txt answers 500')],
    ]);
    expect(diffs[0].added.map((a: { channel: object }) => a.channel)).toEqual([
      {
        kind: 'email',
        address: 'help@badger-loans.test',
        seenAt: 'http://badger-loans.test/kontakty',
        seenOn: day,
        hours: 'Mo-Fr 09:00-18:00',
      },
      {
        kind: 'telegram',
        address: 'badger_loans_bot',
        seenAt: 'http://badger-loans.test/kontakty',
        seenOn: day,
      },
    ]);
    expect(diffs[0].vanished.map((v: { channel: { address: string } }) => v.channel.address)).toEqual([
      'old@badger-loans.test',
    ]);
    expect(readFileSync(join(dir, 'lenders.yml'), 'utf8')).toBe(before);
    const saved = SiteCrawl.parse(
      JSON.parse(readFileSync(join(dir, 'data/census', day, 'badger-loans.json'), 'utf8')),
    );
    expect(new Set(saved.pages.map((p) => p.view))).toEqual(new Set(['http', 'desktop', 'phone']));
    for (const { html, screenshot } of saved.pages)
      for (const sha of [html, screenshot ?? html])
        expect(
          readFileSync(join(dir, 'data/census', day, 'evidence', sha.slice(0, 2), sha)).length,
        ).toBeGreaterThan(0);

    const asked = log.length;
    const second = await doorbell('census', '-C', dir, '--write');
    expect(log.length).toBe(asked);
    expect(second.code).toBe(1);
    expect(second.out).toContain('- email old@badger-loans.test');
    expect(second.out).toContain('BLOCKED  forbidden: the site answers 403; nothing is changed');
    const written = readFileSync(join(dir, 'lenders.yml'), 'utf8');
    expect(written).toContain('# by hand');
    const kept = LendersFile.parse(parse(written)).lenders;
    expect(kept.map((l) => l.channels.length)).toEqual([3, 1, 1]);
    expect(kept[0]!.terms.map((t) => t.text)).toEqual(['Денна процентна ставка становить 0,9%.']);

    const third = await doorbell(
      'census',
      '-C',
      dir,
      '--read-only',
      '--lender',
      'badger-loans',
      '--write',
      '--drop-vanished',
    );
    expect([third.code, log.length]).toEqual([0, asked]);
    const left = LendersFile.parse(parse(readFileSync(join(dir, 'lenders.yml'), 'utf8'))).lenders[0]!;
    expect(left.channels.map((c) => c.address)).toEqual(['help@badger-loans.test', 'badger_loans_bot']);

    const last = await doorbell('census', '-C', dir, '--read-only', '--lender', 'badger-loans');
    expect([last.code, last.out.includes('= email help@badger-loans.test')]).toEqual([0, true]);
  });

  it('goes on where it was stopped, and --again starts anew', async () => {
    const { proxy, log } = await sites();
    const dir = studyBehind(proxy);
    const of = (host: string) => log.filter((r) => r.host === host).length;
    await doorbell('census', '-C', dir, '--lender', 'civet-credit', '--lender', 'dingo-kredyt', '--json');
    const asked = of('civet-credit.test');
    const [day] = readdirSync(join(dir, 'data/census'));
    rmSync(join(dir, 'data/census', day!, 'dingo-kredyt.json'));
    await doorbell('census', '-C', dir, '--lender', 'civet-credit', '--lender', 'dingo-kredyt');
    expect([of('civet-credit.test'), of('dingo-kredyt.test')]).toEqual([asked, 2]);
    await doorbell('census', '-C', dir, '--lender', 'civet-credit', '--again');
    expect(of('civet-credit.test')).toBe(2 * asked);
  });

  it('stopped by Ctrl-C, it keeps no half of a crawl', async () => {
    const { proxy, log } = await sites();
    const dir = studyBehind(proxy);
    const child = startDoorbell('census', '-C', dir, '--lender', 'badger-loans');
    const ended = new Promise((resolve) => child.on('close', resolve));
    while (!log.some((r) => r.path === '/')) await new Promise((resolve) => setTimeout(resolve, 50));
    child.kill('SIGINT');
    expect(await ended).toBe(130);
    const days = existsSync(join(dir, 'data/census')) ? readdirSync(join(dir, 'data/census')) : [];
    expect(
      days.flatMap((day) => readdirSync(join(dir, 'data/census', day))).filter((n) => n.endsWith('.json')),
    ).toEqual([]);
  });

  it('refuses what does not fit the study, and says what', async () => {
    const { proxy } = await sites({
      'civet-credit.test': { '/': page(`${filler}<a href="mailto:old@badger-loans.test">mail</a>`) },
    });
    const dir = studyBehind(proxy);
    const before = readFileSync(join(dir, 'lenders.yml'), 'utf8');
    const { code, err } = await doorbell('census', '-C', dir, '--lender', 'civet-credit', '--write');
    expect(code).toBe(2);
    expect(err).toContain('lenders.yml is left as it was');
    expect(err).toContain('is also an address of lender badger-loans');
    expect(readFileSync(join(dir, 'lenders.yml'), 'utf8')).toBe(before);
    expect(readdirSync(dir).filter((n) => n.includes('census-'))).toEqual([]);
  });

  it('names a lender that is not in the study, and a census that was not taken', async () => {
    const dir = studyBehind('http://127.0.0.1:9');
    const strange = await doorbell('census', '-C', dir, '--lender', 'badger-loan');
    expect([strange.code, strange.err]).toEqual([2, expect.stringContaining('did you mean "badger-loans"?')]);
    const none = await doorbell('census', '-C', dir, '--read-only');
    expect([none.code, none.err]).toEqual([2, expect.stringContaining('no census was taken yet')]);
  });
});
