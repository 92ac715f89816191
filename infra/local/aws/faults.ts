/** What goes wrong with a call at the local AWS port. */
export type Fault = {
  /** The operation (`PutItem`), or the whole target (`DynamoDB_20120810.PutItem`). */
  readonly target: string;
  /**
   * - `lose-request`: the connection ends, and nothing was done;
   * - `lose-answer`: it was done, and the connection ends without an answer;
   * - `throttle` and `unavailable`: the service refuses, and nothing was done;
   * - `delay`: it is done `delayMs` late, or when `hold` lets it.
   */
  readonly kind: 'lose-request' | 'lose-answer' | 'throttle' | 'unavailable' | 'delay';
  /** How many calls it strikes. @default 1 */
  readonly times?: number;
  readonly delayMs?: number;
  /** Called when a `delay` strikes: the call goes on when this ends. @default after `delayMs` */
  readonly hold?: () => Promise<void>;
  /** Only calls of the function with this logical id. @default every caller */
  readonly caller?: string;
  /** Only calls on this table. @default every table */
  readonly table?: string;
};

export type Faults = {
  /** Faults strike in the order in which they were added. */
  add(fault: Fault): void;
  clear(): void;
};

type Struck = { readonly target: string; readonly caller: string; readonly table?: string };

export type FaultPlan = Faults & {
  /** The fault that strikes this call, which uses it up once. */
  take(call: Struck): Fault | undefined;
};

export function createFaultPlan(): FaultPlan {
  const planned: { readonly fault: Fault; left: number }[] = [];
  return {
    add: (fault) => {
      planned.push({ fault, left: fault.times ?? 1 });
    },
    clear: () => {
      planned.length = 0;
    },
    take: (call) => {
      const found = planned.find(({ fault, left }) => left > 0 && strikes(fault, call));
      if (found) found.left -= 1;
      return found?.fault;
    },
  };
}

function strikes(fault: Fault, { target, caller, table }: Struck): boolean {
  return (
    (fault.target === target || target.endsWith(`.${fault.target}`)) &&
    (fault.caller === undefined || fault.caller === caller) &&
    (fault.table === undefined || fault.table === table)
  );
}
