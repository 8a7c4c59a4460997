/** The published JSON Schema of `report.json` (draft 2020-12), made from the zod schema of the result. */
import { z } from 'zod';
import { WaveResult } from '../../model/wave-result.ts';

export const REPORT_SCHEMA = 'report.schema.json';

/** Its exact text. Shapes that occur more than once stand in it once. */
export const reportSchema = (): string =>
  `${JSON.stringify(
    {
      ...z.toJSONSchema(WaveResult, { io: 'output', reused: 'ref' }),
      title: 'report.json',
      description: 'The published result of a wave. Unknowns are values with a reason, never holes.',
    },
    null,
    2,
  )}\n`;
