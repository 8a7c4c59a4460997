/**
 * The sandbox's messengers: the lenders' accounts, the operators' phones, and a Telegram with a Bot API of its own.
 * Nothing of it leaves this machine; what really happened is known.
 */
import type { Clock } from '../../fieldwork/ports.ts';
import { handleOf } from '../../model/handles.ts';
import type { Lender } from '../../model/lenders.ts';
import type { Scenario } from '../../model/scenario.ts';
import type { Operator } from '../../model/settings.ts';
import type { AssistedChannel, Disposition } from '../../model/vocabulary.ts';
import { type BotApi, type LenderEnd, type Person, startBotApi } from '../bot-api/index.ts';
import { sandboxPhrases } from '../phrases.ts';
import type { TruthRecord } from '../truth.ts';
import { type Account, accountsOf } from './accounts.ts';
import { createAnswering } from './answering.ts';
import type { MessengerBehaviours } from './behaviour.ts';
import { habitsOf } from './habits.ts';
import { createPhone, type Phone } from './phone.ts';
import { createTalk, onTelegram, type Talk } from './talk.ts';

export interface MessengersInput {
  clock: Clock;
  lenders: readonly Lender[];
  behaviours: MessengerBehaviours;
  scenarios: readonly Scenario[];
  operators: readonly Operator[];
  seed: number | string;
  deadlineHours: number;
  /** Divides every delay, for waves on a real clock. 1 when left out. */
  hurry?: number;
  /** Of the Bot API; a free one when left out. */
  port?: number;
}

export interface Messengers {
  /** Its `root` is what settings.telegram.apiRoot must say, its `token` the bot's. */
  botApi: BotApi;
  /** One for each operator. */
  phones: readonly Phone[];
  /** One record for each question that came to an account. */
  truth(): TruthRecord[];
  /** Accounts that are advertised and not there, as "CHANNEL LENDER". */
  shut(): Map<string, Disposition>;
  stop(): Promise<void>;
}

/** Rejects when the port is taken. Operators with a Telegram id have the recorder bot connected to their account. */
export async function startMessengers(input: MessengersInput): Promise<Messengers> {
  const { clock, lenders, behaviours, operators } = input;
  const accounts = accountsOf(lenders, behaviours);
  const answering = createAnswering({ ...input, hurry: input.hurry ?? 1, phrases: sandboxPhrases() });
  const botApi = await startBotApi({ clock, ...(input.port === undefined ? {} : { port: input.port }) });
  const ends = new Map<Account, LenderEnd>(
    accounts.all
      .filter((a) => a.app === 'telegram')
      .map((account) => [account, botApi.lender(endOf(account))] as const),
  );

  const phoneOf = (operator: Operator): Phone => {
    const talks: Talk[] = [];
    const person = personOf(botApi, operator);
    return createPhone({
      owner: operator.name,
      timeZone: operator.timeZone,
      accounts,
      exports: habitsOf(operator.name).exports,
      isKnown: operator.telegram !== undefined,
      talks: () => talks,
      talk(door) {
        const account = door.account!;
        const known = talks.find((t) => t.account === account);
        if (known) return known;
        const end = ends.get(account);
        const talk = createTalk(clock, account, operator.name, end ? onTelegram(person, end) : null);
        talks.push(talk);
        return talk;
      },
      sent: answering.hear,
    });
  };

  return {
    botApi,
    phones: operators.map(phoneOf),
    truth: answering.truth,
    shut: () =>
      new Map(
        lenders.flatMap((lender) =>
          behaviours.lenders[lender.id]?.account === 'missing'
            ? lender.channels.map(
                ({ kind }) => [`${kind} ${lender.id}`, behaviours.lenders[lender.id]!.disposition] as const,
              )
            : [],
        ),
      ),
    async stop() {
      answering.stop();
      await botApi.stop();
    },
  };
}

/** Without an id in the settings the bot is connected to nobody: the account is then read by export. */
function personOf(botApi: BotApi, { name, telegram }: Operator): Person {
  const person = botApi.person({ name, ...(telegram === undefined ? {} : { id: telegram }) });
  if (telegram !== undefined) person.connect();
  return person;
}

function endOf({ lender, address, behaviour }: Account): Parameters<BotApi['lender']>[0] {
  const handle = handleOf('telegram' satisfies AssistedChannel, address)!;
  return {
    name: lender.name,
    bot: behaviour.account === 'bot',
    ...(handle.by === 'phone' ? { phone: handle.value } : { username: handle.value }),
  };
}
