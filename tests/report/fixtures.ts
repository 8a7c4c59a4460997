/** Made-up waves for the ranking and the report: a seeded market of any size, with every outcome and every deviation. */
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Assessment } from '../../src/model/assessment.ts';
import { digestOf, sha256 } from '../../src/model/digest.ts';
import type { EventBody, LedgerEvent } from '../../src/model/events.ts';
import type { LendersFile } from '../../src/model/lenders.ts';
import { notApplicable, scored } from '../../src/model/measured.ts';
import type { Plan, PlannedProbe } from '../../src/model/plan.ts';
import { RUBRIC_WEIGHTS, SPEED_ANCHORS } from '../../src/model/rubric.ts';
import { instant, millis } from '../../src/model/scalars.ts';
import type { Persona } from '../../src/model/scenario.ts';
import type { ChannelKind, Disposition, Responder } from '../../src/model/vocabulary.ts';
import { SLOT_KINDS } from '../../src/model/vocabulary.ts';

export interface WaveInputs {
  plan: Plan;
  market: LendersFile;
  assessments: Assessment[];
  events: LedgerEvent[];
  review: number;
}

const HOUR = 3_600_000;
const DEADLINE = 72;

export const PERSONAS: Persona[] = [
  {
    id: 'olena',
    mailbox: 'olena',
    names: {
      uk: { full: 'Олена Савчук', given: 'Олена', forms: ['Олено', 'Олени', 'Олену'] },
      ru: { full: 'Елена Савчук', given: 'Елена', forms: ['Елены', 'Елене'] },
      en: { full: 'Olena Savchuk', given: 'Olena', forms: ['Elena'] },
      zh: { full: '李娜', given: '娜', forms: ['李小姐'] },
    },
  },
  {
    id: 'ivan',
    mailbox: 'ivan',
    names: {
      uk: { full: 'Іван Ткач', given: 'Іван', forms: ['Іване', 'Івана'] },
      ru: { full: 'Иван Ткач', given: 'Иван', forms: ['Ивана'] },
      en: { full: 'Ivan Tkach', given: 'Ivan', forms: [] },
      zh: { full: '王伟', given: '伟', forms: ['王先生'] },
    },
  },
];

/** What a kind of lender does with a question: share of questions by outcome, and how fast. */
interface Manner {
  outcomes: [Disposition, number][];
  /** Hours to the first substantive reply: least and most. */
  hours: [number, number];
  /** Minutes to an automatic acknowledgement, when one is sent. */
  acknowledges?: number;
}

const MANNERS: Record<string, Manner> = {
  prompt: { outcomes: [['answered', 1]], hours: [0.1, 1.5] },
  good: {
    outcomes: [
      ['answered', 0.8],
      ['partly-answered', 0.2],
    ],
    hours: [0.5, 6],
    acknowledges: 1,
  },
  office: {
    outcomes: [
      ['answered', 0.6],
      ['partly-answered', 0.4],
    ],
    hours: [2, 30],
  },
  slow: {
    outcomes: [
      ['answered', 0.4],
      ['partly-answered', 0.3],
      ['no-reply', 0.3],
    ],
    hours: [20, 70],
    acknowledges: 3,
  },
  robot: { outcomes: [['partly-answered', 1]], hours: [0.02, 0.05] },
  phone: {
    outcomes: [
      ['deflected', 0.85],
      ['partly-answered', 0.15],
    ],
    hours: [1, 20],
    acknowledges: 2,
  },
  refuser: {
    outcomes: [
      ['refused', 0.7],
      ['deflected', 0.3],
    ],
    hours: [3, 20],
  },
  gate: {
    outcomes: [
      ['gated', 0.6],
      ['partly-answered', 0.4],
    ],
    hours: [4, 26],
  },
  thanks: { outcomes: [['acknowledged-only', 1]], hours: [0, 0], acknowledges: 1 },
  dead: { outcomes: [['undeliverable', 1]], hours: [0, 0] },
  silent: { outcomes: [['no-reply', 1]], hours: [0, 0] },
  mixed: {
    outcomes: [
      ['answered', 0.4],
      ['no-reply', 0.4],
      ['deflected', 0.2],
    ],
    hours: [1, 60],
  },
};

const ROTA = [
  'good',
  'office',
  'mixed',
  'silent',
  'phone',
  'slow',
  'prompt',
  'thanks',
  'office',
  'mixed',
  'dead',
  'good',
  'robot',
  'gate',
  'refuser',
  'slow',
  'mixed',
  'office',
  'silent',
];

