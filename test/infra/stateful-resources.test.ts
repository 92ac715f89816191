import assert from 'node:assert/strict';
import { test } from 'node:test';
import { propertiesOf } from './synthesize.ts';

/**
 * Resources whose replacement would lose data or addresses: records, tokens, messages, running flows, logs; keys; the
 * addresses of the API and the bus. CloudFormation identifies resources by their logical id, so a deployment that changes
 * one of these ids creates a new resource.
 */
const PINNED: Readonly<Record<string, readonly string[]>> = {
  'AWS::DynamoDB::Table': ['LedgerTable9343E4AA', 'SessionsTableA5E8383B'],
  'AWS::KMS::Key': ['CredentialsKey849F44B7', 'LedgerEncryptionKey685FC81D'],
  'AWS::SQS::Queue': [
    'CommandDeadLettersQueue6B57D0AD',
    'letpayCommandsQueueCF7B2AAB',
    'relayDeadLettersQueue1DD84D21',
    'sopagueCommandsQueueB3323583',
    'unroutedCommandsQueue5862C4C4',
  ],
  'AWS::Events::EventBus': ['EventBusEEC924FB'],
  'AWS::StepFunctions::StateMachine': ['RefundFlowMachine39BCDD13'],
  'AWS::ApiGatewayV2::Api': ['HttpApi9292168F'],
  'AWS::Logs::LogGroup': [
    'HttpApiAccessLog37FAD39B',
    'RefundFlowLogs334B7CF8',
    'apiLogsE6811F36',
    'letpayLogs86CDDB30',
    'relayLogs79896F47',
    'sopagueLogs1AF186D2',
  ],
};

for (const [type, ids] of Object.entries(PINNED))
  test(`the logical ids of ${type} never change`, () => {
    const found = propertiesOf(type).map(([id]) => id);
    assert.deepEqual(
      ids.filter((id) => !found.includes(id)),
      [],
    );
  });
