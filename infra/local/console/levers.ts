import * as z from 'zod';
import { type PaymentRef, toPaymentKey } from '../../../shared/domain/ids.ts';
import type { Simulator } from '../demo-providers.ts';
import type { ShownSimulator } from './console-state.ts';
import { leversOf } from './provider-levers.ts';

/** Faults that wait for one exchange. */
const FAULTS = ['lose_answer', 'lose_request', 'refuse'] as const;

const provider = z.string();

/** One movement of a lever, as the page sends it. */
export const leverSchema = z.discriminatedUnion('lever', [
  z.strictObject({ provider, lever: z.enum(FAULTS), of: z.enum(['cancel', 'refund', 'read']) }),
  z.strictObject({ provider, lever: z.literal('slow_down'), ms: z.int().min(0).max(30_000) }),
  z.strictObject({ provider, lever: z.literal('decide_after'), ms: z.int().min(0).max(600_000) }),
  z.strictObject({ provider, lever: z.literal('expire_tokens') }),
  z.strictObject({ provider, lever: z.literal('set_world'), world: z.enum(['S1', 'S2', 'S3']) }),
  z.strictObject({
    provider,
    lever: z.literal('create_payment'),
    amount: z.int().min(1).max(99_999_999),
    status: z.string().optional(),
  }),
]);

export type LeverMove = z.infer<typeof leverSchema>;

/** A lever that there is not, in words for people. */
export class LeverError extends Error {}

type Waiting = { readonly lever: (typeof FAULTS)[number]; readonly of: 'cancel' | 'refund' | 'read' };

type LeverDeps = {
  readonly onChange: () => void;
  /** Whose payments a provider's simulator makes. */
  merchantOf(provider: string): string;
};

/** Levers of the simulators, by provider. */
export function createLevers(
  simulators: ReadonlyMap<string, Simulator>,
  { onChange, merchantOf }: LeverDeps,
) {
  const waiting = new Map<string, Waiting[]>();
  const made: PaymentRef[] = [];
  for (const [id, simulator] of simulators)
    simulator.onEvent((event) => {
      if (event.type === 'received') drop(waiting.get(id), event.request.kind);
      onChange();
    });

  /** @returns the payment and its key, where one was made. @throws LeverError */
  function move(moved: LeverMove): Partial<PaymentRef> & { readonly key?: string } {
    const simulator = simulators.get(moved.provider);
    if (!simulator)
      throw new LeverError(`${moved.provider} is not simulated here, so there are no levers for it.`);
    if (moved.lever === 'create_payment') return createPayment(simulator, moved);
    if ('of' in moved) {
      waiting.set(moved.provider, [...(waiting.get(moved.provider) ?? []), moved]);
      simulator.next(toFault(moved), { kind: moved.of });
    } else set(simulator, moved);
    onChange();
    return {};
  }

  function createPayment(
    simulator: Simulator,
    { provider: id, amount, status }: Extract<LeverMove, { lever: 'create_payment' }>,
  ) {
    if (status !== undefined && !leversOf(id).statuses.includes(status))
      throw new LeverError(`${id} has no state "${status}". It has ${leversOf(id).statuses.join(', ')}.`);
    const paymentId = simulator.createPayment({ amount, ...(status !== undefined && { status }) });
    const ref = { merchantId: merchantOf(id), provider: id, paymentId };
    made.push(ref);
    onChange();
    return { ...ref, key: toPaymentKey(ref) };
  }

  return {
    move,
    /** Payments that were made here, oldest first. */
    made: (): readonly PaymentRef[] => made,
    show: (): readonly ShownSimulator[] =>
      [...simulators].map(([id, simulator]) => toShown(id, simulator, waiting.get(id) ?? [])),
  };
}

export type Levers = ReturnType<typeof createLevers>;

function toFault(moved: Extract<LeverMove, { of: unknown }>) {
  if (moved.lever === 'refuse') return leversOf(moved.provider).refusal;
  return { answers: 'reset-before-headers', applies: moved.lever === 'lose_answer' } as const;
}

function set(
  simulator: Simulator,
  moved: Exclude<LeverMove, { of: unknown } | { lever: 'create_payment' }>,
): void {
  if (moved.lever === 'slow_down') simulator.latencyMs = moved.ms;
  else if (moved.lever === 'expire_tokens') simulator.expireTokens();
  else if (moved.lever === 'set_world') simulator.world = moved.world;
  else Object.assign(simulator.rules, { cancelTakesMs: moved.ms, refundTakesMs: moved.ms });
}

/** The queue of a simulator hands out its faults in this order too. */
function drop(faults: Waiting[] | undefined, kind: string): void {
  const at = faults?.findIndex(({ of }) => of === kind) ?? -1;
  if (at >= 0) faults?.splice(at, 1);
}

const rulesSchema = z.object({ cancelTakesMs: z.number().optional() });

function toShown(id: string, simulator: Simulator, waiting: readonly Waiting[]): ShownSimulator {
  const { cancelTakesMs } = rulesSchema.parse(simulator.rules);
  return {
    provider: id,
    world: simulator.world,
    latencyMs: typeof simulator.latencyMs === 'number' ? simulator.latencyMs : 0,
    ...(cancelTakesMs !== undefined && { decidesAfterMs: cancelTakesMs }),
    statuses: leversOf(id).statuses,
    logins: simulator.logins,
    cancelsReceived: simulator.received('cancel').length,
    waiting: waiting.map(({ lever, of }) => `${lever}:${of}`),
  };
}
