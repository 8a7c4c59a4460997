/** People at the desk, in a real browser on a phone: a day's tasks, two at once, by keyboard, and without script. */
import { afterEach, describe, expect, it } from 'vitest';
import { instant } from '../../../src/model/scalars.ts';
import type { AssistedChannel } from '../../../src/model/vocabulary.ts';
import { handProbe, NOW } from '../../desk/a-desk.ts';
import { hasBrowser } from '../../support/need-browser.ts';
import { comeIn, type DeskInBrowser, deskInBrowser } from './open-desk.ts';

const HOUR = 3_600_000;
const PATIENT = { timeout: 15_000 };
let desk: DeskInBrowser | undefined;
afterEach(async () => {
  await desk?.close();
  expect(desk?.failures ?? []).toEqual([]);
  desk = undefined;
});

const kinds = async (probe: string) => {
  const events = await desk!.ledger.events('w1');
  return events.flatMap(({ body }) =>
    ('probe' in body && body.probe === probe) || (body.kind === 'captured' && body.capture.probe === probe)
      ? [body.kind]
      : [],
  );
};

describe.skipIf(!hasBrowser())('an operator with a phone', () => {
  it('works through ten tasks over four messengers, and hands in what came', async () => {
    const four: AssistedChannel[] = ['telegram', 'whatsapp', 'viber', 'vk'];
    const probes = Array.from({ length: 10 }, (_, i) => handProbe(i + 1, four[i % 4]!));
    desk = await deskInBrowser(probes, { operators: ['Olena'] });
    const olena = await desk.person();
    const page = await comeIn(olena, desk.url, 'Olena');
    await page.getByRole('link', { name: 'Next of 10 tasks' }).click();

    for (let done = 0; done < 10; done++) {
      await page.getByRole('button', { name: 'Take this task' }).click();
      // One main button at a time: the chat first, then the word that it went.
      expect(await page.locator('main .primary').count()).toBe(1);
      const link = page.locator('main a.primary');
      const href = (await link.getAttribute('href'))!;
      const channel = four.find((c) => page.url().includes(`-${c}-`))!;
      expect(href).toMatch(
        {
          telegram: /^https:\/\/t\.me\/lender\d+_example\?text=%D0/,
          whatsapp: /^https:\/\/wa\.me\/38\d+\?text=/,
          viber: /^viber:\/\/chat\?number=%2B38/,
          vk: /^https:\/\/vk\.me\//,
        }[channel as 'vk'],
      );
      if (channel === 'vk') {
        await page.getByRole('button', { name: 'Copy' }).click();
        await expect.poll(() => page.getByText('Copied.').count(), PATIENT).toBe(1);
      }
      if (channel !== 'viber') {
        const messenger = olena.waitForEvent('page');
        await link.click();
        await (await messenger).close();
        await expect
          .poll(() => page.locator('main button.primary').innerText(), PATIENT)
          .toBe('I pressed Send');
        expect(await page.locator('main .primary').count()).toBe(1);
      }
      await desk.clock.advanceTo(desk.clock.now() + 2 * 60_000);
      await page.getByRole('button', { name: 'I pressed Send' }).click();
      await page.getByText('Noted as sent').waitFor();
    }
    await desk.work.refresh();
    for (const probe of probes) {
      const state = desk.work.state.probes.get(probe.id)!;
      expect(state).toMatchObject({ phase: 'sent', attempts: 1, intent: { by: 'Olena' } });
      expect(Date.parse(state.sentBetween!.to) - Date.parse(state.sentBetween!.from)).toBe(2 * 60_000);
    }

    // An hour later: nothing at the first, words and a picture at the second, an exported chat at the third.
    await desk.clock.advanceTo(NOW + 2 * HOUR);
    await page.goto(`${desk.url}/next`);
    const nothing = decodeURIComponent(page.url()).split('/').at(-1)!;
    await page.getByRole('button', { name: 'No answer yet' }).click();
    await page.getByText('Noted: nothing new').waitFor();
    expect(await kinds(nothing)).toEqual(['send-intended', 'sent', 'operator-checked']);

    const answered = decodeURIComponent(new URL(page.url()).pathname).split('/').at(-1)!;
    await page.getByText('Paste the words, or a picture').click();
    await page.getByLabel('What they wrote').fill('Так, можна достроково, без комісії.');
    await page.getByLabel('Time shown beside it').fill('12:32');
    await page
      .getByLabel('Screenshot')
      .setInputFiles({ name: 'chat.png', mimeType: 'image/png', buffer: PNG });
    await page.getByRole('button', { name: 'Hand in the answer' }).click();
    await page.getByText('kept as evidence').waitFor();
    expect(new Set(await kinds(answered))).toEqual(
      new Set(['send-intended', 'sent', 'operator-checked', 'captured']),
    );

    const exported = probes.find((p) => p.channel === 'whatsapp' && ![nothing, answered].includes(p.id))!;
    await page.goto(`${desk.url}/tasks/${exported.id}`);
    await page.getByText('Upload an exported chat').click();
    const chat = (name: string, text: string) => ({
      name,
      mimeType: 'text/plain',
      buffer: Buffer.from(text),
    });
    await page.getByLabel('The exported file').setInputFiles(chat('chat.txt', 'no chat at all'));
    await page.getByRole('button', { name: 'Hand in the export' }).click();
    await page.getByText('can’t be read').waitFor();
    expect(await kinds(exported.id)).toEqual(['send-intended', 'sent']);
    await page.getByText('Upload an exported chat').click();
    const lines = ['13/09/2026, 12:05 - Olena: Доброго дня!', '13/09/2026, 12:31 - Lender: Так, можна.'];
    await page.getByLabel('The exported file').setInputFiles(chat('chat.txt', `${lines.join('\n')}\n`));
    await page.getByRole('button', { name: 'Hand in the export' }).click();
    await page.getByText('kept as evidence').waitFor();
    expect(await kinds(exported.id)).toContain('captured');

    // What was refused is known, by whom.
    const noted = (await desk.ledger.events('w1')).flatMap(({ body }) =>
      body.kind === 'desk-noted' && body.what === 'refused-upload' ? [body] : [],
    );
    expect(noted).toMatchObject([{ by: 'Olena' }]);

    // After the deadline a look that proves silence says what it means, and wants it confirmed.
    await desk.clock.advanceTo(NOW + 73 * HOUR);
    await page.goto(`${desk.url}/tasks/${nothing}`);
    await page.getByText('will be published about this lender').waitFor();
    const confirm = page.getByRole('button', { name: 'Confirm: no reply by the deadline' });
    await confirm.click();
    expect(desk.work.state.probes.get(nothing)!.checks).toHaveLength(1);
    await page.getByLabel('I have just looked').check();
    await confirm.click();
    await page.getByText('Noted: nothing new').waitFor();
    await desk.work.refresh();
    expect(desk.work.state.probes.get(nothing)!.checks).toHaveLength(2);
  });

  it('shares the work with another: one task is never in two hands, and news comes by itself', async () => {
    const probes = [handProbe(1, 'telegram'), handProbe(2, 'whatsapp'), handProbe(3, 'vk')];
    desk = await deskInBrowser(probes);
    const [first, second] = await Promise.all([desk.person(), desk.person()]);
    const [olena, petro] = await Promise.all([
      comeIn(first, desk.url, 'Olena'),
      comeIn(second, desk.url, 'Petro'),
    ]);
    const watcher = await first.newPage();
    await watcher.goto(`${desk.url}/lenders`);

    const pages = [olena, petro];
    for (let round = 0; round < 3 && desk.work.state.probes.size < 2; round++) {
      await Promise.all(pages.map((page) => page.goto(`${desk!.url}/next`)));
      const same = pages.every((page) => page.url() === olena.url());
      if (round === 0) expect(same).toBe(true);
      await Promise.all(
        pages.map(async (page) => {
          const take = page.getByRole('button', { name: 'Take this task' });
          if ((await take.count()) > 0) await take.click();
          await page.waitForLoadState();
        }),
      );
      await desk.work.refresh();
    }
    const intents = (await desk.ledger.events('w1')).flatMap(({ body }) =>
      body.kind === 'send-intended' ? [`${body.probe} ${body.by}`] : [],
    );
    expect(intents).toHaveLength(2);
    expect(new Set(intents.map((i) => i.split(' ')[0])).size).toBe(2);
    expect(new Set(intents.map((i) => i.split(' ')[1]))).toEqual(new Set(['Olena', 'Petro']));
    await expect.poll(() => watcher.getByText('in hand').count(), PATIENT).toBe(2);

    // A stale page of the one who lost, and a second press of the one who won, send nothing twice.
    await olena.goto(`${desk.url}/next`);
    const stale = await first.newPage();
    await stale.goto(olena.url());
    await olena.getByRole('button', { name: 'I pressed Send' }).click();
    await olena.getByText('Noted as sent').waitFor();
    await stale.getByRole('button', { name: 'I pressed Send' }).click();
    await stale.getByText('It has been sent already').waitFor();
    const sent = (await desk.ledger.events('w1')).filter(({ body }) => body.kind === 'sent');
    expect(sent).toHaveLength(1);
  });

  it('needs no script: every action is a plain form', async () => {
    desk = await deskInBrowser([handProbe(1, 'vk'), handProbe(2, 'telegram')], { operators: ['Olena'] });
    const page = await comeIn(await desk.person({ script: false }), desk.url, 'Olena');
    await page.getByRole('link', { name: 'Next of 2 tasks' }).click();
    await page.getByRole('button', { name: 'Take this task' }).click();
    const first = decodeURIComponent(new URL(page.url()).pathname).split('/').at(-1)!;
    await page.getByText('I could not send it').click();
    await page.getByLabel('There is no such account').check();
    await page.getByLabel('In your own words').fill('user not found');
    await page.getByRole('button', { name: 'Save: not sent' }).click();
    await page.getByText('the door is shut').waitFor();
    await page.getByRole('button', { name: 'Take this task' }).click();
    expect(await page.getByRole('button', { name: 'Copy' }).count()).toBe(0);
    await page.getByRole('button', { name: 'I pressed Send' }).click();
    await page.getByText('Noted as sent').waitFor();
    await page.getByRole('link', { name: 'Wave' }).click();
    await page.getByText('Pause sending').first().click();
    await page.getByLabel('Why').fill('a public holiday');
    await page.getByRole('button', { name: 'Pause sending' }).click();
    await page.getByText('Sending is paused').waitFor();
    await page.getByLabel('I have looked into it').check();
    await page.getByRole('button', { name: 'Resume sending' }).click();
    await page.getByText('Sending goes on').waitFor();
    await page.getByRole('link', { name: 'Do not contact' }).click();
    await page.getByLabel('A legal entity').check();
    await page.getByLabel('Which one').fill('lender2-llc');
    await page.getByLabel('Why').fill('they asked');
    await page.getByRole('button', { name: 'Never contact again' }).click();
    await page.getByText('On the list').waitFor();
    const events = (await desk.ledger.events('w1')).map(({ body }) => body);
    expect(events).toContainEqual({
      kind: 'door-closed',
      probe: first,
      disposition: 'channel-unavailable',
      reason: 'there is no such account: user not found',
      by: 'Olena',
    });
    expect(events.map((e) => e.kind).slice(-3)).toEqual([
      'sending-stopped',
      'sending-resumed',
      'do-not-contact',
    ]);
    expect(events.slice(-3)).toMatchObject([
      { by: 'Olena', reason: 'a public holiday' },
      { by: 'Olena' },
      { by: 'Olena', value: 'lender2-llc' },
    ]);
  });

  it('needs no mouse: the keyboard reaches everything in a sound order, and shows where it is', async () => {
    desk = await deskInBrowser([handProbe(1, 'telegram', { sendBy: instant(NOW + HOUR) })], {
      operators: ['Olena'],
    });
    const context = await desk.person({ size: { width: 1000, height: 800 } });
    const page = await context.newPage();
    await page.goto(desk.url);
    const focus = () =>
      page.evaluate(() => {
        const at = document.activeElement as unknown as {
          innerText: string;
          value?: string;
          matches(s: string): boolean;
        };
        const outlined = getComputedStyle(at as never).outlineStyle !== 'none';
        return {
          text: (at.matches('body') ? '' : at.innerText || at.value || '').trim(),
          shown: outlined && at.matches(':focus-visible'),
        };
      });
    const tabTo = async (text: string) => {
      const passed: string[] = [];
      for (let i = 0; i < 30; i++) {
        await page.keyboard.press('Tab');
        const at = await focus();
        passed.push(at.text);
        if (at.text.includes(text)) {
          expect(at.shown, text).toBe(true);
          return passed;
        }
      }
      throw new Error(`never came to ${text}: ${passed.join(' | ')}`);
    };
    await tabTo('Olena');
    await page.keyboard.press('Space');
    await tabTo('Come in');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${desk.url}/`);
    expect((await tabTo('Skip to the content'))[0]).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    await tabTo('Do the next task');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Take this task' }).waitFor();
    await tabTo('Take this task');
    await page.keyboard.press('Enter');
    await page.getByText('It is yours').waitFor();
    const order = [...(await tabTo('Open Telegram')), ...(await tabTo('I pressed Send'))];
    expect(order.findIndex((t) => t.includes('Open Telegram'))).toBeLessThan(order.length - 1);
    await page.keyboard.press('Enter');
    await page.getByText('Noted as sent').waitFor();
    // No trap: from the last control the way leads out again.
    await tabTo('中文');
    await page.keyboard.press('Tab');
    expect((await focus()).text).not.toBe('中文');
  });
});

/** One grey pixel. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==',
  'base64',
);
