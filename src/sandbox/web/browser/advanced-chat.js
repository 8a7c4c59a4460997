/** vue-advanced-chat: a whole messenger in a shadow root, opened by a button of the site's own. */
import { register } from 'vue-advanced-chat';
import { config, connect, mountPoint } from './desk-client.js';

register();

const { words } = config;
const ROOM = 'desk';
let messages = [];
let typing = [];

const place = mountPoint('messenger');
place.style.cssText =
  'position:fixed;right:0;top:0;bottom:0;width:420px;max-width:100vw;display:none;z-index:5000;box-shadow:0 0 12px #0004;background:#fff';
const chat = document.createElement('vue-advanced-chat');
place.append(chat);

const opener = document.createElement('button');
opener.type = 'button';
opener.textContent = words.launcher;
opener.style.cssText =
  'position:fixed;right:24px;bottom:24px;padding:12px 20px;border:0;border-radius:24px;background:#7a3ea1;color:#fff;font:inherit;cursor:pointer;z-index:4000';
document.body.append(opener);
opener.addEventListener('click', () => {
  place.style.display = 'block';
  opener.style.display = 'none';
  desk.open();
});

const rooms = () => [
  {
    roomId: ROOM,
    roomName: words.title,
    avatar: '',
    users: [
      { _id: 'me', username: 'me', status: { state: 'online' } },
      { _id: 'desk', username: words.title, status: { state: 'online' } },
    ],
    typingUsers: typing,
  },
];

const shown = (line) => ({
  _id: line.id,
  senderId: line.side === 'visitor' ? 'me' : 'desk',
  content: line.text,
  username: line.author,
  system: line.side === 'system',
  date: new Date(line.at).toLocaleDateString(config.language),
  timestamp: new Date(line.at).toLocaleTimeString(config.language, { hour: '2-digit', minute: '2-digit' }),
  disableActions: true,
  disableReactions: true,
});

const put = (list) => {
  messages = list;
  chat.messages = messages;
};

chat.height = '100%';
chat.currentUserId = 'me';
chat.rooms = rooms();
chat.roomsLoaded = true;
chat.singleRoom = true;
chat.showFiles = false;
chat.showAudio = false;
chat.showEmojis = false;
chat.showReactionEmojis = false;
chat.textMessages = { TYPE_MESSAGE: words.placeholder, CONVERSATION_STARTED: '', ROOM_EMPTY: '' };
chat.addEventListener('fetch-messages', () => {
  setTimeout(() => {
    chat.messages = messages;
    chat.messagesLoaded = true;
  });
});
chat.addEventListener('send-message', (event) => {
  const { content } = event.detail[0];
  put([
    ...messages,
    shown({ id: crypto.randomUUID(), side: 'visitor', text: content, author: '', at: Date.now() }),
  ]);
  desk.say(content);
});

const desk = connect((event) => {
  if (event.kind === 'history') {
    put(event.lines.map(shown));
    chat.messagesLoaded = true;
  } else if (event.kind === 'line') put([...messages, shown(event.line)]);
  else if (event.kind === 'typing') {
    typing = event.on ? ['desk'] : [];
    chat.rooms = rooms();
  }
});
