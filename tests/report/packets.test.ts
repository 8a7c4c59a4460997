import { describe, expect, it } from 'vitest';
import { contactsOf } from '../../src/model/contacts.ts';
import { foldWave } from '../../src/model/wave-state.ts';
import { rankWave } from '../../src/ranking/rank-wave.ts';
import { knownNames } from '../../src/report/known-names.ts';
import { packetFiles } from '../../src/report/packets/files.ts';
import { redact } from '../../src/report/redaction.ts';
import { makeWave, PERSONAS, type WaveInputs } from './fixtures.ts';
import { spokenWave } from './spoken-wave.ts';

const REPLY_BY = '2026-12-05';

function packetsOf(wave: WaveInputs): Map<string, Record<string, string>> {
  const result = redact(rankWave(wave), PERSONAS, knownNames(wave.assessments, wave.plan));
  const order = {
    market: wave.market,
    contacts: contactsOf(wave.plan, foldWave(wave.events)),
    replyBy: REPLY_BY,
  };
  return new Map(result.lenders.map((l) => [l.id, packetFiles(result, l.id, order)]));
}

/** Every lender's replies name the next lender in every way that there is. */
function gossiping(): WaveInputs {
  const made = makeWave({ lenders: 40, probes: 6 });
  const { lenders, entities } = made.market;
  const wave = spokenWave(made);
  const gossip = new Map(
    lenders.map((l, i) => {
      const next = lenders[(i + 1) % lenders.length]!;
      const entity = entities.find((e) => e.id === next.entity)!;
      return [
        l.id,
        `Unlike ${next.name} (${entity.name}, ${next.id}, ${entity.id}) of ${next.id.toUpperCase()}.example we answer.`,
      ] as const;
    }),
  );
  const lenderOf = new Map(wave.plan.probes.map((p) => [p.id, p.lender]));
  return {
    ...wave,
    assessments: wave.assessments.map((a) => {
      const said = gossip.get(lenderOf.get(a.probe)!)!;
      return {
        ...a,
        reason: `${a.reason} ${said}`,
        review: [...a.review, said],
        criteria: a.criteria.map((c) =>
          c.verdict.status === 'scored'
            ? {
                ...c,
                verdict: { ...c.verdict, quotes: c.verdict.quotes.map((q) => ({ ...q, quote: said })) },
              }
            : c,
        ),
      };
    }),
    events: wave.events.map((e) =>
      e.body.kind === 'lender-replied' ? { ...e, body: { ...e.body, text: gossip.get(e.body.lender)! } } : e,
    ),
  };
}

describe('the packets', () => {
  const wave = gossiping();
  const { lenders, entities } = wave.market;
  const packets = packetsOf(wave);
  const whole = (name: string) =>
    new RegExp(
      `(?<![\\p{L}\\p{N}-])${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\p{L}\\p{N}]|-[\\p{L}\\p{N}])`,
      'iu',
    );

  it('are there for every lender, its own words and numbers in them', () => {
    expect([...packets.keys()].sort()).toEqual(lenders.map((l) => l.id).sort());
    for (const [id, files] of packets) {
      const lender = lenders.find((l) => l.id === id)!;
      for (const name of ['letter.txt', 'results.html', 'results.json', 'disclosure.txt'])
        expect(files[name], `${id}/${name}`).toContain(lender.name.slice(0, 4));
      expect(files['disclosure.txt']).toContain(`help@${id}.example`);
      for (const probe of wave.plan.probes.filter((p) => p.lender === id)) {
        const shown = files['results.json']!.includes(`"${probe.id}"`);
        const row = JSON.parse(files['results.json']!).lender;
        if (row.publishable !== 'too-few') expect(shown).toBe(true);
      }
    }
  });

  it.each(lenders.map((l) => [l.id, l] as const))('%s: names no other lender', (id, own) => {
    const others = lenders.filter((l) => l.id !== id);
    const names = others.flatMap((l) => [
      l.id,
      l.name,
      `${l.id}.example`,
      ...(l.entity === own.entity ? [] : [l.entity, entities.find((e) => e.id === l.entity)!.name]),
    ]);
    const mine = [own.name, `${id}.example`, id, entities.find((e) => e.id === own.entity)!.name, own.entity];
    for (const [file, content] of Object.entries(packets.get(id)!)) {
      // "Maple" is a part of the name "Maple Credit 2".
      const text = mine.reduce((t, name) => t.replace(new RegExp(whole(name), 'giu'), '…'), content);
      for (const name of names)
        expect(whole(name).exec(text)?.[0] ?? null, `${id}/${file}: ${name}`).toBeNull();
    }
  });

  it('put something in the place of another name, so that the lender sees that words are missing', () => {
    const texts = [...packets.values()].map((files) => files['results.html']!);
    expect(texts.filter((t) => t.includes('[another lender]')).length).toBeGreaterThan(3);
    expect(texts.filter((t) => t.includes('[інший кредитор]')).length).toBeGreaterThan(3);
  });

  it.each([
    ['uk', /Шановні пані та панове/, /5 грудня 2026/],
    ['ru', /Уважаемые дамы и господа/, /5 декабря 2026/],
    ['en', /Dear Sir or Madam/, /December 5, 2026/],
    ['zh', /您好/, /2026年12月5日/],
  ])(
    'write to a lender of %s in its language, with the day until which it may answer',
    (language, greeting, day) => {
      const some = lenders.filter((l) => l.languages[0] === language);
      expect(some.length).toBeGreaterThan(2);
      for (const { id } of some) {
        expect(packets.get(id)!['letter.txt']).toMatch(greeting);
        expect(packets.get(id)!['letter.txt']).toMatch(day);
        expect(packets.get(id)!['disclosure.txt']).toMatch(greeting);
        for (const name of ['letter.txt', 'disclosure.txt'])
          expect(packets.get(id)![name], name).not.toMatch(/\{\w+\}/);
      }
    },
  );

  it('write in English to a lender of a further language', () => {
    const polish = {
      ...wave,
      market: { ...wave.market, lenders: lenders.map((l) => ({ ...l, languages: ['pl'] })) },
    };
    for (const files of packetsOf(polish).values())
      expect(files['letter.txt']).toContain('Dear Sir or Madam');
  });

  it('list every contact in the notice, and write none to a lender that was not contacted', () => {
    const contacts = contactsOf(wave.plan, foldWave(wave.events));
    for (const [id, files] of packets)
      expect(files['disclosure.txt']!.match(/^- 20/gm)).toHaveLength(contacts.get(id)!.length);
    const silent = lenders[0]!.id;
    const unsent = {
      ...wave,
      events: wave.events.filter(
        (e) => !('probe' in e.body && e.body.probe.startsWith(`w1-${silent}-email`)),
      ),
    };
    expect(Object.keys(packetsOf(unsent).get(silent)!)).not.toContain('disclosure.txt');
  });

  it('name no asker, member of staff, telephone or ticket', () => {
    for (const [id, files] of packetsOf(spokenWave(makeWave({ lenders: 12, probes: 6 }))))
      for (const [file, text] of Object.entries(files))
        expect(text.match(/Олен[оа]|Olena|0 800 123|#48213|probe\.test/u), `${id}/${file}`).toBeNull();
  });
});
