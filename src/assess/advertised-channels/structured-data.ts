/** JSON-LD (schema.org) that a page carries for search engines: contact points, telephone numbers, hours, profiles. */
import type { PageFacts } from './page-facts.ts';

type Node = Record<string, unknown>;
const MOST_NODES = 2_000;
const MOST_TEXT = 300_000;

const parsed = new WeakMap<PageFacts, Node[]>();

/** All objects in the page's JSON-LD, flat; of broken or outsize blocks nothing. */
export function dataNodes(facts: PageFacts): Node[] {
  const known = parsed.get(facts);
  if (known) return known;
  const out: Node[] = [];
  for (const block of facts.data) {
    if (block.length > MOST_TEXT) continue;
    let root: unknown;
    try {
      root = JSON.parse(block.replace(/^\s*(?:<!--|\/\*<!\[CDATA\[\*\/)|(?:-->|\/\*\]\]>\*\/)\s*$/g, ''));
    } catch {
      continue;
    }
    const waiting: unknown[] = [root];
    while (waiting.length > 0 && out.length < MOST_NODES) {
      const next = waiting.pop();
      if (Array.isArray(next)) waiting.push(...next.slice(0, 500));
      else if (next !== null && typeof next === 'object') {
        out.push(next as Node);
        waiting.push(...Object.values(next).slice(0, 200));
      }
    }
  }
  parsed.set(facts, out);
  return out;
}

/** Articles and people are described too; their addresses are not the lender's doors. */
const NOT_OURS = /Person|Article|BlogPosting|Review|Product|Comment|Government/;

export function stringsOfData(facts: PageFacts, property: string): string[] {
  return dataNodes(facts).flatMap((n) => {
    if (NOT_OURS.test(String(n['@type'] ?? ''))) return [];
    const v = n[property];
    return (Array.isArray(v) ? v : [v])
      .filter((x): x is string => typeof x === 'string')
      .map((x) => x.slice(0, 500));
  });
}
