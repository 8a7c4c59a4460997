/**
 * @botpress/webchat: a bot's window behind a round button. One stream of server-sent events opens the conversation and
 * carries what is said; what the visitor says goes by REST. The conversation is kept at the backend.
 */
import { randomUUID } from 'node:crypto';
import type { Line, Session } from '../chat.ts';
import type { Desk } from '../desk.ts';
import {
  answeredPreflight,
  breakOff,
  type Exchange,
  objectOf,
  openEventStream,
  send,
  sendJson,
  sendScript,
} from '../http.ts';
import { bundleOf } from './assets.ts';
import { configOf } from './socket-widget.ts';
import { inScript, pathOf, type Site, type Widget } from './widget.ts';

/** The vendor's ids are UUIDs, and the widget insists on it. */
const CLIENT = '3f1c2a9e-0b7d-4c58-9a61-5d2e8f7b4c10';

export const botpress: Widget = {
  snippet: ({ vendorHost }) => `<script src="https://${vendorHost}/webchat/v4.5/inject.js" defer></script>`,
  host: (site) => ({ request: (exchange) => answer(site, exchange) }),
};

async function answer(site: Site, exchange: Exchange): Promise<void> {
  if (answeredPreflight(exchange)) return;
  const path = pathOf(exchange);
  if (path === 'webchat/v4.5/inject.js') {
    const config = { ...configOf(site), clientId: CLIENT, apiUrl: `https://${site.vendorHost}` };
    const head = Buffer.from(`window.deskConfig = ${inScript(config)};\n`);
    return sendScript(exchange, Buffer.concat([head, await bundleOf('botpress')]));
  }
  if (!path.startsWith(`${CLIENT}/`)) return send(exchange, 404, 'text/plain', 'not found');
  if (site.dead()) return breakOff(exchange);
  return api(site.desk, exchange, path.slice(CLIENT.length + 1));
}

const ID = /^[\w-]{8,60}$/;

async function api(desk: Desk, exchange: Exchange, path: string): Promise<void> {
  if (path === 'initialize') {
    const wanted = exchange.url.searchParams.get('conversationId') ?? '';
    return listen(desk, exchange, desk.session(ID.test(wanted) ? wanted : randomUUID()));
  }
  const given = exchange.request.method === 'GET' ? {} : await objectOf(exchange.request);
  const id = String(given.conversationId ?? /^conversations\/([\w-]+)/.exec(path)?.[1] ?? '');
  const key = String(exchange.request.headers['x-user-key'] ?? '');
  const session = desk.session(ID.test(id) ? id : ID.test(key) ? key : randomUUID());
  if (path === 'messages') {
    const payload = (given.payload ?? {}) as { text?: unknown };
    const line = desk.say(session, String(payload.text ?? ''));
    return sendJson(exchange, {
      message: { ...messageOf(session, line), payload, metadata: given.metadata },
    });
  }
  if (path === 'events') {
    desk.open(session);
    const data = { status: { isInitial: false } };
    return sendJson(exchange, {
      event: { id: randomUUID(), payload: { type: 'conversation_started', data } },
    });
  }
  if (path === 'users/me') return sendJson(exchange, { user: visitorOf(session) });
  if (/^conversations\/[\w-]+\/messages$/.test(path))
    return sendJson(exchange, { messages: messagesOf(session), meta: {} });
  if (/^conversations\/[\w-]+\/participants$/.test(path))
    return sendJson(exchange, { participants: participantsOf(desk, session), meta: {} });
  if (path === 'conversations')
    return sendJson(exchange, { conversations: [conversationOf(session)], meta: {} });
  sendJson(exchange, { conversation: conversationOf(session) });
}

const MOMENT = new Date(0).toISOString();
const visitorOf = (session: Session) => ({
  id: `visitor-${session.id}`,
  userKey: session.id,
  createdAt: MOMENT,
  updatedAt: MOMENT,
});
const conversationOf = (session: Session) => ({ id: session.id, createdAt: MOMENT, updatedAt: MOMENT });
const participantsOf = (desk: Desk, session: Session) => [
  visitorOf(session),
  { id: 'bot', name: desk.words.bot, createdAt: MOMENT, updatedAt: MOMENT },
  ...(session.agent ? [{ id: 'agent', name: session.agent, createdAt: MOMENT, updatedAt: MOMENT }] : []),
];

function messageOf(session: Session, line: Line) {
  const { text, choices } = line;
  return {
    id: line.id,
    createdAt: new Date(line.at).toISOString(),
    payload:
      choices.length > 0
        ? { type: 'choice', text, options: choices.map((label) => ({ label, value: label })) }
        : { type: 'text', text },
    userId: line.side === 'visitor' ? `visitor-${session.id}` : line.side === 'agent' ? 'agent' : 'bot',
    conversationId: session.id,
  };
}

/** Newest first, as the widget expects. */
const messagesOf = (session: Session) => session.lines.map((line) => messageOf(session, line)).reverse();

function listen(desk: Desk, exchange: Exchange, session: Session): void {
  const out = openEventStream(exchange);
  const say = (type: string, data: unknown) => out.push(JSON.stringify({ type, data }), 'message');
  say('init', {
    conversation: conversationOf(session),
    messages: messagesOf(session),
    participants: participantsOf(desk, session),
    user: visitorOf(session),
  });
  const leave = desk.attach(session, (event) => {
    if (event.kind === 'line') say('message_created', messageOf(session, event.line));
    else if (event.kind === 'typing') say(event.on ? 'typing_started' : 'typing_stopped', {});
    else if (event.kind === 'agent')
      say('participant_added', { conversationId: session.id, participant: participantsOf(desk, session)[2] });
  });
  out.signal.addEventListener('abort', leave);
}
