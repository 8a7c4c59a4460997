/**
 * Messengers as a whole: the real loop, ledger, recorder and desk in one process that is killed again and again, the
 * sandbox's Telegram beside it, two operators with phones before it; then what the rules and the report make of it.
 */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../../../src/channels/browser/index.ts';
import { assessLedger } from '../../../src/cli/assessing.ts';
import { studyFolder } from '../../../src/cli/folder.ts';
import { openParsePool } from '../../../src/cli/parse-pool.ts';
import { setupWave } from '../../../src/cli/setup-wave.ts';
import type { EventBody, EventKind, EventOf } from '../../../src/model/events.ts';
import { instant } from '../../../src/model/scalars.ts';
import { foldWave } from '../../../src/model/wave-state.ts';
import { probeRows } from '../../../src/ranking/probe-rows.ts';
import type { LenderEnd, Message, Person } from '../../../src/sandbox/bot-api/index.ts';
import { openLedgerReadOnly } from '../../../src/store/ledger.ts';
import { verifyLedger } from '../../../src/store/verify.ts';
import { doorbell } from '../../cli/run-cli.ts';
import { hasBrowser } from '../../support/need-browser.ts';
import { comeIn, PHONE } from '../desk/open-desk.ts';
import { type HandLender, type HandWave, handWave } from './hand-wave.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const T0 = Date.parse('2026-09-08T08:00:00Z');
const T1 = T0 + 120 * HOUR;
const first = (id: string, channel: HandLender['channel'], address: string): HandLender => ({
  id,
  channel,
  address,
  sendAt: T0,
  sendBy: T0 + 8 * HOUR,
});
const LENDERS: HandLender[] = [
  first('alfa', 'telegram', '@alfa_example'),
  first('beta', 'telegram', '@beta_example'),
  first('gamma', 'telegram', '@gamma_example'),
  first('iota', 'telegram', '@iota_example'),
  first('kappa', 'telegram', '+380001000007'),
  first('eta', 'whatsapp', '+380001000001'),
  first('theta', 'whatsapp', '+380001000002'),
  first('zeta', 'whatsapp', '+380001000003'),
  { ...first('delta', 'telegram', '@delta_example'), sendAt: T1, sendBy: T1 + 8 * HOUR },
  { ...first('epsilon', 'telegram', '@epsilon_example'), sendAt: T1, sendBy: T1 + 8 * HOUR },
];
const ANSWER =
  'Hello! Yes, you can repay early at any time, there is no fee and interest is charged only for the days you had the money. You can pay by card in your account or by bank transfer.';

