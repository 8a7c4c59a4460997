/** The market's accounts on messengers are what the study says, and do what they declare. */
import { describe, expect, it } from 'vitest';
import { isReservedDoor } from '../../../src/model/hosts.ts';
import { isAssisted } from '../../../src/model/vocabulary.ts';
import {
  MessengerBehaviours,
  sandboxMessengerBehaviours,
} from '../../../src/sandbox/messengers/behaviour.ts';
import { courseOf } from '../../../src/sandbox/messengers/course.ts';
import { sandboxPhrases } from '../../../src/sandbox/phrases.ts';
import { dispositionOf } from '../../../src/sandbox/truth.ts';
import { readChatQuestion } from '../../../src/sandbox/web/chat-question.ts';
import { lenderOf, lenders, scenarios } from '../helpers/study.ts';
import { doorOf, NOW, question } from './world.ts';

const behaviours = sandboxMessengerBehaviours().lenders;
const given = Object.entries(behaviours);
const HOUR = 3_600_000;

const played = (lender: string, seed: number | string = 41) =>
  courseOf(readChatQuestion(question(lender), {}, 'x', NOW, scenarios), {
    app: doorOf(lender).kind,
    lender: lenderOf(lender),
    behaviour: behaviours[lender]!,
    phrases: sandboxPhrases(),
    seed,
    hurry: 1,
  });

it('are advertised by the study, one a lender, each where only the sandbox can be', () => {
  const listed = lenders.filter((l) => l.channels.some((c) => isAssisted(c.kind)));
  expect(listed.map((l) => l.id).sort()).toEqual(given.map(([id]) => id).sort());
  for (const lender of listed) {
    const doors = lender.channels.filter((c) => isAssisted(c.kind));
    expect(doors, lender.id).toHaveLength(1);
    expect(isReservedDoor(doors[0]!.kind, doors[0]!.address), doors[0]!.address).toBe(true);
  }
  expect(new Set(listed.map((l) => doorOf(l.id).kind))).toEqual(
    new Set(['telegram', 'whatsapp', 'viber', 'line']),
  );
});

describe.each(given)('%s', (id, behaviour) => {
  it('ends as declared, in whole words, the same at every draw', () => {
    const steps = played(id);
    const asks = scenarios.find((s) => s.id === 'first-loan')!.asks;
    const inTime = steps.filter((s) => s.at <= NOW + 72 * HOUR).map((s) => s.effect);
    if (behaviour.account !== 'missing') expect(dispositionOf(inTime, asks)).toBe(behaviour.disposition);
    for (const { text, at } of steps) {
      expect(text).not.toMatch(/[{}]/);
      expect(at).toBeGreaterThan(NOW);
    }
    expect(played(id)).toEqual(steps);
    // What has no fixed delay is drawn.
    if (behaviour.does.some((a) => !('fixed' in a.delay))) expect(played(id, 42)).not.toEqual(steps);
  });
});

it('shows every kind that the demo is to show', () => {
  const does = given.flatMap(([, b]) => b.does);
  expect(new Set(does.map((a) => a.send))).toEqual(
    new Set(['answer', 'away', 'menu', 'deflection', 'demand']),
  );
  expect(does.some((a) => a.send === 'answer' && a.edited)).toBe(true);
  expect(does.some((a) => a.send === 'answer' && a.deleted)).toBe(true);
  expect(new Set(given.map(([, b]) => b.account))).toEqual(new Set(['open', 'bot', 'missing']));
  expect(given.filter(([, b]) => b.does.length === 0 && b.account === 'open').length).toBeGreaterThan(1);
});

it('refuses what is no behaviour', () => {
  expect(() =>
    MessengerBehaviours.parse({ lenders: { acme: { about: 'x y z', disposition: 'late' } } }),
  ).toThrow();
  const shouting = {
    about: 'Shouts.',
    disposition: 'answered',
    does: [{ send: 'shout', delay: { fixed: '1s' } }],
  };
  expect(() => MessengerBehaviours.parse({ lenders: { acme: shouting } })).toThrow();
});
