import { describe, expect, it } from 'vitest';
import { sandboxBehaviours } from '../../../src/sandbox/behaviour.ts';
import { sandboxPhrases } from '../../../src/sandbox/phrases.ts';
import { repliesTo } from '../../../src/sandbox/replies.ts';
import { dispositionOf } from '../../../src/sandbox/truth.ts';
import { ChatBehaviour, sandboxChatBehaviours } from '../../../src/sandbox/web/behaviour.ts';
import { questionLeft, readChatQuestion } from '../../../src/sandbox/web/chat-question.ts';
import { courseOf } from '../../../src/sandbox/web/chat-script.ts';
import { sandboxChatWords } from '../../../src/sandbox/web/chat-words.ts';
import { sandboxSiteTexts } from '../../../src/sandbox/web/pages/texts.ts';
import { sandboxLenders, sandboxScenarios } from '../../support/sandbox-web.ts';

const lenders = sandboxLenders();
const scenarios = sandboxScenarios();
const chats = sandboxChatBehaviours().lenders;
const phrases = sandboxPhrases();
const words = sandboxChatWords();
const texts = sandboxSiteTexts();

const courses = Object.entries(chats).flatMap(([id, behaviour]) => {
  const lender = lenders.find((l) => l.id === id)!;
  const language = lender.languages[0]!;
  return scenarios.map((scenario) => {
    const text = scenario.texts[language]!.a.body.replace('{name}', scenario.persona.names[language]!.full);
    const question = readChatQuestion(text, {}, 'session-1', 1_000_000, scenarios);
    const given = { lender, behaviour, words: words.get(language)!, phrases, seed: 41, hurry: 1 };
    return { id, behaviour, scenario, question, language, course: courseOf(question, given) };
  });
});

describe('the chats of the sandbox market', () => {
  it('belong to lenders of the market, and every advertised chat has one', () => {
    expect(Object.keys(chats).filter((id) => !lenders.some((l) => l.id === id))).toEqual([]);
    const advertised = lenders.filter((l) => l.channels.some((c) => c.kind === 'webchat')).map((l) => l.id);
    expect(advertised.filter((id) => !chats[id])).toEqual([]);
  });

  it('use nine real widgets and every way in which a chat can go', () => {
    const all = Object.values(chats);
    expect(new Set(all.map((c) => c.widget).filter((w) => w !== 'none')).size).toBe(9);
    expect([...new Set(all.map((c) => c.door))].sort()).toEqual([
      'captcha',
      'dead',
      'forbidden',
      'offline',
      'open',
    ]);
    const sent = new Set(all.flatMap((c) => c.does.map((a) => a.send)));
    expect([...sent].sort()).toEqual(
      ['answer', 'closing', 'deflection', 'demand', 'end', 'handover', 'hello', 'queue', 'refusal'].sort(),
    );
  });

  it.each(courses.map((c) => [`${c.id}, ${c.scenario.id}`, c] as const))(
    '%s: the question is understood',
    (_name, c) => {
      expect(c.question).toMatchObject({
        scenario: c.scenario.id,
        language: c.language,
        asks: c.scenario.asks,
        persona: c.scenario.persona.names[c.language],
      });
    },
  );

  const answering = courses.filter(
    (c) => c.behaviour.door === 'open' && c.behaviour.does.length > 0 && c.behaviour.history === 'kept',
  );
  it.each(answering.map((c) => [`${c.id}, ${c.scenario.id}`, c] as const))(
    '%s: what is declared follows from what is said',
    (_name, c) => {
      const effects = c.course.steps.flatMap((s) => s.bubbles.map((b) => b.effect));
      expect(dispositionOf(effects, c.question.asks)).toBe(c.course.declared);
    },
  );

  it('can not forget what their widget keeps', () => {
    const forgetful = {
      about: 'a test',
      widget: 'rocketchat',
      disposition: 'no-reply',
      history: 'forgotten',
    };
    expect(ChatBehaviour.safeParse(forgetful).success).toBe(false);
    expect(ChatBehaviour.safeParse({ ...forgetful, widget: 'deepchat' }).success).toBe(true);
  });

  it('leave no placeholder open', () => {
    const open = courses
      .flatMap((c) => c.course.steps.flatMap((s) => s.bubbles))
      .filter((b) => /[{}]/.test(b.text));
    expect(open).toEqual([]);
  });

  it('repeat themselves exactly for one seed', () => {
    const [first] = answering;
    const lender = lenders.find((l) => l.id === first!.id)!;
    const given = {
      lender,
      behaviour: first!.behaviour,
      words: words.get('en')!,
      phrases,
      seed: 41,
      hurry: 1,
    };
    expect(courseOf(first!.question, given)).toEqual(first!.course);
  });

  it('have words and pages in every language of the lenders', () => {
    const first = [...new Set(lenders.map((l) => l.languages[0]!))].sort();
    expect([...words.keys()].sort()).toEqual(first);
    expect([...texts.keys()].sort()).toEqual(first);
  });

  it('answer an offline form by mail to the address in it', () => {
    const offline = Object.entries(chats).filter(([, c]) => c.door === 'offline');
    expect(offline.length).toBeGreaterThan(1);
    for (const [id, chat] of offline) {
      const lender = lenders.find((l) => l.id === id)!;
      const text = scenarios[0]!.texts[lender.languages[0]!]!.b.body;
      const left = { lender, name: 'Max Koval', email: 'Max.abcdefghij@mailhome.example', text, at: 5 };
      const question = questionLeft(left, scenarios);
      expect(question).toMatchObject({
        alias: 'max.abcdefghij@mailhome.example',
        scenario: 'first-loan',
        acceptedAt: 5,
      });
      expect(lender.channels.map((c) => c.address)).toContain(question.to);
      // The mail side is what answers, so it must come to the same.
      const behaviour = sandboxBehaviours().lenders[id]!;
      expect(behaviour.disposition).toBe(chat.disposition);
      const script = { disposition: behaviour.disposition, does: behaviour.does };
      const replies = repliesTo(question, { lender, behaviour, script, phrases, seed: 41, hurry: 1 });
      expect(replies.map((r) => r.envelope.to)).toContain('max.abcdefghij@mailhome.example');
      expect(
        dispositionOf(
          replies.map((r) => r.effect),
          question.asks,
        ),
      ).toBe(chat.disposition);
    }
  });
});
