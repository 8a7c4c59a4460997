/** What comes from outside stays words and bytes: proven with scripts that do run where they are let. */
import { afterEach, describe, expect, it } from 'vitest';
import { handProbe, NOW } from '../../desk/a-desk.ts';
import { hasBrowser } from '../../support/need-browser.ts';
import { comeIn, type DeskInBrowser, deskInBrowser } from './open-desk.ts';

let desk: DeskInBrowser | undefined;
afterEach(async () => {
  await desk?.close();
  desk = undefined;
});

const PAYLOAD = [
  '"><script>window.ran = "script"</script>',
  '<img src="data:," onerror="window.ran = \'img\'">',
  '<svg onload="window.ran = \'svg\'"></svg>',
  '</textarea></title><iframe srcdoc="<script>parent.ran = 1</script>"></iframe>',
  '<a href="javascript:window.ran = 1" autofocus onfocus="window.ran = 2">Click</a>',
  '<style>body{display:none}</style><meta http-equiv="refresh" content="0;url=https://evil.example/">',
  '\u202Egnp.exe\u202C \u0000\u0007',
].join('\n');

const ran = (page: { evaluate(f: () => unknown): Promise<unknown> }) =>
  page.evaluate(() => (globalThis as { ran?: string }).ran ?? null);

describe.skipIf(!hasBrowser())('hostile replies and uploads', () => {
  it('the payload would run where it is let', async () => {
    desk = await deskInBrowser([handProbe(1, 'vk')]);
    const page = await (await desk.person()).newPage();
    // Without the part that leaves the page at once.
    await page.setContent(PAYLOAD.replace(/<meta[^>]*>/, ''));
    await expect.poll(() => ran(page), { timeout: 10_000 }).not.toBeNull();
  });

  it('a reply, a name, an address and a reason are words wherever they are drawn', async () => {
    const probe = handProbe(1, 'vk', { address: `vk_example${PAYLOAD.slice(0, 120)}` });
    desk = await deskInBrowser([probe], {
      operators: ['Olena'],
      options: { lenders: new Map([['lender1', PAYLOAD]]) },
    });
    const { ledger, clock, work } = desk;
    const by = 'Olena';
    const at = (ms: number) => new Date(NOW + ms).toISOString();
    await ledger.append('w1', [
      { kind: 'do-not-contact', scope: 'address', value: PAYLOAD.slice(0, 200), reason: PAYLOAD, by },
      { kind: 'instrument-failed', code: 'x', reason: PAYLOAD },
    ]);
    const question = await ledger.keep(new TextEncoder().encode('question'));
    await ledger.claimSend(
      'w1',
      {
        kind: 'send-intended',
        probe: probe.id,
        plan: work.planSha,
        entity: probe.entity,
        lender: probe.lender,
        channel: 'vk',
        address: probe.address,
        alias: '',
        messageId: 'x',
        evidence: question,
        attempt: 1,
        by,
      },
      new TextEncoder().encode('question'),
      () => null,
    );
    await ledger.append('w1', [{ kind: 'sent', probe: probe.id, acceptedAt: at(0), response: PAYLOAD, by }]);
    await clock.advanceTo(NOW + 2 * 3_600_000);
    const page = await comeIn(await desk.person(), desk.url, 'Olena');
    const dialogs: string[] = [];
    page.on('dialog', (dialog) => dialogs.push(dialog.message()));
    await page.goto(`${desk.url}/tasks/${probe.id}`);
    await page.getByText('Paste the words, or a picture').click();
    await page.getByLabel('What they wrote').fill(PAYLOAD);
    await page.getByLabel('Time shown beside it').fill('<img src=x onerror=alert(1)>');
    await page.getByRole('button', { name: 'Hand in the answer' }).click();
    await page.getByText('kept as evidence').waitFor();
    await ledger.append('w1', [{ kind: 'sending-stopped', reason: PAYLOAD, by }]);

    for (const path of ['/', '/next', `/tasks/${probe.id}`, '/lenders', '/lenders/lender1', '/leave-alone']) {
      await page.goto(desk.url + path);
      expect(await ran(page), path).toBeNull();
      expect(
        await page.locator('main iframe, main script, main img, main style, a[href^="javascript:"]').count(),
      ).toBe(0);
      expect(await page.locator('main').isVisible()).toBe(true);
    }
    await page.goto(`${desk.url}/lenders/lender1`);
    await page.getByText('window.ran = "script"').first().waitFor();
    expect(dialogs).toEqual([]);
    expect(desk.failures).toEqual([]);
  });

  it('a file is judged by its bytes; evidence comes back as a download that can do nothing', async () => {
    const probe = handProbe(1, 'vk');
    desk = await deskInBrowser([probe], { operators: ['Olena'] });
    const context = await desk.person();
    const page = await comeIn(context, desk.url, 'Olena');
    await page.goto(`${desk.url}/next`);
    await page.getByRole('button', { name: 'Take this task' }).click();
    await page.getByRole('button', { name: 'I pressed Send' }).click();
    const upload = async (name: string, mimeType: string, buffer: Buffer) => {
      await page.goto(`${desk!.url}/tasks/${probe.id}`);
      await page.getByText('Paste the words, or a picture').click();
      await page.getByLabel('Screenshot').setInputFiles({ name, mimeType, buffer });
      await page.getByRole('button', { name: 'Hand in the answer' }).click();
      await page.waitForLoadState();
    };
    const svg =
      '<svg xmlns="http://www.w3.org/2000/svg" onload="window.ran = 1"><script>window.ran = 1</script></svg>';
    for (const [name, type, bytes] of [
      ['chat.png', 'image/png', Buffer.from(`<!doctype html>${PAYLOAD}`)],
      ['chat.webp', 'image/webp', Buffer.from(svg)],
      ['chat.jpg', 'image/jpeg', Buffer.from('MZ\x90\x00 program')],
      ['chat.gif', 'image/gif', Buffer.from('GIF89a\x01\x00\x01\x00\x00\x00\x00;')],
      ['chat.png', 'image/png', Buffer.concat([PNG, Buffer.alloc(8_000_001)])],
    ] as const) {
      await upload(name, type, bytes);
      await page.locator('main [role="alert"]').waitFor();
      expect(await ran(page), name).toBeNull();
    }
    await desk.work.refresh();
    expect(desk.work.state.captures).toEqual([]);
    const refused = (await desk.ledger.events('w1')).filter(
      ({ body }) => body.kind === 'desk-noted' && body.what === 'refused-upload',
    );
    expect(refused).toHaveLength(5);

    // A picture that is also a page: kept, and never served as either.
    await upload('chat.png', 'image/png', Buffer.concat([PNG, Buffer.from(PAYLOAD)]));
    await page.getByText('kept as evidence').waitFor();
    await page.goto(`${desk.url}/lenders/lender1`);
    const links = await page
      .locator('a[href^="/evidence/"]')
      .evaluateAll((all) => all.map((a) => (a as unknown as { href: string }).href));
    expect(links.length).toBeGreaterThan(1);
    for (const link of new Set(links)) {
      const answer = await context.request.get(link);
      expect(answer.status(), link).toBe(200);
      expect(answer.headers()).toMatchObject({
        'content-type': 'application/octet-stream',
        'x-content-type-options': 'nosniff',
        'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
      });
      expect(answer.headers()['content-disposition']).toMatch(
        /^attachment; filename="doorbell-[0-9a-f]{16}\.bin"$/,
      );
      const other = await context.newPage();
      const download = other.waitForEvent('download');
      await other.goto(link).catch(() => {});
      await download;
      expect(await ran(other)).toBeNull();
    }
    expect((await context.request.get(`${desk.url}/evidence/${'0'.repeat(64)}`)).status()).toBe(404);
  });
});

/** One grey pixel. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==',
  'base64',
);
