/** Each lender's own small talk, as data: `houses.yml` beside this. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { Slug } from '../model/scalars.ts';

const House = z.strictObject({
  opening: z.string().min(5).max(200).describe('After the greeting.'),
  closing: z.string().min(5).max(200).describe('Before the farewell.'),
});

const HOUSES = z
  .record(Slug, House)
  .parse(parse(readFileSync(new URL('houses.yml', import.meta.url), 'utf8')));

/** What a lender's people always say around what they have to say; the parts alone where it has no such habit. */
export function inHouseStyle(lender: string, parts: readonly string[]): string[] {
  const house = HOUSES[lender];
  return house ? [house.opening, ...parts, house.closing] : [...parts];
}
