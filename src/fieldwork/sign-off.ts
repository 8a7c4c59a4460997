/** What must be in order before a message may go to a real lender (channels.md 4, items 12 and 13). Pure. */
import { isLoopback, isReservedDoor, isReservedHost } from '../model/hosts.ts';
import type { Plan } from '../model/plan.ts';
import type { EmailSettings, TelegramSettings } from '../model/settings.ts';
import { CEILINGS, type Wave } from '../model/wave.ts';
import type { RunMode } from './guardrails.ts';

/** Everything that forbids running this plan live; empty when it may be. Each is one sentence for the user. */
export function liveObjections(
  wave: Wave,
  plan: Plan,
  planSha: string,
  email: EmailSettings,
  telegram?: TelegramSettings,
): string[] {
  const objections: string[] = [];
  if (wave.controller.trim() === '')
    objections.push('wave.yml: controller is empty: name who is responsible for the data, with a contact');
  if (wave.purpose.trim() === '') objections.push('wave.yml: purpose is empty: say why the study is made');
  if (wave.country === '') objections.push('wave.yml: country is empty: name the country whose rules apply');
  if (!wave.approval)
    objections.push(
      `wave.yml: approval is missing: whoever signs the study off adds approval: {by, on, plan: ${planSha}}`,
    );
  else if (wave.approval.plan !== planSha)
    objections.push(
      `wave.yml: approval.plan is ${wave.approval.plan.slice(0, 12)}..., but the frozen plan is ${planSha.slice(0, 12)}...: another plan was approved`,
    );
  const sandboxed = plan.probes.filter((p) => isReservedDoor(p.channel, p.address));
  if (sandboxed.length > 0)
    objections.push(
      `lenders.yml: ${sandboxed[0]!.address} is a sandbox address (${sandboxed.length} probes go to such): a live wave never writes to it`,
    );
  if (isReservedHost(email.domain))
    objections.push(`settings.yml: email.domain ${email.domain} is a sandbox domain`);
  if (telegram && isLoopback(new URL(telegram.apiRoot).hostname))
    objections.push(
      `settings.yml: telegram.apiRoot ${telegram.apiRoot} is this machine: a live wave is not recorded by the sandbox's server`,
    );
  const lenders = new Set(plan.probes.map((p) => p.lender)).size;
  if (lenders > CEILINGS.lendersPerWave)
    objections.push(`the plan has ${lenders} lenders; the ceiling is ${CEILINGS.lendersPerWave}`);
  return objections;
}

/** Everything that forbids running this plan against the sandbox: nothing of it may leave this machine. */
export function sandboxObjections(plan: Plan, email: EmailSettings, telegram?: TelegramSettings): string[] {
  const objections: string[] = [];
  if (!isLoopback(email.smtp.host))
    objections.push(
      `settings.yml: email.smtp.host ${email.smtp.host} is not this machine: a sandbox wave sends over loopback only`,
    );
  if (telegram && !isLoopback(new URL(telegram.apiRoot).hostname))
    objections.push(
      `settings.yml: telegram.apiRoot ${telegram.apiRoot} is not this machine: a sandbox wave is recorded on loopback only`,
    );
  const real = plan.probes.find((p) => !isReservedDoor(p.channel, p.address));
  if (real)
    objections.push(`lenders.yml: ${real.address} is a real address: a sandbox wave never writes to it`);
  return objections;
}

/** The objections of a mode. */
export const objectionsTo = (
  mode: RunMode,
  wave: Wave,
  plan: Plan,
  planSha: string,
  email: EmailSettings,
  telegram?: TelegramSettings,
): string[] =>
  mode === 'live'
    ? liveObjections(wave, plan, planSha, email, telegram)
    : sandboxObjections(plan, email, telegram);
