/**
 * parlant-chat-react: a session of numbered events, fetched by long polls. Each event says who it is from: the bot
 * (`ai_agent`) or a person (`human_agent`). The session is kept at the backend.
 */
import { randomUUID } from 'node:crypto';
import type { Session } from '../chat.ts';
import type { Desk } from '../desk.ts';
import { answeredPreflight, breakOff, type Exchange, objectOf, send, sendJson, sendScript } from '../http.ts';
import { bundleOf } from './assets.ts';
import { configOf } from './socket-widget.ts';
import { inScript, pathOf, type Site, type Widget } from './widget.ts';

/** What comes in one burst goes out in one answer. */
const BURST_MS = 40;
/** A page between two polls still counts as there. */
const GRACE_MS = 2000;
const MAX_EVENTS = 1000;

interface ParlantEvent {
  id: string;
  source: 'customer' | 'ai_agent' | 'human_agent' | 'system';
  kind: 'message' | 'status';
  offset: number;
  creation_utc: string;
  correlation_id: string;
  data: unknown;
  deleted: false;
}

interface Talk {
  session: Session;
  events: ParlantEvent[];
  /** Lines of the desk's session that have become events. */
  taken: number;
  /** Ends the attachments of polls that are open or were answered a moment ago. */
  present: Set<() => void>;
}

const SOURCES = { visitor: 'customer', bot: 'ai_agent', agent: 'human_agent', system: 'system' } as const;

export const parlant: Widget = {
  snippet: ({ vendorHost }) => `<script src="https://${vendorHost}/chat.js" async></script>`,
  host: (site) => {
    const talks = new Map<string, Talk>();
    return { request: (exchange) => answer(site, talks, exchange) };
  },
};

async function answer(site: Site, talks: Map<string, Talk>, exchange: Exchange): Promise<void> {
  if (answeredPreflight(exchange)) return;
  const path = pathOf(exchange);
  if (path === 'chat.js') {
    const config = { ...configOf(site), server: `https://${site.vendorHost}` };
    const head = Buffer.from(`window.deskConfig = ${inScript(config)};\n`);
    return sendScript(exchange, Buffer.concat([head, await bundleOf('parlant')]));
  }
  if (site.dead()) return breakOff(exchange);
  return api(site.desk, talks, exchange, path);
}

async function api(desk: Desk, talks: Map<string, Talk>, exchange: Exchange, path: string): Promise<void> {
  const posted = exchange.request.method === 'POST';
  if (path === 'agents/desk') return sendJson(exchange, { id: 'desk', name: desk.label(desk.words.title) });
  if (path === 'sessions' && posted)
    return sendJson(exchange, sessionOf(open(desk, talks, randomUUID())), 201);
  const [, id, rest] = /^sessions\/([\w-]{8,60})(\/events)?$/.exec(path) ?? [];
  if (!id) return send(exchange, 404, 'text/plain', 'not found');
  const talk = open(desk, talks, id);
  if (!rest) return sendJson(exchange, sessionOf(talk));
  if (!posted) return poll(desk, talk, exchange);
  const given = await objectOf(exchange.request);
  if (given.source === 'customer') {
    desk.say(talk.session, String(given.message ?? ''));
    catchUp(talk);
  } else {
    // The widget itself posts the greeting that it showed: the desk says nothing here.
    add(talk, 'ai_agent', 'message', {
      message: given.message,
      participant: { display_name: desk.words.bot },
    });
  }
  sendJson(exchange, talk.events.at(-1), 201);
}

function open(desk: Desk, talks: Map<string, Talk>, id: string): Talk {
  const talk = talks.get(id) ?? { session: desk.session(id), events: [], taken: 0, present: new Set() };
  talks.set(id, talk);
  return talk;
}

const sessionOf = ({ session }: Talk) => ({
  id: session.id,
  agent_id: 'desk',
  customer_id: 'guest',
  creation_utc: new Date(0).toISOString(),
  title: '',
  consumption_offsets: { client: 0 },
});

function add(
  talk: Talk,
  source: ParlantEvent['source'],
  kind: ParlantEvent['kind'],
  data: unknown,
  at = 0,
): void {
  const offset = talk.events.length;
  if (offset >= MAX_EVENTS) return;
  talk.events.push({
    id: `e${offset}${talk.session.id.slice(0, 6)}`,
    source,
    kind,
    offset,
    creation_utc: new Date(at).toISOString(),
    correlation_id: `c${offset}`,
    data,
    deleted: false,
  });
}

/** Makes events of the lines that have been said since. */
function catchUp(talk: Talk): void {
  for (const line of talk.session.lines.slice(talk.taken))
    add(
      talk,
      SOURCES[line.side],
      'message',
      { message: line.text, participant: { display_name: line.author } },
      line.at,
    );
  talk.taken = talk.session.lines.length;
}

/** Answers as soon as there are events from `min_offset` on; until then the request stays open. */
function poll(desk: Desk, talk: Talk, exchange: Exchange): void {
  const from = Number(exchange.url.searchParams.get('min_offset') ?? 0);
  let answered = false;
  const reply = () => {
    if (answered) return;
    answered = true;
    sendJson(exchange, talk.events.slice(from));
  };
  const leave = desk.attach(talk.session, (event) => {
    if (answered) return;
    if (event.kind === 'typing')
      add(talk, 'ai_agent', 'status', { status: event.on ? 'typing' : 'ready', data: {} });
    setTimeout(() => {
      catchUp(talk);
      if (talk.events.length > from) reply();
    }, BURST_MS).unref();
  });
  talk.present.add(leave);
  const part = () => {
    leave();
    talk.present.delete(leave);
  };
  exchange.response.on('close', () => {
    // Answered: the next poll is on its way. Broken off: the page is gone, and with it whatever lingered.
    if (answered) setTimeout(part, GRACE_MS).unref();
    else {
      for (const gone of talk.present) gone();
      talk.present.clear();
    }
    answered = true;
  });
  catchUp(talk);
  if (talk.events.length > from) reply();
}
