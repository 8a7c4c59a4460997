/** The live line of a run: due, sent, replied, waiting, invalid, next. */
import type { Progress } from '../fieldwork/progress.ts';

export function progressLine(progress: Progress, now: number): string {
  const p = progress;
  const parts = [
    new Date(now).toISOString().slice(0, 16).replace('T', ' '),
    `${p.due} due`,
    `${p.sent} of ${p.planned} sent`,
    `${p.replied} replied`,
    `${p.waiting} waiting`,
    `${p.closed} closed`,
    `${p.invalid} invalid`,
  ];
  if (p.atDesk) parts.push(`${p.atDesk} at the desk`);
  if (p.warning) parts.push(`WARNING: ${p.warning}`);
  if (p.stopped) parts.push(`SENDING STOPPED: ${p.stopped}`);
  else if (p.blocked) parts.push(`waiting for our own message: ${p.blocked}`);
  else if (p.next && Number.isFinite(p.next.at))
    parts.push(`next: ${p.next.what} ${inWords(p.next.at - now)}`);
  return parts.join(' · ');
}

function inWords(ms: number): string {
  if (ms <= 0) return 'now';
  const minutes = Math.ceil(ms / 60_000);
  if (minutes < 120) return `in ${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 72 ? `in ${hours} h` : `in ${Math.round(hours / 24)} days`;
}
