/**
 * The blinded coding bench (methods.md, section 3.4): pages under /coding. Each coder meets the replies in an order of
 * their own and sees nobody's codes but theirs; the lead alone sees how far the coders agree.
 */
import { type Context, Hono } from 'hono';
import { html } from 'hono/html';
import { SetupError } from '../../model/errors.ts';
import { answer, type Draw } from '../draw.ts';
import type { Page } from '../page.ts';
import type { Notice } from '../pages/frame.ts';
import { codesIn, type Ticked, tickedIn, tickedOf } from './answers.ts';
import type { BenchCodes, BenchItem, CodingBench } from './bench.ts';
import { agreementPage } from './pages/agreement.ts';
import { BENCH_STYLE, keyList, replyPath } from './pages/parts.ts';
import { replyPage } from './pages/reply.ts';
import { startPage } from './pages/start.ts';

type Sheet = Awaited<ReturnType<CodingBench['sheet']>>;

/** `open` is called at the first look and kept; it rejects with SetupError where the wave has not been assessed yet. */
export const codingPages =
  (open: () => Promise<CodingBench>) =>
  (draw: Draw): Hono<Page> => {
    const app = new Hono<Page>();
    const bench = once(open);
    const me = (c: Context<Page>) => c.get('operator')!.name;

    /** Draws what needs the bench, or says why there is none. */
    const withBench = async (c: Context<Page>, then: (opened: CodingBench) => Promise<Response>) => {
      const opened = await bench().catch((error: unknown) => {
        if (error instanceof SetupError) return error;
        throw error;
      });
      if (!(opened instanceof SetupError)) return then(opened);
      const { say } = c.get('words');
      const body = html`<h1>${say('coding.never')}</h1><p>${say('coding.neverHow')}</p><p class="soft small" lang="en">${opened.message}</p>`;
      return draw(c, { title: say('coding.title'), way: 'coding' }, body, 409);
    };

    const drawReply = (
      c: Context<Page>,
      { items, coded }: Sheet,
      item: BenchItem,
      given: { ticked: Ticked; faults: readonly string[]; notice?: Notice },
    ) => {
      const words = c.get('words');
      const at = items.indexOf(item);
      const body = replyPage(words, {
        ...given,
        item,
        place: at + 1,
        done: items.filter((i) => coded.has(i.name)).length,
        all: items.length,
        previous: items[at - 1]?.name ?? null,
        next: items[at + 1]?.name ?? null,
        again: coded.has(item.name),
        csrf: c.get('csrf'),
      });
      const { notice } = given;
      const title = words.say('coding.reply', { n: at + 1 });
      return draw(c, { title, way: 'coding', ...(notice && { notice }) }, body, notice ? 422 : 200);
    };

    app.get('/', (c) =>
      withBench(c, async (opened) => {
        const words = c.get('words');
        const sheet = await opened.sheet(me(c));
        const body = startPage(words, { ...sheet, lead: c.get('operator')!.lead === true });
        return draw(c, { title: words.say('coding.title'), way: 'coding' }, body);
      }),
    );

    app.get('/next', (c) =>
      withBench(c, async (opened) => c.redirect(afterwards(await opened.sheet(me(c)), null), 303)),
    );

    app.get('/keys', (c) => {
      const words = c.get('words');
      const body = html`${BENCH_STYLE}<h1>${words.say('coding.keys')}</h1><section class="card">${keyList(words)}</section><p><a href="/coding">${words.say('coding.title')}</a></p>`;
      return draw(c, { title: words.say('coding.keys'), way: 'coding' }, body);
    });

    app.get('/agreement', async (c) => {
      const words = c.get('words');
      const title = words.say('coding.agreement');
      if (c.get('operator')!.lead !== true) {
        const body = html`<h1>${title}</h1><p>${words.say('coding.leadOnly')}</p><p><a href="/coding">${words.say('coding.title')}</a></p>`;
        return draw(c, { title, way: 'coding' }, body, 403);
      }
      return withBench(c, async (opened) =>
        draw(c, { title, way: 'coding' }, agreementPage(words, await opened.agreement())),
      );
    });

    app.get('/replies/:name', (c) =>
      withBench(c as Context<Page>, async (opened) => {
        const sheet = await opened.sheet(me(c as Context<Page>));
        const item = sheet.items.find((i) => i.name === c.req.param('name'));
        if (!item) return c.notFound();
        const said = sheet.coded.get(item.name);
        const ticked = said ? tickedOf(said) : new Set<string>();
        return drawReply(c as Context<Page>, sheet, item, { ticked, faults: [] });
      }),
    );

    app.post('/replies/:name', (c) =>
      withBench(c as Context<Page>, async (opened) => {
        const sheet = await opened.sheet(me(c as Context<Page>));
        const item = sheet.items.find((i) => i.name === c.req.param('name'));
        if (!item) return c.notFound();
        const ticked = tickedIn(c.get('form'));
        const refused = (text: string, faults: readonly string[]) =>
          drawReply(c as Context<Page>, sheet, item, { ticked, faults, notice: { tone: 'bad', text } });
        const { codes, open: missing, torn } = codesIn(ticked);
        const words = c.get('words');
        const names = (ids: string[]) => ids.map((id) => words.named('criterion', id)).join(' ');
        if (torn.length > 0) return refused(`${words.say('coding.torn')} ${names(torn)}`, torn);
        if (missing.length > 0) return refused(`${words.say('coding.stillOpen')} ${names(missing)}`, missing);
        const entered = await opened.enter(me(c as Context<Page>), item.name, codes);
        if (!entered.ok) return refused(`${words.say('coding.notSaved')} ${entered.reason}`, []);
        const next = afterwards(withCodes(sheet, item.name, codes), item.name);
        const done = sheet.coded.has(item.name) ? 'recoded' : 'coded';
        return answer(c as Context<Page>, next, { ok: true }, done);
      }),
    );

    return app;
  };

/** What is opened once is kept; what could not be opened is tried again at the next look. */
function once<T>(open: () => Promise<T>): () => Promise<T> {
  let opening: Promise<T> | undefined;
  return () => {
    opening ??= open().catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return opening;
  };
}

const withCodes = ({ items, coded }: Sheet, name: string, codes: BenchCodes): Sheet => ({
  items,
  coded: new Map([...coded, [name, codes]]),
});

/** The next reply that is not coded, from this one on and round to the start; the first page once all are. */
function afterwards({ items, coded }: Sheet, name: string | null): string {
  const from = items.findIndex((i) => i.name === name) + 1;
  const next = [...items.slice(from), ...items.slice(0, from)].find((i) => !coded.has(i.name));
  return next ? replyPath(next.name) : '/coding';
}
