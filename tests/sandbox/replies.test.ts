import PostalMime from 'postal-mime';
import { describe, expect, it } from 'vitest';
import { FACETS } from '../../src/model/vocabulary.ts';
import {
  Behaviours,
  Duration,
  LenderBehaviour,
  sandboxBehaviours,
  scriptFor,
} from '../../src/sandbox/behaviour.ts';
import { createChance } from '../../src/sandbox/chance.ts';
import { canEncode, encode } from '../../src/sandbox/charset.ts';
import { afterOfficeTime, momentOf } from '../../src/sandbox/delay.ts';
import { writeMail } from '../../src/sandbox/mime.ts';
import { sandboxPhrases } from '../../src/sandbox/phrases.ts';
import { type Question, readQuestion } from '../../src/sandbox/question.ts';
import { repliesTo } from '../../src/sandbox/replies.ts';
import { wordingOf } from '../../src/sandbox/reply-text.ts';
import { dispositionOf } from '../../src/sandbox/truth.ts';
import { compose, lenderOf, lenders, scenarios, token } from './helpers/study.ts';

const AT = Date.UTC(2026, 8, 7, 8);
const HOUR = 3_600_000;
const phrases = sandboxPhrases();
const behaviours = sandboxBehaviours();

/** The question as a lender reads it, from raw bytes. */
function question(lender: string, scenario: string, wording: 'a' | 'b' = 'a', at = AT): Promise<Question> {
  const { mail, bounce } = compose({ lender, scenario, wording, token: token(1) });
  const raw = writeMail({
    ...mail,
    date: 'Mon, 07 Sep 2026 08:00:00 +0000',
    headers: [],
    charset: 'utf-8',
  });
  return readQuestion(raw, { from: bounce, to: mail.to, acceptedAt: at }, scenarios);
}

const answer = async (lender: string, scenario: string, seed = 41) => {
  const asked = await question(lender, scenario);
  const behaviour = behaviours.lenders[lender]!;
  return repliesTo(asked, {
    lender: lenderOf(lender),
    behaviour,
    script: scriptFor(behaviour, 1, scenario),
    phrases,
    seed,
    hurry: 1,
  });
};

describe('what a lender understands', () => {
  it('recognises every wording of every scenario in every language', async () => {
    for (const lender of ['larkmoor-loans', 'leleka-pozyka', 'kovyl-kredit', 'qingheque'])
      for (const s of scenarios)
        for (const wording of ['a', 'b'] as const) {
          const asked = await question(lender, s.id, wording);
          expect(asked).toMatchObject({
            scenario: s.id,
            language: lenderOf(lender).languages[0],
            asks: s.asks,
          });
          expect(asked.persona).toEqual(s.persona.names[lenderOf(lender).languages[0]!]);
        }
  });

  it('takes anything else as a general question', async () => {
    const raw = writeMail({
      from: { name: '', address: 'someone@mailhome.example' },
      to: 'help@larkmoor-loans.example',
      subject: 'Hello',
      date: 'Mon, 07 Sep 2026 08:00:00 +0000',
      messageId: '<x@mailhome.example>',
      headers: [],
      text: 'Are you there?',
      charset: 'utf-8',
    });
    const asked = await readQuestion(
      raw,
      { from: '', to: 'help@larkmoor-loans.example', acceptedAt: AT },
      scenarios,
    );
    expect(asked).toMatchObject({ scenario: null, language: null });
    expect(asked.asks.length).toBeGreaterThan(0);
  });
});

