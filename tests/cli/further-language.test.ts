/** Polish came as files only: packs, sentences, labelled replies. A study in it, and replies in it, work like in the others. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { PACKS } from '../../src/assess/languages/index.ts';
import { Pack } from '../../src/assess/languages/pack.ts';
import { shippedPacks } from '../../src/assess/languages/shipped.ts';
import { parseMail } from '../../src/assess/parse-mail.ts';
import { assessWave } from '../../src/assess/wave.ts';
import { assessmentRules } from '../../src/cli/rules.ts';
import { loadStudy } from '../../src/cli/study/load.ts';
import { digestOf, sha256 } from '../../src/model/digest.ts';
import { freezePlan } from '../../src/plan/freeze.ts';
import { aCapture, BASE, closed, HOUR, ledgerOf, SENT, sent } from '../assess/evidence.ts';
import { rawMail } from '../assess/mails.ts';
import { folder, LENDERS, SCENARIO, swap } from '../study/fixtures.ts';
import { doorbell, jsonLines } from './run-cli.ts';
import { temporaryFile } from './temporary.ts';

const LANGUAGES = join(import.meta.dirname, '../../src/assess/languages');

const base = {
  channel: 'email',
  lang: 'pl',
  latency_s: 7200,
  lender: { name: 'Borówka', domain: 'borowka.example', phone: '22 555 01 23' },
  from: 'Borówka <kontakt@borowka.example>',
  subject: 'Re: Pytanie',
  headers: { 'X-Mailer': 'test' },
  question:
    'Dzień dobry, jakie jest oprocentowanie, ile mogę pożyczyć i na jak długo?\n\nPozdrawiam,\nAnna Wójcik',
  asked: ['rate', 'amount', 'term'],
};
const REPLIES = [
  {
    ...base,
    id: 'full',
    text: 'Dzień dobry, Pani Anno,\n\nnowi klienci mogą pożyczyć od 500 do 3 tys. zł na okres od 5 do 61 dni. Oprocentowanie wynosi pół procenta dziennie.\n\nZ poważaniem\nKatarzyna Lis\n\nW dniu 12.11.2026 o 10:14, Anna Wójcik napisał(a):\n> Ile kosztuje 9000 zł na 90 dni? Oprocentowanie 7% rocznie?',
  },
  {
    ...base,
    id: 'outlook',
    text: 'Szanowna Pani,\nszczegółowych informacji udzielamy telefonicznie pod numerem 22 555 01 23.\n\nOd: Anna Wójcik <anna@probe.example>\nWysłano: czwartek, 12 listopada 2026 10:02\nDo: kontakt@borowka.example\nTemat: Pytanie\n\nPożyczam do 3000 zł na 30 dni przy oprocentowaniu 1% dziennie?',
  },
  {
    ...base,
    id: 'data',
    text: 'Witam, aby odpowiedzieć, prosimy o przesłanie numeru PESEL i skanu dowodu osobistego.\nBiuro Obsługi Klienta',
  },
];

describe('doorbell assess, "lang": "pl"', () => {
  it('reads facets, values in PLN, a deflection and a demand of data, and scores', async () => {
    const file = temporaryFile('pl.jsonl', REPLIES.map((r) => `${JSON.stringify(r)}\n`).join(''));
    const { code, out, err } = await doorbell('assess', file);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const [full, outlook, data] = jsonLines(out);
    expect(full).toMatchObject({
      responder: 'human',
      language: 'pl',
      language_matches: true,
      greets: true,
      uses_name: true,
      disposition: 'answered',
      deflection: 'none',
      staff_names: ['Katarzyna Lis'],
      values: {
        rate: { min: 0.5, max: 0.5, unit: 'percent', per: 'day' },
        amount: { min: 500, max: 3000, unit: 'money', currency: 'PLN' },
        term: { min: 5, max: 61, unit: 'day' },
      },
    });
    expect([...full.answered].sort()).toEqual(['amount', 'rate', 'term']);
    expect(full.score).toBeGreaterThan(80);
    expect(outlook).toMatchObject({ answered: [], deflection: 'phone', disposition: 'deflected' });
    expect(data).toMatchObject({
      answered: [],
      personal_data: ['passport', 'photo-of-document', 'tax-id'],
      disposition: 'gated',
    });
    expect(data.score).toBeLessThan(full.score);
    for (const [i, verdict] of [full, outlook, data].entries())
      for (const f of verdict.findings)
        if (f.quote !== undefined) expect(REPLIES[i]!.text.slice(f.start, f.end)).toBe(f.quote);
  });
});

describe('a study in Polish alone', () => {
  const POLISH = `${SCENARIO.slice(0, SCENARIO.indexOf('worry:'))}worry:
  pl: Ukryte opłaty.
persona:
  id: anna
  mailbox: anna
  names:
    pl: { full: Anna Wójcik, given: Anna }
texts:
  pl:
    a:
      subject: Pierwsza pożyczka
      body: Dzień dobry, jakie jest u Państwa oprocentowanie pożyczki? {name}
    b:
      subject: Jaki procent?
      body: Dzień dobry, proszę o informację, ile wynosi oprocentowanie. {name}
`;

  it('is planned, its packs pinned by what their files say, and its replies are assessed', async () => {
    const study = await loadStudy(
      await folder({
        'lenders.yml': swap(LENDERS, '[uk, en]', '[pl]'),
        'scenarios/first-loan.yml': POLISH,
      }),
    );
    const plan = freezePlan({ study, code: 'test', rubric: assessmentRules() });
    for (const part of ['', 'reading/', 'rubric/'])
      for (const name of readdirSync(join(LANGUAGES, part)).filter((n) => n.endsWith('.json')))
        expect(plan.ingredients).toHaveProperty([`rubric/languages/${part}${name.replace('.json', '')}`]);
    const pl = Pack.parse(JSON.parse(readFileSync(join(LANGUAGES, 'pl.json'), 'utf8')));
    expect(plan.ingredients['rubric/languages/pl']).toBe(digestOf(pl));

    const probe = plan.probes[0]!;
    expect(probe.language).toBe('pl');
    const raw = rawMail({
      body: 'Dzień dobry, Pani Anno, oprocentowanie wynosi 0,05% dziennie.',
      messageId: '<1@acme.example>',
      subject: 'Re: Pierwsza pożyczka',
    });
    const { assessments } = assessWave({
      plan: { ...plan, probes: [probe] },
      market: study.market,
      scenarios: study.scenarios,
      events: ledgerOf([
        sent(probe.id),
        closed(probe.id),
        {
          kind: 'captured',
          capture: aCapture(raw, SENT + HOUR, { to: `anna.${probe.token}@probe.example` }),
        },
      ]),
      mails: new Map([[sha256(raw), await parseMail(raw)]]),
      aliasBase: BASE,
    });
    expect(assessments.map((a) => [a.disposition, a.answered])).toEqual([['answered', ['rate']]]);
  });
});

describe('the packs that are shipped', () => {
  it('come in three parts for each language', () => {
    for (const part of ['reading', 'rubric'])
      expect(readdirSync(join(LANGUAGES, part)).filter((n) => n.endsWith('.json'))).toEqual(
        PACKS.map((p) => `${p.code}.json`),
      );
  });

  it.each([
    ['xx.json', '{', /xx\.json is no language pack: /],
    ['xx.json', '{"code":"xx"}', /xx\.json is no language pack: [\s\S]*script/],
    ['yy.json', null, /yy\.json: its code is "pl", so its name must be pl\.json/],
  ])('%s of another shape or name stops the start and is named', (name, content, told) => {
    const dir = mkdtempSync(join(tmpdir(), 'doorbell-packs-'));
    onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
    writeFileSync(join(dir, name), content ?? readFileSync(join(LANGUAGES, 'pl.json'), 'utf8'));
    expect(() => shippedPacks(dir, Pack)).toThrow(told);
  });
});
