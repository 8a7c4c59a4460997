/** What a lender is sent: before publication its own results with a letter, after the study the notice that it was one. */
import type { Contact } from '../../model/contacts.ts';
import { canonical } from '../../model/digest.ts';
import type { LendersFile } from '../../model/lenders.ts';
import { csvOf } from '../csv.ts';
import { tablesOf } from '../dataset/tables.ts';
import { type LetterSpeech, letterSpeech } from '../letters/letters.ts';
import type { PublicResult } from '../redaction.ts';
import { type Packet, packetOf } from './packet.ts';
import { packetPage } from './page.ts';

const TABLES = ['probes', 'messages', 'quotes', 'criteria', 'contradictions', 'correspondence', 'deviations'];

export interface PacketOrder {
  market: LendersFile;
  /** Messages that went to each lender, by its id. */
  contacts: ReadonlyMap<string, readonly Contact[]>;
  /** Until which day the lender is asked to answer, ISO 8601. */
  replyBy: string;
}

/** Files by name for one lender of the result. The letters are in its first language, or in English. */
export function packetFiles(
  result: PublicResult,
  lender: string,
  { market, contacts, replyBy }: PacketOrder,
): Record<string, string> {
  const language = market.lenders.find((l) => l.id === lender)?.languages[0] ?? 'en';
  const letter = letterSpeech(language);
  const packet = packetOf(result, { lender, market, place: letter.write('other') });
  const summary = summaryOf(packet, letter);
  // The tables see this lender's rows alone.
  const own = {
    ...result,
    lenders: [packet.lender],
    entities: [],
    probes: packet.probes,
    deviations: packet.deviations,
  };
  const mine = contacts.get(lender) ?? [];
  return {
    'letter.txt': letterOf('results', { packet, letter, summary, replyBy, contacts: mine }),
    'results.html': packetPage(packet, letter, summary),
    'results.json': `${JSON.stringify(JSON.parse(canonical(packet)), null, 2)}\n`,
    ...Object.fromEntries(
      tablesOf(own)
        .filter((t) => TABLES.includes(t.name) && t.rows.length > 0)
        .map((t) => [`${t.name}.csv`, csvOf(t)]),
    ),
    ...(mine.length > 0 && {
      'disclosure.txt': letterOf('disclosure', { packet, letter, summary, replyBy, contacts: mine }),
    }),
  };
}

function letterOf(
  kind: 'results' | 'disclosure',
  {
    packet,
    letter,
    summary,
    replyBy,
    contacts,
  }: {
    packet: Packet;
    letter: LetterSpeech;
    summary: string;
    replyBy: string;
    contacts: readonly Contact[];
  },
): string {
  const { speech, write } = letter;
  const { wave, lender } = packet;
  const days = contacts.map((c) => c.at);
  const values = {
    title: wave.title,
    lender: lender.name,
    entity: lender.entity.name,
    controller: wave.controller || write('nobody'),
    purpose: wave.purpose || write('nobody'),
    funder: packet.funder ?? write('nobody'),
    plan: packet.plan,
    from: speech.day(days[0] ?? wave.starts),
    to: speech.day(days.at(-1) ?? wave.ends),
    fielded: lender.fielded,
    deadline: speech.hours(wave.deadlineHours),
    replyBy: speech.day(replyBy),
    summary,
    n: contacts.length,
    contacts: contacts
      .map((c) => `- ${c.at}, ${speech.say(`channel.${c.channel}`)}, ${c.address}`)
      .join('\n'),
  };
  const banner = packet.mode === 'sandbox' ? `${speech.say('sandbox')}\n\n` : '';
  return `${banner}${write(`${kind}.subject`, values)}\n\n${write(`${kind}.body`, values)}\n`;
}

function summaryOf({ lender, market }: Packet, { speech, write }: LetterSpeech): string {
  const { valid, fielded, results, standing } = lender;
  if (results.status !== 'scored') return write('summary.tooFew', { valid, fielded });
  const counts = {
    valid,
    fielded,
    answered: results.value.answered,
    inFull: results.value.answeredInFull,
  };
  if (standing.status !== 'scored') return write('summary.counts', counts);
  const { score, low, high, rankLow, rankHigh } = standing.value;
  return write('summary.ranked', {
    ...counts,
    score: speech.number(score),
    low: speech.number(low),
    high: speech.number(high),
    rankLow,
    rankHigh,
    lenders: market.lenders,
  });
}
