/** parlant-chat-react as a popup; it talks to its server itself. */
import ParlantChatbox from 'parlant-chat-react';
import { createElement as h } from 'react';
import { createRoot } from 'react-dom/client';
import widgetStyle from 'widget-style';
import { addStyles, config, mountPoint } from './desk-client.js';

const KEY = 'parlant-session';
const kept = config.keeps ? localStorage.getItem(KEY) : null;

addStyles(widgetStyle);
const place = mountPoint('parlant-root');
place.style.cssText = 'position:fixed;right:12px;bottom:12px;z-index:2000';
createRoot(place).render(
  h(ParlantChatbox, {
    float: true,
    server: config.server,
    agentId: 'desk',
    agentName: config.words.title,
    ...(kept ? { sessionId: kept } : {}),
    ...(config.greets ? { agentOpeningMessage: config.words.greeting } : {}),
    onSessionCreated: (id) => {
      if (config.keeps) localStorage.setItem(KEY, id);
    },
  }),
);
