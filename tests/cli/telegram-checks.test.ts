/** `doctor` about the recorder bot, against the sandbox's Telegram and a real ledger. */
import { expect, it, onTestFinished } from 'vitest';
import { studyFolder } from '../../src/cli/folder.ts';
import { telegramChecks } from '../../src/cli/telegram-checks.ts';
import { TelegramSettings } from '../../src/model/settings.ts';
import { startBotApi } from '../../src/sandbox/bot-api/index.ts';
import { openLedger } from '../../src/store/ledger.ts';
import { ANNA, movableClock } from '../channels/telegram/rig.ts';
import { emptyFolder } from '../store/folders.ts';

async function started() {
  const api = await startBotApi({ clock: movableClock(Date.now()) });
  onTestFinished(() => api.stop());
  const folder = studyFolder(await emptyFolder());
  const look = (more: { run?: number; token?: string } = {}) =>
    telegramChecks({
      settings: {
        telegram: TelegramSettings.parse({ apiRoot: api.root }),
        desk: { host: '127.0.0.1', port: 0, tokenEnv: 'T', operators: [ANNA] },
      },
      folder,
      secrets: () => more.token ?? api.token,
      run: more.run ?? null,
    });
  return { api, folder, look };
}

it('says nothing of a bot that the study has not', async () => {
  const { folder } = await started();
  expect(await telegramChecks({ settings: {}, folder, secrets: () => undefined, run: null })).toEqual([]);
});

it('names the variable of a missing token', async () => {
  const { look } = await started();
  expect(await look({ token: '' })).toEqual([
    { name: 'telegram bot', ok: false, detail: expect.stringContaining('DOORBELL_TELEGRAM_TOKEN') },
  ]);
});

it('finds a connection among what waits, takes nothing away, and leaves a run alone', async () => {
  const { api, look } = await started();
  const anna = api.person({ name: 'Anna', id: 41 });
  expect((await look()).find((c) => c.name === 'telegram connection')).toMatchObject({ ok: false });
  anna.connect();
  expect((await look()).every((c) => c.ok)).toBe(true);
  expect(api.queue.pending()).toBe(1);
  const polls = api.calls().filter((c) => c.method === 'getUpdates').length;
  await look({ run: 4711 });
  expect(api.calls().filter((c) => c.method === 'getUpdates')).toHaveLength(polls);
  expect(api.calls().some((c) => c.method === 'sendMessage' || c.method === 'setWebhook')).toBe(false);
});

it('knows the connection and the last contact by the ledger', async () => {
  const { api, folder, look } = await started();
  const id = api.person({ name: 'Anna', id: 41 }).connect();
  const ledger = await openLedger({ dir: folder.ledger, clock: Date });
  const mark = (name: string, uidValidity: string, lastUid: number) =>
    ledger
      .sink('w1')
      .commit({ items: [], cursor: { account: 'telegram', folder: name, uidValidity, lastUid } });
  await mark('connection/41', id, 1);
  const then = Date.now() - 13 * 3_600_000;
  await mark('since', String(api.bot.id), then);
  await mark('contact', String(api.bot.id), then);
  await ledger.close();
  const checks = await look({ run: 4711 });
  expect(checks.find((c) => c.name === 'telegram connection')).toEqual({
    name: 'telegram connection',
    ok: true,
    detail: 'to the account of Anna',
  });
  expect(checks.find((c) => c.name === 'telegram contact')).toMatchObject({
    ok: false,
    detail: expect.stringContaining('13 h ago'),
  });
});
