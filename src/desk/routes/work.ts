/** The operator's work: the next task, its card, and what is said of it by one press. */
import type { Context, Hono } from 'hono';
import { html } from 'hono/html';
import { no } from '../../fieldwork/desk-answers.ts';
import {
  checkedNothing,
  confirmSent,
  type Done,
  releaseTask,
  reportShut,
  sendFollowUp,
  takeTask,
} from '../../fieldwork/operator.ts';
import { deadlineOf } from '../../model/wave-state.ts';
import { type Cards, cardPath } from '../cards.ts';
import { answer, BAD_INPUT, type Draw, field } from '../draw.ts';
import type { DeskOptions } from '../options.ts';
import type { Page } from '../page.ts';
import { REASONS } from '../pages/send-card.ts';
import { nothingNow, taskLists } from '../pages/tasks.ts';

export function workRoutes(
  app: Hono<Page>,
  options: DeskOptions,
  { cards, draw, changed }: { cards: Cards; draw: Draw; changed: () => void },
): void {
  const { work } = options;

  app.get('/next', async (c) => {
    const all = await cards.tasks();
    const now = work.clock.now();
    const me = c.get('operator')!.name;
    const next =
      all.find((t) => t.takenBy === me && t.kind !== 'check') ??
      all.find(
        (t) => t.dueAt <= now && (t.takenBy ?? me) === me && (t.kind !== 'send' || work.mode !== null),
      );
    if (next) return c.redirect(`${cardPath(next.probe.id)}${new URL(c.req.url).search}`, 303);
    const words = c.get('words');
    const lender = (id: string) => options.lenders.get(id) ?? id;
    const given = { tasks: all, now, me, lender };
    return draw(
      c,
      { title: words.say('way.next'), way: 'next', live: true },
      html`<div id="now" data-fresh>${nothingNow(words, given)}</div>${taskLists(words, given)}`,
    );
  });

  app.get('/tasks/:probe', (c) => cards.show(c as Context<Page>));

  /** An action on a probe. What it came to is told on its card, or, once it is done with, with the next task. */
  const act = (
    what: string,
    done: string,
    then: 'card' | 'next',
    run: (c: Context<Page>, by: string, probe: string) => Promise<Done>,
  ) =>
    app.post(`/tasks/:probe/${what}`, async (c) => {
      const id = c.req.param('probe');
      const outcome = await run(c as Context<Page>, c.get('operator')!.name, id);
      changed();
      const stays = then === 'card' || (!outcome.ok && outcome.code !== 'taken');
      return answer(c as Context<Page>, stays ? cardPath(id) : '/next', outcome, done);
    });

  act('take', 'taken', 'card', (_c, by, id) => takeTask(work, by, id));
  act('sent', 'sent', 'next', (_c, by, id) => confirmSent(work, by, id));
  act('release', 'released', 'next', (_c, by, id) =>
    releaseTask(work, by, id, 'given back: it must not be sent any more'),
  );
  act('follow-up', 'follow', 'card', async (c, by, id) =>
    options.recorder && field(c, 'sure') === 'yes'
      ? sendFollowUp(work, by, id, options.recorder, field(c, 'text'))
      : BAD_INPUT,
  );

  app.post('/tasks/:probe/nothing', async (c) => {
    const id = c.req.param('probe');
    await work.refresh();
    const state = work.state.probes.get(id);
    const deadline = state ? deadlineOf(state, work.plan.wave.deadlineHours) : null;
    // A page from before the deadline asked for less than this press would prove by now.
    const unconfirmed =
      deadline !== null &&
      work.clock.now() > deadline &&
      state?.phase === 'sent' &&
      field(c, 'sure') !== 'yes';
    const outcome = unconfirmed
      ? no('look-again', 'the deadline has passed meanwhile')
      : await checkedNothing(work, c.get('operator')!.name, id);
    changed();
    return answer(c as Context<Page>, outcome.ok ? '/next' : cardPath(id), outcome, 'nothing');
  });

  app.post('/tasks/:probe/could-not', async (c) => {
    const id = c.req.param('probe');
    const by = c.get('operator')!.name;
    const why = REASONS.find((r) => r === field(c, 'why'));
    if (!why) return answer(c as Context<Page>, cardPath(id), BAD_INPUT, '');
    if (why === 'unsure')
      return answer(c as Context<Page>, cardPath(id), no('look-first', 'it may have gone'), '');
    const reason = [IN_ENGLISH[why], field(c, 'what').slice(0, 300)].filter((s) => s !== '').join(': ');
    const shut = why !== 'no-time' && why !== 'technical';
    const outcome = shut
      ? await reportShut(work, by, id, why, reason)
      : await releaseTask(work, by, id, reason);
    changed();
    return answer(c as Context<Page>, '/next', outcome, shut ? 'shut' : 'released');
  });
}

/** What stands in the ledger, whatever language the operator reads. */
const IN_ENGLISH: Record<Exclude<(typeof REASONS)[number], 'unsure'>, string> = {
  'no-time': 'given back: not now',
  technical: 'the operator’s phone or messenger does not work',
  'channel-unavailable': 'there is no such account',
  gated: 'it demands something first',
  blocked: 'they have blocked us',
};
