/**
 * Works on a ledger until it is killed: `node ledger-child-crash.ts DIR SEED`. Takes in mail behind a cursor, claims
 * sends and says what became of them, several at once; each finished piece of work is one line of JSON, written at once.
 */
import { writeSync } from 'node:fs';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { openLedger } from '../../src/store/ledger.ts';
import { bytes, intentFor, mailFor, outcome } from '../store/fixtures.ts';

const [dir, seed] = process.argv.slice(2) as [string, string];
const chance = xoroshiro128plus(Number(seed));
const upTo = (n: number) => uniformInt(chance, 1, n);
const say = (done: object) => writeSync(1, `${JSON.stringify(done)}\n`);

const ledger = await openLedger({ dir, clock: Date });
let uid = (await ledger.cursor('box', 'INBOX'))?.lastUid ?? 0;
let probe = 0;
say({ open: true });

async function takeIn(): Promise<void> {
  const uids = Array.from({ length: upTo(6) }, () => ++uid);
  const lastUid = uid;
  const items = uids.map((n) => mailFor(`INBOX/7/${n}`, `mail ${n} ${'x'.repeat(upTo(40_000))}`));
  await ledger
    .sink('w1')
    .commit({ items, cursor: { account: 'box', folder: 'INBOX', uidValidity: '7', lastUid } });
  say({ lastUid });
}

async function send(): Promise<void> {
  const id = `w1-r${seed}-p${probe++}`;
  const raw = bytes(`to ${id}`);
  const answer = await ledger.claimSend('w1', intentFor(id, raw, { entity: `${id}-llc` }), raw, () => null);
  if ('refused' in answer) throw new Error(answer.refused.reason);
  say({ claimed: id });
  await ledger.append('w1', [outcome(id, (['sent', 'not-sent', 'send-unknown'] as const)[upTo(3) - 1]!)]);
  say({ ended: id });
}

for (let work = 0; work < 2_000; work += 1) {
  const sends = Array.from({ length: upTo(3) }, send);
  await Promise.all([takeIn(), ...sends]);
}
