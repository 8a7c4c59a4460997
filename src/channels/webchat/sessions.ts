/** Kept chat sessions, encrypted at rest: whoever has one can speak in the shopper's name (channels.md 4, item 9). */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SessionRef } from '../../fieldwork/ports.ts';
import { InstrumentError, SetupError } from '../../model/errors.ts';
import type { Stored } from './tab.ts';

export interface KeptSession extends Stored {
  ref: SessionRef;
  language: string;
}

export interface Sessions {
  keep(session: KeptSession): Promise<void>;
  /** Null where none was kept. InstrumentError `session-unreadable` where it was kept under another key, or changed. */
  find(probe: string): Promise<KeptSession | null>;
}

const ALGORITHM = 'aes-256-gcm';

/** 32 bytes from base64; SetupError names the variable, never its value. */
export function sessionKey(value: string | undefined, name: string): Buffer {
  const key = Buffer.from(value ?? '', 'base64');
  if (key.length === 32) return key;
  throw new SetupError(
    `${name} must hold 32 bytes in base64, under which chat sessions are encrypted: make one with "openssl rand -base64 32" and put it into .env`,
  );
}

export function openSessions(folder: string, key: Buffer): Sessions {
  const fileOf = (probe: string): string => join(folder, `${probe.replace(/[^a-z0-9-]/gi, '_')}.session`);
  return {
    async keep(session) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const iv = randomBytes(12);
      const cipher = createCipheriv(ALGORITHM, key, iv);
      // The probe's name is bound in: one chat's session can't be put in another's place.
      cipher.setAAD(Buffer.from(session.ref.probe));
      const body = Buffer.concat([cipher.update(JSON.stringify(session), 'utf8'), cipher.final()]);
      const file = fileOf(session.ref.probe);
      await writeFile(`${file}.new`, Buffer.concat([iv, cipher.getAuthTag(), body]), { mode: 0o600 });
      await rename(`${file}.new`, file);
    },
    async find(probe) {
      let bytes: Buffer;
      try {
        bytes = await readFile(fileOf(probe));
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
        throw error;
      }
      try {
        const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, 12), { authTagLength: 16 });
        decipher.setAAD(Buffer.from(probe));
        decipher.setAuthTag(bytes.subarray(12, 28));
        const text = Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
        return JSON.parse(text) as KeptSession;
      } catch {
        throw new InstrumentError(
          'session-unreadable',
          `the kept session of ${probe} can't be read: it was kept under another key, or changed`,
        );
      }
    },
  };
}
