/** What the pages offer and what the actions write, without a browser. */
import { describe, expect, it } from 'vitest';
import { confirmSent, takeTask } from '../../src/fieldwork/operator.ts';
import type { Recorder } from '../../src/fieldwork/ports.ts';
import { sha256 } from '../../src/model/digest.ts';
import { instant } from '../../src/model/scalars.ts';
import { aDesk, anOperator, type DeskUnderTest, handProbe, NOW } from './a-desk.ts';

const HOUR = 3_600_000;
const vk = handProbe(1, 'vk');
/** What a browser sends for a file field that was left empty. */
const NO_FILE = new File([], '');
const card = (probe: { id: string }) => `/tasks/${probe.id}`;

/** The recorder has heard the lender. */
async function hear(desk: DeskUnderTest, probe: string, text: string): Promise<void> {
  const now = desk.clock.now();
  const lender = { id: 77, is_bot: false, first_name: 'Lender' };
  const message = {
    message_id: 5,
    date: now / 1000,
    chat: { id: 77, type: 'private', first_name: 'Lender' },
    from: lender,
    business_connection_id: 'c1',
    text,
  };
  const raw = new TextEncoder().encode(JSON.stringify({ update_id: 900, business_message: message }));
  const observed = instant(now);
  await desk.ledger.sink('w1').commit({
    items: [
      {
        raw,
        capture: {
          account: 'telegram',
          key: '900',
          evidence: sha256(raw),
          media: 'update',
          probe,
          bytes: raw.length,
          clocks: { received: { from: observed, to: observed }, observed },
          correlation: { recipients: [], inReplyTo: [], references: [] },
        },
      },
    ],
  });
}

