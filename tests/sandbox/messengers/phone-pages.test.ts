/** The phones as pages: for a person who tries the desk against `doorbell sandbox`. */
import { load } from 'cheerio';
import { afterEach, expect, it } from 'vitest';
import { type PhonePages, servePhones } from '../../../src/sandbox/messengers/phone-pages.ts';
import { linkTo, NOW, question, world } from './world.ts';

const close: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of close.splice(0)) await end();
});

async function pages() {
  const made = await world();
  const served: PhonePages = await servePhones(made.messengers.phones, 0);
  close.push(served.stop, made.messengers.stop);
  const at = (path: string, fields: Record<string, string>) =>
    new URL(`${path}?${new URLSearchParams(fields)}`, served.url);
  const press = (fields: Record<string, string>, headers: Record<string, string>) =>
    fetch(new URL('/send', served.url), {
      method: 'POST',
      body: new URLSearchParams(fields),
      headers,
      redirect: 'manual',
    });
  return { ...made, served, at, press, own: { origin: new URL(served.url).origin } };
}

it('opens a link with its draft, sends it once, shows the answer and hands the chat out', async () => {
  const { clock, served, at, press, own, messengers } = await pages();
  const start = load(await (await fetch(served.url)).text());
  expect(start('input[name=phone]').length).toBe(2);
  const lender = 'quillharbour-credit';
  const there = { phone: 'Olena', link: linkTo(lender) };
  const box = async () => load(await (await fetch(at('/open', there))).text());
  expect((await box())('textarea').text()).toBe(question(lender));
  const sent = await press({ ...there, text: question(lender) }, own);
  expect([sent.status, new URL(sent.headers.get('location')!, served.url).pathname]).toEqual([303, '/open']);
  expect(messengers.truth()).toHaveLength(1);
  await clock.advanceTo(NOW + 24 * 3_600_000);
  const chat = await box();
  expect(chat('textarea').text()).toBe('');
  expect(chat('ol li').length).toBe(2);
  const file = await fetch(new URL(chat('a[download]').attr('href')!, served.url));
  expect(file.headers.get('content-disposition')).toContain('attachment');
  expect((await file.arrayBuffer()).byteLength).toBeGreaterThan(300);
});

it('sends nothing for a page of another site, nor to nobody, nor without words', async () => {
  const { at, press, own, messengers, served } = await pages();
  const text = 'May I repay a loan early, please?';
  const there = { phone: 'Olena', link: linkTo('qingheque'), text };
  expect((await press(there, { origin: 'https://evil.example' })).status).toBe(403);
  expect((await press(there, {})).status).toBe(403);
  await press({ ...there, link: linkTo('stepnaya-moneta') }, own);
  await press({ ...there, text: ' ' }, own);
  expect((await press({ ...there, phone: 'Nobody' }, own)).status).toBe(404);
  expect(messengers.truth()).toEqual([]);
  const nobody = await (await fetch(at('/open', { ...there, link: linkTo('stepnaya-moneta') }))).text();
  expect(nobody).toContain('Nobody has this name');
  expect((await fetch(new URL('/elsewhere', served.url))).status).toBe(404);
});

it('draws words as words', async () => {
  const { at, press, own } = await pages();
  const there = { phone: 'Olena', link: linkTo('qingheque') };
  await press({ ...there, text: '<script>alert(1)</script>' }, own);
  const page = await (await fetch(at('/open', there))).text();
  expect(page).not.toContain('<script');
  expect(page).toContain('&lt;script');
});
