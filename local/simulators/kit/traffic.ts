import type { IncomingHttpHeaders } from 'node:http';
import type { RequestKind } from './faults.ts';

/** A request as it came in, whole. */
export interface ReceivedRequest {
  readonly kind: RequestKind;
  readonly method: string;
  /** As sent, neither decoded nor normalized, with its query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** By the simulator's clock, epoch milliseconds. */
  readonly at: number;
  /** The access token presented; none at a login. */
  readonly token: string | undefined;
  /** The SHA-256 fingerprint of the client's certificate, where it showed one. */
  readonly client?: string | undefined;
  /** HTTP status of the answer that was sent or begun; absent while there is none. */
  readonly status: number | undefined;
}

/** A request until its answer has left. */
export interface RequestInAir {
  readonly request: ReceivedRequest;
  /** Its token is free again. May be called more than once. */
  readonly release: () => void;
  readonly answered: (status: number) => void;
}

/** What came in, and which tokens were in the air at the same time. */
export class Traffic {
  #requests: ReceivedRequest[] = [];
  #inAir = new Map<string, number>();
  #collisions = 0;
  #maxPerToken = 0;

  received(kind?: RequestKind): readonly ReceivedRequest[] {
    return kind ? this.#requests.filter((request) => request.kind === kind) : [...this.#requests];
  }

  /** Records a request as in the air until its `release`. */
  begin(request: Omit<ReceivedRequest, 'status'>): RequestInAir {
    const record: ReceivedRequest & { status: number | undefined } = { ...request, status: undefined };
    this.#requests.push(record);
    const inAir = this.#inAir;
    const { token } = record;
    let released = token === undefined;
    if (token !== undefined) this.#takeOff(token);
    const release = () => {
      if (released || token === undefined) return;
      released = true;
      inAir.set(token, (inAir.get(token) ?? 1) - 1);
    };
    const answered = (status: number) => {
      record.status = status;
    };
    return { request: record, release, answered };
  }

  #takeOff(token: string): void {
    const now = (this.#inAir.get(token) ?? 0) + 1;
    this.#inAir.set(token, now);
    this.#maxPerToken = Math.max(this.#maxPerToken, now);
    if (now > 1) this.#collisions += 1;
  }

  /** Requests that came with a token which another request was using at that moment. */
  get collisions(): number {
    return this.#collisions;
  }

  get maxPerToken(): number {
    return this.#maxPerToken;
  }

  get unauthorized(): number {
    return this.#requests.filter((request) => request.status === 401).length;
  }

  /** Forgets the records; what is in the air stays there. */
  reset(): void {
    this.#requests = [];
    this.#collisions = 0;
    this.#maxPerToken = 0;
  }
}
