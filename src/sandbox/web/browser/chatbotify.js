/** react-chatbotify: a bot's menu first; free text goes to the desk once a person was asked for. */
import { createElement } from 'react';
import ChatBot from 'react-chatbotify';
import { createRoot } from 'react-dom/client';
import widgetStyle from 'widget-style';
import { addStyles, config, connect, mountPoint } from './desk-client.js';

const { words } = config;
const menu = config.menu === 'none' ? [] : [...words.topics, words.person];
const SEEN = `desk-seen-${config.site}`;

let params = null;
let lost = false;
const early = [];

/** Draws a line of the desk; those that came before the chat was opened wait. */
function draw(line) {
  if (params === null) early.push(line);
  else {
    params.injectMessage(line.text, 'BOT');
    if (config.keeps) localStorage.setItem(SEEN, String(line.at));
  }
}

const desk = connect((event) => {
  if (event.kind === 'lost') lost = true;
  if (event.kind === 'line' && event.line.kind !== 'greeting') draw(event.line);
  if (event.kind === 'history') {
    const seen = Number(localStorage.getItem(SEEN) ?? 0);
    for (const line of event.lines)
      if (line.side !== 'visitor' && line.kind !== 'greeting' && line.at > seen) draw(line);
  }
});

function take(given) {
  params = given;
  for (const line of early.splice(0)) draw(line);
}

const say = (given) => {
  take(given);
  desk.say(given.userInput);
  if (lost) given.injectMessage(words.lost, 'BOT');
};

const flow = {
  start: {
    message: (given) => {
      take(given);
      desk.open();
      return words.greeting;
    },
    ...(menu.length > 0 ? { options: menu, chatDisabled: config.menu === 'first' } : {}),
    path: (given) => {
      say(given);
      return given.userInput === words.person || menu.length === 0 ? 'talk' : 'topic';
    },
  },
  topic: {
    options: [words.person],
    chatDisabled: config.menu === 'first',
    path: (given) => {
      say(given);
      return 'talk';
    },
  },
  talk: {
    path: (given) => {
      say(given);
      return 'talk';
    },
  },
};

const settings = {
  general: { primaryColor: '#0f5f8a', secondaryColor: '#2b8a6e', showFooter: false },
  tooltip: { mode: 'CLOSE', text: words.launcher },
  header: { title: words.title, showAvatar: false },
  chatInput: {
    enabledPlaceholderText: words.placeholder,
    disabledPlaceholderText: words.pickFirst,
    botDelay: 300,
  },
  chatHistory: { storageKey: 'rcb-history', storageType: config.keeps ? 'LOCAL_STORAGE' : 'SESSION_STORAGE' },
  notification: { disabled: true },
  audio: { disabled: true },
  voice: { disabled: true },
  emoji: { disabled: true },
  fileAttachment: { disabled: true },
  chatWindow: { showTypingIndicator: true },
};

addStyles(widgetStyle);
createRoot(mountPoint('chatbot-root')).render(createElement(ChatBot, { flow, settings }));
