/** The worker's side of the parse pool: one message in, what it says out. Runs from .ts sources and from dist alike. */
import { parentPort } from 'node:worker_threads';
import { parseMail } from '../assess/parse-mail.ts';

parentPort?.on('message', async (raw: Uint8Array) => {
  parentPort?.postMessage(await parseMail(raw));
});
