/**
 * Widgets that are only a face: a script of the vendor's draws one of npm's chat components and talks to the vendor's
 * host over a WebSocket of the sandbox's own making. `browser/desk-client.js` is the other end.
 */
import { answeredPreflight, type Exchange, send, sendScript } from '../http.ts';
import type { Socket } from '../websocket.ts';
import { bundleOf } from './assets.ts';
import { inScript, pathOf, type Site, type Widget } from './widget.ts';

export const socketWidget = (bundle: string): Widget => ({
  snippet: ({ vendorHost }) => `<script src="https://${vendorHost}/widget.js" async></script>`,
  host: (site) => ({
    request: (exchange) => answer(site, exchange, bundle),
    socket: (socket, url) => talk(site, socket, url.searchParams.get('session') ?? ''),
  }),
});

async function answer(site: Site, exchange: Exchange, bundle: string): Promise<void> {
  if (answeredPreflight(exchange)) return;
  if (pathOf(exchange) !== 'widget.js') return send(exchange, 404, 'text/plain', 'not found');
  const config = `window.deskConfig = ${inScript(configOf(site))};\n`;
  sendScript(exchange, Buffer.concat([Buffer.from(config), await bundleOf(bundle)]));
}

/** What the script needs to know of the site; the words are in the site's language. */
export function configOf({ desk, vendorHost }: Site): Record<string, unknown> {
  const { behaviour, words } = desk;
  return {
    socket: `wss://${vendorHost}/socket`,
    site: desk.lender.id,
    language: desk.language,
    form: behaviour.form,
    menu: behaviour.menu,
    greets: behaviour.greeting !== 'none',
    offline: behaviour.door === 'offline',
    keeps: behaviour.history === 'kept',
    words: {
      ...words,
      title: desk.label(words.title),
      greeting: desk.label(words.greeting[behaviour.greeting === 'human' ? 'human' : 'bot']),
    },
  };
}

/** One open page: it gets the session's lines so far, then all that happens. */
export function talk(site: Site, socket: Socket, id: string): void {
  const { desk } = site;
  if (site.dead() || !/^[\w-]{8,60}$/.test(id)) {
    socket.close();
    return;
  }
  const say = (message: unknown) => socket.send(JSON.stringify(message));
  const session = desk.session(id);
  say({ kind: 'history', lines: session.lines, agent: session.agent, mayWrite: session.mayWrite });
  const leave = desk.attach(session, say);
  socket.onClose(leave);
  socket.onText((text) => {
    let got: Record<string, unknown>;
    try {
      got = JSON.parse(text);
    } catch {
      return;
    }
    if (got.kind === 'open') desk.open(session);
    else if (got.kind === 'identify') desk.identify(session, got.visitor as Record<string, string>);
    else if (got.kind === 'say') say({ kind: 'taken', line: desk.say(session, String(got.text ?? '')) });
    else if (got.kind === 'leave')
      desk.leave({
        name: String(got.name ?? ''),
        email: String(got.email ?? ''),
        text: String(got.text ?? ''),
      });
  });
}
