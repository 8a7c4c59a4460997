/** What every Ledger must do (fieldwork/ports.ts), whatever stands behind it. */
import { describe, expect, test } from 'vitest';
import type { ContactHistory, Ledger, Refusal } from '../../src/fieldwork/ports.ts';
import { digestOf, sha256 } from '../../src/model/digest.ts';
import type { EventBody } from '../../src/model/events.ts';
import {
  bytes,
  HOUR,
  handClock,
  intentFor,
  mailFor,
  outcome,
  resumed,
  stopped,
  T0,
} from '../store/fixtures.ts';

const yes = () => null;
const mail = (probe: string, attempt = 1) => bytes(`To ${probe}, try ${attempt}`);
const ask = (probe: string, attempt = 1) => intentFor(probe, mail(probe, attempt), { attempt });

export function ledgerContract(name: string, open: (clock: { now(): number }) => Promise<Ledger>): void {
  const fresh = async () => {
    const clock = handClock();
    return { clock, ledger: await open(clock) };
  };
  const claim = (
    ledger: Ledger,
    probe: string,
    attempt = 1,
    guard: (h: ContactHistory) => Refusal | null = yes,
  ) => ledger.claimSend('w1', ask(probe, attempt), mail(probe, attempt), guard);
  /** What a guard is shown for a further probe to the same entity. */
  const historyFor = async (ledger: Ledger, wave = 'w1', probe = 'w1-onlooker') => {
    let seen: ContactHistory | undefined;
    await ledger.claimSend(wave, ask(probe), mail(probe), (history) => {
      seen = history;
      return { verdict: 'stop', reason: 'only looking' };
    });
    return seen!;
  };

  describe(`${name}: events`, () => {
    test('gives what was captured since a wave began, whichever run took it in', async () => {
      const { ledger } = await fresh();
      await ledger.sink('w0').commit({ items: [mailFor('before')] });
      await ledger.append('w1', [stopped]);
      await ledger.sink('w2').commit({ items: [mailFor('after')] });
      const kinds = (await ledger.events('w1')).map((e) => [e.wave, e.body.kind]);
      expect(kinds).toEqual([
        ['w1', 'sending-stopped'],
        ['w2', 'captured'],
      ]);
      expect((await ledger.events('w1', 2)).map((e) => e.wave)).toEqual(['w2']);
      expect(await ledger.events('w9')).toEqual([]);
    });

    test('appends in order, chained, and gives back what is stored', async () => {
      const { ledger, clock } = await fresh();
      const first = await ledger.append('w1', [stopped, resumed]);
      clock.at += HOUR;
      const second = await ledger.append('w2', [outcome('w2-a', 'sent')]);
      expect([...first, ...second].map((e) => [e.seq, e.wave, e.at])).toEqual([
        [1, 'w1', '2026-03-02T09:00:00.000Z'],
        [2, 'w1', '2026-03-02T09:00:00.000Z'],
        [3, 'w2', '2026-03-02T10:00:00.000Z'],
      ]);
      let previous = '0'.repeat(64);
      for (const { hash, ...rest } of [...first, ...second]) {
        expect(rest.previous).toBe(previous);
        expect(hash).toBe(digestOf(rest));
        previous = hash;
      }
      expect(await ledger.events('w1')).toEqual(first);
      expect(await ledger.events('w1', 1)).toEqual([first[1]]);
      expect(await ledger.events('w2')).toEqual(second);
      expect(await ledger.events('w3')).toEqual([]);
    });

    test('a body that is none spoils its whole batch', async () => {
      const { ledger } = await fresh();
      const wrong = { kind: 'sending-resumed', by: 'olena', extra: 1 } as never;
      await expect(ledger.append('w1', [stopped, wrong])).rejects.toThrow();
      await expect(ledger.append('Not A Wave', [stopped])).rejects.toThrow();
      expect(await ledger.events('w1')).toEqual([]);
      expect((await ledger.append('w1', [stopped]))[0]!.seq).toBe(1);
    });

    test('takes text in every script, and broken text without stopping', async () => {
      const { ledger } = await fresh();
      const by = 'Олена 李 \u0000 "\\ 🏦';
      await ledger.append('w1', [
        { kind: 'sending-resumed', by },
        { kind: 'sending-resumed', by: 'half \ud83c' },
      ]);
      const bodies = (await ledger.events('w1')).map((e) => e.body);
      expect(bodies).toEqual([
        { kind: 'sending-resumed', by },
        { kind: 'sending-resumed', by: 'half \ufffd' },
      ]);
    });

    test('what has a way of its own is not appended', async () => {
      const { ledger } = await fresh();
      await expect(ledger.append('w1', [ask('w1-a')])).rejects.toThrow(/claimSend/);
      await expect(
        ledger.append('w1', [{ kind: 'captured', capture: mailFor('INBOX/1/1').capture }]),
      ).rejects.toThrow(/sink/);
    });

    test('an event names evidence only after it is kept', async () => {
      const { ledger } = await fresh();
      const opened = { kind: 'wave-opened', plan: sha256('plan'), mode: 'sandbox' } as const;
      await expect(ledger.append('w1', [opened])).rejects.toMatchObject({ code: 'evidence-missing' });
      expect(await ledger.keep(bytes('plan'))).toBe(opened.plan);
      await ledger.append('w1', [opened]);
      expect(new TextDecoder().decode(await ledger.evidence(opened.plan))).toBe('plan');
      await expect(ledger.evidence(sha256('other'))).rejects.toMatchObject({ code: 'evidence-missing' });
      await expect(ledger.evidence('../../etc/passwd')).rejects.toMatchObject({ code: 'evidence-missing' });
    });

    test('is closed once', async () => {
      const { ledger } = await fresh();
      await ledger.close();
      await ledger.close();
      await expect(ledger.append('w1', [stopped])).rejects.toMatchObject({ code: 'ledger-closed' });
      await expect(ledger.events('w1')).rejects.toMatchObject({ code: 'ledger-closed' });
    });
  });

  describe(`${name}: decisions`, () => {
    const about = { probe: 'w1-a', entity: 'acme-llc' };
    const endsOnce = (history: ContactHistory): EventBody[] =>
      history.probe.at(-1)?.body.kind === 'send-intended' ? [outcome('w1-a', 'sent')] : [];

    test('of many decisions at once on one probe, each sees what the one before wrote', async () => {
      const { ledger } = await fresh();
      await claim(ledger, 'w1-a');
      const written = await Promise.all(
        Array.from({ length: 20 }, () => ledger.appendWhen('w1', about, endsOnce)),
      );
      expect(written.flat().map((e) => e.body)).toEqual([outcome('w1-a', 'sent')]);
      expect((await ledger.events('w1')).map((e) => e.body.kind)).toEqual(['send-intended', 'sent']);
    });

    test('what it decides is what its history says: the list and the stop are in it', async () => {
      const { ledger } = await fresh();
      const entry = { scope: 'entity', value: 'acme-llc', reason: 'asked' } as const;
      await ledger.append('w2', [{ kind: 'do-not-contact', ...entry }]);
      await ledger.append('w1', [stopped]);
      let seen: ContactHistory | undefined;
      expect(
        await ledger.appendWhen('w1', about, (history) => {
          seen = history;
          return [];
        }),
      ).toEqual([]);
      expect(seen).toMatchObject({ doNotContact: [entry], stopped: 'a complaint', probe: [] });
    });

    test('it claims no send, and names no evidence that is not kept', async () => {
      const { ledger } = await fresh();
      await expect(ledger.appendWhen('w1', about, () => [ask('w1-a')])).rejects.toThrow(/claimSend/);
      const text = bytes('thank you');
      const followUp = { kind: 'follow-up-intended', probe: 'w1-a', evidence: sha256(text) } as const;
      await expect(ledger.appendWhen('w1', about, () => [followUp])).rejects.toMatchObject({
        code: 'evidence-missing',
      });
      await ledger.keep(text);
      expect(await ledger.appendWhen('w1', about, () => [followUp])).toHaveLength(1);
    });
  });

  describe(`${name}: what operators do`, () => {
    const byHand = (probe: string, by: string, attempt = 1) =>
      intentFor(probe, mail(probe, attempt), { attempt, channel: 'telegram', by });

    test('stands apart from what Doorbell sends, open until it has an end', async () => {
      const { ledger, clock } = await fresh();
      await ledger.claimSend('w1', byHand('w1-a', 'olena'), mail('w1-a'), yes);
      clock.at += HOUR;
      await ledger.claimSend('w2', byHand('w2-b', 'petro'), mail('w2-b'), yes);
      await ledger.append('w2', [outcome('w2-b', 'sent')]);
      await ledger.claimSend('w1', byHand('w1-c', 'petro'), mail('w1-c'), yes);
      await ledger.append('w1', [outcome('w1-c', 'not-sent')]);
      const now = await historyFor(ledger);
      expect(now.recentSends).toEqual([]);
      expect(now.entityContacts.map((c) => c.probe)).toEqual(['w2-b', 'w1-a']);
      expect(now.operatorSends).toEqual([
        { by: 'petro', probe: 'w2-b', wave: 'w2', channel: 'telegram', at: T0 + HOUR, open: false },
        { by: 'olena', probe: 'w1-a', wave: 'w1', channel: 'telegram', at: T0, open: true },
      ]);
      clock.at = T0 + 48 * HOUR;
      expect((await historyFor(ledger)).operatorSends.map((s) => s.probe)).toEqual(['w1-a']);
    });

    test('what they hand in says who', async () => {
      const { ledger } = await fresh();
      await ledger.sink('w1', 'olena').commit({ items: [mailFor('export/1')] });
      expect((await ledger.events('w1'))[0]!.body).toMatchObject({ kind: 'captured', by: 'olena' });
    });
  });

  describe(`${name}: claims`, () => {
    test('a claim keeps the message and writes the intent', async () => {
      const { ledger } = await fresh();
      const answer = await claim(ledger, 'w1-a');
      expect(answer).toEqual({ claimed: (await ledger.events('w1'))[0] });
      expect(new Uint8Array(await ledger.evidence(sha256(mail('w1-a'))))).toEqual(mail('w1-a'));
    });

    test('of many claims on one probe at once, one is given', async () => {
      const { ledger } = await fresh();
      const answers = await Promise.all(Array.from({ length: 20 }, () => claim(ledger, 'w1-a')));
      expect(answers.filter((a) => 'claimed' in a)).toHaveLength(1);
      for (const a of answers)
        if ('refused' in a) expect(a.refused).toMatchObject({ verdict: 'skip', code: 'already-claimed' });
      expect(await ledger.events('w1')).toHaveLength(1);
    });

    test('many probes at once: each sees those before it, so that a cap holds', async () => {
      const { ledger } = await fresh();
      const capOf3 = (h: ContactHistory): Refusal | null =>
        h.entityContacts.length >= 3 ? { verdict: 'skip', code: 'cap', reason: 'three is enough' } : null;
      const answers = await Promise.all(
        Array.from({ length: 12 }, (_, i) => claim(ledger, `w1-p${i}`, 1, capOf3)),
      );
      expect(answers.filter((a) => 'claimed' in a)).toHaveLength(3);
      expect(await ledger.events('w1')).toHaveLength(3);
    });

    test('a guard that refuses leaves no trace, and one that throws neither', async () => {
      const { ledger } = await fresh();
      const wait: Refusal = { verdict: 'wait', until: T0 + HOUR, reason: 'too soon' };
      expect(await claim(ledger, 'w1-a', 1, () => wait)).toEqual({ refused: wait });
      const bug = () => {
        throw new Error('a bug');
      };
      await expect(claim(ledger, 'w1-a', 1, bug)).rejects.toThrow('a bug');
      expect(await ledger.events('w1')).toEqual([]);
      await expect(ledger.evidence(sha256(mail('w1-a')))).rejects.toMatchObject({ code: 'evidence-missing' });
      expect(await claim(ledger, 'w1-a')).toHaveProperty('claimed');
    });

    test('only a certain "not sent" frees the probe, for the next attempt and no earlier one', async () => {
      const { ledger } = await fresh();
      const taken = { refused: { verdict: 'skip', code: 'already-claimed' } };
      await claim(ledger, 'w1-a');
      expect(await claim(ledger, 'w1-a', 2)).toMatchObject(taken);
      await ledger.append('w1', [outcome('w1-a', 'not-sent')]);
      expect(await claim(ledger, 'w1-a', 1)).toMatchObject(taken);
      expect(await claim(ledger, 'w1-a', 2)).toHaveProperty('claimed');
      await ledger.append('w1', [outcome('w1-a', 'send-unknown')]);
      expect(await claim(ledger, 'w1-a', 3)).toMatchObject(taken);
      await ledger.append('w1', [
        { kind: 'reconciled', probe: 'w1-a', outcome: 'unresolved', by: 'no-evidence' },
      ]);
      expect(await claim(ledger, 'w1-a', 3)).toMatchObject(taken);
      // Every other end of an attempt.
      for (const [probe, body] of Object.entries({
        'w1-b': outcome('w1-b', 'sent'),
        'w1-c': { kind: 'send-rejected', probe: 'w1-c', code: 550, response: 'no such user' } as const,
      })) {
        await claim(ledger, probe);
        await ledger.append('w1', [body]);
        expect(await claim(ledger, probe, 2)).toMatchObject(taken);
      }
    });

    test('the bytes must be those that the intent names', async () => {
      const { ledger } = await fresh();
      await expect(ledger.claimSend('w1', ask('w1-a'), bytes('other'), yes)).rejects.toThrow(/evidence/);
      expect(await ledger.events('w1')).toEqual([]);
    });

    test('the guard sees contacts of all waves, newest first, without those that certainly did not go', async () => {
      const { ledger, clock } = await fresh();
      await claim(ledger, 'w1-gone');
      await ledger.append('w1', [outcome('w1-gone', 'not-sent')]);
      clock.at += HOUR;
      await claim(ledger, 'w1-a');
      clock.at += HOUR;
      await ledger.claimSend('w2', ask('w2-b'), mail('w2-b'), yes);
      await ledger.append('w2', [outcome('w2-b', 'send-unknown')]);
      const elsewhere = intentFor('w1-else', mail('w1-else'), { entity: 'other-llc', lender: 'other' });
      await ledger.claimSend('w1', elsewhere, mail('w1-else'), yes);
      clock.at = T0 + 25 * HOUR + 1;
      const history = await historyFor(ledger);
      expect(history.entityContacts).toEqual([
        { probe: 'w2-b', wave: 'w2', lender: 'acme', channel: 'email', at: T0 + 2 * HOUR },
        { probe: 'w1-a', wave: 'w1', lender: 'acme', channel: 'email', at: T0 + HOUR },
      ]);
      // All entities, the last 24 h: w1-a is just too old.
      expect(history.recentSends).toEqual([T0 + 2 * HOUR, T0 + 2 * HOUR]);
      await claim(ledger, 'w1-gone', 2);
      expect((await historyFor(ledger)).entityContacts[0]).toMatchObject({ probe: 'w1-gone' });
    });

    test('the guard sees the do-not-contact list of all waves, and the stop of its own', async () => {
      const { ledger } = await fresh();
      const entry = { scope: 'domain', value: 'acme.example', reason: 'asked by phone' } as const;
      await ledger.append('w2', [{ kind: 'do-not-contact', ...entry }, stopped]);
      expect(await historyFor(ledger)).toMatchObject({ doNotContact: [entry], stopped: null });
      expect(await historyFor(ledger, 'w2')).toMatchObject({ stopped: 'a complaint' });
      await ledger.append('w2', [resumed]);
      expect(await historyFor(ledger, 'w2')).toMatchObject({ stopped: null });
      await ledger.append('w2', [{ kind: 'sending-stopped', reason: 'bounces' }]);
      expect(await historyFor(ledger, 'w2')).toMatchObject({ stopped: 'bounces' });
    });

    test('the guard sees the events of its probe, oldest first', async () => {
      const { ledger } = await fresh();
      await claim(ledger, 'w1-a');
      await claim(ledger, 'w1-b');
      await ledger.append('w1', [outcome('w1-a', 'not-sent')]);
      let seen: ContactHistory | undefined;
      await claim(ledger, 'w1-a', 2, (history) => {
        seen = history;
        return null;
      });
      const events = await ledger.events('w1');
      expect(seen!.probe).toEqual([events[0], events[2]]);
    });
  });

  describe(`${name}: inbound`, () => {
    test('captures and cursor together; what comes again is dropped', async () => {
      const { ledger } = await fresh();
      const sink = ledger.sink('w1');
      const cursor = { account: 'box', folder: 'INBOX', uidValidity: '7', lastUid: 2 };
      const items = [mailFor('INBOX/7/1'), mailFor('INBOX/7/2')];
      expect(await sink.commit({ items, cursor })).toEqual({ fresh: 2 });
      expect(await ledger.cursor('box', 'INBOX')).toEqual(cursor);
      expect(new Uint8Array(await ledger.evidence(items[1]!.capture.evidence))).toEqual(items[1]!.raw);
      const before = await ledger.events('w1');
      expect(before.filter((e) => e.body.kind === 'captured')).toHaveLength(2);
      expect(await sink.commit({ items, cursor })).toEqual({ fresh: 0 });
      expect(await ledger.events('w1')).toEqual(before);
      expect(await ledger.sink('w2').commit({ items })).toEqual({ fresh: 0 });
    });

    test('the same key in another account, and other bytes under another key, are new', async () => {
      const { ledger } = await fresh();
      const sink = ledger.sink('w1');
      await sink.commit({ items: [mailFor('INBOX/7/1', 'one')] });
      expect(await sink.commit({ items: [mailFor('INBOX/7/1', 'one', { account: 'mx' })] })).toEqual({
        fresh: 1,
      });
      expect(await sink.commit({ items: [mailFor('INBOX/7/2', 'two')] })).toEqual({ fresh: 1 });
      expect(await sink.commit({ items: [mailFor('INBOX/7/1', 'three')] })).toEqual({ fresh: 0 });
    });

    test('a rescan under a new UIDVALIDITY finds nothing new, but the same bytes to somebody else are', async () => {
      const { ledger } = await fresh();
      const sink = ledger.sink('w1');
      const to = (...recipients: string[]) => ({ recipients });
      await sink.commit({ items: [mailFor('INBOX/7/1', 'one', to('a@study.test', 'b@study.test'))] });
      const again = mailFor('INBOX/8/4', 'one', to('b@study.test', 'a@study.test'));
      expect(await sink.commit({ items: [again] })).toEqual({ fresh: 0 });
      const other = mailFor('INBOX/8/5', 'one', to('c@study.test'));
      expect(await sink.commit({ items: [other] })).toEqual({ fresh: 1 });
    });

    test('one batch and many at once: each mail is captured once', async () => {
      const { ledger } = await fresh();
      const sink = ledger.sink('w1');
      const twice = [mailFor('INBOX/7/1'), mailFor('INBOX/7/1'), mailFor('Junk/7/9', 'mail INBOX/7/1')];
      const counts = await Promise.all(Array.from({ length: 8 }, () => sink.commit({ items: twice })));
      expect(counts.reduce((sum, c) => sum + c.fresh, 0)).toBe(1);
      expect(await ledger.events('w1')).toHaveLength(1);
    });

    test('a cursor never goes back, except into a new UIDVALIDITY', async () => {
      const { ledger } = await fresh();
      const at = (uidValidity: string, lastUid: number) =>
        ledger
          .sink('w1')
          .commit({ items: [], cursor: { account: 'box', folder: 'INBOX', uidValidity, lastUid } });
      expect(await ledger.cursor('box', 'INBOX')).toBeNull();
      await at('7', 10);
      await at('7', 4);
      expect(await ledger.cursor('box', 'INBOX')).toMatchObject({ uidValidity: '7', lastUid: 10 });
      expect(await ledger.cursor('box', 'Junk')).toBeNull();
      await at('8', 3);
      expect(await ledger.cursor('box', 'INBOX')).toMatchObject({ uidValidity: '8', lastUid: 3 });
    });

    test('bytes that are not what the capture says spoil the whole batch', async () => {
      const { ledger } = await fresh();
      const wrong = { ...mailFor('INBOX/7/2'), raw: bytes('something else') };
      const cursor = { account: 'box', folder: 'INBOX', uidValidity: '7', lastUid: 2 };
      await expect(
        ledger.sink('w1').commit({ items: [mailFor('INBOX/7/1'), wrong], cursor }),
      ).rejects.toThrow(/evidence/);
      expect(await ledger.events('w1')).toEqual([]);
      expect(await ledger.cursor('box', 'INBOX')).toBeNull();
    });
  });
}
