/** The operator's work: the next task, its card, and every action on it. */
import type { Context, Hono } from 'hono';
import { html } from 'hono/html';
import { deskView } from '../../fieldwork/desk-view.ts';
import {
  checkedNothing,
  confirmSent,
  type Done,
  handInExport,
  releaseTask,
  reportOwn,
  reportReply,
  reportShut,
  sendFollowUp,
  takeTask,
} from '../../fieldwork/operator.ts';
import { type Task, tasksOf } from '../../fieldwork/tasks.ts';
import { ExportReading } from '../../model/evidence.ts';
import type { PlannedProbe } from '../../model/plan.ts';
import { isAssisted } from '../../model/vocabulary.ts';
import { answer, type Draw, field } from '../draw.ts';
import { exportIn, pictureIn } from '../guard/uploads.ts';
import { handsOf } from '../hands.ts';
import type { ChatLink, DeskOptions } from '../options.ts';
import type { Page } from '../page.ts';
import { checkCard, ownCard, replyForms } from '../pages/check-card.ts';
import { followUpForm } from '../pages/follow-up.ts';
import type { Markup } from '../pages/frame.ts';
import { type CardSetting, REASONS, sendCard, takeCard } from '../pages/send-card.ts';
import { nothingNow, taskLists } from '../pages/tasks.ts';

