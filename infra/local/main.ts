import process from 'node:process';
import { UsageError } from '../script.ts';
import { type CommandLine, HELP, readCommandLine } from './command-line.ts';
import { DEMO_SECRETS, DEMOS, startSimulator, toCurlLine } from './demo-providers.ts';
import type { LogLine } from './lambda/log-book.ts';
import { type LocalStack, startLocalStack } from './local-stack.ts';
import { LocalStackError } from './local-stack-error.ts';
import { toReadableLine } from './readable-line.ts';

/** `npm start`: the whole bundle on this machine, until it is told to stop. */
async function main(): Promise<void> {
  const commandLine = readCommandLine(process.argv.slice(2));
  if (commandLine.isHelp) return console.log(HELP);
  // Until everything runs there is nothing to close: what was started ends with this process.
  let close = async () => {};
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => void close().finally(() => process.exit(0)));
  const running = await start(commandLine);
  close = running.close;
  console.log(`ready ${running.stack.url}`);
  if (!commandLine.isQuiet && !commandLine.secrets) showExamples(running.stack, commandLine);
}

async function start({ providerUrls, ...options }: CommandLine) {
  const say = options.isQuiet ? () => {} : (sentence: string) => console.log(sentence);
  const secrets = options.secrets ?? DEMO_SECRETS;
  const simulated = Object.keys(DEMOS).filter((provider) => providerUrls[provider] === undefined);
  if (simulated.length > 0) say(`Simulating ${simulated.join(' and ')}.`);
  const simulators = await Promise.all(
    simulated.map(async (provider) => ({ provider, simulator: await startSimulator(provider, secrets) })),
  );
  const simulatedUrls = simulators.map(({ provider, simulator }) => [provider, simulator.url]);
  const stack = await startLocalStack({
    port: options.port,
    providerUrls: { ...providerUrls, ...Object.fromEntries(simulatedUrls) },
    secrets,
    auth: options.auth,
    notifyFrom: options.notifyFrom,
    onProgress: say,
    ...(options.engine && { engine: options.engine }),
    ...(!options.isQuiet && { onLog: print }),
  });
  await stack.warmUp();
  return {
    stack,
    close: async () => {
      await stack.close();
      await Promise.all(simulators.map(({ simulator }) => simulator.close()));
    },
  };
}

function print({ functionId, line }: LogLine): void {
  const readable = toReadableLine(line);
  if (readable === undefined) return;
  console.error(`[${functionId.replace(/Function[0-9A-F]{8}$/, '')}] ${readable}`);
}

function showExamples(stack: LocalStack, { auth }: CommandLine): void {
  console.log(`The database is ${stack.engine}. Press Ctrl-C to stop. Cancel a payment at each provider:`);
  for (const provider of Object.keys(DEMOS))
    console.log(`\n${toCurlLine(stack.url, provider, stack.region, auth)}`);
}

main().catch((error: unknown) => {
  const isPlain = error instanceof LocalStackError || error instanceof UsageError;
  console.error(isPlain ? error.message : error);
  process.exit(error instanceof UsageError ? 2 : 1);
});
