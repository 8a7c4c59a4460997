/** The simulated phones as plain pages on loopback, for a person who tries the desk: open a link, press Send, export. */
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DateTime } from 'luxon';
import { bodyOf } from '../web/http.ts';
import { escapeHtml } from '../web/pages/shell.ts';
import type { Door } from './accounts.ts';
import type { Phone } from './phone.ts';

export interface PhonePages {
  /** Where a browser finds them. */
  url: string;
  stop(): Promise<void>;
}

interface Opened {
  phone: Phone;
  link: string;
  door: Door;
}

/** Rejects when the port is taken. */
export async function servePhones(phones: readonly Phone[], port: number): Promise<PhonePages> {
  const server = createServer((request, response) => {
    handle(request.method ?? 'GET', new URL(request.url ?? '/', 'http://phones.example')).catch(() =>
      response.destroy(),
    );

    async function handle(method: string, url: URL): Promise<void> {
      if (method === 'POST' && !isOwn(request.headers)) return answer(response, 403, 'Not from here.');
      const fields = method === 'POST' ? new URLSearchParams(await bodyOf(request)) : url.searchParams;
      const opened = openedBy(fields);
      if (url.pathname === '/' || !opened)
        return answer(response, opened || url.pathname === '/' ? 200 : 404, home(phones));
      const text = fields.get('text')?.trim();
      if (method === 'POST' && url.pathname === '/send' && opened.door.account && text) {
        opened.phone.send(opened.door, text);
        response.writeHead(303, { location: pathOf('/open', opened) }).end();
        return;
      }
      const file = url.pathname === '/export' ? opened.phone.exported(opened.door) : null;
      if (!file) return answer(response, 200, chat(opened));
      response.writeHead(200, {
        'content-type': 'application/octet-stream',
        'content-disposition': `attachment; filename="${file.name}"`,
      });
      response.end(file.bytes);
    }
  });

  function openedBy(fields: URLSearchParams): Opened | null {
    const phone = phones.find((p) => p.owner === fields.get('phone'));
    const link = fields.get('link')?.trim() ?? '';
    const door = phone?.open(link);
    return phone && door ? { phone, link, door } : null;
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async stop() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** Another site's page can't press Send here. */
const isOwn = ({ origin, host }: IncomingHttpHeaders): boolean =>
  origin !== undefined && URL.canParse(origin) && new URL(origin).host === host;

const pathOf = (path: string, { phone, link }: Opened): string =>
  `${path}?${new URLSearchParams({ phone: phone.owner, link })}`;

const home = (phones: readonly Phone[]): string => `<h1>Simulated phones</h1>
<p>Copy the address of the desk's "Open" link and paste it here. Nothing of it leaves this machine.</p>
<form action="/open">${phones
  .map(
    ({ owner, timeZone }, n) =>
      `<p><label><input type="radio" name="phone" value="${escapeHtml(owner)}"${n === 0 ? ' checked' : ''}> ${escapeHtml(owner)}'s, ${escapeHtml(timeZone)}</label></p>`,
  )
  .join('')}
<p><label>Link <input name="link" size="60" required></label> <button>Open</button></p></form>
${phones.map(talksOf).join('')}`;

const talksOf = (phone: Phone): string =>
  phone.talks().length === 0
    ? ''
    : `<h2>${escapeHtml(phone.owner)}</h2><ul>${phone
        .talks()
        .map(
          ({ account }) =>
            `<li>${escapeHtml(account.lender.name)} (${account.app}): ${escapeHtml(account.address)}</li>`,
        )
        .join('')}</ul>`;

function chat(opened: Opened): string {
  const { phone, link, door } = opened;
  const title = `<p><a href="/">Phones</a></p><h1>${escapeHtml(phone.owner)}'s ${door.app}</h1>`;
  if (!door.account) return `${title}<p>Nobody has this name or number here.</p>`;
  const said = phone.read(door);
  const draft = said.some((s) => s.side === 'own' && s.text === door.draft) ? '' : door.draft;
  const hidden = `<input type="hidden" name="phone" value="${escapeHtml(phone.owner)}"><input type="hidden" name="link" value="${escapeHtml(link)}">`;
  const lines = said.map((s) => {
    const at = DateTime.fromMillis(s.at, { zone: phone.timeZone }).toFormat('dd.MM.yyyy HH:mm');
    const who = s.side === 'own' ? phone.owner : door.account!.lender.name;
    return `<li><small>${at}</small> <b>${escapeHtml(who)}</b>${s.edited ? ' (edited)' : ''}<br>${escapeHtml(s.text).replaceAll('\n', '<br>')}</li>`;
  });
  return `${title}<h2>${escapeHtml(door.account.lender.name)}</h2><ol>${lines.join('')}</ol>
<form method="post" action="/send">${hidden}<p><textarea name="text" rows="6" cols="60" required>${escapeHtml(draft)}</textarea></p><button>Send</button></form>
${phone.exported(door) ? `<p><a href="${escapeHtml(pathOf('/export', opened))}" download>Export chat</a></p>` : '<p>This phone can export no chat of this messenger: copy the words.</p>'}`;
}

function answer(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'",
    'cache-control': 'no-store',
  });
  response.end(`<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Simulated phones</title><body style="font:16px/1.5 system-ui;max-width:42rem;margin:1rem auto;padding:0 1rem">${body}`);
}
