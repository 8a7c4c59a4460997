/**
 * @rocket.chat/livechat: its own embed script puts an iframe of the vendor's host into the page. The backend speaks
 * its REST API (livechat/*) and DDP over a WebSocket. History stays at the backend, the visitor's token in the frame's
 * localStorage.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Line, Session } from '../chat.ts';
import type { Desk } from '../desk.ts';
import { answeredPreflight, breakOff, type Exchange, objectOf, send, sendHtml, sendJson } from '../http.ts';
import type { Socket } from '../websocket.ts';
import { folderOf } from './assets.ts';
import { inScript, pathOf, type Site, type Widget } from './widget.ts';

const BUILD = 'rocketchat';
const LANGUAGES: Record<string, string> = { zh: 'zh' };

export const rocketchat: Widget = {
  snippet: ({ vendorHost, desk }) => `<script type="text/javascript">
(function(w, d, s, u) {
  w.RocketChat = function(c) { w.RocketChat._.push(c) }; w.RocketChat._ = []; w.RocketChat.url = u;
  var h = d.getElementsByTagName(s)[0], j = d.createElement(s);
  j.async = true; j.src = 'https://${vendorHost}/livechat/rocketchat-livechat.min.js?_=201903270000';
  h.parentNode.insertBefore(j, h);
})(window, document, 'script', 'https://${vendorHost}/livechat');
RocketChat(function() { this.setLanguage(${inScript(LANGUAGES[desk.language] ?? desk.language)}); });
</script>`,
  host: (site) => ({
    request: (exchange) => answer(site, exchange),
    socket: (socket) => (site.dead() ? socket.close() : talk(site.desk, socket)),
  }),
};

async function answer(site: Site, exchange: Exchange): Promise<void> {
  if (answeredPreflight(exchange)) return;
  const path = pathOf(exchange);
  if (path.startsWith('api/')) {
    if (site.dead()) return breakOff(exchange);
    return api(site.desk, exchange, path.slice('api/v1/livechat/'.length));
  }
  if (path === 'livechat' || path === 'livechat/') {
    const html = readFileSync(join(folderOf(BUILD), 'index.html'), 'utf8');
    const server = `<script>SERVER_URL = ${inScript(`https://${site.vendorHost}`)};</script>`;
    return sendHtml(exchange, html.replace('<body>', `<body>${server}`));
  }
  if (path.startsWith('avatar/')) return send(exchange, 200, 'image/svg+xml', AVATAR);
  const asset = /^livechat\/([\w.~-]+\.(js|css|png))$/.exec(path);
  if (!asset) return send(exchange, 404, 'text/plain', 'not found');
  const types = { js: 'text/javascript', css: 'text/css', png: 'image/png' };
  const bytes = readFileSync(join(folderOf(BUILD), asset[1]!));
  send(exchange, 200, types[asset[2] as keyof typeof types], bytes);
}

const AVATAR =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><circle cx="5" cy="5" r="5" fill="#9ab"/></svg>';
const roomOf = (session: Session): string => `room${session.id}`;
const SYSTEM = { _id: 'rocket.cat', username: 'rocket.cat', name: 'Rocket.Cat' };
const userOf = (session: Session) => ({
  _id: `guest${session.id}`,
  username: `guest-${session.id.slice(0, 6)}`,
  name: session.visitor.name ?? 'guest',
  token: session.id,
});

function agentOf(session: Session): { _id: string; username: string; name: string; status: string } | null {
  const { agent } = session;
  return agent === null ? null : { _id: 'agent1', username: agent, name: agent, status: 'online' };
}

/** A message as the REST API gives it; over DDP its time is an EJSON date. */
function messageOf(session: Session, line: Line) {
  const who =
    line.side === 'visitor'
      ? userOf(session)
      : line.side === 'agent'
        ? { _id: 'agent1', username: line.author, name: line.author }
        : line.side === 'bot'
          ? { _id: 'bot1', username: line.author, name: line.author }
          : SYSTEM;
  const { _id, username, name } = who;
  return {
    _id: line.id,
    rid: roomOf(session),
    msg: line.text,
    ts: new Date(line.at).toISOString(),
    u: { _id, username, name },
  };
}

async function api(desk: Desk, exchange: Exchange, path: string): Promise<void> {
  const given =
    exchange.request.method === 'POST'
      ? await objectOf(exchange.request)
      : Object.fromEntries(exchange.url.searchParams);
  const visitor = (given.visitor ?? {}) as Record<string, string>;
  const token = String(given.token ?? visitor.token ?? '');
  if (path === 'config') return sendJson(exchange, { config: configOf(desk, token), success: true });
  if (path === 'offline.message') {
    desk.leave({
      name: String(given.name ?? ''),
      email: String(given.email ?? ''),
      text: String(given.message ?? ''),
    });
    return sendJson(exchange, { message: desk.words.offlineDone, success: true });
  }
  if (!/^[\w-]{4,80}$/.test(token) && !path.startsWith('agent')) return sendJson(exchange, { success: true });
  if (path === 'visitor') {
    const session = desk.session(token);
    desk.identify(session, visitor);
    return sendJson(exchange, { visitor: userOf(session), success: true });
  }
  const session = desk.session(/^agent\.\w+\/.*\/(\w+)$/.exec(path)?.[1] ?? token);
  if (path === 'room') return sendJson(exchange, { room: roomFor(session), newRoom: true, success: true });
  if (path === 'message') {
    const line = desk.say(session, String(given.msg ?? ''));
    return sendJson(exchange, { message: messageOf(session, line), success: true });
  }
  if (path.startsWith('messages.history/')) {
    const messages = session.lines.map((line) => messageOf(session, line)).reverse();
    return sendJson(exchange, { messages, success: true });
  }
  if (path.startsWith('agent.')) return sendJson(exchange, { agent: agentOf(session), success: true });
  sendJson(exchange, { success: true });
}

