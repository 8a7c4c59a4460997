/** A certificate of the sandbox's own, valid from yesterday, for servers that nobody else may trust. */
import selfsigned from 'selfsigned';

const DAY = 86_400_000;

/** PEM. `names` are hosts (`*.example`), `ips` addresses. */
export async function sandboxCertificate(
  commonName: string,
  names: readonly string[],
  ips: readonly string[] = [],
): Promise<{ key: string; cert: string }> {
  const pair = await selfsigned.generate([{ name: 'commonName', value: commonName }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(Date.now() - DAY),
    extensions: [
      { name: 'basicConstraints', cA: true },
      {
        name: 'subjectAltName',
        altNames: [
          ...names.map((value) => ({ type: 2 as const, value })),
          ...ips.map((ip) => ({ type: 7 as const, ip })),
        ],
      },
    ],
  });
  return { key: pair.private, cert: pair.cert };
}
