/** The coding bench's half of the house: blinds the wave's last assessment, enters codes, measures agreement. */
import { blindText } from '../assess/coding/blind.ts';
import { blindName, type Codable, orderFor, stratifiedSample } from '../assess/coding/sample.ts';
import type { Incoming } from '../assess/inbox.ts';
import type { BenchItem, CodingBench } from '../desk/coding/bench.ts';
import type { Ledger } from '../fieldwork/ports.ts';
import { SetupError } from '../model/errors.ts';
import type { LedgerEvent } from '../model/events.ts';
import { maskOf } from '../report/redaction.ts';
import { agreementOf } from './agreeing.ts';
import { assessLedger } from './assessing.ts';
import { assessedEvents, enterCodes, readCoders, savedAssessments } from './coders.ts';
import { givenIn, ReplyCodes, type SavedAssessment } from './codes.ts';
import { isPerson } from './inputs-digest.ts';
import type { ParsePool } from './parse-pool.ts';
import { replyKey } from './person-codes.ts';
import type { WaveSetup } from './setup-wave.ts';

/** Replies that a wave's coders share: alpha to within .06 (methods.md 3.4). */
const SAMPLE = 100;

/** Kinds of messages that are no lender's reply. */
const NOT_CODED: readonly string[] = ['bounce'];

type BenchLedger = Pick<Ledger, 'events' | 'evidence' | 'keep' | 'append'>;

/** Rejects with SetupError for a wave that rules have not assessed yet. */
export async function openBench(
  setup: WaveSetup,
  ledger: BenchLedger,
  parsers: ParsePool,
): Promise<CodingBench> {
  const wave = setup.plan.wave.id;
  const sample = await blindSample(setup, ledger, parsers);
  const byName = new Map(sample.map((s) => [s.item.name, s]));
  const languages = new Map(setup.plan.probes.map((p) => [p.id, p.language]));
  return {
    async sheet(coder) {
      const { coders } = await readCoders(await ledger.events(wave), ledger);
      const done = coders.find((c) => c.name === coder)?.codes;
      return {
        items: orderFor(sample, coder, setup.planSha).map((s) => s.item),
        coded: new Map(
          sample.flatMap((s) => {
            const said = done?.get(s.key);
            return said ? [[s.item.name, givenIn(said)] as const] : [];
          }),
        ),
      };
    },
    async enter(coder, item, codes) {
      const found = byName.get(item);
      if (!found) return { ok: false, reason: 'this reply is not in the sample' };
      const cannot_tell = Object.keys(ReplyCodes.shape).filter((key) => codes[key] === undefined);
      const row = { ...codes, cannot_tell, probe: found.probe, evidence: found.evidence };
      const bytes = new TextEncoder().encode(`${JSON.stringify(row)}\n`);
      try {
        await enterCodes(ledger, wave, { coder, file: 'bench', bytes });
        return { ok: true };
      } catch (error) {
        if (!(error instanceof SetupError)) throw error;
        return { ok: false, reason: error.message };
      }
    },
    async agreement() {
      const { coders } = await readCoders(await ledger.events(wave), ledger);
      const rows = agreementOf(coders, (key) => languages.get(key.split(' ')[0]!) ?? 'unknown', wave);
      return {
        coders: coders.map((c) => ({ name: c.name, replies: c.codes.size })),
        rows: rows.map(({ criterion, language, units, alpha, interval, verdict }) => ({
          criterion,
          language,
          units,
          alpha: alpha.status === 'scored' ? alpha.value : null,
          low: interval.status === 'scored' ? interval.value.low : null,
          high: interval.status === 'scored' ? interval.value.high : null,
          verdict,
        })),
      };
    },
  };
}

interface Blinded extends Codable {
  probe: string;
  evidence: string;
  item: BenchItem;
}

async function blindSample(setup: WaveSetup, ledger: BenchLedger, parsers: ParsePool): Promise<Blinded[]> {
  const events = await ledger.events(setup.plan.wave.id);
  const saved = await lastByRules(events, ledger);
  const probes = new Map(setup.plan.probes.map((p) => [p.id, p]));
  const all = saved.flatMap((a) =>
    a.messages
      .filter((m) => !NOT_CODED.includes(m.responder))
      .flatMap((m) => {
        const probe = probes.get(a.probe);
        const key = replyKey({ probe: a.probe, evidence: m.evidence });
        return probe ? [{ key, language: probe.language, outcome: a.disposition, probe, message: m }] : [];
      }),
  );
  const chosen = stratifiedSample(all, SAMPLE, setup.planSha);
  const { arrived } = await assessLedger(setup, withoutCoders(ledger), parsers);
  const mask = maskOf(setup.study.scenarios.map((s) => s.persona));
  const brands = brandsOf(setup);
  return chosen.flatMap(({ key, language, outcome, probe, message }) => {
    const mail = textOf(arrived.get(probe.id), message.evidence);
    const scenario = setup.study.scenarios.find((s) => s.id === probe.scenario);
    const question = scenario?.texts[probe.language]?.[probe.wording];
    if (!mail || !question) return [];
    return [
      {
        key,
        language,
        outcome,
        probe: probe.id,
        evidence: message.evidence,
        item: {
          name: blindName(key, setup.planSha),
          language,
          question: question.body.replaceAll('{name}', '').trim().split('\n').map(mask).join('\n'),
          worry: scenario?.worry[probe.language] ?? null,
          asked: probe.asks,
          text: blindText(mail, { brands, staff: message.reading?.staffNames ?? [], mask }),
        },
      },
    ];
  });
}

/** What arrived does not hang on how far coders agree, which takes its time. */
const withoutCoders = (ledger: BenchLedger): Pick<Ledger, 'events' | 'evidence'> => ({
  evidence: (name) => ledger.evidence(name),
  events: async (wave) => (await ledger.events(wave)).filter((e) => e.body.kind !== 'assessed'),
});

const textOf = (arrived: Incoming[] | undefined, evidence: string): Incoming['mail'] | undefined =>
  arrived?.find((m) => m.capture.evidence === evidence)?.mail;

async function lastByRules(events: readonly LedgerEvent[], ledger: BenchLedger): Promise<SavedAssessment[]> {
  const last = assessedEvents(events).findLast((e) => !isPerson(e.body.coder));
  if (!last) throw new SetupError('the wave has not been assessed yet: run `doorbell assess` first');
  return savedAssessments(last, ledger);
}

/** Whatever says which lender it is: of the whole market, for a reply may name another. */
const brandsOf = ({ study }: WaveSetup): string[] => [
  ...study.market.lenders.flatMap((l) => [l.name, new URL(l.site).hostname]),
  ...study.market.entities.map((e) => e.name),
];
