/** Secrets are read from the environment at the moment of use, by the name that the settings give. */
import { SetupError } from '../../model/errors.ts';

export type SecretReader = (envName: string) => string | undefined;

/** Throws SetupError that names the variable, never its value. */
export function requireSecret(secrets: SecretReader, envName: string): string {
  const value = secrets(envName);
  if (value === undefined || value === '') throw new SetupError(`environment variable ${envName} is not set`);
  return value;
}
