/** The country of a time zone, as the runtime's own data has it: in it a lender's telephone numbers are read. */
import { getCountries } from 'libphonenumber-js';

type WithZones = Intl.Locale & { getTimeZones?: () => string[] | undefined };

/** Europe/Kiev and Europe/Kyiv are one. */
const canonical = (zone: string): string =>
  new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;

let byZone: Map<string, string> | undefined;

/** ISO 3166 code, or undefined for zones of no single country (UTC). */
export function countryOf(zone: string): string | undefined {
  if (!byZone) {
    byZone = new Map();
    for (const country of getCountries()) {
      const locale: WithZones = new Intl.Locale(`und-${country}`);
      for (const name of locale.getTimeZones?.() ?? [])
        if (!byZone.has(canonical(name))) byZone.set(canonical(name), country);
    }
  }
  return byZone.get(canonical(zone));
}
