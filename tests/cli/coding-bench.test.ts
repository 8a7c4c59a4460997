/** The bench on the saved wave: blinded, the same for all, codes entered as second coders' files are. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { CodingBench } from '../../src/desk/coding/bench.ts';
import { type GoldenBench, goldenBench } from '../support/golden-bench.ts';

let golden: GoldenBench;
let bench: CodingBench;

beforeAll(async () => {
  golden = goldenBench(() => Date.parse('2026-11-20T10:00:00.000Z'));
  await golden.assess();
  bench = await golden.open();
});

describe('the coding bench', () => {
  it('refuses a wave that nobody has assessed', async () => {
    await expect(goldenBench(() => 0).open()).rejects.toThrow(/has not been assessed/);
  });

  it('shows words alone: no lender, domain, persona, address or probe', async () => {
    const { items } = await bench.sheet('Olha');
    expect(items.length).toBeGreaterThan(20);
    expect(new Set(items.map((i) => i.language)).size).toBe(4);
    const shown = JSON.stringify(items.map(({ name, question, text }) => ({ name, question, text })));
    for (const word of new Set(golden.hidden)) expect(shown).not.toContain(word);
    expect(shown).not.toMatch(/[\w.]+@[\w.]+/);
  });

  it('gives every coder the same replies, in another order', async () => {
    const names = async (coder: string) => (await bench.sheet(coder)).items.map((i) => i.name);
    const [olha, petro] = [await names('Olha'), await names('Petro')];
    expect(olha).not.toEqual(petro);
    expect(olha.toSorted()).toEqual(petro.toSorted());
  });

  it('takes codes of one reply, tells what is wrong with them, and lets the later one stand', async () => {
    const { items } = await bench.sheet('Olha');
    const item = items[0]!.name;
    expect(await bench.enter('Olha', item, { responder: 'nobody' })).toMatchObject({ ok: false });
    expect(await bench.enter('Olha', 'ffffffffffff', { responder: 'human' })).toMatchObject({ ok: false });
    expect(await bench.enter('rules@1', item, { responder: 'human' })).toMatchObject({ ok: false });
    expect((await bench.sheet('Olha')).coded.size).toBe(0);
    expect(await bench.enter('Olha', item, { responder: 'bot', empathy: 1 })).toEqual({ ok: true });
    expect(await bench.enter('Olha', item, { responder: 'human' })).toEqual({ ok: true });
    expect([...(await bench.sheet('Olha')).coded.keys()]).toEqual([item]);
    expect((await bench.sheet('Petro')).coded.size).toBe(0);
  });

  it("gives a coder's own codes back as they stand: what is left out later can't be told any more", async () => {
    const item = (await bench.sheet('Mar’яна')).items[1]!.name;
    const codes = { answered: ['rate'], personal_data: [], refusal: false, empathy: 2 };
    const stand = async () => (await bench.sheet('Mar’яна')).coded.get(item);
    expect(await bench.enter('Mar’яна', item, codes)).toEqual({ ok: true });
    expect(await stand()).toEqual(codes);
    expect(await bench.enter('Mar’яна', item, { refusal: true, personal_data: ['phone'] })).toEqual({
      ok: true,
    });
    expect(await stand()).toEqual({ refusal: true, personal_data: ['phone'] });
    expect(await bench.enter('Mar’яна', item, {})).toEqual({ ok: true });
    expect(await stand()).toEqual({});
    // Nothing was taken out of the record.
    const own = (await golden.entered()).filter((e) => e.coder === 'Mar’яна');
    expect(own.map(({ row }) => row.refusal)).toEqual([false, true, undefined]);
    expect(own[2]!.row.cannot_tell).toHaveLength(17);
  });

  it('measures agreement with the rules for the lead', async () => {
    const { items } = await bench.sheet('Petro');
    for (const item of items.slice(0, 12))
      await bench.enter('Petro', item.name, { responder: 'human', refusal: false });
    const { coders, rows } = await bench.agreement();
    expect(coders.find((c) => c.name === 'Petro')?.replies).toBe(12);
    expect(rows.some((r) => r.criterion === 'responder' && r.language === 'all' && r.units >= 12)).toBe(true);
  });
});
