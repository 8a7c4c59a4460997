/** For each chart a table that Datawrapper takes as it is: headers in words, one row a mark, points as numbers. */
import { DISPOSITIONS } from '../model/vocabulary.ts';
import type { LenderRow, Tally } from '../model/wave-result.ts';
import { csvLines } from './csv.ts';
import { known } from './dataset/cells.ts';
import type { Cell } from './dataset/column.ts';
import type { PublicResult } from './redaction.ts';
import { type Phrase, type Speech, speechOf } from './speech.ts';
import { bandWords } from './standing-words.ts';

type Say = ReturnType<typeof speechOf>['say'];

/** Files by name, for the folder `charts`. Scores and shares in per cent have one decimal. */
export function renderChartData(result: PublicResult, language: string): Record<string, string> {
  const speech = speechOf(language);
  const { say } = speech;
  return {
    'scores.csv': csvLines(scores(result, speech)),
    'answered-by.csv': csvLines(answeredBy(result, say)),
    'outcomes.csv': csvLines(outcomes(result, say)),
    'channels.csv': csvLines(shares(result.channels, say('groups.channel'), (k) => say(`channel.${k}`), say)),
    'slots.csv': csvLines(shares(result.slots, say('groups.slot'), (k) => say(`slot.${k}`), say)),
    'lenders-by-channel.csv': csvLines(heat(result, say)),
  };
}

const tenth = (n: number): number => Math.round(n * 10) / 10;

function scores(result: PublicResult, speech: Speech): Cell[][] {
  const { say } = speech;
  return [
    [
      say('table.lender'),
      say('table.entity'),
      say('probe.score'),
      '95% low',
      '95% high',
      say('table.band'),
      say('table.rank'),
      `${say('table.rank')} (–)`,
      say('table.n'),
    ],
    ...result.lenders.flatMap((l): Cell[][] => {
      const s = known(l.standing);
      return s
        ? [
            [
              l.name,
              l.entity.name,
              tenth(s.score),
              tenth(s.low),
              tenth(s.high),
              bandWords(s, speech),
              s.rankLow,
              s.rankHigh,
              s.n,
            ],
          ]
        : [];
    }),
  ];
}

/** Shares in per cent at the fixed hours, one column a channel: a line chart. */
function answeredBy({ curves }: PublicResult, say: Say): Cell[][] {
  const lines = [
    { name: say('outcomes.all'), curves: curves.all.curves },
    ...curves.channels.map((c) => ({ name: say(`channel.${c.key}`), curves: c.curves })),
  ].flatMap(({ name, curves: own }) => {
    const headline = own.find((c) => c.clock === 'substantive');
    return headline ? [{ name: `${name} (n=${headline.n})`, counts: headline.counts }] : [];
  });
  const hours = lines[0]?.counts.map((c) => c.hours) ?? [];
  return [
    [say('curves.x'), ...lines.map((l) => l.name)],
    ...hours.map((h) => [
      Math.round(h * 1000) / 1000,
      ...lines.map(({ counts }) => {
        const at = counts.find((c) => c.hours === h);
        return at && at.n > 0 ? tenth((100 * at.sure) / at.n) : undefined;
      }),
    ]),
  ];
}

/** Only outcomes that occur: a column of zeros is a colour in the legend for nothing. */
function outcomes(result: PublicResult, say: Say): Cell[][] {
  const rows = result.lenders.flatMap((l) => {
    const found = known(l.results);
    return found ? [{ l, found }] : [];
  });
  const seen = DISPOSITIONS.filter((d) => rows.some(({ found }) => (found.dispositions[d] ?? 0) > 0));
  return [
    [say('table.lender'), ...seen.map((d) => say(`disposition.${d}`)), say('table.n')],
    ...rows.map(({ l, found }) => [l.name, ...seen.map((d) => found.dispositions[d] ?? 0), l.valid]),
  ];
}

function shares<K extends string>(
  groups: readonly (Tally & { key: K })[],
  title: string,
  nameOf: (key: K) => string,
  say: Say,
): Cell[][] {
  return [
    [title, `${say('table.answered')}, %`, `${say('table.within24h')}, %`, say('table.n')],
    ...groups.map((g) => {
      const r = known(g.results);
      const share = (n: number | undefined) =>
        n === undefined || g.valid === 0 ? undefined : tenth((100 * n) / g.valid);
      return [nameOf(g.key), share(r?.answered), share(r?.within24h), g.valid];
    }),
  ];
}

/** Share of answered messages of each lender by each channel, with the counts beside it. */
function heat(result: PublicResult, say: Say): Cell[][] {
  const channels = result.channels.map((c) => c.key);
  const valid = result.probes.filter((p) => p.excluded === undefined);
  const byDoor = Map.groupBy(valid, (p) => `${p.lender} ${p.channel}`);
  const cells = (l: LenderRow): Cell[] =>
    channels.flatMap((channel) => {
      const probes = byDoor.get(`${l.id} ${channel}`) ?? [];
      const answered = probes.filter(
        (p) => p.disposition === 'answered' || p.disposition === 'partly-answered',
      );
      return probes.length === 0
        ? [undefined, 0]
        : [tenth((100 * answered.length) / probes.length), probes.length];
    });
  const head = (channel: (typeof channels)[number]) => say(`channel.${channel}` as Phrase);
  return [
    [say('table.lender'), ...channels.flatMap((c) => [`${head(c)}, %`, `${head(c)}, ${say('table.n')}`])],
    ...result.lenders.filter((l) => l.publishable !== 'too-few').map((l) => [l.name, ...cells(l)]),
  ];
}
