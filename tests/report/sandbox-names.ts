/** What no output of a sandbox wave may hold: every name, mailbox, telephone and ticket that the sandbox knows. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { LendersFile } from '../../src/model/lenders.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { Scenario } from '../../src/model/scenario.ts';

const ROOT = join(import.meta.dirname, '../..');
const PHRASES = join(ROOT, 'src/sandbox/phrases');

const staff: string[] = readdirSync(PHRASES).flatMap(
  (file) => parse(readFileSync(join(PHRASES, file), 'utf8')).staff,
);

/** Cases of the Cyrillic names; the stem is what all of them share. */
const stemOf = (word: string): string =>
  /\p{Script=Cyrillic}/u.test(word) ? word.replace(/(?:ий|ый|ая|а|я|ія)$/u, '') : word;

const HAN = /\p{Script=Han}/u;
const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
const bounded = (text: string, open = false, flags = 'iu'): RegExp =>
  new RegExp(
    HAN.test(text) ? escaped(text) : `(?<![\\p{L}\\p{N}])${escaped(text)}${open ? '' : '(?![\\p{L}\\p{N}])'}`,
    flags,
  );

const market = LendersFile.parse(parse(readFileSync(join(ROOT, 'lenders.yml'), 'utf8')));

/** A function that gives the first secret in a text with what stands around it, or null. */
export function sandboxLeaks(
  plan: Pick<Plan, 'probes'>,
  scenarios: readonly Scenario[],
): (text: string) => string | null {
  const personas = scenarios.map((s) => s.persona);
  const patterns = [
    // Surnames and given names of staff: any ending, so every case. "Peel" and "Roman" begin other words.
    ...staff.flatMap((name) =>
      HAN.test(name)
        ? [name, name.slice(1)].filter((n) => n.length > 1).map((n) => bounded(n))
        : name.split(' ').map((word) => bounded(stemOf(word), /\p{Script=Cyrillic}/u.test(word))),
    ),
    ...personas.flatMap((p) =>
      Object.values(p.names).flatMap((n) =>
        [n.full, n.given, ...n.forms, ...n.full.split(' ')]
          .filter((w) => w.length > 1)
          .flatMap((w) => [bounded(w, false, 'u'), bounded(w.toUpperCase(), false, 'u')]),
      ),
    ),
    ...personas.flatMap((p) => [bounded(p.mailbox), bounded(p.id)]),
    ...plan.probes.map((p) => bounded(p.token)),
    ...market.lenders.flatMap((l) =>
      l.channels.flatMap((c) =>
        c.kind === 'phone' ? [bounded(c.address), bounded(c.address.replace(/\s/g, ''))] : [],
      ),
    ),
    /[a-z0-9._-]+@probe\.[a-z.]+/iu,
  ];
  return (page) => {
    // "Max" is an asker, and "max-width" a word of style sheets.
    const text = page.replace(/<style>.*?<\/style>/gs, '');
    for (const pattern of patterns) {
      const found = pattern.exec(text);
      if (found) return `${pattern.source}: ${text.slice(Math.max(0, found.index - 60), found.index + 60)}`;
    }
    return null;
  };
}
