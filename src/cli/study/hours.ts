/** Whether a text is opening_hours as OpenStreetMap defines it. */

import OpeningHours, { type opening_hours_warning_type } from 'opening_hours';
import { shown } from './issue-sentence.ts';

/**
 * The library guesses ("mon-fri 9am", "9-18", "09.00") and only warns. A guess is no record of what a lender claims.
 * Warnings that depend on today's date or concern style alone are left out, so the verdict is the same on any day and
 * in any time zone: nothing is evaluated here.
 */
const GUESSED: readonly opening_hours_warning_type[] = [
  'word_error_correction',
  'hour_min_separator',
  'without_minutes',
  'switched',
  'ambiguous_word',
  'no_colon_after',
  'value_ends_with_token',
  'nothing_useful',
  'please_use_ok_for_ko',
  'adding_0',
  'rant_degree_sign_used_for_zero',
  'interpreted_as_year',
];

/** What is wrong with it and what would be right, or null. */
export function hoursFault(text: string): string | null {
  const read = parse(text);
  const wanted = `is ${shown(text)}, must be OpenStreetMap opening_hours`;
  const general = `${wanted}, e.g. "Mo-Fr 09:00-18:00; Sa 10:00-14:00" or "24/7"`;
  if (!read) return general;
  if (!read.guessed) return null;
  const tidy = read.tidy();
  return parse(tidy)?.guessed === false ? `${wanted}: write it as "${tidy}"` : general;
}

function parse(text: string): { guessed: boolean; tidy: () => string } | null {
  try {
    const hours = new OpeningHours(text, null);
    return {
      guessed: hours.getStructuredWarnings().some((warning) => GUESSED.includes(warning.type)),
      tidy: () => hours.prettifyValue(),
    };
  } catch {
    // The library throws strings on what it can't parse.
    return null;
  }
}
