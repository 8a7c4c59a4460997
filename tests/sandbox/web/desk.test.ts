import { expect, it } from 'vitest';
import { createManualClock } from '../../../src/sandbox/manual-clock.ts';
import { sandboxPhrases } from '../../../src/sandbox/phrases.ts';
import { ChatBehaviour } from '../../../src/sandbox/web/behaviour.ts';
import type { DeskEvent, LeftMessage } from '../../../src/sandbox/web/chat.ts';
import { sandboxChatWords } from '../../../src/sandbox/web/chat-words.ts';
import { createDesk } from '../../../src/sandbox/web/desk.ts';
import { chatTruth } from '../../../src/sandbox/web/truth.ts';
import { questionIn, sandboxLenders, sandboxScenarios } from '../../support/sandbox-web.ts';

const START = Date.UTC(2026, 8, 7, 9);
const phrases = sandboxPhrases();
const words = sandboxChatWords();

function deskOf(behaviour: Record<string, unknown>, id = 'larkmoor-loans') {
  const clock = createManualClock(START);
  const lender = sandboxLenders().find((l) => l.id === id)!;
  const left: LeftMessage[] = [];
  const desk = createDesk({
    lender,
    behaviour: ChatBehaviour.parse({
      about: 'a test',
      widget: 'chatscope',
      disposition: 'answered',
      ...behaviour,
    }),
    words: words.get(lender.languages[0]!)!,
    phrases,
    scenarios: sandboxScenarios(),
    clock,
    seed: 1,
    hurry: 1,
    drawMs: 1,
    leave: (message) => left.push(message),
  });
  const session = desk.session('session-1');
  const events: DeskEvent[] = [];
  const leave = desk.attach(session, (event) => events.push(event));
  const texts = () => events.flatMap((e) => (e.kind === 'line' ? [e.line.text] : []));
  return { clock, desk, session, events, texts, leave, left, truth: () => chatTruth(desk, 72) };
}

const ANSWER = { send: 'answer', delay: { fixed: '4m' }, typing: '10s', bubbles: 3, apart: '5s' };

it('answers a question at its moments, in bubbles, with a typing sign before', async () => {
  const { clock, desk, session, events, truth } = deskOf({ does: [ANSWER] });
  desk.say(session, questionIn('en'));
  await clock.advanceTo(START + 239_999);
  expect(events.map((e) => e.kind)).toEqual(['typing']);
  await clock.advanceTo(START + 300_000);
  expect(events.map((e) => e.kind)).toEqual(['typing', 'typing', 'line', 'line', 'line']);
  const [record] = truth();
  expect(record!.acceptedAt).toBe(START);
  expect(record!.scenario).toBe('first-loan');
  expect(record!.lines.map((l) => l.at! - START)).toEqual([240_000, 245_000, 250_000]);
  expect(record!.disposition).toBe('answered');
  expect(record!.answered).toEqual(record!.asks);
  expect(record!.clocks).toEqual({ anything: 240_000, nonAutomatic: 240_000, substantive: 240_000 });
});

it('takes greetings and thanks for no question, and a second question for one too many', async () => {
  const { clock, desk, session, truth, texts } = deskOf({ does: [ANSWER] });
  desk.say(session, 'Hello!');
  await clock.advanceTo(START + 60_000);
  expect(truth()).toEqual([]);
  desk.say(session, questionIn('en'));
  await clock.advanceTo(START + 600_000);
  desk.say(session, 'Thank you, that is all.');
  await clock.advanceTo(START + 700_000);
  expect(texts().at(-1)).toBe(words.get('en')!.welcome);
  expect(truth()[0]!.askedAgain).toEqual([]);
  desk.say(session, 'And what about the documents, please?');
  expect(truth()[0]!.askedAgain).toEqual([START + 700_000]);
  expect(truth()).toHaveLength(1);
});

it('reads nothing before a button to a person was pressed, where the menu comes first', async () => {
  const { clock, desk, session, texts, truth } = deskOf({ menu: 'first', greeting: 'bot', does: [ANSWER] });
  const { pickFirst, person, topics, connecting } = words.get('en')!;
  desk.open(session);
  desk.open(session);
  desk.say(session, questionIn('en'));
  await clock.advanceTo(START + 5000);
  expect(texts()).toHaveLength(2);
  expect(texts()).toContain(pickFirst);
  desk.say(session, topics[0]!);
  await clock.advanceTo(START + 10_000);
  expect(truth()).toEqual([]);
  desk.say(session, person);
  desk.say(session, questionIn('en'));
  await clock.advanceTo(START + 600_000);
  expect(texts()).toContain(connecting);
  expect(truth()[0]).toMatchObject({ acceptedAt: START + 10_000, disposition: 'answered' });
});

it.each([
  ['kept', 'answered', true],
  ['forgotten', 'no-reply', false],
] as const)(
  'with a history that is %s, what is said to a closed tab ends %s',
  async (history, disposition, seen) => {
    const { clock, desk, session, leave, truth, texts } = deskOf({ history, does: [ANSWER] });
    desk.say(session, questionIn('en'));
    leave();
    await clock.advanceTo(START + 600_000);
    expect(texts()).toEqual([]);
    const [record] = truth();
    expect(record!.disposition).toBe(disposition);
    expect(record!.lines.every((l) => !l.live)).toBe(true);
    expect(record!.messages.every((m) => (m.deliveredAt !== null) === seen)).toBe(true);
    // What the backend keeps for a widget that asks for it.
    expect(session.lines).toHaveLength(4);
  },
);

it('knows the question in every language, whoever cuts it', () => {
  for (const language of ['en', 'uk', 'ru', 'zh']) {
    const { desk, session, truth } = deskOf({ does: [] });
    desk.say(session, questionIn(language).replace(/\s+/g, ' ').slice(0, 420));
    expect(truth()[0], language).toMatchObject({ scenario: 'first-loan', disposition: 'no-reply' });
  }
});

it('hands on what an offline form brings', () => {
  const { desk, left } = deskOf({ door: 'offline' });
  desk.leave({ name: 'Max', email: 'max.abcdefghij@mailhome.example', text: 'How much?' });
  expect(left).toMatchObject([
    { lender: { id: 'larkmoor-loans' }, email: 'max.abcdefghij@mailhome.example', at: START },
  ]);
});

it('says nothing more once it is stopped', async () => {
  const { clock, desk, session, events } = deskOf({ does: [ANSWER] });
  desk.say(session, questionIn('en'));
  desk.stop();
  await clock.advanceTo(START + 600_000);
  expect(events).toEqual([]);
});
