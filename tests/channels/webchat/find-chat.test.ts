import { describe, expect, it } from 'vitest';
import {
  choice,
  composer,
  cookieButton,
  form,
  heldBack,
  sendButton,
  shapeOf,
} from '../../../src/channels/webchat/find-chat.ts';
import { launchers } from '../../../src/channels/webchat/find-launcher.ts';
import { field, looked, seen } from './views.ts';

describe('launchers', () => {
  const best = (...clickables: ReturnType<typeof seen>[]) => launchers([looked({ clickables })])[0]?.seen;

  it('a bare round thing in the corner, left or right', () => {
    const right = seen({ tag: 'div' });
    expect(best(right)).toBe(right);
    const left = seen({ tag: 'div', x: 20 });
    expect(best(left)).toBe(left);
  });

  it('rather than what stands in the same corner and opens no chat', () => {
    const chat = seen({ label: 'Написати нам', x: 1000, w: 160 });
    for (const other of ['To top', 'Передзвоніть мені', 'WhatsApp', 'Cookie settings', '返回顶部'])
      expect(best(seen({ label: other }), chat)).toBe(chat);
  });

  it('never a link to another page, an application or a control of an open chat', () => {
    expect(best(seen({ label: 'Chat', href: 'https://lender.example/apply' }))).toBeUndefined();
    expect(best(seen({ label: 'Оформити заявку', marks: 'chat-launcher' }))).toBeUndefined();
    expect(best(seen({ marks: 'button rcb-send-button' }))).toBeUndefined();
  });

  it('a small frame in the corner that shows nothing to press', () => {
    const frames = [{ id: 5, src: '', label: 'iframe chat', x: 1200, y: 720, w: 60, h: 60, fixed: true }];
    expect(launchers([looked({ frames })])[0]?.seen).toMatchObject({ tag: 'iframe', w: 60 });
  });
});

describe('the place to type', () => {
  it('a text area that floats, none of the page itself unless it calls itself a chat', () => {
    const area = field({ tag: 'textarea', type: '', label: 'Type a message' });
    expect(composer([looked({ fields: [area] })])?.field).toBe(area);
    const feedback = field({ ...area, fixed: false });
    expect(composer([looked({ fields: [feedback] })])).toBeNull();
    expect(composer([looked({ fields: [{ ...feedback, chat: true }] })])).not.toBeNull();
  });

  it('no search, no e-mail, no field of a form that asks who we are', () => {
    for (const change of [{ label: 'Search' }, { type: 'email' }, { labelText: 'Phone' }])
      expect(composer([looked({ fields: [field(change)] })])).toBeNull();
    const fields = [field({ tag: 'textarea', group: 3 }), field({ labelText: 'Your name', group: 3 })];
    expect(composer([looked({ fields })])).toBeNull();
  });
});

describe('a form before the chat', () => {
  const name = field({ labelText: 'Your name' });
  const email = field({ type: 'email', labelText: 'E-mail' });
  const button = seen({ text: 'Start chat', type: 'submit', y: 700 });
  const of = (...fields: ReturnType<typeof field>[]) => form([looked({ fields, clickables: [button] })]);

  it('with its button', () => expect(of(name, email)).toMatchObject({ gate: null, buttons: [button] }));

  it.each([
    [field({ labelText: 'Phone *' }), /phone/],
    [field({ labelText: 'Card number', required: true }), /account/],
    [field({ type: 'password', required: true }), /code/],
    [field({ type: 'checkbox', labelText: 'I have a loan here', required: true }), /other/],
  ])('is gated by what is never given', (demand, gate) => expect(of(name, demand)?.gate).toMatch(gate));

  it('is not gated by a demanded consent, or by a telephone that may stay empty', () => {
    expect(of(name, field({ type: 'checkbox', labelText: 'I agree', required: true }))?.gate).toBeNull();
    const open = of(name, field({ labelText: 'Phone' }))!;
    expect(open.gate).toBeNull();
    // Until it comes back unsent.
    expect(heldBack(open)).toMatch(/phone/);
  });

  it('is none where the shape is known as the site’s own', () => {
    const theirs = of(name, email)!;
    expect(form([theirs.look], new Set([shapeOf(theirs)]))).toBeNull();
  });

  it('with a riddle in it', () => {
    const frames = [
      { id: 9, src: '/recaptcha/api2/anchor', label: '', x: 0, y: 0, w: 300, h: 78, fixed: true },
    ];
    expect(form([looked({ fields: [name, email], frames })])?.riddle).toBe(true);
  });
});

describe('choices', () => {
  const of = (...texts: string[]) =>
    choice([looked({ clickables: texts.map((text) => seen({ text, w: 140, h: 30 })) })], [])?.seen.text;
  it('a person before a topic, in four languages', () => {
    expect(of('Loans', 'Talk to an agent')).toBe('Talk to an agent');
    expect(of('Умови', 'Покликати оператора')).toBe('Покликати оператора');
    expect(of('Условия займа', 'Позвать оператора')).toBe('Позвать оператора');
    expect(of('利率', '转人工客服')).toBe('转人工客服');
  });
  it('never what leads to money or an account, never twice the same', () => {
    expect(of('Get money', 'Оформить заём', '立即申请')).toBeUndefined();
    const agent = looked({ clickables: [seen({ text: 'Talk to an agent', w: 140, h: 30 })] });
    expect(choice([agent], ['Talk to an agent'])).toBeNull();
  });
  it('what begins a chat only where there is no place to type', () => {
    const begin = [looked({ clickables: [seen({ text: '开始聊天', w: 80, h: 20 })] })];
    expect(choice(begin, [])).toBeNull();
    expect(choice(begin, [], true)).not.toBeNull();
  });
});

it('a cookie banner is refused before it is closed', () => {
  const clickables = [
    seen({ text: 'Close' }),
    seen({ text: 'Відхилити', w: 120 }),
    seen({ text: 'Accept all' }),
  ];
  expect(cookieButton([looked({ clickables, text: 'We use cookies' })])).toMatchObject({ how: 'refused' });
  expect(cookieButton([looked({ clickables, text: 'Nothing of the kind' })])).toBeNull();
});

it('the send button is the one beside the field, not the clip or the smiley', () => {
  const near = field({ tag: 'textarea', x: 900, y: 650, w: 240, h: 40 });
  const send = seen({ marks: 'button send', x: 1150, y: 655, w: 30, h: 30 });
  const clip = seen({ marks: 'button attach', x: 1145, y: 655, w: 30, h: 30 });
  expect(sendButton(looked({ clickables: [clip, send] }), near)).toBe(send);
  expect(sendButton(looked({ clickables: [clip] }), near)).toBeNull();
});
