import { describe, expect, it } from 'vitest';
import type { Assessment, MessageAssessment } from '../../src/model/assessment.ts';
import { LEVEL_OF_DATA } from '../../src/model/conduct.ts';
import type { Lender } from '../../src/model/lenders.ts';
import { scored } from '../../src/model/measured.ts';
import { instant, millis } from '../../src/model/scalars.ts';
import { PERSONAL_DATA } from '../../src/model/vocabulary.ts';
import { foldWave, type ProbeState } from '../../src/model/wave-state.ts';
import { conductOf } from '../../src/ranking/conduct.ts';
import { makeWave } from '../report/fixtures.ts';

const wave = makeWave({ lenders: 3, probes: 6 });
const assessed = wave.assessments.find((a) => a.messages.length > 0)!;
const probe = wave.plan.probes.find((p) => p.id === assessed.probe)!;
const state = foldWave(wave.events).probes.get(probe.id)!;
const sent = millis(state.acceptedAt!);

/** A message so many minutes after the send. */
const message = (minutes: number, more: Partial<MessageAssessment>): MessageAssessment => ({
  ...assessed.messages[0]!,
  received: { from: instant(sent + minutes * 60_000), to: instant(sent + minutes * 60_000) },
  deflection: 'none',
  refusal: false,
  personalData: [],
  answered: [],
  late: false,
  responder: 'human',
  ...more,
});
const conduct = (
  messages: MessageAssessment[],
  more: { assessment?: Partial<Assessment>; state?: Partial<ProbeState>; hours?: string } = {},
) =>
  conductOf({
    probe,
    assessment: { ...assessed, sentAt: instant(sent), messages, ...more.assessment },
    state: { ...state, ...more.state },
    lender: {
      ...wave.market.lenders.find((l) => l.id === probe.lender)!,
      channels: [
        {
          kind: probe.channel,
          address: probe.address,
          seenAt: 'https://x.example/',
          seenOn: '2026-09-01',
          ...(more.hours !== undefined && { hours: more.hours }),
        },
      ],
    } as Lender,
  });
const at = (minutes: number) => ({
  assessment: { clocks: { ...assessed.clocks, substantive: scored(minutes * 60_000) } },
});

describe('conduct', () => {
  it('names what wrote the first substantive reply, not what wrote first', () => {
    const messages = [
      message(1, { responder: 'auto-acknowledgement' }),
      message(5, { responder: 'bot', answered: ['rate'] }),
      message(60, { answered: ['term'] }),
    ];
    expect(conduct(messages, at(5)).servedBy).toBe('bot');
    expect(conduct(messages.slice(2), at(60)).servedBy).toBe('human');
  });

  it('takes together what replies in time did; nothing of late ones, bounces and marketing', () => {
    const found = conduct([
      message(1, { deflection: 'website', personalData: ['passport'] }),
      message(2, { deflection: 'phone', personalData: ['full-name', 'passport'] }),
      message(3, { responder: 'marketing', deflection: 'office', personalData: ['card'] }),
      message(9_000, { late: true, deflection: 'application', personalData: ['income'] }),
    ]);
    expect(found.deflections).toEqual(['phone', 'website']);
    expect(found.personalData).toEqual(['full-name', 'passport']);
    expect(found.overPromise).toBe(false);
    expect(found.servedBy).toBeUndefined();
  });

  const bounce = (kind: 'hard' | 'soft', status: string) =>
    message(1, {
      responder: 'bounce',
      bounce: kind,
      findings: [
        {
          criterion: 'bounce',
          value: kind,
          rule: 'bounce.dsn',
          reason: `The message was not delivered: action failed, status ${status}.`,
        },
      ],
    });
  const undeliverable = { assessment: { disposition: 'undeliverable' as const } };

  it.each([
    ['hard-bounce', [bounce('hard', '5.1.1')], undeliverable],
    ['mailbox-full', [bounce('soft', '5.2.2')], undeliverable],
    ['soft-bounce', [bounce('soft', '4.4.7')], undeliverable],
    [
      'refused-at-once',
      [],
      {
        ...undeliverable,
        state: {
          rejected: { kind: 'send-rejected', probe: probe.id, code: 550, response: '550 5.1.1 no such user' },
        },
      },
    ],
    [
      'mailbox-full',
      [],
      {
        ...undeliverable,
        state: {
          rejected: { kind: 'send-rejected', probe: probe.id, code: 552, response: '552 5.2.2 over quota' },
        },
      },
    ],
    [
      'door-closed',
      [],
      {
        state: {
          barred: { kind: 'door-closed', probe: probe.id, disposition: 'channel-unavailable', reason: 'x' },
        },
      },
    ],
    [
      'gated',
      [],
      { state: { barred: { kind: 'door-closed', probe: probe.id, disposition: 'gated', reason: 'x' } } },
    ],
  ] as const)('a door that does not take the question: %s', (failure, messages, more) => {
    expect(conduct([...messages], more as Parameters<typeof conduct>[1]).failure).toBe(failure);
  });

  it('of a messenger a shut door is a handle behind which nobody is', () => {
    const found = conductOf({
      probe: { ...probe, channel: 'viber' },
      assessment: { ...assessed, messages: [] },
      state: {
        ...state,
        barred: {
          kind: 'door-closed',
          probe: probe.id,
          disposition: 'channel-unavailable',
          reason: 'there is no such account',
        },
      },
      lender: undefined,
    });
    expect(found.failure).toBe('no-account');
  });

  it('a bounce of a probe that was answered all the same is no dead door', () => {
    expect(conduct([bounce('soft', '5.2.2')]).failure).toBeUndefined();
  });

  it('sets the moment of asking against the hours claimed, in the zone of the lender', () => {
    // Monday 2026-10-05, 18:30 in Kyiv.
    const evening = { acceptedAt: '2026-10-05T15:30:00.000Z' };
    const asked = (hours: string | undefined, acceptedAt = evening) =>
      conduct([], { state: acceptedAt, ...(hours !== undefined && { hours }) });
    expect(asked('Mo-Fr 09:00-18:00').asked).toBe('outside');
    expect(asked('Mo-Fr 09:00-19:00').asked).toBe('inside');
    expect(asked('24/7')).toMatchObject({ asked: 'inside', claimsAlways: true });
    expect(asked('whenever we like')).toMatchObject({ asked: 'unreadable', claimsAlways: false });
    expect(asked(undefined)).toMatchObject({ asked: 'none-claimed', claimsAlways: false });
  });

  it('every kind of personal data has its level', () => {
    expect(Object.keys(LEVEL_OF_DATA).sort()).toEqual([...PERSONAL_DATA].sort());
  });
});
