import * as z from 'zod';
import { type PaymentRef, toPaymentKey } from '../../shared/domain/ids.ts';
import type { Simulator } from '../demo-providers.ts';
import type { Simulators } from '../start-simulators.ts';
import { controlsOf } from './provider-controls.ts';
import type { ShownControls, ShownSimulator } from './state/console-state.ts';

/** Faults that wait for one exchange. */
const FAULTS = ['lose_answer', 'lose_request', 'refuse'] as const;

const provider = z.string();

/** One movement of a control, as the page sends it. */
export const controlSchema = z.discriminatedUnion('control', [
  z.strictObject({ provider, control: z.enum(FAULTS), of: z.enum(['cancel', 'refund', 'read']) }),
  z.strictObject({ provider, control: z.literal('slow_down'), ms: z.int().min(0).max(30_000) }),
  z.strictObject({ provider, control: z.literal('decide_after'), ms: z.int().min(0).max(600_000) }),
  z.strictObject({ provider, control: z.literal('expire_tokens') }),
  z.strictObject({
    provider,
    control: z.literal('set_token_model'),
    tokenModel: z.enum(['reusable', 'single_use', 'exclusive_login']),
  }),
  z.strictObject({
    provider,
    control: z.literal('create_payment'),
    amount: z.int().min(1).max(99_999_999),
    status: z.string().optional(),
  }),
]);

export type ControlMove = z.infer<typeof controlSchema>;

/** A control that there is not, in words for people. */
export class ControlError extends Error {}

type Waiting = { readonly control: (typeof FAULTS)[number]; readonly of: 'cancel' | 'refund' | 'read' };

type ControlDeps = {
  readonly onChange: () => void;
  /** Whose payments a provider's simulator makes. */
  merchantOf(provider: string): string;
};

/** Controls of the simulators, by provider. */
export function createControls({ running, troubles }: Simulators, { onChange, merchantOf }: ControlDeps) {
  const waiting = new Map<string, Waiting[]>();
  const made: PaymentRef[] = [];
  for (const [id, simulator] of running)
    simulator.onEvent((event) => {
      if (event.type === 'received') drop(waiting.get(id), event.request.kind);
      onChange();
    });

  /** @returns the payment and its key, where one was made. @throws ControlError */
  function move(moved: ControlMove): Partial<PaymentRef> & { readonly key?: string } {
    const simulator = running.get(moved.provider);
    if (!simulator)
      throw new ControlError(`${moved.provider} is not simulated here, so there are no controls for it.`);
    if (moved.control === 'create_payment') return createPayment(simulator, moved);
    if ('of' in moved) {
      waiting.set(moved.provider, [...(waiting.get(moved.provider) ?? []), moved]);
      simulator.next(toFault(moved), { kind: moved.of });
    } else set(simulator, moved);
    onChange();
    return {};
  }

  function createPayment(
    simulator: Simulator,
    { provider: id, amount, status }: Extract<ControlMove, { control: 'create_payment' }>,
  ) {
    if (status !== undefined && !controlsOf(id).statuses.includes(status))
      throw new ControlError(`${id} has no state "${status}". It has ${controlsOf(id).statuses.join(', ')}.`);
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
      [...new Set([...running.keys(), ...troubles.keys()])].map((id) => {
        const simulator = running.get(id);
        return {
          provider: id,
          trouble: troubles.get(id),
          controls: simulator && toShown(id, simulator, waiting.get(id) ?? []),
        };
      }),
  };
}

export type Controls = ReturnType<typeof createControls>;

function toFault(moved: Extract<ControlMove, { of: unknown }>) {
  if (moved.control === 'refuse') return controlsOf(moved.provider).refusal;
  return { answers: 'reset-before-headers', applies: moved.control === 'lose_answer' } as const;
}

function set(
  simulator: Simulator,
  moved: Exclude<ControlMove, { of: unknown } | { control: 'create_payment' }>,
): void {
  if (moved.control === 'slow_down') simulator.latencyMs = moved.ms;
  else if (moved.control === 'expire_tokens') simulator.expireTokens();
  else if (moved.control === 'set_token_model') simulator.tokenModel = moved.tokenModel;
  else Object.assign(simulator.rules, { cancelTakesMs: moved.ms, refundTakesMs: moved.ms });
}

/** The queue of a simulator hands out its faults in this order too. */
function drop(faults: Waiting[] | undefined, kind: string): void {
  const at = faults?.findIndex(({ of }) => of === kind) ?? -1;
  if (at >= 0) faults?.splice(at, 1);
}

const rulesSchema = z.object({ cancelTakesMs: z.number().optional() });

function toShown(id: string, simulator: Simulator, waiting: readonly Waiting[]): ShownControls {
  const { cancelTakesMs } = rulesSchema.parse(simulator.rules);
  return {
    tokenModel: simulator.tokenModel,
    latencyMs: typeof simulator.latencyMs === 'number' ? simulator.latencyMs : 0,
    ...(cancelTakesMs !== undefined && { decidesAfterMs: cancelTakesMs }),
    statuses: controlsOf(id).statuses,
    logins: simulator.logins,
    cancelsReceived: simulator.received('cancel').length,
    waiting: waiting.map(({ control, of }) => `${control}:${of}`),
  };
}
