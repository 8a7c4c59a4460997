/** An operator's phone with the messengers on it: opens links, sends what its owner sends, shows and exports chats. */
import { EXPORT_STYLES, writeExport } from '../exports.ts';
import type { Accounts, Door } from './accounts.ts';
import type { Said, Talk } from './talk.ts';

export interface Phone {
  owner: string;
  timeZone: string;
  /** Null where no app on it opens the link. */
  open(href: string): Door | null;
  /** Presses Send. Throws where the messenger knows no such account. */
  send(door: Door, text: string): void;
  /** What stands in the chat, oldest first; taken back messages are gone. */
  read(door: Door): Said[];
  /** The chat as a file; null where the messenger on this phone has no such thing. */
  exported(door: Door): { name: string; bytes: Uint8Array } | null;
  /**
   * Forwards what was said in a chat with a bot to the recorder, which does not hear it; false where there is none to
   * forward to, or no need.
   */
  forward(door: Door, said: readonly Said[]): boolean;
  talks(): readonly Talk[];
}

export interface PhoneInput {
  owner: string;
  timeZone: string;
  accounts: Accounts;
  /** Names of EXPORT_STYLES by messenger. */
  exports: Readonly<Record<string, string>>;
  /** Whether the recorder knows the owner as an operator. */
  isKnown: boolean;
  /** The chat with an account, begun when it is new. */
  talk: (door: Door) => Talk;
  /** Chats that were begun. */
  talks: () => readonly Talk[];
  /** Our own words have reached the account. */
  sent: (talk: Talk, said: Said) => void;
}

const SECURED = 'Messages and calls are end-to-end encrypted.';

export function createPhone(input: PhoneInput): Phone {
  const { owner, timeZone } = input;
  const talkOf = (door: Door): Talk | undefined => input.talks().find((t) => t.account === door.account);
  return {
    owner,
    timeZone,
    open: (href) => input.accounts.open(href),
    send(door, text) {
      if (!door.account) throw new Error('the messenger knows no such account');
      const talk = input.talk(door);
      input.sent(talk, talk.say('own', text));
    },
    read: (door) => (talkOf(door)?.said ?? []).filter((s) => !s.deleted),
    exported(door) {
      const style = EXPORT_STYLES[input.exports[door.app] ?? ''];
      const talk = talkOf(door);
      if (!style || !talk || talk.said.length === 0) return null;
      const bytes = writeExport(style, {
        timeZone,
        ownName: owner,
        otherName: talk.account.lender.name,
        messages: [{ at: talk.said[0]!.at, side: 'system', text: SECURED }, ...talk.said],
      });
      return { name: style.zip === undefined ? 'chat.txt' : 'chat.zip', bytes };
    },
    forward(door, said) {
      const talk = talkOf(door);
      const unheard = door.app === 'telegram' && door.account?.behaviour.account === 'bot';
      if (!talk || !unheard || !input.isKnown) return false;
      for (const message of said) talk.forward(message);
      return true;
    },
    talks: input.talks,
  };
}
