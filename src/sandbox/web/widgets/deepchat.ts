/**
 * deep-chat: a web component that stands open in the page, no launcher. It speaks its own JSON over a WebSocket; lines
 * of an earlier visit are fetched by its `loadHistory`.
 */
import type { Line } from '../chat.ts';
import { answeredPreflight, breakOff, type Exchange, send, sendJson, sendScript } from '../http.ts';
import type { Socket } from '../websocket.ts';
import { fileOf } from './assets.ts';
import { inScript, pathOf, type Site, type Widget } from './widget.ts';

export const deepchat: Widget = {
  snippet: ({ vendorHost, desk }) => `<section style="padding: 0 2rem 3rem">
  <h2>${desk.label(desk.words.title)}</h2>
  <deep-chat id="site-chat" style="width: 420px; height: 420px; border-radius: 8px"></deep-chat>
</section>
<script type="module">
import 'https://${vendorHost}/deep-chat/deepChat.bundle.js';
const keeps = ${desk.behaviour.history === 'kept'};
const session = (keeps && localStorage.getItem('site-chat')) || crypto.randomUUID();
if (keeps) localStorage.setItem('site-chat', session);
const chat = document.getElementById('site-chat');
chat.textInput = { placeholder: { text: ${inScript(desk.words.placeholder)} } };
chat.loadHistory = () => fetch('https://${vendorHost}/history?session=' + session).then((r) => r.json()).catch(() => []);
chat.connect = { url: 'wss://${vendorHost}/socket?session=' + session, websocket: true };
</script>`,
  host: (site) => ({
    request: (exchange) => answer(site, exchange),
    socket: (socket, url) => talk(site, socket, url.searchParams.get('session') ?? ''),
  }),
};

const SESSION = /^[\w-]{8,60}$/;
const drawn = (line: Line) => ({ text: line.text, role: line.side === 'visitor' ? 'user' : 'ai' });

async function answer(site: Site, exchange: Exchange): Promise<void> {
  if (answeredPreflight(exchange)) return;
  const path = pathOf(exchange);
  if (path === 'deep-chat/deepChat.bundle.js') return sendScript(exchange, fileOf('deepchat.js'));
  if (path !== 'history') return send(exchange, 404, 'text/plain', 'not found');
  if (site.dead()) return breakOff(exchange);
  const id = exchange.url.searchParams.get('session') ?? '';
  const lines = SESSION.test(id) && site.desk.knows(id) ? site.desk.session(id).lines : [];
  sendJson(exchange, lines.map(drawn));
}

function talk({ desk, dead }: Site, socket: Socket, id: string): void {
  if (dead() || !SESSION.test(id)) {
    socket.close();
    return;
  }
  const session = desk.session(id);
  const leave = desk.attach(session, (event) => {
    if (event.kind === 'line') socket.send(JSON.stringify(drawn(event.line)));
  });
  socket.onClose(leave);
  desk.open(session);
  socket.onText((text) => {
    try {
      const got = JSON.parse(text) as { messages?: { text?: unknown }[] };
      for (const message of got.messages ?? []) if (message.text) desk.say(session, String(message.text));
    } catch {
      // Not the widget's own protocol: nothing to say to it.
    }
  });
}