export function workRoutes(app: Hono<Page>, options: DeskOptions, draw: Draw, changed: () => void): void {
  const { work } = options;
  const named = (lender: string) => options.lenders.get(lender) ?? lender;
  const cardPath = (id: string) => `/tasks/${encodeURIComponent(id)}`;

  /** The tasks, each with whose hands it is in. */
  const tasks = async (): Promise<Task[]> => {
    await work.refresh();
    return handsOf(work, tasksOf(work, work.clock.now()));
  };
  const setting = (c: Context<Page>, probe: PlannedProbe, text: string): CardSetting => ({
    words: c.get('words'),
    csrf: c.get('csrf'),
    now: work.clock.now(),
    lender: named(probe.lender),
    link: isAssisted(probe.channel) ? safeLink(options.link(probe.channel, probe.address, text)) : null,
  });

  app.get('/next', async (c) => {
    const all = await tasks();
    const now = work.clock.now();
    const me = c.get('operator')!.name;
    const next =
      all.find((t) => t.takenBy === me && t.kind !== 'check') ??
      all.find(
        (t) => t.dueAt <= now && (t.takenBy ?? me) === me && (t.kind !== 'send' || work.mode !== null),
      );
    const query = new URL(c.req.url).search;
    if (next) return c.redirect(`${cardPath(next.probe.id)}${query}`, 303);
    const words = c.get('words');
    const given = { tasks: all, now, me, lender: named };
    return draw(
      c,
      { title: words.say('way.next'), way: 'next', live: true },
      html`<div id="now" data-fresh>${nothingNow(words, given)}</div>${taskLists(words, given)}`,
    );
  });

  app.get('/tasks/:probe', async (c) => {
    const all = await tasks();
    return card(c, all);
  });

  async function card(
    c: Context<Page>,
    all: Task[],
    notice?: { tone: 'bad'; text: string },
  ): Promise<Response> {
    const words = c.get('words');
    const operator = c.get('operator')!;
    const probe = probeIn(c);
    if (!probe)
      return draw(c, { title: words.say('error.title') }, html`<h1>${words.say('error.missing')}</h1>`, 404);
    const task = all.find((t) => t.probe.id === probe.id);
    const body = await cardOf(c, probe, task);
    const lists = taskLists(
      words,
      { tasks: all, now: work.clock.now(), me: operator.name, lender: named },
      probe.id,
    );
    return draw(
      c,
      { title: named(probe.lender), way: 'next', live: true, ...(notice ? { notice } : {}) },
      html`${body}${lists}`,
      notice ? 422 : 200,
    );
  }

  async function cardOf(c: Context<Page>, probe: PlannedProbe, task: Task | undefined): Promise<Markup> {
    const words = c.get('words');
    const operator = c.get('operator')!;
    const me = operator.name;
    if (task && task.kind !== 'check') {
      const set = setting(c, probe, task.text);
      if (task.unclear) return ownCard(setting(c, probe, ''), probe);
      if (task.takenBy === undefined) return takeCard(set, task, work.mode !== null);
      if (task.takenBy === me) return sendCard(set, task);
      return html`<section class="card"><h1>${set.lender}</h1><p class="note">${words.say('watch.taken', { who: task.takenBy })}</p></section>`;
    }
    // The chat alone: the question must not stand in the input box a second time.
    const set = setting(c, probe, '');
    const follow = await followUp(c, probe);
    if (task) return html`${checkCard(set, task, operator)}${follow}`;
    const { phase } = work.state.probes.get(probe.id) ?? { phase: 'planned' };
    if (phase === 'sent')
      return html`<section class="card"><h1>${words.say('watch.title', { lender: set.lender })}</h1><p>${words.say('watch.means')}</p></section>${replyForms(set, probe, operator)}${follow}`;
    return html`<section class="card"><h1>${set.lender}</h1><p>${words.say(phase === 'planned' || phase === 'not-sent' ? 'refused.too-early' : 'watch.over')}</p></section>`;
  }

  /** Offered only where the recorder can send it, and something has been answered. The action itself judges again. */
  async function followUp(c: Context<Page>, probe: PlannedProbe): Promise<Markup | ''> {
    if (!options.recorder || probe.channel !== 'telegram' || work.mode === null) return '';
    if (work.state.probes.get(probe.id)?.followUp) return '';
    const glance = (await deskView(work)).probes.find((g) => g.probe.id === probe.id);
    return glance?.answeredAt === undefined ? '' : followUpForm(c.get('words'), c.get('csrf'), probe);
  }

  const probeIn = (c: Context<Page>): PlannedProbe | undefined =>
    work.plan.probes.find((p) => p.id === c.req.param('probe') && isAssisted(p.channel));

  /** An action on a probe: what it came to is told on the page `to`. */
  const act = (
    what: string,
    done: string,
    to: 'card' | 'next',
    run: (c: Context<Page>, by: string, probe: string) => Promise<Done>,
  ) =>
    app.post(`/tasks/:probe/${what}`, async (c) => {
      const id = c.req.param('probe');
      const outcome = await run(c as Context<Page>, c.get('operator')!.name, id);
      changed();
      const stays = to === 'card' || (!outcome.ok && outcome.code !== 'taken');
      return answer(c as Context<Page>, stays ? cardPath(id) : '/next', outcome, done);
    });

  act('take', 'taken', 'card', (_c, by, id) => takeTask(work, by, id));
  act('sent', 'sent', 'next', (_c, by, id) => confirmSent(work, by, id));
  act('release', 'released', 'next', (_c, by, id) =>
    releaseTask(work, by, id, 'given back: it must not be sent any more'),
  );
  act('nothing', 'nothing', 'next', (_c, by, id) => checkedNothing(work, by, id));
  act('follow-up', 'follow', 'card', async (c, by, id) =>
    options.recorder && field(c, 'sure') === 'yes'
      ? sendFollowUp(work, by, id, options.recorder, field(c, 'text'))
      : BAD_INPUT,
  );

  app.post('/tasks/:probe/could-not', async (c) => {
    const id = c.req.param('probe');
    const by = c.get('operator')!.name;
    const why = REASONS.find((r) => r === field(c, 'why'));
    const reason = [why && IN_ENGLISH[why], field(c, 'what').slice(0, 300)].filter(Boolean).join(': ');
    const shut = why === 'channel-unavailable' || why === 'gated' || why === 'blocked';
    const outcome = !why
      ? BAD_INPUT
      : shut
        ? await reportShut(work, by, id, why, reason)
        : await releaseTask(work, by, id, reason);
    changed();
    return answer(c as Context<Page>, '/next', outcome, shut ? 'shut' : 'released');
  });

  /** Says on the card why a file was not taken, and notes it. */
  async function refuseUpload(c: Context<Page>, why: string, sentence: string): Promise<Response> {
    const detail = `${c.req.param('probe')}: ${why}`.slice(0, 300);
    await work.ledger.append(work.plan.wave.id, [
      { kind: 'desk-noted', by: c.get('operator')!.name, what: 'refused-upload', detail },
    ]);
    return card(c, await tasks(), { tone: 'bad', text: sentence });
  }

  app.post('/tasks/:probe/reply', async (c) => {
    const words = c.get('words');
    const picture = await pictureIn(c.get('form').picture);
    if (picture && 'refused' in picture)
      return refuseUpload(c as Context<Page>, picture.refused, words.say(`upload.${picture.refused}`));
    const text = field(c, 'text');
    if (text === '' && !picture)
      return card(c as Context<Page>, await tasks(), { tone: 'bad', text: words.say('upload.nothing') });
    const shown = field(c, 'shown');
    const outcome = await reportReply(work, c.get('operator')!.name, c.req.param('probe'), {
      text,
      ...(shown === '' ? {} : { shownTime: shown.slice(0, 60) }),
      ...(picture ? { screenshot: picture } : {}),
    });
    changed();
    return answer(
      c as Context<Page>,
      outcome.ok ? '/next' : cardPath(c.req.param('probe')),
      outcome,
      'reply',
    );
  });

  app.post('/tasks/:probe/own', async (c) => {
    const picture = await pictureIn(c.get('form').picture);
    if (picture && 'refused' in picture)
      return refuseUpload(
        c as Context<Page>,
        picture.refused,
        c.get('words').say(`upload.${picture.refused}`),
      );
    const outcome = await reportOwn(
      work,
      c.get('operator')!.name,
      c.req.param('probe'),
      picture ? { screenshot: picture } : {},
    );
    changed();
    return answer(c as Context<Page>, '/next', outcome, 'own');
  });

  app.post('/tasks/:probe/export', async (c) => {
    const words = c.get('words');
    const operator = c.get('operator')!;
    const file = await exportIn(c.get('form').file);
    if (!file || 'refused' in file || file.bytes.length === 0) {
      const why = file && 'refused' in file ? file.refused : 'empty';
      return refuseUpload(c as Context<Page>, why, words.say(`upload.${why}`));
    }
    const reading = ExportReading.safeParse({
      app: field(c, 'app'),
      timeZone: operator.timeZone,
      daysFirst: operator.daysFirst,
      ownName: field(c, 'own'),
    });
    if (!reading.success) return answer(c as Context<Page>, cardPath(c.req.param('probe')), BAD_INPUT, '');
    const problem = options.problemOfExport(file.bytes, reading.data);
    if (problem !== null)
      return refuseUpload(c as Context<Page>, problem, words.say('upload.bad-export', { problem }));
    const outcome = await handInExport(work, operator.name, c.req.param('probe'), {
      bytes: file.bytes,
      reading: reading.data,
    });
    changed();
    return answer(
      c as Context<Page>,
      outcome.ok ? '/next' : cardPath(c.req.param('probe')),
      outcome,
      'reply',
    );
  });
}

const BAD_INPUT: Done = { ok: false, code: 'bad-input', reason: 'something is missing' };

/** What stands in the ledger, whatever language the operator reads. */
const IN_ENGLISH: Record<(typeof REASONS)[number], string> = {
  'no-time': 'given back: not now',
  technical: 'the operator’s phone or messenger does not work',
  'channel-unavailable': 'there is no such account',
  gated: 'it demands something first',
  blocked: 'they have blocked us',
};

/** A link that could do anything but open a chat never gets into a page. */
function safeLink(link: ChatLink | null): ChatLink | null {
  return link && /^(?:https:\/\/|viber:\/\/)/.test(link.href) ? link : null;
}
