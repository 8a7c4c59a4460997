/** vue3-beautiful-chat: an unlabelled round launcher, a contenteditable composer, quick replies under a message. */
import { createApp, h, reactive, resolveComponent } from 'vue';
import BeautifulChat from 'vue3-beautiful-chat/esm.js';
import widgetStyle from 'widget-style';
import { addStyles, config, connect, mountPoint } from './desk-client.js';

const { words } = config;
const state = reactive({ open: false, list: [], unread: 0, typing: '', people: [] });

const picture =
  'data:image/svg+xml,%3Csvg xmlns="http://www.w3.org/2000/svg" width="40" height="40" viewBox="0 0 8 8"%3E%3Ccircle cx="4" cy="4" r="4" fill="%23567"/%3E%3C/svg%3E';

const colours = {
  header: { bg: '#2f6f8f', text: '#ffffff' },
  launcher: { bg: '#2f6f8f' },
  messageList: { bg: '#ffffff' },
  sentMessage: { bg: '#2f6f8f', text: '#ffffff' },
  receivedMessage: { bg: '#eaeaea', text: '#222222' },
  userInput: { bg: '#f4f7f9', text: '#565867' },
};

function person(name) {
  const id = name || words.title;
  if (!state.people.some((p) => p.id === id)) state.people.push({ id, name: id, imageUrl: picture });
  return id;
}

const shown = (line) =>
  line.side === 'system'
    ? { id: line.id, type: 'system', author: 'desk', data: { text: line.text } }
    : {
        id: line.id,
        type: 'text',
        author: line.side === 'visitor' ? 'me' : person(line.author),
        data: { text: line.text, meta: new Date(line.at).toLocaleTimeString(config.language) },
        ...(line.choices?.length > 0 ? { suggestions: line.choices } : {}),
      };

const desk = connect((event) => {
  if (event.kind === 'history') state.list = event.lines.map(shown);
  else if (event.kind === 'line') {
    state.list = [...state.list, shown(event.line)];
    if (!state.open) state.unread += 1;
  } else if (event.kind === 'typing') state.typing = event.on ? person(event.author) : '';
  else if (event.kind === 'ended')
    state.list = [
      ...state.list,
      {
        type: 'text',
        author: person(words.title),
        data: { text: words.rate },
        suggestions: ['★', '★★', '★★★', '★★★★', '★★★★★'],
      },
    ];
});

const app = createApp({
  render: () =>
    h(resolveComponent('beautiful-chat'), {
      participants: state.people,
      titleImageUrl: picture,
      title: words.title,
      placeholder: words.placeholder,
      colors: colours,
      messageList: state.list,
      newMessagesCount: state.unread,
      isOpen: state.open,
      open: () => {
        state.open = true;
        state.unread = 0;
        desk.open();
      },
      close: () => {
        state.open = false;
      },
      onMessageWasSent: (message) => {
        state.list = [...state.list, message];
        desk.say(message.data.text ?? '');
      },
      showTypingIndicator: state.typing,
      showEmoji: false,
      showFile: false,
      showEdition: false,
      showDeletion: false,
      alwaysScrollToBottom: true,
      disableUserListToggle: true,
      messageStyling: false,
    }),
});
app.use(BeautifulChat);
addStyles(widgetStyle);
app.mount(mountPoint('site-messenger'));
// A site that greets by itself does so without the chat being opened.
if (config.greets) desk.open();
