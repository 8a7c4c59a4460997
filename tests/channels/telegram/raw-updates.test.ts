import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bytesOfResults } from '../../../src/channels/telegram/raw-updates.ts';

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

it('gives the bytes of each update as they came, blanks, escapes and all', () => {
  const one = '{ "update_id":7, "a" : "\\u0430\\"]}[{" ,"n":1.0}';
  const two = '{"update_id":8,"result":[{"update_id":9}]}';
  const answer = `{"description":"result","x":["result"],"ok":true, "result" : [ ${one},\n${two} ] }`;
  const raw = bytesOfResults(answer, JSON.parse(answer).result);
  expect(raw.map((r) => text(r.raw))).toEqual([one, two]);
});

it('any JSON comes back whole', () => {
  fc.assert(
    fc.property(
      fc.array(fc.jsonValue(), { maxLength: 8 }),
      fc.integer({ min: 0, max: 3 }),
      (values, blanks) => {
        const result = values.map((value, i) => ({ update_id: i, value }));
        const answer = JSON.stringify({ ok: true, result }, null, blanks);
        const raw = bytesOfResults(answer, JSON.parse(answer).result as { update_id: number }[]);
        expect(raw.map((r) => JSON.parse(text(r.raw)))).toEqual(JSON.parse(JSON.stringify(result)));
      },
    ),
    { seed: 41 },
  );
});

it('is an error of ours where text and object differ', () => {
  expect(() => bytesOfResults('{"ok":true,"result":[]}', [{ update_id: 1 }])).toThrow(/taken apart/);
});
