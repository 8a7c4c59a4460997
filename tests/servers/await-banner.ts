/** Waits until a server greets. A crashed login process accepts and stays silent, so accepting is not enough. */
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Rejects after `ms`, or as soon as `died` says why the server is gone. */
export async function awaitBanner(
  port: number,
  expected: RegExp,
  ms: number,
  died: () => string | null,
): Promise<void> {
  const until = performance.now() + ms;
  while (performance.now() < until) {
    const why = died();
    if (why !== null) throw new Error(why);
    if (expected.test(await banner(port))) return;
    await sleep(20);
  }
  throw new Error(`nothing greeted on port ${port} within ${ms} ms`);
}

const banner = (port: number): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const done = (text: string) => {
      socket.destroy();
      resolve(text);
    };
    socket.setTimeout(1000, () => done(''));
    socket.once('error', () => done(''));
    socket.once('data', (data) => done(data.toString('latin1')));
  });
