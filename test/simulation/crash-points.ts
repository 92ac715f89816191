import type { Traits } from './books.ts';
import { type Blow, createScriptedPlan, type Fault, type ScriptedFault } from './plan.ts';
import { type Outcome, run } from './run.ts';
import { PROVIDERS, type ProviderId, type Scenario, START } from './scenario.ts';
import { TOKEN_WORLDS, type TokenWorld } from './tokens.ts';

/** A provider as it behaves in one enumeration. */
type Behaviour = {
  readonly name: string;
  /** What goes wrong once, at its first opportunity after so many others. */
  readonly fault?: Fault;
  readonly after?: number;
  readonly traits?: Partial<Traits>;
};

const BEHAVIOURS: readonly Behaviour[] = [
  { name: 'prompt' },
  { name: 'answer lost', fault: 'answer lost' },
  { name: 'request lost', fault: 'request lost' },
  { name: 'lands late', fault: 'request lands late' },
  { name: 'answered, not applied', fault: 'answered, not applied' },
  { name: 'refusing', fault: 'refused' },
  { name: 'refusing with several meanings', fault: 'refused with a code of several meanings' },
  // The first sweep cannot read the secret.
  { name: 'secret lost for a while', fault: 'secret cannot be read', after: 2 },
  { name: 'slow', traits: { takesMs: 40_000 } },
  { name: 'accepted, then the payer pays', traits: { takesMs: 5_000, ends: 'given up' } },
];

/** Milliseconds: past the end of the invocation and of every lease, so that others have been at work meanwhile. */
export const STALL_MS = 37_500;

/** How a process can be struck: it dies and its requests with it or not, or it freezes and wakes when its time is over. */
const BLOWS: readonly Blow[] = [
  { is: 'crash', loses: true },
  { is: 'crash', loses: false },
  { is: 'stall', ms: STALL_MS },
];

export type CrashWorld = {
  readonly name: string;
  readonly scenario: Scenario;
  readonly faults: readonly ScriptedFault[];
  /** Of the dice by which a late request lands when it does. @default 0 */
  readonly seed?: number;
};

/** What goes wrong with the second of two refunds. */
const REFUND_FAULTS: readonly (Fault | undefined)[] = [
  undefined,
  'answer lost',
  'request lost',
  'request lands late',
  'answered, not applied',
  'refused with a code of several meanings',
];

/** Providers, behaviours and token worlds. Tokens differ in what a lost or a missing answer leaves; else S2 stands for all. */
export function crashWorlds(): CrashWorld[] {
  return [...cancelWorlds(), ...REFUND_FAULTS.map(toRefundWorld), toLateWorld()];
}

/** Dice by which it lands after the others have looked, and before its token expires. */
const LANDS_IN_MINUTES = 10;

/** The first cancel is still on its way when the second cannot leave, and its caller's time is over. */
function toLateWorld(): CrashWorld {
  const { scenario, faults } = toWorld('letpay', { name: 'lands late', fault: 'request lands late' }, 'S2');
  const body = { notAfter: new Date(START + 1_500).toISOString() };
  return {
    name: 'letpay, lands late, then unreachable, S2',
    seed: LANDS_IN_MINUTES,
    // Logins and reads come before the second cancel.
    faults: [...faults, { fault: 'provider unreachable', after: 4 }],
    scenario: {
      ...scenario,
      triggers: scenario.triggers.map((one) => (one.is === 'post' ? { ...one, body } : one)),
    },
  };
}

/** Two refunds of a paid payment, one after the other. */
function toRefundWorld(fault: Fault | undefined): CrashWorld {
  const base = toWorld('letpay', { name: 'prompt', traits: { paid: true } }, 'S2');
  const post = { is: 'post', payment: 0, refund: true, persistence: 0 } as const;
  return {
    name: `letpay refunds, ${fault ?? 'prompt'}, S2`,
    faults: fault ? [{ fault, after: 1 }] : [],
    scenario: {
      ...base.scenario,
      triggers: [
        { ...post, at: 0, key: 'key-0', body: { amount: 300 } },
        { ...post, at: 2_000, key: 'key-0', body: { amount: 300 } },
        { ...post, at: 40_000, key: 'key-1', body: { amount: 200 } },
        { ...post, at: 42_000, key: 'key-1', body: { amount: 200 } },
        { is: 'sweep', at: 80_000 },
      ],
    },
  };
}

function cancelWorlds(): CrashWorld[] {
  return PROVIDERS.flatMap((provider) =>
    BEHAVIOURS.flatMap((behaviour, index) => {
      const tokens: readonly TokenWorld[] =
        provider === 'sopague' ? ['S1'] : index < 2 ? TOKEN_WORLDS : ['S2'];
      // SoPague is done at once, whatever its traits: such a world would be the prompt one again.
      if (provider === 'sopague' && behaviour.traits) return [];
      return tokens.map((world) => toWorld(provider, behaviour, world));
    }),
  );
}

function toWorld(
  provider: ProviderId,
  { name, fault, after = 0, traits }: Behaviour,
  tokens: TokenWorld,
): CrashWorld {
  const post = {
    is: 'post',
    payment: 0,
    key: 'key-0',
    body: provider === 'modelo' ? { amount: 300 } : {},
    persistence: 0,
  } as const;
  const usual: Traits = {
    tokens,
    sessions: 1,
    total: 1000,
    takesMs: 0,
    ends: 'canceled',
    shows: true,
    second: 'refused',
    acceptsFirst: traits !== undefined,
  };
  return {
    name: `${provider}, ${name}, ${tokens}`,
    faults: fault ? [{ fault, after }] : [],
    scenario: {
      provider,
      traits: { ...usual, ...traits },
      triggers: [
        { ...post, at: 0 },
        { ...post, at: 2_000 },
        { is: 'sweep', at: 36_000 },
      ],
      trouble: 'none',
      zombies: true,
      warmth: fault === 'secret cannot be read' ? 0 : 0.5,
      punctualSweeps: 3,
    },
  };
}

/** One enumerated run: which blows fall before which steps. */
export type Struck = {
  readonly world: CrashWorld;
  readonly blows: ReadonlyMap<number, Blow>;
  readonly outcome: Outcome;
};

/**
 * How thoroughly a world's crash points are struck: each by one kind of blow, the kinds in turn; each by every kind; and
 * with `pairs`, every point after each of them too.
 */
export type Depth = 'in turn' | 'singly' | 'pairs';

/** Every crash point of a world. */
export async function* enumerate(
  world: CrashWorld,
  { depth }: { readonly depth: Depth },
): AsyncGenerator<Struck> {
  const calm = await strike(world, new Map());
  yield calm;
  for (let first = 0; first < calm.points; first++) {
    const kinds = depth === 'in turn' ? BLOWS.filter((_, kind) => kind === first % BLOWS.length) : BLOWS;
    for (const blow of kinds) {
      const struck = await strike(world, new Map([[first, blow]]));
      yield struck;
      for (let second = first + 1; depth === 'pairs' && second < struck.points; second++) {
        for (const other of BLOWS)
          yield await strike(
            world,
            new Map([
              [first, blow],
              [second, other],
            ]),
          );
      }
    }
  }
}

/** One run with the given blows. */
export async function strike(
  world: CrashWorld,
  blows: ReadonlyMap<number, Blow>,
  onLine?: (line: string) => void,
): Promise<Struck & { readonly points: number }> {
  const plan = createScriptedPlan({ faults: world.faults, blows, seed: world.seed ?? 0 });
  const outcome = await run(world.scenario, plan, onLine);
  return { world, blows, outcome, points: plan.points() };
}
