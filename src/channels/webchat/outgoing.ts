/** What the page has sent out: whether our words are on their way, though they still stand in the field. */
import type { Page } from 'playwright-core';

export interface Outgoing {
  /** Whether words of ours have gone out since the last call of `forget`. */
  carried(text: string): boolean;
  forget(): void;
}

const MOST = 50;
const LONGEST = 8000;
/** So much of the question is looked for: long enough to be no chance, short enough to survive a widget's wrapping. */
const PIECE = 24;

/** Listens from the page's first request on. Keeps the last 50 bodies and frames, the first 8,000 characters of each. */
export function watchOutgoing(page: Page): Outgoing {
  const sent: string[] = [];
  const note = (body: string | Buffer | null): void => {
    if (body === null || body.length === 0) return;
    sent.push(body.toString().slice(0, LONGEST));
    if (sent.length > MOST) sent.shift();
  };
  page.on('request', (request) => {
    if (request.method() !== 'GET') note(request.postData());
  });
  page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => note(payload)));
  return {
    forget: () => void sent.splice(0),
    carried(text) {
      const piece = text.slice(0, PIECE);
      const coded = encodeURIComponent(piece);
      const forms = [piece, JSON.stringify(piece).slice(1, -1), coded, coded.replaceAll('%20', '+')];
      return sent.some((body) => forms.some((form) => body.includes(form)));
    },
  };
}