describe('tasks', () => {
  it('a desk without a run hands nothing out, and still takes what was seen', async () => {
    const other = handProbe(2, 'vk');
    const desk = await aDesk([vk, other]);
    await takeTask(desk.work, 'Olena', other.id);
    await confirmSent(desk.work, 'Olena', other.id);
    Object.assign(desk.work, { mode: null });
    const olena = await anOperator(desk);
    const page = await olena.page(olena.get(card(vk)));
    expect(page).toContain('open for reading only');
    expect(page).not.toContain('Take this task');
    expect(await olena.page(olena.post(`${card(vk)}/take`))).toContain('open for reading only');
    await desk.clock.advanceTo(NOW + HOUR);
    await olena.get(card(other));
    expect(await olena.page(olena.post(`${card(other)}/nothing`))).toContain('Noted: nothing new');
    await desk.work.refresh();
    expect(desk.work.state.probes.get(vk.id)).toBeUndefined();
    expect(desk.work.state.probes.get(other.id)?.checks).toMatchObject([{ by: 'Olena', saw: 'nothing' }]);
  });

  it('says why an action was refused, in the language of the operator', async () => {
    const desk = await aDesk([vk]);
    const [olena, petro] = [await anOperator(desk), await anOperator(desk, 'Petro')];
    await olena.post(`${card(vk)}/take`);
    expect(await petro.page(petro.post(`${card(vk)}/take`))).toContain('Another operator has this task');
    await petro.post('/language', { language: 'ru', back: '/' });
    expect(await petro.page(petro.get(`${card(vk)}?refused=taken`))).toContain('уже взял другой оператор');
    expect(await petro.page(petro.get(card(vk)))).toContain('Olena');
    expect(await petro.page(petro.post('/tasks/nobody/take'))).toContain('Такой страницы нет');
    // Nobody can put words of their own on the page by a link.
    expect(await petro.page(petro.get(`${card(vk)}?refused=%3Cb%3E&done=x&until=1e99`))).not.toContain(
      '&lt;b&gt;',
    );
  });

  it('a check belongs to whoever sent the question: the chat stands on their phone', async () => {
    const desk = await aDesk([vk]);
    await takeTask(desk.work, 'Olena', vk.id);
    await confirmSent(desk.work, 'Olena', vk.id);
    await desk.clock.advanceTo(NOW + HOUR);
    const [olena, petro] = [await anOperator(desk), await anOperator(desk, 'Petro')];
    expect(await petro.page(petro.get('/next'))).toContain('Nothing to do right now');
    const page = await olena.page(olena.get('/next'));
    expect(page).toContain('Has Lender 1 answered?');
    // The question must not stand in the input box again.
    expect(page).toContain('href="https://vk.me/lender1_example"');
  });

  it('the chat of a check is opened without the question', async () => {
    const telegram = handProbe(1, 'telegram');
    const desk = await aDesk([telegram]);
    await takeTask(desk.work, 'Olena', telegram.id);
    await confirmSent(desk.work, 'Olena', telegram.id);
    await desk.clock.advanceTo(NOW + HOUR);
    const olena = await anOperator(desk);
    const [, href] = /data-open[^>]* href="([^"]+)"/.exec(await olena.page(olena.get('/next')))!;
    expect(new URL(href!).searchParams.get('text') ?? '').toBe('');
  });

  it('a task in hand for long is asked about; one that is unclear is settled by a look alone', async () => {
    const desk = await aDesk([vk]);
    const olena = await anOperator(desk);
    await olena.post(`${card(vk)}/take`);
    expect(await olena.page(olena.get('/next'))).not.toContain('never said how it ended');
    await desk.clock.advanceTo(NOW + HOUR);
    expect(await olena.page(olena.get('/next'))).toContain('never said how it ended');
    await desk.ledger.append('w1', [{ kind: 'send-unknown', probe: vk.id, reason: 'not confirmed' }]);
    const page = await olena.page(olena.get('/next'));
    expect(page).toContain('Does the question to Lender 1 stand in the chat?');
    expect(page).not.toContain('I pressed Send');
    expect(await olena.page(olena.post(`${card(vk)}/own`, { picture: new File([], '') }))).toContain(
      'known to stand',
    );
    const seen = (await desk.ledger.events('w1')).flatMap(({ body }) =>
      body.kind === 'captured' ? [`${body.by} ${body.capture.media}`] : [],
    );
    expect(seen).toEqual(['Olena sighting']);
  });

  it('shows the question as codes for a phone: in one with the chat where it fits, else apart', async () => {
    const short = handProbe(1, 'whatsapp');
    const desk = await aDesk([short, handProbe(2, 'viber')], {
      operators: ['Olena', 'Petro'],
      options: {
        link: (_kind, address, text) => ({
          href: `https://wa.me/${address}${address === short.address ? '' : encodeURIComponent(text)}`,
          prefilled: true,
          shown: address,
        }),
      },
    });
    const codes = async (who: string, probe: string) => {
      const operator = await anOperator(desk, who);
      const page = await operator.page(operator.post(`/tasks/${probe}/take`));
      expect(page).not.toMatch(/<svg[^>]* style=/);
      return page.split('<figure class="qr').length - 1;
    };
    expect(await codes('Olena', short.id)).toBe(1);
    expect(await codes('Petro', desk.work.plan.probes[1]!.id)).toBe(2);
  });

  it('of a chat that has answered it asks whether more came, and never says that nobody replied', async () => {
    const whatsapp = handProbe(1, 'whatsapp');
    const desk = await aDesk([whatsapp]);
    const olena = await anOperator(desk);
    await olena.post(`${card(whatsapp)}/take`);
    await olena.post(`${card(whatsapp)}/sent`);
    await desk.clock.advanceTo(NOW + HOUR);
    await olena.post(`${card(whatsapp)}/reply`, { text: 'Так, можна достроково.', picture: NO_FILE });
    await desk.clock.advanceTo(NOW + 73 * HOUR);
    const page = await olena.page(olena.get(card(whatsapp)));
    expect(page).toContain('written anything more');
    expect(page).toContain('Nothing new');
    expect(page).not.toContain('no reply by the deadline');
    expect(await olena.page(olena.post(`${card(whatsapp)}/nothing`, { sure: 'yes' }))).toContain('Noted');
    await desk.work.refresh();
    expect(desk.work.state.probes.get(whatsapp.id)?.checks?.map((c) => c.saw)).toEqual(['reply', 'nothing']);
  });

  it('a page that was opened before the deadline proves no silence after it', async () => {
    const desk = await aDesk([vk]);
    const olena = await anOperator(desk);
    await olena.post(`${card(vk)}/take`);
    await olena.post(`${card(vk)}/sent`);
    await desk.clock.advanceTo(NOW + 71 * HOUR);
    expect(await olena.page(olena.get(card(vk)))).toContain('No answer yet');
    await desk.clock.advanceTo(NOW + 73 * HOUR);
    const page = await olena.page(olena.post(`${card(vk)}/nothing`));
    expect(page).toContain('The deadline has passed while this page was open');
    expect(page).toContain('Confirm: no reply by the deadline');
    await desk.work.refresh();
    expect(desk.work.state.probes.get(vk.id)?.checks).toBeUndefined();
  });

  it('an exported chat with an answer is a look; one without proves nothing', async () => {
    const whatsapp = handProbe(1, 'whatsapp');
    const desk = await aDesk([whatsapp]);
    const olena = await anOperator(desk);
    await olena.post(`${card(whatsapp)}/take`);
    const question = (await olena.page(olena.get(card(whatsapp)))).match(/<textarea[^>]*>([^<]*)</)![1]!;
    await desk.clock.advanceTo(NOW + 60_000);
    await olena.post(`${card(whatsapp)}/sent`);
    await desk.clock.advanceTo(NOW + 73 * HOUR);
    const handIn = (...lines: string[]) =>
      olena.page(
        olena.post(`${card(whatsapp)}/export`, {
          file: new File([`${lines.join('\n')}\n`], 'chat.txt', { type: 'text/plain' }),
          app: 'whatsapp',
          own: 'Olena',
        }),
      );
    const checks = () => desk.work.state.probes.get(whatsapp.id)?.checks?.map((c) => c.saw);
    const ours = `07/09/2026, 12:00 - Olena: ${question.replace(/&#39;/g, "'")}`;
    expect(await handIn(ours)).toContain('kept as evidence');
    expect(checks()).toBeUndefined();
    expect(await handIn(ours, '07/09/2026, 15:31 - Lender: Так, можна.')).toContain('kept as evidence');
    expect(checks()).toEqual(['reply']);
  });

  it('says where an exported chat may be mailed to, and that this is no look', async () => {
    const viber = handProbe(1, 'viber');
    const desk = await aDesk([viber]);
    const olena = await anOperator(desk);
    await olena.post(`${card(viber)}/take`);
    await desk.clock.advanceTo(NOW + 60_000);
    await olena.post(`${card(viber)}/sent`);
    const page = await olena.page(olena.get(card(viber)));
    expect(page).toContain(`to olena.${viber.token}@probe.example. It is read then, but is no look`);
  });

  it('the list shows whom other waves put on it', async () => {
    const desk = await aDesk([vk]);
    const listed = { kind: 'do-not-contact', scope: 'address' } as const;
    await desk.ledger.append('earlier', [{ ...listed, value: '@quiet_example', reason: 'they asked' }]);
    await desk.ledger.append('w1', [{ ...listed, value: '@new_example', reason: 'a lawyer', by: 'Petro' }]);
    const page = await (await anOperator(desk)).get('/leave-alone');
    const text = await page.text();
    expect(text).toContain('2 entries');
    expect(text.indexOf('@new_example')).toBeLessThan(text.indexOf('@quiet_example'));
    expect(text).toContain('from another wave');
  });

  it('the words of an answer that is known may come after the end; silence stays silence', async () => {
    const [heard, silent] = [handProbe(1, 'telegram'), handProbe(2, 'telegram')];
    const desk = await aDesk([heard, silent]);
    for (const probe of [heard, silent]) {
      await takeTask(desk.work, 'Olena', probe.id);
      await confirmSent(desk.work, 'Olena', probe.id);
    }
    await desk.clock.advanceTo(NOW + HOUR);
    await hear(desk, heard.id, '');
    await desk.clock.advanceTo(NOW + 74 * HOUR);
    const closed = {
      kind: 'window-closed',
      coveredTo: instant(NOW + 73 * HOUR),
      canary: 'recorder',
    } as const;
    for (const { id: probe } of [heard, silent]) await desk.ledger.append('w1', [{ ...closed, probe }]);
    const olena = await anOperator(desk);
    expect(await olena.page(olena.get(card(silent)))).not.toContain('What they wrote');
    const typed = { text: 'Так, можна достроково.', picture: NO_FILE };
    expect(await olena.page(olena.post(`${card(silent)}/reply`, typed))).toContain('come to its end');
    expect(await olena.page(olena.get(card(heard)))).toContain('a voice message or a picture');
    expect(await olena.page(olena.post(`${card(heard)}/reply`, typed))).toContain('kept as evidence');
    const events = (await desk.ledger.events('w1')).map(({ body }) => body);
    expect(events.at(-1)).toMatchObject({ kind: 'captured', by: 'Olena', capture: { probe: heard.id } });
    const sighting = JSON.parse(
      new TextDecoder().decode(await desk.ledger.evidence(desk.work.state.captures.at(-1)!.evidence)),
    );
    expect(sighting.between).toEqual({ from: instant(NOW + HOUR), to: instant(NOW + 74 * HOUR) });
  });

  it('whoever is not sure whether it went gives nothing back', async () => {
    const desk = await aDesk([vk]);
    const olena = await anOperator(desk);
    await olena.post(`${card(vk)}/take`);
    const page = await olena.page(olena.post(`${card(vk)}/could-not`, { why: 'unsure', what: '' }));
    expect(page).toContain('Look in the chat first');
    await desk.work.refresh();
    expect(desk.work.state.probes.get(vk.id)?.phase).toBe('intended');
  });

  it('a link that is no chat link is never drawn', async () => {
    const desk = await aDesk([vk], {
      options: { link: () => ({ href: 'javascript:alert(1)', prefilled: true, shown: 'x' }) },
    });
    const olena = await anOperator(desk);
    const page = await olena.page(olena.post(`${card(vk)}/take`));
    expect(page).toContain('Find ');
    expect(page).not.toContain('javascript:');
  });

  it('what was put on the list after it was taken is not to be sent', async () => {
    const desk = await aDesk([vk]);
    const olena = await anOperator(desk);
    await olena.post(`${card(vk)}/take`);
    await olena.post('/leave-alone', { scope: 'entity', value: vk.entity, reason: 'asked us' });
    const page = await olena.page(olena.get('/next'));
    expect(page).toContain('Do not send it any more');
    expect(page).not.toContain('https://vk.me/');
    await olena.page(olena.post(`${card(vk)}/release`));
    expect(desk.work.state.probes.get(vk.id)?.phase).toBe('not-sent');
  });

  it('the further message is offered on Telegram after an answer, and sent once', async () => {
    const telegram = handProbe(1, 'telegram');
    const sent: string[] = [];
    const recorder = {
      account: 'telegram',
      followUp: async (_chat: string, text: string) => {
        sent.push(text);
        return { outcome: 'sent', acceptedAt: NOW + HOUR, response: 'ok' } as const;
      },
    } as unknown as Recorder;
    const desk = await aDesk([telegram], { options: { recorder } });
    const olena = await anOperator(desk);
    await olena.post(`${card(telegram)}/take`);
    await olena.post(`${card(telegram)}/sent`);
    expect(await olena.page(olena.get(card(telegram)))).not.toContain('one further message');
    await desk.clock.advanceTo(NOW + HOUR);
    await hear(desk, telegram.id, 'Яку суму ви хочете?');
    expect(await olena.page(olena.get(card(telegram)))).toContain('Send one further message');
    const unsure = await olena.page(olena.post(`${card(telegram)}/follow-up`, { text: 'Десять тисяч.' }));
    expect(unsure).toContain('Something is missing');
    expect(sent).toEqual([]);
    const fields = { text: 'Десять тисяч.', sure: 'yes' };
    const first = await olena.page(olena.post(`${card(telegram)}/follow-up`, fields));
    const second = await olena.page(olena.post(`${card(telegram)}/follow-up`, fields));
    expect(first).toContain('The further message has gone');
    expect(second).toContain('has been sent already');
    expect(sent).toEqual(['Десять тисяч.']);
  });
});

