import { PROVIDERS } from '../infra/providers.ts';
import {
  type OperationView,
  operationSchema,
  pageSchema,
  paymentSchema,
  probeSchema,
  readAnswer,
  switchesSchema,
} from './answers.ts';
import { runVerify } from './checks/verify.ts';
import type { Command, ListState } from './command.ts';
import type { Connection } from './connect.ts';
import { type ReadInput, runCredentials } from './credentials.ts';
import { runDlq } from './dlq.ts';
import { runErase } from './erase.ts';
import { runExport } from './export.ts';
import { hasPlace, type OperationPlace, type OperationRef } from './operation-ref.ts';
import { OpsError } from './ops-error.ts';
import type { ProviderFunctions } from './provider-functions.ts';
import { withReadableInstants } from './readable-instants.ts';
import { runRestore } from './restore.ts';
import type { Result } from './result.ts';
import { runSources } from './sources.ts';
import { toSwitchesText } from './switches-text.ts';
import { toListText, toProbeText, toRecordedText, toUnreadableText } from './texts.ts';

type Asked<N extends Command['name']> = Extract<Command, { readonly name: N }>;

/** @throws OpsError */
export async function runCommand(
  command: Exclude<Command, { name: 'help' | 'preflight' }>,
  functions: Connection,
  readInput: ReadInput,
): Promise<Result> {
  switch (command.name) {
    case 'list':
      return list(command, functions);
    case 'show':
      return show(command, functions);
    case 'resolve':
      return resolve(command, functions);
    case 'refund':
      return attach(command, functions);
    case 'probe':
      return probe(command, functions);
    case 'disable':
    case 'enable':
      return turn(command, functions);
    case 'credentials':
      return runCredentials(command, functions, readInput);
    case 'dlq':
      return runDlq(command, functions);
    case 'republish':
      return republish(command, functions);
    case 'export':
      return runExport(await locate(command.ref, functions), functions);
    case 'verify':
      return runVerify(command, functions);
    case 'erase':
      return runErase(command, functions);
    case 'restore':
      return runRestore(command, functions);
    case 'switches':
      return showSwitches(command, functions);
    case 'sources':
      return runSources(command, functions, (providers) => deployedOf(providers, functions));
  }
}

async function list({ providers, state }: Asked<'list'>, functions: ProviderFunctions): Promise<Result> {
  const asked = deployedOf(providers, functions);
  const lists = await Promise.all(asked.map((provider) => listAll(provider, state, functions)));
  const operations = lists.flatMap((list) => list.operations);
  const unreadable = lists.flatMap((list) => list.unreadable);
  const text = toListText(operations, state, asked);
  if (unreadable.length === 0) return { json: { operations }, text };
  return { json: { operations, unreadable }, text: `${text}\n${toUnreadableText(unreadable)}` };
}

/** Those that the stack has. One that was named is asked for in any case, and so are all where the stack has none. */
function deployedOf(providers: readonly string[], { has }: ProviderFunctions): readonly string[] {
  const here = providers.filter((provider) => has(provider));
  return providers.length === 1 || here.length === 0 ? providers : here;
}

/** All pages of a list. */
async function listAll(provider: string, state: ListState, functions: ProviderFunctions) {
  const all: { operations: OperationView[]; unreadable: string[] } = { operations: [], unreadable: [] };
  for (let after: unknown; after !== null; ) {
    const event = {
      command: 'list',
      state,
      ...(after !== undefined && { after }),
    } as const;
    const { operations, unreadable, next } = readAnswer(pageSchema, await functions.invoke(provider, event));
    all.operations.push(...operations);
    all.unreadable.push(...unreadable);
    after = next;
  }
  return all;
}

async function show({ ref }: Asked<'show'>, functions: ProviderFunctions): Promise<Result> {
  const { provider, merchantId, paymentId } = await locate(ref, functions);
  const event = { command: 'show', merchantId, paymentId } as const;
  const payment = readAnswer(paymentSchema, await functions.invoke(provider, event));
  return { json: payment, text: JSON.stringify(withReadableInstants(payment), null, 2) };
}

async function resolve(
  { ref, outcome, evidence }: Asked<'resolve'>,
  functions: ProviderFunctions,
): Promise<Result> {
  const { provider, ...place } = await locate(ref, functions);
  const event = { command: 'resolve', ...place, outcome, evidence } as const;
  const operation = readAnswer(operationSchema, await functions.invoke(provider, event));
  return { json: operation, text: toRecordedText(operation) };
}

async function attach({ ref, requestId }: Asked<'refund'>, functions: ProviderFunctions): Promise<Result> {
  const { provider, ...place } = await locate(ref, functions);
  const event = { command: 'attach', ...place, requestId } as const;
  const operation = readAnswer(operationSchema, await functions.invoke(provider, event));
  return { json: operation, text: toRecordedText(operation) };
}

async function probe(
  { provider, merchantId }: Asked<'probe'>,
  functions: ProviderFunctions,
): Promise<Result> {
  const event = { command: 'probe', merchantId } as const;
  const answer = readAnswer(probeSchema, await functions.invoke(provider, event));
  return { json: answer, text: toProbeText(answer) };
}

async function republish({ ref }: Asked<'republish'>, functions: ProviderFunctions): Promise<Result> {
  const { provider, ...place } = await locate(ref, functions);
  const event = { command: 'republish', ...place } as const;
  const operation = readAnswer(operationSchema, await functions.invoke(provider, event));
  return { json: operation, text: `Published again: the operation ${operation.id} is ${operation.state}.` };
}

async function turn(
  { name, provider, ...what }: Asked<'disable' | 'enable'>,
  functions: ProviderFunctions,
): Promise<Result> {
  const event = { command: name, ...what } as const;
  const switches = readAnswer(switchesSchema, await functions.invoke(provider, event));
  return { json: switches, text: toSwitchesText([switches], { turned: name }) };
}

async function showSwitches({ providers }: Asked<'switches'>, functions: ProviderFunctions): Promise<Result> {
  const event = { command: 'switches' } as const;
  const asked = deployedOf(providers, functions);
  const answers = await Promise.all(asked.map((provider) => functions.invoke(provider, event)));
  const switches = answers.map((answer) => readAnswer(switchesSchema, answer));
  return { json: { switches }, text: toSwitchesText(switches) };
}

/** Looks up an id that came alone, among the unfinished operations of every provider. */
async function locate(ref: OperationRef, functions: ProviderFunctions): Promise<OperationPlace> {
  if (hasPlace(ref)) return ref;
  const { operationId } = ref;
  const ids = deployedOf(
    PROVIDERS.map(({ id }) => id),
    functions,
  );
  const open = await Promise.all(ids.map((id) => listAll(id, 'open', functions)));
  const found = open.flatMap(({ operations }) => operations).find(({ id }) => id === operationId);
  if (found) return { operationId, ...pickPlace(found) };
  throw new OpsError(
    `No unfinished operation has the id ${operationId}. If it is final already, give its link as the API gave it.`,
  );
}

function pickPlace({ merchantId, provider, paymentId }: OperationView) {
  return { merchantId, provider, paymentId };
}
