import type { RequestKind } from './faults.ts';
import type { TokenModel } from './tokens.ts';
import type { ReceivedRequest } from './traffic.ts';

/** How long answers take, in milliseconds: all of them, or by kind of request. */
export type Latency = number | Readonly<Partial<Record<RequestKind, number>>>;

/** What every simulator takes. */
export interface SimulatorOptions {
  /** @default 0, a free one */
  readonly port?: number;
  /** @default 'reusable' */
  readonly tokenModel?: TokenModel;
  readonly tokenLifetimeMs?: number;
  /** @default 0 */
  readonly latencyMs?: Latency;
  /** What ticks under the simulator's clock. @default Date.now */
  readonly clock?: () => number;
  /** Waits so many milliseconds, before a request arrives or an answer leaves late. @default by the platform's timers */
  readonly sleep?: (ms: number) => Promise<void>;
}

/** What a listener hears. */
export type SimulatorEvent =
  | { readonly type: 'received'; readonly request: ReceivedRequest }
  /** `status` is absent where no answer, or none with a status, was sent. */
  | { readonly type: 'answered'; readonly request: ReceivedRequest; readonly status: number | undefined }
  /** Its connection ended before a whole answer had left, by either side. */
  | { readonly type: 'lost'; readonly request: ReceivedRequest }
  | { readonly type: 'changed'; readonly paymentId: string; readonly from: string; readonly to: string };
