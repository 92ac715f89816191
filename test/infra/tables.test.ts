import assert from 'node:assert/strict';
import { test } from 'node:test';
import { only, propertiesOf, resourcesOf } from './synthesize.ts';

const LEDGER = 'LedgerTable9343E4AA';
const SESSIONS = 'SessionsTableA5E8383B';

const tables = propertiesOf('AWS::DynamoDB::Table');

test('the logical ids of the tables never change: a new id would create a new, empty table', () => {
  assert.deepEqual(tables.map(([id]) => id).sort(), [LEDGER, SESSIONS]);
});

test('every table can be restored to a point in time', () => {
  for (const [id, { PointInTimeRecoverySpecification }] of tables) {
    assert.deepEqual(PointInTimeRecoverySpecification, { PointInTimeRecoveryEnabled: true }, id);
  }
});

test('tables are protected against deletion by an option only: a first deployment that fails can remove them', () => {
  for (const [id, { DeletionProtectionEnabled }] of tables)
    assert.equal(DeletionProtectionEnabled, false, id);
});

test('every table is kept when the stack is deleted', () => {
  for (const [id, resource] of resourcesOf('AWS::DynamoDB::Table')) {
    const { DeletionPolicy, UpdateReplacePolicy } = resource;
    assert.deepEqual([DeletionPolicy, UpdateReplacePolicy], ['RetainExceptOnCreate', 'Retain'], id);
  }
});

test('every table has on-demand capacity', () => {
  for (const [id, { BillingMode }] of tables) assert.equal(BillingMode, 'PAY_PER_REQUEST', id);
});

test('the ledger is keyed by payment', () => {
  const { KeySchema } = only('AWS::DynamoDB::Table', LEDGER);
  assert.deepEqual(KeySchema, [{ AttributeName: 'payment', KeyType: 'HASH' }]);
});

test('only the ledger has a stream, with the new image of every save', () => {
  const streams = tables.map(([id, { StreamSpecification }]) => [id, StreamSpecification?.StreamViewType]);
  assert.deepEqual(Object.fromEntries(streams), { [LEDGER]: 'NEW_IMAGE', [SESSIONS]: undefined });
});

test('the ledger has one index, keys only, that finds due operations by time', () => {
  const { GlobalSecondaryIndexes } = only('AWS::DynamoDB::Table', LEDGER);
  assert.deepEqual(GlobalSecondaryIndexes, [
    {
      IndexName: 'due',
      KeySchema: [
        { AttributeName: 'dueShard', KeyType: 'HASH' },
        { AttributeName: 'dueAt', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
  ]);
});

test('the sort key of the index is a number, every other key is a string', () => {
  const definitions = tables.flatMap(([, { AttributeDefinitions }]) => AttributeDefinitions);
  const types = definitions.map(({ AttributeName, AttributeType }) => [AttributeName, AttributeType]);
  assert.deepEqual(Object.fromEntries(types), { payment: 'S', dueShard: 'S', dueAt: 'N', session: 'S' });
});

test('the sessions are keyed by session', () => {
  const { KeySchema } = only('AWS::DynamoDB::Table', SESSIONS);
  assert.deepEqual(KeySchema, [{ AttributeName: 'session', KeyType: 'HASH' }]);
});
