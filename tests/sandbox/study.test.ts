import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { LendersFile } from '../../src/model/lenders.ts';
import { Scenario, WORDINGS } from '../../src/model/scenario.ts';
import { Settings } from '../../src/model/settings.ts';
import { FACETS } from '../../src/model/vocabulary.ts';
import { Wave } from '../../src/model/wave.ts';

const root = new URL('../../', import.meta.url);
const text = (path: string) => readFileSync(new URL(path, root), 'utf8');
const yaml = (path: string): unknown => parse(text(path));
const files = readdirSync(new URL('scenarios/', root)).sort();
const scenarios = files.map((f) => Scenario.parse(yaml(`scenarios/${f}`)));
const market = LendersFile.parse(yaml('lenders.yml'));
const wave = Wave.parse(yaml('wave.yml'));
const LANGUAGES = ['en', 'uk', 'ru', 'zh'];
const texts = scenarios.flatMap((s) =>
  LANGUAGES.flatMap((language) =>
    WORDINGS.map((w) => ({ at: `${s.id}/${language}/${w}`, language, ...s.texts[language]![w] })),
  ),
);

describe('the sandbox study', () => {
  it('has at least 24 invented lenders in the wave, evenly over four languages', () => {
    const left = new Set(wave.exclude.map((e) => e.lender));
    const inWave = market.lenders.filter((l) => !left.has(l.id));
    expect(inWave.length).toBeGreaterThanOrEqual(24);
    for (const language of LANGUAGES)
      expect(inWave.filter((l) => l.languages[0] === language).length).toBeGreaterThanOrEqual(6);
    for (const lender of market.lenders) {
      expect(new URL(lender.site).hostname).toMatch(/\.example$/);
      const mail = lender.channels.filter((c) => c.kind === 'email');
      expect(mail).toHaveLength(1);
      expect(mail[0]!.address.endsWith(`@${new URL(lender.site).hostname}`)).toBe(true);
      for (const door of [...lender.channels, ...lender.terms.map((t) => ({ seenAt: t.source }))])
        expect(new URL(door.seenAt).hostname).toMatch(/\.example$/);
    }
  });

  it('keeps every legal entity under the cap, by leaving a second brand out with its reason', () => {
    const left = new Set(wave.exclude.map((e) => e.lender));
    const probes = new Map<string, number>();
    for (const l of market.lenders) {
      if (left.has(l.id)) continue;
      const kinds = wave.channels.filter((kind) => l.channels.some((c) => c.kind === kind));
      const asked = kinds.map((kind) => wave.only?.[kind]?.length ?? scenarios.length);
      probes.set(
        l.entity,
        asked.reduce((a, b) => a + b, probes.get(l.entity) ?? 0),
      );
    }
    expect(Math.max(...probes.values())).toBe(wave.caps.probesPerEntity);
    for (const out of wave.exclude) {
      const entity = market.lenders.find((l) => l.id === out.lender)!.entity;
      expect(market.lenders.filter((l) => l.entity === entity).length).toBeGreaterThan(1);
    }
  });

  it('has two lenders that share a desk', () => {
    expect(market.lenders.filter((l) => l.desk === 'contact-hub-north')).toHaveLength(2);
  });

  it('asks six questions, each file named by its id, over all thirteen facets', () => {
    expect(scenarios.length).toBeGreaterThanOrEqual(6);
    expect(files).toEqual(scenarios.map((s) => `${s.id}.yml`));
    expect([...wave.scenarios!].sort()).toEqual(scenarios.map((s) => s.id));
    expect(new Set(scenarios.flatMap((s) => s.asks))).toEqual(new Set(FACETS));
    expect(new Set(scenarios.map((s) => s.persona.mailbox)).size).toBe(scenarios.length);
    for (const s of scenarios)
      for (const language of LANGUAGES) {
        expect(s.worry[language]).toBeTruthy();
        expect(s.persona.names[language]!.forms.length).toBeGreaterThan(1);
      }
  });

  it.each(texts)(
    '$at is signed once and carries no link, number to call or attachment',
    ({ body, subject }) => {
      expect(body.split('{name}')).toHaveLength(2);
      expect(body.trimEnd().endsWith('{name}')).toBe(true);
      expect(subject).not.toContain('{name}');
      expect(`${subject} ${body}`).not.toMatch(/https?:|www\.|@|\+\d|\d{7,}/);
    },
  );

  it('has wordings of one length, within 15%', () => {
    for (const s of scenarios)
      for (const language of LANGUAGES) {
        const { a, b } = s.texts[language]!;
        const ratio = a.body.length / b.body.length;
        expect(
          Math.max(ratio, 1 / ratio),
          `${s.id} ${language}: ${a.body.length} and ${b.body.length}`,
        ).toBeLessThan(1.15);
        expect(a.subject).not.toBe(b.subject);
      }
  });

  it('says nothing of the gender of who asks', () => {
    // First-person past and short forms that Ukrainian and Russian mark for gender.
    const gendered =
      /(?<!\p{L})(я|мені|мне)\s+(?:\p{L}+\s+){0,2}\p{L}+(ла|лась|лася|вся|лся|в|л)(?!\p{L})|(?<!\p{L})(рад|рада|радий|вдячна|вдячний|благодарен|благодарна|хотів|хотіла|хотел|хотела|повинен|повинна|должен|должна|міг|могла|мог|впевнений|впевнена|уверен|уверена|чула|чув|слышал|слышала)(?!\p{L})/iu;
    for (const t of texts.filter((x) => x.language === 'uk' || x.language === 'ru'))
      expect(t.body, t.at).not.toMatch(gendered);
  });

  it('is written in the language that it says', () => {
    for (const t of texts) {
      if (t.language === 'uk') expect(t.body, t.at).not.toMatch(/[ыэъё]/i);
      if (t.language === 'ru') expect(t.body, t.at).not.toMatch(/[іїєґ]/i);
      if (t.language === 'zh') expect(t.body, t.at).toMatch(/\p{Script=Han}/u);
      if (t.language === 'en') expect(t.body, t.at).not.toMatch(/[^\p{ASCII}]/u);
    }
  });

  it('runs on the demo wave and settings, signed off by nobody', () => {
    expect(wave.slots.map((s) => s.share)).toEqual([3, 1, 1, 1]);
    expect(wave.approval).toBeUndefined();
    const settings = Settings.parse(yaml('settings.yml'));
    expect(settings.email.domain).toMatch(/\.example$/);
    expect(settings.email.inbound).toMatchObject([{ kind: 'mx', host: '127.0.0.1' }]);
  });

  it('points every file at its schema', () => {
    for (const f of files)
      expect(text(`scenarios/${f}`)).toMatch(
        /^# yaml-language-server: \$schema=\.\.\/schemas\/scenario\.schema\.json\n/,
      );
    for (const f of ['lenders', 'wave', 'settings'])
      expect(
        text(`${f}.yml`).startsWith(`# yaml-language-server: $schema=./schemas/${f}.schema.json\n`),
      ).toBe(true);
  });
});
