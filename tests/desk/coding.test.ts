/** The coding bench at the desk: what a coder meets, what is saved, and what only the lead may see. */
import { beforeAll, describe, expect, it } from 'vitest';
import { ReplyCodes } from '../../src/cli/codes.ts';
import { codesIn, tickedIn, tickedOf } from '../../src/desk/coding/answers.ts';
import { codingPages } from '../../src/desk/coding/index.ts';
import { QUESTIONS } from '../../src/desk/coding/questions.ts';
import { wordsOf } from '../../src/desk/words.ts';
import { type GoldenBench, goldenBench } from '../support/golden-bench.ts';
import { aDesk, anOperator, type DeskUnderTest, handProbe, NOW, type Visitor } from './a-desk.ts';

const OPERATORS = [
  { name: 'Coder One', timeZone: 'Europe/Kyiv', daysFirst: true },
  { name: 'Coder Two', timeZone: 'Europe/Kyiv', daysFirst: true },
  { name: 'Boss', timeZone: 'Europe/Kyiv', daysFirst: true, lead: true },
];

/** An answer to every question: the first choice, or the one given. */
const answers = (over: Record<string, string> = {}): Record<string, string> =>
  Object.fromEntries(
    QUESTIONS.flatMap(({ id, kind, choices }) => {
      const value = over[id] ?? choices[0]!.value;
      return value === '' ? [] : value.split(' ').map((v) => [kind === 'list' ? `${id}:${v}` : id, v]);
    }),
  );

let golden: GoldenBench;
let opened = 0;

async function codingDesk(): Promise<DeskUnderTest> {
  const coding = codingPages(() => {
    opened++;
    return golden.open();
  });
  return aDesk([handProbe(1, 'telegram')], { settings: { operators: OPERATORS }, options: { coding } });
}

const replies = (page: string) => [...page.matchAll(/href="(\/coding\/replies\/[^"]+)"/g)].map(([, p]) => p!);
const text = async (answer: Response | Promise<Response>) => (await answer).text();

describe('a form of codes', () => {
  it('asks for everything that the codebook has, and gives codes that it knows', () => {
    expect(QUESTIONS.map((q) => q.id)).toEqual(Object.keys(ReplyCodes.shape));
    for (const question of QUESTIONS)
      for (const { value } of question.choices) {
        const { codes, open, torn } = codesIn(tickedIn(answers({ [question.id]: value })));
        expect({ open, torn }, `${question.id} ${value}`).toEqual({ open: [], torn: [] });
        expect(ReplyCodes.parse(codes)).toEqual(codes);
        expect(codesIn(tickedOf(codes)).codes).toEqual(codes);
        expect(question.id in codes).toBe(value !== 'x');
      }
  });

  it('has a key of its own for each choice of a question, and none that is a command', () => {
    for (const { id, choices } of QUESTIONS) {
      const keys = choices.map((c) => c.key);
      expect(new Set(keys).size, id).toBe(keys.length);
      for (const key of keys) expect('npsrqt?').not.toContain(key);
    }
  });

  it('knows what is open, and what can not stand together', () => {
    const given = answers({ answered: 'rate none', personal_data: 'x card', greets: '', empathy: '' });
    expect(codesIn(tickedIn(given))).toMatchObject({
      torn: ['answered', 'personal_data'],
      open: ['greets', 'empathy'],
    });
    expect(codesIn(tickedIn({ responder: 'nobody', 'answered:x': 'rate' })).open).toHaveLength(17);
  });

  it.each(['en', 'uk', 'ru', 'zh'])('has words for every choice, meaning and anchor: %s', (language) => {
    const words = wordsOf(language, 'UTC');
    const said = (family: string, code: string) =>
      expect(words.named(family, code), `${family}.${code}`).not.toBe(code);
    const families: Record<string, string> = { answered: 'facet', personal_data: 'data' };
    for (const { id, kind, choices } of QUESTIONS) {
      said('criterion', id);
      said('hint', id);
      for (const { value } of choices) {
        if (value === 'x' || kind === 'yes-no' || (kind === 'list' && value === 'none')) continue;
        if (kind === 'grade') said('anchor', `${id}-${value}`);
        else said(families[id] ?? id, value);
        if (id === 'responder') said('means', value);
      }
    }
  });
});

