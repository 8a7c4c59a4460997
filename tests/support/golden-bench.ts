/** The coding bench over the saved wave: its real replies and assessments, in a ledger that lasts as long as the test. */
import { parseMail } from '../../src/assess/parse-mail.ts';
import { openBench } from '../../src/cli/coding-bench.ts';
import type { ParsePool } from '../../src/cli/parse-pool.ts';
import { assessmentRules } from '../../src/cli/rules.ts';
import type { WaveSetup } from '../../src/cli/setup-wave.ts';
import type { CodingBench } from '../../src/desk/coding/bench.ts';
import type { Ledger } from '../../src/fieldwork/ports.ts';
import { digestOf, sha256 } from '../../src/model/digest.ts';
import type { EventBody, EventOf, LedgerEvent } from '../../src/model/events.ts';
import { instant } from '../../src/model/scalars.ts';
import { loadSavedWave, type SavedWave, savedAssessments } from '../golden/wave.ts';

export interface GoldenBench {
  wave: SavedWave;
  ledger: Pick<Ledger, 'events' | 'evidence' | 'keep' | 'append'>;
  open(): Promise<CodingBench>;
  /** The wave's assessment by rules comes into the ledger. */
  assess(): Promise<void>;
  /** What people entered, with author and time. */
  entered(): Promise<{ coder: string; at: string; row: Record<string, unknown> }[]>;
  /** Whatever a coder must not meet: lenders, their domains and addresses, personas, probes and their tokens. */
  hidden: string[];
}

/** `now`: UTC ms at which an event is appended. */
export function goldenBench(now: () => number): GoldenBench {
  const wave = loadSavedWave();
  const { plan, study } = wave;
  const kept = new Map(wave.evidence);
  const all: LedgerEvent[] = wave.events.filter((e) => e.body.kind !== 'assessed');
  const ledger: GoldenBench['ledger'] = {
    events: async () => all,
    evidence: async (name) => kept.get(name)!,
    keep: async (bytes) => {
      kept.set(sha256(bytes), bytes);
      return sha256(bytes);
    },
    append: async (name, bodies: EventBody[]) => {
      const at = instant(now());
      const added = bodies.map((body, i) => ({
        ...all[0]!,
        seq: all.length + 1 + i,
        at,
        wave: name,
        body,
        hash: digestOf([all.length + i, body]),
      }));
      all.push(...added);
      return added;
    },
  };
  const setup = {
    plan,
    planSha: digestOf(plan),
    study: { market: study.market, scenarios: study.scenarios },
    settings: { email: { domain: study.domain } },
  } as unknown as WaveSetup;
  const parsers = { parse: parseMail, close: async () => {} } as unknown as ParsePool;
  return {
    wave,
    ledger,
    open: () => openBench(setup, ledger, parsers),
    async assess() {
      const evidence = await ledger.keep(new TextEncoder().encode(savedAssessments()));
      const { coder } = assessmentRules();
      await ledger.append(plan.wave.id, [{ kind: 'assessed', coder, evidence, inputs: sha256('inputs') }]);
    },
    async entered() {
      const people = all.filter((e) => e.body.kind === 'assessed' && !e.body.coder.includes('@'));
      return people.map((e) => {
        const { coder, evidence } = e.body as EventOf<'assessed'>;
        return { coder, at: e.at, row: JSON.parse(new TextDecoder().decode(kept.get(evidence)!)) };
      });
    },
    hidden: [
      ...study.market.lenders.flatMap((l) => [
        l.name,
        l.id,
        new URL(l.site).hostname,
        ...l.channels.map((c) => c.address),
      ]),
      ...study.market.entities.flatMap((e) => [e.name, e.id]),
      ...study.scenarios.flatMap((s) => [
        s.persona.id,
        ...Object.values(s.persona.names).flatMap((n) => [n.full, n.given, ...n.forms]),
      ]),
      ...plan.probes.flatMap((p) => [p.id, p.token]),
    ].filter((word) => word.length > 1),
  };
}
