import { afterEach, describe, expect, it } from 'vitest';
import { Behaviours, sandboxBehaviours } from '../../src/sandbox/behaviour.ts';
import { createJumpingClock } from '../../src/sandbox/jumping-clock.ts';
import { type MarketInput, startMarket } from '../../src/sandbox/market.ts';
import {
  compose,
  lenders,
  type Received,
  STUDY,
  scenarios,
  startPostbox,
  submit,
  token,
} from './helpers/study.ts';

/** A Monday, 9 h in London, 11 h in Kyiv, 13 h in Almaty, 16 h in Shanghai. */
const START = Date.UTC(2026, 8, 7, 8);
const HOUR = 3_600_000;
const ended: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of ended.splice(0).reverse()) await stop();
});

async function open(options: Partial<MarketInput> & { lmtp?: boolean } = {}) {
  const { lmtp, ...input } = options;
  const clock = createJumpingClock(START);
  const box = await startPostbox(clock, { lmtp: lmtp ?? false });
  const market = await startMarket({
    lenders,
    behaviours: sandboxBehaviours(),
    scenarios,
    clock,
    seed: 41,
    studyDomain: STUDY,
    deadlineHours: 72,
    inbound: { host: box.host, port: box.port, lmtp: lmtp ?? false },
    ...input,
  });
  ended.push(box.stop, market.stop);
  return { clock, box, market };
}

/** Asks one lender one thing and waits until everything has come. */
async function ask(lender: string, scenario: string, options: Partial<MarketInput> = {}) {
  const opened = await open(options);
  const letter = { lender, scenario, token: token(1) };
  await submit(opened.market, opened.clock, letter);
  await opened.market.idle();
  return { ...opened, got: opened.box.got, truth: opened.market.truth()[0]!, sent: compose(letter) };
}

const header = (m: Received, name: string) => m.mail.headers.find((h) => h.key === name)?.value;
const HOURS = (m: Received) => (m.at - START) / HOUR;
const tight = (text: string) => text.replace(/\s+/g, '');

