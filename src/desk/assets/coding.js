// Keys for the coding bench. Without it the page is a plain form. Keys are taken only while the focus is in the form.
(() => {
  const form = document.querySelector('form[data-coding]');
  if (!form) return;
  const groups = [...form.querySelectorAll('[data-question]')];
  const save = form.querySelector('[data-save]');
  const note = form.querySelector('[data-note]');
  const reply = form.querySelector('[data-reply]');
  const isOpen = (group) => !group.querySelector('input:checked');
  let at = 0;
  let changed = false;

  // The script says what is open itself: the browser's own bubble knows nothing of lists.
  form.noValidate = true;

  function mark(index) {
    at = index;
    groups.forEach((group, i) => {
      group.classList.toggle('current', i === index);
    });
  }

  /** To a question, or past the last one to the button. */
  function go(index) {
    if (index >= groups.length) {
      save.focus();
      return;
    }
    mark(Math.max(0, index));
    const group = groups[at];
    (group.querySelector('input:checked') ?? group.querySelector('input')).focus({ preventScroll: true });
    group.scrollIntoView({ block: 'nearest' });
  }

  /** "None" and "can't tell" stand alone in a list. */
  function settle(input) {
    changed = true;
    const group = groups.find((g) => g.contains(input));
    group.classList.remove('fault');
    note.hidden = true;
    if (input.type !== 'checkbox' || !input.checked) return;
    for (const other of group.querySelectorAll('input'))
      if (other !== input && ('alone' in input.dataset || 'alone' in other.dataset)) other.checked = false;
  }

  function choose(key) {
    const input = groups[at].querySelector(`input[data-key="${key}"]`);
    if (!input) return false;
    input.checked = input.type === 'radio' || !input.checked;
    settle(input);
    if (input.checked && (input.type === 'radio' || 'alone' in input.dataset)) go(at + 1);
    else go(at);
    return true;
  }

  const commands = {
    n: () => go(at + 1),
    p: () => go(at - 1),
    s: () => save.click(),
    r: () => form.querySelector('a[rel=next]')?.click(),
    q: () => form.querySelector('a[rel=prev]')?.click(),
    t: () => reply.focus(),
    '?': () => form.querySelector('a[data-keys]').click(),
  };

  /** The letter or digit of the key, on a keyboard of any script. */
  function keyOf(event) {
    if (event.key === '?' || event.key === '？') return '?';
    if (/^[a-z0-9]$/i.test(event.key)) return event.key.toLowerCase();
    return /^(?:Key([A-Z])|(?:Digit|Numpad)([0-9]))$/.exec(event.code)?.slice(1).find(Boolean)?.toLowerCase();
  }

  form.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (event.key === 'Enter') {
      if (event.target.closest('button, a')) return;
      event.preventDefault();
      go(event.target.closest('[data-question]') ? at + 1 : at);
      return;
    }
    const key = keyOf(event);
    if (key === undefined) return;
    if (Object.hasOwn(commands, key)) commands[key]();
    else if (!choose(key)) return;
    event.preventDefault();
  });
  form.addEventListener('focusin', (event) => {
    const index = groups.findIndex((group) => group.contains(event.target));
    if (index >= 0) mark(index);
  });
  form.addEventListener('change', (event) => settle(event.target));

  form.addEventListener('submit', (event) => {
    const open = groups.filter(isOpen);
    if (open.length === 0) {
      changed = false;
      return;
    }
    event.preventDefault();
    delete form.dataset.sent;
    for (const group of open) group.classList.add('fault');
    note.textContent = `${form.dataset.openNote} ${open.map((g) => g.querySelector('legend').textContent).join(' ')}`;
    note.hidden = false;
    go(groups.indexOf(open[0]));
  });
  // What was chosen and not saved is not lost without a word.
  window.addEventListener('beforeunload', (event) => {
    if (changed) event.preventDefault();
  });

  const fault = groups.findIndex((group) => 'fault' in group.dataset);
  if (fault >= 0) go(fault);
  else {
    mark(0);
    reply.focus({ preventScroll: true });
  }
})();
