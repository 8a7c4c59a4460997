import { expect, test } from 'vitest';
import { type Booking, DAY, HOUR, openCalendar, SEND_SLACK } from '../../src/plan/calendar.ts';
import { studyOf } from './fixture.ts';

const caps = { ...studyOf().wave.caps, mailboxPerDay: 3 };
const T = Date.UTC(2026, 9, 5);
const booking = (
  at: number,
  entity = `e${at}`,
  deskDay?: string,
  sentBy: Booking['sentBy'] = 'machine',
): Booking => ({
  at: T + at,
  entity,
  sentBy,
  deskDay,
});

function calendarOf(...bookings: Booking[]) {
  const calendar = openCalendar(caps);
  for (const b of bookings) calendar.add(b);
  return calendar;
}

test('at most mailboxPerDay in any rolling 24 hours, before, between and after', () => {
  const calendar = calendarOf(booking(0), booking(10 * HOUR), booking(20 * HOUR));
  for (const at of [-4 * HOUR, 5 * HOUR, 23 * HOUR, DAY - 1, DAY + SEND_SLACK - 1])
    expect(calendar.refusal(booking(at), 0)).toBe('caps.mailboxPerDay');
  expect(calendar.refusal(booking(DAY + SEND_SLACK), 0)).toBe(null);
  expect(calendar.refusal(booking(-5 * HOUR), 0)).toBe(null);
});

test('a legal entity is left alone on both sides', () => {
  const calendar = calendarOf(booking(0, 'acme'));
  const gap = 48 * HOUR + SEND_SLACK;
  expect(calendar.refusal(booking(gap - 1, 'acme'), 0)).toBe('caps.entityGapHours');
  expect(calendar.refusal(booking(1 - gap, 'acme'), 0)).toBe('caps.entityGapHours');
  expect(calendar.refusal(booking(gap, 'acme'), 0)).toBe(null);
  expect(calendar.refusal(booking(gap - 1, 'other'), 0)).toBe(null);
});

test('sends keep their distance, and a desk its slot', () => {
  const calendar = calendarOf(booking(0, 'acme', 'north 0 2026-10-05'));
  expect(calendar.refusal(booking(59_999), 60_000)).toBe('caps.minSendGapSeconds');
  expect(calendar.refusal(booking(-59_999), 60_000)).toBe('caps.minSendGapSeconds');
  expect(calendar.refusal(booking(60_000), 60_000)).toBe(null);
  expect(calendar.refusal(booking(HOUR, 'other', 'north 0 2026-10-05'), 0)).toBe('desk');
  expect(calendar.refusal(booking(HOUR, 'other', 'north 1 2026-10-05'), 0)).toBe(null);
});

test('what is taken out again leaves no trace', () => {
  const calendar = calendarOf(booking(0), booking(10 * HOUR));
  const gone = booking(20 * HOUR, 'acme', 'north');
  calendar.add(gone);
  calendar.remove(gone);
  expect(calendar.refusal(booking(20 * HOUR, 'acme', 'north'), 60_000)).toBe(null);
});

test('what people send takes nothing from the mailbox, and the mailbox nothing from them', () => {
  const byHand = (at: number, sentBy: Booking['sentBy'] = 'hand') => booking(at, `h${at}`, undefined, sentBy);
  const full = calendarOf(booking(0), booking(10 * HOUR), booking(20 * HOUR));
  expect(full.refusal(byHand(5 * HOUR), 60_000)).toBe(null);
  expect(full.refusal(byHand(1, 'telegram'), 60_000)).toBe(null);
  const people = calendarOf(...[0, 1, 2, 3].map((n) => byHand(n * 1000)));
  expect(people.refusal(booking(2500), 60_000)).toBe(null);
  // An entity and a desk are left alone whoever writes.
  expect(calendarOf(booking(0, 'acme')).refusal(booking(HOUR, 'acme', undefined, 'hand'), 0)).toBe(
    'caps.entityGapHours',
  );
  expect(
    calendarOf(booking(0, 'acme', 'north')).refusal(booking(HOUR, 'other', 'north', 'telegram'), 0),
  ).toBe('desk');
});

test('one person opens at most ten Telegram chats in any rolling 24 hours', () => {
  const chat = (at: number) => booking(at, `t${at}`, undefined, 'telegram');
  const ten = calendarOf(...Array.from({ length: 10 }, (_, n) => chat(n * HOUR)));
  expect(ten.refusal(chat(20 * HOUR), 0)).toBe('telegram');
  expect(ten.refusal(chat(DAY + SEND_SLACK - 1), 0)).toBe('telegram');
  expect(ten.refusal(chat(DAY + SEND_SLACK), 0)).toBe(null);
  expect(ten.refusal(booking(20 * HOUR, 'v', undefined, 'hand'), 0)).toBe(null);
});
