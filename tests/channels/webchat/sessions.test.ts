import { randomBytes } from 'node:crypto';
import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type KeptSession, openSessions, sessionKey } from '../../../src/channels/webchat/sessions.ts';

const SECRET = 'visitor-token-4711';
const session = (probe: string): KeptSession => ({
  ref: { probe, url: 'https://lender.example/', key: probe, question: 'How much?' },
  language: 'en',
  storage: { cookies: [], origins: [] },
  stores: [{ origin: 'https://chat.example', local: [['token', SECRET]], session: [] }],
});

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'doorbell-sessions-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));
const file = (probe: string) => join(dir, `${probe}.session`);

describe('kept chat sessions', () => {
  it('come back as they were, and lie encrypted and private on the disk', async () => {
    const sessions = openSessions(dir, randomBytes(32));
    await sessions.keep(session('w1-a'));
    expect(await sessions.find('w1-a')).toEqual(session('w1-a'));
    expect(await sessions.find('w1-b')).toBeNull();
    expect(readdirSync(dir)).toEqual(['w1-a.session']);
    expect(readFileSync(file('w1-a')).includes(SECRET)).toBe(false);
    expect(statSync(file('w1-a')).mode & 0o077).toBe(0);
  });

  it('never the same bytes twice', async () => {
    const sessions = openSessions(dir, randomBytes(32));
    await sessions.keep(session('w1-a'));
    const first = readFileSync(file('w1-a'));
    await sessions.keep(session('w1-a'));
    expect(readFileSync(file('w1-a')).equals(first)).toBe(false);
  });

  it.each([
    ['another key', async (): Promise<void> => {}, true],
    [
      'a changed byte',
      async () => {
        const bytes = readFileSync(file('w1-a'));
        bytes[bytes.length - 1]! ^= 1;
        writeFileSync(file('w1-a'), bytes);
      },
      false,
    ],
    [
      'a cut file',
      async () => writeFileSync(file('w1-a'), readFileSync(file('w1-a')).subarray(0, 20)),
      false,
    ],
    ['an empty file', async () => writeFileSync(file('w1-a'), ''), false],
  ] as const)('%s is said, not guessed', async (_, change, otherKey) => {
    const key = randomBytes(32);
    await openSessions(dir, key).keep(session('w1-a'));
    await change();
    const reader = openSessions(dir, otherKey ? randomBytes(32) : key);
    await expect(reader.find('w1-a')).rejects.toMatchObject({ code: 'session-unreadable' });
  });

  it("one probe's session can't be put in another's place", async () => {
    const sessions = openSessions(dir, randomBytes(32));
    await sessions.keep(session('w1-a'));
    copyFileSync(file('w1-a'), file('w1-b'));
    await expect(sessions.find('w1-b')).rejects.toMatchObject({ code: 'session-unreadable' });
  });

  it('a key is 32 bytes in base64; what is wrong is said without saying it', () => {
    expect(sessionKey(randomBytes(32).toString('base64'), 'KEY')).toHaveLength(32);
    expect(() => sessionKey('c2hvcnQ=', 'KEY')).toThrow(/^KEY must hold 32 bytes/);
    expect(() => sessionKey('c2hvcnQ=', 'KEY')).not.toThrow(/c2hvcnQ/);
    expect(() => sessionKey(undefined, 'KEY')).toThrow(/KEY/);
  });
});
