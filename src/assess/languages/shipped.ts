/**
 * The packs that are shipped beside an index.ts, so that a further language is a further file. Read once, when the index
 * loads: an import of our own data, no input of the run, which is why this file of a pure room may read the disk.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { InstrumentError } from '../../model/errors.ts';

/**
 * Every *.json of `folder` in the order of its name, which is its pack's code.
 * @throws {InstrumentError} a file that is no JSON or has not the shape, named with what is wrong: a broken pack stops the start.
 */
export function shippedPacks<Pack extends { code: string }>(
  folder: string,
  shape: z.ZodType<Pack>,
): readonly Pack[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return names.sort().map((name) => {
    const file = `${folder}/${name}`;
    const pack = checked(file, shape);
    if (`${pack.code}.json` !== name)
      throw new InstrumentError(
        'language-pack',
        `${file}: its code is "${pack.code}", so its name must be ${pack.code}.json`,
      );
    return pack;
  });
}

function checked<Pack>(file: string, shape: z.ZodType<Pack>): Pack {
  try {
    return shape.parse(spelledOut(JSON.parse(readFileSync(file, 'utf8'))));
  } catch (cause) {
    const why = cause instanceof z.ZodError ? z.prettifyError(cause) : (cause as Error).message;
    throw new InstrumentError('language-pack', `${file} is no language pack: ${why}`, { cause });
  }
}

/** `terms` of a pack: alternatives that many of its phrases share, under a name. `{late}` stands for them all. */
function spelledOut(raw: { terms?: Record<string, string> }): unknown {
  const { terms = {}, ...pack } = raw;
  const known = new Map<string, string>();
  const spell = (value: unknown): unknown => {
    if (typeof value === 'string')
      return value.replace(/\{(\w+)\}/g, (_, name: string) => {
        const term = known.get(name);
        if (term === undefined) throw new Error(`unknown term {${name}} in "${value}"`);
        return term;
      });
    if (Array.isArray(value)) return value.map(spell);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, spell(v)]));
  };
  // A term may be made of those above it.
  for (const [name, term] of Object.entries(terms)) known.set(name, `(${spell(term) as string})`);
  return spell(pack);
}
