import type { LocalMappings } from '../assembly/event-source-mappings.ts';
import type { Authorizer } from '../aws/authorizer.ts';
import type { NeededRight } from '../aws/aws-service.ts';
import { toTableDecryptRights } from '../aws/decrypt-right.ts';
import type { LocalClock } from '../clock/local-clock.ts';
import type { Functions } from '../lambda/functions.ts';
import type { LogBook } from '../lambda/log-book.ts';
import { LocalStackError } from '../local-stack-error.ts';
import type { Queues } from '../queues/start-queues.ts';
import type { MappingParts, RunningMapping } from './running-mapping.ts';
import { startQueueMapping } from './start-queue-mapping.ts';
import { startStreamMapping } from './start-stream-mapping.ts';
import type { TableStreams } from './stream-reader.ts';

const QUEUE_ACTIONS = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];

const STREAM_ACTIONS = ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'];

/**
 * Lambda reads sources in the name of the function's role, and is refused on AWS when the mapping is made.
 * @throws LocalStackError when a role may not do what its mapping needs
 */
export async function refuseMappings(
  { ofQueues, ofStreams }: LocalMappings,
  authorizer: Authorizer,
): Promise<void> {
  const needed = [
    ...ofQueues.map((mapping) => ({ mapping, rights: toRights(QUEUE_ACTIONS, mapping.queue.arn) })),
    ...ofStreams.map((mapping) => ({
      mapping,
      rights: [
        ...toRights(STREAM_ACTIONS, mapping.streamArn),
        ...toTableDecryptRights(mapping.table),
        ...(mapping.onFailure ? toRights(['sqs:SendMessage'], mapping.onFailure.arn) : []),
      ],
    })),
  ];
  for (const { mapping, rights } of needed) {
    const refusal = await authorizer.refusalOf(mapping.fn.logicalId, rights);
    if (refusal !== undefined)
      throw new LocalStackError(
        `The mapping ${mapping.logicalId} cannot work. ${refusal}. Grant it to the function's role in the stack.`,
      );
  }
}

export type MappingsOptions = {
  readonly functions: Pick<Functions, 'poolOf'>;
  readonly logs: LogBook;
  readonly region: string;
  readonly clock: LocalClock;
  readonly queues: Queues;
  readonly streams: TableStreams;
};

export function startMappings(
  { ofQueues, ofStreams }: LocalMappings,
  { logs, queues, streams, ...options }: MappingsOptions,
): RunningMapping {
  const say: MappingParts['say'] = ({ fn }, line) =>
    logs.add({
      functionName: fn.name,
      functionId: fn.logicalId,
      environmentId: '',
      stream: 'stderr',
      line,
      at: options.clock.now(),
    });
  const parts: MappingParts = { ...options, say };
  const running = [
    ...ofQueues.map((mapping) => startQueueMapping(mapping, { ...parts, queues })),
    ...ofStreams.map((mapping) => {
      const { onFailure, table } = mapping;
      const sendFailure = async (message: string) => {
        if (onFailure) await queues.send(onFailure, message);
      };
      return startStreamMapping(mapping, { ...parts, reader: streams.open(table), sendFailure });
    }),
  ];
  return {
    stop: () => {
      for (const mapping of running) mapping.stop();
    },
    ended: Promise.all(running.map(({ ended }) => ended)).then(() => {}),
  };
}

function toRights(actions: readonly string[], resourceArn: string): readonly NeededRight[] {
  return actions.map((action) => ({ action, resourceArn }));
}
