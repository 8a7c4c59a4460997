/** A desk over a ledger in memory, and a visitor who behaves like a browser: keeps cookies, sends its own forms. */

import { readExport } from '../../src/assess/messengers/exports/index.ts';
import { triage as triageMessenger } from '../../src/assess/triage-messenger.ts';
import { linkOf } from '../../src/channels/assisted/links.ts';
import { evidenceWords } from '../../src/cli/evidence-words.ts';
import { type Gate, gateOf } from '../../src/desk/guard/gate.ts';
import { createDesk, type DeskApp } from '../../src/desk/index.ts';
import type { DeskOptions } from '../../src/desk/options.ts';
import { openDeskWork } from '../../src/fieldwork/desk-work.ts';
import type { DeskWork } from '../../src/fieldwork/operator.ts';
import type { Ledger } from '../../src/fieldwork/ports.ts';
import { canonical } from '../../src/model/digest.ts';
import type { PlannedProbe } from '../../src/model/plan.ts';
import { instant } from '../../src/model/scalars.ts';
import { DeskSettings } from '../../src/model/settings.ts';
import type { AssistedChannel } from '../../src/model/vocabulary.ts';
import { createManualClock, type ManualClock } from '../../src/sandbox/manual-clock.ts';
import { memoryLedger } from '../support/memory-ledger.ts';
import { aPlan, aProbe } from '../support/plan.ts';
import { sandboxScenarios } from '../support/sandbox-web.ts';

export const NOW = Date.parse('2026-09-07T09:00:00.000Z');
const HOUR = 3_600_000;

/** Where a lender of a test is on each messenger; nobody is there. */
const DOORS: Record<AssistedChannel, (n: number) => string> = {
  telegram: (n) => `@lender${n}_example`,
  whatsapp: (n) => `+3800000000${10 + n}`,
  viber: (n) => `+3800000000${30 + n}`,
  vk: (n) => `lender${n}_example`,
  ok: (n) => `lender${n}_example`,
  messenger: (n) => `lender${n}_example`,
  instagram: (n) => `lender${n}_example`,
  line: (n) => `@lender${n}_example`,
  wechat: (n) => `lender${n}_example`,
  max: (n) => `lender${n}_example`,
};

export function handProbe(
  n: number,
  channel: AssistedChannel,
  over: Partial<PlannedProbe> = {},
): PlannedProbe {
  const scenario = sandboxScenarios()[0]!;
  return aProbe({
    id: `w1-lender${n}-${channel}-${scenario.id}`,
    lender: `lender${n}`,
    entity: `lender${n}-llc`,
    channel,
    address: DOORS[channel](n),
    scenario: scenario.id,
    persona: scenario.persona.id,
    asks: scenario.asks,
    language: 'uk',
    sendAt: instant(NOW - HOUR),
    sendBy: instant(NOW + 6 * HOUR),
    ...over,
  });
}

export interface DeskUnderTest {
  app: DeskApp;
  work: DeskWork;
  clock: ManualClock;
  ledger: Ledger;
  gate: Gate;
  failures: unknown[];
  options: DeskOptions;
}

export const TOKEN = 'Zq3hV9sLk2Xw8Rb7Tn5Yc1Md6Fg4Jp0A';
export const PORT = 8765;

