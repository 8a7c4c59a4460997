/**
 * Deep links for the operator's hand: each opens the lender's chat on the messenger, with the question in the input box
 * where the messenger can do that (channels.md 3.2). Nothing here sends anything: a person presses Send.
 */
import { type Handle, handleOf, shownHandle } from '../../model/handles.ts';
import type { AssistedChannel } from '../../model/vocabulary.ts';

export interface DeepLink {
  href: string;
  /** The question stands in the input box; otherwise it must be copied. */
  prefilled: boolean;
  /** The account as a person would write it. */
  shown: string;
}

interface Link {
  href: string;
  prefilled: boolean;
}

/** Null where the address is none of this messenger's, or no link leads to it: then it is searched for by hand. */
export function linkOf(kind: AssistedChannel, address: string, text: string): DeepLink | null {
  const handle = handleOf(kind, address);
  const link = handle && LINKS[kind](handle, encodeURIComponent(text));
  return link ? { ...link, shown: shownHandle(handle) } : null;
}

const prefilled = (href: string): Link => ({ href, prefilled: true });
const bare = (href: string): Link => ({ href, prefilled: false });

/** `text` comes percent-encoded; values of handles hold no character that needs it, but for names. */
const LINKS: Record<AssistedChannel, (handle: Handle, text: string) => Link | null> = {
  // core.telegram.org/api/links: a draft that begins with @ would ask for an inline bot, a space keeps it a draft.
  telegram: ({ value }, text) =>
    prefilled(`https://t.me/${value}?text=${text.startsWith('%40') ? '%20' : ''}${text}`),
  whatsapp: ({ by, value }, text) =>
    by === 'link'
      ? bare(`https://wa.me/message/${value}`)
      : prefilled(`https://wa.me/${value.slice(1)}?text=${text}`),
  // Opened from a phone; browsers on a desk often fail.
  viber: ({ by, value }, text) =>
    prefilled(
      by === 'phone'
        ? `viber://chat?number=%2B${value.slice(1)}&draft=${text}`
        : `viber://pa?chatURI=${value}&text=${text}`,
    ),
  vk: ({ value }) => bare(`https://vk.me/${value}`),
  ok: ({ value }) => bare(`https://ok.ru/${value}`),
  messenger: ({ value }, text) => prefilled(`https://m.me/${value}?text=${text}`),
  instagram: ({ value }) => bare(`https://ig.me/m/${value}`),
  line: ({ by, value }, text) =>
    by === 'link'
      ? bare(`https://lin.ee/${value}`)
      : prefilled(`https://line.me/R/oaMessage/%40${value}/?${text}`),
  wechat: ({ by, value }) => (by === 'link' ? bare(`https://u.wechat.com/${value}`) : null),
  max: ({ by, value }) => {
    if (by === 'phone') return null;
    return bare(
      by === 'link'
        ? `https://max.ru/u/${value}`
        : by === 'id'
          ? `https://web.max.ru/${value}`
          : `https://max.ru/${value}`,
    );
  },
};
