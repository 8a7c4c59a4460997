/** On the sandbox's clock: weeks pass in moments while the recorder polls, and nothing is lost on the way. */
import { expect, it } from 'vitest';
import { createTelegram, TELEGRAM_ACCOUNT } from '../../../src/channels/telegram/index.ts';
import { missingCoverage } from '../../../src/fieldwork/coverage.ts';
import { TelegramSettings } from '../../../src/model/settings.ts';
import { startBotApi } from '../../../src/sandbox/bot-api/index.ts';
import { createJumpingClock } from '../../../src/sandbox/jumping-clock.ts';
import { listenerOn, memorySink } from '../fakes.ts';
import { ANNA, QUESTION, watch, wordsOf } from './rig.ts';

const HOUR = 3_600_000;

it('two weeks, a look every two hours, a lender that answers each day', async () => {
  const start = Date.UTC(2026, 8, 7, 9);
  const clock = createJumpingClock(start);
  const release = clock.hold();
  const api = await startBotApi({ clock });
  const anna = api.person({ name: 'Anna', id: 41 });
  const acme = api.lender({ name: 'Acme', username: 'acme_example' });
  anna.connect();
  const sink = memorySink();
  const recorder = createTelegram({
    settings: TelegramSettings.parse({ apiRoot: api.root }),
    token: api.token,
    clock,
    chats: () => [watch('w1-acme', '@acme_example')],
    operators: [ANNA],
  });
  const stop = new AbortController();
  const listening = recorder.listen(listenerOn(sink), stop.signal);
  await recorder.ready();
  const began = clock.now();
  anna.send(acme, QUESTION);
  const days = Array.from({ length: 14 }, (_, day) =>
    clock.sleepUntil(start + day * 24 * HOUR + 5 * HOUR + 1).then(() => acme.reply(anna, `day ${day}`)),
  );
  const coverages = [];
  release();
  for (let look = 1; look <= 14 * 12; look += 1) {
    await clock.sleepUntil(start + look * 2 * HOUR);
    const hold = clock.hold();
    coverages.push(...(await recorder.collect(sink, 0)));
    hold();
  }
  await Promise.all(days);
  expect(sink.kept.map(({ raw }) => wordsOf(raw))).toEqual([
    QUESTION,
    ...Array.from({ length: 14 }, (_, day) => `day ${day}`),
  ]);
  // Seen when it was said, within what a real socket takes: the clock did not jump away from under it.
  for (const [day, { capture }] of sink.kept.slice(1).entries())
    expect(Date.parse(capture.clocks.observed) - (start + day * 24 * HOUR + 5 * HOUR)).toBeLessThan(5_000);
  expect(
    missingCoverage(coverages, [{ ...TELEGRAM_ACCOUNT }], { from: began, to: start + 13.9 * 24 * HOUR }),
  ).toBeNull();
  stop.abort();
  await listening;
  await api.stop();
});
