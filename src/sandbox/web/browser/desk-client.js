/** The page's end of a socket widget: keeps the session, sends what the visitor does, hands on what the desk says. */

const config = window.deskConfig;

export { config };

const KEY = `desk-session-${config.site}`;

function sessionId() {
  let id = config.keeps ? localStorage.getItem(KEY) : null;
  id ??= crypto.randomUUID();
  if (config.keeps) localStorage.setItem(KEY, id);
  return id;
}

/**
 * Connects at once. `on` gets `{kind: 'history', lines, agent, mayWrite}` first, then lines, typing, queue, agent, ended
 * and `{kind: 'lost'}` when the backend can't be reached. What is said before the socket is open waits for it.
 */
export function connect(on) {
  const socket = new WebSocket(`${config.socket}?session=${sessionId()}`);
  const waiting = [];
  const tell = (message) => {
    const text = JSON.stringify(message);
    if (socket.readyState === WebSocket.OPEN) socket.send(text);
    else if (socket.readyState === WebSocket.CONNECTING && waiting.length < 20) waiting.push(text);
  };
  socket.onopen = () => {
    for (const text of waiting.splice(0)) socket.send(text);
  };
  socket.onmessage = (event) => on(JSON.parse(event.data));
  socket.onclose = () => on({ kind: 'lost' });
  return {
    open: () => tell({ kind: 'open' }),
    say: (text) => tell({ kind: 'say', text }),
    identify: (visitor) => tell({ kind: 'identify', visitor }),
    leave: (form) => tell({ kind: 'leave', ...form }),
  };
}

/** A place at the end of the page for the widget to live in. */
export function mountPoint(id) {
  const place = document.createElement('div');
  place.id = id;
  document.body.append(place);
  return place;
}

export function addStyles(css, root = document.head) {
  const style = document.createElement('style');
  style.textContent = css;
  root.append(style);
}
