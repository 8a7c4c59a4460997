/** What a chat's visits hold as answers: after our question, each once, each with its moment or its interval. */
import { describe, expect, it } from 'vitest';
import { chatAnswers } from '../../src/assess/chat.ts';
import type { ChatMessage, ChatVisit } from '../../src/model/chat.ts';
import type { Capture } from '../../src/model/evidence.ts';

const at = (s: number): string => new Date(Date.UTC(2026, 8, 1, 9) + s * 1000).toISOString();
const said = (
  s: number,
  side: ChatMessage['side'],
  text: string,
  more: Partial<ChatMessage> = {},
): ChatMessage => ({
  at: at(s),
  side,
  sideBy: 'test',
  text,
  before: false,
  ...more,
});

function visit(n: number, from: number, to: number, messages: ChatMessage[], more: Partial<ChatVisit> = {}) {
  const seen: ChatVisit = {
    format: 'doorbell-chat/1',
    visit: n,
    url: 'https://l.example/',
    driven: 'unaided',
    vendor: null,
    startedAt: at(from),
    endedAt: at(to),
    clock: { pageMinusOursMs: 0, driftMs: 0 },
    cookieBanner: 'none',
    launcher: null,
    prechat: [],
    pressed: [],
    outcome: n === 1 ? 'asked' : 'revisited',
    reason: '',
    askedAt: n === 1 ? at(from + 10) : null,
    messages,
    typing: [],
    queue: [],
    rating: false,
    thanked: false,
    ended: 'quiet',
    persisted: n === 1 ? 'unknown' : 'yes',
    artifacts: [],
    ...more,
  };
  const capture: Capture = {
    account: 'webchat',
    key: `p/${n}`,
    evidence: String(n).repeat(64),
    media: 'chat',
    probe: 'p',
    bytes: 10,
    clocks: { observed: at(to) },
    correlation: { recipients: [], inReplyTo: [], references: [] },
  };
  return { capture, visit: seen };
}
const told = (visits: Parameters<typeof chatAnswers>[0]) =>
  chatAnswers(visits).map((a) => ({
    text: a.mail.visibleText,
    evidence: a.capture.evidence.slice(64),
    from: a.capture.clocks.received?.from,
    to: a.capture.clocks.received?.to,
    bot: a.mail.headers.length > 0,
  }));

const QUESTION = said(10, 'own', 'What is the rate?');

describe('answers of a chat', () => {
  it('are what the other side said after the question, not before, not the widget', () => {
    const seen = visit(1, 0, 100, [
      said(2, 'bot', 'Hello!', { before: true }),
      QUESTION,
      said(12, 'system', 'You are number 2 in the queue'),
      said(40, 'agent', 'It is 0.9% a day.'),
    ]);
    expect(told([seen])).toEqual([
      { text: 'It is 0.9% a day.', evidence: '#1', from: at(40), to: at(40), bot: false },
    ]);
  });

  it('join bubbles in a row, and part where the side changes or time has passed', () => {
    const seen = visit(1, 0, 700, [
      QUESTION,
      said(11, 'bot', 'One moment.'),
      said(30, 'agent', 'Good day!'),
      said(35, 'agent', 'It is 0.9% a day.'),
      said(600, 'agent', 'And up to 30 days.'),
    ]);
    expect(told([seen]).map((a) => [a.text, a.from, a.bot])).toEqual([
      ['One moment.', at(11), true],
      ['Good day!\nIt is 0.9% a day.', at(30), false],
      ['And up to 30 days.', at(600), false],
    ]);
  });

  it('that a later visit shows came since the look before', () => {
    const first = visit(1, 0, 100, [QUESTION, said(11, 'bot', 'One moment.')]);
    const later = visit(2, 3600, 3620, [
      said(3605, 'own', 'What is the rate?'),
      said(3605, 'bot', 'One moment.'),
      said(3605, 'agent', 'It is 0.9% a day.'),
    ]);
    const last = visit(
      3,
      9000,
      9020,
      later.visit.messages.map((m) => ({ ...m, at: at(9005) })),
    );
    expect(told([last, first, later])).toEqual([
      { text: 'One moment.', evidence: '#1', from: at(11), to: at(11), bot: true },
      { text: 'It is 0.9% a day.', evidence: '#1', from: at(100), to: at(3605), bot: false },
    ]);
  });

  it('are counted as often as they were said', () => {
    const seen = visit(1, 0, 300, [QUESTION, said(20, 'agent', 'Yes.'), said(200, 'agent', 'Yes.')]);
    expect(told([seen])).toHaveLength(2);
  });

  it('are doubtful where a later visit shows them and not our question', () => {
    const first = visit(1, 0, 100, [said(1, 'bot', 'Hello! How can we help?', { before: true }), QUESTION]);
    const later = visit(
      2,
      3600,
      3620,
      [said(3605, 'bot', 'Hello! How can we help?'), said(3605, 'agent', 'It is 0.9% a day.')],
      { persisted: 'no' },
    );
    expect(chatAnswers([first, later]).map((a) => [a.mail.visibleText, a.doubtful])).toEqual([
      ['It is 0.9% a day.', true],
    ]);
  });

  it('are none where a later visit shows nothing but the greeting', () => {
    const hello = said(1, 'bot', 'Hello! How can we help?', { before: true });
    const first = visit(1, 0, 100, [hello, QUESTION]);
    const later = visit(2, 3600, 3620, [said(3605, 'bot', 'Hello! How can we help?')], { persisted: 'no' });
    expect(told([first, later])).toEqual([]);
  });
});
