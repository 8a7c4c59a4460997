/** What must hold of chats after any number of kills. */
import { expect } from 'vitest';
import { type KilledChats, probeOf } from './chat-wave.ts';

const bare = (text: string): string => text.normalize('NFKC').replace(/\s+/gu, '');

export interface ChatKillSummary {
  kills: number;
  asked: number;
  replies: number;
  unknown: number;
  notSent: number;
}

export function checkKilledChats({ kills, truth, events, visits, misuse }: KilledChats): ChatKillSummary {
  // At most one question a lender, by the backends' own log.
  const asked = truth.map((t) => t.lender);
  expect(asked).toEqual([...new Set(asked)]);
  expect(truth.flatMap((t) => t.askedAgain)).toEqual([]);
  expect(misuse).toEqual([]);
  // What was asked is known to have been, or to be unclear; our own crash shuts nobody's door.
  const kinds = (lender: string): string[] =>
    events.filter((e) => 'probe' in e.body && e.body.probe === probeOf(lender)).map((e) => e.body.kind);
  for (const lender of asked) expect(kinds(lender)).toContain('chat-asking');
  expect(events.filter((e) => e.body.kind === 'door-closed').map((e) => e.body)).toEqual([]);
  // Every answer that stands in the chat has been read.
  let replies = 0;
  for (const { lender, lines } of truth) {
    const read = visits
      .filter((v) => v.probe === probeOf(lender))
      .flatMap((v) => v.visit.messages.map((m) => bare(m.text)));
    for (const line of lines.filter((l) => l.at !== null && l.kind === 'script' && l.side !== 'system')) {
      expect(read, `${lender}: ${line.text}`).toContain(bare(line.text));
      replies++;
    }
  }
  const count = (kind: string) => events.filter((e) => e.body.kind === kind).length;
  return { kills, asked: asked.length, replies, unknown: count('send-unknown'), notSent: count('not-sent') };
}
