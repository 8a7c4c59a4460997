/** Which keys a zod schema knows at a place of the data: for "did you mean". */
import { z } from 'zod';
import type { Path } from './issue-sentence.ts';

/** Empty where the schema has no fixed keys. Inside a union the member that fits the data's discriminator is taken. */
export function keysAt(schema: z.ZodType, path: Path, root: unknown): string[] {
  let at: z.core.$ZodType = bare(schema, root);
  let value = root;
  for (const step of path) {
    value =
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[step] : undefined;
    const next = inside(at, step);
    if (!next) return [];
    at = bare(next, value);
  }
  return at instanceof z.ZodObject ? Object.keys(at.shape) : [];
}

function inside(schema: z.core.$ZodType, step: PropertyKey): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodObject) return schema.shape[String(step)];
  if (schema instanceof z.ZodArray) return schema.element;
  if (schema instanceof z.ZodRecord) return schema.valueType;
  return undefined;
}

/** Takes off defaults and optionals, and chooses the member of a discriminated union. */
function bare(schema: z.core.$ZodType, value: unknown): z.core.$ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault)
    return bare(schema.unwrap(), value);
  if (schema instanceof z.ZodDiscriminatedUnion) {
    const name = schema.def.discriminator;
    const chosen = schema.options.find((option) => {
      const field = option instanceof z.ZodObject ? option.shape[name] : undefined;
      return field?.safeParse((value as Record<string, unknown> | undefined)?.[name]).success === true;
    });
    return chosen ?? schema;
  }
  return schema;
}
