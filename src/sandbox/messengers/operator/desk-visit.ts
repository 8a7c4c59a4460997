/** An operator's browser at the desk: real pages over real HTTP, with a cookie jar and the forms as the pages give them. */
import { type CheerioAPI, load } from 'cheerio';

export interface DeskPage {
  /** Path of the page that was shown in the end. */
  path: string;
  /** Where the last action was refused until some moment: UTC ms. */
  refusedUntil: number | null;
  $: CheerioAPI;
}

export type Fields = Record<string, string | { name: string; bytes: Uint8Array }>;

export interface DeskVisit {
  get(path: string): Promise<DeskPage>;
  /**
   * Sends the form of a page whose action ends in `action`: its own hidden fields and `given`. Throws where the page
   * has no such form, or lacks a field that is given.
   */
  submit(page: DeskPage, action: string, given?: Fields): Promise<DeskPage>;
}

const MOST_REDIRECTS = 5;
/** Refusals that are no fault of the desk's: an upload that it can't read is told on the card itself. */
const SHOWN = new Set([200, 422]);

/** `url` is the desk's root. Rejects on any answer that is no page. */
export function visitDesk(url: string): DeskVisit {
  const jar = new Map<string, string>();
  const origin = new URL(url).origin;

  async function ask(path: string, init: RequestInit): Promise<DeskPage> {
    let next: { path: string; init: RequestInit } = { path, init };
    for (let n = 0; n <= MOST_REDIRECTS; n += 1) {
      const response = await fetch(new URL(next.path, origin), {
        ...next.init,
        redirect: 'manual',
        headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '), origin },
      });
      for (const cookie of response.headers.getSetCookie()) keep(cookie);
      const text = await response.text();
      const location = response.headers.get('location');
      if (response.status === 303 && location !== null) {
        next = { path: location, init: {} };
        continue;
      }
      if (!SHOWN.has(response.status))
        throw new Error(`the desk answered ${response.status} to ${next.path}: ${text.slice(0, 300)}`);
      const { pathname, searchParams } = new URL(next.path, origin);
      const until = searchParams.has('refused')
        ? Number(searchParams.get('until') ?? Number.NaN)
        : Number.NaN;
      return { path: pathname, refusedUntil: Number.isNaN(until) ? null : until, $: load(text) };
    }
    throw new Error(`the desk sends around in circles from ${path}`);
  }

  function keep(cookie: string): void {
    const [pair = '', ...rules] = cookie.split('; ');
    const at = pair.indexOf('=');
    if (rules.some((rule) => rule.toLowerCase() === 'max-age=0')) jar.delete(pair.slice(0, at));
    else jar.set(pair.slice(0, at), pair.slice(at + 1));
  }

  return {
    get: (path) => ask(path, {}),
    submit({ $, path }, action, given = {}) {
      const form = $(`form[action$="${action}"]`).first();
      if (form.length === 0) throw new Error(`${path} has no form "${action}"`);
      const body = new FormData();
      for (const hidden of form.find('input[type=hidden]'))
        body.append($(hidden).attr('name')!, $(hidden).attr('value') ?? '');
      for (const [name, value] of Object.entries(given)) {
        if (form.find(`[name="${name}"]`).length === 0)
          throw new Error(`${path}: the form "${action}" has no field "${name}"`);
        if (typeof value === 'string') body.append(name, value);
        else body.append(name, new Blob([new Uint8Array(value.bytes)]), value.name);
      }
      const files = form.attr('enctype') === 'multipart/form-data';
      return ask(form.attr('action')!, {
        method: 'POST',
        body: files ? body : new URLSearchParams([...body].map(([k, v]) => [k, String(v)])),
      });
    },
  };
}
