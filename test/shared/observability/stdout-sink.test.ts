import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createObserver } from '../../../shared/observability/observer.ts';
import { createStdoutSink } from '../../../shared/observability/stdout-sink.ts';
import { invocationContext } from '../../functions/context.ts';
import { NOON } from '../sample-operation.ts';

function createScene(traceId?: string) {
  const lines: unknown[] = [];
  const write = (line: string) => void lines.push(JSON.parse(line));
  const sink = createStdoutSink({
    clock: () => NOON,
    write,
    readTraceId: () => traceId,
    namespace: 'Estorno',
  });
  return { lines, observer: createObserver({ clock: () => NOON, sink }) };
}

test('a line says which invocation of which function it is of, and whether that was the first', () => {
  const { lines, observer } = createScene('1-4bf92f35-77b34da6a3ce929d0e0e4736');

  for (const trigger of ['sweep', 'measure']) {
    observer.begin({ trigger }, invocationContext());
    observer.end({});
  }

  const common = {
    ...{ level: 'INFO', message: 'invocation', timestamp: '2026-11-21T15:00:00.000Z', service: 'estorno' },
    function_arn: 'arn:aws:lambda:sa-east-1:000000000000:function:function',
    ...{ function_memory_size: '512', function_name: 'function', function_request_id: 'request-1' },
    xray_trace_id: '1-4bf92f35-77b34da6a3ce929d0e0e4736',
  };
  assert.deepEqual(lines, [
    { ...common, cold_start: true, trigger: 'sweep', durationMs: 0, events: [] },
    { ...common, cold_start: false, trigger: 'measure', durationMs: 0, events: [] },
  ]);
});

test('what is logged outside of an invocation is a line of its own', () => {
  const { lines, observer } = createScene();
  observer.log.error('session_store_failed', { error: 'TimeoutError' });
  assert.deepEqual(lines, [
    {
      ...{ level: 'ERROR', message: 'invocation', timestamp: '2026-11-21T15:00:00.000Z', service: 'estorno' },
      ...{ event: 'session_store_failed', error: 'TimeoutError' },
    },
  ]);
});
