/**
 * The languages that replies are read in. A further one is a JSON file beside this and a line here.
 * Packs are checked against their shape when this module loads: a broken one stops the start, not a wave.
 */
import en from './en.json' with { type: 'json' };
import { Pack } from './pack.ts';
import ru from './ru.json' with { type: 'json' };
import uk from './uk.json' with { type: 'json' };
import zh from './zh.json' with { type: 'json' };

export const PACKS: readonly Pack[] = [en, uk, ru, zh].map((p) => Pack.parse(p));
