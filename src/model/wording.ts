/** Sentences of an interface: data in JSON, in as many languages as there are files. */

/** A sentence, or its forms by the plural category (CLDR) of `n`. `{name}` is a place for a value. */
export type Wording = string | { [category: string]: string };
export type Values = Record<string, string | number>;

/** Fills the places of a language's sentences; numbers are written its way. A place without a value stays as it is. */
export function wordingIn(language: string): (wording: Wording, values: Values) => string {
  const plural = new Intl.PluralRules(language);
  const whole = new Intl.NumberFormat(language);
  return (wording, values) => {
    const text =
      typeof wording === 'string'
        ? wording
        : (wording[plural.select(Number(values.n))] ?? wording.other ?? '');
    return text.replace(/\{(\w+)\}/g, (place, name: string) => {
      const value = values[name] ?? place;
      return typeof value === 'number' ? whole.format(value) : value;
    });
  };
}