const NAMES = [
  'Amber',
  'Birch',
  'Cobalt',
  'Delta',
  'Ember',
  'Fern',
  'Granite',
  'Harbour',
  'Indigo',
  'Juniper',
  'Kestrel',
  'Lantern',
  'Maple',
  'Nimbus',
  'Orchard',
  'Pebble',
  'Quartz',
  'Rowan',
  'Saffron',
  'Tundra',
  'Umbra',
  'Violet',
  'Willow',
  'Xenon',
  'Yarrow',
  'Zephyr',
];
const TRADES = ['Credit', 'Кредит', 'Loans', 'Гроші', 'Finance', 'Деньги', '信贷', 'Money', 'Позика'];
const LANGUAGES = ['uk', 'en', 'ru', 'zh'];
const SCENARIOS = [
  'first-loan',
  'early-repayment',
  'documents',
  'late-payment',
  'extension',
  'total-cost',
  'student',
  'weekend-payout',
];

/** A finished sandbox wave of `lenders` x `probes`, which take turns over the channels (e-mail alone if none are given). */
export function makeWave(options: {
  lenders: number;
  probes: number;
  seed?: number;
  channels?: readonly ChannelKind[];
}): WaveInputs {
  const channels = options.channels ?? ['email'];
  const random = randomOf(options.seed ?? 41);
  const market = marketOf(options.lenders, options.channels ?? []);
  const starts = Date.UTC(2026, 9, 5);
  const probes = market.lenders.flatMap((lender, l) =>
    Array.from({ length: options.probes }, (_, s): PlannedProbe => {
      const scenario = SCENARIOS[s % SCENARIOS.length]! + (s >= SCENARIOS.length ? `-${s}` : '');
      const sendAt = starts + s * 7 * 24 * HOUR + Math.floor(random() * 5 * 24 * HOUR);
      const own = ownChannels(channels, l);
      const channel = own[s % own.length]!;
      return {
        id: `w1-${lender.id}-${channel}-${scenario}`,
        lender: lender.id,
        entity: lender.entity,
        channel,
        address: lender.channels.find((c) => c.kind === channel)?.address ?? `help@${lender.id}.example`,
        scenario,
        asks: ['rate', 'term', 'early-repayment'],
        language: lender.languages[0]!,
        wording: (l + s) % 2 === 0 ? 'a' : 'b',
        persona: PERSONAS[(l + s) % PERSONAS.length]!.id,
        slot: SLOT_KINDS[(l + s) % SLOT_KINDS.length]!,
        sendAt: instant(sendAt),
        sendBy: instant(sendAt + 4 * HOUR),
        token: sha256(`${l}/${s}`)
          .replace(/[^a-f2-7]/g, 'q')
          .slice(0, 10),
      };
    }),
  );
  const plan: Plan = {
    format: 'doorbell-plan/1',
    code: 'doorbell@0.1.0',
    wave: {
      id: 'w1',
      title: 'Who answers a would-be borrower?',
      starts: '2026-10-05',
      ends: '2026-11-15',
      deadlineHours: DEADLINE,
      seed: options.seed ?? 41,
      channels: [...channels],
      slots: SLOT_KINDS.map((kind) => ({ kind, from: '09:00', to: '18:00', share: 1 })),
      caps: {
        entityGapHours: 48,
        channelGapDays: 7,
        probesPerEntity: 8,
        mailboxPerDay: 40,
        minSendGapSeconds: 60,
      },
      weights: RUBRIC_WEIGHTS,
      speedAnchors: SPEED_ANCHORS,
      controller: 'Consumer Desk, desk@consumer.example',
      purpose: 'To show how lenders treat a first question.',
      country: 'UA',
    },
    rubric: 'rules@0.1.0',
    ingredients: {},
    excluded: [{ lender: 'closed-lender', reason: 'its licence was withdrawn in September' }],
    probes: probes.sort((a, b) => (a.sendAt < b.sendAt ? -1 : 1)),
  };
  return { plan, market, ...playOut(plan, random), review: 2 };
}

/** Not every lender has every channel. */
const ownChannels = (channels: readonly ChannelKind[], l: number): ChannelKind[] =>
  channels.filter((_, c) => c === 0 || (l + c) % 4 !== 0);