const roomFor = (session: Session) => ({
  _id: roomOf(session),
  t: 'l',
  open: true,
  ...(session.agent ? { servedBy: agentOf(session) } : {}),
});

function configOf(desk: Desk, token: string): Record<string, unknown> {
  const { behaviour, words } = desk;
  const session = desk.knows(token) ? desk.session(token) : null;
  const talking = session !== null && session.lines.length > 0 && !session.ended;
  return {
    enabled: true,
    online: behaviour.door !== 'offline',
    settings: {
      registrationForm: behaviour.form.length > 0,
      nameFieldRegistrationForm: behaviour.form.includes('name'),
      emailFieldRegistrationForm: behaviour.form.includes('email'),
      displayOfflineForm: true,
      showConnecting: behaviour.does.some((a) => a.send === 'queue'),
      fileUpload: false,
      limitTextLength: 0,
    },
    theme: {
      title: desk.label(words.title),
      color: '#1d6f5c',
      offlineTitle: desk.label(words.title),
      offlineColor: '#666666',
    },
    messages: {
      offlineMessage: words.offline,
      offlineSuccessMessage: words.offlineDone,
      registrationFormMessage: words.formIntro,
      conversationFinishedMessage: words.ended,
    },
    departments: [],
    customFields: behaviour.form.includes('phone')
      ? [{ _id: 'phone', label: words.fields.phone, type: 'input', required: true, scope: 'visitor' }]
      : [],
    resources: {},
    triggers:
      behaviour.greeting === 'none'
        ? []
        : [
            {
              _id: 'greeting',
              enabled: true,
              runOnce: true,
              conditions: [{ name: 'time-on-site', value: '2' }],
              actions: [
                {
                  name: 'send-message',
                  params: {
                    sender: 'custom',
                    name: behaviour.greeting === 'bot' ? words.bot : desk.label(words.title),
                    msg: desk.label(words.greeting[behaviour.greeting]),
                  },
                },
              ],
            },
          ],
    ...(session && Object.keys(session.visitor).length > 0 ? { guest: userOf(session) } : {}),
    ...(talking ? { room: roomFor(session), guest: userOf(session) } : {}),
    ...(talking && session.agent ? { agent: agentOf(session) } : {}),
  };
}

/** DDP: subscriptions to a room, and calls that only tell of typing. */
function talk(desk: Desk, socket: Socket): void {
  const leave: (() => void)[] = [];
  const rooms = new Set<string>();
  const say = (message: unknown) => socket.send(JSON.stringify(message));
  const changed = (collection: string, eventName: string, args: unknown[]) =>
    say({ msg: 'changed', collection, id: 'id', fields: { eventName, args } });

  function watch(rid: string): void {
    if (rooms.has(rid) || !desk.knows(rid.slice(4))) return;
    rooms.add(rid);
    const session = desk.session(rid.slice(4));
    leave.push(
      desk.attach(session, (event) => {
        if (event.kind === 'line') {
          const message = messageOf(session, event.line);
          if (event.line.side === 'agent') changed('stream-livechat-room', rid, [agentData(session)]);
          changed('stream-room-messages', rid, [{ ...message, ts: { $date: event.line.at } }]);
        } else if (event.kind === 'typing') {
          changed('stream-notify-room', `${rid}/typing`, [event.author, event.on]);
        } else if (event.kind === 'queue') {
          const data = { spot: event.place, estimatedWaitTimeSeconds: event.place * 60 };
          changed('stream-livechat-room', rid, [{ type: 'queueData', data }]);
        } else if (event.kind === 'agent') {
          changed('stream-livechat-room', rid, [agentData(session)]);
        } else {
          const message = {
            _id: `end${rid}`,
            rid,
            t: 'livechat-close',
            msg: '',
            u: { ...SYSTEM },
            ts: { $date: session.lines.at(-1)?.at ?? 0 },
          };
          changed('stream-room-messages', rid, [message]);
        }
      }),
    );
  }

  socket.onText((text) => {
    let got: { msg?: string; id?: string; name?: string; params?: unknown[] };
    try {
      got = JSON.parse(text);
    } catch {
      return;
    }
    if (got.msg === 'connect') say({ msg: 'connected', session: 'sandbox' });
    else if (got.msg === 'ping') say({ msg: 'pong' });
    else if (got.msg === 'sub') {
      say({ msg: 'ready', subs: [got.id] });
      if (got.name === 'stream-room-messages') watch(String(got.params?.[0] ?? ''));
    } else if (got.msg === 'unsub') say({ msg: 'nosub', id: got.id });
    else if (got.msg === 'method') say({ msg: 'result', id: got.id, result: true });
  });
  socket.onClose(() => {
    for (const end of leave) end();
  });
}

const agentData = (session: Session) => ({ type: 'agentData', data: agentOf(session) });
