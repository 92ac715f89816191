import { EstornoError } from '../../shared/domain/problem.ts';
import { type HttpResponse, problemResponse } from '../../shared/http/responses.ts';
import type { Invocation } from '../../shared/operation/runner.ts';
import { runAs, type SimulatedInvocation } from './invocation.ts';
import type { Plan } from './plan.ts';
import type { Owner, Scheduler } from './scheduler.ts';
import type { Handlers } from './simulated-process.ts';

/** As infra and create-handler.ts have them, in milliseconds. */
const TIMEOUT_MS = 29_000;
const LAST_WORDS_MS = 500;

/** A sandbox of the function: one invocation at a time, frozen in between, with its memory kept. */
export type SimulatedProcess = Owner & {
  readonly handlers: Handlers;
  current?: SimulatedInvocation | undefined;
};

export type ProcessesDeps = {
  readonly scheduler: Scheduler;
  readonly plan: Plan;
  readonly createHandlers: () => Handlers;
  /** Work goes on in a process whose time is over and that should have been ended. */
  readonly zombies: boolean;
  /** How likely it is that an invocation runs in a process that is there. */
  readonly warmth: number;
  readonly onDisturbed: () => void;
  /** An invocation has ended well. */
  readonly onEnded: (invocation: SimulatedInvocation) => void;
};

type Job<T> = {
  readonly trigger: string;
  readonly work: (handlers: Handlers, invocation: Invocation) => Promise<T>;
  /** Undefined: the invocation was ended early, or failed. Never told when the process dies. */
  readonly answer: (result: T | undefined, error: unknown, by: SimulatedInvocation) => void;
};

/** The platform: it starts processes, gives them work, freezes, thaws and ends them. */
export function createProcesses({
  scheduler,
  plan,
  createHandlers,
  zombies,
  warmth,
  ...deps
}: ProcessesDeps) {
  const processes: SimulatedProcess[] = [];
  let invocations = 0;

  return { invoke, strike, all: processes };

  /** Runs one invocation, in a process that is idle or in a new one. */
  function invoke<T>(job: Job<T>): void {
    const idle = processes.filter(({ current, dead }) => !current && !dead);
    const process =
      idle.length > 0 && plan.dice.chance(warmth) ? idle[plan.dice.below(idle.length)] : undefined;
    begin(process ?? start(), job);
  }

  function start(): SimulatedProcess {
    const process = { id: `p${processes.length}`, awake: true, dead: false, handlers: createHandlers() };
    processes.push(process);
    return process;
  }

  function begin<T>(process: SimulatedProcess, { trigger, work, answer }: Job<T>): void {
    const deadline = scheduler.now() + TIMEOUT_MS;
    const controller = new AbortController();
    const id = `i${invocations++}`;
    const invocation: SimulatedInvocation = {
      id,
      process,
      trigger,
      controller,
      deadline,
      answered: false,
      storeErrors: 0,
      ledgerIsAway: false,
      ids: 0,
    };
    process.current = invocation;
    process.awake = true;
    const end = (result: T | undefined, error: unknown) => {
      if (invocation.answered) return;
      invocation.answered = true;
      cancelTimers();
      answer(result, error, invocation);
    };
    const early = scheduler.add({
      at: deadline - LAST_WORDS_MS,
      label: `${id} early answer`,
      owner: process,
      run: endEarly,
    });
    const kill = scheduler.add({
      at: deadline,
      label: `${id} is ended`,
      run: () => zombies || strike(process, 'dies'),
    });
    const cancelTimers = () => [early, kill].forEach((cancel) => void cancel());

    runAs(invocation, () => work(process.handlers, { signal: controller.signal, deadline, trigger })).then(
      (result) => finish(() => end(result, undefined)),
      (error: unknown) => finish(() => end(undefined, error)),
    );

    function finish(tell: () => void): void {
      const isInTime = !invocation.answered;
      tell();
      if (isInTime) deps.onEnded(invocation);
      if (isInTime) freeze();
    }

    /** What middy does: the signal first, then the answer. The platform freezes the process a moment later. */
    function endEarly(): void {
      deps.onDisturbed();
      controller.abort();
      end(undefined, undefined);
      scheduler.add({ at: scheduler.now() + plan.dice.below(30), label: `${id} freezes`, run: freeze });
    }

    function freeze(): void {
      if (process.current !== invocation) return;
      process.current = undefined;
      process.awake = false;
    }
  }

  function strike(
    process: SimulatedProcess,
    how: 'dies' | 'dies, its requests lost' | { readonly stallsMs: number },
  ): void {
    deps.onDisturbed();
    process.awake = false;
    if (typeof how === 'object') {
      const wake = () => {
        process.awake = process.current !== undefined;
      };
      scheduler.add({ at: scheduler.now() + how.stallsMs, label: `${process.id} thaws`, run: wake });
      return;
    }
    process.dead = true;
    process.current = undefined;
    scheduler.drop(process, { requests: how !== 'dies' });
  }
}

/** What problem-responses.ts makes of an error. */
export function toResponse(error: unknown, request: { instance: string; traceId: string }): HttpResponse {
  if (error instanceof EstornoError) return problemResponse(error.name, error.facts, request);
  return problemResponse('internal_error', { outcome: 'unknown' }, request);
}
