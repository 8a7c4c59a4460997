/**
 * Which lenders answer in nearly the same words. Texts are compared by the shingles of their letters, without figures,
 * names, signature and our own words. Each text is held against the first of each group that it may belong to, found by
 * the least hashes that two sets have in common: linear in the texts, however many are alike.
 */
import { SAME_WORDING, type Wordings } from '../model/shared-wording.ts';

export interface WordedReply {
  probe: string;
  lender: string;
  /** Folded, masked (`ReplyText.masked`). */
  text: string;
  /** Every form of the persona's name, folded. */
  names: readonly string[];
}

/** Fewer letters are alike by chance, or because a helpdesk ships them. A Chinese sign says as much as three letters. */
const LEAST = 100;
const READ = 4_000;
const MOST_TEXTS = 20_000;
const MOST_GROUPS = 500;
/** Letters of a shingle, and of one in Chinese signs. */
const SHINGLE = 9;
const HAN_SHINGLE = 4;
/** The least hashes kept of a text, and how many two texts must share to be compared at all. */
const SKETCH = 32;
const CANDIDATE = 10;

interface Text {
  shingles: Set<number>;
  sketch: number[];
}

interface Group extends Text {
  members: { probe: string; lender: string; similarity: number }[];
}

export function nearIdentical(replies: readonly WordedReply[]): Wordings {
  const groups: Group[] = [];
  const index = new Map<number, number[]>();
  let compared = 0;
  // The first of a group stands for it: which one that is must not depend on the order of the input.
  const ordered = [...replies]
    .sort((a, b) => (a.probe < b.probe ? -1 : a.probe > b.probe ? 1 : a.text < b.text ? -1 : 1))
    .slice(0, MOST_TEXTS);
  for (const { probe, lender, ...reply } of ordered) {
    const text = shinglesOf(reply);
    if (!text) continue;
    compared++;
    const found = groupOf(text, groups, index);
    if (found) {
      found.group.members.push({ probe, lender, similarity: found.similarity });
      continue;
    }
    for (const hash of text.sketch) index.set(hash, [...(index.get(hash) ?? []), groups.length]);
    groups.push({ ...text, members: [{ probe, lender, similarity: 1 }] });
  }
  const shared = groups
    .map(({ members }) => ({
      lenders: [...new Set(members.map((m) => m.lender))].sort(),
      probes: [...new Set(members.map((m) => m.probe))].sort(),
      similarity: Math.min(...members.map((m) => m.similarity)),
    }))
    .filter((g) => g.lenders.length > 1)
    .slice(0, MOST_GROUPS);
  return { compared, shared };
}

function groupOf(
  text: Text,
  groups: Group[],
  index: ReadonlyMap<number, number[]>,
): { group: Group; similarity: number } | null {
  const hits = new Map<number, number>();
  for (const hash of text.sketch)
    for (const at of index.get(hash) ?? []) hits.set(at, (hits.get(at) ?? 0) + 1);
  const enough = Math.min(CANDIDATE, text.sketch.length / 2);
  const candidates = [...hits].filter(([, n]) => n >= enough).sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  for (const [at] of candidates) {
    const similarity = jaccard(text.shingles, groups[at]!.shingles);
    if (similarity > SAME_WORDING) return { group: groups[at]!, similarity };
  }
  return null;
}

function shinglesOf({ text, names }: Pick<WordedReply, 'text' | 'names'>): Text | null {
  let words = text.slice(0, READ);
  for (const name of names) if (name.length >= 2) words = words.replaceAll(name, ' ');
  const letters = words.replace(/[^\p{L}]+/gu, '');
  const han = letters.match(/\p{sc=Han}/gu)?.length ?? 0;
  if (letters.length + 2 * han < LEAST) return null;
  const size = 2 * han > letters.length ? HAN_SHINGLE : SHINGLE;
  const shingles = new Set<number>();
  for (let at = 0; at + size <= letters.length; at++) shingles.add(hashOf(letters, at, at + size));
  return { shingles, sketch: [...shingles].sort((a, b) => a - b).slice(0, SKETCH) };
}

/** FNV-1a over code units. */
function hashOf(text: string, from: number, to: number): number {
  let hash = 0x811c9dc5;
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  // FNV's low values of short texts lie close together: a sketch of least hashes needs them mixed.
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function jaccard(a: Set<number>, b: Set<number>): number {
  let common = 0;
  for (const hash of a) if (b.has(hash)) common++;
  return common / (a.size + b.size - common);
}
