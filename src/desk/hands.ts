/** In whose hands a task is: a chat stands on the phone of the one who sent it, and only there can it be looked at. */
import type { Task, TaskView } from '../fieldwork/tasks.ts';

export function handsOf({ state }: Pick<TaskView, 'state'>, tasks: Task[]): Task[] {
  return tasks.map((task) => {
    const sender = state.probes.get(task.probe.id)?.intent?.by;
    return task.takenBy !== undefined || task.kind === 'send' || sender === undefined
      ? task
      : { ...task, takenBy: sender };
  });
}
