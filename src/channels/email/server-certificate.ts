/** The certificate of our own mail exchanger: the user's, or a self-signed one (senders to an MX do not verify). */
import { generate } from 'selfsigned';
import { SetupError } from '../../model/errors.ts';
import { readPem } from './transport-security.ts';

/** PEM key and certificate. Rejects with SetupError when only one of the files is named or one is unreadable. */
export async function serverCertificate(
  source: { certFile?: string | undefined; keyFile?: string | undefined },
  domain: string,
  baseDir: string,
): Promise<{ cert: string; key: string }> {
  if ((source.certFile === undefined) !== (source.keyFile === undefined))
    throw new SetupError('the mail exchanger needs certFile and keyFile together, or neither');
  if (source.certFile !== undefined && source.keyFile !== undefined)
    return {
      cert: readPem(source.certFile, baseDir, 'CERTIFICATE'),
      key: readPem(source.keyFile, baseDir, 'PRIVATE KEY'),
    };
  const made = await generate([{ name: 'commonName', value: domain }], {
    keyType: 'ec',
    algorithm: 'sha256',
  });
  return { cert: made.cert, key: made.private };
}
