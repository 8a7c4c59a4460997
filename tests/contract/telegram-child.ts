/** A recorder on the real store, until it is killed: `node telegram-child.ts DIR APIROOT TOKEN`. Says what it kept. */
import { writeSync } from 'node:fs';
import { createTelegram } from '../../src/channels/telegram/index.ts';
import { TelegramSettings } from '../../src/model/settings.ts';
import { openLedger } from '../../src/store/ledger.ts';
import { ANNA, watch } from '../channels/telegram/watched.ts';

const [dir, apiRoot, token] = process.argv.slice(2) as [string, string, string];
const ledger = await openLedger({ dir, clock: Date });
const sink = ledger.sink('w1');
const recorder = createTelegram({
  settings: TelegramSettings.parse({ apiRoot }),
  token,
  clock: {
    now: () => Date.now(),
    monotonic: () => performance.now(),
    sleepUntil: (at) => new Promise((resolve) => setTimeout(resolve, Math.max(0, at - Date.now()))),
    hold: () => () => {},
  },
  chats: () => [watch('w1-acme', '+380000000001')],
  operators: [ANNA],
  pace: { first: 5, most: 20 },
});
await recorder.listen(
  {
    sink: {
      async commit(batch) {
        const result = await sink.commit(batch);
        for (const { capture } of batch.items) writeSync(1, `${JSON.stringify({ kept: capture.key })}\n`);
        return result;
      },
    },
    wake: () => {},
    failed: (_account, code, reason) => writeSync(1, `${JSON.stringify({ failed: code, reason })}\n`),
    cursor: (account, folder) => ledger.cursor(account, folder),
    since: 0,
  },
  new AbortController().signal,
);
