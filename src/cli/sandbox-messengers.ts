/** The messengers of `doorbell sandbox`: a Bot API on the port that the settings name, and the phones beside it. */
import { SetupError } from '../model/errors.ts';
import { isLoopback } from '../model/hosts.ts';
import type { Settings } from '../model/settings.ts';
import type { Study } from '../model/study.ts';
import { sandboxMessengerBehaviours } from '../sandbox/messengers/behaviour.ts';
import { startMessengers } from '../sandbox/messengers/messengers.ts';
import { servePhones } from '../sandbox/messengers/phone-pages.ts';
import { systemClock } from './system-clock.ts';

export interface SandboxMessengers {
  /** Roots of the Bot API and of the phones' pages. */
  botApi: string;
  phones: string;
  token: string;
  /** The environment variable that the token goes into. */
  tokenEnv: string;
  /** What a person is told. */
  lines: string[];
  stop(): Promise<void>;
}

/** Undefined where the settings have no desk or no recorder. The phones are on the port after the Bot API's. */
export async function sandboxMessengers(
  { market, scenarios, wave }: Study,
  { telegram, desk }: Settings,
  hurry: number,
): Promise<SandboxMessengers | undefined> {
  if (!telegram || !desk) return undefined;
  const { hostname, port } = new URL(telegram.apiRoot);
  if (!isLoopback(hostname) || port === '')
    throw new SetupError(
      `settings.yml: telegram.apiRoot ${telegram.apiRoot}: the sandbox needs an address on this machine with a port, e.g. http://127.0.0.1:2528`,
    );
  const world = await startMessengers({
    clock: systemClock,
    lenders: market.lenders,
    behaviours: sandboxMessengerBehaviours(),
    scenarios,
    operators: desk.operators,
    seed: wave.seed,
    deadlineHours: wave.deadlineHours,
    hurry,
    port: Number(port),
  });
  const pages = await servePhones(world.phones, Number(port) + 1);
  const names = world.phones.map((p) => p.owner).join(' and ');
  return {
    botApi: world.botApi.root,
    phones: pages.url,
    token: world.botApi.token,
    tokenEnv: telegram.tokenEnv,
    lines: [
      `a Bot API on ${world.botApi.root}, and the phones of ${names} on ${pages.url}: paste a link of the desk there, and press Send`,
    ],
    async stop() {
      await pages.stop();
      await world.stop();
    },
  };
}
