/** The bench on the saved wave: blinded, the same for all, codes entered as second coders' files are. */
import { beforeAll, describe, expect, it } from 'vitest';
import { parseMail } from '../../src/assess/parse-mail.ts';
import { openBench } from '../../src/cli/coding-bench.ts';
import type { ParsePool } from '../../src/cli/parse-pool.ts';
import { assessmentRules } from '../../src/cli/rules.ts';
import type { WaveSetup } from '../../src/cli/setup-wave.ts';
import type { CodingBench } from '../../src/desk/coding/bench.ts';
import type { Ledger } from '../../src/fieldwork/ports.ts';
import { digestOf, sha256 } from '../../src/model/digest.ts';
import type { EventBody, LedgerEvent } from '../../src/model/events.ts';
import { loadSavedWave, reassess } from '../golden/wave.ts';

const wave = loadSavedWave();
const setup = {
  plan: wave.plan,
  planSha: digestOf(wave.plan),
  study: { market: wave.study.market, scenarios: wave.study.scenarios },
  settings: { email: { domain: wave.study.domain } },
} as unknown as WaveSetup;
const parsers = { parse: parseMail, close: async () => {} } as unknown as ParsePool;

function ledgerOf(events: LedgerEvent[]): Pick<Ledger, 'events' | 'evidence' | 'keep' | 'append'> {
  const kept = new Map(wave.evidence);
  const all = [...events];
  return {
    events: async () => all,
    evidence: async (name) => kept.get(name)!,
    keep: async (bytes) => {
      kept.set(sha256(bytes), bytes);
      return sha256(bytes);
    },
    append: async (name, bodies: EventBody[]) => {
      const added = bodies.map((body, i) => ({ ...all[0]!, seq: all.length + 1 + i, wave: name, body }));
      all.push(...added);
      return added;
    },
  };
}

let bench: CodingBench;
let ledger: ReturnType<typeof ledgerOf>;

beforeAll(async () => {
  ledger = ledgerOf(wave.events);
  const evidence = await ledger.keep(new TextEncoder().encode(await reassess(wave)));
  await ledger.append(wave.plan.wave.id, [
    { kind: 'assessed', coder: assessmentRules().coder, evidence, inputs: sha256('inputs') },
  ]);
  bench = await openBench(setup, ledger, parsers);
});

describe('the coding bench', () => {
  it('refuses a wave that nobody has assessed', async () => {
    const none = wave.events.filter((e) => e.body.kind !== 'assessed');
    await expect(openBench(setup, ledgerOf(none), parsers)).rejects.toThrow(/has not been assessed/);
  });

  it('shows words alone: no lender, domain, persona, address or probe', async () => {
    const { items } = await bench.sheet('Olha');
    expect(items.length).toBeGreaterThan(20);
    expect(new Set(items.map((i) => i.language)).size).toBe(4);
    const shown = JSON.stringify(items.map(({ name, question, text }) => ({ name, question, text })));
    const hidden = [
      ...wave.study.market.lenders.flatMap((l) => [l.name, new URL(l.site).hostname]),
      ...wave.study.scenarios.flatMap((s) => Object.values(s.persona.names).map((n) => n.full)),
      ...wave.plan.probes.map((p) => p.token),
    ];
    for (const word of new Set(hidden)) expect(shown).not.toContain(word);
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
