import { sha256 } from '../domain/ids.ts';
import type { Operation } from '../domain/operation.ts';
import type { Clock } from '../domain/time.ts';
import { type Exchanged, type TrailEntry, withEntry } from '../domain/trail.ts';
import type { SendToProvider } from '../provider/connector.ts';
import type { SessionReply } from '../provider/session-scheme.ts';

/** Takes down what one step asks the provider, and what it hears. */
export function createWitness(send: SendToProvider, clock: Clock) {
  const requests: Exchanged[] = [];
  let last: SessionReply | undefined;

  const watched: SendToProvider = async (request) => {
    const at = clock();
    const reply = await send(request);
    last = reply;
    requests.push({
      ...{ at, ms: clock() - at, request: `${request.method} ${request.path}`, is: reply.is },
      ...factsOf(reply),
    });
    return reply;
  };

  return {
    send: watched,
    lastReply: () => last,
    /** The operation as it was decided, with this step in its trail; where nothing was decided, nothing. */
    sign(
      decided: Operation | undefined,
      step: Pick<TrailEntry, 'by' | 'step' | 'said'>,
    ): Operation | undefined {
      if (!decided) return undefined;
      const entry = { at: clock(), ...step, state: decided.state, requests };
      return { ...decided, trail: withEntry(decided.trail ?? [], entry) };
    },
  };
}

function factsOf(reply: SessionReply): Pick<Exchanged, 'status' | 'sha256'> {
  if (reply.is === 'not_sent') return {};
  const hash = reply.is === 'answered' && reply.body !== undefined;
  return {
    ...(reply.status !== undefined && { status: reply.status }),
    ...(hash && { sha256: sha256(JSON.stringify(reply.body)) }),
  };
}
