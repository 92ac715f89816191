import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

/** A file for NODE_EXTRA_CA_CERTS: what this process trusts by it, and these certificates besides. */
export async function writeTrustFile(
  certificates: readonly string[],
): Promise<{ readonly path: string; readonly remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'estorno-trust-'));
  const path = join(folder, 'trusted.pem');
  const { NODE_EXTRA_CA_CERTS: own } = process.env;
  const inherited = own ? await readFile(own, 'utf8') : '';
  await writeFile(path, [inherited, ...certificates].join('\n'));
  return { path, remove: () => rm(folder, { recursive: true, force: true }) };
}
