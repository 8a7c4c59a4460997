/** `doorbell doctor` */
import { existsSync, readFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { gateOf } from '../../desk/guard/gate.ts';
import { objectionsTo } from '../../fieldwork/sign-off.ts';
import { sha256 } from '../../model/digest.ts';
import { SetupError } from '../../model/errors.ts';
import type { EmailSettings, Settings } from '../../model/settings.ts';
import { isAssisted } from '../../model/vocabulary.ts';
import { CEILINGS, type Wave } from '../../model/wave.ts';
import { counted } from '../../plan/counted.ts';
import { parsePlan } from '../../plan/plan-bytes.ts';
import { verifyLedger } from '../../store/verify.ts';
import { checkCanary } from '../canary-check.ts';
import { chatChecks } from '../chat-checks.ts';
import { command } from '../command.ts';
import { loadDotEnv, readPlan, type StudyFolder, studyFolder } from '../folder.ts';
import { print, say, table } from '../output.ts';
import { loadSettings, loadStudy } from '../study/load.ts';
import { systemClock } from '../system-clock.ts';
import { telegramChecks } from '../telegram-checks.ts';
import { channelOf, type Secrets } from '../wire-fieldwork.ts';

export interface Check {
  name: string;
  ok: boolean;
  detail: string;
}

/** Less than this free is not enough for a wave's evidence. Bytes. */
const LEAST_DISK = 500_000_000;

export const doctor = (): Command =>
  command<{ canary?: boolean }>(
    {
      name: 'doctor',
      does: 'Checks the study, mail out and in, the browser, the recorder bot, clock, disk and sign-off. Contacts no lender.',
      example: 'doctor -C my-study --canary',
      setUp: (c) =>
        c.option(
          '--canary',
          'also send our own message to ourselves: shows that mail comes back, and that clocks agree',
        ),
    },
    async (_args, options) => {
      const folder = studyFolder(options.study);
      loadDotEnv(folder);
      const checks = await examine(folder, {
        canary: options.canary === true,
        secrets: (name) => process.env[name],
      });
      const ok = checks.every((c) => c.ok);
      print(options, { ok, checks }, () =>
        table(checks.map((c) => [c.ok ? 'ok  ' : 'FAIL', c.name, c.detail])),
      );
      say(ok ? 'all is well' : 'something is to be put right before a live run');
      return ok ? 0 : 1;
    },
  );

/** One row for each thing that can be right or wrong; what rests on a broken file is left out, not said again. */
export async function examine(
  folder: StudyFolder,
  { canary, secrets }: { canary: boolean; secrets: Secrets },
): Promise<Check[]> {
  const checks: Check[] = [];
  /** Adds a row, and gives back what was found; null when it is wrong. */
  const check = async <T>(name: string, look: () => Promise<[detail: string, T]>): Promise<T | null> => {
    try {
      const [detail, found] = await look();
      checks.push({ name, ok: true, detail });
      return found;
    } catch (error) {
      if (!(error instanceof SetupError)) throw error;
      checks.push({ name, ok: false, detail: error.message });
      return null;
    }
  };
  const study = await check('study', async () => {
    const read = await loadStudy(folder.root);
    const { market, scenarios, wave } = read;
    return [
      `${counted(market.lenders.length, 'lender')}, ${counted(scenarios.length, 'scenario')}, wave ${wave.id}`,
      read,
    ];
  });
  let all: Settings | undefined;
  const email = await check('settings', async () => {
    const settings = await loadSettings(folder.root);
    const read = settings.email;
    all = settings;
    const waysIn = read.inbound.map((i) => `${i.kind} ${i.name}`).join(', ');
    return [`mail under ${read.domain}, out by ${read.smtp.host}, in by ${waysIn}`, read];
  });
  await check('disk', async () => [await diskFree(folder.ledger), null]);
  await check('ledger', async () => [await ledgerState(folder.ledger), null]);
  if (study) {
    const bytes = await check('plan', async () => {
      const read = await readPlan(folder, study.wave.id);
      return [`frozen as ${sha256(read).slice(0, 12)}...`, read];
    });
    if (bytes && email) checks.push(...signOff(study.wave, bytes, email, all?.telegram));
    const { caps } = study.wave;
    checks.push({
      name: 'caps',
      ok: true,
      detail: `at most ${counted(caps.probesPerEntity, 'probe')} per legal entity (ceiling ${CEILINGS.probesPerEntity}), ${caps.entityGapHours} h and ${caps.channelGapDays} days apart, ${counted(caps.mailboxPerDay, 'message')} a day`,
    });
  }
  const run = runningPid(folder.ledger);
  let portsAreOurs = false;
  if (email)
    await check('mail', async () => {
      const { checks: found } = await channelOf(email, folder.root, systemClock, secrets).preflight();
      const told = found.map((c) => (run !== null && isPortInUse(c) ? usedBy(c, run) : c));
      portsAreOurs = told.some((c, i) => c !== found[i]);
      checks.push(...told.map((c) => ({ ...c, name: `mail: ${c.name}` })));
      const failed = told.filter((c) => !c.ok).length;
      if (failed > 0) throw new SetupError(`${failed} of ${counted(told.length, 'check')} failed`);
      return [`${counted(told.length, 'check')} passed`, null];
    });
  if (email) await chatChecks(check, { web: all?.web, email, folder, secrets, chats: hasChats(study?.wave) });
  const desk = all?.desk;
  if (desk && study?.wave.channels.some(isAssisted))
    await check('desk', async () => {
      const { token } = gateOf(desk, secrets);
      const who = counted(desk.operators.length, 'operator');
      return [`${who}; ${token === null ? 'on this machine only' : 'login with the token'}`, null];
    });
  if (all) checks.push(...(await telegramChecks({ settings: all, folder, secrets, run })));
  const unchecked = !canary
    ? 'add --canary'
    : !email
      ? 'settings.yml is to be put right first'
      : portsAreOurs
        ? `our own run, pid ${run}, takes the mail; it sends canaries itself`
        : null;
  if (unchecked !== null || !email)
    checks.push({ name: 'clock', ok: true, detail: `not checked: ${unchecked}` });
  else await check('canary and clock', async () => [await checkCanary(email, folder.root, secrets), null]);
  return checks;
}

const hasChats = (wave: Wave | undefined): boolean => wave?.channels.includes('webchat') === true;

async function diskFree(ledger: string): Promise<string> {
  // The folder is not made here: an empty one would be taken for a ledger that lost its file.
  let dir = ledger;
  while (!existsSync(dir) && dirname(dir) !== dir) dir = dirname(dir);
  const { bavail, bsize } = await statfs(dir);
  const free = bavail * bsize;
  if (free < LEAST_DISK)
    throw new SetupError(`${Math.round(free / 1e6)} MB free in ${dir}; ${LEAST_DISK / 1e6} MB are needed`);
  return `${Math.round(free / 1e9)} GB free`;
}

async function ledgerState(ledger: string): Promise<string> {
  if (!existsSync(`${ledger}/ledger.sqlite`)) return 'none yet';
  const { ok, events, problems } = await verifyLedger(ledger);
  if (!ok) throw new SetupError(`${counted(problems.length, 'problem')}: see \`doorbell verify\``);
  return `${counted(events, 'event')}, chain and evidence as they were written`;
}

function signOff(
  wave: Wave,
  bytes: Uint8Array,
  email: EmailSettings,
  telegram: Settings['telegram'],
): Check[] {
  const objections = objectionsTo('live', wave, parsePlan(bytes), sha256(bytes), email, telegram);
  return objections.length === 0
    ? [{ name: 'sign-off', ok: true, detail: 'signed off for --live' }]
    : objections.map((detail) => ({ name: 'sign-off', ok: false, detail }));
}

const isPortInUse = (c: Check): boolean =>
  !c.ok && /^mx [a-z0-9-]+: port /.test(c.name) && c.detail.includes('EADDRINUSE');

const usedBy = (c: Check, pid: number): Check => ({
  ...c,
  ok: true,
  detail: `in use by our own run, pid ${pid}`,
});

/** The process that the ledger's lock names, if it lives: the file stays when a run ends. */
function runningPid(ledger: string): number | null {
  let pid: number;
  try {
    pid = Number(readFileSync(join(ledger, 'lock.pid'), 'utf8'));
  } catch {
    return null;
  }
  if (!Number.isInteger(pid) || pid < 1) return null;
  try {
    process.kill(pid, 0);
    return pid;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? pid : null;
  }
}
