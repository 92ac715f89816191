import { existsSync, readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import * as z from 'zod';
import { PROVIDERS } from '../infra/providers.ts';
import { MERCHANT_ID } from '../shared/domain/ids.ts';
import { parseWords, UsageError } from '../tools/script.ts';
import { type ClockSetting, parseClockSetting } from './clock/parse-clock-setting.ts';
import { readDeploymentContext } from './deployment-context.ts';
import { ENGINE_NAMES, type EngineName } from './engine/engine.ts';
import type { Secrets } from './local-stack.ts';

export type CommandLine = {
  readonly port: number;
  readonly engine?: EngineName;
  /** Base URLs by provider id, for those that were given. */
  readonly providerUrls: Readonly<Record<string, string>>;
  /** Absent when the built-in merchants are wanted. */
  readonly secrets?: Secrets;
  /** Addresses from which notifications are accepted, in place of the providers' own. */
  readonly notifyFrom: readonly string[];
  /** Context values of the stack: see deployment-context.ts. */
  readonly context: Readonly<Record<string, unknown>>;
  /** Where the stack's clock starts. Absent for the machine's time. */
  readonly clock?: ClockSetting;
  readonly auth: boolean;
  readonly isQuiet: boolean;
};

const DEFAULT_PORT = '8787';

const SECRETS_EXAMPLE =
  '{ "loja-1": { "letpay": { "apiKey": "…", "apiSecret": "…", "environment": "sandbox" } } }';

export const HELP = `Runs the whole of Estorno on this machine, from the same cloud assembly that is deployed.

  npm start -- [options]

  --port N             port of the API                                  (${DEFAULT_PORT})
${PROVIDERS.map(({ id, name }) => `  ${`--${id}-url URL`.padEnd(20)} another ${name} than the built-in simulator`).join('\n')}
  --secrets FILE       JSON file: merchant id, then provider, then credentials; replaces the built-in merchant loja-1
  --engine NAME        ${ENGINE_NAMES.join(' or ')}           (the first, where there is Java 17 or newer)
  --notify-from IP     accept notifications from this address, in place of the providers' own; may be given more than once
  -c NAME=VALUE        a context value, as of "cdk deploy"; may be given more than once. Limits in cdk.json count too
  --clock TIME         the stack's time at its start: an instant with its zone, or a distance from now; see below
  --auth               callers must sign with SigV4, with the access key id "local" and the secret "local"
  --quiet              print the "ready" line and errors only
  --help               this text

Open that port in a browser for the console: payments, sessions, events and flows, live, and the simulators' controls.

Time travel: --clock 2028-02-29T23:58:00-03:00, --clock +400d, -3h, +15m or +30s. Functions, schedules, the sweeper, flows,
events, simulators and the console run from that time on; the console moves it forward. Three things stay as they are: the
signatures of callers are checked against the real time, what the database engine itself stamps (the age of stream records)
is real, and queues delay in real time.

GET /_local on the same port, which exists on one machine only, says where the rest is: the local AWS port, the region,
the stack's outputs. "npm run ops -- --local" uses it.`;

/** `--letpay-url`, and so on. */
const URL_OPTIONS: Readonly<Record<string, { readonly type: 'string' }>> = Object.fromEntries(
  PROVIDERS.map(({ id }) => [`${id}-url`, { type: 'string' }]),
);

const OPTIONS = {
  port: { type: 'string' },
  secrets: { type: 'string' },
  engine: { type: 'string' },
  'notify-from': { type: 'string', multiple: true },
  context: { type: 'string', short: 'c', multiple: true },
  clock: { type: 'string' },
  auth: { type: 'boolean' },
  quiet: { type: 'boolean' },
} as const;

/** @throws UsageError with what is wrong and what to do */
export function readCommandLine(args: readonly string[]): CommandLine {
  const { values } = parseWords({ args: joinDistance(args), options: { ...URL_OPTIONS, ...OPTIONS } });
  const given = Object.entries(values).flatMap(([option, url]) =>
    Object.hasOwn(URL_OPTIONS, option) && typeof url === 'string'
      ? [[option.replace(/-url$/, ''), readUrl(`--${option}`, url)]]
      : [],
  );
  return {
    port: readPort(values.port ?? DEFAULT_PORT),
    ...(values.engine !== undefined && { engine: readEngine(values.engine) }),
    providerUrls: Object.fromEntries(given),
    ...(values.secrets !== undefined && { secrets: readSecrets(values.secrets) }),
    notifyFrom: (values['notify-from'] ?? []).map(readAddress),
    context: readDeploymentContext(values.context ?? []),
    ...(values.clock !== undefined && { clock: readClock(values.clock) }),
    auth: values.auth ?? false,
    isQuiet: values.quiet ?? false,
  };
}

/** `--clock -3h` as one word: on its own, `-3h` would be read as options. */
function joinDistance(args: readonly string[]): readonly string[] {
  const at = args.findIndex((arg, index) => arg.startsWith('-') && args[index - 1] === '--clock');
  const distance = args[at];
  if (distance === undefined || distance.startsWith('--')) return args;
  return [...args.slice(0, at - 1), `--clock=${distance}`, ...args.slice(at + 1)];
}

function readClock(text: string): ClockSetting {
  try {
    return parseClockSetting(text, Date.now());
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(`--clock requires ${error.message}`);
    throw error;
  }
}

function readPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new UsageError(`--port requires a number from 0 (a free port) to 65535, and got "${text}".`);
}

function readEngine(text: string): EngineName {
  const engine = ENGINE_NAMES.find((name) => name === text);
  if (engine) return engine;
  throw new UsageError(`--engine requires ${ENGINE_NAMES.join(' or ')}, and got "${text}".`);
}

function readAddress(text: string): string {
  if (isIP(text) !== 0) return text;
  throw new UsageError(`--notify-from requires an IP address like 127.0.0.1, and got "${text}".`);
}

function readUrl(option: string, text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text.replace(/\/+$/, '');
  throw new UsageError(`${option} requires an address like https://sandbox.example, and got "${text}".`);
}

const PROVIDER_IDS = PROVIDERS.map(({ id }) => id);

const SecretsFile = z.record(
  z.string().regex(MERCHANT_ID, 'a merchant id has lower-case letters, digits and hyphens'),
  z.partialRecord(
    z.enum(PROVIDER_IDS, `a provider is ${PROVIDER_IDS.join(' or ')}`),
    z.record(z.string(), z.unknown()),
  ),
);

function readSecrets(path: string): Secrets {
  const text = readText(path);
  const parsed = SecretsFile.safeParse(parseJson(path, text));
  if (parsed.success) return parsed.data;
  throw new UsageError(
    `The file ${path} of --secrets must have the form ${SECRETS_EXAMPLE}: merchant id, then provider, then credentials.\n` +
      z.prettifyError(parsed.error),
  );
}

function readText(path: string): string {
  if (!existsSync(path)) throw new UsageError(`--secrets names the file ${path}, and there is none.`);
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`The file ${path} of --secrets cannot be read: ${toMessage(error)}`);
  }
}

/** Without the parser's words: they quote the file, and it holds credentials. */
function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError(
      `The file ${path} of --secrets is not valid JSON. Correct it, or leave --secrets out.`,
    );
  }
}

function toMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
