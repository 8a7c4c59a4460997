import { describe, expect, it } from 'vitest';
import { rankWave } from '../../src/ranking/rank-wave.ts';
import { renderCsv } from '../../src/report/csv.ts';
import { renderHtml } from '../../src/report/html.ts';
import { renderJson } from '../../src/report/json.ts';
import { maskOf } from '../../src/report/masking.ts';
import { redact } from '../../src/report/redaction.ts';
import { cpuTime } from '../support/cpu-time.ts';
import { makeWave, PERSONAS } from './fixtures.ts';

const mask = maskOf(PERSONAS);

describe('masking', () => {
  it.each([
    ['write to help@acme.example now', 'write to [address] now'],
    ['<olena.k7q2m9xdab@probe.test>: no such user', '<[address]>: no such user'],
    ['пошта: кредит@гроші.укр.', 'пошта: [address]'],
    ['call 0 800 123 456', 'call [number]'],
    ['the phone (0 800 123 456) or (044) 123-45-67', 'the phone ([number]) or [number]'],
    ['тел. +38 (044) 123-45-67, внутр. 12', 'тел. [number], внутр. 12'],
    ['请拨打400-820-8888。', '请拨打400-820-8888。'.replace('400-820-8888', '[number]')],
    ['電話 ０１２０－１２３－４５６', '電話 [number]'],
    ['Шановна Олено, ваш запит', 'Шановна [name], ваш запит'],
    ['Добрый день, Елена Савчук!', 'Добрый день, [name]!'],
    ['ОЛЕНА САВЧУК', '[name]'],
    ['李小姐您好', '[name]您好'],
    ['Dear Ivan,', 'Dear [name],'],
  ])('%s', (text, masked) => {
    expect(mask(text)).toBe(masked);
  });

  it.each([
    'The rate is 0.01% a day, up to 15 000 for 30 days.',
    'sent on 2026-10-05, due 5.10.2026',
    'Ivanhoe Credit and Іванівка are not the asker',
    '1 of 3 facets; 72 hours; 550 5.1.1',
    '每天利率为0.03%，期限30天',
  ])('leaves alone: %s', (text) => {
    expect(mask(text)).toBe(text);
  });

  it('takes out what hides or turns text round', () => {
    expect(mask('a\u202Eb\u200Bc\u0000d')).toBe('a b c d');
    expect(mask('ol\u200Bena@probe.test')).not.toContain('probe.test');
  });

  it('takes no longer for a hostile word', async () => {
    const ms = await cpuTime(() => {
      mask('a'.repeat(200_000));
      mask('1 '.repeat(100_000));
      mask('@'.repeat(200_000));
    });
    expect(ms).toBeLessThan(1500);
  });
});

describe('what is published', () => {
  const wave = makeWave({ lenders: 26, probes: 6 });
  const secrets = [
    ...PERSONAS.flatMap((p) => [
      p.id,
      ...Object.values(p.names).flatMap((n) => [n.full, n.given, ...n.forms]),
    ]),
    ...wave.plan.probes.flatMap((p) => [p.token, p.address]),
    '0 800 123 456',
  ].filter((s) => s.length > 1);
  const loud = {
    ...wave,
    assessments: wave.assessments.map((a, i) => ({
      ...a,
      reason: `${a.reason} ${secrets[i % secrets.length]}.${wave.plan.probes[0]!.token}@probe.test`,
      review: [...a.review, `greeted as ${secrets[i % 16]}`],
    })),
  };
  const result = redact(rankWave(loud), PERSONAS);
  const outputs: Record<string, string> = {
    ...Object.fromEntries(
      ['en', 'uk', 'ru', 'zh'].map((l) => [`report.${l}.html`, renderHtml(result, { language: l })]),
    ),
    'report.json': renderJson(result),
    ...renderCsv(result),
  };

  it.each(Object.keys(outputs))('%s names no asker, mailbox, token or telephone', (name) => {
    const text = outputs[name]!.toLowerCase();
    for (const secret of secrets) {
      const found = new RegExp(
        /\p{Script=Han}/u.test(secret)
          ? secret
          : `(?<![\\p{L}\\p{N}])${secret.toLowerCase().replace(/[.+]/g, '\\$&')}(?![\\p{L}\\p{N}])`,
        'u',
      ).exec(text);
      expect(found && text.slice(found.index - 40, found.index + 40)).toBeNull();
    }
    expect(text.includes('probe.test')).toBe(false);
  });

  it('keeps apart the askers, who become numbers', () => {
    expect(new Set(result.probes.map((p) => p.persona))).toEqual(new Set(['p1', 'p2']));
  });

  it('drops the outcomes of lenders with too few valid probes, and keeps our own failures', () => {
    const few = new Set(result.lenders.filter((l) => l.publishable === 'too-few').map((l) => l.id));
    expect(few.size).toBeGreaterThan(0);
    const left = result.probes.filter((p) => few.has(p.lender));
    expect(left.length).toBeGreaterThan(0);
    for (const p of left) expect(p.excluded).toBeDefined();
  });
});
