import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import * as z from 'zod';
import { LIMIT_MS } from '../eventually.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');

/** What `npm start` runs, with its console. */
export function startConsole(...options: readonly string[]) {
  return startConsoleOf(ROOT, { options });
}

type StartOptions = {
  readonly options?: readonly string[];
  /** Takes what it writes to standard error. @default it is written to ours */
  readonly onError?: (text: string) => void;
};

/** The same of another copy of the project. */
export async function startConsoleOf(
  root: string,
  { options = [], onError = (text) => void process.stderr.write(text) }: StartOptions = {},
) {
  const args = [join(root, 'local', 'main.ts'), '--port', '0', '--engine', 'dynalite', '--quiet', ...options];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stderr.setEncoding('utf8').on('data', onError);
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
  trail: z.array(
    z.looseObject({ step: z.string(), result: z.string(), requests: z.array(z.looseObject({})) }),
  ),
});

/** As much of what the page receives as the tests speak of. */
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
  simulators: z.array(
    z.looseObject({
      provider: z.string(),
      trouble: z.string().optional(),
      controls: z.looseObject({}).optional(),
    }),
  ),
});

export type ShownState = z.infer<typeof stateSchema>;

/** Everything that the page would receive, until it is what is wanted; for up to a minute. @returns with all the text */
export async function watchUntil(
  url: string,
  isWanted: (state: ShownState) => boolean,
): Promise<{ readonly state: ShownState; readonly text: string }> {
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
  throw new Error(`It did not come to pass. The page received: ${text}`);
}
