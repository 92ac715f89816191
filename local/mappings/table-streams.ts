import type { Place } from '../assembly/place.ts';
import type { LocalTable } from '../assembly/tables.ts';
import type { LocalClock } from '../clock/local-clock.ts';
import type { Engine } from '../engine/engine.ts';
import { openEngineStream } from './open-engine-stream.ts';
import type { TableStreams } from './stream-reader.ts';
import { createWriteStreams } from './write-streams.ts';

const WRITES = ['BatchWriteItem', 'DeleteItem', 'PutItem', 'TransactWriteItems', 'UpdateItem'];

/** DynamoDB Local has streams of its own. For dynalite, which has none, they are made of the writes that pass. */
export function createTableStreams(
  engine: Engine,
  tables: readonly LocalTable[],
  place: Place,
  clock: LocalClock,
): TableStreams {
  if (engine.name === 'dynalite') return createWriteStreams(engine, tables, place, clock);
  const bells: (() => void)[] = [];
  return {
    open: (table) => {
      const { ring, ...reader } = openEngineStream(engine, table, clock);
      bells.push(ring);
      return reader;
    },
    around: async ({ operation }, call) => {
      const answer = await call();
      if (WRITES.includes(operation)) for (const ring of bells) ring();
      return answer;
    },
  };
}
