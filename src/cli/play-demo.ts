/** The demo: a whole wave of several study weeks against the sandbox market, on a jumping clock, all on this machine. */
import { randomBytes } from 'node:crypto';
import { cp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findBrowser } from '../channels/browser/index.ts';
import type { LiveChannel } from '../fieldwork/ports.ts';
import type { Progress } from '../fieldwork/progress.ts';
import { runWave } from '../fieldwork/run-wave.ts';
import { objectionsTo } from '../fieldwork/sign-off.ts';
import { sha256 } from '../model/digest.ts';
import { SetupError } from '../model/errors.ts';
import { type Settings, SmtpSettings } from '../model/settings.ts';
import { freezePlan } from '../plan/freeze.ts';
import { planBytes } from '../plan/plan-bytes.ts';
import { sandboxBehaviours } from '../sandbox/behaviour.ts';
import { type Comparison, compareWithTruth } from '../sandbox/comparison.ts';
import { createJumpingClock } from '../sandbox/jumping-clock.ts';
import { type Market, startMarket } from '../sandbox/market.ts';
import type { Messengers } from '../sandbox/messengers/messengers.ts';
import { sandboxChatBehaviours } from '../sandbox/web/behaviour.ts';
import { questionLeft } from '../sandbox/web/chat-question.ts';
import { startWeb, type Web } from '../sandbox/web/web.ts';
import { openLedger } from '../store/ledger.ts';
import { verifyLedger } from '../store/verify.ts';
import { assessLedger, keepAssessment } from './assessing.ts';
import { censusLine, demoCensus } from './demo-census.ts';
import { type DemoDesk, deskLine, messengersIfNeeded, openDemoDesk, withMessengers } from './demo-desk.ts';
import { studyFolder, writeWhole } from './folder.ts';
import { openParsePool } from './parse-pool.ts';
import { type Published, publish } from './reporting.ts';
import { assessmentRules } from './rules.ts';
import type { WaveSetup } from './setup-wave.ts';
import { loadSettings, loadStudy } from './study/load.ts';
import { BUILD, PACKAGE_ROOT } from './version.ts';
import { emailChannel, waveInput, webChatIfNeeded } from './wire-fieldwork.ts';

/** The demo begins a day before the wave does, in study time. */
const DAY = 86_400_000;

export interface DemoResult {
  setup: WaveSetup;
  published: Published;
  comparison: Comparison;
  verified: Awaited<ReturnType<typeof verifyLedger>>;
  /** Reasons for which sending stopped and was let go on by the demo's operator. */
  stops: string[];
  assessments: string;
}

/**
 * Plays the wave and writes everything under `out`. `say` gets one line for each step, `onProgress` every round with
 * the study's time. Rejects with InstrumentError when the instrument itself fails.
 */
