/** Whether the browser is there, starts and hears a page of our own, and whether chats can be kept. Contacts nobody. */
import { join } from 'node:path';
import { findBrowser } from '../channels/browser/index.ts';
import { createWebChat } from '../channels/webchat/index.ts';
import { openSessions, sessionKey } from '../channels/webchat/sessions.ts';
import { SetupError } from '../model/errors.ts';
import type { EmailSettings, WebSettings } from '../model/settings.ts';
import type { StudyFolder } from './folder.ts';
import { systemClock } from './system-clock.ts';
import { aliasBase, type Secrets } from './wire-fieldwork.ts';

/** Looks at the browser that census and chats need, and at the key under which chats are kept; adds a row for each. */
export async function chatChecks(
  check: (name: string, look: () => Promise<[detail: string, unknown]>) => Promise<unknown>,
  of: {
    web: WebSettings | undefined;
    email: EmailSettings;
    folder: StudyFolder;
    secrets: Secrets;
    chats: boolean;
  },
): Promise<void> {
  const { web, chats } = of;
  if (!web) {
    if (chats)
      await check('browser', async () => {
        throw new SetupError(
          'settings.yml: web is missing: wave.yml asks by webchat, e.g. "web: {contact: https://your-institute/study}"',
        );
      });
    return;
  }
  await check('browser', async () => {
    const path = findBrowser(web.browser);
    const chat = createWebChat({
      settings: web,
      // Nothing is kept by a look at a page of our own.
      sessions: openSessions(join(of.folder.root, 'data', 'sessions'), Buffer.alloc(32)),
      clock: systemClock,
      aliasBase: aliasBase(of.email),
      sandbox: false,
    });
    try {
      const { checks } = await chat.preflight();
      const wrong = checks.find((c) => !c.ok);
      if (wrong) throw new SetupError(`${path}: ${wrong.name}: ${wrong.detail}`);
      return [
        `${path} starts, and a chat of our own in it was ${checks.map((c) => c.detail).join(', ')}`,
        null,
      ];
    } finally {
      await chat.close();
    }
  });
  if (chats)
    await check('session key', async () => {
      sessionKey(of.secrets(web.sessionKeyEnv), web.sessionKeyEnv);
      return [`${web.sessionKeyEnv} is set`, null];
    });
}
