/** The desk's languages: its sentences are data in `strings/` and `coding/strings/`, numbers and times come from Intl. */
import { millis } from '../model/scalars.ts';
import { type Values, type Wording, wordingIn } from '../model/wording.ts';
import codingEn from './coding/strings/en.json' with { type: 'json' };
import codingRu from './coding/strings/ru.json' with { type: 'json' };
import codingUk from './coding/strings/uk.json' with { type: 'json' };
import codingZh from './coding/strings/zh.json' with { type: 'json' };
import en from './strings/en.json' with { type: 'json' };
import ru from './strings/ru.json' with { type: 'json' };
import uk from './strings/uk.json' with { type: 'json' };
import zh from './strings/zh.json' with { type: 'json' };

export type Phrase = keyof typeof en | keyof typeof codingEn;

const LANGUAGES: Record<string, Record<Phrase, Wording>> = {
  en: { ...en, ...codingEn },
  uk: { ...uk, ...codingUk },
  ru: { ...ru, ...codingRu },
  zh: { ...zh, ...codingZh },
};
export const TONGUES: Record<string, string> = { en: 'English', uk: 'Українська', ru: 'Русский', zh: '中文' };

/** Everything that is said in one language; moments are told in the operator's zone. */
export interface Words {
  language: string;
  say(phrase: Phrase, values?: Values): string;
  /** The words for a code, e.g. a channel; the code itself where there are none. */
  named(kind: string, code: string): string;
  number(value: number): string;
  /** Day and time of day. */
  moment(at: number | string): string;
  clock(at: number | string): string;
  /** "in 20 minutes", "3 hours ago". */
  away(at: number | string, now: number): string;
}

export const isTongue = (code: string): boolean => Object.hasOwn(LANGUAGES, code);

export function wordsOf(language: string, timeZone: string): Words {
  const phrases = LANGUAGES[language]!;
  const fill = wordingIn(language);
  const whole = new Intl.NumberFormat(language);
  const moment = new Intl.DateTimeFormat(language, {
    weekday: 'short',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone,
  });
  const clock = new Intl.DateTimeFormat(language, {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone,
  });
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  const ms = (at: number | string) => (typeof at === 'string' ? millis(at) : at);
  const say = (phrase: Phrase, values: Values = {}): string => fill(phrases[phrase], values);
  return {
    language,
    say,
    named: (kind, code) =>
      Object.hasOwn(phrases, `${kind}.${code}`) ? say(`${kind}.${code}` as Phrase) : code,
    number: (value) => whole.format(value),
    moment: (at) => moment.format(ms(at)),
    clock: (at) => clock.format(ms(at)),
    away(at, now) {
      const minutes = Math.round((ms(at) - now) / 60_000);
      if (Math.abs(minutes) < 90) return relative.format(minutes, 'minute');
      const hours = Math.round(minutes / 60);
      return Math.abs(hours) < 48
        ? relative.format(hours, 'hour')
        : relative.format(Math.round(hours / 24), 'day');
    },
  };
}

/** The language of a visitor: chosen by cookie, else the first of Accept-Language that the desk speaks, else English. */
export function tongueOf(cookie: string | undefined, accepted: string | undefined): string {
  if (cookie !== undefined && isTongue(cookie)) return cookie;
  const wanted = (accepted ?? '')
    .slice(0, 500)
    .split(',')
    .map((part) => {
      const [tag, ...rest] = part.trim().toLowerCase().split(';');
      const q = rest.map((r) => /^\s*q=([0-9.]+)$/.exec(r)?.[1]).find((r) => r !== undefined);
      return { code: tag!.split('-')[0]!, q: q === undefined ? 1 : Number(q) };
    })
    .filter(({ code, q }) => isTongue(code) && q > 0)
    .sort((a, b) => b.q - a.q);
  return wanted[0]?.code ?? 'en';
}
