/** The reading halves of the packs, checked when this module loads; one for each language of `../index.ts`. */
import en from './en.json' with { type: 'json' };
import { ReadingPack } from './pack.ts';
import ru from './ru.json' with { type: 'json' };
import uk from './uk.json' with { type: 'json' };
import zh from './zh.json' with { type: 'json' };

export const READING_PACKS: readonly ReadingPack[] = [en, uk, ru, zh].map((p) => ReadingPack.parse(p));
