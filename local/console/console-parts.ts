import * as z from 'zod';
import { DEMOS } from '../demo-providers.ts';
import type { LocalStack } from '../local-stack.ts';
import type { Simulators } from '../start-simulators.ts';
import { commandSchema } from './call-api.ts';
import { createCommands } from './commands.ts';
import { type Controls, controlSchema, createControls } from './controls.ts';
import { createLive } from './live.ts';
import { clockMoveSchema, moveClock } from './move-clock.ts';
import type { ConsoleState, PaymentAtProvider } from './state/console-state.ts';
import { toShownEvents } from './to-shown-events.ts';
import { toShownMachine, toShownRuns } from './to-shown-flows.ts';
import { type KnownPayment, toShownPayments } from './to-shown-payments.ts';
import { toShownSessions } from './to-shown-sessions.ts';

export type ConsoleDeps = {
  readonly stack: LocalStack;
  readonly simulators: Simulators;
  /** Callers of the API must sign. */
  readonly isSigned: boolean;
  /** Whose payments a provider's simulator makes. */
  merchantOf(provider: string): string;
};

const repeatSchema = z.strictObject({ operationId: z.string() });

/** What the page shows, and what its controls and buttons do, by path. */
export function createConsoleParts({ stack, simulators, isSigned, merchantOf }: ConsoleDeps) {
  let changes = 0;
  const onChange = () => {
    changes += 1;
  };
  const controls = createControls(simulators, { onChange, merchantOf });
  stack.clock.onMove(onChange);
  const commands = createCommands(stack, isSigned, onChange);
  const { isBegunHere } = commands;
  const readState = createStateReader({ stack, simulators, merchantOf, controls, isBegunHere });
  // One of these changes whenever something was saved, published, begun or moved.
  const signs = () => [
    changes,
    simulators.troubles.size,
    stack.awsCalls.entries.at(-1),
    stack.events.entries.at(-1),
    stack.executions.list().length,
    stack.executions.list().reduce((sum, { history }) => sum + history.length, 0),
  ];
  const actions = new Map<string, (body: unknown) => unknown>([
    ['/console/controls', (body) => controls.move(controlSchema.parse(body))],
    ['/console/commands', (body) => commands.send(commandSchema.parse(body))],
    ['/console/repeats', (body) => commands.repeat(repeatSchema.parse(body).operationId)],
    ['/console/clock', (body) => moveClock(stack.clock, clockMoveSchema.parse(body))],
    ['/console/sweeps', () => stack.runSchedules().then(() => ({}))],
  ]);
  return { live: createLive({ readState, signs }), actions };
}

type StateSources = Pick<ConsoleDeps, 'stack' | 'simulators' | 'merchantOf'> & {
  readonly controls: Controls;
  isBegunHere(operationId: string): boolean;
};

function createStateReader({ stack, simulators, merchantOf, controls, isBegunHere }: StateSources) {
  const machines = stack.machines.map(({ name, definition }) => toShownMachine(name, definition));
  const demos = [...simulators.running.keys()].flatMap((provider) => {
    const paymentId = DEMOS[provider]?.paymentId;
    return paymentId === undefined ? [] : [{ merchantId: merchantOf(provider), provider, paymentId }];
  });
  return async (): Promise<ConsoleState> => {
    const [ledger, sessions] = await Promise.all([stack.readItems('Ledger'), stack.readItems('Sessions')]);
    const { clock } = stack;
    return {
      ...{ now: clock.now(), clockOffsetMs: clock.offsetMs() },
      ...{ engine: stack.engine, region: stack.region, machines },
      payments: toShownPayments({
        items: ledger,
        made: [...demos, ...controls.made()],
        isRepeatable: isBegunHere,
        atProvider: (payment) => findAtProvider(simulators, payment),
      }),
      sessions: toShownSessions(sessions, (provider) => simulators.running.get(provider)?.tokenLifetimeMs),
      events: toShownEvents(stack.events.entries),
      runs: toShownRuns(stack.executions.list()),
      simulators: controls.show(),
    };
  };
}

function findAtProvider(
  simulators: Simulators,
  { provider, paymentId }: KnownPayment,
): PaymentAtProvider | undefined {
  try {
    const simulator = simulators.running.get(provider);
    const payment = simulator?.payment(paymentId);
    if (!payment) return undefined;
    const { status, amount, effects } = payment;
    return { status, amount, effects, returned: simulator?.returned?.(paymentId) };
  } catch (error) {
    if (!(error instanceof RangeError)) simulators.running.get(provider)?.onMistake(error);
    return undefined;
  }
}
