/** Sends our own message to ourselves and waits for it: shows that mail goes out and comes in, and that clocks agree. */
import { type AliasBase, readAlias, readMessageId, tokenFrom } from '../model/alias.ts';
import { digestOf } from '../model/digest.ts';
import { InstrumentError, SetupError } from '../model/errors.ts';
import type { Capture } from '../model/evidence.ts';
import { millis } from '../model/scalars.ts';
import type { EmailSettings } from '../model/settings.ts';
import { systemClock } from './system-clock.ts';
import { aliasBase, channelOf, type Secrets } from './wire-fieldwork.ts';

/** How long our own message may take. ms. */
const PATIENCE = 120_000;

/** A mail server's clock further from ours than this makes every latency doubtful. ms. */
const TOLERANCE = 120_000;

const isCanary = ({ correlation }: Capture, base: AliasBase, token: string): boolean =>
  correlation.recipients.some((r) => readAlias(base, r)?.token === token) ||
  (correlation.messageId !== undefined && readMessageId(base, correlation.messageId)?.token === token);

/** What was found, in one sentence. Rejects with SetupError when it does not come back, or when the clocks disagree. */
export async function checkCanary(email: EmailSettings, baseDir: string, secrets: Secrets): Promise<string> {
  const channel = channelOf(email, baseDir, systemClock, secrets);
  const token = tokenFrom(digestOf(['doctor', systemClock.now()]));
  const base = aliasBase(email);
  const ending = AbortSignal.timeout(PATIENCE);
  const end = new AbortController();
  const signal = AbortSignal.any([ending, end.signal]);
  let trouble = '';
  const came = new Promise<Capture | null>((resolve) => {
    signal.addEventListener('abort', () => resolve(null));
    void channel
      .listen(
        {
          sink: {
            commit: async ({ items }) => {
              const ours = items.find(({ capture }) => isCanary(capture, base, token));
              if (ours) resolve(ours.capture);
              // This sink keeps nothing: whoever else writes to us meanwhile must be told to try again later.
              if (items.some((i) => i !== ours))
                throw new InstrumentError('not-kept', 'doctor keeps no mail');
              return { fresh: items.length };
            },
          },
          wake: () => {},
          failed: (account, code, reason) => {
            trouble = ` (${account}: ${code}, ${reason})`;
          },
          cursor: async () => null,
          since: systemClock.now(),
        },
        signal,
      )
      .catch((error: unknown) => {
        trouble = ` (${error instanceof Error ? error.message : String(error)})`;
        resolve(null);
      });
  });
  try {
    await channel.ready();
    const receipt = await channel.sendCanary(token, systemClock.now());
    if (receipt.outcome !== 'sent')
      throw new SetupError(
        `our own message was not sent: ${'reason' in receipt ? receipt.reason : receipt.response}`,
      );
    const capture = await came;
    if (!capture)
      throw new SetupError(`our own message did not come back within ${PATIENCE / 1000} s${trouble}`);
    const took = millis(capture.clocks.observed) - receipt.acceptedAt;
    const server = capture.clocks.received;
    const skew = server
      ? Math.max(
          receipt.acceptedAt - millis(server.to),
          millis(server.from) - millis(capture.clocks.observed),
          0,
        )
      : 0;
    if (skew > TOLERANCE)
      throw new SetupError(
        `the mail server's clock and ours are ${Math.round(skew / 1000)} s apart: set this machine's clock`,
      );
    return `our own message came back to ${capture.account} after ${(took / 1000).toFixed(1)} s; the server's clock agrees within ${Math.ceil(skew / 1000)} s`;
  } finally {
    end.abort();
  }
}
