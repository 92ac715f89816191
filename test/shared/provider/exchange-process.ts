import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Endpoints, ProviderRequest, Reply } from '../../../shared/ports/exchange.ts';

export type ExchangeProcess = {
  send(endpoints: Endpoints, request: ProviderRequest): Promise<Reply>;
  close(): Promise<void>;
};

/** The exchange in a process that trusts this certificate beside those of Node: which it trusts is read at its start. */
export async function startExchangeProcess(cert: string): Promise<ExchangeProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'estorno-'));
  const file = join(folder, 'trusted.pem');
  await writeFile(file, cert);
  const script = fileURLToPath(new URL('./exchange-child.ts', import.meta.url));
  const child = fork(script, { env: { ...process.env, NODE_EXTRA_CA_CERTS: file } });
  return {
    send: (endpoints, request) => ask(child, { endpoints, request }),
    async close() {
      child.disconnect();
      await once(child, 'exit');
      await rm(folder, { recursive: true });
    },
  };
}

/** One question at a time. */
async function ask(
  child: ChildProcess,
  question: { readonly endpoints: Endpoints; readonly request: ProviderRequest },
): Promise<Reply> {
  const answered = once(child, 'message');
  child.send(question);
  const [reply] = await answered;
  return reply;
}
