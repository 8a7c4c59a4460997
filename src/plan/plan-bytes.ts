/** The plan as a file: canonical JSON (RFC 8785), named by its sha256. */
import { canonical, type Sha256, sha256 } from '../model/digest.ts';
import { SetupError } from '../model/errors.ts';
import { Plan } from '../model/plan.ts';

/** UTF-8 of the canonical JSON, without a final newline: `sha256sum plan.json` gives the plan's name. */
export const planBytes = (plan: Plan): Uint8Array => new TextEncoder().encode(canonical(plan));

export const planDigest = (plan: Plan): Sha256 => sha256(planBytes(plan));

/** Reads a plan back. SetupError when it is not a plan of this format, byte for byte as it was frozen. */
export function parsePlan(bytes: Uint8Array): Plan {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    throw new SetupError('the plan is not JSON: freeze it again with `doorbell plan`.');
  }
  const format = value !== null && typeof value === 'object' && 'format' in value ? value.format : undefined;
  if (format !== 'doorbell-plan/1')
    throw new SetupError(
      `the plan has format ${JSON.stringify(format) ?? 'none'}; this version reads "doorbell-plan/1".`,
    );
  const parsed = Plan.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    throw new SetupError(`the plan is damaged at ${issue.path.join('.') || 'its top'}: ${issue.message}.`);
  }
  if (sha256(bytes) !== planDigest(parsed.data))
    throw new SetupError(
      'the plan is not in canonical form (RFC 8785): it was edited or reformatted after it was frozen.',
    );
  return parsed.data;
}
