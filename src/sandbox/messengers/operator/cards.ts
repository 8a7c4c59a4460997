/** What a page of the desk asks of an operator, read from the page as it is drawn, in whichever language. */
import type { DeskPage } from './desk-visit.ts';

export type Card =
  | { kind: 'login' }
  | { kind: 'take' }
  /** `href`: the link that opens the chat; `text`: the question to be sent. */
  | { kind: 'send'; href: string; text: string }
  /** It must not be sent any more: given back. */
  | { kind: 'give-back' }
  | { kind: 'check'; href: string }
  /** Whether our question stands in the chat. */
  | { kind: 'own' }
  /** A chat on which there is nothing to do for this operator. */
  | { kind: 'idle' }
  /** `nextAt`: UTC ms of the next task, null where none is known. */
  | { kind: 'nothing'; nextAt: number | null };

/** Throws on a page that it does not know. */
export function readCard({ $, path }: DeskPage): Card {
  const has = (action: string): boolean => $(`main form[action$="${action}"]`).length > 0;
  if (path === '/login') return { kind: 'login' };
  if (has('/take')) return { kind: 'take' };
  if (has('/could-not')) return { kind: 'send', href: linkIn($), text: $('textarea#question').text() };
  if (has('/release')) return { kind: 'give-back' };
  if (has('/nothing')) return { kind: 'check', href: linkIn($) };
  if (has('/own')) return { kind: 'own' };
  if (path.startsWith('/tasks/')) return { kind: 'idle' };
  if (path !== '/next') throw new Error(`a page of the desk that nobody knows: ${path}`);
  const at = Date.parse($('#now time').attr('datetime') ?? '');
  return { kind: 'nothing', nextAt: Number.isNaN(at) ? null : at };
}

const linkIn = ($: DeskPage['$']): string => $('main a[data-open]').attr('href') ?? '';
