/** The page of one task: which card it needs, for whom, and the lists below it. */
import type { Context } from 'hono';
import { html } from 'hono/html';
import { deskView } from '../fieldwork/desk-view.ts';
import { type Task, tasksOf } from '../fieldwork/tasks.ts';
import type { PlannedProbe } from '../model/plan.ts';
import { isAssisted } from '../model/vocabulary.ts';
import type { Draw } from './draw.ts';
import { handsOf } from './hands.ts';
import type { ChatLink, DeskOptions } from './options.ts';
import type { Page } from './page.ts';
import { checkCard, ownCard, replyForms } from './pages/check-card.ts';
import { followUpForm } from './pages/follow-up.ts';
import type { Markup } from './pages/frame.ts';
import { type CardSetting, sendCard, takeCard } from './pages/send-card.ts';
import { taskLists } from './pages/tasks.ts';

export interface Cards {
  /** The tasks now, each with whose hands it is in. */
  tasks(): Promise<Task[]>;
  /** Draws the page of the task in the path; `wrong` says why what was handed in was not taken. */
  show(c: Context<Page>, wrong?: string): Promise<Response>;
}

export const cardPath = (probe: string): string => `/tasks/${encodeURIComponent(probe)}`;

export function cardsWith(options: DeskOptions, draw: Draw): Cards {
  const { work } = options;
  const named = (lender: string) => options.lenders.get(lender) ?? lender;

  const tasks = async (): Promise<Task[]> => {
    await work.refresh();
    return handsOf(work, tasksOf(work, work.clock.now()));
  };

  const linkTo = ({ channel, address }: PlannedProbe, text: string): ChatLink | null =>
    isAssisted(channel) ? safeLink(options.link(channel, address, text)) : null;
  const setting = (c: Context<Page>, probe: PlannedProbe, text: string): CardSetting => ({
    words: c.get('words'),
    csrf: c.get('csrf'),
    now: work.clock.now(),
    lender: named(probe.lender),
    link: linkTo(probe, text),
    chat: linkTo(probe, ''),
    mailTo: options.mailTo(probe),
  });

  async function cardOf(c: Context<Page>, probe: PlannedProbe, task: Task | undefined): Promise<Markup> {
    const { say } = c.get('words');
    const operator = c.get('operator')!;
    // The chat alone: the question must not stand in the input box a second time.
    const chat = setting(c, probe, '');
    if (task && task.kind !== 'check') {
      if (task.takenBy === undefined) return takeCard(chat, task, work.mode !== null);
      if (task.takenBy !== operator.name)
        return plainCard(chat.lender, say('watch.taken', { who: task.takenBy }));
      return task.unclear ? ownCard(chat, probe) : sendCard(setting(c, probe, task.text), task);
    }
    const answered = (await deskView(work)).probes.some(
      (g) => g.probe.id === probe.id && g.answeredAt !== undefined,
    );
    const follow = answered ? followUp(c, probe) : '';
    if (task) return html`${checkCard(chat, task, operator, answered)}${follow}`;
    const { phase } = work.state.probes.get(probe.id) ?? { phase: 'planned' };
    if (phase === 'sent')
      return html`${plainCard(say('watch.title', { lender: chat.lender }), say('watch.means'))}${replyForms(chat, probe, operator)}${follow}`;
    // What stands in a voice message or a picture may be written down later, and an export gives better times.
    if (phase === 'closed' && answered)
      return html`${plainCard(chat.lender, say('watch.overAnswered'))}${replyForms(chat, probe, operator)}`;
    const early = phase === 'planned' || phase === 'not-sent';
    return plainCard(chat.lender, say(early ? 'refused.too-early' : 'watch.over'));
  }

  /** Offered only where the recorder can send it. The action itself judges again. */
  function followUp(c: Context<Page>, probe: PlannedProbe): Markup | '' {
    if (!options.recorder || probe.channel !== 'telegram' || work.mode === null) return '';
    return work.state.probes.get(probe.id)?.followUp
      ? ''
      : followUpForm(c.get('words'), c.get('csrf'), probe);
  }

  return {
    tasks,
    async show(c, wrong) {
      const words = c.get('words');
      const probe = work.plan.probes.find((p) => p.id === c.req.param('probe') && isAssisted(p.channel));
      if (!probe) return c.notFound();
      const all = await tasks();
      const body = await cardOf(
        c,
        probe,
        all.find((t) => t.probe.id === probe.id),
      );
      const given = { tasks: all, now: work.clock.now(), me: c.get('operator')!.name, lender: named };
      return draw(
        c,
        {
          title: named(probe.lender),
          way: 'next',
          live: true,
          ...(wrong === undefined ? {} : { notice: { tone: 'bad', text: wrong } }),
        },
        html`${body}${taskLists(words, given, probe.id)}`,
        wrong === undefined ? 200 : 422,
      );
    },
  };
}

const plainCard = (title: string, text: string): Markup =>
  html`<section class="card"><h1>${title}</h1><p>${text}</p></section>`;

/** A link that could do anything but open a chat never gets into a page. */
function safeLink(link: ChatLink | null): ChatLink | null {
  return link && /^(?:https:\/\/|viber:\/\/)/.test(link.href) ? link : null;
}