describe('each behaviour is what it declares', () => {
  it('fast and full, with our question quoted in Gmail style, in the thread', async () => {
    const { got, truth, sent } = await ask('larkmoor-loans', 'total-cost');
    expect(got).toHaveLength(1);
    const [reply] = got;
    expect(reply!.to).toBe(sent.alias);
    expect(reply!.from).toBe('help@larkmoor-loans.example');
    expect(reply!.mail.text).toContain('£372');
    expect(reply!.mail.text).toContain('0.8% a day');
    expect(reply!.mail.text).toContain('from 7 to 60 days');
    expect(reply!.mail.text).toContain('Dear Sophie,');
    expect(reply!.mail.text).toMatch(/On Mon, 7 Sep 2026 at 09:00, Sophie Lind <.*> wrote:/);
    expect(tight(reply!.mail.text!.replace(/^>/gm, ''))).toContain(tight(sent.body));
    expect(reply!.mail.html).toContain('gmail_quote');
    expect(reply!.mail.inReplyTo).toBe(sent.mail.messageId);
    expect(reply!.mail.subject).toBe(`Re: ${sent.mail.subject}`);
    expect(HOURS(reply!)).toBeLessThan(2);
    expect(truth).toMatchObject({
      lender: 'larkmoor-loans',
      disposition: 'answered',
      answered: ['total-cost', 'rate', 'term'],
    });
    const { anything, nonAutomatic, substantive } = truth.clocks;
    expect(anything).toBe(nonAutomatic);
    expect(anything).toBe(substantive);
    expect(Math.abs(truth.messages[0]!.deliveredAt! - reply!.at)).toBeLessThan(500);
    expect(truth.acceptedAt + substantive!).toBe(truth.messages[0]!.deliveredAt);
  });

  it('slow: a day or so, with a disclaimer and the question in Outlook style', async () => {
    const { got, sent } = await ask('quillharbour-credit', 'first-loan');
    expect(HOURS(got[0]!)).toBeGreaterThan(10);
    expect(got[0]!.mail.text).toContain('confidential');
    expect(got[0]!.mail.text).toContain(`From: Anna Bondar <${sent.alias}>`);
    expect(got[0]!.mail.html).toContain('divRplyFwdMsg');
    expect(tight(got[0]!.mail.text!)).toContain(tight(sent.body));
  });

  it('office hours only: asked on Friday evening, answered on Monday', async () => {
    const { clock, market, box } = await open();
    await clock.sleepUntil(Date.UTC(2026, 8, 11, 18));
    await submit(market, clock, { lender: 'malva-kredyt', scenario: 'student', token: token(1) });
    await market.idle();
    const local = new Date(box.got[0]!.at + 3 * HOUR);
    expect(local.getUTCDay()).toBe(1);
    expect(local.getUTCHours()).toBeGreaterThanOrEqual(9);
    expect(local.getUTCHours()).toBeLessThan(18);
    expect(box.got[0]!.raw.toString('latin1')).toContain('charset=windows-1251');
    expect(box.got[0]!.mail.text).toContain('Студенти можуть отримати позику');
  });

  it('an acknowledgement without any automatic header, then a person', async () => {
    const { got, truth } = await ask('pennyfield', 'early-repayment');
    expect(got).toHaveLength(2);
    for (const m of got)
      expect(['auto-submitted', 'precedence', 'x-autoreply'].map((h) => header(m, h))).toEqual([
        undefined,
        undefined,
        undefined,
      ]);
    expect(truth.messages.map((m) => m.responder)).toEqual(['auto-acknowledgement', 'human']);
    expect(truth.clocks.anything).toBeLessThan(20_000);
    expect(truth.clocks.nonAutomatic).toBe(truth.clocks.substantive);
    expect(truth.clocks.substantive).toBeGreaterThan(60_000);
    expect(truth.disposition).toBe('answered');
  });

  it('silence', async () => {
    const { got, truth } = await ask('brindlelend', 'student');
    expect(got).toEqual([]);
    expect(truth).toMatchObject({
      disposition: 'no-reply',
      clocks: { anything: null, nonAutomatic: null, substantive: null },
    });
  });

  it('a ticket system at another domain that rewrites the subject and drops the thread', async () => {
    const { got, truth, sent } = await ask('oakmarrow-finance', 'pay-late');
    expect(got).toHaveLength(2);
    for (const m of got) {
      expect(m.from.endsWith('@oakmarrow-finance.ticketdesk.example')).toBe(true);
      expect(m.mail.subject).toMatch(/^\[Ticket \d{5}\]/);
      expect(m.mail.subject).not.toContain(sent.mail.subject);
      expect(m.mail.inReplyTo).toBeUndefined();
      expect(m.mail.references).toBeUndefined();
    }
    expect(header(got[0]!, 'auto-submitted')).toBe('auto-generated');
    expect(truth.messages.map((m) => m.responder)).toEqual(['auto-acknowledgement', 'human']);
  });

  it.each([
    ['kestrelby-cash', 'first-loan', 'failed', '5.1.1', 'relay.mailhub.example', 'hard', 'undeliverable'],
    ['chenxilu', 'first-loan', 'failed', '5.1.1', 'mx.chenxilu.example', 'hard', 'undeliverable'],
    ['nantangyuan', 'pay-late', 'failed', '5.2.2', 'relay.mailhub.example', 'soft', 'undeliverable'],
    ['tenge-tyrna', 'first-loan', 'delayed', '4.4.1', 'relay.mailhub.example', 'delayed', 'answered'],
  ])(
    '%s %s: a delivery report, %s %s',
    async (lender, scenario, action, status, reporter, bounce, disposition) => {
      const { got, truth, sent } = await ask(lender, scenario);
      const report = got[0]!;
      expect(report.from).toBe('');
      expect(report.to).toBe(sent.bounce);
      expect(header(report, 'content-type')).toContain('multipart/report');
      expect(header(report, 'auto-submitted')).toBe('auto-replied');
      const parts = report.mail.attachments.map(
        (a) => [a.mimeType, new TextDecoder().decode(a.content as ArrayBuffer)] as const,
      );
      const delivery = parts.find(([type]) => type === 'message/delivery-status')![1];
      expect(delivery).toContain(`Reporting-MTA: dns; ${reporter}`);
      expect(delivery).toContain(`Action: ${action}`);
      expect(delivery).toContain(`Status: ${status}`);
      expect(delivery).toContain(`Final-Recipient: rfc822; ${sent.mail.to}`);
      expect(report.raw.toString('latin1')).toContain(sent.mail.messageId);
      expect(truth.messages[0]).toMatchObject({ responder: 'bounce', bounce });
      expect(truth.disposition).toBe(disposition);
      if (bounce !== 'delayed') expect(truth.clocks.anything).toBeNull();
      if (lender === 'chenxilu') expect(HOURS(report)).toBeGreaterThan(1);
    },
  );

  it('a delay notice, and then a real answer', async () => {
    const { got, truth } = await ask('tenge-tyrna', 'first-loan');
    expect(got).toHaveLength(2);
    expect(truth.clocks.anything).toBe(truth.clocks.substantive);
    expect(got[1]!.mail.text).toContain(
      'от 10 000 тенге до 150 000 тенге'.replaceAll(' ', ' ').replace(/(\d) (\d)/g, '$1\u00a0$2'),
    );
  });

  it('refuses, deflects, demands, asks us to stop', async () => {
    expect((await ask('thistlewell', 'first-loan')).truth).toMatchObject({
      disposition: 'refused',
      clocks: { substantive: expect.any(Number) },
    });
    const phone = await ask('zhaivir-hroshi', 'money-today');
    expect(phone.got[0]!.mail.text).toContain('+380 00 000 0204');
    expect(phone.truth).toMatchObject({
      disposition: 'deflected',
      messages: [{ deflection: 'phone' }],
      clocks: { substantive: null },
    });
    const form = await ask('beichenhe', 'first-loan');
    expect(form.got[0]!.mail.text).toContain('https://beichenhe.example/apply');
    expect(form.truth).toMatchObject({ disposition: 'deflected', messages: [{ deflection: 'application' }] });
    const demand = await ask('altyn-zhapyraq', 'early-repayment');
    expect(demand.got[0]!.mail.text).toContain('паспорта');
    expect(demand.truth).toMatchObject({
      disposition: 'gated',
      messages: [{ personalData: expect.arrayContaining(['passport', 'photo-of-document']) }],
    });
  });

  it('answers four, and asks to stop at the fifth message', async () => {
    const { clock, market, box } = await open();
    for (const [i, s] of scenarios.slice(0, 5).entries())
      await submit(market, clock, { lender: 'copperwick', scenario: s.id, token: token(i) });
    await market.idle();
    const truth = market.truth();
    expect(truth.slice(0, 4).every((t) => t.answered.length === 1)).toBe(true);
    expect(truth[4]).toMatchObject({ disposition: 'refused', declared: 'refused', answered: [] });
    expect(box.got.filter((m) => m.mail.text!.includes('stop writing to us'))).toHaveLength(1);
  });

  it('acknowledges and never answers', async () => {
    const { got, truth } = await ask('kopiichyna', 'student');
    expect(header(got[0]!, 'auto-submitted')).toBe('auto-replied');
    expect(truth).toMatchObject({
      disposition: 'acknowledged-only',
      clocks: { nonAutomatic: null, substantive: null },
    });
  });

  it('answers twice, partly and then the rest', async () => {
    const { got, truth } = await ask('barvinok-finans', 'total-cost');
    expect(got).toHaveLength(2);
    expect(truth.messages.map((m) => m.answered)).toEqual([['total-cost'], ['rate', 'term']]);
    expect(got[0]!.mail.text!.split('пише:')[0]).not.toContain('0,9%');
    expect(got[0]!.mail.text).toContain('12\u00a0700 грн');
    expect(truth.disposition).toBe('answered');
  });

  it('answers in another language, quoted as mail.ru does', async () => {
    const { got, sent } = await ask('lastivka-hryvnia', 'pay-late');
    expect(got[0]!.mail.text!.split('Ластівка')[0]).not.toMatch(/[іїє]/);
    expect(got[0]!.mail.text).toContain('Здравствуйте');
    expect(got[0]!.mail.text).toMatch(/\n\S.*7 сентября 2026, 11:00 от Тимур Асанов </);
    expect(tight(got[0]!.mail.text!.replace(/^>/gm, ''))).toContain(tight(sent.body));
  });

  it('answers only after the deadline', async () => {
    const { got, truth } = await ask('aqsha-bulaq', 'student');
    expect(HOURS(got[0]!)).toBeCloseTo(80, 2);
    expect(truth.messages[0]).toMatchObject({ responder: 'human', late: true });
    expect(truth).toMatchObject({
      disposition: 'no-reply',
      answered: [],
      clocks: { anything: null, substantive: null },
    });
  });

  it('puts the address on an advertising list and says nothing', async () => {
    const { got, truth } = await ask('zorepad-kredyt', 'student');
    expect(got).toHaveLength(2);
    for (const m of got) {
      expect(header(m, 'precedence')).toBe('bulk');
      expect(header(m, 'list-unsubscribe')).toBeDefined();
      expect(m.mail.inReplyTo).toBeUndefined();
    }
    expect(truth.disposition).toBe('no-reply');
    expect(truth.clocks.nonAutomatic).toBeNull();
    expect(truth.messages.map((m) => m.responder)).toEqual(['marketing', 'marketing']);
  });

  it("somebody else's mail strays to the alias", async () => {
    const { got, truth } = await ask('zhulili', 'student');
    expect(got[0]!.from).toBe('post@strayhome.example');
    expect(truth).toMatchObject({ disposition: 'no-reply', messages: [{ responder: 'unrelated' }] });
  });

  it('an absence notice, then an answer', async () => {
    const { got, truth } = await ask('dzheiran-finans', 'student');
    expect(header(got[0]!, 'x-autoreply')).toBe('yes');
    expect(truth.messages.map((m) => m.responder)).toEqual(['out-of-office', 'human']);
  });

  it('a person behind headers that look automatic', async () => {
    const { got, truth } = await ask('kovyl-kredit', 'student');
    expect(header(got[0]!, 'precedence')).toBe('bulk');
    expect(header(got[0]!, 'x-auto-response-suppress')).toBe('All');
    expect(header(got[0]!, 'list-id')).toBeDefined();
    expect(truth.messages).toMatchObject([{ responder: 'human' }]);
  });

  it('HTML only', async () => {
    const { got, sent } = await ask('haitangli', 'total-cost');
    expect(header(got[0]!, 'content-type')).toContain('text/html');
    expect(got[0]!.raw.toString('latin1')).not.toContain('text/plain');
    expect(got[0]!.mail.html).toContain('日利率为0.04%');
    expect(got[0]!.mail.html).toContain('5,060元');
    expect(tight(got[0]!.mail.html!.replace(/<[^>]*>/g, ''))).toContain(tight(sent.body));
  });

  it.each([
    ['stepnaya-moneta', 'koi8-r', 'скидываем на вашу карту'],
    ['kovyl-kredit', 'windows-1251', 'наличными не выдаём'],
    ['qingheque', 'gb18030', '款项会打到您本人名下的银行卡'],
  ])('%s writes in %s', async (lender, charset, words) => {
    const { got } = await ask(lender, 'money-today');
    expect(got[0]!.raw.toString('latin1')).toContain(`charset=${charset}`);
    expect(got[0]!.raw.toString('latin1')).toContain(`=?${charset}?B?`);
    expect(got[0]!.mail.text).toContain(words);
    expect(got[0]!.mail.from!.name).toBe(lenders.find((l) => l.id === lender)!.name);
  });

  it('a bot answers one thing and points to the site, or only points', async () => {
    const half = await ask('yunshanlu', 'total-cost');
    expect(half.truth).toMatchObject({
      disposition: 'partly-answered',
      messages: [{ responder: 'bot', answered: ['total-cost'], deflection: 'website' }],
    });
    expect(half.got[0]!.mail.text).toContain('智能客服');
    const menu = await ask('nantangyuan', 'money-today');
    expect(menu.truth).toMatchObject({ disposition: 'deflected', messages: [{ responder: 'bot' }] });
  });

  it('quotes as QQ does', async () => {
    const { got, sent } = await ask('qingheque', 'first-loan');
    expect(got[0]!.mail.subject).toBe(`回复：${sent.mail.subject}`);
    expect(got[0]!.mail.text).toContain('------------------ 原始邮件 ------------------');
    expect(got[0]!.mail.text).toContain('发送时间: 2026年9月7日(星期一) 下午4:00');
    expect(tight(got[0]!.mail.text!)).toContain(tight(sent.body));
  });
});

