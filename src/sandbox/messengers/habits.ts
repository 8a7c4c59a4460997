/** What each simulated operator's phone can do, as data: `habits.yml` beside this. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { ASSISTED_CHANNELS } from '../../model/vocabulary.ts';
import { EXPORT_STYLES } from '../exports.ts';

const Habits = z.strictObject({
  exports: z
    .partialRecord(
      z.enum(ASSISTED_CHANNELS),
      z.string().refine((style) => Object.hasOwn(EXPORT_STYLES, style), 'must be a name of EXPORT_STYLES'),
    )
    .default({}),
});
export type Habits = z.infer<typeof Habits>;

const KNOWN = z
  .record(z.string(), Habits)
  .parse(parse(readFileSync(new URL('habits.yml', import.meta.url), 'utf8')));

export const habitsOf = (operator: string): Habits => KNOWN[operator] ?? { exports: {} };
