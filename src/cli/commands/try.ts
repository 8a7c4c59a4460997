/** `doorbell try email ADDRESS`, `doorbell try webchat URL` */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { SetupError } from '../../model/errors.ts';
import { command } from '../command.ts';
import { loadDotEnv, type StudyFolder, studyFolder } from '../folder.ts';
import { liveLine, print } from '../output.ts';
import { progressLine } from '../progress-line.ts';
import { loadSettings } from '../study/load.ts';
import { renderTimeline } from '../transcript.ts';
import { tryDoor } from '../try-door.ts';
import { isOwnPage, momentsOf, tryOwnChat } from '../try-webchat.ts';

interface Options {
  study: string;
  json?: boolean;
  live?: boolean;
  scenario?: string;
  lang?: string;
  minutes: string;
  question?: string;
  name: string;
  email: string;
  wait: string;
  unaided?: boolean;
}

export const tryChannel = (): Command =>
  command<Options>(
    {
      name: 'try',
      does: 'Tries one channel by hand, outside a wave, and prints the transcript with its moments. Sandbox addresses and pages of this machine at once; anything else only with --live, for a channel in lenders.yml, under the caps.',
      example: 'try email help@larkmoor-loans.example --minutes 5',
      setUp: (c) =>
        c
          .argument('<channel>', 'email or webchat')
          .argument('<address>', 'where to write: a mail address, or the page with the chat')
          .option('--live', 'really write to a lender of lenders.yml')
          .option('--scenario <id>', 'which question; the first of the study when left out')
          .option('--lang <code>', "which language; the lender's first when left out")
          .option('--minutes <n>', 'e-mail: how long to wait for replies', '10')
          .option(
            '--question <text>',
            'chat: what to ask; not with --live, where only approved texts are asked',
          )
          .option('--name <name>', 'chat: the name for its form', 'Anna')
          .option('--email <address>', 'chat: the address for its form', 'anna@mailhome.example')
          .option('--wait <seconds>', 'chat: how long to listen', '60')
          .option('--unaided', 'chat: without recipes'),
    },
    async ([channel, address], options) => {
      const folder = studyFolder(options.study);
      loadDotEnv(folder);
      if (channel === 'webchat' && isOwnPage(address!)) return tryChat(folder, address!, options);
      if (channel !== 'email' && channel !== 'webchat')
        throw new SetupError(`channel "${channel}" can't be tried by this version; use: email, webchat`);
      if (options.question !== undefined)
        throw new SetupError(
          '--question is for pages of this machine: a lender is asked an approved text (--scenario)',
        );
      const minutes = Number(options.minutes);
      if (!(minutes > 0 && minutes <= 7 * 24 * 60))
        throw new SetupError(`--minutes ${options.minutes}: must be a number from 1 to 10080`);
      return tryLender(folder, channel, address!, minutes, options);
    },
  );

/** Runs something that Ctrl-C ends in good order. */
async function endable<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const ending = new AbortController();
  const end = () => ending.abort();
  process.once('SIGINT', end).once('SIGTERM', end);
  try {
    return await work(ending.signal);
  } finally {
    process.off('SIGINT', end).off('SIGTERM', end);
  }
}

async function tryChat(folder: StudyFolder, url: string, options: Options): Promise<number> {
  const wait = Number(options.wait);
  if (!(wait > 0 && wait <= 600))
    throw new SetupError(`--wait ${options.wait}: must be a number of seconds from 1 to 600`);
  const { web } = existsSync(join(folder.root, 'settings.yml')) ? await loadSettings(folder.root) : {};
  const tried = await endable((signal) =>
    tryOwnChat({
      url,
      question:
        options.question ??
        'Hello, I am thinking about a first loan. What is the rate per day, and for how long can I borrow?',
      name: options.name,
      email: options.email,
      language: options.lang ?? 'en',
      waitSeconds: wait,
      unaided: options.unaided === true,
      web,
      signal,
    }),
  );
  print(options, tried, () =>
    [
      renderTimeline(momentsOf(tried)),
      '',
      `outcome: ${tried.outcome} (${tried.reason})${tried.firstResponseMs === null ? '' : `; first response after ${(tried.firstResponseMs / 1000).toFixed(1)} s`}; kept after closing the tab: ${tried.persisted}`,
    ].join('\n'),
  );
  return tried.outcome === 'asked' || tried.outcome === 'offline-form' ? 0 : 1;
}

async function tryLender(
  folder: StudyFolder,
  channel: 'email' | 'webchat',
  address: string,
  minutes: number,
  options: Options,
): Promise<number> {
  const line = liveLine(15_000);
  try {
    const tried = await endable((signal) =>
      tryDoor({
        folder,
        channel,
        address,
        live: options.live === true,
        minutes,
        ...(options.scenario === undefined ? {} : { scenario: options.scenario }),
        ...(options.lang === undefined ? {} : { language: options.lang }),
        secrets: (name) => process.env[name],
        signal,
        onProgress: (progress) => line.show(progressLine(progress, Date.now())),
      }),
    );
    line.end();
    print(options, tried, () =>
      [
        renderTimeline(tried.timeline),
        '',
        `disposition: ${tried.assessment?.disposition ?? 'none'} (${tried.assessment?.reason ?? 'ended early'})`,
      ].join('\n'),
    );
    return tried.timeline.some((m) => m.what.startsWith('sent ')) ? 0 : 1;
  } finally {
    line.end();
  }
}
