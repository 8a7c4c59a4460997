import { describe, expect, test } from 'vitest';
import type { Study } from '../../src/model/study.ts';
import { freezePlan } from '../../src/plan/freeze.ts';
import { differences, ingredients } from '../../src/plan/ingredients.ts';
import { rubric, scenarioOf, studyOf } from './fixture.ts';

const base = () =>
  studyOf({ lenders: 3, scenarios: 2, wave: { exclude: [{ lender: 'lender-2', reason: 'gone' }] } });
const plan = freezePlan({ study: base(), code: 'test', rubric });
const told = (change: (study: Study) => void, with_ = rubric): string[] => {
  const study = base();
  change(study);
  return differences(plan, study, with_);
};

test('nothing changed, nothing told', () => {
  expect(differences(plan, base(), rubric)).toEqual([]);
  expect(ingredients(base(), rubric)).toEqual(plan.ingredients);
});

test('paths are readable', () => {
  expect(Object.keys(plan.ingredients).sort()).toEqual(
    expect.arrayContaining([
      'scenarios/scenario-1/uk/b',
      'scenarios/scenario-1/persona',
      'scenarios/scenario-1/asks',
      'lenders/lender-0',
      'entities/entity-0',
      'wave/caps',
      'wave/weights',
      'rubric/coder',
      'rubric/languages/uk',
    ]),
  );
});

describe('each change is named in a sentence', () => {
  const changes: [string, (study: Study) => void][] = [
    [
      'scenarios/scenario-0.yml: Ukrainian wording b changed',
      (s) => {
        s.scenarios[0]!.texts.uk!.b.body += ' ';
      },
    ],
    [
      'scenarios/scenario-0.yml: English wording a changed',
      (s) => {
        s.scenarios[0]!.texts.en!.a.subject = 'Else';
      },
    ],
    [
      'scenarios/scenario-1.yml: persona changed',
      (s) => {
        s.scenarios[1]!.persona.names.uk!.forms.push('Богдане');
      },
    ],
    [
      'scenarios/scenario-1.yml: asks changed',
      (s) => {
        s.scenarios[1]!.asks.push('extension');
      },
    ],
    [
      'scenarios/scenario-1.yml: worry changed',
      (s) => {
        s.scenarios[1]!.worry.en = 'fears';
      },
    ],
    [
      'lenders.yml: lender lender-1 changed',
      (s) => {
        s.market.lenders[1]!.channels[0]!.address = 'new@lender-1.example';
      },
    ],
    [
      'lenders.yml: legal entity entity-0 changed',
      (s) => {
        s.market.entities[0]!.name = 'Else Ltd';
      },
    ],
    [
      'wave.yml: weights changed',
      (s) => {
        s.wave.weights.speed = 30;
      },
    ],
    [
      'wave.yml: speedAnchors changed',
      (s) => {
        s.wave.speedAnchors[0]!.points = 90;
      },
    ],
    [
      'wave.yml: caps changed',
      (s) => {
        s.wave.caps.entityGapHours = 50;
      },
    ],
    [
      'wave.yml: slots changed',
      (s) => {
        s.wave.slots[0]!.share = 4;
      },
    ],
    [
      'wave.yml: seed changed',
      (s) => {
        s.wave.seed = 42;
      },
    ],
    [
      'wave.yml: title changed',
      (s) => {
        s.wave.title = 'Else';
      },
    ],
    [
      'wave.yml: exclude changed',
      (s) => {
        s.wave.exclude[0]!.reason = 'else';
      },
    ],
    [
      'wave.yml: channels changed',
      (s) => {
        s.wave.channels.push('phone');
      },
    ],
    [
      'wave.yml: deadlineHours changed',
      (s) => {
        s.wave.deadlineHours = 96;
      },
    ],
    [
      'wave.yml: country changed',
      (s) => {
        s.wave.country = 'UA';
      },
    ],
  ];
  test.each(changes)('%s', (sentence, change) => {
    expect(told(change)).toEqual([`${sentence} since the plan was frozen`]);
  });

  test('a lender more, a lender less, a scenario more', () => {
    expect(
      told((s) => {
        s.market.lenders.push({ ...s.market.lenders[0]!, id: 'new' });
      }),
    ).toEqual(['lenders.yml: lender new was added since the plan was frozen']);
    expect(
      told((s) => {
        s.market.lenders.splice(0, 1);
      }),
    ).toEqual([
      'lenders.yml: legal entity entity-0 was removed since the plan was frozen',
      'lenders.yml: lender lender-0 was removed since the plan was frozen',
    ]);
    expect(
      told((s) => {
        s.scenarios.push(scenarioOf(2));
      }),
    ).toContain('scenarios/scenario-2.yml: Ukrainian wording a was added since the plan was frozen');
  });

  test('the rubric and its lexicons', () => {
    expect(told(() => {}, { ...rubric, coder: 'rules@0.2.0' })).toEqual([
      'rubric: coder changed since the plan was frozen',
    ]);
    expect(
      told(() => {}, { ...rubric, ingredients: { ...rubric.ingredients, 'languages/uk': '3'.repeat(64) } }),
    ).toEqual(['rubric: languages/uk changed since the plan was frozen']);
  });
});

test('what the wave does not use may change: the sign-off, excluded lenders, other scenarios, the order of files', () => {
  expect(
    told((s) => {
      s.wave.approval = { by: 'The dean', on: '2026-09-01', plan: '0'.repeat(64) };
      s.market.lenders[2]!.name = 'Else';
      s.market.lenders.reverse();
      s.scenarios.reverse();
      s.scenarios.push(scenarioOf(5));
      s.wave.scenarios = ['scenario-1', 'scenario-0'];
    }),
  ).toEqual([]);
});
