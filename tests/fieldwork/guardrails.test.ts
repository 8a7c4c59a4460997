/** Each guardrail of channels.md, section 4, that touches mail: a test that proves the refusal. */
import { describe, expect, it } from 'vitest';
import { bounceStop, guardSend } from '../../src/fieldwork/guardrails.ts';
import type { ContactHistory } from '../../src/fieldwork/ports.ts';
import { liveObjections, sandboxObjections } from '../../src/fieldwork/sign-off.ts';
import type { LedgerEvent } from '../../src/model/events.ts';
import { isReservedDoor, isReservedHost } from '../../src/model/hosts.ts';
import type { EmailSettings } from '../../src/model/settings.ts';
import { aPlan, aProbe, aWave } from '../support/plan.ts';

const NOW = Date.parse('2026-09-01T10:00:00.000Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const probe = aProbe({ address: 'help@acme.example' });
const plan = aPlan([probe]);
const clean: ContactHistory = {
  entityContacts: [],
  recentSends: [],
  operatorSends: [],
  doNotContact: [],
  stopped: null,
  probe: [],
};
const judge = (history: Partial<ContactHistory> = {}, over: Partial<Parameters<typeof guardSend>[0]> = {}) =>
  guardSend({ probe, plan, now: NOW, mode: 'sandbox', ...over }, { ...clean, ...history });
const contact = (over: Partial<ContactHistory['entityContacts'][number]> = {}) => ({
  probe: 'w1-acme-email-other',
  wave: 'w1',
  lender: 'acme',
  channel: 'email',
  at: NOW - 8 * DAY,
  ...over,
});

describe('guardSend', () => {
  it('lets a planned probe go', () => {
    expect(judge()).toBeNull();
    expect(judge({ entityContacts: [contact()], recentSends: [NOW - HOUR] })).toBeNull();
  });

  it('refuses when sending is stopped', () => {
    expect(judge({ stopped: 'a complaint' })).toEqual({ verdict: 'stop', reason: 'a complaint' });
  });

  it.each([
    { scope: 'address' as const, value: 'HELP@acme.example' },
    { scope: 'domain' as const, value: 'acme.example' },
    { scope: 'domain' as const, value: 'example' },
    { scope: 'entity' as const, value: 'acme-llc' },
  ])('refuses what the do-not-contact list names: $scope $value', (entry) => {
    expect(judge({ doNotContact: [{ ...entry, reason: 'asked' }] })).toMatchObject({
      verdict: 'skip',
      code: 'do-not-contact',
    });
  });

  it('does not take a like-sounding domain for a listed one', () => {
    expect(judge({ doNotContact: [{ scope: 'domain', value: 'cme.example', reason: 'asked' }] })).toBeNull();
  });

  it('refuses a sandbox address in a live wave, and a real one in the sandbox', () => {
    expect(judge({}, { mode: 'live' })).toMatchObject({ verdict: 'skip', code: 'sandbox-address' });
    const real = aProbe({ address: 'help@acme.org' });
    expect(judge({}, { probe: real })).toMatchObject({ verdict: 'skip', code: 'real-address' });
    expect(judge({}, { probe: real, mode: 'live' })).toBeNull();
  });

  it('refuses the ninth probe to a legal entity in a wave', () => {
    const eight = Array.from({ length: 8 }, (_, i) =>
      contact({ probe: `p${i}`, lender: 'sister', at: NOW - (8 + i) * DAY }),
    );
    expect(judge({ entityContacts: eight })).toMatchObject({ verdict: 'skip', code: 'cap-entity' });
    expect(judge({ entityContacts: eight.slice(1) })).toBeNull();
  });

  it('holds the ceiling even when the plan says otherwise', () => {
    const loose = aPlan([probe]);
    loose.wave.caps = { ...loose.wave.caps, probesPerEntity: 50, entityGapHours: 1, mailboxPerDay: 1000 };
    const eight = Array.from({ length: 8 }, (_, i) => contact({ probe: `p${i}`, lender: 'sister' }));
    expect(judge({ entityContacts: eight }, { plan: loose })).toMatchObject({ code: 'cap-entity' });
    expect(
      judge({ entityContacts: [contact({ lender: 'sister', at: NOW - 47 * HOUR })] }, { plan: loose }),
    ).not.toBeNull();
    const busy = Array.from({ length: 40 }, (_, i) => NOW - (i + 2) * 60_000);
    expect(judge({ recentSends: busy }, { plan: loose })).not.toBeNull();
  });

  it('keeps 48 h between contacts with one entity, over all its brands', () => {
    const until = NOW - 47 * HOUR + 48 * HOUR;
    expect(judge({ entityContacts: [contact({ lender: 'sister', at: NOW - 47 * HOUR })] })).toMatchObject({
      verdict: 'wait',
      until,
    });
  });

  it('keeps 7 days between two probes to one lender on a channel, and skips when the slot would be over', () => {
    expect(judge({ entityContacts: [contact({ at: NOW - 6 * DAY })] })).toMatchObject({
      verdict: 'skip',
      code: 'cap-gap',
    });
  });

  it('keeps 60 days between waves', () => {
    expect(judge({ entityContacts: [contact({ wave: 'w0', at: NOW - 59 * DAY })] })).toMatchObject({
      code: 'cap-waves',
    });
    expect(judge({ entityContacts: [contact({ wave: 'w0', at: NOW - 61 * DAY })] })).toBeNull();
  });

  it('keeps 40 messages a day and a minute between two', () => {
    const busy = Array.from({ length: 40 }, (_, i) => NOW - (i + 2) * 60_000);
    const oldest = busy[39]!;
    const late = aProbe({ sendBy: new Date(NOW + 3 * DAY).toISOString() });
    expect(judge({ recentSends: busy }, { probe: late })).toMatchObject({
      verdict: 'wait',
      until: oldest + DAY,
    });
    expect(judge({ recentSends: [NOW - 30_000] })).toMatchObject({ verdict: 'wait', until: NOW + 30_000 });
  });

  it('never sends outside the slot that is being measured', () => {
    expect(judge({}, { now: Date.parse(probe.sendBy) + 1 })).toMatchObject({
      verdict: 'skip',
      code: 'missed-slot',
    });
  });

  it('begins a send at most three times', () => {
    const begun = { body: { kind: 'send-intended' } } as LedgerEvent;
    expect(judge({ probe: [begun, begun] })).toBeNull();
    expect(judge({ probe: [begun, begun, begun] })).toMatchObject({ verdict: 'skip', code: 'not-sent' });
  });
});

describe('guardSend on a messenger', () => {
  const chat = aProbe({ channel: 'telegram', address: '@acme_example' });
  const taken = (over: Partial<ContactHistory['operatorSends'][number]> = {}) => ({
    by: 'olena',
    probe: 'w1-other',
    wave: 'w1',
    channel: 'telegram',
    at: NOW - HOUR,
    open: false,
    ...over,
  });
  const byHand = (
    history: Partial<ContactHistory> = {},
    over: Partial<Parameters<typeof guardSend>[0]> = {},
  ) => judge(history, { probe: chat, by: 'olena', ...over });

  it('lets a person write first, and never Doorbell', () => {
    expect(byHand()).toBeNull();
    expect(judge({}, { probe: chat })).toMatchObject({ verdict: 'skip', code: 'by-hand' });
  });

  it.each(['phone', 'form'] as const)('never tries %s, whoever asks', (channel) => {
    const listed = aProbe({ channel, address: '+380 00 123 45 67' });
    expect(byHand({}, { probe: listed })).toMatchObject({ verdict: 'skip', code: 'never-tried' });
  });

  it('gives an operator one task at a time', () => {
    expect(byHand({ operatorSends: [taken({ open: true })] })).toMatchObject({ code: 'busy' });
    expect(byHand({ operatorSends: [taken({ open: true, by: 'petro' })] })).toBeNull();
    // What was never ended in a wave that is over blocks nobody.
    expect(byHand({ operatorSends: [taken({ open: true, wave: 'w0' })] })).toBeNull();
  });

  it('lets one operator open ten Telegram chats in 24 hours', () => {
    const late = { ...chat, sendBy: new Date(NOW + 3 * DAY).toISOString() };
    const ten = Array.from({ length: 10 }, (_, i) => taken({ probe: `p${i}`, at: NOW - (i + 1) * HOUR }));
    expect(byHand({ operatorSends: ten }, { probe: late })).toMatchObject({
      verdict: 'wait',
      until: NOW + 14 * HOUR,
    });
    expect(byHand({ operatorSends: ten })).toMatchObject({ verdict: 'skip', code: 'cap-gap' });
    expect(byHand({ operatorSends: ten.slice(1) }, { probe: late })).toBeNull();
    expect(byHand({ operatorSends: ten }, { probe: late, by: 'petro' })).toBeNull();
    const viber = { ...late, channel: 'viber' as const, address: '+380001234567' };
    expect(byHand({ operatorSends: ten }, { probe: viber })).toBeNull();
  });

  it('takes nothing from the mailbox, and keeps the caps of the entity over all channels', () => {
    const busy = Array.from({ length: 40 }, (_, i) => NOW - i * 1000);
    expect(byHand({ recentSends: busy })).toBeNull();
    expect(byHand({ entityContacts: [contact({ at: NOW - 47 * HOUR, lender: 'sister' })] })).toMatchObject({
      verdict: 'wait',
    });
    const eight = Array.from({ length: 8 }, (_, i) => contact({ probe: `p${i}`, lender: 'sister' }));
    expect(byHand({ entityContacts: eight })).toMatchObject({ code: 'cap-entity' });
  });

  it('knows a listed account in whatever way it is written', () => {
    for (const value of ['@Acme_Example', 'https://t.me/acme_example', 'acme_example'])
      expect(byHand({ doNotContact: [{ scope: 'address', value, reason: 'asked' }] })).toMatchObject({
        code: 'do-not-contact',
      });
    expect(byHand({ doNotContact: [{ scope: 'address', value: '@acme', reason: 'asked' }] })).toBeNull();
  });

  it('keeps the sandbox and the real world apart', () => {
    expect(byHand({}, { mode: 'live' })).toMatchObject({ code: 'sandbox-address' });
    const real = { ...chat, address: '@acme' };
    expect(byHand({}, { probe: real })).toMatchObject({ code: 'real-address' });
    expect(byHand({}, { probe: real, mode: 'live' })).toBeNull();
  });
});

describe('reserved doors', () => {
  it.each([
    ['telegram', '@acme_example'],
    ['telegram', 'https://t.me/Acme_Example'],
    ['vk', 'https://vk.com/acme_example'],
    ['whatsapp', '+380 00 123-45-67'],
    ['viber', 'https://chat.example/acme'],
    ['phone', '+380001234567'],
    ['email', 'help@acme.example'],
    ['webchat', 'https://acme.example/'],
  ] as const)('%s %s is', (kind, address) => {
    expect(isReservedDoor(kind, address)).toBe(true);
  });
  it.each([
    ['telegram', '@acme'],
    ['telegram', '@acme_examples'],
    ['telegram', 'call us'],
    ['whatsapp', '+380 44 123-45-67'],
    ['whatsapp', '+38 000'],
    ['phone', '+380441234567'],
    ['telegram', 'https://t.me/acme?x=.example'],
    ['email', 'help@acme.org'],
  ] as const)('%s %s is not', (kind, address) => {
    expect(isReservedDoor(kind, address)).toBe(false);
  });
});

describe('bounceStop', () => {
  it('stops above 5%, not at it', () => {
    expect(bounceStop(0, 0)).toBeNull();
    expect(bounceStop(1, 20)).toBeNull();
    expect(bounceStop(1, 19)).toContain('1 of 19');
    expect(bounceStop(3, 40)).not.toBeNull();
  });
});

describe('reserved hosts', () => {
  it.each([
    'acme.example',
    'a.b.test',
    'x.invalid',
    'localhost',
    'example.com',
    'mail.example.org',
    'EXAMPLE',
  ])('%s is', (host) => {
    expect(isReservedHost(host)).toBe(true);
  });
  it.each(['acme.com', 'myexample.com', 'example.ua', 'test.de', 'latest'])('%s is not', (host) => {
    expect(isReservedHost(host)).toBe(false);
  });
});

describe('signing off', () => {
  const sha = 'a'.repeat(64);
  const email = { domain: 'study.org', smtp: { host: 'smtp.provider.net' } } as EmailSettings;
  const real = aPlan([aProbe({ address: 'help@acme.org' })]);
  const signed = aWave({
    controller: 'University of N, dpo@n.edu',
    purpose: 'market audit',
    country: 'UA',
    approval: { by: 'A. Director', on: '2026-08-30', plan: sha },
  });

  it('lets a completed study go live', () => {
    expect(liveObjections(signed, real, sha, email)).toEqual([]);
  });

  it.each([
    ['controller', { controller: ' ' }],
    ['purpose', { purpose: '' }],
    ['country', { country: '' }],
    ['approval is missing', { approval: undefined }],
    [
      'another plan was approved',
      { approval: { by: 'A. Director', on: '2026-08-30', plan: 'b'.repeat(64) } },
    ],
  ])('refuses live without: %s', (what, over) => {
    const objections = liveObjections({ ...signed, ...over } as typeof signed, real, sha, email);
    expect(objections).toHaveLength(1);
    expect(objections[0]).toContain(what);
  });

  it('refuses sandbox addresses and domains live', () => {
    expect(liveObjections(signed, aPlan([aProbe()]), sha, email)[0]).toContain('sandbox address');
    expect(liveObjections(signed, real, sha, { ...email, domain: 'study.example' })[0]).toContain(
      'sandbox domain',
    );
  });

  it('records a live wave by Telegram itself, and a sandbox wave on this machine', () => {
    const at = (apiRoot: string) => ({ apiRoot, tokenEnv: 'DOORBELL_TELEGRAM_TOKEN' });
    const local = { domain: 'study.example', smtp: { host: '127.0.0.1' } } as EmailSettings;
    const ours = aPlan([aProbe()]);
    const real = 'https://api.telegram.org';
    const own = 'http://127.0.0.1:8081';
    expect(sandboxObjections(ours, local, at(own))).toEqual([]);
    expect(sandboxObjections(ours, local, at(real))[0]).toContain('is not this machine');
    const lender = aPlan([aProbe({ address: 'help@acme.org' })]);
    expect(liveObjections(signed, lender, sha, email, at(real))).toEqual([]);
    expect(liveObjections(signed, lender, sha, email, at(own))[0]).toContain('is this machine');
  });

  it('refuses sandbox accounts live, and real ones in the sandbox', () => {
    const on = (address: string) => aPlan([aProbe({ channel: 'telegram', address })]);
    expect(liveObjections(signed, on('@acme_example'), sha, email)[0]).toContain('sandbox address');
    expect(liveObjections(signed, on('@acme'), sha, email)).toEqual([]);
    const local = { domain: 'study.example', smtp: { host: '127.0.0.1' } } as EmailSettings;
    expect(sandboxObjections(on('@acme_example'), local)).toEqual([]);
    expect(sandboxObjections(on('@acme'), local)[0]).toContain('real address');
  });

  it('refuses more than 500 lenders', () => {
    const many = aPlan(
      Array.from({ length: 501 }, (_, i) => aProbe({ id: `p${i}`, lender: `l${i}`, address: `a@l${i}.org` })),
    );
    expect(liveObjections(signed, many, sha, email)[0]).toContain('500');
  });

  it('keeps the sandbox on this machine', () => {
    const local = { domain: 'study.example', smtp: { host: '127.0.0.1' } } as EmailSettings;
    expect(sandboxObjections(aPlan([aProbe()]), local)).toEqual([]);
    expect(sandboxObjections(aPlan([aProbe()]), email)[0]).toContain('not this machine');
    expect(sandboxObjections(real, local)[0]).toContain('real address');
  });
});
