/** What went wrong with a call of the Bot API, in words that never hold the token, a payload or anybody's message. */
import { GrammyError, HttpError } from 'grammy';
import { InstrumentError } from '../../model/errors.ts';

export interface Failure {
  error: InstrumentError;
  /** ms that Telegram wants us to wait. */
  retryAfter?: number;
  /** Whether the call certainly did nothing. */
  undone: boolean;
  /** Telegram's error code, where it answered. */
  status?: number;
}

/** Longest wait that we take Telegram's word for, s. */
const LONGEST_WAIT_S = 3_600;

export const CONFLICT = 'telegram-conflict';
export const WEBHOOK_IN_THE_WAY = 'telegram-webhook';

/** Errors of our own (the sink's, the settings') come out as they went in. No `cause`: grammY's errors hold payloads. */
export function failureOf(error: unknown): Failure {
  if (error instanceof InstrumentError) return { error, undone: false };
  if (error instanceof GrammyError) return refusal(error);
  if (error instanceof HttpError) {
    const code = networkCode(error.error);
    const undone = code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'EAI_AGAIN';
    return {
      error:
        error.error instanceof InstrumentError
          ? error.error
          : new InstrumentError(
              'telegram-unreachable',
              `Telegram could not be reached, or its answer broke off${code ? ` (${code})` : ''}`,
            ),
      undone,
    };
  }
  throw error;
}

function refusal({ error_code: status, description, parameters }: GrammyError): Failure {
  const of = (code: string, message: string, more: Partial<Failure> = {}): Failure => ({
    error: new InstrumentError(code, message),
    undone: true,
    status,
    ...more,
  });
  if (status === 401 || (status === 404 && description === 'Not Found'))
    return of(
      'telegram-token',
      `Telegram does not know the bot's token (${status}): it is wrong, or was revoked in @BotFather`,
    );
  if (status === 409)
    return description.includes('webhook')
      ? of(
          WEBHOOK_IN_THE_WAY,
          'another program has set a webhook for this bot (409), so its updates go there: delete it, or give Doorbell a bot of its own',
        )
      : of(
          CONFLICT,
          'another program polls with the same bot token (409) and takes updates away: end that one (a second `doorbell run`?), or give Doorbell a bot of its own',
        );
  if (status === 429) {
    const seconds = Math.min(Math.max(Number(parameters.retry_after) || 1, 1), LONGEST_WAIT_S);
    return of('telegram-busy', `Telegram asks for ${seconds} s without calls (429)`, {
      retryAfter: seconds * 1000,
    });
  }
  if (status >= 500) return of('telegram-server', `Telegram's server failed (${status})`, { undone: false });
  return of('telegram-refused', `Telegram refused the call (${status}: ${plain(description)})`);
}

/** Telegram's descriptions are set phrases; anything longer or stranger is cut. */
const plain = (description: string): string => description.replace(/[^\x20-\x7e]/g, '').slice(0, 160);

function networkCode(error: unknown): string | undefined {
  for (let at = error, deep = 0; at instanceof Error && deep < 5; at = at.cause, deep += 1) {
    const { code } = at as NodeJS.ErrnoException;
    if (typeof code === 'string' && /^[A-Z_]{3,40}$/.test(code)) return code;
  }
  return undefined;
}
