/** Each guardrail of channels.md, section 4, that touches mail: a test that proves the refusal. */
import { describe, expect, it } from 'vitest';
import { bounceStop, guardSend } from '../../src/fieldwork/guardrails.ts';
import type { ContactHistory } from '../../src/fieldwork/ports.ts';
import { liveObjections, sandboxObjections } from '../../src/fieldwork/sign-off.ts';
import type { LedgerEvent } from '../../src/model/events.ts';
import { isReservedHost } from '../../src/model/hosts.ts';
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
