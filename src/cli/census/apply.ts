/** Writes what the census proposes into the text of lenders.yml: comments, order and everything else stay as they are. */
import { type Document, isMap, isSeq, parse, parseDocument, type YAMLMap, type YAMLSeq } from 'yaml';
import { InstrumentError } from '../../model/errors.ts';
import type { AdvertisedChannel, PublishedTerm } from '../../model/lenders.ts';
import type { LenderDiff } from './compare.ts';

/** The new text. What vanished stays in it unless `dropVanished`. */
export function applyDiffs(text: string, diffs: readonly LenderDiff[], dropVanished: boolean): string {
  const doc = parseDocument(text, { stringKeys: true });
  const lenders = doc.get('lenders');
  if (!isSeq(lenders)) throw new InstrumentError('lenders-shape', 'lenders.yml has no list of lenders');
  for (const diff of diffs) {
    const lender = lenders.items.find((l): l is YAMLMap => isMap(l) && l.get('id') === diff.lender);
    if (lender && !diff.blocked) applyOne(doc, lender, diff, dropVanished);
  }
  return keepLines(text, written(parseDocument(text, { stringKeys: true }), text), written(doc, text));
}

const written = (doc: Document, as: string): string =>
  doc.toString({
    lineWidth: 0,
    singleQuote: (as.match(/'/g) ?? []).length >= (as.match(/"/g) ?? []).length,
    indentSeq: !/^( *)[\w-]+:[^\S\n]*\n\1- /m.test(as),
  });

/** Lines looked at to find where two texts run together again. */
const AHEAD = 400;

/**
 * `edited` with the lines of `text` wherever nothing was changed: yaml writes some of them in its own way ("[en]" as
 * "[ en ]"). `plain` is how it writes `text` unedited.
 */
function keepLines(text: string, plain: string, edited: string): string {
  const [own, base, now] = [text.split('\n'), plain.split('\n'), edited.split('\n')];
  const bare = (lines: readonly string[]): string[] => lines.map((l) => l.replace(/\s+/g, ''));
  const ownOf = pairs(bare(base), bare(own));
  const baseOf = pairs(now, base);
  const out: string[] = [];
  let done = -1;
  let passed = -1;
  for (const [j, line] of now.entries()) {
    const i = baseOf.get(j);
    if (i === undefined) {
      out.push(line);
      continue;
    }
    // Lines that the edit took out are passed over, with their own.
    if (i > passed + 1) for (let k = passed + 1; k < i; k++) done = Math.max(done, ownOf.get(k) ?? done);
    passed = i;
    const at = ownOf.get(i);
    if (at === undefined) {
      if (line !== '') out.push(line);
      continue;
    }
    out.push(...own.slice(done + 1, at + 1));
    done = at;
  }
  out.push(...own.slice(done + 1).filter((l) => l === ''));
  const merged = out.join('\n');
  const same = JSON.stringify(parse(merged)) === JSON.stringify(parse(edited));
  return same ? merged : edited;
}

/** Which line of `b` each line of `a` is, by a walk that passes over the fewest lines until three agree again. */
function pairs(a: readonly string[], b: readonly string[]): Map<number, number> {
  const out = new Map<number, number>();
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) out.set(i++, j++);
    else {
      const [x, y] = nextMeeting(a, i, b, j);
      i += x;
      j += y;
    }
  }
  return out;
}

function nextMeeting(a: readonly string[], i: number, b: readonly string[], j: number): [number, number] {
  for (let d = 1; d <= AHEAD; d++)
    for (let x = 0; x <= d; x++) {
      const y = d - x;
      if ([0, 1, 2].every((k) => a[i + x + k] === b[j + y + k])) return [x, y];
    }
  return [a.length - i, b.length - j];
}

function applyOne(doc: Document, lender: YAMLMap, diff: LenderDiff, dropVanished: boolean): void {
  const channels = listIn(doc, lender, 'channels', diff.added.length > 0);
  if (channels) {
    const at = (c: AdvertisedChannel): number =>
      channels.items.findIndex(
        (i) => isMap(i) && i.get('kind') === c.kind && String(i.get('address')) === c.address,
      );
    for (const { channel, to } of diff.changed) {
      const item = channels.items[at(channel)];
      if (!isMap(item)) continue;
      for (const field of ['seenAt', 'seenOn', 'hours'] as const)
        if (to[field] !== undefined && to[field] !== channel[field]) setIn(doc, item, field, to[field]);
    }
    if (dropVanished) for (const { channel } of diff.vanished) remove(channels, at(channel));
    for (const { channel } of diff.added) append(doc, channels, channel);
  }
  const { terms } = diff;
  const listed = listIn(doc, lender, 'terms', terms.added.length > 0);
  if (!listed) return;
  const at = (t: PublishedTerm): number =>
    listed.items.findIndex(
      (i) => isMap(i) && i.get('facet') === t.facet && plain(i.get('text')) === plain(t.text),
    );
  for (const { term, to } of terms.changed) {
    const item = listed.items[at(term)];
    if (!isMap(item)) continue;
    for (const field of ['text', 'source', 'seenOn'] as const)
      if (to[field] !== term[field]) setIn(doc, item, field, to[field]);
  }
  if (dropVanished) for (const term of terms.vanished) remove(listed, at(term));
  for (const term of terms.added) append(doc, listed, term);
}

const plain = (value: unknown): string => String(value).trim();

/** The value alone is replaced, so that a comment behind it stays. */
function setIn(doc: Document, item: YAMLMap, field: string, value: string): void {
  const old = item.get(field, true);
  if (old === undefined) item.add(doc.createPair(field, value));
  else old.value = value;
}

function listIn(doc: Document, lender: YAMLMap, key: string, needed: boolean): YAMLSeq | null {
  const list = lender.get(key);
  if (isSeq(list)) return list;
  if (!needed) return null;
  const made = doc.createNode([]) as YAMLSeq;
  lender.set(key, made);
  return made;
}

function append(doc: Document, list: YAMLSeq, value: AdvertisedChannel | PublishedTerm): void {
  if (list.items.length === 0) list.flow = false;
  list.items.push(doc.createNode(value));
}

function remove(list: YAMLSeq, at: number): void {
  if (at >= 0) list.items.splice(at, 1);
  if (list.items.length === 0) list.flow = true;
}
