import { DateTime } from 'luxon';
import { expect, test } from 'vitest';
import { slotWindows } from '../../src/plan/slot-windows.ts';

const slot = (kind: 'working-hours' | 'night' | 'weekend' | 'weekday-evening', from: string, to: string) => ({
  kind,
  from,
  to,
  share: 1,
});
const days = (windows: { day: string }[]) => windows.map((w) => w.day.slice(5));

test('weekdays and weekends are those of the lender', () => {
  const [from, to] = ['2026-10-05', '2026-10-18'];
  expect(days(slotWindows(slot('working-hours', '09:00', '18:00'), 'Asia/Shanghai', from, to))).toEqual([
    '10-05',
    '10-06',
    '10-07',
    '10-08',
    '10-09',
    '10-12',
    '10-13',
    '10-14',
    '10-15',
    '10-16',
  ]);
  const weekend = slotWindows(slot('weekend', '10:00', '18:00'), 'Pacific/Auckland', from, to);
  expect(days(weekend)).toEqual(['10-10', '10-11', '10-17', '10-18']);
  expect(new Date(weekend[0]!.start).toISOString()).toBe('2026-10-09T21:00:00.000Z');
  expect(weekend[0]!.end - weekend[0]!.start).toBe(8 * 3_600_000);
});

test('a night belongs to weekdays on both of its days, and ends inside the wave', () => {
  expect(
    days(slotWindows(slot('night', '23:00', '05:00'), 'Europe/Kyiv', '2026-10-05', '2026-10-15')),
  ).toEqual(['10-05', '10-06', '10-07', '10-08', '10-12', '10-13', '10-14']);
  // Until midnight is no night that reaches into Saturday.
  expect(
    days(slotWindows(slot('weekday-evening', '20:00', '00:00'), 'Europe/Kyiv', '2026-10-05', '2026-10-11')),
  ).toEqual(['10-05', '10-06', '10-07', '10-08', '10-09']);
});

test('a day on which a clock change touches the slot is left out', () => {
  // Kyiv falls back on Sunday 25 October 2026 at 04:00, and springs forward on Sunday 28 March 2027 at 03:00.
  const autumn = (from: string, to: string) =>
    days(slotWindows(slot('weekend', from, to), 'Europe/Kyiv', '2026-10-24', '2026-10-25'));
  expect(autumn('01:00', '06:00')).toEqual(['10-24']);
  expect(autumn('03:30', '06:00')).toEqual(['10-24']);
  expect(autumn('01:00', '03:30')).toEqual(['10-24']);
  expect(autumn('10:00', '18:00')).toEqual(['10-24', '10-25']);
  const spring = (from: string, to: string) =>
    days(slotWindows(slot('weekend', from, to), 'Europe/Kyiv', '2027-03-27', '2027-03-28'));
  expect(spring('03:30', '06:00')).toEqual(['03-27']);
  expect(spring('01:00', '03:30')).toEqual(['03-27']);
  expect(spring('03:15', '03:45')).toEqual(['03-27']);
  expect(spring('05:00', '06:00')).toEqual(['03-27', '03-28']);
});

test('every window of a year lies at its local times, in zones with odd offsets and changes', () => {
  for (const zone of [
    'Australia/Lord_Howe',
    'America/New_York',
    'Asia/Kathmandu',
    'Africa/Casablanca',
    'Europe/London',
  ])
    for (const s of [
      slot('night', '22:30', '05:30'),
      slot('weekend', '00:00', '23:59'),
      slot('working-hours', '00:15', '03:10'),
    ]) {
      const windows = slotWindows(s, zone, '2026-01-01', '2026-12-31');
      expect(windows.length).toBeGreaterThan(90);
      for (const { start, end, day } of windows) {
        const [from, to] = [start, end].map((at) => DateTime.fromMillis(at, { zone }));
        expect([from!.toISODate(), from!.toFormat('HH:mm'), to!.toFormat('HH:mm')]).toEqual([
          day,
          s.from,
          s.to,
        ]);
      }
      expect(new Set(windows.map((w) => w.end - w.start)).size).toBe(1);
    }
});
