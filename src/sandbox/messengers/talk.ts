/** One chat between a person and a lender's account, as both phones show it. */
import type { Clock } from '../../fieldwork/ports.ts';
import type { LenderEnd, Message, Person } from '../bot-api/index.ts';
import type { Account } from './accounts.ts';

export interface Said {
  /** UTC ms. */
  at: number;
  side: 'own' | 'other';
  text: string;
  edited?: true;
  deleted?: true;
}

export interface Talk {
  account: Account;
  /** Whose phone it is on. */
  person: string;
  /** Oldest first. */
  said: readonly Said[];
  say(side: Said['side'], text: string, away?: boolean): Said;
  edit(said: Said, text: string): void;
  remove(said: Said): void;
  /** Forwards a message to the recorder bot. Only on Telegram. */
  forward(said: Said): void;
}

/** Where else it can be seen what is said: on Telegram's server. */
export type Mirror = Pick<Talk, 'edit' | 'remove'> & {
  say(said: Said, away: boolean): void;
  forward(said: Said): void;
};

const MOST = 500;

export function createTalk(clock: Clock, account: Account, person: string, mirror: Mirror | null): Talk {
  const said: Said[] = [];
  return {
    account,
    person,
    said,
    say(side, text, away = false) {
      if (said.length >= MOST) throw new Error(`more than ${MOST} messages in one chat of the sandbox`);
      const message: Said = { at: clock.now(), side, text };
      said.push(message);
      mirror?.say(message, away);
      return message;
    },
    edit(message, text) {
      mirror?.edit(message, text);
      Object.assign(message, { text, edited: true });
    },
    remove(message) {
      mirror?.remove(message);
      message.deleted = true;
    },
    forward(message) {
      if (!mirror) throw new Error(`${account.app} has no recorder to forward to`);
      mirror.forward(message);
    },
  };
}

/** What is said is said on the sandbox's Telegram too. */
export function onTelegram(person: Person, end: LenderEnd): Mirror {
  const known = new Map<Said, Message>();
  return {
    say(said, away) {
      const message =
        said.side === 'own' ? person.send(end, said.text) : end.reply(person, said.text, { away });
      known.set(said, message);
    },
    edit(said, text) {
      known.set(said, end.edit(person, known.get(said)!, text));
    },
    remove: (said) => end.remove(person, known.get(said)!),
    forward(said) {
      person.forward(known.get(said)!);
    },
  };
}
