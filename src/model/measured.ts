/** Unknowns are values, not holes (design.md, section 3): no NaN, no null-as-zero, no `false` for "don't know". */
import { z } from 'zod';

export type Measured<T> =
  | { status: 'scored'; value: T }
  | { status: 'not-applicable'; reason: string }
  | { status: 'unscorable'; reason: string };

/** The zod schema of `Measured` over a value's schema. */
export function measured<T extends z.ZodType>(value: T) {
  return z.discriminatedUnion('status', [
    z.strictObject({ status: z.literal('scored'), value }),
    z.strictObject({ status: z.literal('not-applicable'), reason: z.string() }),
    z.strictObject({ status: z.literal('unscorable'), reason: z.string() }),
  ]);
}

export const scored = <T>(value: T): Measured<T> => ({ status: 'scored', value });
export const notApplicable = (reason: string): Measured<never> => ({ status: 'not-applicable', reason });
export const unscorable = (reason: string): Measured<never> => ({ status: 'unscorable', reason });
