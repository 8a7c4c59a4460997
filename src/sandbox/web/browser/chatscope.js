/**
 * @chatscope/chat-ui-kit-react as a lender's own developers would use it: a bare div in the left corner opens it, a
 * form of their own may stand in front, and at the end it wants to be rated before anything else.
 */
import {
  ChatContainer,
  MainContainer,
  Message,
  MessageInput,
  MessageList,
  TypingIndicator,
} from '@chatscope/chat-ui-kit-react';
import { createElement as h, useSyncExternalStore } from 'react';
import { createRoot } from 'react-dom/client';
import widgetStyle from 'widget-style';
import { addStyles, config, connect, mountPoint } from './desk-client.js';
import { ownForm } from './own-form.js';

const { words } = config;
let state = { lines: [], typing: '', ended: false };
const watchers = new Set();
const change = (part) => {
  state = { ...state, ...part };
  for (const watcher of watchers) watcher();
};

const desk = connect((event) => {
  if (event.kind === 'history') change({ lines: event.lines });
  else if (event.kind === 'line') change({ lines: [...state.lines, event.line] });
  else if (event.kind === 'typing') change({ typing: event.on ? event.author : '' });
  else if (event.kind === 'ended') change({ ended: true });
});

const bubble = (line) =>
  h(
    Message,
    {
      key: line.id,
      model: {
        message: line.text,
        type: 'text',
        direction: line.side === 'visitor' ? 'outgoing' : 'incoming',
        position: 'single',
      },
    },
    line.author && line.side !== 'visitor' ? h(Message.Header, { sender: line.author }) : null,
    line.choices?.length > 0
      ? h(
          Message.Footer,
          null,
          line.choices.map((choice) =>
            h('button', { key: choice, type: 'button', onClick: () => say(choice) }, choice),
          ),
        )
      : null,
  );

function say(text) {
  change({ lines: [...state.lines, { id: crypto.randomUUID(), side: 'visitor', text, choices: [] }] });
  desk.say(text);
}

function Chat() {
  const { lines, typing, ended } = useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => state,
  );
  const list = h(
    MessageList,
    { typingIndicator: typing ? h(TypingIndicator, { content: typing }) : null },
    lines.map(bubble),
  );
  const rating = h(
    'div',
    {
      style: {
        position: 'absolute',
        inset: 0,
        background: '#fffe',
        display: 'grid',
        placeContent: 'center',
        zIndex: 5,
      },
    },
    h('p', null, words.rate),
    h(
      'div',
      null,
      [1, 2, 3, 4, 5].map((n) =>
        h('button', { key: n, type: 'button', onClick: () => change({ ended: false }) }, '★'.repeat(n)),
      ),
    ),
  );
  return h(
    MainContainer,
    { style: { height: '100%' } },
    h(
      ChatContainer,
      null,
      list,
      h(MessageInput, {
        placeholder: words.placeholder,
        attachButton: false,
        onSend: (_html, _content, text) => say(text),
      }),
    ),
    ended ? rating : null,
  );
}

addStyles(widgetStyle);
const launcher = mountPoint('q1');
launcher.style.cssText =
  'position:fixed;left:24px;bottom:88px;width:56px;height:56px;border-radius:50%;background:#6b4;cursor:pointer;z-index:900;display:grid;place-items:center';
launcher.innerHTML =
  '<svg width="28" height="28" viewBox="0 0 24 24" fill="#fff"><path d="M4 4h16v12H8l-4 4z"/></svg>';
const panel = mountPoint('q2');
panel.style.cssText =
  'position:fixed;left:24px;bottom:160px;width:360px;height:480px;display:none;z-index:900;background:#fff;border:1px solid #ccc';

let started = false;
function start() {
  if (started) return;
  started = true;
  const chat = () => {
    createRoot(panel).render(h(Chat));
    desk.open();
  };
  if (config.offline)
    ownForm(
      panel,
      { intro: words.offline, fields: ['name', 'email', 'message'], submit: words.send },
      (values) => {
        desk.leave({ name: values.name, email: values.email, text: values.message });
        panel.textContent = words.offlineDone;
      },
    );
  else if (config.form.length > 0)
    ownForm(panel, { intro: words.formIntro, fields: config.form, submit: words.start }, (values) => {
      desk.identify(values);
      chat();
    });
  else chat();
}
launcher.addEventListener('click', () => {
  panel.style.display = panel.style.display === 'none' ? 'block' : 'none';
  start();
});
