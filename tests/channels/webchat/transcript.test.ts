import { describe, expect, it } from 'vitest';
import type { Bubble } from '../../../src/channels/webchat/page-view.ts';
import { openTranscript, type Sight } from '../../../src/channels/webchat/transcript.ts';
import { bubble, seen } from './views.ts';

const QUESTION = 'Could a new customer borrow 200, and at what rate?';
const sight = (at: number, bubbles: Bubble[], change: Partial<Sight> = {}): Sight => ({
  bubbles: bubbles.map((b, order) => ({ ...b, order })),
  inLog: null,
  sides: null,
  offset: 0,
  at,
  width: 1280,
  head: '',
  buttons: [],
  choices: [],
  ...change,
});
const own = (at = 1000): Bubble =>
  bubble({ text: QUESTION, at, x: 1000, signature: 'DIV.me', background: 'rgb(0, 100, 200)' });
const told = (t: ReturnType<typeof openTranscript>) =>
  t.messages().map((m) => [m.before ? 'before' : m.side, m.text]);

function asked(first: Bubble[] = []) {
  const t = openTranscript();
  t.see(sight(500, first));
  t.asked(QUESTION, 900);
  return t;
}

describe('the transcript', () => {
  it('keeps greetings apart from answers', () => {
    const hello = bubble({ text: 'Hello!', at: 400 });
    const t = asked([hello]);
    t.see(sight(3000, [hello, own(), bubble({ text: 'Yes.', at: 2000 })]));
    expect(told(t)).toEqual([
      ['before', 'Hello!'],
      ['own', QUESTION],
      ['agent', 'Yes.'],
    ]);
    expect(t.own()).toBe(1000);
    expect(t.answered()).toBe(true);
  });

  it('is not taken in by a list that is drawn anew', () => {
    const t = asked();
    const answer = () => bubble({ text: 'Yes.', at: 2000 });
    t.see(sight(3000, [own(), answer()]));
    t.see(sight(9000, [own(8000), { ...answer(), at: 8000 }]));
    expect(t.messages().map((m) => m.at)).toEqual([1000, 2000].map((n) => new Date(n).toISOString()));
  });

  it('takes text that grows for one message, at its first letter', () => {
    const t = asked();
    t.see(sight(2100, [own(), bubble({ text: 'We lend', at: 2000 })]));
    t.see(sight(2600, [own(), bubble({ text: 'We lend from 100', at: 2500 })]));
    expect(t.messages().at(-1)).toMatchObject({ text: 'We lend from 100', at: new Date(2000).toISOString() });
    expect(t.messages()).toHaveLength(2);
  });

  it('keeps two equal messages as two', () => {
    const t = asked();
    t.see(sight(3000, [own(), bubble({ text: 'Yes.', at: 2000 }), bubble({ text: 'Yes.', at: 2500 })]));
    expect(told(t)).toHaveLength(3);
  });

  it('ties the page’s clock to ours', () => {
    const t = asked();
    t.see(sight(3000, [own(), bubble({ text: 'Yes.', at: 2000 })], { offset: 50_000 }));
    expect(t.messages().at(-1)!.at).toBe(new Date(52_000).toISOString());
  });

  it('knows the typing sign, the queue, the hand-over, the end and the rating', () => {
    const t = asked();
    const say = (text: string, at: number) => bubble({ text, at });
    t.see(sight(2000, [own(), say('Ви третій у черзі', 1500), say('…', 1900)]));
    t.see(sight(4000, [own(), say('Ви третій у черзі', 1500), say('Олена приєдналася до чату', 3900)]));
    t.see(
      sight(9000, [
        own(),
        say('Ви третій у черзі', 1500),
        say('Олена приєдналася до чату', 3900),
        say('Так, можна.', 5000),
        say('Чат завершено', 8000),
        say('Оцініть, будь ласка, розмову', 8100),
      ]),
    );
    expect(t.typing()).toHaveLength(1);
    expect(t.queue()).toHaveLength(1);
    expect(t.handover()).toBe(new Date(3900).toISOString());
    expect(t.over()).toBe(true);
    expect(t.rating()).toBe(true);
    expect(told(t).filter(([side]) => side === 'agent')).toEqual([['agent', 'Так, можна.']]);
  });

  it('a machine until a person comes, where the greeting says so', () => {
    const hello = bubble({ text: 'Вітаю! Я віртуальна помічниця.', at: 300 });
    const t = asked([hello]);
    const bot = bubble({ text: 'Ставка від 1 %.', at: 2000 });
    t.see(sight(2100, [hello, own(), bot]));
    t.see(
      sight(6000, [
        hello,
        own(),
        bot,
        bubble({ text: 'Олена приєдналася до чату', at: 4000 }),
        bubble({ text: 'Доброго дня', at: 5000 }),
      ]),
    );
    expect(t.messages().map((m) => m.side)).toEqual(['bot', 'own', 'bot', 'system', 'agent']);
  });

  it('a chat that says at once that our message did not go', () => {
    const t = asked();
    t.see(
      sight(1600, [
        own(),
        bubble({ text: 'The connection to the server was lost. Please try again later.', at: 1500 }),
      ]),
    );
    expect(t.failed()).toMatch(/lost/);
    expect(t.answered()).toBe(false);
  });

  it('but the same words minutes later are somebody’s answer', () => {
    const t = asked();
    t.see(sight(1600, [own()]));
    t.see(
      sight(200_000, [
        own(),
        bubble({ text: 'Something went wrong with that form, use this one.', at: 190_000 }),
      ]),
    );
    expect(t.failed()).toBeNull();
    expect(t.answered()).toBe(true);
  });

  it('no message: initials, windows, buttons, names, what stands outside the log, what vanishes at once', () => {
    const t = asked();
    const name = bubble({ text: 'Anna', at: 2000 });
    const answer = bubble({ text: 'Yes, you can.', at: 2000, names: ['Anna'] });
    const outside = bubble({ text: 'Powered by somebody', at: 1 });
    const all = [
      own(),
      bubble({ text: 'A', w: 28, h: 28, at: 2000 }),
      bubble({ text: 'Support', holds: 5, at: 2000 }),
      bubble({ text: 'Talk to an agent', pressable: true, at: 2000 }),
      bubble({ text: 'Where is my payment?', x: 930, y: 500, at: 2000 }),
      name,
      answer,
    ];
    t.see(
      sight(2100, [...all, outside, bubble({ text: 'sending', at: 2050 })], {
        inLog: new Set(all.map((b) => b.id)),
        buttons: [seen({ text: 'Where is my payment?', x: 930, y: 500, w: 150, h: 30 })],
      }),
    );
    t.see(
      sight(2400, [...all, outside], {
        inLog: new Set(all.map((b) => b.id)),
        buttons: [seen({ text: 'Where is my payment?', x: 930, y: 500, h: 30 })],
      }),
    );
    expect(told(t)).toEqual([
      ['own', QUESTION],
      ['agent', 'Yes, you can.'],
    ]);
    expect(t.messages().at(-1)!.author).toBe('Anna');
  });

  it('our thanks and pressed choices are ours', () => {
    const t = asked();
    t.said('Покликати оператора');
    t.see(
      sight(3000, [
        own(),
        bubble({ text: 'Покликати оператора', at: 2000 }),
        bubble({ text: 'Дякую, це все. До побачення.', at: 2500 }),
      ]),
    );
    expect(t.messages().map((m) => m.side)).toEqual(['own', 'own', 'own']);
  });

  it('a recipe tells the sides by class names', () => {
    const t = asked();
    const signs = { own: 'outgoing', agent: 'incoming', system: 'separator' };
    t.see(
      sight(
        3000,
        [
          own(),
          bubble({ text: 'Yes.', signature: 'DIV < SECTION.cs-incoming', at: 2000 }),
          bubble({ text: 'Unread', signature: 'DIV.separator', at: 2100 }),
        ],
        { sides: signs },
      ),
    );
    expect(t.messages().map((m) => [m.side, m.sideBy])).toEqual([
      ['own', 'text'],
      ['agent', 'recipe'],
      ['system', 'recipe'],
    ]);
  });

  it('offers that stand there from before are not offered anew', () => {
    const hello = bubble({ text: 'Hello! Choose.', at: 300 });
    const t = openTranscript();
    t.see(sight(500, [hello], { choices: ['Terms'] }));
    t.asked(QUESTION, 900);
    t.see(
      sight(3000, [hello, own(), bubble({ text: 'Yes.', at: 2000 })], { choices: ['Terms', 'Operator'] }),
    );
    expect(t.messages().map((m) => m.choices)).toEqual([['Terms'], undefined, ['Operator']]);
  });
});
