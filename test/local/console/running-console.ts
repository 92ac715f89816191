import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import * as z from 'zod';
import { LIMIT_MS } from '../eventually.ts';

const MAIN = join(import.meta.dirname, '..', '..', '..', 'infra', 'local', 'main.ts');

/** What `npm start` runs, with its console. */
export async function startConsole(...options: readonly string[]) {
  const args = [MAIN, '--port', '0', '--engine', 'dynalite', '--quiet', ...options];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await Promise.race([
    once(createInterface({ input: child.stdout }), 'line'),
    once(child, 'exit').then(() => ['it ended before it was ready']),
  ]);
  const url = /^ready (\S+)$/.exec(String(line))?.[1];
  assert.ok(url, String(line));
  return {
    url,
    close: async () => {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    },
  };
}

const operationSchema = z.looseObject({
  id: z.string(),
  state: z.string(),
  createdAt: z.number(),
  trail: z.array(z.looseObject({ step: z.string(), said: z.string(), requests: z.array(z.looseObject({})) })),
});

/** As much of what the page is told as the tests speak of. */
const stateSchema = z.looseObject({
  now: z.number(),
  payments: z.array(
    z.looseObject({
      paymentId: z.string(),
      atProvider: z.looseObject({ status: z.string(), effects: z.number() }),
      operations: z.array(operationSchema),
    }),
  ),
  sessions: z.array(z.looseObject({ hasToken: z.boolean(), takenAt: z.number().optional() })),
  events: z.array(z.looseObject({ type: z.string(), paymentId: z.string().optional() })),
  runs: z.array(
    z.looseObject({ status: z.string(), entered: z.array(z.looseObject({ state: z.string() })) }),
  ),
  simulators: z.array(z.looseObject({ provider: z.string() })),
});

export type ToldState = z.infer<typeof stateSchema>;

/** Everything that the page would be told, until it is what is wanted; for up to a minute. @returns with all the text */
export async function watchUntil(
  url: string,
  isWanted: (state: ToldState) => boolean,
): Promise<{ readonly state: ToldState; readonly text: string }> {
  const signal = AbortSignal.timeout(LIMIT_MS);
  const { body } = await fetch(`${url}/console/live`, { signal });
  assert.ok(body);
  let text = '';
  for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const last = text
      .split('\n\n')
      .slice(0, -1)
      .findLast((message) => message.startsWith('event: state\n'));
    const state = last && stateSchema.parse(JSON.parse(last.replace('event: state\ndata: ', '')));
    if (state && isWanted(state)) return { state, text };
  }
  throw new Error(`It did not come to pass. The page was told: ${text}`);
}
