import { UsageError } from '../tools/script.ts';
import type { Configuration } from './configuration.ts';
import { PROVIDERS } from './providers.ts';

/** What is deployed already, as far as it can be found out. */
export type DeployedStack = {
  /** The name of the function of each provider that the stack has now; none where nothing is deployed. */
  readonly functionNames: ReadonlyMap<string, string>;
  /** How many operations of a provider are not final. */
  readonly countUnfinished: (provider: string) => Promise<number>;
};

/** Finds what is deployed. @throws Error where that cannot be read */
export type FindDeployed = () => Promise<DeployedStack>;

const PAGE = 'docs/removal.md, "Remove one provider"';

/**
 * Refuses to take a provider out of a deployed stack while it has operations that are not final: with its function goes
 * the sweeper that finishes them. Nothing that was never deployed, or is named in `forceRemoval`, is asked about.
 * @throws UsageError with what to do first
 */
export async function refuseRemovals(
  { providers, forceRemoval }: Pick<Configuration, 'providers' | 'forceRemoval'>,
  findDeployed: FindDeployed,
): Promise<void> {
  const kept = new Set(providers.map(({ id }) => id));
  const left = PROVIDERS.filter(({ id }) => !kept.has(id) && !forceRemoval.includes(id));
  if (left.length === 0) return;
  const deployed = await findDeployed().catch((error: unknown) => refuseUnchecked(left[0]?.id, error));
  for (const { id } of left) {
    if (!deployed.functionNames.has(id)) continue;
    const unfinished = await deployed
      .countUnfinished(id)
      .catch((error: unknown) => refuseUnchecked(id, error));
    if (unfinished > 0)
      throw new UsageError(
        `The context value providers leaves out ${id}, which is deployed and has ${unfinished} unfinished ` +
          `operations. Nothing was synthesized. Finish them first: see ${PAGE}. To remove it nevertheless, add ` +
          `-c forceRemoval=${id}.`,
      );
  }
}

function refuseUnchecked(id: string | undefined, error: unknown): never {
  const message = error instanceof Error ? error.message : String(error);
  throw new UsageError(
    `The context value providers leaves out ${id}, and it could not be checked whether it is deployed and has ` +
      `unfinished operations (${message}). Nothing was synthesized. See ${PAGE}. To remove it unchecked, add ` +
      `-c forceRemoval=${id}.`,
  );
}