describe('the bench', () => {
  let desk: DeskUnderTest;
  let one: Visitor;

  beforeAll(async () => {
    golden = goldenBench(() => NOW);
    desk = await codingDesk();
    one = await anOperator(desk, 'Coder One');
  });

  it('says how to begin where the wave was never assessed, and opens as soon as it is', async () => {
    expect(opened).toBe(0);
    const none = await one.get('/coding');
    expect(none.status).toBe(409);
    expect(await none.text()).toContain('doorbell assess');
    await golden.assess();
    expect((await one.get('/coding')).status).toBe(200);
    await one.get('/coding');
    expect(opened, 'tried again, then kept').toBe(2);
    expect(desk.failures).toEqual([]);
  });

  it('saves a whole form append-only, with author and time, and goes on to the next reply', async () => {
    const first = (await one.get('/coding/next')).headers.get('location')!;
    expect(first).toMatch(/^\/coding\/replies\/[0-9a-f]{12}$/);
    await one.get(first);
    const codes = answers({ responder: 'human', answered: 'rate amount', empathy: '2', accuracy: 'x' });
    const saved = await one.post(first, codes);
    expect(saved.status).toBe(303);
    const next = saved.headers.get('location')!;
    expect(next).toMatch(/^\/coding\/replies\/[0-9a-f]{12}\?done=coded$/);
    expect(next).not.toContain(first);
    const page = await text(one.get(next));
    expect(page).toContain('Saved.');
    expect(page).toMatch(/1 of \d+ replies coded/);
    const entered = await golden.entered();
    expect(entered).toHaveLength(1);
    expect(entered[0]).toMatchObject({
      coder: 'Coder One',
      at: new Date(NOW).toISOString(),
      row: {
        responder: 'human',
        answered: ['amount', 'rate'],
        personal_data: ['full-name'],
        empathy: 2,
        cannot_tell: ['accuracy'],
      },
    });

    // The coder's own codes stand in the form again; a change is a further entry.
    const again = await text(one.get(first));
    expect(again).toContain('You have coded this reply');
    expect(again).toMatch(/value="human" data-key="5" required checked/);
    expect(again).toMatch(/name="accuracy" value="x"[^>]* checked/);
    const changed = await one.post(first, { ...codes, responder: 'bot' });
    expect(changed.headers.get('location')).toMatch(/\?done=recoded$/);
    expect((await golden.entered()).map(({ row }) => row.responder)).toEqual(['human', 'bot']);
    expect(await text(one.get(first))).toMatch(/value="bot" data-key="4" required checked/);
  });

  it('saves nothing of half a form, says what is open, and keeps what was chosen', async () => {
    const path = (await one.get('/coding/next')).headers.get('location')!;
    await one.get(path);
    const before = (await golden.entered()).length;
    for (const [form, sentence] of [
      [answers({ greets: '', politeness: '' }), 'Nothing was saved. Still open: Greets? Politeness'],
      [answers({ answered: 'rate none' }), 'can’t stand beside another choice: What does it answer?'],
    ] as const) {
      const refused = await one.post(path, form);
      expect(refused.status).toBe(422);
      const page = await refused.text();
      expect(page).toContain(sentence);
      expect(page).toMatch(/value="bounce" data-key="1" required checked/);
      expect(page).toContain('data-fault');
    }
    expect((await one.post('/coding/replies/ffffffffffff', answers())).status).toBe(404);
    expect((await one.post(path, { ...answers(), csrf: 'other' })).status).toBe(403);
    expect(await golden.entered()).toHaveLength(before);
  });

  it('gives each coder an order of their own, and never the codes of another', async () => {
    const two = await anOperator(desk, 'Coder Two');
    const [mine, theirs] = [await text(one.get('/coding')), await text(two.get('/coding'))];
    expect(replies(theirs).toSorted()).toEqual(replies(mine).toSorted());
    expect(replies(theirs)).not.toEqual(replies(mine));
    expect(theirs).toMatch(/0 of \d+ replies coded/);
    for (const path of replies(theirs)) expect(await text(two.get(path))).not.toMatch(/<input[^>]* checked/);
  });

  it('keeps agreement from everybody but the lead', async () => {
    const refused = await one.get('/coding/agreement');
    expect(refused.status).toBe(403);
    const page = await refused.text();
    expect(page).toContain('Only the lead');
    expect(page).not.toMatch(/Coder Two|<table|\d\.\d{3}/);
    expect(await text(one.get('/coding'))).not.toContain('/coding/agreement');
    const boss = await anOperator(desk, 'Boss');
    expect(await text(boss.get('/coding'))).toContain('/coding/agreement');
    const shown = await boss.get('/coding/agreement');
    expect(shown.status).toBe(200);
    const table = await shown.text();
    expect(table).toContain('Coder One');
    expect(table).toContain('<table');
    expect(table).toContain('Who wrote it?');
  });

  it('lets nobody in who is not at the desk', async () => {
    const answer = await desk.app.fetch(
      new Request('http://127.0.0.1:8765/coding', { headers: { host: '127.0.0.1:8765' } }),
    );
    expect(answer.status).toBe(303);
  });

  it('tells a coder nothing of lender, channel, persona or probe: every byte of every page', async () => {
    const paths = replies(await text(one.get('/coding')));
    expect(paths.length).toBeGreaterThan(20);
    let bytes = '';
    const take = async (answer: Response) => {
      bytes += `${answer.url} ${[...answer.headers].join('\n')}\n${await answer.text()}\n`;
    };
    for (const path of ['/coding', '/coding/next', '/coding/keys', '/coding/agreement', ...paths]) {
      await take(await one.get(path));
      bytes += `${path}\n`;
    }
    for (const path of paths.slice(0, 5)) {
      await take(await one.post(path, answers({ responder: '' })));
      await take(await one.post(path, answers()));
    }
    for (const file of ['coding.js', 'coding.css', 'desk.js']) await take(await one.get(`/assets/${file}`));
    expect(bytes).toContain(paths[0]!);
    // The frame names our own desk, whose plan is not the saved wave's.
    // Max is a persona, and a word of style sheets and of the bar.
    const received = bytes.toLowerCase().replaceAll(/max(?=="|-|\()/g, '');
    const literal = (word: string) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    const stands = (word: string) =>
      received.includes(word) &&
      (/\p{sc=Han}/u.test(word) ||
        new RegExp(`(?<![\\p{L}\\p{N}])${literal(word)}(?![\\p{L}\\p{N}])`, 'u').test(received));
    expect(stands(paths[0]!)).toBe(true);
    expect([...new Set(golden.hidden)].filter((word) => stands(word.toLowerCase()))).toEqual([]);
    for (const word of ['Coder Two', 'Boss', 'webchat', 'disposition', 'captured'])
      expect(bytes.includes(word), word).toBe(false);
    expect(bytes).not.toMatch(/[\w.]+@[\w.]+\.[a-z]/);
    expect(bytes).not.toMatch(/\b20\d\d-\d\d-\d\d/);
    expect(desk.failures).toEqual([]);
  });
});
