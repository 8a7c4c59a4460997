/** How a connection of ours is protected, and with which trust. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';
import { SetupError } from '../../model/errors.ts';
import { isLoopback } from '../../model/hosts.ts';

export interface Endpoint {
  host: string;
  port: number;
  security: 'tls' | 'starttls' | 'none';
  caFile?: string | undefined;
}

/**
 * TLS options with verification always on; `caFile` (relative to `baseDir`) adds an authority to the usual ones.
 * Throws SetupError for an unreadable file, and for security `none` anywhere but on loopback.
 */
export function trustOf(
  end: Endpoint,
  baseDir: string,
): { rejectUnauthorized: true; secureContext?: SecureContext } {
  if (end.security === 'none' && !isLoopback(end.host))
    throw new SetupError(`${end.host}: security "none" is only for loopback; use "tls" or "starttls"`);
  if (end.caFile === undefined) return { rejectUnauthorized: true };
  return {
    rejectUnauthorized: true,
    secureContext: contextWith(readPem(end.caFile, baseDir, 'CERTIFICATE')),
  };
}

/** Making a context reads well over a hundred certificates: 15 ms that each message would pay. One is kept. */
let kept: { authority: string; context: SecureContext } | undefined;

function contextWith(authority: string): SecureContext {
  if (kept?.authority !== authority)
    kept = { authority, context: createSecureContext({ ca: [...getCACertificates('default'), authority] }) };
  return kept.context;
}

/** A PEM file of the user's, checked to be one. Throws SetupError that names the file. */
export function readPem(file: string, baseDir: string, label: 'CERTIFICATE' | 'PRIVATE KEY'): string {
  const path = resolve(baseDir, file);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new SetupError(`cannot read ${path}: ${(error as NodeJS.ErrnoException).code ?? 'unknown error'}`);
  }
  if (!text.includes('-----BEGIN ') || !text.includes(label))
    throw new SetupError(`${path} holds no PEM ${label.toLowerCase()}`);
  return text;
}
