/** Pages that show: the wave, the lenders, the list, the evidence, the news; and the pause. */
import type { Context, Hono } from 'hono';
import { html } from 'hono/html';
import { deskView, lenderTimeline } from '../../fieldwork/desk-view.ts';
import { forbidContact, pauseSending, resumeSending } from '../../fieldwork/operator.ts';
import { tasksOf } from '../../fieldwork/tasks.ts';
import { answer, BAD_INPUT, type Draw, field } from '../draw.ts';
import { INERT_POLICY } from '../guard/headers.ts';
import type { Sessions } from '../guard/sessions.ts';
import { handsOf } from '../hands.ts';
import type { Live } from '../live.ts';
import type { DeskOptions } from '../options.ts';
import type { Page } from '../page.ts';
import { glancePage } from '../pages/glance.ts';
import { leaveAlonePage, SCOPES } from '../pages/leave-alone.ts';
import { lenderPage, lendersPage } from '../pages/lenders.ts';

export function watchRoutes(
  app: Hono<Page>,
  options: DeskOptions,
  draw: Draw,
  live: Live,
  sessions: Sessions,
): void {
  const { work } = options;
  const named = (lender: string) => options.lenders.get(lender) ?? lender;
  const view = async () => {
    await work.refresh();
    return deskView(work);
  };
  const me = (c: Context<Page>) => c.get('operator')!.name;

  app.get('/', async (c) => {
    const words = c.get('words');
    const seen = await view();
    const due = handsOf(work, tasksOf(work, seen.now)).filter(
      (t) =>
        (t.takenBy ?? me(c)) === me(c) &&
        (t.dueAt <= seen.now || (t.takenBy === me(c) && t.kind !== 'check')),
    );
    const given = { view: seen, title: work.plan.wave.title, due: due.length, csrf: c.get('csrf') };
    return draw(c, { title: words.say('way.wave'), way: 'wave', live: true }, glancePage(words, given));
  });

  app.get('/lenders', async (c) => {
    const words = c.get('words');
    const body = lendersPage(words, await view(), named);
    return draw(c, { title: words.say('lenders.title'), way: 'lenders', live: true }, body);
  });

  app.get('/lenders/:lender', async (c) => {
    const words = c.get('words');
    const id = c.req.param('lender');
    const seen = await view();
    const probes = seen.probes.filter((g) => g.probe.lender === id);
    if (probes.length === 0 && !options.lenders.has(id)) return c.notFound();
    const moments = await lenderTimeline(work, id);
    const body = lenderPage(words, { lender: named(id), probes, moments, now: seen.now });
    return draw(c, { title: named(id), way: 'lenders', live: true }, body);
  });

  app.get('/leave-alone', async (c) => {
    const words = c.get('words');
    const entities = [...new Set(work.plan.probes.map((p) => p.entity))].sort();
    const body = leaveAlonePage(words, await view(), c.get('csrf'), entities);
    return draw(c, { title: words.say('list.title'), way: 'leave-alone' }, body);
  });

  app.post('/leave-alone', async (c) => {
    const scope = SCOPES.find((s) => s === field(c, 'scope'));
    const entry = { value: field(c, 'value'), reason: field(c, 'reason') };
    const outcome =
      scope && entry.value && entry.reason
        ? await forbidContact(work, me(c), { scope, ...entry })
        : BAD_INPUT;
    live.changed();
    return answer(c, '/leave-alone', outcome, 'listed');
  });

  app.post('/pause', async (c) => {
    const outcome = await pauseSending(work, me(c), field(c, 'reason'));
    live.changed();
    return answer(c, '/', outcome, 'paused');
  });

  app.post('/resume', async (c) => {
    const outcome = field(c, 'sure') === 'yes' ? await resumeSending(work, me(c)) : BAD_INPUT;
    live.changed();
    return answer(c, '/', outcome, 'resumed');
  });

  app.get('/events', (c) => {
    const id = c.get('visitor');
    const stream = live.stream(c, id, () => sessions.find(id, Date.now(), true) !== null);
    return stream ?? c.text('Too many open pages.', 503, { 'Retry-After': '30' });
  });

  app.get('/evidence/:sha', async (c) => {
    const sha = c.req.param('sha');
    await work.refresh();
    if (!/^[0-9a-f]{64}$/.test(sha) || !isEvidence(sha)) return c.notFound();
    const bytes = await work.ledger.evidence(sha);
    return c.body(new Uint8Array(bytes), 200, {
      'Content-Type': 'application/octet-stream',
      'Content-Disposition': `attachment; filename="doorbell-${sha.slice(0, 16)}.bin"`,
      'Content-Security-Policy': INERT_POLICY,
    });
  });

  /** Evidence of this wave: what came in, and the copies of what went out. */
  const isEvidence = (sha: string): boolean =>
    work.state.captures.some((capture) => capture.evidence === sha) ||
    [...work.state.probes.values()].some((p) => p.intent?.evidence === sha || p.followUp?.evidence === sha);

  app.notFound((c) => {
    const words = c.get('words');
    return draw(
      c,
      { title: words.say('error.title') },
      html`<h1>${words.say('error.missing')}</h1><p><a href="/">${words.say('error.back')}</a></p>`,
      404,
    );
  });
}
