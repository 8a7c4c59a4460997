/** The letters to lenders: sentences are data, one file a language. */
import { type Speech, speechOf } from '../speech.ts';
import en from './en.json' with { type: 'json' };
import ru from './ru.json' with { type: 'json' };
import uk from './uk.json' with { type: 'json' };
import zh from './zh.json' with { type: 'json' };

type Words = typeof en;
export type LetterPhrase = keyof Words;

const LETTERS: Record<string, Words> = { en, uk, ru, zh };

export interface LetterSpeech {
  /** The language of the letter: that of the lender, or English where there is no letter in it. */
  language: string;
  speech: Speech;
  write(phrase: LetterPhrase, values?: Record<string, string | number>): string;
}

export function letterSpeech(language: string): LetterSpeech {
  const own = Object.hasOwn(LETTERS, language) ? language : 'en';
  const words = LETTERS[own]!;
  return {
    language: own,
    speech: speechOf(own),
    write(phrase, values = {}) {
      const text = [words[phrase]].flat().join('\n');
      return text.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
    },
  };
}
