import { PROVIDERS } from '../../infra/providers.ts';
import type { Assembly } from '../../local/assembly/assembly.ts';
import { readBuses } from '../../local/assembly/events.ts';
import { readKeys } from '../../local/assembly/keys.ts';
import { readFunctions } from '../../local/assembly/lambda.ts';
import { readQueues } from '../../local/assembly/queues.ts';
import { readStateMachines } from '../../local/assembly/state-machines.ts';
import { readTables } from '../../local/assembly/tables.ts';

const FUNCTIONS = [{ id: 'api' }, { id: 'operator' }, { id: 'relay' }, ...PROVIDERS];

/** The ARNs of all resources in the table of rights, by their name there. */
export function readNamedArns(assembly: Assembly): Readonly<Record<string, string>> {
  const { accountId, region } = assembly.place;
  const functions = readFunctions(assembly);
  const queues = readQueues(assembly);
  const tables = readTables(assembly);
  const keys = readKeys(assembly);
  const [ledgerStream = ''] = tables.flatMap(({ schema, streamArn }) =>
    schema.StreamSpecification ? streamArn : [],
  );
  const flow = arnOf(readStateMachines(assembly, functions), 'RefundFlow');
  return {
    ledger: arnOf(tables, 'Ledger'),
    'ledger index': `${arnOf(tables, 'Ledger')}/index/due`,
    'ledger stream': ledgerStream,
    sessions: arnOf(tables, 'Sessions'),
    'ledger key': arnOf(keys, 'LedgerEncryption'),
    'credentials key': arnOf(keys, 'Credentials'),
    bus: arnOf(readBuses(assembly, queues), 'EventBus'),
    'default bus': `arn:aws:events:${region}:${accountId}:event-bus/default`,
    flow,
    execution: `${flow.replace(':stateMachine:', ':execution:')}:op_1`,
    'another flow': `arn:aws:states:${region}:${accountId}:stateMachine:another`,
    'command dead letters': arnOf(queues, 'CommandDeadLetters'),
    'relay dead letters': arnOf(queues, 'relayDeadLetters'),
    'unrouted queue': arnOf(queues, 'unroutedCommands'),
    ...Object.assign({}, ...PROVIDERS.map(({ id }) => secretsOf(id, assembly))),
    ...named(PROVIDERS, (id) => [`${id} queue`, arnOf(queues, `${id}Commands`)]),
    ...named(FUNCTIONS, (id) => [`function ${id}`, arnOf(functions, `${id}Function`)]),
    ...named(FUNCTIONS, (id) => [`function ${id}:live`, `${arnOf(functions, `${id}Function`)}:live`]),
    ...named(FUNCTIONS, (id) => [`function ${id}:1`, `${arnOf(functions, `${id}Function`)}:1`]),
  };
}

function secretsOf(id: string, { place }: Assembly): Readonly<Record<string, string>> {
  const secret = `arn:aws:secretsmanager:${place.region}:${place.accountId}:secret`;
  return {
    [`${id} secret`]: `${secret}:estorno/loja-1/${id}-AbCdEf`,
    [`${id} secret that is not there`]: `${secret}:estorno/loja-1/${id}`,
    [`secret named much like that of ${id}`]: `${secret}:estorno/loja-1/${id}2-AbCdEf`,
    [`${id} secret of another system`]: `${secret}:another/loja-1/${id}-AbCdEf`,
  };
}

function named(
  things: readonly { readonly id: string }[],
  toEntry: (id: string) => [name: string, arn: string],
): Readonly<Record<string, string>> {
  return Object.fromEntries(things.map(({ id }) => toEntry(id)));
}

/** Of the only resource whose logical id has this prefix. */
function arnOf(
  things: readonly { readonly logicalId: string; readonly arn: string }[],
  idStart: string,
): string {
  const found = things.filter(({ logicalId }) => logicalId.startsWith(idStart));
  if (!found[0] || found.length > 1) throw new Error(`${found.length} things begin with ${idStart}`);
  return found[0].arn;
}