describe('news', () => {
  const reading = (answer: Response) => {
    const reader = answer.body!.getReader();
    return {
      async next() {
        const { value, done } = await reader.read();
        return done ? null : new TextDecoder().decode(value);
      },
      end: () => reader.cancel(),
    };
  };

  it('reach every open page, and no more pages than can be held', async () => {
    const desk = await aDesk([vk]);
    const [olena, petro] = [await anOperator(desk), await anOperator(desk, 'Petro')];
    const streams = [];
    for (let i = 0; i < 6; i++) streams.push(reading(await olena.get('/events')));
    expect((await olena.get('/events')).status).toBe(503);
    const his = reading(await petro.get('/events'));
    expect(await his.next()).toMatch(/^event: beat\ndata: \nretry: \d+\n\n$/);
    await olena.post(`${card(vk)}/take`);
    expect(await his.next()).toContain('event: changed');
    // A page that was closed makes room.
    await streams[0]!.end();
    expect((await olena.get('/events')).status).toBe(200);
    desk.app.close();
    expect(await his.next()).toBeNull();
  });

  it('end with the session', async () => {
    const desk = await aDesk([vk]);
    const olena = await anOperator(desk);
    const stream = reading(await olena.get('/events'));
    await stream.next();
    await olena.get('/');
    await olena.post('/logout');
    desk.app.changed();
    expect(await stream.next()).toBeNull();
  });
});