/** With channels, each lender advertises those on which it is asked, and the telephone, on which nobody is. */
function marketOf(size: number, channels: readonly ChannelKind[]): LendersFile {
  const lenders = Array.from({ length: size }, (_, l) => {
    const round = Math.floor(l / NAMES.length);
    const name = `${NAMES[l % NAMES.length]} ${TRADES[l % TRADES.length]}${round > 0 ? ` ${round + 1}` : ''}`;
    const id = `${NAMES[l % NAMES.length]!.toLowerCase()}${round > 0 ? `-${round + 1}` : ''}`;
    return {
      id,
      name,
      entity: l % 9 === 8 ? `entity-${l - 1}` : `entity-${l}`,
      site: `https://${id}.example/`,
      timeZone: 'Europe/Kyiv',
      languages: [LANGUAGES[l % LANGUAGES.length]!],
      channels: [...ownChannels(channels, l), ...(channels.length > 0 ? (['phone'] as const) : [])].map(
        (kind) => ({
          kind,
          address: kind === 'email' ? `help@${id}.example` : `https://${id}.example/${kind}`,
          seenAt: `https://${id}.example/`,
          seenOn: '2026-09-20',
          ...(l % 3 === 0 && { hours: l % 6 === 0 ? '24/7' : 'Mo-Fr 09:00-18:00' }),
        }),
      ),
      terms: [],
    };
  });
  return {
    entities: lenders.map((_, l) => ({
      id: `entity-${l}`,
      name: `${NAMES[l % NAMES.length]} Holdings ${l + 1} LLC`,
    })),
    lenders,
  };
}

/** Sends, answers and closes every probe of the plan by its lender's manner; a few fail by our own fault. */
function playOut(plan: Plan, random: () => number): { assessments: Assessment[]; events: LedgerEvent[] } {
  const sha = digestOf(plan);
  const bodies: [number, EventBody][] = [
    [millis(plan.probes[0]!.sendAt) - HOUR, { kind: 'wave-opened', plan: sha, mode: 'sandbox' }],
  ];
  const assessments: Assessment[] = [];
  const lenders = [...new Set(plan.probes.map((p) => p.lender).sort())];
  plan.probes.forEach((probe, i) => {
    const l = lenders.indexOf(probe.lender);
    const manner = MANNERS[ROTA[l % ROTA.length]!]!;
    const sentAt = millis(probe.sendAt) + 1000 + (i === 20 ? 5 * HOUR : 0);
    const deadline = sentAt + DEADLINE * HOUR;
    // One lender keeps four valid probes, another two: enough for counts, and for nothing.
    const broken = (l === 16 && i % 3 !== 0) || (l === 9 && random() < 0.35) || random() < 0.015;
    if (i % 97 === 50) {
      bodies.push([
        sentAt,
        {
          kind: 'invalidated',
          probe: probe.id,
          code: 'slot-over',
          reason: 'its slot ended before a canary came back',
        },
      ]);
      return;
    }
    bodies.push([sentAt - 500, intended(probe, sha)]);
    if (i % 40 === 7) {
      bodies.push([
        sentAt,
        { kind: 'send-unknown', probe: probe.id, reason: 'the connection closed after DATA' },
      ]);
      bodies.push([
        sentAt + HOUR,
        { kind: 'reconciled', probe: probe.id, outcome: 'sent', by: 'own-copy', acceptedAt: instant(sentAt) },
      ]);
    } else
      bodies.push([
        sentAt,
        { kind: 'sent', probe: probe.id, acceptedAt: instant(sentAt), response: '250 ok' },
      ]);
    if (broken) {
      bodies.push([
        deadline + 30 * HOUR,
        {
          kind: 'invalidated',
          probe: probe.id,
          code: 'no-coverage',
          reason: 'the window can\'t be proven: account "imap" was not read',
        },
      ]);
      return;
    }
    bodies.push([
      deadline + HOUR,
      { kind: 'window-closed', probe: probe.id, coveredTo: instant(deadline + HOUR), canary: 'abcdefghij' },
    ]);
    assessments.push(assess(probe, manner, sentAt, random));
  });
  const first = millis(plan.probes[0]!.sendAt);
  bodies.push([
    first + 30 * HOUR,
    { kind: 'instrument-failed', code: 'imap-unreachable', reason: 'connect ECONNREFUSED', account: 'imap' },
  ]);
  bodies.push([first + 31 * HOUR, { kind: 'clock-jumped', byMs: -2500 }]);
  bodies.push([
    first,
    {
      kind: 'canary-sent',
      token: 'abcdefghij',
      messageId: '<abcdefghij.1@probe.test>',
      acceptedAt: instant(first),
    },
  ]);
  bodies.push([first + 60_000, { kind: 'canary-seen', token: 'abcdefghij', account: 'imap' }]);
  return { assessments, events: ledger(plan.wave.id, bodies) };
}

