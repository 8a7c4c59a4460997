import { describe, expect, it } from 'vitest';
import { triage, triageMailed } from '../../../src/assess/triage-messenger.ts';
import { instant } from '../../../src/model/scalars.ts';
import { EXPORT_STYLES, writeExport } from '../../../src/sandbox/exports.ts';
import { aPlan } from '../../support/plan.ts';
import { aCapture, HOUR, SCENARIO, SENT } from '../evidence.ts';
import {
  anExport,
  anUpdate,
  aSighting,
  deleted,
  FULL,
  OWNER,
  PHONE,
  type Piece,
  QUESTION,
  said,
  TELEGRAM,
  WHATSAPP,
} from './talk.ts';

const plan = aPlan([TELEGRAM, WHATSAPP]);
const T = TELEGRAM.id;
const W = WHATSAPP.id;
const of = ({ capture, raw }: Piece) => triage(capture, raw, plan, [SCENARIO]);
const second = { from: instant(SENT), to: instant(SENT + 999) };
const chat = (answer?: string) =>
  writeExport(EXPORT_STYLES['whatsapp ru iPhone']!, {
    timeZone: 'Europe/Kyiv',
    ownName: 'Olha',
    otherName: 'Acme',
    messages: [
      { at: SENT, side: 'own', text: QUESTION },
      ...(answer === undefined ? [] : [{ at: SENT + HOUR, side: 'other' as const, text: answer }]),
    ],
  });
const reading = { app: 'whatsapp', ...PHONE, ownName: 'Olha' } as const;

describe('triage of a messenger’s evidence', () => {
  it('updates: our question, heard; an answer; a wish to be left alone; other words of ours', () => {
    expect(of(said({ id: 1, at: SENT, text: QUESTION, own: true }, T))).toEqual({
      probe: T,
      kind: 'own-copy',
      at: second,
      heard: true,
    });
    expect(of(said({ id: 2, at: SENT, text: FULL }, T))).toEqual({ probe: T, kind: 'reply', at: second });
    expect(of(said({ id: 2, at: SENT, text: 'Please stop writing to us.' }, T)).kind).toBe('stop-request');
    expect(of(said({ id: 3, at: SENT, text: 'Thank you!', own: true }, T)).kind).toBe('other');
    expect(of(deleted([1], SENT, T)).kind).toBe('other');
    expect(of(said({ id: 2, at: SENT, text: FULL })).probe).toBeNull();
  });
  it('forwards: the date of their origin, and never "heard"', () => {
    const forward = (text: string) =>
      of(
        anUpdate(
          {
            message: {
              message_id: 1,
              date: 1,
              chat: { id: OWNER },
              from: { id: OWNER },
              text,
              forward_origin: { type: 'hidden_user', date: SENT / 1_000, sender_user_name: 'X' },
            },
          },
          SENT,
          T,
        ),
      );
    expect(forward(FULL)).toEqual({ probe: T, kind: 'reply', at: second });
    expect(forward(QUESTION)).toEqual({ probe: T, kind: 'own-copy', at: second });
  });
  it('exports and sightings', () => {
    expect(of(anExport(chat(), SENT, W, reading))).toEqual({ probe: W, kind: 'own-copy', at: second });
    expect(of(anExport(chat(FULL), SENT, W, reading))).toEqual({
      probe: W,
      kind: 'reply',
      at: { from: instant(SENT + HOUR), to: instant(SENT + HOUR + 999) },
      own: second,
    });
    expect(of(anExport(new TextEncoder().encode('<html>'), SENT, W, reading)).kind).toBe('other');
    const between = { from: instant(SENT), to: instant(SENT + HOUR) };
    expect(of(aSighting({ probe: W, side: 'other', text: '', between }))).toEqual({
      probe: W,
      kind: 'reply',
      at: between,
    });
    expect(of(aSighting({ probe: W, side: 'own', text: QUESTION, between }))).toEqual({
      probe: W,
      kind: 'own-copy',
      at: between,
    });
  });
  it('a mailed chat: by the phone of the operators, and no moment where phones differ', () => {
    const capture = aCapture(new Uint8Array(), SENT);
    const mailed = (
      operators: { name: string; timeZone: string; daysFirst: boolean }[],
      files = [chat(FULL)],
    ) => triageMailed(capture, files, WHATSAPP, [SCENARIO], operators);
    expect(mailed([{ name: 'Olha', ...PHONE }])).toMatchObject({ kind: 'reply', own: second });
    expect(
      mailed([
        { name: 'Olha', ...PHONE },
        { name: 'Bo', timeZone: 'Asia/Shanghai', daysFirst: true },
      ]),
    ).toEqual({ probe: W, kind: 'other' });
    expect(mailed([{ name: 'Olha', ...PHONE }], [new TextEncoder().encode('just words')])).toBeNull();
  });
});
