import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import type { Tables } from './dynamo-tables.ts';
import { currentInvocation, type SimulatedInvocation } from './invocation.ts';
import type { Plan } from './plan.ts';
import type { Scheduler } from './scheduler.ts';

export type PortDeps = {
  readonly scheduler: Scheduler;
  readonly plan: Plan;
  readonly tables: Tables;
  /** Told before a command is executed, so that whoever is told of a change knows whose it is. */
  readonly onExecute: (by: SimulatedInvocation) => void;
  /** The database gives no answer at the moment. */
  readonly isAway: () => boolean;
};

/** One call on its way. */
type Sending = {
  readonly command: unknown;
  readonly by: SimulatedInvocation;
  readonly label: string;
  readonly resolve: (output: object) => void;
  readonly reject: (error: unknown) => void;
};

/** The DynamoDB client that the real stores get: every call takes time, and may go wrong as calls to AWS do. */
export function createDynamoPort(deps: PortDeps): DynamoDBClient {
  const send = (command: object) =>
    new Promise((resolve, reject) => {
      const by = currentInvocation();
      begin(deps, { command, by, label: `${by.process.id} ${command.constructor.name}`, resolve, reject });
    });
  return Object.assign(Object.create(DynamoDBClient.prototype), { send });
}

function begin(deps: PortDeps, sending: Sending): void {
  const { plan } = deps;
  const ms = plan.latencyMs('store');
  if (deps.isAway()) {
    fail(deps, sending, GIVEN_UP_MS, timedOut());
    return;
  }
  const fault = STORE_FAULTS.find((one) => plan.hits(one));
  switch (fault) {
    case undefined:
      if (sending.command instanceof QueryCommand) readAtOnce(deps, sending, ms);
      else arrive(deps, sending, ms, (end) => end());
      break;
    case 'store: hangs':
      arrive(deps, sending, 5_000 + plan.dice.below(40_000), (end) => end());
      break;
    case 'store: throttled':
      fail(deps, sending, ms, throttled());
      break;
    case 'store: not done, no answer':
      fail(deps, sending, ms, timedOut());
      break;
    case 'store: done, answer lost':
      arrive(deps, sending, ms, () => fail(deps, sending, GIVEN_UP_MS, timedOut()));
      break;
    case 'store: done after the answer was given up':
      fail(deps, sending, GIVEN_UP_MS, timedOut());
      arrive(deps, sending, GIVEN_UP_MS + plan.dice.below(60_000), () => undefined);
      break;
    case 'store: sent twice by the SDK':
      arrive(deps, sending, ms, () => arrive(deps, sending, GIVEN_UP_MS, (end) => end()));
  }
}

const STORE_FAULTS = [
  'store: hangs',
  'store: throttled',
  'store: not done, no answer',
  'store: done, answer lost',
  'store: done after the answer was given up',
  'store: sent twice by the SDK',
] as const;

/** Milliseconds after which one request to DynamoDB is given up. */
const GIVEN_UP_MS = 3_000;

/** A query changes nothing, so that its way there and back is one step. */
function readAtOnce(
  { scheduler, tables }: PortDeps,
  { command, by, label, ...ends }: Sending,
  ms: number,
): void {
  const run = () => outcomeOf(() => tables.execute(command), { command, by, label, ...ends })();
  scheduler.add({ at: scheduler.now() + ms, label, owner: by.process, run });
}

/** The command reaches DynamoDB and is executed there; `then` decides what the caller learns. */
function arrive(
  { scheduler, tables, onExecute, plan }: PortDeps,
  sending: Sending,
  ms: number,
  then: (end: () => void) => void,
): void {
  const { command, by, label } = sending;
  const owner = by.process;
  const run = () => {
    onExecute(by);
    const end = outcomeOf(() => tables.execute(command), sending);
    const answer = {
      at: scheduler.now() + plan.latencyMs('store') / 2,
      label: `${label} answers`,
      owner,
      run: end,
    };
    then(() => void scheduler.add(answer));
  };
  scheduler.add({ at: scheduler.now() + ms / 2, label: `${label} arrives`, by: owner, run });
}

/** What the caller learns of it once the answer is there; whatever it is, the ledger is not away. */
function outcomeOf(execute: () => object, { command, by, resolve, reject }: Sending): () => void {
  const isBack = () => {
    if (isAboutLedger(command)) by.ledgerIsAway = false;
  };
  try {
    const output = execute();
    return () => {
      isBack();
      resolve(output);
    };
  } catch (error) {
    // What the simulation does not know must end it, not look like an answer of AWS.
    if (!(error instanceof Error) || !('$metadata' in error)) throw error;
    return () => {
      isBack();
      reject(error);
    };
  }
}

const commandSchema = z.object({ input: z.object({ TableName: z.string() }) });

function isAboutLedger(command: unknown): boolean {
  return commandSchema.parse(command).input.TableName === 'ledger';
}

function fail({ scheduler }: PortDeps, sending: Sending, ms: number, error: Error): void {
  const { by, label, reject, command } = sending;
  const run = () => {
    by.storeErrors += 1;
    if (isAboutLedger(command)) by.ledgerIsAway = true;
    reject(error);
  };
  scheduler.add({ at: scheduler.now() + ms, label: `${label} fails`, owner: by.process, run });
}

/** AWS said no: it was not done. */
export function throttled(): Error {
  const error = new Error('throttled');
  return Object.assign(error, {
    name: 'ProvisionedThroughputExceededException',
    $metadata: { httpStatusCode: 400 },
  });
}

/** No answer: nobody knows. */
export function timedOut(): Error {
  return Object.assign(new Error('no answer'), { name: 'TimeoutError' });
}
