/** A table of the published data: its columns know their meaning, type and bounds from the model's schemas. */
import { z } from 'zod';

export type Cell = string | number | boolean | undefined;

/** `schema`: what stands in the column where something does; its description is the column's. */
export interface Column<T> {
  name: string;
  schema: z.ZodType;
  required: boolean;
  value: (item: T) => Cell;
}

/** A table whose cells have been worked out: one row for each `what`. */
export interface Table {
  name: string;
  /** What one row is. */
  what: string;
  columns: Omit<Column<never>, 'value'>[];
  rows: Cell[][];
  key: string[];
  /** Columns that name a row of another table by its key. */
  links: { column: string; table: string }[];
}

/** A column that is filled in every row. */
export const always = <T>(name: string, schema: z.ZodType, value: (item: T) => Cell): Column<T> => ({
  name,
  schema,
  required: true,
  value,
});

/** A column that is empty where there is nothing to say. */
export const perhaps = <T>(name: string, schema: z.ZodType, value: (item: T) => Cell): Column<T> => ({
  name,
  schema,
  required: false,
  value,
});

export function tableOf<T>(
  spec: { name: string; what: string; key?: string[]; links?: Table['links'] },
  items: readonly T[],
  columns: readonly Column<T>[],
): Table {
  return {
    name: spec.name,
    what: spec.what,
    columns: columns.map(({ name, schema, required }) => ({ name, schema, required })),
    rows: items.map((item) => columns.map((c) => c.value(item))),
    key: spec.key ?? [],
    links: spec.links ?? [],
  };
}

/** What a spreadsheet, a validator and a reader must know of a column. */
export interface Meaning {
  type: 'string' | 'integer' | 'number' | 'boolean' | 'datetime' | 'date';
  description: string;
  values?: string[];
  minimum?: number;
  maximum?: number;
}

const SAFE = Number.MAX_SAFE_INTEGER;

/** Throws TypeError for a schema that fits no cell, or without a description: a mistake of ours. */
export function meaningOf({ name, schema }: Pick<Column<never>, 'name' | 'schema'>): Meaning {
  const json = z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' }) as {
    type?: string;
    format?: string;
    enum?: unknown[];
    description?: string;
    minimum?: number;
    maximum?: number;
  };
  const type = TYPES[json.format ?? ''] ?? TYPES[json.type ?? ''];
  if (!type) throw new TypeError(`column ${name}: no cell can hold ${JSON.stringify(json)}`);
  if (!json.description) throw new TypeError(`column ${name}: its schema has no description`);
  return {
    type,
    description: json.description,
    ...(json.enum && { values: json.enum.map(String) }),
    ...(json.minimum !== undefined && json.minimum > -SAFE && { minimum: json.minimum }),
    ...(json.maximum !== undefined && json.maximum < SAFE && { maximum: json.maximum }),
  };
}

const TYPES: Record<string, Meaning['type']> = {
  'date-time': 'datetime',
  date: 'date',
  string: 'string',
  integer: 'integer',
  number: 'number',
  boolean: 'boolean',
};
