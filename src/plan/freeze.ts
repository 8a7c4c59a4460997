/** Freezes a wave: who is asked what, when, in which words. Pure: the same study and seed give the same bytes. */
import { tokenFrom } from '../model/alias.ts';
import { digestOf } from '../model/digest.ts';
import { SetupError } from '../model/errors.ts';
import type { AdvertisedChannel, Lender } from '../model/lenders.ts';
import type { Plan, PlannedProbe } from '../model/plan.ts';
import { instant, millis } from '../model/scalars.ts';
import { type Scenario, WORDINGS } from '../model/scenario.ts';
import type { Study } from '../model/study.ts';
import { ASSISTED_CHANNELS, type ChannelKind, isAssisted } from '../model/vocabulary.ts';
import type { Wave } from '../model/wave.ts';
import { counted } from './counted.ts';
import { refuseImpossible } from './feasibility.ts';
import { ingredients, type RubricIdentity, scenariosUsed } from './ingredients.ts';
import { type Door, schedule } from './schedule.ts';

export { parsePlan, planBytes, planDigest } from './plan-bytes.ts';

/**
 * The channels that can be worked: by Doorbell itself, and on messengers by a person at the desk. `form` and `phone`
 * may be listed in a study and are never tried.
 */
export const DRIVEN_CHANNELS: readonly ChannelKind[] = ['email', 'webchat', ...ASSISTED_CHANNELS];

export interface FreezeOrder {
  study: Study;
  /** Version of Doorbell. */
  code: string;
  rubric: RubricIdentity;
  /** UTC ms. When given, a plan whose first message would already be due is refused. It changes nothing else. */
  now?: number;
}

/**
 * Throws SetupError with the binding constraint when the wave does not fit its caps and dates.
 * Where a lender advertises several addresses of one channel kind, the one listed first is tried.
 */
export function freezePlan({ study, code, rubric, now }: FreezeOrder): Plan {
  const { wave } = study;
  const scenarios = scenariosUsed(study);
  const kinds = DRIVEN_CHANNELS.filter((kind) => wave.channels.includes(kind));
  if (kinds.length === 0)
    throw new SetupError(
      `wave.yml: channels: ${wave.channels.join(', ')} may be listed and ${wave.channels.length === 1 ? 'is' : 'are'} never tried; use ${DRIVEN_CHANNELS.join(', ')}.`,
    );
  const { doors, excluded } = doorsOf(study, kinds, scenarios);
  if (doors.length === 0 || scenarios.length === 0)
    throw new SetupError(
      `wave.yml: ${doors.length === 0 ? 'channels' : 'scenarios'}: nothing to send: ${counted(doors.length, 'lender')} with a channel of the wave, ${counted(scenarios.length, 'scenario')}.`,
    );
  refuseImpossible(wave, doors);
  refuseSpeechless(study, doors);

  const probes = schedule(wave, doors)
    .map(({ door, cell, sendAt, sendBy }): PlannedProbe => {
      const { lender, channel } = door;
      const scenario = door.scenarios[cell.scenario]!;
      return {
        id: `${wave.id}-${lender.id}-${channel.kind}-${scenario.id}`,
        lender: lender.id,
        entity: lender.entity,
        ...(lender.desk === undefined ? {} : { desk: lender.desk }),
        channel: channel.kind,
        address: channel.address,
        scenario: scenario.id,
        asks: scenario.asks,
        language: lender.languages[0]!,
        wording: WORDINGS[cell.wording]!,
        persona: door.scenarios[cell.persona]!.persona.id,
        slot: wave.slots[cell.slot]!.kind,
        sendAt: instant(sendAt),
        sendBy: instant(sendBy),
        token: '',
      };
    })
    .sort((a, b) => (a.sendAt < b.sendAt ? -1 : a.sendAt > b.sendAt ? 1 : a.id < b.id ? -1 : 1));
  giveTokens(wave.seed, wave.id, probes);

  const first = probes[0]!;
  if (now !== undefined && millis(first.sendAt) <= now)
    throw new SetupError(
      `wave.yml: starts: the first message (${first.id}) would have been due at ${first.sendAt}, and it is ${instant(now)} now. Move starts and ends.`,
    );

  return {
    format: 'doorbell-plan/1',
    code,
    wave: frozenSettings(wave),
    rubric: rubric.coder,
    ingredients: ingredients(study, rubric),
    excluded,
    probes,
  };
}

