/** `doorbell desk` as a person starts it. */
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Document, parseDocument } from 'yaml';
import { doorbell, startDoorbell } from '../../cli/run-cli.ts';

const repository = resolve(import.meta.dirname, '../../..');
const DESK = { port: 0, operators: [{ name: 'Olena', timeZone: 'Europe/Kyiv' }] };
const LENDERS = `entities:
  - { id: kalyna, name: Kalyna LLC, registration: SC-UA-000901 }
lenders:
  - id: kalyna
    name: Kalyna
    entity: kalyna
    site: https://kalyna.example/
    timeZone: Europe/Kyiv
    languages: [uk]
    channels:
      - { kind: whatsapp, address: "+380000000011", seenAt: "https://kalyna.example/", seenOn: 2026-11-01 }
`;
const children: ReturnType<typeof startDoorbell>[] = [];
const day = (ahead: number) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);

describe('the command', () => {
  const root = mkdtempSync(join(tmpdir(), 'doorbell-desk-'));
  afterAll(() => {
    for (const child of children) child.kill('SIGKILL');
    rmSync(root, { recursive: true, force: true });
  });

  const edit = (name: string, change: (file: Document) => void) => {
    const file = parseDocument(readFileSync(join(root, name), 'utf8'));
    change(file);
    writeFileSync(join(root, name), String(file));
  };
  const withDesk = (desk: object | undefined) => edit('settings.yml', (file) => file.set('desk', desk));

  beforeAll(async () => {
    for (const name of ['scenarios', 'wave.yml', 'settings.yml'])
      cpSync(join(repository, name), join(root, name), { recursive: true });
    writeFileSync(join(root, 'lenders.yml'), LENDERS);
    edit('wave.yml', (file) => {
      file.set('starts', day(40));
      file.set('ends', day(120));
      file.set('channels', ['whatsapp']);
      file.delete('only');
      file.delete('exclude');
    });
    writeFileSync(join(root, '.env'), 'DOORBELL_SMTP_PASSWORD=secret\nDOORBELL_IMAP_PASSWORD=secret\n');
    withDesk(DESK);
    expect((await doorbell('plan', '-C', root)).code).toBe(0);
  });

  /** Starts it and waits until it has said where it is. */
  async function opened(...args: string[]) {
    const child = startDoorbell('desk', '-C', root, '--json', ...args);
    children.push(child);
    let out = '';
    let err = '';
    child.stderr.on('data', (chunk) => {
      err += chunk;
    });
    for await (const chunk of child.stdout) {
      out += chunk;
      if (out.trimEnd().endsWith('}')) break;
    }
    expect(out, err).toContain('url');
    return { child, said: JSON.parse(out) as { url: string; mode: string; wave: string } };
  }

  /** Comes in by the login's form, and asks for the coding bench. */
  async function codingAs(operator: string, url: string): Promise<Response> {
    const login = await fetch(`${url}login`);
    const csrf = /name="csrf" value="([^"]+)"/.exec(await login.text())![1]!;
    const cookie = (answer: Response) => answer.headers.getSetCookie().map((c) => c.split(';')[0]!);
    const came = await fetch(`${url}login`, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie: cookie(login).join('; '), origin: new URL(url).origin },
      body: new URLSearchParams({ csrf, operator, next: '/' }),
    });
    return fetch(`${url}coding`, { headers: { cookie: cookie(came).join('; ') } });
  }

  it('opens for looking, says where, and closes in good order', async () => {
    const { child, said } = await opened();
    expect(said).toMatchObject({ mode: 'closed', wave: 'demo' });
    expect(said.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    const page = await fetch(`${said.url}login`);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('value="Olena"');
    // The coding bench is there without a flag, and says what it needs.
    const coding = await codingAs('Olena', said.url);
    expect(coding.status).toBe(409);
    expect(await coding.text()).toContain('doorbell assess');
    // One writer: the ledger is the desk's while it is open.
    expect((await doorbell('run', '--sandbox', '-C', root)).err).toContain('another doorbell run');
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('runs the wave beside itself, and ends it in good order', async () => {
    const { child, said } = await opened('--sandbox');
    expect(said.mode).toBe('sandbox');
    expect((await fetch(`${said.url}login`)).status).toBe(200);
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('says what is missing: a desk, a sign-off, a token, a way of saying what is wanted', async () => {
    const refused = async (...args: string[]) => {
      const ended = await doorbell('desk', '-C', root, ...args);
      expect(ended.code, ended.err).toBe(2);
      expect(ended.out).toBe('');
      return ended.err;
    };
    expect(await refused('--live', '--sandbox')).toContain('exclude each other');
    expect(await refused('--live')).toContain('approval is missing');
    withDesk({ ...DESK, host: '0.0.0.0' });
    expect(await refused()).toContain('settings.yml: desk.publicUrl is missing');
    withDesk({ ...DESK, publicUrl: 'https://desk.example/' });
    expect(await refused()).toContain('DOORBELL_DESK_TOKEN is not set');
    edit('settings.yml', (file) => file.delete('desk'));
    expect(await refused()).toMatch(/settings\.yml.*desk/);
  });
});
