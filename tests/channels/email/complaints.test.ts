import { expect, it } from 'vitest';
import { createComplaints } from '../../../src/channels/upkeep/complaints.ts';

it('says equal failures once in ten minutes, and then how many there were', () => {
  let now = Date.UTC(2026, 0, 5, 12);
  const said: string[] = [];
  const complaints = createComplaints(
    (code, reason) => said.push(`${code}: ${reason}`),
    () => now,
  );
  complaints.failed('imap-closed', 'a');
  for (let n = 0; n < 5; n++) complaints.failed('imap-closed', 'b');
  complaints.failed('imap-auth', 'c');
  expect(said).toEqual(['imap-closed: a', 'imap-auth: c']);
  complaints.flush();
  expect(said).toHaveLength(2);
  now += 10 * 60_000;
  complaints.failed('imap-closed', 'd');
  expect(said.slice(2)).toEqual(['imap-closed: d (and 5 more since 2026-01-05T12:00:00.000Z)']);
  complaints.failed('imap-closed', 'e');
  now += 10 * 60_000;
  complaints.flush();
  complaints.flush();
  expect(said.slice(3)).toEqual(['imap-closed: e (1 more since 2026-01-05T12:10:00.000Z)']);
});
