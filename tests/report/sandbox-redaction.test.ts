/** A wave that was really played against the sandbox, in every output: none of the sandbox's names is in any of them. */
import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { Assessment } from '../../src/model/assessment.ts';
import { contactsOf } from '../../src/model/contacts.ts';
import { digestOf } from '../../src/model/digest.ts';
import type { Plan } from '../../src/model/plan.ts';
import { foldWave } from '../../src/model/wave-state.ts';
import { rankWave } from '../../src/ranking/rank-wave.ts';
import { renderCsv } from '../../src/report/csv.ts';
import { renderDataPackage } from '../../src/report/datapackage.ts';
import { renderChartData } from '../../src/report/datawrapper.ts';
import { renderHtml } from '../../src/report/html.ts';
import { renderJson } from '../../src/report/json.ts';
import { knownNames } from '../../src/report/known-names.ts';
import { packetFiles } from '../../src/report/packets/files.ts';
import { redact } from '../../src/report/redaction.ts';
import { renderXlsx } from '../../src/report/xlsx.ts';
import { loadSavedWave, reassess } from '../golden/wave.ts';
import { sandboxLeaks } from './sandbox-names.ts';

const saved = loadSavedWave();
const assessments: Assessment[] = (await reassess(saved))
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));

// One probe a lender would be withheld: all lenders of one language become one, and their words are published.
const first = new Map<string, string>();
for (const p of saved.plan.probes) if (!first.has(p.language)) first.set(p.language, p.lender);
const plan: Plan = {
  ...saved.plan,
  probes: saved.plan.probes.map((p) => ({ ...p, lender: first.get(p.language)! })),
};
const events = saved.events.map((e) =>
  e.body.kind === 'wave-opened' ? { ...e, body: { ...e.body, plan: digestOf(plan) } } : e,
);
const { market, scenarios } = saved.study;
const known = knownNames(assessments, plan);
const result = redact(
  rankWave({ plan, market, assessments, events, review: 0 }),
  scenarios.map((s) => s.persona),
  known,
);
const order = { market, contacts: contactsOf(plan, foldWave(events)), replyBy: '2026-12-05' };
const workbook = Object.entries(unzipSync(await renderXlsx(result)));
const outputs: Record<string, string> = {
  ...Object.fromEntries(
    ['en', 'uk', 'ru', 'zh'].map((l) => [`report.${l}.html`, renderHtml(result, { language: l })]),
  ),
  'report.json': renderJson(result),
  'datapackage.json': renderDataPackage(result),
  ...renderCsv(result),
  ...Object.fromEntries(workbook.map(([name, bytes]) => [`report.xlsx/${name}`, strFromU8(bytes)])),
  ...Object.fromEntries(
    Object.entries(renderChartData(result, 'uk')).map(([name, text]) => [`charts/${name}`, text]),
  ),
  ...Object.fromEntries(
    [...first.values()].flatMap((lender) =>
      Object.entries(packetFiles(result, lender, order)).map(([name, text]) => [
        `packets/${lender}/${name}`,
        text,
      ]),
    ),
  ),
};

describe('a played wave', () => {
  const leaks = sandboxLeaks(plan, scenarios);

  it('holds names of staff and askers before it is published, and words after', () => {
    expect(known.staff.length).toBeGreaterThan(8);
    const raw = JSON.stringify(rankWave({ plan, market, assessments, events, review: 0 }));
    expect(leaks(raw)).not.toBeNull();
    expect(result.probes.flatMap((p) => p.messages.flatMap((m) => m.quotes)).length).toBeGreaterThan(60);
    expect(outputs['report.en.html']!.length).toBeGreaterThan(20_000);
  });

  it.each(Object.keys(outputs))('%s names nobody', (name) => {
    expect(leaks(outputs[name]!)).toBeNull();
  });
});

describe('names in other cases', () => {
  const masked = (text: string) => {
    const [lender] = result.lenders;
    const replies = [{ on: '2026-10-01', text }];
    const spoken = { ...result, lenders: [{ ...lender!, correspondence: { replies } }] };
    return redact(
      spoken,
      scenarios.map((s) => s.persona),
      known,
    ).lenders[0]!.correspondence.replies[0]!.text;
  };

  it.each([
    'Запитайте Ірину Ткачук або її колегу.',
    'Зверніться до Ірини Ткачук, ми з Іриною все вирішимо.',
    'Позвоните Айгерим Сапаровой, с Жанной Ермековой, у Дениса Колесова.',
    'Ask Tom or TOM ASHWICK, Priya’s colleague; write to Rebecca.',
    '请联系周晓琳，或者晓琳、周女士、小周。',
    'Олено, Вам відповів Роман; питайте Романа.',
  ])('%s', (text) => {
    expect(leaks(masked(text))).toBeNull();
    expect(masked(text)).toContain('[name]');
  });

  const leaks = sandboxLeaks(plan, scenarios);

  it.each([
    ['Your case #48213 is at https://desk.example/t/9f2c?key=77', 'Your case [code] is at [link]'],
    ['Заявка № 12-345, статус: my.example/status/8812', 'Заявка [code], статус: [link]'],
    ['write to @lender_help or t.me/lender_help', 'write to [handle] or [link]'],
    ['Rates are at 0.8% a day; 100 to 600.', 'Rates are at 0.8% a day; 100 to 600.'],
  ])('of requests: %s', (text, expected) => {
    expect(masked(text)).toBe(expected);
  });
});
