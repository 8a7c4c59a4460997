/// <reference lib="dom" />
/**
 * What runs inside every frame of a chat's page, before the site's own code. It watches and measures; it clicks nothing.
 *
 * The functions of this folder are serialised into the page: each uses nothing from outside itself but what it is given,
 * and imports only types.
 */
import type { PageAgent } from '../page-view.ts';
import { bubbles } from './bubbles.ts';
import { elements } from './elements.ts';
import { labels } from './labels.ts';
import { measures } from './measures.ts';
import { sight } from './sight.ts';
import { storage } from './storage.ts';
import { surroundings } from './surroundings.ts';
import { view } from './view.ts';
import { watching } from './watching.ts';

/** The name under which the agent stands in each frame. */
export const AGENT = '__doorbell_agent';
/** The binding that it calls when text has moved. */
export const MOVED = '__doorbell_moved';

const PARTS = { bubbles, elements, labels, measures, sight, storage, surroundings, view, watching };

function install(names: { agent: string; moved: string }, parts: typeof PARTS): void {
  if (names.agent in globalThis) return;
  const watched = parts.watching(names.moved);
  const tree = { ...watched, ...parts.elements(watched) };
  const seen = { ...tree, ...parts.sight(tree), ...parts.labels(tree), ...parts.surroundings(tree) };
  const measured = { ...seen, ...parts.measures(seen), ...parts.bubbles(seen) };
  const agent: PageAgent = {
    view: parts.view(measured).frameView,
    element: tree.elementOf,
    container: (id) => {
      const el = tree.elementOf(id);
      return el ? tree.idOf(seen.containerOf(el)) : 0;
    },
    log: seen.log,
    logBeside: seen.logBeside,
    within: seen.within,
    storage: parts.storage,
  };
  Object.defineProperty(globalThis, names.agent, { value: agent, enumerable: false });
}

/** The source that a browser context runs first in every frame. */
export const AGENT_SCRIPT = `(${install})(${JSON.stringify({ agent: AGENT, moved: MOVED })}, {${Object.entries(
  PARTS,
)
  .map(([name, part]) => `${name}: ${part}`)
  .join(',\n')}});`;
