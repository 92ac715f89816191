import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

/** What has the functions on this machine trust more than is common. On AWS there is no such thing. */
export type Trust = {
  readonly variables: Readonly<Record<string, string>>;
  readonly remove: () => Promise<void>;
};

/** They trust what this process trusts by NODE_EXTRA_CA_CERTS, and these certificates besides. */
export async function writeTrustFile(certificates: readonly string[]): Promise<Trust> {
  const { NODE_EXTRA_CA_CERTS: own } = process.env;
  if (!own && certificates.length === 0) return { variables: {}, remove: async () => undefined };
  const folder = await mkdtemp(join(tmpdir(), 'estorno-trust-'));
  const path = join(folder, 'trusted.pem');
  const inherited = own ? await readFile(own, 'utf8') : '';
  await writeFile(path, [inherited, ...certificates].join('\n'));
  return {
    variables: { NODE_EXTRA_CA_CERTS: path },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