describe('the way there and back', () => {
  it('lets nobody in without the password, or without TLS', async () => {
    const { market, clock } = await open();
    const bad = { ...market, smtp: { ...market.smtp, password: 'guess' } };
    await expect(
      submit(bad, clock, { lender: 'brindlelend', scenario: 'student', token: token(1) }),
    ).rejects.toMatchObject({ code: 'EAUTH' });
    const untrusted = { ...market, smtp: { ...market.smtp, ca: '' } };
    await expect(
      submit(untrusted, clock, { lender: 'brindlelend', scenario: 'student', token: token(1) }),
    ).rejects.toThrow(/self-signed/);
    expect(market.received()).toEqual([]);
  });

  it('one message with two recipients: the lender gets one, our own copy comes back byte for byte', async () => {
    const { market, clock, box } = await open();
    const letter = { lender: 'brindlelend', scenario: 'student', token: token(1) };
    await submit(market, clock, letter, true);
    await market.idle();
    const { alias, bounce, mail } = compose(letter);
    expect(box.got).toHaveLength(1);
    expect(box.got[0]).toMatchObject({ to: alias, from: bounce });
    expect(box.got[0]!.mail.messageId).toBe(mail.messageId);
    expect(box.got[0]!.at - START).toBeLessThan(60_000);
    expect(market.received()).toMatchObject([{ messageId: mail.messageId, alias, lender: 'brindlelend' }]);
  });

  it('reports an address that nobody has', async () => {
    const { market, clock, box } = await open({ lenders: lenders.filter((l) => l.id !== 'brindlelend') });
    await submit(market, clock, { lender: 'brindlelend', scenario: 'student', token: token(1) });
    await market.idle();
    expect(box.got).toHaveLength(1);
    expect(box.got[0]!.raw.toString('latin1')).toContain('Status: 5.1.2');
    expect(market.truth()).toEqual([]);
  });

  it('tries again after a 451 and after a refused connection, as long as a real server does', async () => {
    const { market, clock, box } = await open();
    box.putOff = 2;
    await submit(market, clock, { lender: 'kopiichyna', scenario: 'student', token: token(1) });
    await market.idle();
    expect(box.got).toHaveLength(1);
    expect(market.truth()[0]!.messages[0]!.tries).toBe(3);
    expect(HOURS(box.got[0]!) * 60).toBeGreaterThan(6);
    expect(HOURS(box.got[0]!) * 60).toBeLessThan(7);

    let tries = 0;
    const away = await open({ inbound: () => ({ host: '127.0.0.1', port: ++tries < 4 ? 1 : box.port }) });
    await submit(away.market, away.clock, { lender: 'kopiichyna', scenario: 'student', token: token(2) });
    await away.market.idle();
    expect(away.market.truth()[0]!.messages[0]).toMatchObject({ tries: 4, deliveredAt: expect.any(Number) });
  });

  it("goes on when the study's server is started again, on the same port or on another", async () => {
    const clock = createJumpingClock(START);
    let box = await startPostbox(clock);
    const { market } = await open({ clock, inbound: () => ({ host: box.host, port: box.port }) });
    const askAgain = async (n: number) => {
      await submit(market, clock, { lender: 'kopiichyna', scenario: 'student', token: token(n) });
      await market.idle();
    };
    await askAgain(1);
    const { port } = box;
    await box.stop();
    box = await startPostbox(clock, { port });
    await askAgain(2);
    expect(box.got).toHaveLength(1);
    await box.stop();
    box = await startPostbox(clock);
    await askAgain(3);
    expect(box.got).toHaveLength(1);
    await box.stop();
    for (const t of market.truth())
      expect(t.messages[0]!.deliveredAt! - t.messages[0]!.dueAt).toBeLessThan(5000);
  });

  it('gives up in the end, and says that the message was never delivered', async () => {
    const { market, clock, box } = await open({ retries: [1000, 1000] });
    box.putOff = 99;
    await submit(market, clock, { lender: 'kopiichyna', scenario: 'student', token: token(1) });
    await market.idle();
    expect(box.got).toEqual([]);
    expect(market.truth()[0]).toMatchObject({
      disposition: 'no-reply',
      declared: 'acknowledged-only',
      messages: [{ tries: 3, deliveredAt: null }],
    });
  });

  it('delivers by LMTP', async () => {
    const { market, clock, box } = await open({ lmtp: true });
    await submit(market, clock, { lender: 'larkmoor-loans', scenario: 'student', token: token(1) });
    await market.idle();
    expect(box.got).toHaveLength(1);
  });

  it('hurries, with any lenders and any behaviour, also to a question that is none of the study', async () => {
    const behaviours = Behaviours.parse({
      otherwise: {
        about: 'Answers within seconds.',
        disposition: 'answered',
        does: [{ send: 'answer', delay: { between: ['50s', '300s'] } }],
      },
    });
    const { market, clock, box } = await open({ behaviours, hurry: 100, scenarios: [] });
    for (const [i, lender] of lenders.entries())
      await submit(market, clock, { lender: lender.id, scenario: 'student', token: token(i) });
    await market.idle();
    expect(box.got).toHaveLength(lenders.length);
    for (const record of market.truth()) {
      expect(record).toMatchObject({ scenario: null, disposition: 'answered' });
      const wait = record.messages[0]!.dueAt - record.acceptedAt;
      expect(wait).toBeGreaterThanOrEqual(500);
      expect(wait).toBeLessThanOrEqual(3000);
    }
  });

  it('drops what waits when it is stopped', async () => {
    const { market, clock, box } = await open();
    const release = clock.hold();
    await submit(market, clock, { lender: 'aqsha-bulaq', scenario: 'student', token: token(1) });
    expect(market.waiting()).toBe(1);
    await market.stop();
    release();
    expect(market.waiting()).toBe(0);
    expect(box.got).toEqual([]);
  });
});

