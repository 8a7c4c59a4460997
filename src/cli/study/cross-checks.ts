/** What no single file can show: that the parts of a study fit each other. */
import type { LendersFile } from '../../model/lenders.ts';
import { type Scenario, WORDINGS } from '../../model/scenario.ts';
import { CEILINGS, type Wave } from '../../model/wave.ts';
import { accounts, neverTried, sharedDoors, sightings } from './channel-checks.ts';
import { hoursFault } from './hours.ts';
import { type Path, shown } from './issue-sentence.ts';
import { hint } from './nearest.ts';
import type { Problem } from './problems.ts';
import { FAULT_ADVICE, scriptFindings } from './script-rules.ts';

/** A parsed file that can name places in itself. */
export interface Located<T> {
  data: T;
  problem(path: Path, text: string): Problem;
}

export interface StudyParts {
  market: Located<LendersFile>;
  wave: Located<Wave>;
  /** `name` is the file's name without `.yml`. */
  scenarios: (Located<Scenario> & { name: string })[];
}

/** The longer of two wordings may have this many characters for 100 of the shorter (methods.md 3.2). */
const LONGEST = 115;

export function crossChecks(parts: StudyParts): Problem[] {
  const { market, wave, scenarios } = parts;
  return [
    ...hours(market),
    ...sharedDoors(parts),
    ...accounts(parts),
    ...sightings(parts),
    ...neverTried(parts),
    ...dates(wave),
    ...references(wave, {
      lenders: market.data.lenders.map((lender) => lender.id),
      scenarios: scenarios.map((scenario) => scenario.data.id),
    }),
    ...scenarios.flatMap((scenario) => [...script(scenario), ...lengths(scenario)]),
    ...names(scenarios),
    ...languages(parts),
    ...size(market, wave),
  ];
}

function hours({ data, problem }: Located<LendersFile>): Problem[] {
  return data.lenders.flatMap((lender, i) =>
    lender.channels.flatMap((channel, j) => {
      const fault = channel.hours === undefined ? null : hoursFault(channel.hours);
      return fault === null ? [] : [problem(['lenders', i, 'channels', j, 'hours'], fault)];
    }),
  );
}

function dates({ data, problem }: Located<Wave>): Problem[] {
  const found = data.slots.flatMap((slot, i) =>
    slot.from === slot.to
      ? [problem(['slots', i, 'to'], `is ${shown(slot.to)}, must differ from \`from\`: the slot is empty`)]
      : [],
  );
  if (data.ends < data.starts)
    found.push(
      problem(
        ['ends'],
        `is ${data.ends}, before starts (${data.starts}): must be the same day or a later one`,
      ),
    );
  return found;
}

/** Every id that the wave uses is known, once. Ids that are not known because their files are broken are undefined. */
export function references(
  wave: Located<Pick<Wave, 'scenarios' | 'only'> & { exclude: { lender: string }[] }>,
  known: { lenders: string[] | undefined; scenarios: string[] | undefined },
): Problem[] {
  const listed = (
    path: Path,
    id: string,
    known: string[] | undefined,
    where: string,
    before: string[],
  ): Problem[] => [
    ...(known === undefined || known.includes(id)
      ? []
      : [wave.problem(path, `"${id}" is not in ${where}${hint(id, known)}`)]),
    ...(before.includes(id) ? [wave.problem(path, `"${id}" is listed twice`)] : []),
  ];
  const { exclude, scenarios: used = [], only = {} } = wave.data;
  const inWave = used.length > 0 ? used : known.scenarios;
  return [
    ...exclude.flatMap(({ lender }, i) =>
      listed(
        ['exclude', i, 'lender'],
        lender,
        known.lenders,
        'lenders.yml',
        exclude.slice(0, i).map((e) => e.lender),
      ),
    ),
    ...used.flatMap((id, i) => listed(['scenarios', i], id, known.scenarios, 'scenarios/', used.slice(0, i))),
    ...Object.entries(only).flatMap(([channel, ids]) =>
      ids.flatMap((id, i) =>
        listed(['only', channel, i], id, inWave, 'the scenarios of the wave', ids.slice(0, i)),
      ),
    ),
  ];
}

