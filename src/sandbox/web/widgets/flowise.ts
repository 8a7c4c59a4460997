/**
 * flowise-embed: a bot's bubble in a shadow root. It asks with one POST and reads the answer as server-sent events;
 * a lead form comes before the first question. What was said is kept by the browser alone.
 */
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
import { fileOf } from './assets.ts';
import { inScript, pathOf, type Site, type Widget } from './widget.ts';

export const flowise: Widget = {
  snippet: ({ vendorHost, desk }) => `<script type="module">
import Chatbot from 'https://${vendorHost}/npm/flowise-embed/dist/web.js';
Chatbot.init(${inScript({
    chatflowid: `flow-${desk.lender.id}`,
    apiHost: `https://${vendorHost}`,
    theme: {
      button: {
        backgroundColor: '#3B81F6',
        right: 24,
        bottom: 24,
        size: 48,
        iconColor: 'white',
        ...(desk.behaviour.greeting === 'human'
          ? { autoWindowOpen: { autoOpen: true, openDelay: 2, autoOpenOnMobile: false } }
          : {}),
      },
      tooltip: { showTooltip: true, tooltipMessage: desk.words.launcher },
      chatWindow: {
        title: desk.label(desk.words.title),
        ...(desk.behaviour.history === 'forgotten' ? { clearChatOnReload: true } : {}),
        welcomeMessage: desk.label(desk.words.greeting.bot),
        ...(desk.behaviour.menu === 'none'
          ? {}
          : { starterPrompts: [...desk.words.topics, desk.words.person] }),
        height: 560,
        width: 380,
        textInput: { placeholder: desk.words.placeholder, sendButtonColor: '#3B81F6' },
        footer: { text: '', company: '', companyLink: `https://${vendorHost}/` },
      },
    },
  })});
</script>`,
  host: (site) => ({ request: (exchange) => answer(site, exchange) }),
};

async function answer(site: Site, exchange: Exchange): Promise<void> {
  if (answeredPreflight(exchange)) return;
  const path = pathOf(exchange);
  if (path === 'npm/flowise-embed/dist/web.js') return sendScript(exchange, fileOf('flowise.js'));
  if (!path.startsWith('api/v1/')) return send(exchange, 404, 'text/plain', 'not found');
  if (site.dead()) return breakOff(exchange);
  return api(site.desk, exchange, path.slice('api/v1/'.length));
}

async function api(desk: Desk, exchange: Exchange, path: string): Promise<void> {
  const { words, behaviour } = desk;
  if (path.startsWith('chatflows-streaming/')) return sendJson(exchange, { isStreaming: true });
  if (path.startsWith('public-chatbotConfig/')) {
    const leads = {
      status: behaviour.form.length > 0,
      title: words.formIntro,
      successMessage: words.greeting.human,
      ...Object.fromEntries(behaviour.form.map((field) => [field, true])),
    };
    return sendJson(exchange, { leads, chatFeedback: { status: false } });
  }
  const given = await objectOf(exchange.request);
  const id = String(given.chatId ?? '');
  if (!/^[\w+-]{4,80}$/.test(id)) return sendJson(exchange, { message: 'chatId is missing' }, 400);
  const session = desk.session(id);
  if (path.startsWith('leads')) {
    desk.identify(session, given as Record<string, string>);
    return sendJson(exchange, { id: 'lead', chatId: id });
  }
  if (!path.startsWith('prediction/')) return sendJson(exchange, {});
  stream(desk, exchange, id, String(given.question ?? ''));
}

/** One answer: the stream stays open until the desk has nothing more to say about this line. */
function stream(desk: Desk, exchange: Exchange, id: string, text: string): void {
  const session = desk.session(id);
  const out = openEventStream(exchange);
  const event = (name: string, data: unknown) => out.push(JSON.stringify({ event: name, data }), 'message');
  let open = 0;
  const leave = desk.attach(session, (happening) => {
    if (happening.kind === 'line') {
      event('start', '');
      // A bot's words come in pieces.
      for (const piece of happening.line.text.match(/[\s\S]{1,24}/g) ?? []) event('token', piece);
      open += 1;
      if (session.due === 0) finish();
    } else if (happening.kind === 'ended') finish();
  });
  const finish = () => {
    event('metadata', { chatId: id, chatMessageId: `${id}-${open}`, question: text });
    event('end', '[DONE]');
    leave();
    out.end();
  };
  out.signal.addEventListener('abort', leave);
  desk.say(session, text);
}
