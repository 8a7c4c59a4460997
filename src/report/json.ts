/** The wave result for programs. */
import { canonical } from '../model/digest.ts';
import type { PublicResult } from './redaction.ts';

/** JSON with its keys in the order of RFC 8785, indented by two: the same result gives the same bytes. */
export function renderJson(result: PublicResult): string {
  return `${JSON.stringify(JSON.parse(canonical(result)), null, 2)}\n`;
}