function script({ data, problem }: Located<Scenario>): Problem[] {
  return Object.entries(data.texts).flatMap(([language, texts]) =>
    WORDINGS.flatMap((wording) =>
      (['subject', 'body'] as const).flatMap((field) => {
        const path = ['texts', language, wording, field];
        const text = texts[wording][field];
        const names = text.split('{name}').length - 1;
        const wanted = field === 'body' ? 1 : 0;
        return [
          ...scriptFindings(text).map(({ fault, quote }) =>
            problem(path, `has ${article(fault)} (${JSON.stringify(quote)}): ${FAULT_ADVICE[fault]}`),
          ),
          ...(names === wanted
            ? []
            : [
                problem(
                  path,
                  `has {name} ${names} times, must have it ${wanted === 1 ? 'exactly once' : 'in the body only'}`,
                ),
              ]),
        ];
      }),
    ),
  );
}

const article = (fault: string): string =>
  `${/^[aeiou]/.test(fault) ? 'an' : 'a'} ${fault.replace('-', ' ')}`;

function lengths({ data, problem }: Located<Scenario>): Problem[] {
  return Object.entries(data.texts).flatMap(([language, texts]) => {
    const [short, long] = WORDINGS.map((wording) => [...texts[wording].body.trim()].length).sort(
      (x, y) => x - y,
    ) as [number, number];
    if (100 * long <= LONGEST * short) return [];
    const [a, b] = WORDINGS.map((wording) => [...texts[wording].body.trim()].length);
    return [
      problem(
        ['texts', language],
        `wording a has ${a} characters and b has ${b}: the longer may be at most 15% longer (here ${Math.floor((LONGEST * short) / 100)})`,
      ),
    ];
  });
}

/** A reply must tell by its address and greeting which persona it means. */
function names(scenarios: StudyParts['scenarios']): Problem[] {
  const personas = new Map<string, string>();
  const mailboxes = new Map<string, string>();
  return scenarios.flatMap(({ name, data, problem }) => {
    const found: Problem[] = [];
    if (data.id !== name)
      found.push(problem(['id'], `is "${data.id}", must be "${name}" as the file is called ${name}.yml`));
    for (const [field, seen] of [
      ['id', personas],
      ['mailbox', mailboxes],
    ] as const) {
      const value = data.persona[field];
      const other = seen.get(value);
      if (other !== undefined)
        found.push(
          problem(
            ['persona', field],
            `"${value}" is also in ${other}.yml: each scenario brings a persona of its own`,
          ),
        );
      seen.set(value, name);
    }
    return found;
  });
}

/** Each lender is asked in its first language; the plan lets every persona meet every lender. */
function languages({ market, wave, scenarios }: StudyParts): Problem[] {
  const excluded = new Set(wave.data.exclude.map((entry) => entry.lender));
  const firstUse = new Map<string, string>();
  for (const lender of market.data.lenders) {
    const language = lender.languages[0]!;
    if (!excluded.has(lender.id) && !firstUse.has(language)) firstUse.set(language, lender.id);
  }
  const used = wave.data.scenarios;
  return scenarios
    .filter((scenario) => used === undefined || used.includes(scenario.data.id))
    .flatMap(({ data, problem }) =>
      [...firstUse].flatMap(([language, lender]) => [
        ...(data.texts[language]
          ? []
          : [problem(['texts'], `has no "${language}", the language in which lender ${lender} is asked`)]),
        ...(data.persona.names[language]
          ? []
          : [
              problem(
                ['persona', 'names'],
                `has no "${language}", the language in which lender ${lender} is asked`,
              ),
            ]),
      ]),
    );
}

function size(market: Located<LendersFile>, wave: Located<Wave>): Problem[] {
  const excluded = new Set(wave.data.exclude.map((entry) => entry.lender));
  const count = market.data.lenders.filter((lender) => !excluded.has(lender.id)).length;
  return count <= CEILINGS.lendersPerWave
    ? []
    : [
        market.problem(
          ['lenders'],
          `has ${count} lenders in the wave, at most ${CEILINGS.lendersPerWave} are allowed: exclude ${count - CEILINGS.lendersPerWave} in wave.yml, or split the study`,
        ),
      ];
}
