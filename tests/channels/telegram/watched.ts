/** Operators and watched chats, without a test framework: a child process uses them too. */
import type { WatchedChat } from '../../../src/channels/telegram/index.ts';
import type { Operator } from '../../../src/model/settings.ts';

export const ANNA: Operator = { name: 'Anna', timeZone: 'Europe/Kyiv', daysFirst: true, telegram: 41 };
export const BORIS: Operator = { name: 'Boris', timeZone: 'Europe/Kyiv', daysFirst: true, telegram: 43 };

export const QUESTION = 'Good day! Which documents do I need for 3000 for two weeks?';

export const watch = (probe: string, handle: string, more: Partial<WatchedChat> = {}): WatchedChat => ({
  probe,
  handle,
  text: QUESTION,
  since: 0,
  lender: 'Acme Credit',
  operator: 'Anna',
  ...more,
});
