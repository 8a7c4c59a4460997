/** Who applies the rubric, and the digest of each piece of data that its verdicts depend on: frozen into the plan. */
import { digestOf, type Sha256 } from '../model/digest.ts';
import { PACKS } from './languages/index.ts';
import { READING_PACKS } from './languages/reading/index.ts';
import { RUBRIC_PACKS } from './languages/rubric/index.ts';
import bounceRules from './rules/bounce.json' with { type: 'json' };
import responderRules from './rules/responder.json' with { type: 'json' };

/** Raise it with every change of a rule's code: the data is covered by its digest. */
export const RULES_VERSION = '0.1.0';

export const CODER = `rules@${RULES_VERSION}`;

/** Digests by readable path, e.g. "languages/uk". Weights and speed anchors are the wave's own: `wave/weights`. */
export function rubricIngredients(): Record<string, Sha256> {
  const out: Record<string, Sha256> = {
    'rules/bounce': digestOf(bounceRules),
    'rules/responder': digestOf(responderRules),
    'rules/version': digestOf(RULES_VERSION),
  };
  for (const pack of PACKS) out[`languages/${pack.code}`] = digestOf(pack);
  for (const pack of READING_PACKS) out[`languages/reading/${pack.code}`] = digestOf(pack);
  for (const pack of RUBRIC_PACKS) out[`languages/rubric/${pack.code}`] = digestOf(pack);
  return out;
}
