/** The report's languages: its sentences are data in `strings/`, numbers and times come from Intl. */
import { SetupError } from '../model/errors.ts';
import { type Values, type Wording, wordingIn } from '../model/wording.ts';
import en from './strings/en.json' with { type: 'json' };
import ru from './strings/ru.json' with { type: 'json' };
import uk from './strings/uk.json' with { type: 'json' };
import zh from './strings/zh.json' with { type: 'json' };

export type Phrase = keyof typeof en;

const LANGUAGES: Record<string, Record<Phrase, Wording>> = { en, uk, ru, zh };

/** Everything that is said in one language. Times are UTC. */
export interface Speech {
  language: string;
  say(phrase: Phrase, values?: Values): string;
  /** A whole number, or one with up to three `digits` after the point. */
  number(value: number, digits?: number): string;
  /** "4 of 5"; from 11 on with the share. */
  share(n: number, of: number): string;
  /** A share or a chance that is no count of ten or fewer, in whole percent. */
  percent(value: number): string;
  /** A stretch of time in its two largest units, e.g. "2 h 14 min". */
  elapsed(ms: number): string;
  /** A mean or median: seconds under a minute, minutes under an hour, else hours to a tenth. */
  wait(hours: number): string;
  /** "72 hours". */
  hours(hours: number): string;
  day(at: string): string;
  moment(at: string): string;
  /** Name of a language. */
  tongue(code: string): string;
}

/** Throws SetupError for a language without strings. */
export function speechOf(language: string): Speech {
  const words = Object.hasOwn(LANGUAGES, language) ? LANGUAGES[language] : undefined;
  if (!words)
    throw new SetupError(
      `the report can't be written in "${language}": choose one of ${Object.keys(LANGUAGES).join(', ')}`,
    );
  const fill = wordingIn(language);
  const names = new Intl.DisplayNames(language, { type: 'language' });
  const percent = new Intl.NumberFormat(language, { style: 'percent' });
  const list = new Intl.ListFormat(language, { type: 'unit', style: 'narrow' });
  const long = new Intl.NumberFormat(language, { style: 'unit', unit: 'hour', unitDisplay: 'long' });
  const day = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' });
  const moment = new Intl.DateTimeFormat(language, {
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: 'UTC',
  });
  const digits = [0, 1, 2, 3].map(
    (n) => new Intl.NumberFormat(language, { minimumFractionDigits: n, maximumFractionDigits: n }),
  );
  const say = (phrase: Phrase, values: Values = {}): string => fill(words[phrase], values);
  // Not Intl's: its short English hour is "hr", where the tables say "h".
  const unit = (name: 'second' | 'minute' | 'hour', value: number) => say(`unit.${name}`, { n: value });
  return {
    language,
    say,
    number: (value, n = 0) => digits[n]!.format(value),
    share: (n, of) =>
      of > 10 ? say('ofPercent', { n, of, percent: percent.format(n / of) }) : say('of', { n, of }),
    percent: (value) => percent.format(value),
    elapsed(ms) {
      const minutes = Math.floor(ms / 60_000);
      if (minutes < 1) return unit('second', Math.floor(ms / 1000));
      if (minutes < 60) return unit('minute', minutes);
      const hours = Math.floor(minutes / 60);
      const rest = minutes % 60;
      return rest === 0 ? unit('hour', hours) : list.format([unit('hour', hours), unit('minute', rest)]);
    },
    wait: (hours) =>
      hours < 1 / 60
        ? unit('second', Math.round(hours * 3600))
        : hours < 1
          ? unit('minute', Math.round(hours * 60))
          : unit('hour', Math.round(hours * 10) / 10),
    hours: (hours) => long.format(hours),
    day: (at) => day.format(new Date(at)),
    moment: (at) => moment.format(new Date(at)),
    tongue: (code) => names.of(code) ?? code,
  };
}
