/** A home-made form in front of a chat, or instead of it while nobody is there. */
import { config } from './desk-client.js';

const { words } = config;

/** Puts the form into `place`; calls `done` with the values once every field is filled and removes it. */
export function ownForm(place, { intro, fields, submit }, done) {
  const form = document.createElement('form');
  form.style.cssText =
    'display:grid;gap:10px;padding:16px;font:14px system-ui,sans-serif;align-content:start';
  const text = document.createElement('p');
  text.textContent = intro;
  form.append(text);
  const types = { name: 'text', email: 'email', phone: 'tel' };
  for (const field of fields) {
    const input = document.createElement(field === 'message' ? 'textarea' : 'input');
    input.name = field;
    input.required = true;
    input.placeholder = words.fields[field];
    input.style.cssText = 'padding:8px;font:inherit';
    if (types[field]) input.type = types[field];
    form.append(input);
  }
  const button = document.createElement('button');
  button.textContent = submit;
  button.style.cssText = 'padding:10px;font:inherit;background:#6b4;color:#fff;border:0;border-radius:4px';
  form.append(button);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const values = Object.fromEntries(new FormData(form));
    form.remove();
    done(values);
  });
  place.append(form);
}
