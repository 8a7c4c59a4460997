/** Writes what the census proposes into the text of lenders.yml: comments, order and everything else stay as they are. */
import { type Document, isMap, isSeq, parseDocument, type YAMLMap, type YAMLSeq } from 'yaml';
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
  const singles = (text.match(/'/g) ?? []).length >= (text.match(/"/g) ?? []).length;
  return doc.toString({
    lineWidth: 0,
    singleQuote: singles,
    indentSeq: !/^( *)[\w-]+:[^\S\n]*\n\1- /m.test(text),
    flowCollectionPadding: /[{[] [^\s]/.test(text) || !/\{\S/.test(text),
  });
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