describe('a whole wave', () => {
  async function play(seed: number) {
    const { market, clock, box } = await open({ seed });
    const inWave = lenders.filter((l) => l.id !== 'zorepad-lite');
    const letters = inWave.flatMap((l, i) =>
      scenarios.map((s, k) => ({
        lender: l.id,
        scenario: s.id,
        token: token(i * 10 + k),
        at: START + (k * 9 * 24 + ((i * 7 + k * 5) % 100)) * HOUR + i * 61_000,
      })),
    );
    const real = performance.now();
    await Promise.all(
      letters.map(async ({ at, ...letter }) => {
        await clock.sleepUntil(at);
        await submit(market, clock, letter);
      }),
    );
    await market.idle();
    return { truth: market.truth(), box, clock, took: performance.now() - real, probes: letters.length };
  }

  it('passes in seconds, ends as declared, and is the same again with the same seed', async () => {
    const first = await play(41);
    expect(first.probes).toBe(168);
    expect(first.truth).toHaveLength(168);
    expect(first.took).toBeLessThan(60_000);
    expect(first.clock.now() - START).toBeGreaterThan(7 * 7 * 24 * HOUR);

    for (const t of first.truth) {
      expect(t.scenario, t.lender).not.toBeNull();
      for (const m of t.messages) {
        expect(m.tries).toBe(1);
        // Delivered at its moment; only real milliseconds on the wire come on top.
        expect(m.deliveredAt! - m.dueAt).toBeGreaterThanOrEqual(0);
        expect(m.deliveredAt! - m.dueAt).toBeLessThan(5000);
      }
      const late = t.messages.some((m) => m.late);
      if (!late || t.lender === 'aqsha-bulaq')
        expect(t.disposition, `${t.lender} ${t.scenario}`).toBe(t.declared);
    }
    const kinds = new Set(first.truth.map((t) => t.disposition));
    for (const kind of [
      'answered',
      'partly-answered',
      'deflected',
      'refused',
      'acknowledged-only',
      'no-reply',
      'undeliverable',
      'gated',
    ])
      expect(kinds).toContain(kind);

    const again = await play(41);
    const shape = (r: typeof first) =>
      r.truth
        .map((t) => ({
          alias: t.alias,
          disposition: t.disposition,
          messages: t.messages.map(({ messageId, responder }) => [messageId, responder]),
        }))
        .sort((a, b) => (a.alias < b.alias ? -1 : 1));
    expect(shape(again)).toEqual(shape(first));
  }, 120_000);
});
