/** Study folders on disk, made for one test each from small texts, and a way to break one thing in them. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

export const LENDERS = `\
entities:
  - id: acme-finance
    name: Acme Finance LLC
lenders:
  - id: acme
    name: Acme
    entity: acme-finance
    site: https://acme.example/
    timeZone: Europe/Kyiv
    languages: [uk, en]
    channels:
      - kind: email
        address: help@acme.example
        seenAt: https://acme.example/contacts
        seenOn: 2026-09-01
        hours: Mo-Fr 09:00-18:00
`;

export const WAVE = `\
id: w1
title: A study
starts: 2026-10-05
ends: 2026-11-15
deadlineHours: 72
seed: 41
channels: [email]
slots:
  - { kind: working-hours, from: '09:00', to: '18:00', share: 1 }
controller: ''
purpose: ''
country: ''
`;

export const SCENARIO = `\
id: first-loan
title: A first loan
asks: [rate]
worry:
  uk: Комісії.
persona:
  id: anna
  mailbox: anna
  names:
    uk: { full: Анна Бондар, given: Анна }
    en: { full: Anna Bondar, given: Anna }
texts:
  uk:
    a:
      subject: Перша позика
      body: Добрий день! Під який відсоток ви даєте позики? {name}
    b:
      subject: Який відсоток?
      body: Вітаю! Підкажіть, яка ставка за вашою позикою? {name}
  en:
    a:
      subject: A first loan
      body: Hello, at what interest rate do you lend money? {name}
    b:
      subject: Your rate
      body: Good day, what is the rate of interest on a loan? {name}
`;

export const SETTINGS = `\
email:
  domain: study.example
  smtp:
    host: smtp.study.example
    port: 587
    security: starttls
    auth:
      kind: password
      user: doorbell
      passwordEnv: DOORBELL_SMTP_PASSWORD
  inbound:
    - kind: mx
      name: mx
      port: 2525
`;

export const FILES: Readonly<Record<string, string>> = {
  'lenders.yml': LENDERS,
  'wave.yml': WAVE,
  'settings.yml': SETTINGS,
  'scenarios/first-loan.yml': SCENARIO,
};

/** A folder of its own, gone after the test. `null` leaves a file out. */
export async function folder(files: Record<string, string | Uint8Array | null> = {}): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'doorbell-study-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  for (const [name, content] of Object.entries({ ...FILES, ...files })) {
    if (content === null) continue;
    await mkdir(join(dir, dirname(name)), { recursive: true });
    await writeFile(join(dir, name), content);
  }
  return dir;
}

/** The text with one passage changed; fails when the passage is not there exactly once. */
export function swap(text: string, from: string, to: string): string {
  if (text.split(from).length !== 2) throw new Error(`"${from}" is not there exactly once`);
  return text.replace(from, () => to);
}
