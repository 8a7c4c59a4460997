/** The accounts that the market's lenders advertise on messengers, found as a messenger finds them: by name or number. */
import { handleOf } from '../../model/handles.ts';
import type { Lender } from '../../model/lenders.ts';
import { ASSISTED_CHANNELS, type AssistedChannel, isAssisted } from '../../model/vocabulary.ts';
import type { MessengerBehaviour, MessengerBehaviours } from './behaviour.ts';

export interface Account {
  app: AssistedChannel;
  lender: Lender;
  behaviour: MessengerBehaviour;
  /** As advertised. */
  address: string;
}

/** What a link or an address leads to on this market. */
export interface Door {
  app: AssistedChannel;
  /** Null: the messenger knows no such account. */
  account: Account | null;
  /** The text that stands in the input box. */
  draft: string;
}

export interface Accounts {
  all: readonly Account[];
  /** Null where no messenger opens the link. */
  open(href: string): Door | null;
}

/** Lenders without a behaviour have no account, whatever they advertise. */
export function accountsOf(lenders: readonly Lender[], behaviours: MessengerBehaviours): Accounts {
  const byKey = new Map<string, Account>();
  for (const lender of lenders)
    for (const { kind, address } of lender.channels) {
      const behaviour = behaviours.lenders[lender.id];
      const key = isAssisted(kind) ? keyOf(kind, address) : null;
      if (isAssisted(kind) && key !== null && behaviour && behaviour.account !== 'missing')
        byKey.set(key, { app: kind, lender, behaviour, address });
    }
  return {
    all: [...byKey.values()],
    open(href) {
      const app = ASSISTED_CHANNELS.find((kind) => handleOf(kind, href) !== null);
      if (!app || !URL.canParse(href)) return null;
      return { app, account: byKey.get(keyOf(app, href)!) ?? null, draft: draftIn(new URL(href)) };
    },
  };
}

function keyOf(app: AssistedChannel, address: string): string | null {
  const handle = handleOf(app, address);
  return handle && `${app} ${handle.by} ${handle.value}`;
}

/** LINE's link has the text alone behind the question mark. */
function draftIn({ searchParams, search }: URL): string {
  const named = ['text', 'draft'].map((name) => searchParams.get(name)).find((text) => text !== null);
  return named ?? (search.includes('=') ? '' : decodeURIComponent(search.slice(1)));
}