describe.skipIf(!hasBrowser())('a wave on messengers, by hand', () => {
  let wave: HandWave;
  let browser: Browser;
  let olena: Page;
  let petro: Page;
  let phone: Person;
  const ends = new Map<string, LenderEnd>();
  let asked: Message;
  let answer: Message;

  const id = (lender: string) => wave.probe(lender).id;
  const eventsOf = async <K extends EventKind>(kind: K, lender?: string): Promise<EventOf<K>[]> =>
    (await wave.events()).flatMap(({ body }) =>
      body.kind === kind &&
      (lender === undefined ||
        ('probe' in body && body.probe === id(lender)) ||
        ofCapture(body) === id(lender))
        ? [body as EventOf<K>]
        : [],
    );
  const ofCapture = (body: EventBody) => (body.kind === 'captured' ? body.capture.probe : undefined);
  const there = (kind: EventKind, lender: string, count = 1) =>
    expect
      .poll(async () => (await eventsOf(kind, lender)).length, { timeout: 15_000, interval: 50 })
      .toBe(count);

  async function sitDown(name: string): Promise<Page> {
    const context = await browser.newContext({
      viewport: PHONE,
      hasTouch: true,
      isMobile: true,
      locale: 'en-GB',
    });
    await context.route(
      (url) => url.hostname !== '127.0.0.1',
      (route) => route.fulfill({ contentType: 'text/html', body: '<title>messenger</title>' }),
    );
    context.setDefaultTimeout(15_000);
    return comeIn(context, wave.url(), name);
  }
  /** After a restart the desk has another port, and knows nobody. */
  async function restart(): Promise<void> {
    await wave.start();
    await Promise.all([olena, petro].map((page) => page?.context().close()));
    [olena, petro] = await Promise.all([sitDown('Olena'), sitDown('Petro')]);
  }
  const card = (page: Page, lender: string) => page.goto(`${wave.url()}/tasks/${id(lender)}`);
  async function take(page: Page, lender: string): Promise<string> {
    await card(page, lender);
    await page.getByRole('button', { name: 'Take this task' }).click();
    return page.locator('textarea#question').inputValue();
  }
  async function pressed(page: Page): Promise<void> {
    await page.getByRole('button', { name: 'I pressed Send' }).click();
    await page.getByText('Noted as sent').waitFor();
  }
  const says = async (lender: string, text: string, options?: { away: boolean }): Promise<Message> => {
    await wave.meet();
    return ends.get(lender)!.reply(phone, text, options);
  };

  beforeAll(async () => {
    wave = await handWave(LENDERS, T0 - HOUR);
    phone = wave.botApi.person({ name: 'Olena', id: 41 });
    phone.connect();
    for (const { id: lender, channel, address } of LENDERS)
      if (channel === 'telegram')
        ends.set(
          lender,
          wave.botApi.lender({
            name: `${lender.toUpperCase()} Credit`,
            ...(address.startsWith('+') ? { phone: address } : { username: address.slice(1) }),
          }),
        );
    browser = await launchBrowser({ path: process.env.DOORBELL_BROWSER });
  }, 30_000);
  afterAll(async () => {
    await browser?.close();
    await wave?.close();
  });

  it('goes on from any kill: taken, sent, answered, edited, taken back', { timeout: 180_000 }, async () => {
    await restart();
    await wave.moveTo(T0 + MINUTE);
    const question = await take(olena, 'alfa');
    await wave.kill();

    // Pressed while nobody listens: Telegram keeps it for us.
    await wave.moveTo(T0 + 5 * MINUTE);
    asked = phone.send(ends.get('alfa')!, question);
    await restart();
    await there('reconciled', 'alfa');
    const [reconciled] = await eventsOf('reconciled', 'alfa');
    expect(Math.floor(Date.parse(reconciled!.acceptedAt!) / 1000)).toBe(asked.date);
    await says('alfa', 'Thank you for your message! We will answer in our working hours.', { away: true });
    await wave.kill();

    await wave.moveTo(T0 + 2 * HOUR);
    answer = await says('alfa', ANSWER);
    ends.get('alfa')!.edit(phone, answer, 'Call us.');
    await restart();
    await there('captured', 'alfa', 4);
    await wave.meet();
    ends.get('alfa')!.remove(phone, answer);
    await there('captured', 'alfa', 5);
  });

  it('hears nothing of the operator’s own life', async () => {
    const friend = wave.botApi.lender({ name: 'Friend', username: 'friend' });
    await wave.meet();
    friend.reply(phone, 'PRIVATE: dinner at eight?');
    phone.send(friend, 'PRIVATE: yes!');
    await says('alfa', 'Anything else?');
    await there('captured', 'alfa', 6);
    expect(JSON.stringify(await wave.events())).not.toContain(String(friend.id));
  });

  it('writes once more inside the day, and only once', async () => {
    await card(olena, 'alfa');
    await olena.locator('#follow').click();
    await olena.locator('#further').fill('And is there a fee for paying by card?');
    await olena.locator('input[name=sure]').last().check();
    await olena.locator('form[action$="/follow-up"] button').click();
    await there('follow-up-ended', 'alfa');
    expect(await eventsOf('follow-up-ended', 'alfa')).toMatchObject([{ outcome: 'sent' }]);
    await card(olena, 'alfa');
    expect(await olena.locator('#follow').count()).toBe(0);
  });

  it('asks with buttons where a forward could be of several, and guesses nothing', async () => {
    await take(olena, 'beta');
    await pressed(olena);
    const question = await take(olena, 'gamma');
    await wave.meet();
    phone.send(ends.get('gamma')!, question);
    await there('reconciled', 'gamma');

    const now = await wave.meet();
    const date = Math.floor(now / 1000);
    const words = { text: ANSWER } as Message;
    phone.forward(words, { type: 'hidden_user', date, sender_user_name: 'Support' });
    await expect.poll(() => phone.seen().length, { timeout: 15_000 }).toBeGreaterThan(0);
    const ask = phone.seen().at(-1)!;
    expect(ask.reply_markup!.inline_keyboard.flat().map((b) => b.text)).toEqual(
      expect.arrayContaining(['ALFA Credit', 'BETA Credit', 'GAMMA Credit']),
    );
    phone.press(ask, 'BETA Credit');
    await there('captured', 'beta');
  });

  it('tells who has it in hand that it must not be sent any more', async () => {
    await take(olena, 'iota');
    await petro.goto(`${wave.url()}/leave-alone`);
    await petro.getByLabel('A legal entity').check();
    await petro.getByLabel('Which one').fill('iota');
    await petro.getByLabel('Why').fill('they asked');
    await petro.getByRole('button', { name: 'Never contact again' }).click();
    await petro.getByText('On the list').waitFor();
    await card(olena, 'iota');
    expect(await olena.locator('main a[data-open]').count()).toBe(0);
    await olena.locator('form[action$="/release"] button').click();
    await there('invalidated', 'iota');
    expect(await eventsOf('invalidated', 'iota')).toMatchObject([{ code: 'do-not-contact' }]);
  });

  it('believes the chat, not the one who gave a task back though it had gone', async () => {
    const question = await take(olena, 'kappa');
    await wave.meet();
    await olena.getByText('I could not send it').click();
    await olena.locator('input[value=no-time]').check();
    await olena.getByRole('button', { name: 'Save: not sent' }).click();
    await there('not-sent', 'kappa');
    phone.send(ends.get('kappa')!, question);
    await there('reconciled', 'kappa');
  });

  it('gives one task to one of two, and times by hand what only hands can time', async () => {
    await petro.goto(`${wave.url()}/tasks/${id('zeta')}`);
    await olena.goto(`${wave.url()}/tasks/${id('zeta')}`);
    await Promise.all(
      [petro, olena].map((page) => page.getByRole('button', { name: 'Take this task' }).click()),
    );
    await there('send-intended', 'zeta');
    const [intent] = await eventsOf('send-intended', 'zeta');
    const winner = intent!.by === 'Petro' ? petro : olena;
    await winner.goto(`${wave.url()}/tasks/${id('zeta')}`);
    await pressed(winner);
    for (const lender of ['eta', 'theta']) {
      await take(petro, lender);
      await pressed(petro);
    }
    await wave.moveTo(T0 + 4 * HOUR);
    await card(winner, 'zeta');
    await winner.locator('form[action$="/nothing"] button').click();
    await there('operator-checked', 'zeta');
    await wave.moveTo(T0 + 6 * HOUR);
    await card(winner, 'zeta');
    await winner.getByText('Paste the words, or a picture').click();
    await winner.getByLabel('What they wrote').fill(ANSWER);
    await winner.getByRole('button', { name: 'Hand in the answer' }).click();
    await there('captured', 'zeta');
  });

  it('is away for 20 hours, and nothing is lost', async () => {
    await wave.moveTo(T0 + 9 * HOUR);
    await wave.kill();
    await wave.moveTo(T0 + 29 * HOUR);
    await restart();
    await wave.moveTo(T0 + 30 * HOUR);
    const stamp = (at: number) => instant(at + 3 * HOUR);
    const line = (at: number, who: string, text: string) => {
      const [, y, m, d, t] = /^(\d{4})-(\d\d)-(\d\d)T(\d\d:\d\d)/.exec(stamp(at))!;
      return `${d}/${m}/${y}, ${t} - ${who}: ${text}`;
    };
    for (const lender of ['theta', 'eta']) {
      const [sent] = await eventsOf('sent', lender);
      await wave.moveTo(lender === 'theta' ? T0 + 31 * HOUR : T0 + 79 * HOUR);
      await card(petro, lender);
      const question = await questionOf(lender);
      const chat = [
        line(Date.parse(sent!.acceptedAt), 'Petro', question),
        line(T0 + 10 * HOUR, 'Lender', ANSWER),
      ].join('\n');
      await petro.getByText('Upload an exported chat').click();
      await petro.getByLabel('The exported file').setInputFiles({
        name: 'chat.txt',
        mimeType: 'text/plain',
        buffer: Buffer.from(`${chat}\n`),
      });
      await petro.getByRole('button', { name: 'Hand in the export' }).click();
      await petro.getByText('kept as evidence').waitFor();
    }
    const winner = (await eventsOf('send-intended', 'zeta'))[0]!.by === 'Petro' ? petro : olena;
    await card(winner, 'zeta');
    await winner.locator('form[action$="/nothing"] input[name=sure]').check();
    await winner.locator('form[action$="/nothing"] button').click();
    await there('operator-checked', 'zeta', 3);
    await wave.moveTo(T0 + 118 * HOUR);
  }, 180_000);

  /** The exact words that were to be sent are evidence. */
  const questionOf = async (lender: string): Promise<string> => {
    const [intent] = await eventsOf('send-intended', lender);
    const ledger = await openLedgerReadOnly({ dir: `${wave.root}/data/ledger` });
    try {
      return new TextDecoder().decode(await ledger.evidence(intent!.evidence));
    } finally {
      await ledger.close();
    }
  };

  it('is away for 30 hours, and says that nobody watched', async () => {
    await wave.moveTo(T1 + MINUTE);
    await restartAtDesk();
    for (const lender of ['delta', 'epsilon']) {
      const question = await take(olena, lender);
      await wave.meet();
      phone.send(ends.get(lender)!, question);
      await there('reconciled', lender);
    }
    await says('epsilon', ANSWER);
    await there('captured', 'epsilon', 2);
    await wave.moveTo(T1 + 2 * HOUR);
    await wave.kill();
    await wave.moveTo(T1 + 32 * HOUR);
    await restart();
    await wave.moveTo(T1 + 170 * HOUR);
    await expect
      .poll(async () => (await wave.events()).at(-1)!.body.kind, { timeout: 15_000 })
      .toBe('run-ended');
  }, 180_000);

  const restartAtDesk = async () => {
    await Promise.all([olena, petro].map((page) => page.context().close()));
    [olena, petro] = await Promise.all([sitDown('Olena'), sitDown('Petro')]);
  };

  it('comes to what really happened', { timeout: 180_000 }, async () => {
    expect((await verifyLedger(`${wave.root}/data/ledger`)).ok).toBe(true);
    const done = await doorbell('assess', '-C', wave.root, '--json');
    expect(done.code, done.err).toBe(0);
    const setup = await setupWave(studyFolder(wave.root), { rules: 'any' });
    const ledger = await openLedgerReadOnly({ dir: setup.folder.ledger });
    const parsers = openParsePool();
    const { assessments, review } = await assessLedger(setup, ledger, parsers);
    await Promise.all([parsers.close(), ledger.close()]);
    const events = await wave.events();
    const rows = new Map(
      probeRows(setup.plan, assessments, foldWave(events), setup.study.market).map((r) => [r.lender, r]),
    );
    const all = new Map(assessments.map((a) => [a.probe, a]));
    const seen = Object.fromEntries(
      LENDERS.map(({ id: lender }) => [
        lender,
        [all.get(id(lender))?.disposition, rows.get(lender)?.excluded ?? 'counts'],
      ]),
    );
    expect(seen).toEqual({
      alfa: ['answered', 'counts'],
      beta: ['answered', 'no-check'],
      gamma: ['no-reply', 'counts'],
      iota: ['invalid', 'do-not-contact'],
      kappa: ['no-reply', 'counts'],
      eta: ['answered', 'counts'],
      theta: ['answered', 'no-check'],
      zeta: ['answered', 'counts'],
      delta: ['invalid', 'no-check'],
      epsilon: ['answered', 'no-check'],
    });
    // Where the messenger itself says when, to the second; the first version counts, whatever became of it.
    const spent = (lender: string) => all.get(id(lender))!.clocks.substantive;
    const second = (message: Message) => message.date * 1000;
    expect(spent('alfa')).toEqual({ status: 'scored', value: second(answer) - (second(asked) + 999) });
    expect(all.get(id('alfa'))!.messages.map((m) => m.responder)[0]).toBe('auto-acknowledgement');
    expect(all.get(id('alfa'))!.bounds).toBeUndefined();
    // Where a hand or a printed minute says it, both ends.
    const wide = (lender: string) => {
      const { from, to } = all.get(id(lender))!.bounds!.substantive!;
      return to - from;
    };
    expect(wide('zeta')).toBeGreaterThan(2 * HOUR);
    expect(wide('zeta')).toBeLessThan(2 * HOUR + 2 * MINUTE);
    expect(wide('eta')).toBeLessThan(2 * MINUTE);
    expect(rows.get('zeta')!.bounds).toBeDefined();
    expect(events.filter(({ body }) => body.kind === 'invalidated').map(({ body }) => body)).toContainEqual(
      expect.objectContaining({
        probe: id('delta'),
        reason: expect.stringMatching(/of the recorder: telegram: nobody watched it for \d+ minutes/),
      }),
    );
    // Nothing of an update is kept twice, and nobody was asked twice.
    const captured = events.flatMap(({ body }) => (body.kind === 'captured' ? [body.capture.key] : []));
    expect(new Set(captured).size).toBe(captured.length);
    expect(review.filter((r) => r.open)).toEqual([]);

    const shown = await doorbell('show', id('zeta'), '-C', wave.root);
    expect(shown.code, shown.err).toBe(0);
    expect(shown.out).toContain(ANSWER.slice(0, 40));
    expect(shown.out).toMatch(/between=\{"from":"2026-09-08T/);
    expect(shown.out).not.toContain('Subject:');
    const report = await doorbell('report', '-C', wave.root);
    expect(report.code, report.err).toBe(0);
  });
});
