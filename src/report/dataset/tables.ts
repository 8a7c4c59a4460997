/** Every table of the published data, in the order in which they are listed. A further one is a function and a line. */
import { Sha256 } from '../../model/digest.ts';
import { Slug } from '../../model/scalars.ts';
import type { PublicResult } from '../redaction.ts';
import { always, type Column, type Table } from './column.ts';
import { curveTables } from './curve-tables.ts';
import { lenderTables } from './lender-tables.ts';
import { marketTables } from './market-tables.ts';
import { opinionTables } from './opinion-tables.ts';
import { probeTables } from './probe-tables.ts';
import { waveTables } from './wave-tables.ts';

/** Times are UTC, waits clock hours, an unknown is an empty cell. */
export function tablesOf(result: PublicResult): Table[] {
  // Rows of several waves may end up in one file: each says where it is from.
  const origin: Column<unknown>[] = [
    always('wave', Slug.describe('Id of the wave.'), () => result.wave.id),
    always('plan', Sha256.describe('sha256 of the frozen plan of the wave.'), () => result.plan),
  ];
  return [
    ...lenderTables(result, origin),
    ...probeTables(result, origin),
    ...curveTables(result, origin),
    ...opinionTables(result, origin),
    ...marketTables(result, origin),
    ...waveTables(result, origin),
  ];
}
