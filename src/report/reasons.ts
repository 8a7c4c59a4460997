/** Reasons of the rules in the reader's language. The rules write English; what is not known here stays as they wrote it. */
import { FACETS } from '../model/vocabulary.ts';
import { html, type Markup } from './markup.ts';
import type { Phrase, Speech } from './speech.ts';
import reasons from './strings/reasons.json' with { type: 'json' };

type Wordings = Record<string, string>;

const WORDS = reasons.words as Record<string, Wordings>;
const FACET_NAMES: ReadonlySet<string> = new Set(FACETS);

/** A sentence with places, as what it matches: numbers, a word, or a list of the model's words. */
const SENTENCES = (reasons.sentences as [string, Wordings][]).map(([english, said]) => {
  const places: string[] = [];
  const source = english.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{(\w+)\}/g, (_, name: string) => {
    places.push(name);
    return name === 'n' || name === 'of'
      ? '(\\d+(?:\\.\\d+)?)'
      : name === 'word'
        ? '([\\w-]+)'
        : '([\\w -]+(?:, [\\w -]+)*)';
  });
  return { pattern: new RegExp(`^${source}$`), places, said };
});

/** The reason with its language: the reader's where the sentence is known, else English. */
export function reasonIn(reason: string, speech: Speech): { text: string; language: string } {
  const known = speech.language === 'en' ? null : translated(reason, speech);
  return known === null ? { text: reason, language: 'en' } : { text: known, language: speech.language };
}

export function sayReason(reason: string, speech: Speech): Markup {
  const { text, language } = reasonIn(reason, speech);
  return language === speech.language ? html`${text}` : html`<span lang="${language}">${text}</span>`;
}

function translated(reason: string, speech: Speech): string | null {
  for (const { pattern, places, said } of SENTENCES) {
    const found = pattern.exec(reason);
    const sentence = said[speech.language];
    if (!found || sentence === undefined) continue;
    const values = places.map((name, i) => wordsFor(name, found[i + 1]!, speech));
    if (values.includes(null)) continue;
    return sentence.replace(/\{(\w+)\}/g, (place, name: string) => values[places.indexOf(name)] ?? place);
  }
  return null;
}

/** Null where a word of a list has no name in that language: half a translation is none. */
function wordsFor(name: string, text: string, speech: Speech): string | null {
  if (name === 'word') return text;
  if (name !== 'list') return speech.number(Number(text), text.includes('.') ? 1 : 0);
  const words = text
    .split(', ')
    .map((word) =>
      FACET_NAMES.has(word) ? speech.say(`facet.${word}` as Phrase) : WORDS[word]?.[speech.language],
    );
  return words.includes(undefined) ? null : words.join(', ');
}
