import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { test } from 'node:test';
import { readFunctions } from '../../local/assembly/lambda.ts';
import { readAssembly } from '../../local/assembly/read-assembly.ts';
import { readStateMachines } from '../../local/assembly/state-machines.ts';
import { toRunnable } from '../../local/flows/runnable.ts';
import { writeAssembly } from './fixture-assembly.ts';
import { toMachine, toTask } from './fixture-machine.ts';

/** Reads a state machine as a start does. */
async function read(definition: object, properties: object = {}) {
  const { Machine, ...others } = toMachine('Machine', definition, ['Echo']);
  const machine = structuredClone(Machine);
  assert.ok(machine && 'Properties' in machine && machine.Properties);
  Object.assign(machine.Properties, properties);
  const folder = await writeAssembly({
    functions: { Echo: { source: 'export const handler = async (event) => event;' } },
    resources: { ...others, Machine: machine },
  });
  try {
    const assembly = readAssembly(folder);
    return readStateMachines(assembly, readFunctions(assembly)).map(toRunnable);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** A definition of one state. */
function one(state: object): object {
  return { StartAt: 'One', States: { One: state } };
}

const PASS = { Type: 'Pass', End: true };
const CALLBACK = 'arn:aws:states:::lambda:invoke.waitForTaskToken';

function choice(rule: object): object {
  return {
    StartAt: 'One',
    States: { One: { Type: 'Choice', Choices: [{ ...rule, Next: 'Two' }], Default: 'Two' }, Two: PASS },
  };
}

test('a definition in JSONPath of what the engine gets right is taken', async () => {
  assert.equal((await read({ QueryLanguage: 'JSONPath', ...one(toTask('Echo', { End: true })) })).length, 1);
});

const ROWS: readonly [what: string, definition: object, says: RegExp, properties?: object][] = [
  ['JSONata', { ...one(PASS), QueryLanguage: 'JSONata' }, /QueryLanguage/],
  ['JSONata in one state', one({ ...PASS, QueryLanguage: 'JSONata' }), /Unrecognized key: "QueryLanguage"/],
  ['a variable that is set', one({ ...PASS, Assign: { a: 1 } }), /Unrecognized key: "Assign"/],
  ['a variable that is read', one({ ...PASS, Parameters: { 'a.$': '$b' } }), /\$b in the state "One"/],
  [
    'a variable in an intrinsic',
    one({ ...PASS, Parameters: { 'a.$': "States.Format('{}', $b.c)" } }),
    /\$b in the state/,
  ],
  ['a map', one({ Type: 'Map', ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED' } } }), /Type/],
  ['branches', one({ Type: 'Parallel', Branches: [one(PASS)], End: true }), /Type/],
  [
    'a task token',
    one({ ...toTask('Echo', { End: true }), Resource: CALLBACK }),
    /"One" of Machine calls .*Token/,
  ],
  [
    'what the context does not have here',
    one({ ...PASS, Parameters: { 'a.$': '$$.Task.Token' } }),
    /\$\$\.Task\.Token in the state/,
  ],
  ['a heartbeat', one(toTask('Echo', { HeartbeatSeconds: 5, End: true })), /HeartbeatSeconds/],
  [
    'a function of nobody',
    one({ Type: 'Task', Resource: 'arn:aws:lambda:x', End: true }),
    /no function of the/,
  ],
  [
    'a test for absence',
    choice({ Variable: '$.a', IsPresent: false }),
    /IsPresent: false \(write Not around/,
  ],
  [
    'a test for absence inside And',
    choice({ And: [{ Variable: '$.a', IsNull: false }] }),
    /IsNull: false \(write Not around/,
  ],
  ['an intrinsic as a cause', one({ Type: 'Fail', CausePath: "States.Format('x')" }), /is no path/],
  [
    'a wait of part of its input',
    one({ Type: 'Wait', Seconds: 1, InputPath: '$.a', End: true }),
    /InputPath/,
  ],
  ['an Express machine', one(PASS), /StateMachineType/, { StateMachineType: 'EXPRESS' }],
  ['another property', one(PASS), /property EncryptionConfiguration/, { EncryptionConfiguration: {} }],
  [
    'a state that leads nowhere',
    one({ Type: 'Pass', Next: 'Nowhere' }),
    /Machine .*: Next: Nowhere, which is no state/,
  ],
  [
    'a choice that leads nowhere',
    {
      StartAt: 'One',
      States: { One: { Type: 'Choice', Choices: [{ Variable: '$.a', IsPresent: true, Next: 'Nowhere' }] } },
    },
    /Next: Nowhere/,
  ],
  [
    'a catcher that leads nowhere',
    one({ ...toTask('Echo', { End: true }), Catch: [{ ErrorEquals: ['x'], Next: 'Nowhere' }] }),
    /Next: Nowhere/,
  ],
  ['a state with no way on', one({ Type: 'Pass' }), /neither Next nor End in the state/],
  ['a start that is no state', { ...one(PASS), StartAt: 'Nowhere' }, /StartAt: Nowhere/],
];
for (const [what, definition, says, properties] of ROWS)
  test(`refused is ${what}`, () =>
    assert.rejects(read(definition, properties), { name: 'LocalStackError', message: says }));
