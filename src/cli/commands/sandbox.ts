/** `doorbell sandbox` */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Command } from 'commander';
import { SetupError } from '../../model/errors.ts';
import { sandboxBehaviours } from '../../sandbox/behaviour.ts';
import { startMarket } from '../../sandbox/market.ts';
import { sandboxChatBehaviours } from '../../sandbox/web/behaviour.ts';
import { questionLeft } from '../../sandbox/web/chat-question.ts';
import { startWeb } from '../../sandbox/web/web.ts';
import { command } from '../command.ts';
import { studyFolder, writeWhole } from '../folder.ts';
import { print } from '../output.ts';
import { sandboxMessengers } from '../sandbox-messengers.ts';
import { loadSettings, loadStudy } from '../study/load.ts';
import { systemClock } from '../system-clock.ts';

export const sandbox = (): Command =>
  command<{ hurry: string }>(
    {
      name: 'sandbox',
      does: 'Starts the simulated market alone, in real time, for `try email`, `run --sandbox` and `desk --sandbox` in another terminal. Ends with Ctrl-C.',
      example: 'sandbox --hurry 600     # an hour of a lender takes six seconds',
      setUp: (c) => c.option('--hurry <n>', "divide every lender's delay by this", '60'),
    },
    async (_args, options) => {
      const hurry = Number(options.hurry);
      if (!(hurry >= 1 && hurry <= 1_000_000))
        throw new SetupError(`--hurry ${options.hurry}: must be a number from 1 to 1000000`);
      const folder = studyFolder(options.study);
      const study = await loadStudy(folder.root);
      const settings = await loadSettings(folder.root);
      const { email, web: webSettings } = settings;
      const mx = email.inbound.find((i) => i.kind === 'mx');
      if (!mx || mx.port === 0)
        throw new SetupError(
          'settings.yml: email.inbound needs a source of kind mx with a port of its own: replies are delivered to it',
        );
      const auth = email.smtp.auth;
      const market = await startMarket({
        lenders: study.market.lenders,
        behaviours: sandboxBehaviours(),
        scenarios: study.scenarios,
        clock: systemClock,
        seed: study.wave.seed,
        studyDomain: email.domain,
        deadlineHours: study.wave.deadlineHours,
        inbound: { host: mx.host, port: mx.port },
        submission: { port: email.smtp.port, ...(auth ? { user: auth.user } : {}) },
        hurry,
        retries: [1000, 2000, 5000, 10_000, 30_000, 60_000],
      });
      const web = webSettings?.proxy
        ? await startWeb({
            clock: systemClock,
            lenders: study.market.lenders,
            behaviours: sandboxChatBehaviours(),
            scenarios: study.scenarios,
            seed: study.wave.seed,
            deadlineHours: study.wave.deadlineHours,
            hurry,
            port: Number(new URL(webSettings.proxy).port),
            leave: (left) => market.take(left.lender.id, questionLeft(left, study.scenarios)),
          })
        : undefined;
      const messengers = await sandboxMessengers(study, settings, hurry);
      const ca = email.smtp.caFile
        ? join(folder.root, email.smtp.caFile)
        : join(folder.root, 'data', 'sandbox-ca.pem');
      await writeWhole(ca, market.smtp.ca);
      const { host, port, user, password } = market.smtp;
      const chatty = study.market.lenders
        .flatMap((l) => l.channels)
        .find((c) => c.kind === 'webchat')?.address;
      print(
        options,
        {
          ...{ host, port, user, password, ca, inbound: `${mx.host}:${mx.port}`, web: web?.proxy },
          ...(messengers
            ? { botApi: messengers.botApi, token: messengers.token, phones: messengers.phones }
            : {}),
        },
        () =>
          [
            `market of ${study.market.lenders.length} lenders on ${host}:${port} (STARTTLS, certificate in ${ca}); replies go to ${mx.host}:${mx.port}`,
            ...(web ? [`the lenders' sites, with their chats, behind the proxy ${web.proxy}`] : []),
            ...(messengers ? messengers.lines : []),
            'in another terminal:',
            ...(auth?.kind === 'password' ? [`  export ${auth.passwordEnv}=${password}`] : []),
            ...(web && webSettings
              ? [`  export ${webSettings.sessionKeyEnv}=${randomBytes(32).toString('base64')}`]
              : []),
            ...(messengers?.tokenEnv ? [`  export ${messengers.tokenEnv}=${messengers.token}`] : []),
            `  ${howToCall()} try email ${study.market.lenders[0]!.channels.find((c) => c.kind === 'email')?.address} -C ${options.study} --minutes 1`,
            ...(web && chatty
              ? [`  ${howToCall()} try webchat ${chatty} -C ${options.study} --wait 30`]
              : []),
            ...(messengers
              ? [
                  `  ${howToCall()} plan -C ${options.study}    # with wave.yml's starts and ends in the days to come`,
                  `  ${howToCall()} desk --sandbox -C ${options.study}`,
                ]
              : []),
          ].join('\n'),
      );
      await new Promise<void>((resolve) => {
        process.once('SIGINT', resolve).once('SIGTERM', resolve);
      });
      await messengers?.stop();
      await web?.stop();
      await market.stop();
      return 0;
    },
  );

/** How this very process was called: from a checkout by npm, or as an installed command. */
const howToCall = (): string =>
  process.env.npm_lifecycle_event === 'doorbell' ? 'npm run -s doorbell --' : 'doorbell';
