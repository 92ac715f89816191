import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { LocalClock } from '../clock/local-clock.ts';
import { closeServer, listen, readBody } from '../loopback.ts';
import { type Invocation, type InvocationResult, PAYLOAD_LIMIT_BYTES, toFailure } from './invocation.ts';

/** The Lambda Runtime API for one environment: the side that AWS runs. */
export type RuntimeApi = {
  /** `host:port`, for AWS_LAMBDA_RUNTIME_API. */
  readonly address: string;
  /** Hands an event to the environment, now or as soon as it asks for one, with the stack's time. */
  hand(invocation: Invocation, timeoutMs: number): void;
  /** Whether the environment waits for an event. */
  isWaiting(): boolean;
  close(): Promise<void>;
};

/** What the environment says of itself. */
export type RuntimeEvents = {
  /** It asks for the next event. */
  onReady(): void;
  onAnswer(requestId: string, result: InvocationResult): void;
  onInitError(result: InvocationResult): void;
};

const PATH =
  /^\/2018-06-01\/runtime\/(?:invocation\/(?<id>[^/]+)\/(?<outcome>response|error)|(?<other>invocation\/next|init\/error))$/;

export async function startRuntimeApi(
  functionArn: string,
  clock: LocalClock,
  events: RuntimeEvents,
): Promise<RuntimeApi> {
  let waiting: ServerResponse | undefined;
  let handOver: (() => void) | undefined;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { id, outcome, other } = PATH.exec(request.url ?? '')?.groups ?? {};
    if (other === 'invocation/next') {
      waiting = response;
      if (handOver) return handOver();
      return events.onReady();
    }
    const body = await readBody(request, PAYLOAD_LIMIT_BYTES);
    const result = body ? { payload: body.toString(), isError: outcome !== 'response' } : tooLarge();
    if (id) events.onAnswer(decodeURIComponent(id), result);
    else if (other) events.onInitError(result);
    response.writeHead(id || other ? 202 : 404).end();
  }

  const server = createServer((request, response) => {
    // A body cut off by the end of the process: the exit is what is reported.
    answer(request, response).catch(() => response.destroy());
  });
  const port = await listen(server);
  return {
    address: `127.0.0.1:${port}`,
    hand: ({ requestId, payload }, timeoutMs) => {
      const endsAt = Date.now() + timeoutMs;
      handOver = () => {
        waiting?.writeHead(200, {
          'content-type': 'application/json',
          'lambda-runtime-aws-request-id': requestId,
          'lambda-runtime-deadline-ms': endsAt + clock.offsetMs(),
          'lambda-runtime-invoked-function-arn': functionArn,
          'lambda-runtime-trace-id': toTraceId(requestId, clock.now()),
          // Read by `ric-preload.cjs`, so that a process that runs already follows a clock that was moved.
          'local-clock-offset-ms': clock.offsetMs(),
        });
        waiting?.end(payload);
        waiting = undefined;
        handOver = undefined;
      };
      if (waiting) handOver();
    },
    isWaiting: () => waiting !== undefined,
    close: () => closeServer(server),
  };
}

function tooLarge(): InvocationResult {
  const message = `Response payload size exceeded maximum allowed payload size (${PAYLOAD_LIMIT_BYTES} bytes).`;
  return toFailure('Function.ResponseSizeTooLarge', message);
}

/** Not sampled, as nothing here collects traces. */
function toTraceId(requestId: string, now: number): string {
  const hex = requestId.replaceAll('-', '').padEnd(24, '0');
  const seconds = Math.floor(now / 1000).toString(16);
  return `Root=1-${seconds}-${hex.slice(0, 24)};Parent=${hex.slice(0, 16)};Sampled=0`;
}
