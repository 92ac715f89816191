import { type Simulator, startSimulator } from './demo-providers.ts';
import type { Secrets } from './local-stack.ts';

/** Of a provider whose simulator is off: nothing listens there, so that a request is known not to have been sent. */
const NOWHERE = 'http://127.0.0.1:9';

/** The simulators of this machine, by provider. */
export type Simulators = {
  readonly running: ReadonlyMap<string, Simulator>;
  /** What is wrong with a simulator, in a sentence: it is off, or did not answer a request. */
  readonly troubles: ReadonlyMap<string, string>;
};

type SimulatorsOptions = {
  readonly secrets: Secrets;
  readonly clock: () => number;
  /** Takes each trouble, in a sentence. */
  readonly onTrouble: (sentence: string) => void;
};

/** Starts the simulator of each provider. One that is broken is off, and the others run. */
export async function startSimulators(
  providers: readonly string[],
  { secrets, clock, onTrouble }: SimulatorsOptions,
): Promise<Simulators> {
  const running = new Map<string, Simulator>();
  const troubles = new Map<string, string>();
  const note = (provider: string, what: string, error: unknown) => {
    const sentence = `${what}: ${error instanceof Error ? error.message : String(error)}`;
    if (troubles.get(provider) !== sentence) onTrouble(sentence);
    troubles.set(provider, sentence);
  };
  await Promise.all(
    providers.map(async (provider) => {
      try {
        const simulator = await startSimulator(provider, secrets, clock);
        simulator.onMistake = (error) =>
          note(provider, `The simulator of ${provider} did not answer a request`, error);
        running.set(provider, simulator);
      } catch (error) {
        note(provider, `The simulator of ${provider} is off`, error);
      }
    }),
  );
  return { running, troubles };
}

/** The certificates of those that speak TLS, each once. */
export function toTrusted({ running }: Pick<Simulators, 'running'>): readonly string[] {
  return [...new Set([...running.values()].flatMap(({ certificate }) => certificate ?? []))];
}

/** Where each provider is reached, by its id. */
export function toUrls({ running, troubles }: Simulators): Readonly<Record<string, string>> {
  const off = [...troubles.keys()].map((provider) => [provider, NOWHERE]);
  const on = [...running].map(([provider, { url }]) => [provider, url]);
  return Object.fromEntries([...off, ...on]);
}