describe('what lenders say', () => {
  it('has words for every facet in all languages that the study asks in', () => {
    expect([...phrases.keys()].sort()).toEqual(['en', 'ru', 'uk', 'zh']);
    for (const book of phrases.values())
      for (const facet of FACETS)
        for (const tone of ['formal', 'plain'] as const)
          expect(book.facets[facet][tone].length).toBeGreaterThan(5);
  });

  it('leaves no place unfilled and answers exactly the declared facets', async () => {
    for (const lender of lenders)
      for (const s of scenarios)
        for (const reply of await answer(lender.id, s.id)) {
          const mail = await PostalMime.parse(reply.raw);
          const shown = (mail.text ?? mail.html ?? '').replace(/<[^>]*>/g, '\n');
          expect(shown, `${lender.id} ${s.id}`).not.toMatch(/\{[a-zA-Z]+\}|undefined|NaN|\ufffd/);
          expect(mail.subject ?? '').not.toMatch(/\{|undefined/);
          if (reply.effect.responder === 'bounce') continue;
          const behaviour = behaviours.lenders[lender.id]!;
          const book = phrases.get(behaviour.language ?? lender.languages[0]!)!;
          for (const facet of s.asks) {
            // A piece of the wording that holds no number to fill in and no mark-up.
            const piece = wordingOf(facet, s.id, book)
              [behaviour.tone].split(/\{\w+\}|\n|'|"/)
              .sort((a, b) => b.length - a.length)[0]!;
            expect(shown.includes(piece), `${lender.id} ${s.id} ${facet}: ${piece}`).toBe(
              reply.effect.answered.includes(facet),
            );
          }
        }
  });

  it('quotes the numbers of the lender, and agrees with its published terms but where it is declared not to', async () => {
    const declared: string[] = [];
    for (const lender of lenders)
      for (const term of lender.terms.filter((t) => t.facet === 'rate' || t.facet === 'amount')) {
        const scenario = term.facet === 'rate' ? 'total-cost' : 'first-loan';
        const said = await Promise.all(
          (await answer(lender.id, scenario)).map(async (r) => {
            const mail = await PostalMime.parse(r.raw);
            return mail.text ?? mail.html ?? '';
          }),
        );
        const bare = (text: string) => text.replace(/[\s\u00a0\u202f,]/g, (c) => (c === ',' ? '.' : ''));
        const numbers = term.text.match(/\d[\d ]*(?:[.,]\d+)?(?=\s*%|\s*(?:грн|тенге|元))|£\d+/g)!;
        const text = bare(said.join('\n')).replace(/(\d)\.(\d{3})(?!\d)/g, '$1$2');
        const held = numbers.every((n) => text.includes(bare(n)));
        const contradicts = behaviours.lenders[lender.id]!.contradicts.includes(term.facet);
        if (contradicts) declared.push(`${lender.id} ${term.facet}`);
        expect(held, `${lender.id}: ${numbers.join(', ')}`).toBe(!contradicts);
      }
    expect(declared).toEqual(['malva-kredyt amount', 'kovyl-kredit rate']);
    for (const [id, { contradicts }] of Object.entries(behaviours.lenders))
      for (const facet of contradicts) expect(declared).toContain(`${id} ${facet}`);
  });

  it('declares a disposition for each script that its messages would have', async () => {
    for (const lender of lenders)
      for (const s of scenarios) {
        const behaviour = behaviours.lenders[lender.id]!;
        const script = scriptFor(behaviour, 1, s.id);
        const inTime = (await answer(lender.id, s.id)).filter(
          (r) => r.at - AT <= 72 * HOUR || lender.id !== 'aqsha-bulaq',
        );
        expect(
          dispositionOf(
            inTime.map((r) => r.effect),
            s.asks,
          ),
          `${lender.id} ${s.id}`,
        ).toBe(script.disposition);
      }
    for (const [id, b] of Object.entries(behaviours.lenders)) expect(b.about.length, id).toBeGreaterThan(10);
    expect(Object.keys(behaviours.lenders).sort()).toEqual(lenders.map((l) => l.id).sort());
  });

  it('says the same again with the same seed, and not with another', async () => {
    const bytes = async (seed: number) =>
      (await answer('larkmoor-loans', 'student', seed)).map((r) => [r.at, r.raw.toString('hex')]);
    expect(await bytes(41)).toEqual(await bytes(41));
    expect(await bytes(42)).not.toEqual(await bytes(41));
  });
});

describe('delays', () => {
  const lender = lenderOf('malva-kredyt');
  const friday = Date.UTC(2026, 8, 11, 14, 30);

  it('counts office time in the hours claimed, in the zone of the lender', () => {
    // Friday 17:30 in Kyiv: half an hour is left, the rest on Monday from 09:00.
    expect(new Date(afterOfficeTime(lender, friday, 0.5 * HOUR)).toISOString()).toBe(
      '2026-09-11T15:00:00.000Z',
    );
    expect(new Date(afterOfficeTime(lender, friday, 1 * HOUR)).toISOString()).toBe(
      '2026-09-14T06:30:00.000Z',
    );
    // Over the end of summer time: Monday 9:00 in Kyiv is then 7:00 UTC.
    expect(new Date(afterOfficeTime(lender, Date.UTC(2026, 9, 24, 12), HOUR)).toISOString()).toBe(
      '2026-10-26T08:00:00.000Z',
    );
  });

  it('falls back on working days when no hours are claimed, or unreadable ones', () => {
    for (const hours of [undefined, 'whenever we like', 'off'])
      expect(
        new Date(
          afterOfficeTime(
            {
              ...lender,
              channels: [{ ...lender.channels[0]!, ...(hours ? { hours } : { hours: undefined }) }],
            },
            friday,
            HOUR,
          ),
        ).toISOString(),
      ).toBe('2026-09-14T06:30:00.000Z');
  });

  it('draws around the median, uniformly, or not at all, and hurries', () => {
    const at = { from: AT, lender, hurry: 1 };
    const waits = Array.from(
      { length: 401 },
      (_, i) => momentOf({ median: 2 * HOUR, spread: 0.5 }, { ...at, chance: createChance(i) }) - AT,
    ).sort((a, b) => a - b);
    expect(waits[200]! / HOUR).toBeGreaterThan(1.8);
    expect(waits[200]! / HOUR).toBeLessThan(2.2);
    expect(waits[0]).toBeGreaterThan(0);
    const chance = createChance(1);
    expect(momentOf({ fixed: HOUR }, { ...at, hurry: 3600, chance }) - AT).toBe(1000);
    for (let i = 0; i < 50; i++) {
      const wait = momentOf({ between: [500, 3000] }, { ...at, chance }) - AT;
      expect(wait).toBeGreaterThanOrEqual(500);
      expect(wait).toBeLessThanOrEqual(3000);
    }
  });

  it('reads durations with their unit and nothing else', () => {
    expect(['90s', '15m', '1.5h', '2d', '20ms'].map((t) => Duration.parse(t))).toEqual([
      90_000, 900_000, 5_400_000, 172_800_000, 20,
    ]);
    for (const bad of ['', '5', 'h', '-1h', '99d', '5 m'])
      expect(Duration.safeParse(bad).success, bad).toBe(false);
  });
});

describe('old charsets', () => {
  it('writes what Node reads back', () => {
    const samples = {
      'koi8-r': 'Здравствуйте, Артём! Ёлка — это 50% ©',
      'windows-1251': 'Доброго дня! Їжак, єнот, ґава, «лапки» № 5 – і тире — теж',
      gb18030: '您好，逾期第四天起一次性收取50元违约金。ABC 123 €',
    } as const;
    for (const [charset, text] of Object.entries(samples)) {
      const bytes = encode(text, charset as keyof typeof samples);
      const plain = charset === 'koi8-r' ? text.replace('—', '-') : text;
      expect(new TextDecoder(charset).decode(bytes)).toBe(plain);
    }
    expect(canEncode('їжак', 'koi8-r')).toBe(false);
    expect(encode('п\u02bcять', 'windows-1251')).toEqual(encode("п'ять", 'windows-1251'));
  });

  it('falls back to UTF-8 rather than lose a letter, and folds long subjects', async () => {
    const subject = 'Дуже довга тема листа про дострокове погашення позики, яка не вміститься в один рядок';
    const raw = writeMail({
      from: { name: 'Їжак', address: 'a@b.example' },
      to: 'c@d.example',
      subject,
      date: 'Mon, 07 Sep 2026 08:00:00 +0000',
      messageId: '<1@b.example>',
      headers: [],
      text: 'їжак',
      charset: 'koi8-r',
    });
    for (const line of raw.toString('latin1').split('\r\n')) expect(line.length).toBeLessThanOrEqual(78);
    expect(await PostalMime.parse(raw)).toMatchObject({ subject, from: { name: 'Їжак' } });
  });
});

describe('behaviours as data', () => {
  it('refuses unknown words and durations without a unit', () => {
    const one = {
      about: 'Something.',
      disposition: 'answered',
      does: [{ send: 'answer', delay: { fixed: '5m' } }],
    };
    expect(LenderBehaviour.safeParse(one).success).toBe(true);
    expect(LenderBehaviour.safeParse({ ...one, mood: 'good' }).success).toBe(false);
    expect(
      LenderBehaviour.safeParse({ ...one, does: [{ send: 'answer', delay: { fixed: '5' } }] }).success,
    ).toBe(false);
    expect(
      LenderBehaviour.safeParse({ ...one, does: [{ send: 'shout', delay: { fixed: '5m' } }] }).success,
    ).toBe(false);
    expect(Behaviours.parse({})).toEqual({ lenders: {} });
  });

  it('prefers the n-th message over the scenario over the usual', () => {
    const silent = { disposition: 'no-reply', does: [] };
    const b = LenderBehaviour.parse({
      about: 'Something.',
      disposition: 'answered',
      does: [],
      nth: { '2': { ...silent, disposition: 'refused' } },
      scenarios: { student: silent },
    });
    expect(
      [
        scriptFor(b, 1, 'pay-late'),
        scriptFor(b, 1, 'student'),
        scriptFor(b, 2, 'student'),
        scriptFor(b, 1, null),
      ].map((s) => s.disposition),
    ).toEqual(['answered', 'no-reply', 'refused', 'answered']);
  });
});
