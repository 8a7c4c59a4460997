/** Values of the result as cells: an unknown is an empty cell, whatever the reason. */
import type { Measured } from '../../model/measured.ts';

export const HOUR = 3_600_000;

export const known = <T>(measured: Measured<T>): T | undefined =>
  measured.status === 'scored' ? measured.value : undefined;

/** Six decimals: far below what the instrument can tell, and the same on every machine. */
export const rounded = (value: number | undefined): number | undefined =>
  value === undefined ? undefined : Math.round(value * 1e6) / 1e6;

/** Milliseconds as hours. */
export const hours = (latency: Measured<number>): number | undefined => {
  const ms = known(latency);
  return ms === undefined ? undefined : rounded(ms / HOUR);
};

/**
 * Text that a spreadsheet would take for a formula gets an apostrophe in front (OWASP, CSV injection); also where white
 * space, which some strip, stands before the sign.
 */
export const guarded = (text: string): string =>
  /^(?:[\t\r\n]|\s*[=+\-@＝＋－＠])/u.test(text) ? `'${text}` : text;
