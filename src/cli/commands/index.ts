/** Every command, in the order of the help page. */
import type { Command } from 'commander';
import { agreement } from './agreement.ts';
import { assess } from './assess.ts';
import { census } from './census.ts';
import { demo } from './demo.ts';
import { diff } from './diff.ts';
import { doctor } from './doctor.ts';
import { init } from './init.ts';
import { plan } from './plan.ts';
import { report } from './report.ts';
import { run } from './run.ts';
import { sandbox } from './sandbox.ts';
import { schemas } from './schemas.ts';
import { show } from './show.ts';
import { status } from './status.ts';
import { tryChannel } from './try.ts';
import { verify } from './verify.ts';

export const commands = (): Command[] => [
  init(),
  doctor(),
  census(),
  plan(),
  run(),
  status(),
  show(),
  assess(),
  agreement(),
  diff(),
  report(),
  verify(),
  tryChannel(),
  demo(),
  sandbox(),
  schemas(),
];
