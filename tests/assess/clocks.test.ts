import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { openMillis, USUAL_HOURS } from '../../src/model/business-hours.ts';
import { millis } from '../../src/model/scalars.ts';

const HOUR = 3_600_000;
const at = (iso: string): number => millis(`${iso}:00.000Z`);
const zone = process.env['TZ'];
afterEach(() => {
  if (zone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = zone;
});

describe('opening hours', () => {
  it('count what lies inside them, in the lender’s zone', () => {
    // Friday 17:00 to Monday 10:00 in Kyiv (UTC+3): an hour on each side.
    expect(openMillis(USUAL_HOURS, 'Europe/Kyiv', at('2026-09-04T14:00'), at('2026-09-07T07:00'))).toBe(
      2 * HOUR,
    );
    expect(openMillis('24/7', 'Asia/Shanghai', at('2026-09-04T14:00'), at('2026-09-07T07:00'))).toBe(
      65 * HOUR,
    );
    expect(
      openMillis('Mo-Su 22:00-06:00', 'Europe/London', at('2026-09-01T20:00'), at('2026-09-02T08:00')),
    ).toBe(8 * HOUR);
    expect(
      openMillis(
        'Mo-Fr 09:00-13:00,14:00-18:00',
        'Europe/Kyiv',
        at('2026-09-01T06:00'),
        at('2026-09-01T15:00'),
      ),
    ).toBe(8 * HOUR);
  });

  it('leave holidays aside, which are not in the plan', () => {
    expect(
      openMillis('Mo-Fr 09:00-18:00; PH off', 'Europe/Kyiv', at('2026-09-01T06:00'), at('2026-09-01T15:00')),
    ).toBe(9 * HOUR);
  });

  it('are unknown where they cannot be read', () => {
    expect(openMillis('whenever we like', 'Europe/Kyiv', 0, HOUR)).toBeNull();
  });

  it('follow the change of clocks in the lender’s zone', () => {
    // Night of 25 October 2026: 03:00 to 04:00 comes twice in Kyiv.
    expect(openMillis('24/7', 'Europe/Kyiv', at('2026-10-24T21:00'), at('2026-10-25T22:00'))).toBe(25 * HOUR);
    expect(openMillis(USUAL_HOURS, 'Europe/Kyiv', at('2026-10-23T15:00'), at('2026-10-26T16:00'))).toBe(
      9 * HOUR,
    );
  });

  it('do not depend on the zone of the process', () => {
    const cases = [
      [USUAL_HOURS, 'Europe/Kyiv', at('2026-10-22T10:17'), at('2026-10-27T11:03')],
      [
        'Mo-Fr 08:00-20:00; Sa-Su 10:00-16:00',
        'America/New_York',
        at('2026-10-30T12:00'),
        at('2026-11-03T12:00'),
      ],
      ['Mo-Su 21:00-05:00', 'Asia/Almaty', at('2026-03-28T00:00'), at('2026-03-31T00:00')],
      ['24/7', 'Asia/Shanghai', at('2026-03-28T00:00'), at('2026-03-30T00:00')],
    ] as const;
    const results = [
      'UTC',
      'Europe/Kyiv',
      'America/New_York',
      'Asia/Shanghai',
      'Australia/Lord_Howe',
      'Pacific/Auckland',
    ].map((tz) => {
      process.env['TZ'] = tz;
      return cases.map(([hours, place, from, to]) => openMillis(hours, place, from, to));
    });
    for (const r of results) expect(r).toEqual(results[0]);
    expect(results[0]).not.toContain(null);
  });

  it('never count more than passed, and add up', () => {
    const start = at('2026-09-01T00:00');
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 300 * HOUR }),
        fc.integer({ min: 0, max: 100 * HOUR }),
        fc.integer({ min: 0, max: 100 * HOUR }),
        (a, b, c) => {
          const open = (x: number, y: number): number =>
            openMillis(USUAL_HOURS, 'Europe/Kyiv', start + x, start + y)!;
          expect(open(a, a + b)).toBeLessThanOrEqual(b);
          expect(open(a, a + b) + open(a + b, a + b + c)).toBe(open(a, a + b + c));
        },
      ),
      { numRuns: 60, seed: 41 },
    );
  });
});