export async function playDemo(options: {
  /** The sandbox's study; the package's own when left out. */
  root?: string;
  out: string;
  language: string;
  say: (line: string) => void;
  onProgress: (progress: Progress, now: number) => void;
}): Promise<DemoResult> {
  const { out, say } = options;
  // The demo leaves a study behind, so that every other command can look into it.
  const root = join(out, 'demo');
  await rm(root, { recursive: true, force: true });
  for (const name of ['lenders.yml', 'scenarios', 'wave.yml', 'settings.yml'])
    await cp(join(options.root ?? PACKAGE_ROOT, name), join(root, name), { recursive: true });
  const folder = { ...studyFolder(root), out };

  const study = await loadStudy(folder.root);
  const given = await loadSettings(folder.root);
  const chats = study.wave.channels.includes('webchat') && browserToHand(say);
  if (!chats) study.wave.channels = study.wave.channels.filter((kind) => kind !== 'webchat');
  const plan = freezePlan({ study, code: BUILD, rubric: assessmentRules() });
  const bytes = planBytes(plan);
  const planSha = sha256(bytes);
  await writeWhole(folder.plan(plan.wave.id), bytes);
  const lenders = new Set(plan.probes.map((p) => p.lender)).size;
  say(
    `plan    ${plan.probes.length} probes to ${lenders} fictional lenders, ${plan.wave.starts} to ${plan.wave.ends}; sha256 ${planSha}`,
  );

  const clock = createJumpingClock(Date.parse(`${plan.wave.starts}T00:00:00Z`) - DAY);
  const ledger = await openLedger({ dir: folder.ledger, clock });
  const parsers = openParsePool();
  let market: Market | undefined;
  let web: Web | undefined;
  let messengers: Messengers | undefined;
  let desk: DemoDesk | undefined;
  let live: LiveChannel | undefined;
  const sessionSecret = randomBytes(32).toString('base64');
  try {
    let inbound = { host: '127.0.0.1', port: 0 };
    market = await startMarket({
      lenders: study.market.lenders,
      behaviours: sandboxBehaviours(),
      scenarios: study.scenarios,
      clock,
      seed: plan.wave.seed,
      studyDomain: given.email.domain,
      deadlineHours: plan.wave.deadlineHours,
      inbound: () => inbound,
    });
    if (chats)
      web = await startWeb({
        clock,
        lenders: study.market.lenders,
        behaviours: sandboxChatBehaviours(),
        scenarios: study.scenarios,
        seed: plan.wave.seed,
        deadlineHours: plan.wave.deadlineHours,
        leave: (left) => market?.take(left.lender.id, questionLeft(left, study.scenarios)),
      });
    messengers = await messengersIfNeeded({ study, plan, settings: given }, clock);
    const webSettings = withProxy(given, web).web;
    if (web && webSettings)
      say(censusLine(await demoCensus(folder, study.market.lenders, webSettings, clock)));
    const setup: WaveSetup = {
      folder,
      study,
      plan,
      planSha,
      settings: withMessengers(withProxy(await settingsFor(market, given, out), web), messengers),
    };
    const { email, telegram } = setup.settings;
    const objections = objectionsTo('sandbox', study.wave, plan, planSha, email, telegram);
    if (objections.length > 0) throw new SetupError(objections.join('\n'));
    const { password } = market.smtp;
    const channel = emailChannel(setup, clock, () => password);
    live = webChatIfNeeded(setup, clock, () => sessionSecret, true);
    void channel.ready().then(({ mx }) => {
      if (mx[0]) inbound = { host: mx[0].host, port: mx[0].port };
    });
    say(
      `market  submission server on ${market.smtp.host}:${market.smtp.port}, our own mail exchanger beside it; nothing leaves this machine`,
    );

    if (messengers) desk = await openDemoDesk(setup, { clock, ledger, parsers, messengers });
    const stops: string[] = [];
    const outcome = await runWave({
      ...waveInput(setup, {
        mode: 'sandbox',
        clock,
        ledger,
        channel,
        live,
        recorder: desk?.recorder,
        parsers,
      }),
      ...(desk ? { triage: desk.triage, onBell: desk.onBell, signal: desk.failed } : {}),
      onProgress: (progress) => options.onProgress(progress, clock.now()),
      onStopped: async (reason) => {
        stops.push(reason);
        return { by: 'demo operator: the addresses are as the lenders advertise them' };
      },
    });
    const stopped =
      stops.length === 0
        ? ''
        : `; sending stopped ${stops.length} times at too many bounces or a complaint, looked into and resumed`;
    say(
      `wave    ${outcome.progress.sent} sent, ${outcome.progress.replied} replied, ${outcome.progress.invalid} invalid, ${outcome.progress.closed} closed on proof${stopped}`,
    );

    if (desk) say(deskLine(await desk.leave()));

    const assessed = await assessLedger(setup, ledger, parsers);
    const { lines: assessments } = await keepAssessment(ledger, plan.wave.id, assessed);
    await ledger.close();
    const verified = await verifyLedger(folder.ledger);
    say(
      `verify  ${verified.events} events in the hash chain, ${verified.evidenceFiles} evidence files: ${verified.ok ? 'all as they were written' : 'NOT as they were written'}`,
    );

    const published = await publish(setup, assessed, { language: options.language, out });
    const shut = new Map([
      ...(web?.declared() ?? []).map((d) => [`webchat ${d.lender}`, d.behaviour.disposition] as const),
      ...(messengers?.shut() ?? []),
    ]);
    const truth = [...market.truth(), ...(web?.truth() ?? []), ...(messengers?.truth() ?? [])];
    const comparison = compareWithTruth(assessed.assessments, truth, plan, shut);
    return { setup, published, comparison, verified, stops, assessments };
  } finally {
    await desk?.close();
    await live?.close();
    await messengers?.stop();
    await web?.stop();
    await market?.stop();
    await parsers.close();
    await ledger.close();
  }
}

/** The sandbox's settings with the market's actual port and certificate in them, and a free port for our exchanger. */
async function settingsFor(market: Market, settings: Settings, out: string): Promise<Settings> {
  const caFile = join(out, 'demo', 'market-ca.pem');
  await writeFile(caFile, market.smtp.ca);
  const { host, port, user } = market.smtp;
  const smtp = SmtpSettings.parse({
    host,
    port,
    security: 'starttls',
    caFile,
    auth: { kind: 'password', user, passwordEnv: 'DOORBELL_SMTP_PASSWORD' },
  });
  const inbound = settings.email.inbound.map((source) =>
    source.kind === 'mx' ? { ...source, port: 0 } : source,
  );
  return { ...settings, email: { ...settings.email, smtp, inbound } };
}

/** The web's settings with the sandbox's proxy in them. */
const withProxy = (settings: Settings, web: Web | undefined): Settings =>
  web && settings.web ? { ...settings, web: { ...settings.web, proxy: web.proxy } } : settings;

/** Whether chats can be played; says so where not. */
function browserToHand(say: (line: string) => void): boolean {
  try {
    findBrowser();
    return true;
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(`chats   left out: ${error.message}`);
    return false;
  }
}
