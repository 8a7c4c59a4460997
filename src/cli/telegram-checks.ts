/** Whether the recorder bot can hear: asked of Telegram alone. Contacts no lender and takes no update away. */
import { existsSync } from 'node:fs';
import { createTelegram } from '../channels/telegram/index.ts';
import type { Cursor } from '../fieldwork/ports.ts';
import { SetupError } from '../model/errors.ts';
import type { Settings } from '../model/settings.ts';
import { openLedgerReadOnly } from '../store/ledger.ts';
import type { Check } from './commands/doctor.ts';
import type { StudyFolder } from './folder.ts';
import { systemClock } from './system-clock.ts';
import type { Secrets } from './wire-fieldwork.ts';

/** One row for each thing that can be wrong; none where the study has no recorder. `run` is the pid of a run that goes on. */
export async function telegramChecks(of: {
  settings: Pick<Settings, 'telegram' | 'desk'>;
  folder: StudyFolder;
  secrets: Secrets;
  run: number | null;
}): Promise<Check[]> {
  const { telegram, desk } = of.settings;
  if (!telegram) return [];
  const token = of.secrets(telegram.tokenEnv);
  if (!token)
    return [
      {
        name: 'telegram bot',
        ok: false,
        detail: `environment variable ${telegram.tokenEnv} (settings.yml: telegram.tokenEnv) is not set: make a bot with /newbot in @BotFather and put its token there or in .env`,
      },
    ];
  const webhookSecret = telegram.webhook && of.secrets(telegram.webhook.secretEnv);
  try {
    const recorder = createTelegram({
      settings: telegram,
      token,
      ...(webhookSecret ? { webhookSecret } : {}),
      clock: systemClock,
      chats: () => [],
      operators: desk?.operators ?? [],
      cursor: (account, folder) => cursorIn(of.folder.ledger, account, folder),
      // A poll of ours would end that of the run, and be taken for another program's.
      ...(of.run === null ? {} : { peeks: false }),
    });
    return (await recorder.preflight()).checks;
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    return [{ name: 'telegram', ok: false, detail: error.message }];
  }
}

/** What the ledger says, where there is one that can be read: a broken one has a row of its own. */
async function cursorIn(ledger: string, account: string, folder: string): Promise<Cursor | null> {
  if (!existsSync(`${ledger}/ledger.sqlite`)) return null;
  try {
    const reader = await openLedgerReadOnly({ dir: ledger });
    return await reader.cursor(account, folder).finally(() => reader.close());
  } catch {
    return null;
  }
}