/** What of `wave.yml` goes into a plan: all that decides, and who answers for it. */
export function frozenSettings(wave: Wave): Plan['wave'] {
  const { approval: _approval, scenarios: _scenarios, exclude: _exclude, only: _only, ...settings } = wave;
  return settings;
}

interface OpenDoor extends Door {
  lender: Lender;
  channel: AdvertisedChannel;
  /** What its channel is asked, in the order of ids. */
  scenarios: Scenario[];
}

/** Every lender x channel of the wave, and the lenders that have none, with the reason. Both in the order of ids. */
function doorsOf(
  { market, wave }: Study,
  kinds: readonly ChannelKind[],
  used: Scenario[],
): { doors: OpenDoor[]; excluded: Plan['excluded'] } {
  const doors: OpenDoor[] = [];
  const scenariosOf = (kind: ChannelKind): Scenario[] => {
    const only = wave.only?.[kind];
    return only ? used.filter((s) => only.includes(s.id)) : used;
  };
  const excluded: Plan['excluded'] = [];
  for (const lender of [...market.lenders].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const left = wave.exclude.find((entry) => entry.lender === lender.id);
    const open = kinds.flatMap((kind) => lender.channels.find((channel) => channel.kind === kind) ?? []);
    if (left) excluded.push({ lender: lender.id, reason: left.reason });
    else if (open.length === 0)
      excluded.push({
        lender: lender.id,
        reason: `advertises no channel of this wave (${kinds.join(', ')})${listedOnly(lender)}`,
      });
    else
      for (const channel of open)
        doors.push({
          key: `${lender.id} ${channel.kind}`,
          entity: lender.entity,
          desk: lender.desk,
          zone: lender.timeZone,
          deck: channel.kind,
          sentBy: channel.kind === 'telegram' ? 'telegram' : isAssisted(channel.kind) ? 'hand' : 'machine',
          size: scenariosOf(channel.kind).length,
          scenarios: scenariosOf(channel.kind),
          lender,
          channel,
        });
  }
  return { doors, excluded };
}

/** What it does list, and nobody tries. */
function listedOnly({ channels }: Lender): string {
  const shut = [...new Set(channels.map((c) => c.kind))].filter((kind) => !DRIVEN_CHANNELS.includes(kind));
  return shut.length === 0 ? '' : `; ${shut.join(' and ')} may be listed and is never tried`;
}

/** Every persona may meet every lender, in the first language of the lender. */
function refuseSpeechless(study: Study, doors: readonly OpenDoor[]): void {
  for (const [language, group] of Map.groupBy(doors, (door) => door.lender.languages[0]!))
    for (const scenario of scenariosUsed(study))
      if (!scenario.texts[language] || !scenario.persona.names[language])
        throw new SetupError(
          `scenarios/${scenario.id}.yml: lender ${group[0]!.lender.id} is asked in "${language}", which has no text or no persona name there.`,
        );
}

/** Fills in the tokens: the first 50 bits of a digest over seed, wave and probe, in base32 (RFC 4648, lower case). */
function giveTokens(seed: number | string, wave: string, probes: PlannedProbe[]): void {
  const ids = new Set<string>();
  const tokens = new Set<string>();
  for (const probe of probes) {
    if (ids.has(probe.id))
      throw new SetupError(
        `two probes would both be called ${probe.id}: rename a lender or a scenario so that their ids don't run into each other.`,
      );
    ids.add(probe.id);
    for (let n = 0; probe.token === '' || tokens.has(probe.token); n++)
      probe.token = tokenFrom(digestOf([seed, wave, probe.id, n]));
    tokens.add(probe.token);
  }
}
