import { sha256 } from '../domain/ids.ts';
import type { Clock } from '../domain/time.ts';
import type { ProviderRequest } from '../ports/exchange.ts';
import type { SessionHandle, SessionReply } from '../ports/sessions.ts';
import type { Exchanged } from './trail.ts';

/** Sends requests and keeps what the trail of the operation says of them: never a body, a header or a credential. */
export class ExchangeRecorder {
  readonly #handle: SessionHandle;
  readonly #clock: Clock;
  readonly #requests: Exchanged[] = [];

  constructor(handle: SessionHandle, clock: Clock) {
    this.#handle = handle;
    this.#clock = clock;
  }

  get requests(): readonly Exchanged[] {
    return this.#requests;
  }

  async send(request: ProviderRequest): Promise<SessionReply> {
    const at = this.#clock();
    const reply = await this.#handle.send(request);
    this.#requests.push({
      at,
      ms: this.#clock() - at,
      request: `${request.method} ${request.path}`,
      is: reply.is,
      ...toFacts(reply),
    });
    return reply;
  }
}

function toFacts(reply: SessionReply): Pick<Exchanged, 'status' | 'sha256'> {
  if (reply.is === 'not_sent') return {};
  const hasBody = reply.is === 'answered' && reply.body !== undefined;
  return {
    ...(reply.status !== undefined && { status: reply.status }),
    ...(hasBody && { sha256: sha256(JSON.stringify(reply.body)) }),
  };
}