export async function aDesk(
  probes: PlannedProbe[],
  given: {
    operators?: string[];
    settings?: Partial<DeskSettings>;
    mode?: 'sandbox' | null;
    options?: Partial<DeskOptions>;
    port?: () => number;
  } = {},
): Promise<DeskUnderTest> {
  const clock = createManualClock(NOW);
  const ledger = memoryLedger(clock);
  const plan = aPlan(probes);
  const scenarios = sandboxScenarios();
  const planSha = await ledger.keep(new TextEncoder().encode(canonical(plan)));
  const mode = given.mode === undefined ? 'sandbox' : given.mode;
  await ledger.append('w1', [{ kind: 'wave-opened', plan: planSha, mode: 'sandbox' }]);
  const work = openDeskWork({
    plan,
    planSha,
    mode,
    scenarios: new Map(scenarios.map((s) => [s.id, s])),
    clock,
    ledger,
    accounts: [{ name: 'study', maxGap: null, ownClock: true }],
    triage: async (capture, raw, all) => triageMessenger(capture, raw, all, scenarios),
    read: evidenceWords({ parse: () => Promise.reject(new Error('no mail here')), close: async () => {} }),
    ring: () => {},
  });
  const settings = DeskSettings.parse({
    port: PORT,
    operators: (given.operators ?? ['Olena', 'Petro']).map((name) => ({ name, timeZone: 'Europe/Kyiv' })),
    ...given.settings,
  });
  const gate = gateOf(settings, (name) => (name === 'DOORBELL_DESK_TOKEN' ? TOKEN : undefined));
  const failures: unknown[] = [];
  const options: DeskOptions = {
    settings,
    gate,
    work,
    lenders: new Map(probes.map((p) => [p.lender, `Lender ${p.lender.replace(/\D/g, '')}`])),
    link: linkOf,
    mailTo: (probe) => `olena.${probe.token}@probe.example`,
    problemOfExport(bytes, reading) {
      const read = readExport(bytes, reading);
      return 'problem' in read ? read.problem : null;
    },
    ...given.options,
  };
  const app = createDesk(options, given.port ?? (() => PORT), (error) => failures.push(error));
  return { app, work, clock, ledger, gate, failures, options };
}

export interface Visitor {
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  /** Sends a form with the token of the last page, as a browser would. */
  post(
    path: string,
    fields?: Record<string, string | File>,
    headers?: Record<string, string | undefined>,
  ): Promise<Response>;
  /** Follows redirects on the desk, and gives the page. */
  page(answer: Response | Promise<Response>): Promise<string>;
  cookies: Map<string, string>;
  csrf(): string;
}

export function aVisitor({ app }: DeskUnderTest, host = `127.0.0.1:${PORT}`, env: object = {}): Visitor {
  const cookies = new Map<string, string>();
  let csrf = '';
  const send = async (path: string, init: RequestInit, headers: Record<string, string | undefined>) => {
    const all = new Headers({ host, 'accept-language': 'en' });
    if (cookies.size > 0) all.set('cookie', [...cookies].map(([k, v]) => `${k}=${v}`).join('; '));
    for (const [name, value] of Object.entries(headers))
      if (value === undefined) all.delete(name);
      else all.set(name, value);
    const answer = await app.fetch(new Request(`http://${host}${path}`, { ...init, headers: all }), env);
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
      if (/max-age=0/i.test(line)) cookies.delete(name!);
      else cookies.set(name!, value!);
    }
    if (answer.headers.get('content-type')?.startsWith('text/html')) {
      const text = await answer.clone().text();
      csrf = /name="csrf" value="([^"]+)"/.exec(text)?.[1] ?? csrf;
    }
    return answer;
  };
  const visitor: Visitor = {
    cookies,
    csrf: () => csrf,
    get: (path, headers = {}) => send(path, {}, headers),
    post(path, fields = {}, headers = {}) {
      const files = Object.values(fields).some((v) => typeof v !== 'string');
      const body = files ? new FormData() : new URLSearchParams();
      for (const [name, value] of Object.entries({ csrf, ...fields })) body.append(name, value as string);
      return send(path, { method: 'POST', body }, { 'sec-fetch-site': 'same-origin', ...headers });
    },
    async page(answer) {
      let at = await answer;
      for (let i = 0; i < 4 && at.status === 303; i++) at = await visitor.get(at.headers.get('location')!);
      return at.text();
    },
  };
  return visitor;
}

/** Somebody who has come in. */
export async function anOperator(desk: DeskUnderTest, name = 'Olena', host?: string): Promise<Visitor> {
  const visitor = aVisitor(desk, host);
  await visitor.get('/login');
  await visitor.post('/login', { operator: name, next: '/', ...(desk.gate.token ? { token: TOKEN } : {}) });
  await visitor.get('/leave-alone');
  return visitor;
}
