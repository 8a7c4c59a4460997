/** The rubric parts of the packs, checked when this module loads; one for each language of `../index.ts`. */
import en from './en.json' with { type: 'json' };
import { RubricPack } from './pack.ts';
import ru from './ru.json' with { type: 'json' };
import uk from './uk.json' with { type: 'json' };
import zh from './zh.json' with { type: 'json' };

export const RUBRIC_PACKS: readonly RubricPack[] = [en, uk, ru, zh].map((p) => RubricPack.parse(p));
