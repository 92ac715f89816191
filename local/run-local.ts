import process from 'node:process';
import { createLocalClock } from './clock/local-clock.ts';
import type { CommandLine } from './command-line.ts';
import { type Console, createConsole } from './console/create-console.ts';
import { DEMO_MERCHANT, DEMO_SECRETS, DEMOS } from './demo-providers.ts';
import type { LogLine } from './lambda/log-book.ts';
import { type Secrets, startLocalStack } from './local-stack.ts';
import { paint } from './paint.ts';
import { toReadableLine } from './readable-line.ts';
import { startSimulators, toTrusted, toUrls } from './start-simulators.ts';
import { toWelcome } from './welcome.ts';

const DATABASE_DIED =
  'The local database ended unexpectedly, and with it all that it held. Start again with "npm start".';

/** The whole bundle on this machine, until it is asked to stop. */
export async function runLocal(commandLine: CommandLine): Promise<void> {
  // Until everything runs there is nothing to close: what was started ends with this process.
  let close = async () => {};
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => void close().finally(() => process.exit(0)));
  const running = await start(commandLine);
  close = running.close;
  running.stack.engineDied?.then(() => {
    console.error(DATABASE_DIED);
    return close().finally(() => process.exit(1));
  });
  console.log(paint('green', `ready ${running.stack.url}`));
  if (!commandLine.isQuiet) console.log(`Open ${running.stack.url} in a browser to see it all, live.`);
  if (!commandLine.isQuiet) welcome(running, commandLine);
}

async function start({ providerUrls, ...options }: CommandLine) {
  const say = options.isQuiet ? () => {} : toProgress();
  const secrets = options.secrets ?? DEMO_SECRETS;
  const clock = createLocalClock(options.clock);
  if (options.clock) say(`The stack's clock starts at ${new Date(clock.now()).toISOString()}.`);
  const wanted = Object.keys(DEMOS).filter((provider) => providerUrls[provider] === undefined);
  if (wanted.length > 0) say(`Simulating ${wanted.join(', ')}.`);
  const simulators = await startSimulators(wanted, {
    ...{ secrets, clock: clock.now },
    onTrouble: (sentence) => console.error(sentence),
  });
  // It shows the whole stack, so it is there a moment after the stack's port is.
  let page: Console | undefined;
  const stack = await startLocalStack({
    front: (message, response) => page?.front(message, response) ?? false,
    port: options.port,
    providerUrls: { ...providerUrls, ...toUrls(simulators) },
    trusts: toTrusted(simulators),
    secrets,
    clock,
    auth: options.auth,
    notifyFrom: options.notifyFrom,
    onProgress: say,
    ...(options.engine && { engine: options.engine }),
    ...(!options.isQuiet && { onLog: print }),
  });
  page = createConsole({
    stack,
    simulators,
    isSigned: options.auth,
    merchantOf: (provider) => toOwner(secrets, provider),
  });
  say('Starting a process of each function.');
  await stack.warmUp();
  return {
    ...{ stack, simulated: [...simulators.running.keys()] },
    close: async () => {
      await page?.close();
      await stack.close();
      await Promise.all([...simulators.running.values()].map((simulator) => simulator.close()));
    },
  };
}

/** Whose payments a provider's simulator makes: those of the first merchant that has credentials there. */
function toOwner(secrets: Secrets, provider: string): string {
  const owner = Object.entries(secrets).find(([, providers]) => providers[provider] !== undefined);
  return owner?.[0] ?? DEMO_MERCHANT;
}

function print({ functionId, line }: LogLine): void {
  const readable = toReadableLine(line);
  if (readable === undefined) return;
  console.error(`[${functionId.replace(/Function[0-9A-F]{8}$/, '')}] ${readable}`);
}

/** What takes time, as it begins, with the seconds since the start. */
function toProgress(): (sentence: string) => void {
  const began = performance.now();
  return (sentence) => {
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    console.log(`${paint('dim', `${seconds.padStart(5)} s`)}  ${sentence}`);
  };
}

function welcome(
  { stack, simulated }: Awaited<ReturnType<typeof start>>,
  { auth, secrets }: CommandLine,
): void {
  const { url, engine, region } = stack;
  const text = toWelcome({ url, engine, region, simulated, isSigned: auth, hasDemos: !secrets }, paint);
  console.log(text);
}
