/** Whether the recorder can hear: asked of Telegram alone, nobody is written to and no update is taken away. */
import type { Clock, Preflight } from '../../fieldwork/ports.ts';
import { instant } from '../../model/scalars.ts';
import type { BotClient } from './client.ts';
import type { Connections } from './connections.ts';
import type { Continuity } from './continuity.ts';
import { failureOf } from './failure.ts';

type Check = Preflight['checks'][number];

/** Updates live 24 hours: half of that without contact is worth a word. ms. */
const UNEASY_MS = 12 * 3_600_000;

export const HOW_TO_CONNECT =
  'in @BotFather open the bot and switch on "Business Mode" (Secretary / chat automation); then, in the Telegram app of the account that presses Send: Settings > Chat automation (Telegram Business > Chatbots), enter the bot\'s name, leave "Reply to messages" on, and choose the chats it may see';

/** One check for each thing that can be wrong. `load` brings connections and continuity up to ledger and Telegram. */
export async function telegramChecks(parts: {
  clock: Clock;
  client: BotClient;
  connections: Connections;
  continuity: Continuity;
  load: () => Promise<void>;
  /** The address of our own webhook, where there is one. */
  webhook: string | undefined;
}): Promise<Check[]> {
  const { clock, client, connections, continuity } = parts;
  const checks: Check[] = [];
  /** Null where it failed. */
  const check = async (name: string, look: () => Promise<Omit<Check, 'name'>>): Promise<boolean> => {
    try {
      checks.push({ name, ...(await look()) });
    } catch (error) {
      checks.push({ name, ok: false, detail: failureOf(error).error.message });
    }
    return checks.at(-1)!.ok;
  };
  const known = await check('telegram bot', async () => {
    const me = await client.api.getMe();
    return me.can_connect_to_business
      ? { ok: true, detail: `@${me.username}` }
      : {
          ok: false,
          detail: `@${me.username} can't be connected to an account: switch on "Business Mode" for it in @BotFather`,
        };
  });
  // Without a token that Telegram knows, all else would say the same once more.
  if (!known && checks[0]?.detail.startsWith('@') !== true) return checks;
  await check('telegram webhook', async () => {
    const {
      url,
      pending_update_count: waiting,
      last_error_message: error,
    } = await client.api.getWebhookInfo();
    const there = url ? new URL(url).host : '';
    if (parts.webhook === undefined)
      return url
        ? {
            ok: false,
            detail: `a webhook at ${there} takes this bot's updates away: another program uses the bot; delete the webhook there (deleteWebhook), or make a bot for Doorbell alone`,
          }
        : { ok: true, detail: `none in the way, ${waiting} updates wait` };
    if (url !== '' && url !== parts.webhook)
      return {
        ok: false,
        detail: `it stands at ${there}, not where settings.yml says (telegram.webhook.url)`,
      };
    return {
      ok: true,
      detail: `${url ? 'set' : 'to be set by `run`'}${error ? `; last trouble: ${error}` : ''}`,
    };
  });
  const loaded = await check('telegram connection', async () => {
    await parts.load();
    const [problem] = connections.problems().filter((p) => !p.includes('no right to reply'));
    return problem
      ? { ok: false, detail: `${problem}: ${HOW_TO_CONNECT}` }
      : {
          ok: true,
          detail: `to the account of ${connections
            .all()
            .map((c) => c.operator.name)
            .join(', ')}`,
        };
  });
  if (loaded) {
    const mute = connections.all().filter((c) => !c.canReply);
    checks.push({
      name: 'telegram rights',
      ok: mute.length === 0,
      detail:
        mute.length === 0
          ? 'it may reply (can_reply)'
          : `no right to reply in the chats of ${mute.map((c) => c.operator.name).join(', ')}: Settings > Chat automation, switch on "Reply to messages"`,
    });
  }
  const last = continuity.lastContact();
  if (last !== null) {
    const hours = (clock.now() - last) / 3_600_000;
    const uneasy = clock.now() - last > UNEASY_MS;
    checks.push({
      name: 'telegram contact',
      ok: !uneasy,
      detail: uneasy
        ? `none since ${instant(last)}, ${Math.floor(hours)} h ago: Telegram keeps updates for 24 h only, so start \`doorbell run\` (or the desk) before they are lost`
        : `last at ${instant(last)}`,
    });
  }
  return checks;
}
