// The little script of the desk. Everything also works without it: forms post, links open, a reload brings news.
(() => {
  const { body } = document;

  // Copying the question by one press.
  for (const button of document.querySelectorAll('[data-copy]')) {
    button.hidden = false;
    button.addEventListener('click', async () => {
      const field = document.getElementById(button.dataset.copy);
      try {
        await navigator.clipboard.writeText(field.value);
      } catch {
        field.select();
        document.execCommand('copy');
      }
      button.parentElement.querySelector('[data-copied-note]').textContent = body.dataset.copied;
    });
  }

  // Once the chat has been opened, the one main button is the next step's.
  const open = document.querySelector('a[data-open].primary');
  const done = document.querySelector('[data-done]');
  if (open && done) {
    const mark = `opened ${open.closest('[data-task]')?.dataset.task ?? location.pathname}`;
    const opened = () => {
      open.classList.remove('primary');
      done.classList.add('primary');
      done.accessKey = open.accessKey;
      open.accessKey = '';
    };
    if (sessionStorage.getItem(mark)) opened();
    open.addEventListener('click', () => {
      sessionStorage.setItem(mark, '1');
      setTimeout(opened, 300);
    });
  }

  // A second press of the same button sends nothing more.
  for (const form of document.forms)
    form.addEventListener('submit', (event) => {
      if (form.dataset.sent) event.preventDefault();
      form.dataset.sent = '1';
    });
  window.addEventListener('pageshow', () => {
    for (const form of document.forms) delete form.dataset.sent;
  });

  // News by server-sent events: the same page is fetched again and its fresh parts are put in place.
  if (!body.dataset.live) return;
  const note = document.querySelector('[data-live-note]');
  const say = (text) => {
    if (note && note.textContent !== text) note.textContent = text;
  };
  let busy = false;
  let again = false;
  async function freshen() {
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    try {
      const answer = await fetch(location.pathname, { headers: { 'x-desk-live': '1' }, redirect: 'error' });
      if (!answer.ok) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      for (const old of document.querySelectorAll('[data-fresh]')) {
        const fresh = page.getElementById(old.id);
        if (!fresh || fresh.innerHTML === old.innerHTML) continue;
        const focused = old.contains(document.activeElement)
          ? document.activeElement.getAttribute('href')
          : null;
        const spoken = fresh.dataset.say !== old.dataset.say;
        old.replaceWith(document.adoptNode(fresh));
        if (focused !== null)
          [...fresh.querySelectorAll('a')].find((a) => a.getAttribute('href') === focused)?.focus();
        if (spoken) say(fresh.dataset.say ?? body.dataset.freshNote);
      }
    } catch {
      say(body.dataset.lost);
    }
    busy = false;
    if (again) {
      again = false;
      freshen();
    }
  }
  const events = new EventSource(body.dataset.live);
  let lost = false;
  events.addEventListener('changed', freshen);
  events.addEventListener('open', () => {
    if (lost) freshen();
    if (lost) say('');
    lost = false;
  });
  events.addEventListener('error', () => {
    lost = true;
    if (events.readyState === EventSource.CLOSED) say(body.dataset.lost);
  });
  window.addEventListener('pagehide', () => events.close());
})();
