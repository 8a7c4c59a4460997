/** Draws a page for whoever asks, with what the last action came to. */
import type { Context } from 'hono';
import type { Done } from '../fieldwork/operator.ts';
import type { DeskOptions } from './options.ts';
import type { Page } from './page.ts';
import { type Frame, framed, type Markup, type Notice } from './pages/frame.ts';
import type { Words } from './words.ts';

export type Draw = (
  c: Context<Page>,
  page: { title: string; way?: Frame['way']; live?: boolean; notice?: Notice | null },
  body: Markup,
  status?: 200 | 400 | 403 | 404 | 409 | 413 | 422 | 429 | 500,
) => Response | Promise<Response>;

export const drawWith =
  (options: DeskOptions): Draw =>
  (c, page, body, status = 200) =>
    c.html(
      framed(
        {
          words: c.get('words'),
          csrf: c.get('csrf'),
          path: c.req.path,
          operator: c.get('operator')?.name ?? null,
          mode: options.work.mode ?? 'closed',
          coding: options.coding !== undefined,
          notice: noticeIn(c.get('words'), c.req.query()),
          ...page,
        },
        body,
      ),
      status,
    );

/** What an action has come to, carried through the redirect that follows it: a code, never a sentence. */
function noticeIn(words: Words, query: Record<string, string>): Notice | null {
  const { done, refused, until } = query;
  const known = (kind: string, code: string | undefined) =>
    code !== undefined && words.named(kind, code) !== code ? words.named(kind, code) : null;
  const good = known('done', done);
  if (good) return { tone: 'good', text: good };
  const bad = known('refused', refused);
  if (!bad) return null;
  const at = Number(until);
  const when = Number.isFinite(at) && at > 0 && at < 8.64e15 ? ` (${words.moment(at)})` : '';
  return { tone: 'warn', text: bad + when };
}

/** Back to a page with the outcome of an action. */
export function answer(c: Context<Page>, to: string, outcome: Done, done: string): Response {
  const query = new URLSearchParams(
    outcome.ok
      ? { done }
      : { refused: outcome.code, ...(outcome.until === undefined ? {} : { until: String(outcome.until) }) },
  );
  return c.redirect(`${to}?${query}`, 303);
}

/** A text field of a form, trimmed; '' where it is missing. */
export function field(c: Context<Page>, name: string): string {
  const value = c.get('form')[name];
  return typeof value === 'string' ? value.trim() : '';
}

/** A form that lacks something: no form of ours is sent so by a browser. */
export const BAD_INPUT: Done = { ok: false, code: 'bad-input', reason: 'something is missing' };
