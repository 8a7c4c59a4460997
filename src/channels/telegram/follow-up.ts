/** The one further message of a probe: only while the lender's last message is less than a day old. At most once. */
import type { Clock, SendReceipt } from '../../fieldwork/ports.ts';
import type { ChatBook } from './chat-book.ts';
import type { BotClient } from './client.ts';
import type { Connections } from './connections.ts';
import { failureOf } from './failure.ts';

/** How long a bot may write after the other side did (Bot API, `can_reply`), ms. */
const WINDOW_MS = 24 * 3_600_000;
const MOST_CHARACTERS = 4_096;

/** Never rejects: a call whose end is not known is `unknown`, and nothing is sent again. */
export async function sendFollowUp(
  parts: { clock: Clock; client: BotClient; book: ChatBook; connections: Connections },
  handle: string,
  text: string,
): Promise<SendReceipt> {
  const { clock, client, book, connections } = parts;
  const not = (code: string, reason: string): SendReceipt => ({ outcome: 'not-sent', code, reason });
  if (text.trim() === '' || text.length > MOST_CHARACTERS)
    return not('telegram-text', `a message has 1 to ${MOST_CHARACTERS} characters`);
  const door = await book.door(handle);
  const connected = door && connections.all().find((c) => c.id === door.connection);
  if (!door || !connected) return not('telegram-no-chat', 'this lender has not been heard in any chat');
  if (!connected.enabled || !connected.canReply)
    return not('telegram-rights', `the bot may not reply in the chats of ${connected.operator.name}`);
  if (door.lastIncoming === 0 || clock.now() - door.lastIncoming * 1000 > WINDOW_MS)
    return { outcome: 'rejected', code: 403, response: 'the lender wrote nothing within the last 24 hours' };
  const release = clock.hold();
  try {
    const sent = await client.api.sendMessage(door.chat, text, { business_connection_id: connected.id });
    return {
      outcome: 'sent',
      acceptedAt: clock.now(),
      response: 'sendMessage',
      serverMessageId: String(sent.message_id),
    };
  } catch (error) {
    const { error: failed, status, undone } = failureOf(error);
    if (status === 400 || status === 403)
      return { outcome: 'rejected', code: status, response: failed.message };
    if (undone) return not(failed.code, failed.message);
    return { outcome: 'unknown', reason: failed.message };
  } finally {
    release();
  }
}
