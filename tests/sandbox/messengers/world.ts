/** The sandbox's messengers on a clock that a test moves, with the study's own lenders and questions. */
import { linkOf } from '../../../src/channels/assisted/links.ts';
import { Operator } from '../../../src/model/settings.ts';
import { isAssisted } from '../../../src/model/vocabulary.ts';
import { createManualClock } from '../../../src/sandbox/manual-clock.ts';
import {
  type MessengerBehaviours,
  sandboxMessengerBehaviours,
} from '../../../src/sandbox/messengers/behaviour.ts';
import { startMessengers } from '../../../src/sandbox/messengers/messengers.ts';
import { lenderOf, lenders, scenarios } from '../helpers/study.ts';

export const NOW = Date.UTC(2026, 8, 7, 9, 30);
export const OLENA = Operator.parse({ name: 'Olena', timeZone: 'Europe/Kyiv', telegram: 41 });
export const MEI = Operator.parse({ name: 'Mei', timeZone: 'Asia/Shanghai', daysFirst: false });

export async function world(behaviours: MessengerBehaviours = sandboxMessengerBehaviours()) {
  const clock = createManualClock(NOW);
  const messengers = await startMessengers({
    clock,
    lenders,
    behaviours,
    scenarios,
    operators: [OLENA, MEI],
    seed: 41,
    deadlineHours: 72,
  });
  const [olena, mei] = messengers.phones;
  return { clock, messengers, olena: olena!, mei: mei! };
}

export const doorOf = (lender: string) => lenderOf(lender).channels.find((c) => isAssisted(c.kind))!;

export const question = (lender: string, scenario = 'first-loan'): string => {
  const { texts, persona } = scenarios.find((s) => s.id === scenario)!;
  const language = lenderOf(lender).languages[0]!;
  return texts[language]!.a.body.replaceAll('{name}', persona.names[language]!.full).trim();
};

/** The link that the desk would show for a lender's account. */
export function linkTo(lender: string, text = question(lender)): string {
  const { kind, address } = doorOf(lender);
  if (!isAssisted(kind)) throw new Error(`${kind} is no messenger`);
  return linkOf(kind, address, text)!.href;
}
