/** Message number `n` of the fuzz: the same bytes for the same number and seeds. */
import type { MessageContext } from '../../src/assess/assess-message.ts';
import { type Dice, dice } from './dice.ts';
import { RAW_MUTATIONS } from './raw-mutations.ts';
import type { Seed } from './seeds.ts';
import { TEXT_MUTATIONS } from './text-mutations.ts';

/** More than is read of a message, so that the cut at the limit is met too; rarely reached. */
const MOST_BYTES = 2_200_000;

export function makeMessage(n: number, seeds: readonly Seed[]): { raw: Uint8Array; context: MessageContext } {
  const d = dice(n);
  const seed = d.pick(seeds);
  const texts = d.below(2) === 0;
  const raw = texts && seed.text !== undefined ? mutatedText(seed, d, seeds) : Buffer.from(seed.raw);
  if (texts && seed.text !== undefined && d.below(4) > 0) return { raw, context: seed.context };
  let source = raw.toString('latin1');
  for (let i = d.size(4); i > 0; i--) {
    const other = Buffer.from(d.pick(seeds).raw).toString('latin1');
    source = d.pick(RAW_MUTATIONS)(source, d, other).slice(0, MOST_BYTES);
  }
  return { raw: Buffer.from(source, 'latin1'), context: seed.context };
}

function mutatedText(seed: Seed, d: Dice, seeds: readonly Seed[]): Buffer {
  let text = seed.text ?? '';
  for (let i = d.size(5); i > 0; i--)
    text = d
      .pick(TEXT_MUTATIONS)(text, d, d.pick(seeds).text ?? '')
      .slice(0, 400_000);
  const head = Buffer.from(seed.raw).toString('latin1').split('\r\nMIME-Version')[0]!;
  return d.pick(WRAPPINGS)(head, text);
}

const mail = (head: string, type: string, encoding: string, body: string | Buffer): Buffer =>
  Buffer.concat([
    Buffer.from(
      `${head}\r\nMIME-Version: 1.0\r\nContent-Type: ${type}\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n`,
      'latin1',
    ),
    Buffer.from(body),
  ]);
const html = (text: string): string =>
  `<html><body><p>${text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/\n\n/g, '</p><p>').replace(/\n/g, '<br>')}</p></body></html>`;
const base64 = (bytes: Buffer): string => bytes.toString('base64').replace(/.{76}/g, '$&\r\n');

const WRAPPINGS: readonly ((head: string, text: string) => Buffer)[] = [
  (h, t) => mail(h, 'text/plain; charset=utf-8', '8bit', t),
  (h, t) => mail(h, 'text/plain; charset=utf-8', 'base64', base64(Buffer.from(t))),
  (h, t) => mail(h, 'text/plain; charset=utf-16le', 'base64', base64(Buffer.from(t, 'utf16le'))),
  (h, t) => mail(h, 'text/plain', '8bit', t),
  (h, t) => mail(h, 'text/html; charset=utf-8', '8bit', html(t)),
  (h, t) =>
    mail(
      h,
      'multipart/alternative; boundary=b1',
      '8bit',
      `--b1\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${t}\r\n--b1\r\nContent-Type: text/html; charset=utf-8\r\n\r\n${html(t)}\r\n--b1--\r\n`,
    ),
];
