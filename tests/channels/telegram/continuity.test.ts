import { expect, it } from 'vitest';
import { createContinuity, KEPT_MS } from '../../../src/channels/telegram/continuity.ts';
import { createMarks } from '../../../src/channels/telegram/marks.ts';
import { memorySink } from '../fakes.ts';

const HOUR = 3_600_000;
const T = Date.UTC(2026, 8, 7);

async function fresh(sink = memorySink()) {
  const marks = createMarks(
    () => async (account, folder) => sink.cursors.get(`${account}\n${folder}`) ?? null,
  );
  const continuity = createContinuity(marks);
  await continuity.load('7');
  return { continuity, sink };
}

it('the first look vouches for its moment only, the next ones from there', async () => {
  const { continuity, sink } = await fresh();
  expect(continuity.from(T)).toBe(T);
  await continuity.contact(T, sink);
  await continuity.contact(T + HOUR, sink);
  expect(continuity.from(T + 2 * HOUR)).toBe(T);
});

it('joins on within 24 hours, also in another process, and not a millisecond later', async () => {
  const { continuity, sink } = await fresh();
  await continuity.contact(T, sink);
  expect(continuity.from(T + KEPT_MS)).toBe(T);
  const { continuity: again } = await fresh(sink);
  expect(again.from(T + KEPT_MS)).toBe(T);
  expect(again.from(T + KEPT_MS + 1)).toBe(T + KEPT_MS + 1);
});

it('days without a look are one stretch where contact was never lost for a day', async () => {
  const { continuity, sink } = await fresh();
  await continuity.contact(T, sink);
  for (let h = 20; h <= 60; h += 20) await continuity.contact(T + h * HOUR);
  expect(continuity.from(T + 80 * HOUR)).toBe(T);
  await continuity.contact(T + 90 * HOUR);
  expect(continuity.from(T + 91 * HOUR)).toBe(T + 90 * HOUR);
});

it('a break lasts until the next contact, also in another process', async () => {
  const { continuity, sink } = await fresh();
  await continuity.contact(T, sink);
  await continuity.broke(T + HOUR, sink);
  const { continuity: again } = await fresh(sink);
  for (const c of [continuity, again]) {
    expect(c.from(T + 2 * HOUR)).toBe(T + 2 * HOUR);
    await c.contact(T + 3 * HOUR, sink);
    expect(c.from(T + 4 * HOUR)).toBe(T + 3 * HOUR);
  }
  const { continuity: third } = await fresh(sink);
  expect(third.from(T + 5 * HOUR)).toBe(T + 3 * HOUR);
});

it('a break at the very moment of a contact is one', async () => {
  const { continuity, sink } = await fresh();
  await continuity.contact(T, sink);
  await continuity.broke(T, sink);
  const { continuity: again } = await fresh(sink);
  for (const c of [continuity, again]) expect(c.from(T + HOUR)).toBe(T + HOUR);
});

it('what another bot heard counts for nothing', async () => {
  const { continuity, sink } = await fresh();
  await continuity.contact(T, sink);
  const { continuity: other } = await fresh(sink);
  await other.load('8');
  expect(other.from(T + HOUR)).toBe(T + HOUR);
});
