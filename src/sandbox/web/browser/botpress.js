/** @botpress/webchat with its own floating button; it talks to its API itself. */
import { Fab, Webchat } from '@botpress/webchat';
import { createElement as h, useState } from 'react';
import { createRoot } from 'react-dom/client';
import widgetStyle from 'widget-style';
import { addStyles, config, mountPoint } from './desk-client.js';

const { words } = config;

function App() {
  const [open, setOpen] = useState(false);
  return [
    h(Webchat, {
      key: 'chat',
      clientId: config.clientId,
      apiUrl: config.apiUrl,
      storageKey: config.keeps ? 'bp-webchat' : `bp-${crypto.randomUUID()}`,
      configuration: {
        botName: words.title,
        composerPlaceholder: words.placeholder,
        soundEnabled: false,
        allowFileUpload: false,
      },
      style: {
        display: open ? 'flex' : 'none',
        position: 'fixed',
        right: '20px',
        bottom: '96px',
        width: '380px',
        height: '540px',
        zIndex: 3000,
      },
    }),
    h(Fab, {
      key: 'fab',
      onClick: () => setOpen(!open),
      style: {
        position: 'fixed',
        right: '20px',
        bottom: '20px',
        width: '64px',
        height: '64px',
        zIndex: 3000,
      },
    }),
  ];
}

addStyles(widgetStyle);
createRoot(mountPoint('webchat-root')).render(h(App));
