/** All tasks: those that can be done now, those in somebody's hands, those that are coming. */
import { html } from 'hono/html';
import type { Task } from '../../fieldwork/tasks.ts';
import { instant } from '../../model/scalars.ts';
import type { Words } from '../words.ts';
import type { Markup } from './frame.ts';

/** Coming tasks that are shown. */
const MOST_COMING = 12;

export interface TasksGiven {
  tasks: Task[];
  now: number;
  me: string;
  lender: (id: string) => string;
}

/** What stands on the page "next task" when there is nothing to do, and below the next task. */
export function taskLists(words: Words, { tasks, now, me, lender }: TasksGiven, but?: string): Markup {
  const rest = tasks.filter((t) => t.probe.id !== but);
  const mine = rest.filter((t) => t.takenBy === me);
  const due = rest.filter((t) => t.takenBy === undefined && t.dueAt <= now);
  const others = rest.filter((t) => t.takenBy !== undefined && t.takenBy !== me);
  const coming = rest.filter((t) => t.takenBy === undefined && t.dueAt > now).slice(0, MOST_COMING);
  const { say } = words;
  const line = (
    task: Task,
  ) => html`<li><div class="row"><a href="/tasks/${encodeURIComponent(task.probe.id)}">${lender(task.probe.lender)}</a>
<span class="chip">${words.named('channel', task.probe.channel)}</span><span class="chip ${task.kind === 'confirm' ? 'warn' : ''}">${say(`kind.${task.kind}`)}</span></div>
<span class="soft small">${
    task.takenBy !== undefined && task.takenBy !== me
      ? say('tasks.takenBy', { who: task.takenBy })
      : task.dueAt > now
        ? say('tasks.from', { when: words.moment(task.dueAt) })
        : say('tasks.until', { when: words.moment(task.until), away: words.away(task.until, now) })
  }</span></li>`;
  const list = (id: string, title: string, some: Task[]) =>
    some.length === 0
      ? ''
      : html`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2><ul class="list">${some.map(line)}</ul></section>`;
  return html`<div id="tasks" data-fresh>
${list('mine', say('tasks.mine'), mine)}
${list('due', say('tasks.due', { n: due.length }), due)}
${list('others', say('tasks.others'), others)}
${list('coming', say('tasks.coming'), coming)}
</div>`;
}

export function nothingNow(words: Words, { tasks, now, me }: TasksGiven): Markup {
  const { say } = words;
  const next = tasks
    .filter((t) => t.dueAt > now && (t.takenBy ?? me) === me)
    .sort((a, b) => a.dueAt - b.dueAt)[0];
  return html`<h1>${say('next.nothing')}</h1>
<p class="soft">${next ? html`<time datetime="${instant(next.dueAt)}">${say('next.then', { when: words.moment(next.dueAt), away: words.away(next.dueAt, now) })}</time>` : say('next.none')}</p>`;
}