const intended = (probe: PlannedProbe, plan: string): EventBody => ({
  kind: 'send-intended',
  probe: probe.id,
  plan,
  entity: probe.entity,
  lender: probe.lender,
  channel: probe.channel,
  address: probe.address,
  alias: `${probe.persona}.${probe.token}@probe.test`,
  messageId: `<${probe.token}.1@probe.test>`,
  evidence: sha256(probe.id),
  attempt: 1,
});

export function ledger(wave: string, bodies: [number, EventBody][]): LedgerEvent[] {
  let previous = '0'.repeat(64);
  return bodies
    .sort((a, b) => a[0] - b[0])
    .map(([at, body], i) => {
      const core = { seq: i + 1, at: instant(at), wave, body, previous };
      previous = digestOf(core);
      return { ...core, hash: previous };
    });
}

function assess(probe: PlannedProbe, manner: Manner, sentAt: number, random: () => number): Assessment {
  const disposition = pick(manner.outcomes, random());
  const [least, most] = manner.hours;
  const latency = (least + (most - least) * random()) * HOUR;
  const none = notApplicable('none came by the deadline');
  const substantive = ['answered', 'partly-answered', 'refused'].includes(disposition);
  const person = substantive || ['deflected', 'gated'].includes(disposition);
  const acknowledged = manner.acknowledges !== undefined || disposition === 'acknowledged-only';
  const ack = (manner.acknowledges ?? 1) * 60_000;
  const messages: Assessment['messages'] = [];
  const add = (after: number, responder: Responder, late = false) =>
    messages.push({
      evidence: sha256(`${probe.id}/${messages.length}`),
      received: { from: instant(sentAt + Math.round(after)), to: instant(sentAt + Math.round(after)) },
      by: ['alias'],
      responder,
      confidence: 0.9,
      ...(responder === 'bounce' && { bounce: 'hard' as const }),
      late,
      language: probe.language,
      answered: [],
      deflection: disposition === 'deflected' ? 'phone' : 'none',
      refusal: disposition === 'refused',
      personalData: [],
      findings: [],
    });
  if (disposition === 'undeliverable') add(40_000, 'bounce');
  if (acknowledged) add(ack, 'auto-acknowledgement');
  if (person) add(latency, least < 0.05 ? 'bot' : 'human');
  if (disposition === 'no-reply' && random() < 0.15) add(80 * HOUR, 'human', true);
  const answered =
    disposition === 'answered'
      ? probe.asks
      : disposition === 'partly-answered'
        ? probe.asks.slice(0, 1 + Math.floor(random() * 2))
        : [];
  const speed = Math.max(0, 100 - 18 * Math.log(1 + latency / HOUR));
  const score = !substantive ? 0 : (speed + (100 * answered.length) / probe.asks.length) / 2;
  const at = (on: boolean, ms: number) => (on ? scored(Math.round(ms)) : none);
  return {
    probe: probe.id,
    coder: 'rules@0.1.0',
    evidenceDigest: sha256(`evidence of ${probe.id}`),
    disposition,
    reason: REASONS[disposition] ?? 'No message of any kind by the deadline.',
    sentAt: instant(sentAt),
    deadlineAt: instant(sentAt + DEADLINE * HOUR),
    clocks: {
      anything: at(acknowledged || person, acknowledged ? Math.min(ack, person ? latency : ack) : latency),
      nonAutomatic: at(person, latency),
      substantive: at(substantive, latency),
      substantiveBusiness: at(substantive, latency / 3),
    },
    answered,
    messages,
    review: random() < 0.03 ? ['alias and references name different probes'] : [],
    criteria: [],
    score: scored(score),
  };
}

const REASONS: Partial<Record<Disposition, string>> = {
  answered: 'All 3 asked facets were answered by the deadline.',
  'partly-answered': 'Some asked facets were answered by the deadline: early-repayment stayed open.',
  deflected: 'Sent to the phone (0 800 123 456) with every asked facet open.',
  refused: 'Declines to answer by e-mail: "write to olena.abcdefghij@probe.test again, Олено".',
  'acknowledged-only': 'Only an automatic acknowledgement came by the deadline.',
  undeliverable: 'Hard bounce: 550 5.1.1 <help@acme.example> no such user.',
  gated: 'Demands a passport before it answers.',
};

function pick(outcomes: [Disposition, number][], at: number): Disposition {
  let sum = 0;
  for (const [disposition, share] of outcomes) {
    sum += share;
    if (at < sum) return disposition;
  }
  return outcomes.at(-1)![0];
}

/** Uniform in [0, 1). */
export function randomOf(seed: number): () => number {
  const generator = xoroshiro128plus(seed);
  return () => (generator.next() >>> 0) / 2 ** 32;
}
